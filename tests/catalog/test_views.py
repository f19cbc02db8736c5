"""The pages for everybody: choosing a group, help, privacy, media; and the command that publishes."""

import hashlib
from pathlib import Path

import pytest
from flask import Flask

from app.catalog import service as catalog
from app.people.models import Group
from app.web import caching
from tests import factories
from tests.browser import Browser
from tests.catalog import library

pytestmark = pytest.mark.storage
SOUND = b"ID3" + bytes(range(200))


def test_everybody_chooses_between_the_programmes(browser: Browser, tmp_path: Path) -> None:
    library.programme(tmp_path, "can-bo", lessons="- nguoi-dan/giu-otp", assessment="", rule="tất cả bài")
    library.published(library.small(tmp_path))

    page = browser.get("catalog.home")

    assert "Set-Cookie" not in page.headers
    assert page.text.index('href="/hoc/nguoi-dan"') < page.text.index('href="/hoc/can-bo"')


def test_ones_own_programme_comes_first(browser: Browser, tmp_path: Path) -> None:
    library.programme(tmp_path, "can-bo", lessons="- nguoi-dan/giu-otp", assessment="", rule="tất cả bài")
    library.published(library.small(tmp_path))
    browser.sign_in(factories.account(of=factories.person(group=Group.OFFICIALS)))

    page = browser.get("catalog.home").text

    assert page.index('href="/hoc/can-bo"') < page.index('href="/hoc/nguoi-dan"')
    assert "Chương trình của mình" in page


def test_an_empty_house_says_that_lessons_are_coming(browser: Browser) -> None:
    assert "Bài học đang được chuẩn bị" in browser.get("catalog.home").text


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/tro-giup", "19000368"),
        ("/tro-giup", "quản trị của xã tạo cho bác một đường liên kết"),
        ("/quyen-rieng-tu", "2 ngày làm việc"),
        ("/quyen-rieng-tu", "91/2025/QH15"),
    ],
)
def test_help_and_privacy_are_open_to_everybody(browser: Browser, path: str, words: str) -> None:
    assert words in browser.open(path).text


def publish_sound(folder: Path) -> str:
    library.small(folder)
    (folder / "nguoi-dan/media").mkdir()
    (folder / "nguoi-dan/media/bai.mp3").write_bytes(SOUND)
    library.lesson(folder, "nguoi-dan/giu-otp", head="âm thanh: bai.mp3\nkiểm tra: luyện tập")
    library.published(folder)
    return f"/media/{hashlib.sha256(SOUND).hexdigest()}.mp3"


def test_a_recording_is_offered_with_the_lesson_and_kept_for_ever(browser: Browser, tmp_path: Path) -> None:
    address = publish_sound(tmp_path)

    assert f'src="{address}"' in browser.get("learning.lesson", group="nguoi-dan", code="giu-otp").text
    answer = browser.open(address)
    assert (answer.data, answer.mimetype) == (SOUND, "audio/mpeg")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in answer.headers


def test_a_player_may_ask_for_a_part(browser: Browser, tmp_path: Path) -> None:
    answer = browser.open(publish_sound(tmp_path), headers={"Range": "bytes=3-5"}, expect=206)

    assert answer.data == SOUND[3:6]


def test_media_answer_only_under_their_own_type(browser: Browser, tmp_path: Path) -> None:
    address = publish_sound(tmp_path)

    for wrong in (address.replace(".mp3", ".html"), address.replace(".mp3", ".svg"), f"/media/{'0' * 64}.mp3"):
        browser.open(wrong, expect=404)


@pytest.fixture
def courses_of_app(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    elsewhere = app.extensions["settings"].model_copy(update={"courses_dir": tmp_path})
    monkeypatch.setitem(app.extensions, "settings", elsewhere)
    return tmp_path


def test_the_command_says_what_was_published(app: Flask, courses_of_app: Path) -> None:
    library.small(courses_of_app)

    done = app.test_cli_runner().invoke(args=["catalog", "publish"])

    assert (done.exit_code, done.output.splitlines()[-1]) == (0, "Mới: 4. Không đổi: 0. Rút: 0.")
    assert "Đã phát hành nguoi-dan/giu-otp@1" in done.output
    assert catalog.current_module("nguoi-dan/giu-otp")


def test_the_command_names_every_problem_and_stores_nothing(app: Flask, courses_of_app: Path) -> None:
    file = library.small(courses_of_app) / "nguoi-dan/giu-otp.md"
    file.write_text(file.read_text().replace("Kiểu: một đáp án\n", ""))

    done = app.test_cli_runner().invoke(args=["catalog", "publish"])

    assert done.exit_code == 1
    assert "nguoi-dan/giu-otp.md:19: Q01" in done.output
    assert catalog.list_programmes() == []


def test_a_search_lists_lessons_with_their_group_and_the_words_marked(browser: Browser, tmp_path: Path) -> None:
    library.small(tmp_path)
    library.lesson(tmp_path, "nguoi-dan/giu-otp", title="Giữ mã OTP", text="Đừng đọc mã & số.")
    library.published(tmp_path)

    page = browser.get("catalog.search", q="doc ma otp").text

    assert "Có 1 bài nói đến “doc ma otp”." in page
    assert '<a href="/hoc/nguoi-dan/giu-otp">Giữ <mark>mã</mark> <mark>OTP</mark></a>' in page
    assert "Bà con nhân dân" in page
    assert '<input class="input" id="tim" type="search" name="q" value="doc ma otp"' in page


def test_a_search_that_finds_nothing_helps_on(browser: Browser, tmp_path: Path) -> None:
    library.published(library.small(tmp_path))

    page = browser.get("catalog.search", q="điện thoại xyzzy").text

    assert "Chưa có bài nào nói đến “điện thoại xyzzy”." in page
    assert 'href="/tim?q=tho%E1%BA%A1i"' in page
    assert 'href="/hoc/nguoi-dan"' in page
    assert 'href="/tu-kho"' in page


@pytest.mark.parametrize(
    "query", ["", "?!", "🙂", "' OR 1=1 --", '"', "a" * 10_000, "<script>alert(1)</script>", "%00x"]
)
def test_no_search_is_an_error_of_ours(browser: Browser, query: str) -> None:
    page = browser.get("catalog.search", q=query)

    assert "<script>alert" not in page.text
    assert "Bác thử thế này" in page.text


def test_a_search_with_a_hidden_end_is_turned_away(browser: Browser) -> None:
    browser.open("/tim?q=otp%00", expect=400)


def test_a_search_is_a_page_like_others_that_pushes_none_of_them_out(browser: Browser, tmp_path: Path) -> None:
    library.published(library.small(tmp_path))
    browser.get("catalog.home")
    before = caching._packed.cache_info().currsize

    answer = browser.get("catalog.search", q="otp")

    assert answer.headers["Cache-Control"] == "public, no-cache"
    assert "Set-Cookie" not in answer.headers
    again = browser.open("/tim?q=otp", headers={"If-None-Match": answer.headers["ETag"]}, expect=304)
    assert again.data == b""
    assert caching._packed.cache_info().currsize == before


@pytest.mark.parametrize("path", ["/", "/hoc/nguoi-dan", "/tim", "/tu-kho"])
def test_the_search_box_stands_where_people_choose(browser: Browser, tmp_path: Path, path: str) -> None:
    library.published(library.small(tmp_path))

    assert 'role="search"' in browser.open(path).text


def test_the_hard_words_are_explained_and_lead_to_their_lessons(browser: Browser, tmp_path: Path) -> None:
    words = "---\nđịnh dạng: 1\ntiêu đề: Từ khó\n---\n\n## mã OTP\n\nMã dùng một lần.\n"
    library.write(library.small(tmp_path), "khung/tu-kho.md", words)
    library.published(tmp_path)

    page = browser.get("catalog.hard_words").text

    assert "Mã dùng một lần." in page
    assert 'href="/tim?q=m%C3%A3%20OTP"' in page


def test_without_hard_words_the_page_says_so(browser: Browser) -> None:
    assert "Chưa có từ nào ở đây." in browser.get("catalog.hard_words").text


def test_the_skills_of_a_programme_are_shown_with_their_lessons_and_those_nobody_teaches(
    browser: Browser, tmp_path: Path
) -> None:
    frame = "---\nđịnh dạng: 1\nmã: K\ntiêu đề: Khung thử\n---\n\n## 1.1 Tìm\nNguồn: x.\n\n## 1.2 Xem xét\nNguồn: x.\n"
    library.write(library.small(tmp_path), "khung/K.md", frame)
    library.lesson(tmp_path, "nguoi-dan/giu-otp", head="kỹ năng: [1.1]")
    library.published(tmp_path)
    elsewhere = browser.app.extensions["settings"].model_copy(update={"courses_dir": tmp_path})
    browser.app.extensions["settings"] = elsewhere

    page = browser.get("catalog.skills", group="nguoi-dan").text

    assert 'href="/ky-nang/nguoi-dan"' in browser.open("/hoc/nguoi-dan").text
    taught, missing = page.split("Chưa có bài nào dạy")
    assert "1.1 Tìm" in taught
    assert 'href="/hoc/nguoi-dan/giu-otp"' in taught
    assert "1.2 Xem xét" in missing
    browser.open("/ky-nang/khong-co", expect=404)
