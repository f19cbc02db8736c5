"""The board: what I write, what waits for me, what is published and where it stands, what is due; in few statements."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine

from app.authoring import service as authoring
from app.catalog.words import Origin
from app.core.db import db, transaction
from tests.authoring import given
from tests.catalog import library

pytestmark = pytest.mark.storage


@pytest.fixture(autouse=True)
def _library(_rolled_back: None, tmp_path: Path) -> None:
    given.published(tmp_path)


def test_a_draft_is_mine_waits_for_me_or_is_somebody_elses() -> None:
    teacher, editor = given.teacher(), given.editor()
    writing = given.changed(teacher)
    waiting = given.sent(given.changed(teacher, key="nguoi-dan/lam-quen"), teacher)
    with transaction():
        authoring.comment(waiting.id, revision=waiting.revision, line=1, text="Xem lại.", actor=editor)

    mine, theirs = authoring.board(actor=teacher), authoring.board(actor=editor)

    assert {row.id for row in mine.mine} == {writing.id, waiting.id}
    assert (mine.waiting, mine.others) == ([], [])
    assert [row.id for row in theirs.waiting] == [waiting.id]
    assert [(row.id, row.open_comments) for row in theirs.others] == [(writing.id, 0)]
    assert theirs.waiting[0].open_comments == 1
    assert theirs.waiting[0].updated_by == waiting.updated_by.full_name


def test_what_is_published_is_told_with_its_origin_its_programmes_and_its_draft() -> None:
    given.edited()
    given.new_lesson()
    draft = given.opened(given.teacher(), "nguoi-dan/lam-quen")

    folders = {folder.folder: folder for folder in authoring.board(actor=given.teacher()).folders}

    modules = {module.key: module for module in folders["nguoi-dan"].modules}
    assert modules["nguoi-dan/giu-otp"].origin is Origin.EDITOR
    assert modules["nguoi-dan/giu-otp"].published_by is not None
    assert modules["nguoi-dan/giu-otp"].programmes == ("Kỹ năng số cho bà con",)
    assert modules["nguoi-dan/goi-dien-co-hinh"].programmes == ()
    assert modules["nguoi-dan/lam-quen"].published_by is None
    assert modules["nguoi-dan/lam-quen"].draft is not None
    assert modules["nguoi-dan/lam-quen"].draft.id == draft.id
    assert folders["nguoi-dan"].programme is not None
    assert folders["nguoi-dan"].programme.number == 1
    assert folders["can-bo"].programme is None


def test_what_was_withdrawn_is_listed_until_it_is_published_again() -> None:
    given.new_lesson()
    given.withdrawn("nguoi-dan/goi-dien-co-hinh")

    (row,) = next(f for f in authoring.board(actor=given.teacher()).folders if f.folder == "nguoi-dan").withdrawn

    assert (row.key, row.number, row.withdrawn_at is not None) == ("nguoi-dan/goi-dien-co-hinh", 1, True)
    given.put_out(given.changed(author := given.teacher(), "Việc thứ nhất", "Việc", row.key), author)
    assert all(not folder.withdrawn for folder in authoring.board(actor=author).folders)


def test_what_is_past_or_comes_within_thirty_days_is_due(tmp_path: Path) -> None:
    days = {"lam-quen": "soát lại trước: 2026-12-01", "giu-otp": "hiệu lực đến: 2027-01-01"}
    for code, head in days.items():
        library.lesson(
            tmp_path,
            f"nguoi-dan/{code}",
            head=f"{head}\nkiểm tra: luyện tập",
            tail=library.PRACTICE if code == "lam-quen" else "",
        )
    library.published(tmp_path)
    actor = given.teacher()

    def due(day: datetime) -> list[tuple[str, str, bool]]:
        with time_machine.travel(day, tick=False):
            return [(row.key.partition("/")[2], row.what, row.is_past) for row in authoring.board(actor=actor).due]

    assert due(datetime(2026, 10, 20, tzinfo=UTC)) == []
    assert due(datetime(2026, 11, 1, tzinfo=UTC)) == [("lam-quen", "review", False)]
    assert due(datetime(2026, 12, 2, tzinfo=UTC)) == [("lam-quen", "review", True), ("giu-otp", "expiry", False)]
    assert authoring.board(actor=actor).due[0].day == date(2026, 12, 1)


def test_the_board_asks_as_often_for_one_draft_as_for_many(statements: list[str]) -> None:
    teacher, reader = given.teacher(), given.editor()

    def asked() -> int:
        db.session.expire_all()
        statements.clear()
        authoring.board(actor=reader)
        return len(statements)

    given.changed(teacher)
    few = asked()
    for n in range(12):
        with transaction():
            draft = authoring.new_draft("nguoi-dan", f"Bài thứ {n}", actor=given.teacher())
        given.sent(draft, teacher)

    assert asked() == few <= 10
