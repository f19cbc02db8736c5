"""Words of another language may be forty per cent longer before a learner's page of 320 px sticks out."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, Route

from app import create_app
from app.core.db import db, transaction
from tests import factories, long_words
from tests.browser import Browser
from tests.catalog import library

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.storage]
LESSON = "/hoc/nguoi-dan/an-toan-otp"
STRANGER = ("/", "/hoc/nguoi-dan", LESSON, "/tim?q=otp", "/tu-kho", "/dang-nhap", "/dang-ky", "/tro-giup", "/ngon-ngu")
LEARNER = ("/toi", "/toi/du-lieu", "/toi/dang-nhap", "/mang-theo", "/cho-gui")
WIDTH = 320


@pytest.fixture
def somebody(tmp_path: Path, migrated: Callable[[Path], Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return somebody who reads the language of long words, on a database of their own."""
    app = create_app(migrated(tmp_path / "var"))
    with app.app_context():
        library.real_of("nguoi-dan")
        with transaction():
            login = factories.account().login
        db.session.remove()
    long_words.put(app, tmp_path / "languages", monkeypatch)
    yield Browser(app), login
    with app.app_context():
        db.engine.dispose()


def phone_of(browser: Browser, chromium: Chromium) -> Page:
    """Return a phone's page that is answered by the application itself, without a server."""
    page = chromium.new_page(viewport={"width": WIDTH, "height": 640}, service_workers="block")

    def answer(route: Route) -> None:
        asked = urlsplit(route.request.url)
        found = browser.client.get(f"{asked.path}?{asked.query}")
        route.fulfill(status=found.status_code, headers=dict(found.headers), body=found.data)

    page.route("**/*", answer)
    return page


def test_long_words_do_not_make_a_page_wider_than_the_phone(somebody: Any, chromium: Chromium) -> None:
    browser, login = somebody
    browser.client.set_cookie("tieng", long_words.TAG)
    page = phone_of(browser, chromium)
    wide = [path for path in STRANGER if width_of(page, path) > WIDTH]
    browser.send("/dang-nhap", {"login": login, "password": "ba con hoc so"})
    wide += [path for path in LEARNER if width_of(page, path) > WIDTH]
    browser.send(f"{LESSON}/lam-bai")
    attempt = browser.client.get("/toi").text.split('href="/bai-lam/')[1].split('"')[0]
    wide += [path for path in (f"/bai-lam/{attempt}",) if width_of(page, path) > WIDTH]

    assert not wide


def width_of(page: Page, path: str) -> int:
    """Open a page and return how wide it is."""
    page.goto(f"http://localhost{path}")
    assert page.locator("html").get_attribute("lang") == long_words.TAG, path
    return int(page.evaluate("document.documentElement.scrollWidth"))
