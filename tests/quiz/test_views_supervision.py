"""The helper's pages: find the learner, open the assessment, confirm a practice."""

import pytest
from flask import Flask

from app.core.db import db
from app.identity.models import Account
from app.identity.words import Role
from app.learning.models import Practice
from app.quiz.models import Attempt
from tests import factories
from tests.browser import Browser
from tests.quiz import given

pytestmark = pytest.mark.storage

GROUP, CODE = given.ASSESSMENT.split("/")
PLACE = {"place": "Nhà văn hoá thôn"}


@pytest.fixture
def helper() -> Account:
    return factories.account(Role.HELPER)


@pytest.fixture
def browser(app: Flask, helper: Account) -> Browser:
    return Browser(app).sign_in(helper)


def test_only_helpers_may_look_for_learners(app: Flask) -> None:
    learner = Browser(app).sign_in(factories.account())

    learner.get("quiz.help_page", expect=403)
    learner.get("quiz.learner", person_id=factories.person().public_id, expect=403)


def test_a_learner_is_found_by_name_and_shown_without_a_number(browser: Browser) -> None:
    person = factories.person(full_name="Trần Văn Bảy", birth_year=1957, verified=True)

    page = browser.get("quiz.help_page", q="van bay").text

    assert "Trần Văn Bảy" in page
    assert "1957" in page
    assert person.hamlet.name in page
    for shown in (page, browser.get("quiz.learner", person_id=person.public_id).text):
        assert person.masked_number not in shown
        assert (person.number_tail or "?") not in shown


def test_nobody_of_that_name_is_a_kind_answer(browser: Browser) -> None:
    assert "Không thấy ai tên như vậy" in browser.get("quiz.help_page", q="Khong Co Ai").text


def test_the_helper_opens_and_the_learner_answers_on_their_own_phone(
    app: Flask, browser: Browser, helper: Account
) -> None:
    given.module()
    given.programme()
    learner = factories.account()

    browser.post("quiz.open_assessment", PLACE, person_id=learner.person.public_id, group=GROUP, lesson=CODE)
    page = browser.get("quiz.learner", person_id=learner.person.public_id).text

    assert f"{helper.person.full_name} mở tại Nhà văn hoá thôn" in page
    phone = Browser(app).sign_in(learner)
    started = phone.post("quiz.start", group=GROUP, lesson=CODE)
    attempt = db.session.get_one(Attempt, given.attempt_id(started.location))
    assert attempt.opened_by_id == helper.person_id
    assert f"{helper.person.full_name} mở bài này và ngồi cạnh bác" in phone.open(started.location).text


def test_without_a_place_nothing_is_opened(browser: Browser) -> None:
    given.module()
    learner = factories.person()
    where = {"person_id": learner.public_id, "group": GROUP, "lesson": CODE}

    assert "Mở bài đánh giá cho" in browser.get("quiz.open_assessment", **where).text
    page = browser.post("quiz.open_assessment", {"place": "  "}, expect=422, **where).text

    assert "Ghi nơi bác và người học đang ngồi." in page
    assert db.session.query(Attempt).count() == 0


def test_a_helper_does_not_open_their_own(browser: Browser, helper: Account) -> None:
    given.module()
    where = {"person_id": helper.person.public_id, "group": GROUP, "lesson": CODE}

    browser.get("quiz.learner", person_id=helper.person.public_id, expect=403)
    browser.post("quiz.open_assessment", PLACE, expect=403, **where)
    assert db.session.query(Attempt).count() == 0


def practice_of(person: object) -> dict[str, object]:
    group, code = given.LESSON.split("/")
    return {"person_id": person.public_id, "group": group, "lesson": code, "question_id": "thuchan1"}  # type: ignore[attr-defined]


def test_a_practice_seen_face_to_face_is_confirmed(browser: Browser, helper: Account) -> None:
    given.module()
    given.programme()
    learner = factories.person()
    where = practice_of(learner)
    assert "Tự tìm được ứng dụng" in browser.get("quiz.confirm_practice", **where).text

    browser.post("quiz.confirm_practice", PLACE | {"ticked": ["0", "2"], "seen": "y"}, **where)

    practice = db.session.query(Practice).one()
    assert (practice.person_id, practice.helper_id, practice.ticked) == (learner.id, helper.person_id, [0, 2])
    assert "Đã xác nhận" in browser.get("quiz.learner", person_id=learner.public_id).text


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (PLACE | {"ticked": ["0", "1"]}, 422),
        ({"ticked": ["0", "1"], "seen": "y"}, 422),
        (PLACE | {"ticked": ["0"], "seen": "y"}, 409),
        (PLACE | {"ticked": ["0", "7"], "seen": "y"}, 422),
        (PLACE | {"ticked": ["0", "x"], "seen": "y"}, 422),
        (PLACE | {"ticked": ["9" * 5000], "seen": "y"}, 422),
    ],
)
def test_what_was_not_wholly_seen_is_not_confirmed(browser: Browser, data: dict[str, object], status: int) -> None:
    given.module()
    given.programme()

    browser.post("quiz.confirm_practice", data, expect=status, **practice_of(factories.person()))

    assert db.session.query(Practice).count() == 0


def test_a_practice_that_is_not_there_is_a_404(browser: Browser) -> None:
    given.module()
    given.programme()
    where = practice_of(factories.person()) | {"question_id": "khongco1"}

    browser.get("quiz.confirm_practice", expect=404, **where)
