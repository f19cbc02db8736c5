"""Where readers stopped: moved with the person, told for the lesson that is read, forgotten with it."""

from pathlib import Path

import pytest
from sqlalchemy import select

from app.catalog import service as catalog
from app.core.db import db
from app.core.errors import NotFound
from app.learning import service as learning
from app.learning.models import ReadingPlace
from tests import factories
from tests.catalog import library

pytestmark = pytest.mark.storage
FIRST, SECOND = "nguoi-dan/lam-quen", "nguoi-dan/giu-otp"


@pytest.fixture(autouse=True)
def courses(tmp_path: Path) -> Path:
    library.published(library.small(tmp_path))
    return tmp_path


def stop(person_id: int, key: str, section: int) -> None:
    learning.keep_place(person_id=person_id, key=key, version_id=catalog.current_module(key).id, section=section)
    db.session.flush()


def test_the_lesson_opened_last_is_the_one_to_go_on_with() -> None:
    person = factories.person()
    stop(person.id, SECOND, 1)
    stop(person.id, FIRST, 2)

    assert learning.onward(person.id, []) == learning.Onward(FIRST, "Làm quen với điện thoại", 2)


def test_a_withdrawn_lesson_is_not_offered(courses: Path) -> None:
    person = factories.person()
    stop(person.id, "nguoi-dan/danh-gia", 1)
    library.programme(courses, assessment="", rule="tất cả bài")
    (courses / "nguoi-dan/danh-gia.md").unlink()
    library.published(courses)

    assert learning.onward(person.id, ["nguoi-dan"]) == learning.Onward(FIRST, "Làm quen với điện thoại")
    assert learning.onward(person.id, ["can-bo"]) is None


def test_places_move_with_a_person_and_are_no_history() -> None:
    source, listed = factories.person(), factories.person(is_listed=True)
    stop(source.id, FIRST, 2)
    stop(listed.id, FIRST, 1)
    assert not learning.has_history(listed.id)

    learning.reassign(source.id, listed.id)

    found = db.session.execute(select(ReadingPlace.person_id, ReadingPlace.section)).all()
    assert [tuple(row) for row in found] == [(listed.id, 2)]


def test_a_place_in_another_lessons_version_is_refused() -> None:
    version = catalog.current_module(SECOND).id

    with pytest.raises(NotFound):
        learning.keep_place(person_id=factories.person().id, key=FIRST, version_id=version, section=1)
