"""Reading a programme and a lesson in the browser, with and without an account."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, select

from app.catalog import service as catalog
from app.core import clock
from app.core.db import db
from app.identity.words import Role
from app.learning.models import LessonProgress
from tests import factories
from tests.browser import Browser
from tests.catalog import library

pytestmark = pytest.mark.storage
LESSON = {"group": "nguoi-dan", "code": "lam-quen"}


@pytest.fixture(autouse=True)
def courses(tmp_path: Path) -> Path:
    library.published(library.small(tmp_path))
    return tmp_path


def version_of(key: str) -> int:
    return catalog.current_module(key).id


def test_a_stranger_reads_a_lesson_for_one_statement(browser: Browser, statements: list[str]) -> None:
    browser.get("learning.lesson", **LESSON)
    statements.clear()
    page = browser.get("learning.lesson", **LESSON)

    assert "Nội dung bài." in page.text
    assert len(statements) == 1


def test_a_learner_reads_a_lesson_for_two_statements(browser: Browser, statements: list[str]) -> None:
    browser.sign_in(factories.account())
    browser.get("learning.lesson", **LESSON)
    statements.clear()
    page = browser.get("learning.lesson", **LESSON)

    assert "Tôi đã đọc xong" in page.text
    assert len(statements) == 2


def test_a_stranger_gets_no_cookie_and_a_page_to_keep(browser: Browser) -> None:
    page = browser.get("learning.lesson", **LESSON)

    assert "Set-Cookie" not in page.headers
    assert page.headers["Cache-Control"] == "public, no-cache"
    assert "Cookie" in page.headers["Vary"]


def test_an_unchanged_page_is_not_sent_twice(browser: Browser, courses: Path) -> None:
    tag = browser.get("learning.lesson", **LESSON).headers["ETag"]

    again = browser.open("/hoc/nguoi-dan/lam-quen", headers={"If-None-Match": tag}, expect=304)
    assert again.data == b""

    library.lesson(courses, "nguoi-dan/lam-quen", text="Chữ mới.", tail=library.PRACTICE)
    library.published(courses)
    fresh = browser.open("/hoc/nguoi-dan/lam-quen", headers={"If-None-Match": tag})
    assert "Chữ mới." in fresh.text


def test_a_learners_page_is_their_own(browser: Browser) -> None:
    browser.sign_in(factories.account())
    page = browser.get("learning.lesson", **LESSON)

    assert page.headers["Cache-Control"] == "private, no-cache"
    assert "ETag" not in page.headers


def test_no_page_shows_an_answer_before_it_was_given(browser: Browser) -> None:
    for reader in (None, factories.account(), factories.account(Role.HELPER)):
        if reader:
            browser.sign_in(reader)
        for path in (
            "/",
            "/hoc/nguoi-dan",
            *(f"/hoc/nguoi-dan/{code}" for code in ("lam-quen", "giu-otp", "danh-gia")),
        ):
            answer = browser.open(path)
            assert "bí mật" not in answer.text
            assert "lamqaaaa" not in answer.text
        if reader:
            browser.send("/dang-xuat")


def test_a_lesson_says_where_it_comes_from_and_what_is_next(browser: Browser) -> None:
    page = browser.get("learning.lesson", **LESSON).text

    assert "https://example.org/bai-goc" in page
    assert "22/11/2026" in page
    assert 'href="/hoc/nguoi-dan/giu-otp"' in page
    assert 'href="/hoc/nguoi-dan"' in page


def test_a_lesson_offers_the_public_address_to_hand_on(browser: Browser) -> None:
    page = browser.get("learning.lesson", **LESSON).text

    assert 'value="http://127.0.0.1:8000/hoc/nguoi-dan/lam-quen"' in page
    assert "Không có tên của bác." in page


def test_every_learner_sees_their_own_name_and_tokens_on_the_same_lesson(app: Flask) -> None:
    pages = []
    for name in ("Lò Thị Mai", "Vi Văn Nam"):
        reader = Browser(app).sign_in(factories.account(of=factories.person(full_name=name)))
        page = reader.get("learning.lesson", **LESSON).text
        assert name in page
        pages.append(set(re.findall(r'name="(?:csrf_token|op)" value="([^"]+)"', page)))

    assert pages[0].isdisjoint(pages[1])


def test_lessons_lead_on_to_the_assessment_and_back(browser: Browser) -> None:
    first, second, last = (
        browser.get("learning.lesson", group="nguoi-dan", code=code).text
        for code in ("lam-quen", "giu-otp", "danh-gia")
    )

    assert 'href="/hoc/nguoi-dan/giu-otp" rel="next"' in first
    assert 'rel="prev"' not in first
    assert 'href="/hoc/nguoi-dan/danh-gia" rel="next"' in second
    assert 'href="/hoc/nguoi-dan/lam-quen" rel="prev"' in second
    assert 'rel="next"' not in last


def test_a_lesson_shows_what_a_helper_will_look_for(browser: Browser) -> None:
    page = browser.get("learning.lesson", **LESSON).text

    assert "Thực hành: Cài ứng dụng" in page
    assert "Không đọc mật khẩu cho người khác" in page
    assert "Làm được 2 trong 3 việc" in page


def test_an_expired_lesson_says_so(browser: Browser, courses: Path) -> None:
    yesterday = (clock.today() - timedelta(days=1)).isoformat()
    head = f"hiệu lực đến: {yesterday}\nkiểm tra: luyện tập"
    library.lesson(courses, "nguoi-dan/giu-otp", title="Giữ mã OTP", head=head)
    library.published(courses)

    assert "hết hiệu lực" in browser.get("learning.lesson", group="nguoi-dan", code="giu-otp").text
    assert "hết hiệu lực" not in browser.get("learning.lesson", **LESSON).text


@pytest.mark.parametrize(
    "path", ["/hoc/khong-co", "/hoc/nguoi-dan/khong-co", "/hoc/khong-co/lam-quen", "/hoc/nguoi-dan/index"]
)
def test_what_is_not_there_is_a_page_that_says_so(browser: Browser, path: str) -> None:
    assert "Không có trang này" in browser.open(path, expect=404).text


def test_a_learner_notes_that_a_lesson_is_read_and_sees_what_is_next(browser: Browser) -> None:
    account = factories.account()
    browser.sign_in(account)

    answer = browser.post("learning.mark_read", {"version": version_of("nguoi-dan/lam-quen")}, **LESSON)
    page = browser.open(answer.location).text

    assert "Đã ghi là đọc xong bài này." in page
    assert "Đã đọc xong ngày" in page
    assert "Tôi đã đọc xong" not in page
    assert db.session.scalars(select(LessonProgress.person_id)).all() == [account.person_id]


def test_nothing_says_read_when_it_could_not_be_stored(browser: Browser) -> None:
    account = factories.account()
    browser.sign_in(account)
    form = {"version": version_of("nguoi-dan/lam-quen")}

    def broken(_session: object) -> None:
        raise OSError("disk full")

    event.listen(db.session, "before_commit", broken)
    try:
        browser.post("learning.mark_read", form, expect=500, **LESSON)
    finally:
        event.remove(db.session, "before_commit", broken)

    assert "Đã ghi là đọc xong bài này." not in browser.get("learning.lesson", **LESSON).text


def test_the_same_form_sent_twice_is_answered_twice_and_done_once(browser: Browser) -> None:
    browser.sign_in(factories.account())
    form = {"version": version_of("nguoi-dan/lam-quen"), "op": "7f1b7d0e-8f0a-4f8e-9d57-5a3cbb6c7a10"}

    first = browser.post("learning.mark_read", form, **LESSON)
    second = browser.post("learning.mark_read", form, **LESSON)

    assert first.location == second.location


@pytest.mark.parametrize("version", ["", "x", "0", "99999999999999999999", "-1"])
def test_a_version_that_was_never_shown_is_refused(browser: Browser, version: str) -> None:
    browser.sign_in(factories.account())

    browser.post("learning.mark_read", {"version": version}, expect=404, **LESSON)


def test_a_stranger_is_sent_to_sign_in(browser: Browser) -> None:
    answer = browser.post("learning.mark_read", {"version": 1}, **LESSON)

    assert answer.location.startswith("/dang-nhap")


def test_a_programme_lists_its_lessons_with_their_weight_and_what_it_asks_for(browser: Browser) -> None:
    page = browser.get("learning.programme", group="nguoi-dan").text

    assert "15 phút · chữ 1 KB" in page
    assert "(khung tạm)" in page
    assert "Đọc hết các bài." in page
    assert "Thực hành 1 việc, có người hướng dẫn xác nhận." in page
    assert "Vài bài ngắn." in page


def test_a_learner_sees_on_the_programme_what_is_missing(browser: Browser) -> None:
    browser.sign_in(factories.account())
    browser.post("learning.mark_read", {"version": version_of("nguoi-dan/lam-quen")}, **LESSON)

    page = browser.get("learning.programme", group="nguoi-dan").text

    assert "Còn thiếu: đọc bài “Giữ mã OTP”; làm bài đánh giá; một buổi thực hành có người xác nhận." in page
    assert "Đã xong" in page
