"""What lets the site live on a device: a manifest with its pictures, and a worker that changes with what it holds."""

import json
import re

import pytest
from flask import Flask

from app.web.installing import SHELL, SHELL_FILES
from tests import factories
from tests.browser import Browser

pytestmark = pytest.mark.storage


def test_the_manifest_names_pictures_that_are_there(browser: Browser) -> None:
    answer = browser.client.get("/manifest.webmanifest")
    manifest = json.loads(answer.text)

    assert answer.mimetype == "application/manifest+json"
    assert (manifest["start_url"], manifest["display"]) == ("/", "standalone")
    assert {(icon["sizes"], icon["purpose"]) for icon in manifest["icons"]} >= {
        ("192x192", "any"), ("512x512", "any"), ("512x512", "maskable"),
    }  # fmt: skip
    for icon in manifest["icons"]:
        picture = browser.client.get(icon["src"])
        assert (picture.status_code, picture.mimetype) == (200, "image/png")
        assert len(picture.data) < 10_000


def test_every_page_links_the_manifest_and_no_page_asks_for_a_worker(browser: Browser) -> None:
    page = browser.open("/").text

    assert '<link rel="manifest" href="/manifest.webmanifest">' in page
    assert "sw.js" not in page


def test_the_worker_is_asked_for_anew_and_names_files_that_last(browser: Browser) -> None:
    answer = browser.client.get("/sw.js")
    files = json.loads(re.findall(r"^const FILES = (.*);$", answer.text, re.MULTILINE)[0])

    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("text/javascript", "no-cache")
    assert len(files) == len(SHELL_FILES)
    for address in files:
        assert "immutable" in browser.client.get(address).headers["Cache-Control"]


def test_the_pages_of_the_worker_need_no_file_that_it_does_not_hold(browser: Browser) -> None:
    worker = browser.client.get("/sw.js").text
    for path in SHELL:
        page = browser.open(path).text
        needed = re.findall(r'<(?:link rel="stylesheet" href|script[^>]* src)="(/[^"]+)"', page)
        components = [name for names in re.findall(r'data-component="([^"]+)"', page) for name in names.split()]
        assert needed
        assert not [address for address in needed if address not in worker]
        assert not [name for name in components if f"components/{name}.js" not in worker]


def test_scripts_of_the_worker_import_nothing_that_it_does_not_hold(app: Flask) -> None:
    assets = app.extensions["assets"]
    for name in SHELL_FILES:
        if name in ("js/app.js",) or not name.endswith(".js"):
            continue
        for other in re.findall(r'from "(?:\./|\.\./)([^"]+)"', assets.text(name)):
            assert f"js/{other}" in SHELL_FILES, f"{name} needs {other}"


def test_only_a_signed_in_reader_is_named_to_the_worker(app: Flask, browser: Browser) -> None:
    assert "Reader" not in browser.open("/").headers
    reader = Browser(app).sign_in(factories.account())
    assert reader.open("/toi").headers["Reader"]
    assert "Reader" not in reader.client.get("/manifest.webmanifest").headers


def test_an_unsafe_request_from_elsewhere_is_refused_at_every_address(browser: Browser) -> None:
    for path in ("/api/dong-bo", "/api/vneid/callback", "/dang-xuat"):
        for headers in ({"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
            assert browser.client.post(path, data=b"{}", headers=headers).status_code == 403
