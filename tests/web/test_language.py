"""The language of a page is its reader's choice: kept with the account or the browser, never the telephone's."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from babel import Locale
from flask import Flask
from flask_babel import force_locale

from app.core.db import db
from app.identity.models import Account
from app.web import filters
from tests import factories, long_words
from tests.browser import Browser
from tests.catalog import library

pytestmark = pytest.mark.storage
LESSON = "/hoc/nguoi-dan/an-toan-otp"


@pytest.fixture
def courses(_rolled_back: None) -> None:
    """Publish the real courses for residents."""
    library.real_of("nguoi-dan")


def choose(browser: Browser, tag: str, back: str = "/") -> None:
    """Press a button of the page of languages."""
    browser.send("/ngon-ngu", {"tieng": tag, "tiep": back})


def lang_of(page: str) -> str:
    """Return the language a page says it is written in."""
    return re.findall(r'<html lang="([^"]+)"', page)[0]


def test_a_stranger_chooses_english_and_comes_back_to_the_same_page(browser: Browser, courses: None) -> None:
    came_from = {"Referer": f"http://localhost{LESSON}?cau=2"}
    page = browser.open("/ngon-ngu", headers=came_from).text
    assert f'name="tiep" value="{LESSON}?cau=2"' in page

    answer = browser.send("/ngon-ngu", {"tieng": "en", "tiep": LESSON})

    assert answer.location == LESSON
    cookie = next(one for one in answer.headers.getlist("Set-Cookie") if one.startswith("tieng=en"))
    assert "Max-Age=31536000" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    lesson = browser.open(LESSON).text
    assert lang_of(lesson) == "en"
    assert "Sign in to do the exercises" in lesson


def test_what_is_vietnamese_in_an_english_page_says_so(browser: Browser, courses: None) -> None:
    choose(browser, "en")

    page = browser.open(LESSON).text

    assert re.search(r'<div class="prose" id="bai" lang=vi', page)
    assert "lang=vi" not in Browser(browser.app).open(LESSON).text


def test_vietnamese_again_leaves_no_cookie(browser: Browser) -> None:
    choose(browser, "en")
    choose(browser, "vi")

    assert browser.client.get_cookie("tieng") is None
    assert lang_of(browser.open("/").text) == "vi"


def test_the_telephones_own_language_changes_nothing(browser: Browser) -> None:
    assert lang_of(browser.open("/", headers={"Accept-Language": "en-GB,en;q=0.9"}).text) == "vi"


def test_an_unknown_language_is_refused_and_an_unknown_cookie_is_vietnamese(browser: Browser) -> None:
    browser.send("/ngon-ngu", {"tieng": "../x"}, expect=400)
    browser.client.set_cookie("tieng", "xx")

    assert lang_of(browser.open("/").text) == "vi"


@pytest.mark.parametrize("back", ["https://example.org/", "//example.org", "/\\example.org"])
def test_the_way_back_never_leads_elsewhere(browser: Browser, back: str) -> None:
    assert browser.send("/ngon-ngu", {"tieng": "en", "tiep": back}).location == "/"
    assert 'name="tiep" value="/"' in browser.open("/ngon-ngu", headers={"Referer": back}).text


def test_a_page_that_only_takes_forms_is_not_gone_back_to(browser: Browser) -> None:
    page = browser.open("/ngon-ngu", headers={"Referer": "http://localhost/dang-xuat"}).text

    assert 'name="tiep" value="/"' in page


def test_the_account_remembers_on_every_device(app: Flask) -> None:
    account = factories.account()
    choose(Browser(app).sign_in(account), "en")

    other = Browser(app).sign_in(account)

    assert lang_of(other.open("/toi").text) == "en"
    assert "My page" in other.open("/toi").text
    assert db.session.get_one(Account, account.id, populate_existing=True).language == "en"


def test_the_accounts_choice_outweighs_the_browsers(app: Flask) -> None:
    account = factories.account()
    choose(Browser(app).sign_in(account), "vi")
    browser = Browser(app)
    choose(browser, "en")

    browser.sign_in(account)

    assert lang_of(browser.open("/toi").text) == "vi"


def test_nothing_of_the_choice_stays_on_a_shared_device(browser: Browser) -> None:
    choose(browser, "en")
    browser.send("/dang-nhap", {"login": factories.account().login, "password": "ba con hoc so", "is_shared": "y"})
    choose(browser, "en")

    browser.send("/dang-xuat")

    assert browser.client.get_cookie("tieng") is None
    assert lang_of(browser.open("/nguoi-tiep-theo").text) == "vi"


@pytest.mark.parametrize("path", ["/", "/hoc/nguoi-dan", LESSON, "/tu-kho", "/tim?q=otp", "/tro-giup"])
def test_pages_kept_for_strangers_never_come_in_anothers_language(app: Flask, courses: None, path: str) -> None:
    english, vietnamese = Browser(app), Browser(app)
    english.client.set_cookie("tieng", "en")  # Chosen last month: nothing else is in the cookies any more.

    first = english.client.get(path)
    asked_again = vietnamese.client.get(path, headers={"If-None-Match": first.headers.get("ETag", '"-"')})
    last = english.client.get(path)

    assert [lang_of(each.text) for each in (first, asked_again, last)] == ["en", "vi", "en"]
    assert "Cookie" in first.headers["Vary"]
    assert "Cookie" in asked_again.headers["Vary"]


def test_dates_and_figures_are_written_as_english_readers_expect(app: Flask) -> None:
    with app.test_request_context(), force_locale(Locale("en")):
        moment = datetime(2026, 11, 22, 7, 5, tzinfo=UTC)
        assert filters.date_vi(moment) == "22 Nov 2026"
        assert filters.datetime_vi(moment) == "22 Nov 2026, 14:05"
        assert filters.number_vi(1234567) == "1,234,567"
        assert (filters.share_vi("2/3"), filters.share_vi("1")) == ("66.6%", "100%")


def test_messages_of_forms_are_said_in_the_language_of_the_page(browser: Browser) -> None:
    choose(browser, "en")

    page = browser.send("/dang-ky", {"full_name": "", "login": "ab"}, expect=422).text

    assert "This needs to be filled in." in page
    assert "– choose a hamlet –" in page
    assert "Workers in companies and cooperatives" in page
    assert "Mục này cần được điền" not in page


def test_a_third_language_is_a_folder_and_no_code(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long_words.put(app, tmp_path, monkeypatch)
    browser = Browser(app)

    assert "Français" in browser.open("/ngon-ngu").text
    choose(browser, long_words.TAG)

    page = browser.open("/").text
    assert lang_of(page) == long_words.TAG
    assert long_words.longer("Mời bà con chọn chương trình học") in page
