"""Pages of classes: opened, joined by a telephone, come in by card, ticked, opened for all, closed."""

import pytest
from flask import Flask

from app.community.models import ClassSession, Presence
from app.core.db import db
from app.identity import service as identity
from app.identity.models import Account
from app.identity.words import Role
from app.quiz.models import Attempt
from tests import factories
from tests.browser import Browser
from tests.community import given
from tests.quiz import given as quizzes

pytestmark = pytest.mark.storage


@pytest.fixture
def leader() -> Account:
    return factories.account(Role.HELPER)


@pytest.fixture
def browser(app: Flask, leader: Account) -> Browser:
    return Browser(app).sign_in(leader)


@pytest.fixture
def found(leader: Account) -> ClassSession:
    return given.open_class(identity.actor_of(leader))


def test_only_helpers_open_classes(app: Flask) -> None:
    learner = Browser(app).sign_in(factories.account())

    learner.get("community.classes", expect=403)
    learner.get("community.new_class", expect=403)


def test_a_class_is_opened_shown_and_listed(browser: Browser) -> None:
    assert "Chưa có buổi học nào" in browser.get("community.classes").text
    assert "Mở buổi học" in browser.get("community.new_class").text
    day = {"day": "2999-01-01", "starts": "19:00", "ends": "21:00"}
    answer = browser.post("community.new_class", {"place": "Nhà văn hoá"} | day)

    assert "Lớp học tại Nhà văn hoá" in browser.open(answer.location).text
    assert "Sắp tới" in browser.get("community.classes").text


@pytest.mark.parametrize(
    "data",
    [
        {"place": " ", "day": "2999-01-01", "starts": "19:00", "ends": "21:00"},
        {"place": "x", "day": "2999-01-01", "starts": "21:00", "ends": "19:00"},
        {"place": "x", "day": "2001-01-01", "starts": "19:00", "ends": "21:00"},
        {"place": "x", "day": "hôm nay", "starts": "19:00", "ends": "21:00"},
    ],
)
def test_a_class_that_cannot_be_is_asked_for_again(browser: Browser, data: dict[str, str]) -> None:
    browser.post("community.new_class", data, expect=422)

    assert db.session.query(ClassSession).count() == 0


def test_somebody_elses_class_is_not_there(app: Flask, found: ClassSession) -> None:
    other = Browser(app).sign_in(factories.account(Role.HELPER))

    for endpoint in ("classes.work", "community.door", "community.attendance"):
        other.get(endpoint, class_id=found.public_id, expect=404)
    for endpoint in ("classes.open_for_all", "community.close"):
        other.post(endpoint, class_id=found.public_id, expect=404)


def test_who_sees_all_people_reads_and_does_nothing(app: Flask, found: ClassSession) -> None:
    official = Browser(app).sign_in(factories.account(Role.CULTURE))

    page = official.get("classes.work", class_id=found.public_id).text

    assert given.code_of(found) not in page
    assert "Đóng buổi học" not in page
    assert found.place in official.get("community.classes").text
    official.post("community.close", class_id=found.public_id, expect=403)


def test_a_phone_joins_and_two_learners_come_in_by_card(app: Flask, browser: Browser, found: ClassSession) -> None:
    one, two = given.learner(full_name="Lò Thị Mận"), given.learner(full_name="Hà Văn Quýt")
    phone = Browser(app)
    assert "Gõ 6 số" in phone.get("community.join").text
    phone.post("community.join", {"code": given.code_of(found)})
    assert f"Máy này đang ở lớp {found.place}" in phone.get("community.join").text

    for person in (one, two):
        phone.open(f"/the/{given.card_of(person)}", expect=303)
        assert "chỉ cần bấm nút" in phone.open("/the").text
        phone.post("card.open_card")
        assert (
            not db.session.query(Presence).filter_by(person_id=person.id).count()
        )  # Perhaps it is a neighbour's card.
        db.session.rollback()
        phone.post("identity.that_is_me", {"consent_learning": "1"})

    page = browser.get("classes.work", class_id=found.public_id).text
    assert "Có mặt: 2 người" in page
    assert "Lò Thị Mận" in page
    assert {row.how for row in db.session.query(Presence)} == {"card"}


def test_the_picture_leads_to_a_button_and_a_shut_door_says_so(
    app: Flask, browser: Browser, found: ClassSession
) -> None:
    token, phone = given.token_of(found), Browser(app)
    assert "Cho máy này vào lớp" in phone.get("community.join_by_picture", token=token).text
    phone.post("community.join_by_picture", token=token)
    assert found.place in phone.get("community.join").text

    browser.post("community.close", class_id=found.public_id)

    assert "Gõ 6 số" in phone.get("community.join").text
    assert "không còn dùng được" in phone.get("community.join_by_picture", token=token, expect=404).text
    phone.open(f"/the/{given.card_of(given.learner())}", expect=303)
    phone.open("/the", expect=404)


def test_a_phone_leaves_the_class(app: Flask, found: ClassSession) -> None:
    phone = Browser(app)
    phone.post("community.join", {"code": given.code_of(found)})
    phone.post("community.leave")

    assert "Gõ 6 số" in phone.get("community.join").text


@pytest.mark.parametrize("code", ["", "12", "abcdef", "9" * 21])
def test_a_wrong_code_is_told_kindly(app: Flask, code: str) -> None:
    Browser(app).post("community.join", {"code": code}, expect=422)


def test_the_door_is_shown_large_while_it_is_open(browser: Browser, found: ClassSession) -> None:
    assert given.code_of(found) in browser.get("community.door", class_id=found.public_id).text
    browser.post("community.close", class_id=found.public_id)
    browser.get("community.door", class_id=found.public_id, expect=404)


def test_ticked_from_the_list_and_taken_back_with_a_reason(browser: Browser, found: ClassSession) -> None:
    person = factories.person(full_name="Trần Văn Bảy")
    where = {"class_id": found.public_id}
    assert "Gõ tên để tìm" in browser.get("community.attendance", **where).text
    assert "Trần Văn Bảy" in browser.get("community.attendance", q="van bay", **where).text
    browser.post("community.attendance", {"nguoi": [str(person.public_id)]}, **where)
    assert "Trần Văn Bảy" in browser.get("classes.work", **where).text

    mistaken = where | {"person_id": person.public_id}
    assert "Bỏ tên Trần Văn Bảy?" in browser.get("community.take_back", **mistaken).text
    browser.post("community.take_back", {"reason": " "}, expect=422, **mistaken)
    browser.post("community.take_back", {"reason": "nhầm"}, **mistaken)
    page = browser.get("classes.work", **where).text
    assert "Có mặt: 0 người" in page


def test_a_quiz_is_opened_for_all_those_present_in_one_act(browser: Browser, found: ClassSession) -> None:
    quizzes.programme()
    quizzes.module()
    people = [factories.person(full_name=f"Lò Văn {name}") for name in ("Một", "Hai", "Ba")]
    quizzes.answer(quizzes.started(people[2]), {"aaaaaaa1": {0}})
    where = {"class_id": found.public_id}
    browser.post("community.attendance", {"nguoi": [str(person.public_id) for person in people]}, **where)

    browser.post("classes.open_for_all", {"bai": quizzes.ASSESSMENT}, **where)
    page = browser.get("classes.work", **where).text

    assert "Đã mở bài cho 2 người." in page
    assert "làm dở bài này" in page
    assert db.session.query(Attempt).filter(Attempt.opened_by_id.is_not(None)).count() == 2
    browser.post("classes.open_for_all", {"bai": "khong/co"}, expect=404, **where)
