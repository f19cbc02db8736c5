"""Every kind of question as a learner meets it without a script: asked, saved, shown again, and told in the result."""

import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.core.db import db
from app.quiz.models import Attempt, SavedAnswer
from tests import factories
from tests.browser import Browser
from tests.quiz import every_kind as every
from tests.quiz import given

pytestmark = pytest.mark.storage


@pytest.fixture
def browser(app: Flask) -> Browser:
    return Browser(app).sign_in(factories.account())


def place_of(attempt: Attempt, question: str) -> int:
    return [laid["id"] for laid in attempt.layout].index(question) + 1


def page_of(browser: Browser, attempt: Attempt, question: str) -> str:
    return browser.get("quiz.take", attempt_id=attempt.id, cau=place_of(attempt, question)).text


def words_of(page: str) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page)))


def send(browser: Browser, attempt: Attempt, question: str, fields: dict[str, Any], **more: str) -> TestResponse:
    return browser.send(f"/bai-lam/{attempt.id}", fields | {"cau": str(place_of(attempt, question))} | more)


def fields_on(page: str) -> dict[str, list[str]]:
    """Return the inputs of the question's form as a browser without a script would send them untouched."""
    main = page.partition('<form class="answers"')[2].partition("</form>")[0]
    sent: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", main):
        name, value = (re.search(rf'{what}="([^"]*)"', tag) for what in ("name", "value"))
        if not name or not name[1].startswith("q-"):
            continue
        if re.search(r'type="(radio|checkbox)"', tag) and not re.search(r"\schecked", tag):
            continue
        sent.setdefault(name[1], []).append(unescape(value[1] if value else ""))
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', main, re.DOTALL):
        picked = re.search(r'<option value="([^"]*)" selected', options)
        sent[name] = [picked[1] if picked else ""]
    return sent


@pytest.mark.parametrize("question", every.IDS)
def test_each_kind_is_asked_saved_and_shown_again_as_it_was_answered(browser: Browser, question: str) -> None:
    every.module()
    attempt = given.begun(browser)
    fields = every.right_fields(every.laid_of(attempt, question))
    before = page_of(browser, attempt, question)

    answer = send(browser, attempt, question, fields)
    page = page_of(browser, attempt, question)

    assert re.findall(r'data-question="(\w+)"', before) == [question]
    assert "Đã lưu" not in words_of(before)
    assert answer.location != f"/bai-lam/{attempt.id}?cau={place_of(attempt, question)}"
    assert "Đã lưu" in words_of(page)
    shown = {name: sorted(values) for name, values in fields_on(page).items() if values != [""]}
    assert shown == {name: sorted(values) for name, values in fields.items()}


@pytest.mark.parametrize("question", every.IDS)
def test_a_page_sent_back_untouched_changes_no_answer(browser: Browser, question: str) -> None:
    every.module()
    attempt = given.begun(browser)
    send(browser, attempt, question, every.right_fields(every.laid_of(attempt, question)))
    kept = db.session.get_one(SavedAnswer, (attempt.id, question)).chosen

    send(browser, attempt, question, fields_on(page_of(browser, attempt, question)))

    assert db.session.get_one(SavedAnswer, (attempt.id, question), populate_existing=True).chosen == kept


@pytest.mark.parametrize("question", ["kieu0002", "kieu0009", "kieu0010"])
def test_boxes_that_were_all_unticked_empty_the_question(browser: Browser, question: str) -> None:
    every.module()
    attempt = given.begun(browser)
    send(browser, attempt, question, every.right_fields(every.laid_of(attempt, question)))

    send(browser, attempt, question, {})

    assert db.session.get_one(SavedAnswer, (attempt.id, question), populate_existing=True).chosen == []


def test_without_the_picture_everything_is_in_the_list(browser: Browser) -> None:
    every.module()
    page = page_of(browser, attempt := given.begun(browser), "kieu0009")

    assert 'alt="Tin nhắn báo trúng thưởng kèm đường liên kết rút gọn"' in page
    for option in every.laid_of(attempt, "kieu0009")["options"]:
        assert page.count(f'for="q-kieu0009-{option[0]}"') == 2, "once on the picture, once in the list"
    assert re.search(r'<foreignObject x="10%" y="(55|10)%" width="(80|50)%" height="(15|10)%">', page)
    assert "Đường liên kết bit.ly</label>" in page


def test_a_number_that_cannot_be_read_keeps_the_page_once_and_then_goes_on(browser: Browser) -> None:
    every.module()
    attempt = given.begun(browser)
    here = f"/bai-lam/{attempt.id}?cau={place_of(attempt, 'kieu0006')}"

    first = send(browser, attempt, "kieu0006", {"q-kieu0006": "1.515"})
    page = browser.open(first.location).text
    noticed = re.search(r'name="biet" value="(\d*)"', page)
    second = send(browser, attempt, "kieu0006", {"q-kieu0006": "1.515"}, biet=noticed[1] if noticed else "")

    assert first.location == here
    assert "“1.515” là 1515 hay 1,515? Bác viết lại cho rõ" in page
    assert 'value="1.515"' in page
    assert second.location != here
    check = words_of(browser.get("quiz.take", attempt_id=attempt.id, cau="het").text)
    assert "bác nên xem lại: Câu " + str(place_of(attempt, "kieu0006")) in check


def test_a_note_never_keeps_from_the_way_back(browser: Browser) -> None:
    every.module()
    attempt = given.begun(browser)

    answer = send(browser, attempt, "kieu0006", {"q-kieu0006": "abc"}, den="1")

    assert answer.location.endswith("?cau=1")


def test_a_script_is_told_the_note(browser: Browser) -> None:
    every.module()
    attempt = given.begun(browser)
    told = []
    for typed in ("abc", "15"):
        data = {"csrf_token": browser.token(), "q-kieu0006": typed}
        headers = {"Accept": "application/json"}
        told.append(browser.client.post(f"/bai-lam/{attempt.id}", data=data, headers=headers).json)

    assert told[0]["note"].startswith("Máy chưa đọc được “abc”")
    assert "note" not in told[1]


def test_the_same_step_twice_is_saved_and_said_so(browser: Browser) -> None:
    every.module()
    attempt = given.begun(browser)
    fields = every.right_fields(every.laid_of(attempt, "kieu0007"))
    fields["q-kieu0007-2"] = fields["q-kieu0007-1"]

    page = browser.open(send(browser, attempt, "kieu0007", fields).location).text

    assert "Có một bước được chọn hai lần." in page
    assert db.session.get_one(SavedAnswer, (attempt.id, "kieu0007")).seq == 1


def test_a_row_that_is_open_is_said_so_and_the_question_counts_as_open(browser: Browser) -> None:
    every.module()
    attempt = given.begun(browser)
    fields = every.right_fields(every.laid_of(attempt, "kieu0008"))

    send(browser, attempt, "kieu0008", fields | {"q-kieu0008-1": [""]})

    page = words_of(page_of(browser, attempt, "kieu0008"))
    assert "Còn 1 dòng chưa chọn." in page
    assert "Trả lời dở" in page
    assert "Bác đã trả lời 0/11 câu." in browser.get("quiz.take", attempt_id=attempt.id, cau="het").text


@pytest.mark.parametrize("typed", ["x" * 201, "a\x07b"])
def test_what_cannot_be_kept_is_refused_with_a_reason(browser: Browser, typed: str) -> None:
    every.module()
    attempt = given.begun(browser)

    answer = browser.send(f"/bai-lam/{attempt.id}", {"q-kieu0005": typed}, expect=400)

    assert "chưa được lưu" in answer.text
    assert db.session.get(SavedAnswer, (attempt.id, "kieu0005")) is None


def test_a_story_opens_step_after_step(browser: Browser) -> None:
    every.module()
    attempt = given.begun(browser)
    first = every.by_texts(attempt, "kieu0011", {"1": "Đọc số căn cước"})
    second = every.by_texts(attempt, "kieu0011", {"2": "Thôi, tôi cúp máy"})
    here = f"/bai-lam/{attempt.id}?cau={place_of(attempt, 'kieu0011')}"
    assert "Anh đọc nốt mã" not in page_of(browser, attempt, "kieu0011")

    answer = send(browser, attempt, "kieu0011", first)
    page = browser.open(answer.location).text

    assert answer.location == here
    assert "Tôi là công an phường" in page
    assert "Anh đọc nốt mã" in page
    assert "bước kín" not in page
    assert re.search(r'<button class="button" type="submit">Tiếp</button>', page)
    assert "Để sau, sang câu khác" in page
    assert send(browser, attempt, "kieu0011", first | second).location != here
    assert "Câu chuyện dừng ở đây" in page_of(browser, attempt, "kieu0011")
    send(browser, attempt, "kieu0011", every.by_texts(attempt, "kieu0011", {"1": "Cúp máy, gọi công an xã"}) | second)
    assert "Anh đọc nốt mã" not in page_of(browser, attempt, "kieu0011")


def test_a_story_may_be_left_for_later(browser: Browser) -> None:
    every.module()
    attempt = given.begun(browser)
    first = every.by_texts(attempt, "kieu0011", {"1": "Đọc số căn cước"})

    answer = send(browser, attempt, "kieu0011", first, den="het")

    assert answer.location.endswith("?cau=het")
    assert db.session.get_one(SavedAnswer, (attempt.id, "kieu0011")).chosen == [0, None]


WORDS = {
    "kieu0001": "Đáp án đúng: Chỉ một mình bác.",
    "kieu0003": "Đáp án đúng: Sai.",
    "kieu0004": "Đáp án từng ý:",
    "kieu0005": "Đáp án: binhdanhocvuso.gov.vn.",
    "kieu0006": "Đáp án: 1514 đến 1516 người; 1717 đến 1718 người.",
    "kieu0007": "Thứ tự đúng: Mở kho ứng dụng Gõ tên VNeID, xem đúng tên cơ quan phát hành Bấm Cài đặt Ăn mừng",
    "kieu0008": "Người lạ hỏi mã OTP – Cúp máy ngay",
    "kieu0010": "Những dấu hiệu đáng ngờ: tài khoản của quý khách",
    "kieu0011": "Cách xử lý tốt, từng bước một: Cúp máy, gọi công an xã",
}


def test_a_practice_tells_the_right_answer_of_each_kind_at_the_end(browser: Browser) -> None:
    every.module(given.LESSON, kiểm_tra="luyện tập")
    attempt = given.begun(browser, given.LESSON)
    browser.post("quiz.submit", attempt_id=attempt.id)

    page = words_of(browser.get("quiz.result", attempt_id=attempt.id).text)

    for question, words in WORDS.items():
        assert words in page, question
    assert "Chỗ đúng trên ảnh:" in page
    assert page.count("Câu này bác chưa trả lời.") == 11


def test_a_result_shows_what_was_chosen_row_by_row(browser: Browser) -> None:
    every.module(đạt="50%")
    attempt = given.begun(browser)
    every.answer_rightly(attempt)
    turned = every.by_texts(attempt, "kieu0008", {"Người lạ hỏi mã OTP": "Chuyển tiền cho xong"})
    every.save(attempt, turned | every.by_texts(attempt, "kieu0008", {"Bị doạ bắt qua điện thoại": "Báo công an xã"}))
    every.save(attempt, {"q-kieu0006": ["17 người"]})
    browser.post("quiz.submit", attempt_id=attempt.id)

    page = browser.get("quiz.result", attempt_id=attempt.id).text
    words = words_of(page)

    assert "Bác làm đúng 9/11 câu" in words
    assert "Người lạ hỏi mã OTP Chuyển tiền cho xong Chưa đúng" in words
    assert "Bị doạ bắt qua điện thoại Báo công an xã Đúng rồi" in words
    assert "Tin nhắn có đường liên kết lạ chưa chọn Chưa đúng" in words
    assert 'value="17 người"' in page
    assert "Đúng một phần." in words


def test_practice_tells_of_a_story_and_of_rows_when_they_are_whole(browser: Browser) -> None:
    every.module(given.LESSON, kiểm_tra="luyện tập")
    attempt = given.begun(browser, given.LESSON)
    rows = every.right_fields(every.laid_of(attempt, "kieu0004"))
    first = every.by_texts(attempt, "kieu0011", {"1": "Đọc số căn cước"})
    second = every.by_texts(attempt, "kieu0011", {"2": "Đọc mã"})

    for question, part, whole in (
        ("kieu0004", rows | {"q-kieu0004-1": [""]}, rows),
        ("kieu0011", first, first | second),
    ):
        send(browser, attempt, question, part)
        assert given.CANARY not in page_of(browser, attempt, question)
        send(browser, attempt, question, whole)
        assert given.CANARY in page_of(browser, attempt, question)
    assert "Chưa đúng." in page_of(browser, attempt, "kieu0011")
