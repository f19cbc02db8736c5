"""What strangers are sent: packed, kept and small; what belongs to somebody is neither."""

import gzip
import hashlib
import re
import zlib
from functools import partial

import brotli
import pytest
from flask import Flask

from app.catalog import service as catalog
from app.operations.bench_weight import Fetched, first_visit
from app.web.kept import Packer, stored
from tests import factories
from tests.browser import Browser
from tests.catalog import library

pytestmark = pytest.mark.storage
LESSON = "/hoc/nguoi-dan/an-toan-otp"
FIRST_VISIT = 14 * 1024


@pytest.fixture
def courses(_rolled_back: None) -> None:
    """Publish the real courses for residents."""
    library.real_of("nguoi-dan")


def test_a_strangers_page_comes_packed_and_is_not_sent_twice(browser: Browser, courses: None) -> None:
    plain = browser.open(LESSON)
    packed = browser.client.get(LESSON, headers={"Accept-Encoding": "br"})
    zipped = browser.client.get(LESSON, headers={"Accept-Encoding": "gzip"})
    again = browser.client.get(LESSON, headers={"If-None-Match": plain.headers["ETag"], "Accept-Encoding": "br"})

    assert brotli.decompress(packed.data) == gzip.decompress(zipped.data) == plain.data
    assert {"Accept-Encoding", "Cookie"} <= set(re.split(", *", packed.headers["Vary"]))
    assert "Set-Cookie" not in packed.headers
    assert (again.status_code, again.data) == (304, b"")


def test_a_page_with_somebodys_tokens_is_not_kept_and_its_tokens_are_not_compressed(
    browser: Browser, courses: None
) -> None:
    browser.sign_in(factories.account(of=factories.person(full_name="Lý Thị Mai")))

    mine = browser.client.get(LESSON, headers={"Accept-Encoding": "gzip"})
    plain = gzip.decompress(mine.data).decode()
    token = re.findall(r'name="csrf_token" value="([^"]+)"', plain)[0]

    assert "private" in mine.headers["Cache-Control"]
    assert "ETag" not in mine.headers
    assert "Lý Thị Mai" in plain
    assert token.encode() in mine.data, "stored, not packed: compressing secrets beside other text gives them away"
    assert wire_size(mine) < FIRST_VISIT - 5_600
    assert "Content-Encoding" not in browser.client.get(LESSON, headers={"Accept-Encoding": ""}).headers


def test_other_pages_of_somebody_come_packed_around_their_tokens(browser: Browser, courses: None) -> None:
    browser.sign_in(factories.account())

    plain = browser.client.get("/toi")
    mine = browser.client.get("/toi", headers={"Accept-Encoding": "gzip"})
    text = gzip.decompress(mine.data).decode()

    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in mine.headers["Vary"]
    assert len(mine.data) < len(plain.data) / 1.5
    secrets = re.findall(r'name="(?:csrf_token|op)" value="([^"]+)"', text)
    assert len(secrets) >= 2
    assert all(secret.encode() in mine.data for secret in secrets)
    outside = re.compile(r'value="[^"]+"')
    assert outside.sub("", text) == outside.sub("", plain.text)


@pytest.mark.parametrize(("asked", "shown"), [("dich+vu+cong", "dich vu cong"), ("%22name%22%3D", "&#34;name&#34;=")])
def test_a_page_that_repeats_what_was_asked_is_sent_as_it_is(
    browser: Browser, courses: None, asked: str, shown: str
) -> None:
    browser.sign_in(factories.account())

    answer = browser.client.get(f"/tim?q={asked}", headers={"Accept-Encoding": "gzip"})

    assert shown in answer.text
    assert "Content-Encoding" not in answer.headers


def test_what_is_packed_behind_a_secret_refers_to_what_stands_before_it_and_never_to_the_secret() -> None:
    packer, secret = Packer(), hashlib.sha512(b"a token").hexdigest().encode()
    text = b"ba con hoc so, hoc mot lan nho mai, hoc de giup nhau. " * 3

    first = packer.pack(text)
    packer.hide(len(secret))
    again = packer.pack(text + secret)

    stream = first + stored(secret) + again + b"\x03\x00"
    assert zlib.decompress(stream, -zlib.MAX_WBITS) == text + secret + text + secret
    assert len(secret) / 2 < len(again) < len(secret) / 2 + 40, "the text came back from the window, the secret did not"


def test_a_sign_in_does_not_make_a_browser_fetch_styles_and_scripts_anew(browser: Browser, courses: None) -> None:
    browser.sign_in(factories.account())

    style = browser.client.get(browser.app.extensions["assets"].url("css/learner.css"))

    assert style.headers["Vary"] == "Accept-Encoding"
    assert "Set-Cookie" not in style.headers
    assert "Permissions-Policy" not in style.headers


def test_a_kept_page_has_everybodys_own_name_and_tokens(app: Flask, courses: None) -> None:
    one = Browser(app).sign_in(factories.account(of=factories.person(full_name="Lý Thị Mai")))
    two = Browser(app).sign_in(factories.account(of=factories.person(full_name="Chu Văn An")))

    first, second, third = one.open(LESSON).text, two.open(LESSON).text, two.open(LESSON).text

    assert ("Lý Thị Mai" in first, "Chu Văn An" in first) == (True, False)
    assert ("Lý Thị Mai" in second, "Chu Văn An" in second) == (False, True)
    ops = [set(re.findall(r'name="op" value="([^"]+)"', page)) for page in (first, second, third)]
    assert all(ops)
    assert not ops[0] & ops[1]
    assert not ops[1] & ops[2], "each rendering has fresh operations"
    two.send(f"{LESSON}/da-doc", {"version": re.findall(r'name="version" value="(\d+)"', second)[0]})
    assert "Đã đọc xong" in two.open(LESSON).text
    assert "Đã đọc xong" not in one.open(LESSON).text


@pytest.mark.parametrize("path", ["/", "/hoc/nguoi-dan", LESSON, "/dang-ky", "/dang-nhap", "/tro-giup"])
def test_a_first_visit_weighs_at_most_fourteen_kilobytes(browser: Browser, courses: None, path: str) -> None:
    found = first_visit(partial(fetched, browser), path)

    assert found.is_light, found


def test_every_lesson_of_the_library_keeps_to_the_weight_for_strangers_and_for_those_signed_in(
    browser: Browser,
) -> None:
    library.real()
    outlines = [catalog.outline(programme) for programme in catalog.list_programmes()]
    paths = sorted({f"/hoc/{lesson.key}" for lessons in outlines for lesson in lessons})
    found = [first_visit(partial(fetched, browser), path) for path in paths]
    browser.sign_in(factories.account())

    found += [first_visit(partial(fetched, browser), path) for path in paths]

    assert len(paths) >= 60
    assert [one for one in found if not one.is_light] == []


def fetched(browser: Browser, path: str) -> Fetched:
    """Fetch as a browser does, and count what would come over the wire."""
    answer = browser.client.get(path, headers={"Accept-Encoding": "br, gzip"})
    encoding = answer.headers.get("Content-Encoding", "")
    return Fetched.read(answer.data, encoding=encoding, head_bytes=wire_size(answer) - len(answer.data))


def wire_size(answer: object) -> int:
    """Return the bytes of an answer on the wire, headers as HTTP/1.1 writes them."""
    headers = sum(len(name) + len(value) + 4 for name, value in answer.headers)  # type: ignore[attr-defined]
    return headers + len(answer.data) + 20  # type: ignore[attr-defined]
