"""A browser for tests: asks for pages by endpoint and inspects every HTML answer on the way."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from typing import Any
from uuid import uuid4

import pyotp
from flask import Flask, url_for
from sqlalchemy import Engine, event
from werkzeug.test import TestResponse

from app.identity.models import Account

DEMO_SECRET = "JBSWY3DPEHPK3PXP".ljust(32, "A")
LABELLED = {"input", "select", "textarea"}
UNLABELLED_TYPES = {"hidden", "submit", "button"}
ENGLISH = re.compile(r"\b(?:This field|Not a valid|Not Found|Forbidden|Internal Server|Field must|required\.)\b")


class Browser:
    """A person's browser: keeps cookies, asks by endpoint, checks what every page must be."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()
        self.answers: list[TestResponse] = []

    def get(self, endpoint: str, *, expect: int = 200, **values: Any) -> TestResponse:
        """Open a page by its endpoint."""
        return self.open(self._url(endpoint, values), expect=expect)

    def open(self, path: str, *, expect: int = 200, **options: Any) -> TestResponse:
        """Open a page by its path; opening changes nothing but the session's last-seen time."""
        with changes() as made:
            answer = self._inspect(self.client.get(path, **options), expect)
        assert not [change for change in made if "sign_in_session" not in change], f"GET {path} changed {made}"
        return answer

    def post(
        self, endpoint: str, data: dict[str, Any] | None = None, *, expect: int = 303, **values: Any
    ) -> TestResponse:
        """Send a form as a page of ours would: with a token and a fresh operation id unless `data` has its own."""
        return self.send(self._url(endpoint, values), data, expect=expect)

    def send(self, path: str, data: dict[str, Any] | None = None, *, expect: int = 303, **options: Any) -> TestResponse:
        """Send a form by its path."""
        whole = {"csrf_token": self.token(), "op": str(uuid4())} | (data or {})
        return self._inspect(self.client.post(path, data=whole, **options), expect)

    def token(self) -> str:
        """Return a token that this browser's forms would carry."""
        page = self.client.get("/dang-nhap").text
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        if found is None:  # Signed in already: every page has the sign-out form.
            found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.client.get("/").text)
        assert found, "no form with a token to be found"
        return found.group(1)

    def sign_in(self, account: Account, password: str = "ba con hoc so") -> "Browser":
        """Sign in as the account, with the one-time code where one is asked for."""
        answer = self.send("/dang-nhap", {"login": account.login, "password": password})
        if "/dang-nhap/ma" in answer.location:
            code = pyotp.TOTP(DEMO_SECRET).now()
            self.send("/dang-nhap/ma", {"code": code})
        return self

    def _url(self, endpoint: str, values: dict[str, Any]) -> str:
        with self.app.test_request_context():
            return url_for(endpoint, **values)

    def _inspect(self, response: TestResponse, expect: int) -> TestResponse:
        assert response.status_code == expect, f"{response.status_code}: {response.text[:3000]}"
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        self.answers.append(response)
        if response.mimetype == "text/html" and response.status_code not in (301, 302, 303, 308):
            inspect_page(response.text)
        return response


@contextmanager
def changes() -> Iterator[list[str]]:
    """Collect the SQL statements that change something."""
    made: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            made.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield made
    finally:
        event.remove(Engine, "before_cursor_execute", note)


class _Page(HTMLParser):
    """Collects what the inspection looks at."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.headings: list[str] = []
        self.title = self.lang = ""
        self.labels: set[str] = set()
        self.inputs: list[tuple[str, dict[str, str | None], bool]] = []
        self.forms: list[dict[str, Any]] = []
        self.faults: list[str] = []
        self._open: list[str] = []
        self._label_depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._open.append(tag)
        if given.get("id"):
            self.ids.append(given["id"] or "")
        if "style" in given or any(name.startswith("on") for name in given):
            self.faults.append(f"inline style or handler on <{tag}>")
        self._collect(tag, given)

    def _collect(self, tag: str, given: dict[str, str | None]) -> None:
        if tag == "html":
            self.lang = given.get("lang") or ""
        elif tag == "h1":
            self.headings.append("")
        elif tag == "label":
            self._label_depth += 1
            self.labels.add(given.get("for") or "")
        elif tag == "form":
            self.forms.append({"method": (given.get("method") or "get").lower(), "names": set()})
        elif tag == "img" and given.get("alt") is None:
            self.faults.append("a picture without alt")
        elif tag == "style" or (tag == "script" and not given.get("src") and given.get("type") != "application/json"):
            self.faults.append(f"inline <{tag}>")
        if tag in LABELLED:
            self.inputs.append((tag, given, self._label_depth > 0))
        if self.forms and given.get("name"):
            self.forms[-1]["names"].add(given["name"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "label":
            self._label_depth -= 1
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] == "title":
            self.title += data
        if "h1" in self._open and self.headings:
            self.headings[-1] += data


def inspect_page(html: str) -> None:
    """Assert what is true of every page: one h1, a title that starts with it, labels, tokens, no inline style."""
    page = _Page()
    page.feed(html)
    assert not page.faults, page.faults
    assert page.lang, "the page says its language"
    assert len(page.headings) == 1, f"a page has exactly one h1, not {page.headings}"
    heading = " ".join(page.headings[0].split())
    assert " ".join(page.title.split()).startswith(heading), f"title {page.title!r} does not start with {heading!r}"
    assert len(page.ids) == len(set(page.ids)), f"ids twice: {sorted(i for i in page.ids if page.ids.count(i) > 1)}"
    for tag, given, inside_label in page.inputs:
        named = given.get("aria-label") or given.get("aria-labelledby") or given.get("id") in page.labels
        assert inside_label or named or given.get("type") in UNLABELLED_TYPES, f"<{tag}> without a label: {given}"
    for form in page.forms:
        if form["method"] == "post":
            assert {"csrf_token", "op"} <= form["names"], f"a form without its token or operation: {form['names']}"
    assert page.lang != "vi" or not ENGLISH.search(html), f"English on the page: {ENGLISH.search(html)}"
    assert "None" not in re.sub(r"<[^>]*>", " ", html), "a missing value shows as None"
