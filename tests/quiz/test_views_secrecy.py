"""Nothing of key, weight, feedback or explanation leaves the server before the rules allow it (requirement S39)."""

import re
from html import unescape

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.quiz.layout import right_fields
from app.quiz.models import Attempt
from tests import factories
from tests.browser import Browser
from tests.quiz import every_kind as every
from tests.quiz import given

pytestmark = pytest.mark.storage

# What only the key knows: the canary of feedback, hint and explanation, and words of the stored record.
KEY_WORDS = re.compile(rf"{given.CANARY}|correct|\bkey\b|points|scoring|từng phần|Giải thích|feedback|seed")


@pytest.fixture
def browser(app: Flask) -> Browser:
    return Browser(app).sign_in(factories.account())


def every_page(browser: Browser, attempt: Attempt) -> list[TestResponse]:
    steps = ["", *(f"?cau={place}" for place in range(1, attempt.asked + 1)), "?cau=het", "/ket-qua"]
    return [browser.client.get(f"/bai-lam/{attempt.id}{step}") for step in steps]


def save(browser: Browser, attempt: Attempt, question: str, numbers: set[int]) -> list[TestResponse]:
    data = {"csrf_token": browser.token(), f"q-{question}": given.values(attempt, question, numbers)}
    path = f"/bai-lam/{attempt.id}"
    return [
        browser.client.post(path, data=data, headers={"Accept": kind}) for kind in ("application/json", "text/html")
    ]


def leaks(answers: list[TestResponse]) -> list[str]:
    found = []
    for answer in answers:
        told = re.sub(r"(/static/|asset)[^\"]*", "", answer.text) + str(answer.headers)
        found += KEY_WORDS.findall(told)
    return found


def test_an_assessment_tells_nothing_before_it_is_submitted(browser: Browser) -> None:
    given.module()
    attempt = given.begun(browser)
    answers = every_page(browser, attempt)
    for question in given.KEY:
        for numbers in ({0}, {1}):
            answers += save(browser, attempt, question, numbers)
    answers += every_page(browser, attempt)

    assert {answer.status_code for answer in answers} <= {200, 303}
    assert leaks(answers) == []


def test_a_right_and_a_wrong_answer_look_the_same(browser: Browser) -> None:
    given.module(trộn="không")
    attempt = given.begun(browser)
    value = {number: given.values(attempt, "aaaaaaa1", {number})[0] for number in range(3)}
    pages = {}
    for number in (0, 1):
        saved = save(browser, attempt, "aaaaaaa1", {number})
        page = browser.client.get(f"/bai-lam/{attempt.id}?cau=1")
        plain = re.sub(r'(name="(?:csrf_token|op|seq)" value=")[^"]*', r"\1", page.text).replace(" checked", "")
        pages[number] = (
            plain,
            [len(answer.data) for answer in saved],
            sorted(page.headers.keys()),
            page.headers.get("ETag"),
        )
    assert len(set(value.values())) == 3
    assert pages[0] == pages[1]


def test_values_say_nothing_about_their_options(browser: Browser, app: Flask) -> None:
    given.module(trộn="không")
    first, second = given.begun(browser), given.begun(Browser(app).sign_in(factories.account()))

    assert [laid["id"] for laid in first.layout] == [laid["id"] for laid in second.layout]
    values = [value for attempt in (first, second) for laid in attempt.layout for value, _ in laid["options"]]
    assert len(set(values)) == len(values)
    assert {len(value) for value in values} == {12}


def test_a_missed_assessment_explains_without_the_key_or_the_feedback_of_options(browser: Browser) -> None:
    given.module()
    attempt = given.begun(browser)
    save(browser, attempt, "aaaaaaa1", {0})
    browser.post("quiz.submit", attempt_id=attempt.id)

    page = browser.get("quiz.result", attempt_id=attempt.id).text

    assert "Ai có mã OTP là lấy được tiền." in page
    assert "Chưa đúng." in page
    for secret in ("Đáp án đúng", "Ngân hàng không hỏi mã.", "Phải rồi.", "Chìa khoá nhà bác thì ai giữ?"):
        assert secret not in page


def test_a_passed_assessment_shows_the_key(browser: Browser) -> None:
    given.module(đạt="60%")
    attempt = given.begun(browser)
    for question, numbers in (given.KEY | {"aaaaaaa1": {0}}).items():
        save(browser, attempt, question, numbers)
    browser.post("quiz.submit", attempt_id=attempt.id)

    page = browser.get("quiz.result", attempt_id=attempt.id).text

    assert "Đáp án đúng: Chỉ một mình bác." in page


def test_result_only_shows_no_question_at_all(browser: Browser) -> None:
    given.module(xem_lại="chỉ kết quả")
    attempt = given.begun(browser)
    save(browser, attempt, "aaaaaaa1", {1})
    browser.post("quiz.submit", attempt_id=attempt.id)

    page = browser.get("quiz.result", attempt_id=attempt.id)

    assert "data-question" not in page.text
    assert leaks([page]) == []


def test_an_assessment_that_asks_for_feedback_after_each_question_still_waits_for_the_submit(browser: Browser) -> None:
    given.module(xem_lại="sau mỗi câu")
    attempt = given.begun(browser)
    answers = [answer for question in given.KEY for answer in save(browser, attempt, question, {0})]

    assert leaks(answers + every_page(browser, attempt)) == []


def test_practice_tells_nothing_of_questions_that_are_not_answered(browser: Browser) -> None:
    given.practice_quiz()
    attempt = given.begun(browser, given.LESSON)
    save(browser, attempt, "aaaaaaa1", {0})

    open_pages = [browser.client.get(f"/bai-lam/{attempt.id}?cau={place}") for place in (2, 3)]

    assert leaks(open_pages) == []


def test_the_lesson_page_tells_nothing(browser: Browser) -> None:
    given.module()

    assert leaks([browser.open(f"/hoc/{given.ASSESSMENT}")]) == []


def test_answers_are_never_kept_by_a_browser_or_a_proxy(browser: Browser) -> None:
    given.module()
    attempt = given.begun(browser)

    for page in every_page(browser, attempt):
        assert page.headers["Cache-Control"] == "no-store"
        assert "ETag" not in page.headers


def send(browser: Browser, attempt: Attempt, fields: dict[str, list[str]]) -> list[TestResponse]:
    """Save a post as a script and as a form; return both answers."""
    path, data = f"/bai-lam/{attempt.id}", {"csrf_token": browser.token()} | fields
    return [
        browser.client.post(path, data=data, headers={"Accept": kind}) for kind in ("application/json", "text/html")
    ]


def secrets_in(answers: list[TestResponse]) -> list[str]:
    """Return what only the key of the questions of each kind knows, and marks of the stored record."""
    told = [unescape(answer.text) + str(answer.headers) for answer in answers]
    return leaks(answers) + [secret for secret in every.SECRETS for text in told if stands(secret, text)]


def stands(secret: str, text: str) -> bool:
    """Tell whether a text holds the secret for itself: ids and tokens are random and may hold any four digits."""
    return re.search(rf"(?<![\w.-]){re.escape(secret)}(?![\w-])", text) is not None


# Wrong in part, so that nothing a page says of it may be the key.
TRIES: dict[str, dict[str, list[str]]] = {
    "kieu0005": {"q-kieu0005": ["vietcombank.com.vn"]},
    "kieu0006": {"q-kieu0006": ["7 người"]},
}


def test_no_kind_tells_anything_before_an_assessment_is_submitted(browser: Browser) -> None:
    every.module()
    attempt = given.begun(browser)
    answers = every_page(browser, attempt)
    for laid in attempt.layout:
        fields = TRIES.get(laid["id"]) or right_fields(laid)
        turned = {name: ["" for _ in values] for name, values in fields.items()}
        answers += send(browser, attempt, fields) + send(browser, attempt, turned) + send(browser, attempt, fields)
    answers += every_page(browser, attempt)

    assert {answer.status_code for answer in answers} <= {200, 303}
    assert secrets_in(answers) == []


def test_no_kind_tells_its_key_after_a_missed_assessment(browser: Browser) -> None:
    every.module(lấy="11 câu")
    attempt = given.begun(browser)
    for fields in TRIES.values():
        send(browser, attempt, fields)
    browser.post("quiz.submit", attempt_id=attempt.id)

    page = browser.get("quiz.result", attempt_id=attempt.id)

    told = unescape(page.text)
    assert [secret for secret in every.SECRETS if secret in told] == []
    for words in (
        "Đáp án",
        "Thứ tự đúng",
        "Ghép đúng",
        "Chỗ đúng",
        "dấu hiệu đáng ngờ:",
        "Cách xử lý tốt",
        "Kẻ gian hay giục",
    ):
        assert words not in told
    assert not re.search(r'tag--(done|wait)"', page.text), "no row says whether it is right"


def test_practice_tells_nothing_of_any_kind_that_is_not_answered(browser: Browser) -> None:
    every.module(given.LESSON, kiểm_tra="luyện tập")
    attempt = given.begun(browser, given.LESSON)

    assert secrets_in(every_page(browser, attempt)) == []


def test_a_story_tells_nothing_of_ways_not_taken(browser: Browser) -> None:
    every.module(given.LESSON, kiểm_tra="luyện tập")
    attempt = given.begun(browser, given.LESSON)
    place = [laid["id"] for laid in attempt.layout].index("kieu0011") + 1

    send(browser, attempt, right_fields(every.laid_of(attempt, "kieu0011")))
    told = unescape(browser.client.get(f"/bai-lam/{attempt.id}?cau={place}").text)

    assert "Đúng rồi." in told
    assert "Công an không làm việc qua điện thoại." in told
    for secret in ("Anh đọc nốt mã", "bước kín", "Số căn cước là của mình"):
        assert secret not in told


def test_steps_and_right_sides_are_offered_in_an_order_that_says_nothing(browser: Browser, app: Flask) -> None:
    every.module(given.LESSON, kiểm_tra="luyện tập", trộn="không")
    orders = {"kieu0007": set(), "kieu0008": set()}
    for _ in range(12):
        attempt = given.begun(Browser(app).sign_in(factories.account()), given.LESSON)
        for question, seen in orders.items():
            laid = every.laid_of(attempt, question)
            seen.add(tuple(number for _, number in laid["options"]))
            assert [number for _, number in laid["options"]][: len(laid["key"])] != laid["key"]

    assert all(len(seen) > 3 for seen in orders.values())


def test_right_and_wrong_answers_of_each_kind_look_the_same(browser: Browser) -> None:
    every.module()
    attempt = given.begun(browser)
    for laid in attempt.layout:
        if laid["id"] in ("kieu0005", "kieu0006", "kieu0011"):
            continue  # What was typed stands in the page; another turn of a story shows another step.
        right = right_fields(laid)
        some = dict(laid["options"])
        wrong = {name: [next(value for value in some if value not in values)] for name, values in right.items()}
        place = attempt.layout.index(laid) + 1
        pages = []
        for fields in (right, wrong):
            saved = send(browser, attempt, fields)
            page = browser.client.get(f"/bai-lam/{attempt.id}?cau={place}")
            plain = re.sub(r'(name="(?:csrf_token|op|seq|biet)" value=")[^"]*', r"\1", page.text)
            plain = re.sub(r'<p class="question__note".*?</p>| checked| selected', "", plain)
            pages.append((plain, [sorted(answer.headers.keys()) for answer in saved]))
        assert pages[0] == pages[1], laid["id"]
