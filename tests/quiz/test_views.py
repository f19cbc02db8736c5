"""The pages of an attempt as a learner meets them: one question a screen, check, submit, result."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from flask import Flask
from werkzeug.test import TestResponse

from app.core.db import db
from app.identity.models import Account
from app.quiz.models import Attempt, AttemptState, SavedAnswer
from tests import factories
from tests.browser import Browser
from tests.quiz import given

pytestmark = pytest.mark.storage

GROUP, CODE = given.ASSESSMENT.split("/")
NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


@pytest.fixture
def learner() -> Account:
    return factories.account()


@pytest.fixture
def browser(app: Flask, learner: Account) -> Browser:
    return Browser(app).sign_in(learner)


def place_of(attempt: Attempt, question_id: str) -> int:
    return [laid["id"] for laid in attempt.layout].index(question_id) + 1


def send(browser: Browser, attempt: Attempt, question: str, numbers: set[int], **more: Any) -> TestResponse:
    expect = more.pop("expect", 303)
    data = {f"q-{question}": given.values(attempt, question, numbers)} | more
    return browser.send(f"/bai-lam/{attempt.id}", data, expect=expect)


def answer_all(browser: Browser, attempt: Attempt) -> None:
    for question, numbers in given.KEY.items():
        send(browser, attempt, question, numbers)


def test_the_learner_is_asked_who_they_are_and_sees_one_question(browser: Browser, learner: Account) -> None:
    given.module()
    attempt = given.begun(browser)

    page = browser.get("quiz.take", attempt_id=attempt.id).text

    assert f"Bác là {learner.person.full_name}?" in page
    assert re.findall(r'data-question="(\w+)"', page) == [attempt.layout[0]["id"]]
    assert "Câu 1/3" in page


def test_a_form_is_saved_and_goes_on_to_the_next_question(browser: Browser) -> None:
    given.module()
    attempt = given.begun(browser)
    place = place_of(attempt, "aaaaaaa1")

    answer = send(browser, attempt, "aaaaaaa1", {1}, seq="1", cau=str(place))

    following = place + 1 if place < 3 else "het"
    assert answer.location == f"/bai-lam/{attempt.id}?cau={following}"
    assert db.session.get_one(SavedAnswer, (attempt.id, "aaaaaaa1")).chosen == [1]
    again = browser.get("quiz.take", attempt_id=attempt.id, cau=place).text
    assert "Đã lưu" in again
    assert re.search(r'value="{}"\s+checked'.format(*given.values(attempt, "aaaaaaa1", {1})), again)


def test_the_way_back_saves_too(browser: Browser) -> None:
    given.module()
    attempt = given.begun(browser)
    question = attempt.layout[1]["id"]

    answer = send(browser, attempt, question, {0}, cau="2", den="1")

    assert answer.location.endswith("?cau=1")
    assert db.session.get(SavedAnswer, (attempt.id, question)) is not None


def test_a_script_gets_json_after_the_commit(browser: Browser) -> None:
    given.module()
    attempt = given.begun(browser)
    data = {"csrf_token": browser.token(), "seq": "4", "q-aaaaaaa1": given.values(attempt, "aaaaaaa1", {1})[0]}

    for _ in range(2):
        answer = browser.client.post(f"/bai-lam/{attempt.id}", data=data, headers={"Accept": "application/json"})
        assert (answer.status_code, answer.json) == (200, {"saved": True, "seq": 4, "outcome": "saved"})
    data |= {"seq": "2", "q-aaaaaaa1": given.values(attempt, "aaaaaaa1", {0})[0]}
    answer = browser.client.post(f"/bai-lam/{attempt.id}", data=data, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json) == (200, {"saved": True, "seq": 4, "outcome": "older"})


def test_an_older_form_shows_the_newer_answer_instead_of_an_error(browser: Browser) -> None:
    given.module()
    attempt = given.begun(browser)
    place = place_of(attempt, "aaaaaaa1")
    send(browser, attempt, "aaaaaaa1", {1}, seq="5")

    answer = send(browser, attempt, "aaaaaaa1", {0}, seq="1")

    assert answer.location.endswith(f"?cau={place}")
    assert "câu trả lời mới hơn" in browser.open(answer.location).text


def test_before_submitting_the_unanswered_are_listed(browser: Browser) -> None:
    given.module()
    attempt = given.begun(browser)
    send(browser, attempt, attempt.layout[1]["id"], {0})

    page = browser.get("quiz.take", attempt_id=attempt.id, cau="het").text

    assert "Bác đã trả lời 1/3 câu." in page
    links = [f"/bai-lam/{attempt.id}?cau={place}" for place in (1, 3)]
    assert re.findall(r'<li><a href="([^"]+)">Câu', page) == links


def test_opening_an_attempt_without_a_place_goes_to_the_first_unanswered_question(browser: Browser) -> None:
    given.module()
    attempt = given.begun(browser)
    send(browser, attempt, attempt.layout[0]["id"], {0})

    assert "Câu 2/3" in browser.get("quiz.take", attempt_id=attempt.id).text
    answer_all(browser, attempt)
    assert "trả lời đủ 3/3" in browser.get("quiz.take", attempt_id=attempt.id).text


def test_everything_right_is_passed_and_shown_after_the_submit(browser: Browser) -> None:
    given.module()
    attempt = given.begun(browser)
    answer_all(browser, attempt)

    answer = browser.post("quiz.submit", attempt_id=attempt.id)

    assert answer.location == f"/bai-lam/{attempt.id}/ket-qua"
    page = browser.open(answer.location).text
    assert "Bác đã đạt bài này" in page
    assert "Bác làm đúng 3/3 câu, được 100 %. Bài này cần 80 %." in page
    assert browser.get("quiz.take", attempt_id=attempt.id, expect=303).location == answer.location


def test_a_missed_quiz_says_what_to_read_and_when_to_come_back(app: Flask) -> None:
    given.module(chờ="10 phút")
    given.programme()
    with time_machine.travel(NOON):
        browser = Browser(app).sign_in(factories.account())
        attempt = given.begun(browser)
        browser.post("quiz.submit", attempt_id=attempt.id)
        page = browser.get("quiz.result", attempt_id=attempt.id).text

    assert "Mình đọc lại bài rồi thử lại nhé" in page
    assert f'<a href="/hoc/{given.LESSON}">Bài luyen</a>' in page
    assert "12:10 ngày 22/11/2026" in page
    assert "Còn 4 lần" in page
    for word in ("trượt", "thất bại", "không đạt", "hỏng", "kém"):
        assert word not in page.lower()


@pytest.mark.parametrize(
    ("trust", "practices", "words"),
    [
        ("có người chứng kiến", 1, "mở bài đánh giá này, hoặc xác nhận việc thực hành."),
        ("có người chứng kiến", 0, "cần có người hướng dẫn mở bài và ngồi cạnh khi làm."),
        ("VNeID", 1, "cần xác thực bằng tài khoản VNeID của chính mình."),
        ("tự khai", 1, ""),
    ],
)
def test_the_page_of_an_assessment_says_what_its_programme_asks_for(
    browser: Browser, trust: str, practices: int, words: str
) -> None:
    given.module()
    given.programme(rule=given.ASSESSMENT_ALONE | {"trust": trust, "practices": practices})

    page = browser.open(f"/hoc/{given.ASSESSMENT}").text

    assert ("Để xã ghi nhận" in page) == bool(words)
    assert words in page


def test_the_same_submit_twice_is_one_submit(browser: Browser) -> None:
    given.module()
    attempt = given.begun(browser)
    op = str(uuid4())

    first = browser.post("quiz.submit", {"op": op}, attempt_id=attempt.id)
    again = browser.post("quiz.submit", {"op": op}, attempt_id=attempt.id)
    other_tab = browser.post("quiz.submit", attempt_id=attempt.id)

    assert first.location == again.location == other_tab.location


def test_the_result_of_an_open_attempt_leads_back_to_it(browser: Browser) -> None:
    given.module()
    attempt = given.begun(browser)

    assert browser.get("quiz.result", attempt_id=attempt.id, expect=303).location == f"/bai-lam/{attempt.id}"


def test_practice_shows_feedback_of_the_saved_question_only(browser: Browser) -> None:
    given.practice_quiz()
    attempt = given.begun(browser, given.LESSON)

    answer = send(browser, attempt, "aaaaaaa1", {0}, cau="1")
    page = browser.open(answer.location).text

    assert answer.location.endswith("?cau=1")
    assert "Chưa đúng." in page
    assert "Ngân hàng không hỏi mã." in page
    assert "Chìa khoá nhà bác thì ai giữ?" in page
    assert given.CANARY not in browser.get("quiz.take", attempt_id=attempt.id, cau=2).text
    send(browser, attempt, "aaaaaaa1", {1}, cau="1")
    assert "Đúng rồi." in browser.get("quiz.take", attempt_id=attempt.id, cau=1).text


def test_practice_ends_without_a_grade(browser: Browser) -> None:
    given.practice_quiz()
    attempt = given.begun(browser, given.LESSON)
    answer_all(browser, attempt)
    browser.post("quiz.submit", attempt_id=attempt.id)

    page = browser.get("quiz.result", attempt_id=attempt.id).text

    assert "Bác nắm bài chắc rồi" in page
    assert "Luyện lại lần nữa" in page
    assert "%" not in re.sub(r"<[^>]*>", "", page.partition("<main")[2].partition("</main")[0])


def test_somebody_elses_attempt_is_the_same_404_as_none_at_all(app: Flask, browser: Browser) -> None:
    given.module()
    attempt = given.begun(browser)
    stranger = Browser(app).sign_in(factories.account())

    for path in ("", "/ket-qua", "?cau=1", "?cau=het"):
        mine = stranger.open(f"/bai-lam/{attempt.id}{path}", expect=404).text
        none = stranger.open(f"/bai-lam/{uuid4()}{path}", expect=404).text
        assert without_tokens(mine) == without_tokens(none)
    for path in ("", "/nop"):
        stranger.send(f"/bai-lam/{attempt.id}{path}", expect=404)
        stranger.send(f"/bai-lam/{uuid4()}{path}", expect=404)


def without_tokens(page: str) -> str:
    return re.sub(r'(name="(?:csrf_token|op)" value=")[^"]*', r"\1", page)


def test_a_stranger_is_asked_to_sign_in(app: Flask) -> None:
    given.module()
    stranger = Browser(app)

    assert "/dang-nhap" in stranger.get("quiz.take", attempt_id=uuid4(), expect=303).location
    assert "/dang-nhap" in stranger.post("quiz.start", group=GROUP, lesson=CODE).location


def test_a_closed_attempt_takes_no_late_answer_and_says_so(browser: Browser) -> None:
    given.module()
    attempt = given.begun(browser)
    browser.post("quiz.submit", attempt_id=attempt.id)
    headers = {"Accept": "application/json"}
    data = {"csrf_token": browser.token(), "q-aaaaaaa1": given.values(attempt, "aaaaaaa1", {1})[0]}

    assert "không được tính" in follow(browser, send(browser, attempt, "aaaaaaa1", {1}))
    answer = browser.client.post(f"/bai-lam/{attempt.id}", data=data, headers=headers)
    assert (answer.status_code, answer.json["saved"]) == (409, False)


def follow(browser: Browser, answer: TestResponse) -> str:
    while answer.status_code == 303:
        answer = browser.client.get(answer.location)
    return answer.text


def test_when_time_is_over_a_page_says_so_and_the_button_closes(app: Flask) -> None:
    given.module(giới_hạn_thời_gian="20 phút")
    with time_machine.travel(NOON, tick=False) as clock:
        browser = Browser(app).sign_in(factories.account())
        attempt = given.begun(browser)
        assert "Bác làm đến 12:20" in browser.get("quiz.take", attempt_id=attempt.id).text
        clock.shift(timedelta(minutes=22))
        assert "Đã hết giờ làm bài" in browser.get("quiz.take", attempt_id=attempt.id).text
        assert attempt.state is AttemptState.IN_PROGRESS
        browser.post("quiz.submit", attempt_id=attempt.id)
    db.session.refresh(attempt)
    assert attempt.state is AttemptState.FAILED


def test_a_wait_is_a_page_and_not_an_error(browser: Browser) -> None:
    given.module(chờ="10 phút")
    attempt = given.begun(browser)
    browser.post("quiz.submit", attempt_id=attempt.id)

    page = browser.post("quiz.start", group=GROUP, lesson=CODE, expect=409).text

    assert "Bác nghỉ một chút" in page


@pytest.mark.parametrize(
    "data",
    [
        {"q-aaaaaaa1": "khong-co"},
        {"q-khong-co": "x"},
        {"q-aaaaaaa1": "9" * 400_000},
        {"seq": "-1"},
        {"seq": str(2**53 + 1)},
        {"seq": "9" * 5000},
        {"seq": "1.5"},
        {"q-aaaaaaa1": "a\x00b"},
        {"seq": "\x00"},
        {f"q-{n}": "x" for n in range(900)},
    ],
    ids=["value", "question", "long value", "minus", "above", "long", "fraction", "nul", "nul seq", "many"],
)
def test_a_strange_post_is_refused_kindly_and_nothing_is_lost(browser: Browser, data: dict[str, str]) -> None:
    given.module()
    attempt = given.begun(browser)
    send(browser, attempt, "aaaaaaa1", {1}, seq="3")

    answer = browser.client.post(f"/bai-lam/{attempt.id}", data={"csrf_token": browser.token()} | data)

    assert answer.status_code == 400
    assert answer.mimetype == "text/html"
    row = db.session.get_one(SavedAnswer, (attempt.id, "aaaaaaa1"), populate_existing=True)
    assert (row.seq, row.chosen) == (3, [1])


def test_bytes_that_are_no_text_are_refused_kindly(browser: Browser) -> None:
    given.module()
    attempt = given.begun(browser)

    body = f"csrf_token={browser.token()}&q-aaaaaaa1=%ED%A0%80%FF&%FE=%FF"
    answer = browser.client.post(f"/bai-lam/{attempt.id}", data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 400


def test_ten_megabytes_are_too_much_and_no_bug(browser: Browser) -> None:
    given.module()
    attempt = given.begun(browser)

    data = {"csrf_token": browser.token(), "q-aaaaaaa1": "x" * 10_000_000}
    assert browser.client.post(f"/bai-lam/{attempt.id}", data=data).status_code == 413


@pytest.mark.parametrize("place", ["0", "4", "-1", "99999999999999999999", "abc", "1e0", "１", "\x00", "%00"])
def test_a_place_that_is_not_there_is_a_404(browser: Browser, place: str) -> None:
    given.module()
    attempt = given.begun(browser)

    answer = browser.client.get(f"/bai-lam/{attempt.id}", query_string={"cau": place})
    assert answer.status_code in (400, 404)


@pytest.mark.parametrize(
    "where", ["https://ke-gian.example", "//ke-gian.example", "99999", "-1", "het\x0d\x0a", "../.."]
)
def test_the_next_step_of_a_form_never_leads_elsewhere(browser: Browser, where: str) -> None:
    given.module()
    attempt = given.begun(browser)

    answer = send(browser, attempt, "aaaaaaa1", {1}, den=where)

    assert re.fullmatch(rf"/bai-lam/{attempt.id}\?cau=(\d|het)", answer.location)


def test_an_address_that_is_no_id_is_a_404(browser: Browser) -> None:
    browser.open("/bai-lam/1", expect=404)
    browser.open("/bai-lam/" + "a" * 36, expect=404)
