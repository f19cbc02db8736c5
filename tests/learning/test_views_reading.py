"""What helps a reader: the place kept, going on, hard words, the preview card, the printed lesson, weights."""

import re
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.catalog import service as catalog
from app.core.db import db
from app.identity.models import Account
from app.learning.models import ReadingPlace
from tests import factories
from tests.browser import Browser, changes
from tests.catalog import library

pytestmark = pytest.mark.storage
LESSON = {"group": "nguoi-dan", "code": "giu-otp"}
KEY, SECOND = "nguoi-dan/giu-otp", "nguoi-dan/lam-quen"
TEXT = "Mã OTP là chìa khoá nhà.\n\n# Phần hai\n\nĐừng đọc OTP.\n\n# Phần ba\n\nHỏi Công an xã."
WORDS = "---\nđịnh dạng: 1\ntiêu đề: Từ khó\n---\n\n## OTP, mã OTP\n\nMã dùng một lần.\n\n## phishing\n\nThả câu.\n"
SOUND, PICTURE = b"ID3" + bytes(5_000), b"RIFF\x1a\x00\x00\x00WEBPVP8L" + bytes(2_500)


@pytest.fixture(autouse=True)
def courses(tmp_path: Path) -> Path:
    library.small(tmp_path)
    library.lesson(tmp_path, KEY, title="Giữ mã OTP", text=TEXT)
    library.write(tmp_path, "khung/tu-kho.md", WORDS)
    library.published(tmp_path)
    return tmp_path


def reader_at(browser: Browser, section: int, key: str = KEY) -> Account:
    """Sign a learner in who is at a section of a lesson."""
    account = factories.account()
    browser.sign_in(account)
    tell(browser, section, key)
    return account


def tell(browser: Browser, section: int | str, key: str = KEY, *, expect: int = 204) -> None:
    form = {"version": catalog.current_module(key).id, "phan": section}
    browser.send(f"/hoc/{key}/cho-dang-doc", form, expect=expect)


def places() -> list[tuple[str, int]]:
    return [(row.module_key, row.section) for row in db.session.scalars(select(ReadingPlace))]


def test_the_place_is_kept_on_the_server_and_the_lesson_leads_back_to_it(browser: Browser, app: Flask) -> None:
    account = reader_at(browser, 1)
    tell(browser, 2)

    page = Browser(app).sign_in(account).get("learning.lesson", **LESSON).text

    assert places() == [(KEY, 2)]
    assert 'href="#phan-2">Đọc tiếp từ chỗ đang dở' in page
    assert '<section id="phan-2"><h2>Phần ba</h2>' in page


def test_a_place_costs_no_statement_more_and_readers_at_one_place_share_the_page(
    browser: Browser, app: Flask, statements: list[str]
) -> None:
    reader_at(browser, 2)
    browser.get("learning.lesson", **LESSON)
    other = Browser(app)
    reader_at(other, 2)
    statements.clear()

    assert "#phan-2" in other.get("learning.lesson", **LESSON).text
    assert len(statements) == 2
    tell(other, 1)
    assert "#phan-1" in other.get("learning.lesson", **LESSON).text


def test_the_beginning_is_no_place_and_a_lesson_that_was_read_has_none(browser: Browser) -> None:
    reader_at(browser, 2)
    tell(browser, 0)
    assert places() == []

    tell(browser, 2)
    browser.post("learning.mark_read", {"version": catalog.current_module(KEY).id}, **LESSON)
    assert places() == []
    tell(browser, 1)
    assert places() == []
    assert "Đọc tiếp từ chỗ" not in browser.get("learning.lesson", **LESSON).text


@pytest.mark.parametrize("section", ["", "x", "-1", "501", str(2**63)])
def test_a_section_no_lesson_has_is_not_kept(browser: Browser, section: str) -> None:
    browser.sign_in(factories.account())

    tell(browser, section, expect=404)
    assert places() == []


def test_a_place_beyond_the_end_of_a_lesson_that_became_shorter_leads_nowhere(browser: Browser, courses: Path) -> None:
    reader_at(browser, 2)
    library.lesson(courses, KEY, title="Giữ mã OTP", text="Ngắn.")
    library.published(courses)

    assert "Đọc tiếp từ chỗ" not in browser.get("learning.lesson", **LESSON).text


def test_a_stranger_has_no_place(browser: Browser) -> None:
    page = browser.get("learning.lesson", **LESSON).text

    assert 'data-component="place"' not in page
    with changes() as made:
        browser.send(f"/hoc/{KEY}/cho-dang-doc", {"version": catalog.current_module(KEY).id, "phan": 1})
    assert not [change for change in made if "reading_place" in change]


@pytest.mark.parametrize("endpoint", ["catalog.home", "registry.my_page"])
def test_the_reader_goes_on_where_they_stopped_else_with_the_next_lesson(browser: Browser, endpoint: str) -> None:
    reader_at(browser, 2)
    assert f'href="/hoc/{KEY}#phan-2">Học tiếp: Giữ mã OTP' in browser.get(endpoint).text

    tell(browser, 0)
    assert f'href="/hoc/{SECOND}">Học tiếp: Làm quen với điện thoại' in browser.get(endpoint).text

    for key in (SECOND, KEY):
        browser.send(f"/hoc/{key}/da-doc", {"version": catalog.current_module(key).id})
    assert "Học tiếp:" not in browser.get(endpoint).text


def test_a_stranger_is_not_told_to_go_on(browser: Browser) -> None:
    assert "Học tiếp:" not in browser.get("catalog.home").text


def test_the_hard_words_of_a_lesson_stand_below_it(browser: Browser, courses: Path) -> None:
    page = browser.get("learning.lesson", **LESSON).text
    assert "Từ khó trong bài (1)" in page
    assert "Mã dùng một lần." in page
    assert "Thả câu." not in page

    library.write(courses, "khung/tu-kho.md", WORDS.replace("Mã dùng một lần.", "Mã chỉ dùng được một lần."))
    library.published(courses)
    assert "Mã chỉ dùng được một lần." in browser.get("learning.lesson", **LESSON).text


def test_a_lesson_without_hard_words_has_no_list_of_them(browser: Browser) -> None:
    assert "Từ khó trong bài" not in browser.get("learning.lesson", group="nguoi-dan", code="lam-quen").text


def test_a_lesson_has_a_card_for_those_it_is_handed_to_and_nothing_of_a_person(browser: Browser) -> None:
    head = browser.get("learning.lesson", **LESSON).text.partition("</head>")[0]

    assert '<meta property="og:title" content="Giữ mã OTP">' in head
    assert '<meta property="og:description" content="Một bài ngắn.">' in head
    assert '<meta property="og:url" content="http://127.0.0.1:8000/hoc/nguoi-dan/giu-otp">' in head
    picture = re.search(r'og:image" content="http://127.0.0.1:8000(/static/[^"]+/img/chia-se-nguoi-dan.png)"', head)
    assert picture
    assert browser.client.get(picture[1]).data.startswith(b"\x89PNG")
    browser.sign_in(factories.account())
    assert "og:" not in browser.get("learning.lesson", **LESSON).text, "the program that looks is never signed in"


@pytest.mark.parametrize("path", ["/", "/hoc/nguoi-dan", "/tu-kho"])
def test_the_pages_people_hand_on_have_a_card(browser: Browser, path: str) -> None:
    assert browser.open(path).text.count('property="og:image"') == 1


@pytest.mark.parametrize("path", ["/toi", "/toi/du-lieu", "/tim?q=otp", "/hoc/nguoi-dan/giu-otp/in"])
def test_pages_of_ones_own_have_none(browser: Browser, path: str) -> None:
    browser.sign_in(factories.account())

    assert "og:" not in browser.open(path).text


def test_a_lesson_on_paper_has_all_but_the_questions(browser: Browser) -> None:
    page = browser.open(f"/hoc/{SECOND}/in").text

    assert "Nội dung bài." in page
    assert "Không đọc mật khẩu cho người khác" in page
    assert "https://example.org/bai-goc" in page
    assert "http://127.0.0.1:8000/hoc/nguoi-dan/lam-quen" in page
    assert 'src="data:image/svg+xml' in page
    assert "<script" not in page
    for secret in ("bí mật", "Ai được biết", "lamqaaaa"):
        assert secret not in page
    assert f'href="/hoc/{SECOND}/in"' in browser.open(f"/hoc/{SECOND}").text


def test_there_is_no_paper_of_what_is_not_there(browser: Browser) -> None:
    browser.open("/hoc/nguoi-dan/khong-co/in", expect=404)


def test_sounds_and_pictures_are_told_apart_before_a_lesson_is_opened(browser: Browser, courses: Path) -> None:
    (courses / "nguoi-dan/media").mkdir()
    (courses / "nguoi-dan/media/loi.mp3").write_bytes(SOUND)
    (courses / "nguoi-dan/media/anh.webp").write_bytes(PICTURE)
    head = "âm thanh: loi.mp3\nkiểm tra: luyện tập"
    library.lesson(courses, KEY, title="Giữ mã OTP", head=head, text="![Ảnh](anh.webp)\n\n![Lời](loi.mp3)")
    library.published(courses)

    assert "15 phút · chữ 1 KB · ảnh 3 KB · tiếng 6 KB" in browser.get("learning.programme", group="nguoi-dan").text
    lesson = browser.get("learning.lesson", **LESSON).text
    assert "Tệp tiếng nặng 6 KB" in lesson
    paper = browser.open(f"/hoc/{KEY}/in").text
    assert "<audio" not in paper
    assert re.search(r"\(Nghe: Lời, tại http://127.0.0.1:8000/media/[0-9a-f]{64}.mp3\)", paper)
    assert 'loading="lazy"' not in paper


def test_a_lesson_is_printed_in_large_letters_or_in_small_ones(browser: Browser) -> None:
    large, small = (browser.open(f"/hoc/{SECOND}/in{asked}").text for asked in ("", "?chu=nho"))

    assert ("sheet__lesson--small" in large, "sheet__lesson--small" in small) == (False, True)
    assert 'href="?chu=nho"' in large
    assert 'href="?"' in small


def test_every_question_and_lesson_can_be_read_aloud_and_the_words_for_it_are_on_the_page(browser: Browser) -> None:
    browser.sign_in(factories.account())
    answer = browser.send(f"/hoc/{SECOND}/lam-bai")
    lesson, question = browser.get("learning.lesson", **LESSON).text, browser.open(answer.location).text

    assert 'data-component="read-aloud" data-target="h1, #bai"' in lesson
    first = browser.open(f"/hoc/{SECOND}").text
    assert 'data-target="h1, #bai, #thuc-hanh"' in first, "what is to be done by hand is read too"
    assert 'data-component="read-aloud" data-target=".question"' in question
    for page in (lesson, question):
        assert "Máy này chưa có giọng đọc tiếng Việt." in page
        assert 'aria-label="Nghe đọc" hidden' in page
