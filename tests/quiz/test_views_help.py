"""Pages of help of their own, of rests, and of declaring an attempt void."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from app.core import clock
from app.core.db import db, transaction
from app.identity.models import Account
from app.identity.words import Role
from app.quiz import service as quiz
from app.quiz.models import Accommodation, Attempt, AttemptState
from tests import factories
from tests.browser import Browser
from tests.quiz import given

pytestmark = pytest.mark.storage
GROUP, CODE = given.ASSESSMENT.split("/")
NOON = datetime(2026, 11, 22, 5, tzinfo=UTC)
REASON = "Nhờ người khác làm hộ cả bài"


def form(**changed: str) -> dict[str, str]:
    until = (clock.today() + timedelta(days=30)).isoformat()
    return {"module_key": "", "extra_time": "50", "may_pause": "y", "reason": "mắt kém", "until": until} | changed


@pytest.fixture
def learner() -> Account:
    given.module(giới_hạn_thời_gian="20 phút")
    given.programme()
    return factories.account()


def browser_of(app: Flask, role: Role) -> Browser:
    return Browser(app).sign_in(factories.account(role))


def test_a_helper_promises_time_and_rests_and_the_learner_reads_it_on_their_page(app: Flask, learner: Account) -> None:
    helper = browser_of(app, Role.HELPER)
    where: dict[str, Any] = {"person_id": learner.person.public_id}
    assert "Cho thêm lần làm bài" not in helper.get("helping.give", **where).text

    helper.post("helping.give", form(has_reader="y"), **where)

    page = helper.get("helping.give", **where).text
    assert "Thêm 50% thời gian làm bài" in page
    mine = Browser(app).sign_in(learner).get("registry.my_page").text
    assert "Bác được giúp thêm" in mine
    assert "Có người đọc câu hỏi cho nghe" in mine


def test_a_helper_does_not_promise_attempts_a_teacher_and_an_official_do(app: Flask, learner: Account) -> None:
    where: dict[str, Any] = {"person_id": learner.person.public_id}

    browser_of(app, Role.HELPER).post("helping.give", form(extra_attempts="2"), **where)
    assert db.session.query(Accommodation).one().extra_attempts == 0
    for role in (Role.TEACHER, Role.CULTURE):
        official = browser_of(app, role)
        assert "Cho thêm lần làm bài" in official.get("helping.give", **where).text
        official.post("helping.give", form(extra_attempts="2"), **where)
    assert [row.extra_attempts for row in db.session.query(Accommodation).order_by(Accommodation.id)] == [0, 2, 2]


@pytest.mark.parametrize(
    "changed",
    [
        {"extra_time": "none", "may_pause": ""},
        {"extra_time": "75"},
        {"reason": ""},
        {"until": ""},
        {"until": "2020-01-01"},
        {"until": "2099-01-01"},
        {"until": "9999-12-31"},
        {"module_key": "x/y"},
    ],
)
def test_what_makes_no_sense_is_shown_again_with_a_word(app: Flask, learner: Account, changed: dict[str, str]) -> None:
    data = {name: value for name, value in form(**changed).items() if value or name != "may_pause"}

    browser_of(app, Role.HELPER).post("helping.give", data, expect=422, person_id=learner.person.public_id)

    assert db.session.query(Accommodation).count() == 0


def test_a_promise_is_taken_back_with_a_reason(app: Flask, learner: Account) -> None:
    helper = browser_of(app, Role.HELPER)
    where: dict[str, Any] = {"person_id": learner.person.public_id}
    helper.post("helping.give", form(), **where)
    which = where | {"help_id": db.session.query(Accommodation).one().public_id}

    assert "Từ bài sau mới thôi" in helper.get("helping.withdraw", **which).text
    helper.post("helping.withdraw", {"reason": ""}, expect=422, **which)
    helper.post("helping.withdraw", {"reason": "đã khoẻ lại"}, **which)

    assert "Đã thôi: đã khoẻ lại" in helper.get("helping.give", **where).text
    assert "Bác được giúp thêm" not in Browser(app).sign_in(learner).get("registry.my_page").text


def test_neither_learners_nor_the_person_themselves_write_help(app: Flask, learner: Account) -> None:
    where: dict[str, Any] = {"person_id": learner.person.public_id}
    helper = factories.account(Role.HELPER)

    Browser(app).sign_in(learner).get("helping.give", expect=403, **where)
    Browser(app).sign_in(helper).get("helping.give", expect=403, person_id=helper.person.public_id)


def test_a_learner_rests_and_goes_on(app: Flask, learner: Account) -> None:
    browser_of(app, Role.HELPER).post("helping.give", form(), person_id=learner.person.public_id)
    phone = Browser(app).sign_in(learner)
    attempt = given.begun(phone)
    page = phone.get("quiz.take", attempt_id=attempt.id).text
    assert "Còn khoảng 30 phút." in page
    assert "Tạm dừng, nghỉ một lát" in page

    phone.post("quiz.pause", attempt_id=attempt.id)

    page = phone.get("quiz.take", attempt_id=attempt.id).text
    assert "Bài đang tạm dừng" in page
    assert "Ai được biết mã OTP" not in page
    phone.post("quiz.go_on", attempt_id=attempt.id)
    assert "Lưu và sang câu tiếp" in phone.get("quiz.take", attempt_id=attempt.id).text


def test_without_that_help_no_rest_is_offered_and_the_witness_gives_one(app: Flask, learner: Account) -> None:
    helper = factories.account(Role.HELPER)
    beside, phone = Browser(app).sign_in(helper), Browser(app).sign_in(learner)
    who: dict[str, Any] = {"person_id": learner.person.public_id}
    place = {"place": "Nhà văn hoá thôn", "reads_aloud": "y"}
    beside.post("quiz.open_assessment", place, group=GROUP, lesson=CODE, **who)
    attempt = db.session.query(Attempt).one()
    page = phone.get("quiz.take", attempt_id=attempt.id).text
    assert "Tạm dừng, nghỉ một lát" not in page
    assert "ngồi cạnh và đọc câu hỏi cho bác nghe, tại Nhà văn hoá thôn" in page
    phone.post("quiz.pause", expect=403, attempt_id=attempt.id)

    assert "Tạm dừng giờ" in beside.get("quiz.learner", **who).text
    beside.post("helping.pause", attempt_id=attempt.id, **who)
    assert "giờ làm bài đứng yên" in beside.get("quiz.learner", **who).text
    beside.post("helping.go_on", attempt_id=attempt.id, **who)

    assert db.session.get_one(Attempt, attempt.id, populate_existing=True).paused_at is None


def test_the_time_left_is_told_in_words(app: Flask, learner: Account) -> None:
    phone = Browser(app).sign_in(learner)
    with time_machine.travel(NOON, tick=False) as now:
        phone = Browser(app).sign_in(learner)
        attempt = given.begun(phone)
        now.shift(timedelta(minutes=12, seconds=30))
        assert "Còn khoảng 8 phút." in phone.get("quiz.take", attempt_id=attempt.id).text
        now.shift(timedelta(minutes=7))
        assert "Còn chưa đầy một phút." in phone.get("quiz.take", attempt_id=attempt.id).text


def test_an_official_voids_and_the_learner_reads_why_and_goes_on(app: Flask, learner: Account) -> None:
    attempt = given.passed(learner.person)
    official = browser_of(app, Role.CULTURE)
    who: dict[str, Any] = {"person_id": learner.person.public_id}
    which = who | {"attempt_id": attempt.id}
    assert (
        "Vào bằng tên đăng nhập và mật khẩu; không có người chứng kiến." in official.get("voiding.sittings", **who).text
    )
    assert "không tự đổi" in official.get("voiding.ask", **which).text

    official.post("voiding.void", {"reason": "sai"}, expect=422, **which)
    official.post("voiding.void", {"reason": REASON}, **which)

    assert REASON in official.get("voiding.sittings", **who).text
    page = Browser(app).sign_in(learner).get("quiz.result", attempt_id=attempt.id).text
    assert "Bài làm này không được tính" in page
    assert REASON in page
    assert "Lần làm này không trừ vào số lần của bác." in page
    assert "Làm lại bài" in page
    assert "3/3" not in page
    assert db.session.get_one(Attempt, attempt.id, populate_existing=True).state is AttemptState.VOIDED


def test_only_who_may_void_sees_those_pages_and_only_of_that_person(app: Flask, learner: Account) -> None:
    attempt = given.passed(learner.person)
    for role in (Role.HELPER, Role.TEACHER, Role.LEADER):
        browser_of(app, role).get("voiding.sittings", expect=403, person_id=learner.person.public_id)
    other: dict[str, Any] = {"person_id": factories.person().public_id, "attempt_id": attempt.id}

    official = browser_of(app, Role.CULTURE)
    official.get("voiding.ask", expect=404, **other)
    official.post("voiding.void", {"reason": REASON}, expect=404, **other)
    assert db.session.get_one(Attempt, attempt.id).state is AttemptState.PASSED


def test_one_that_ended_because_two_persons_became_one_explains_itself(app: Flask, learner: Account) -> None:
    other = factories.person()
    moved = given.started(other)
    given.started(learner.person)
    with transaction():
        quiz.reassign(other.id, learner.person.id)

    page = Browser(app).sign_in(learner).get("quiz.result", attempt_id=moved.id).text

    assert "Bác có một bài khác cùng tên được giữ lại" in page
