"""A stubborn client without a browser: it repeats a form with the same operation id until it is answered."""

import re
import time
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

import pyotp
import requests

from app.operations.demo_accounts import PASSWORD, SAME_CODES

PATIENCE = 240  # Seconds; between two power cuts a busy machine answers only a few times.


@dataclass
class Form:
    """One form of a page: where it goes, what it carries."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    choices: list[tuple[str, str, str]] = field(default_factory=list)


class _Forms(HTMLParser):
    """Collects the POST forms of a page, with the words beside each tick."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._open = False
        self._label_of = ""
        self._values: dict[str, tuple[str, str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = given.get("method", "get").lower() == "post"
            if self._open:
                self.forms.append(Form(given.get("action", "")))
        elif tag == "input" and self._open and given.get("type") in ("radio", "checkbox"):
            self._values[given.get("id", "")] = (given.get("name", ""), given.get("value", ""))
        elif tag in ("input", "textarea") and self._open and given.get("name"):
            self.forms[-1].fields[given["name"]] = given.get("value", "")
        elif tag == "label":
            self._label_of = given.get("for", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = False
        elif tag == "label":
            self._label_of = ""

    def handle_data(self, data: str) -> None:
        if self._open and self._label_of in self._values and data.strip():
            name, value = self._values[self._label_of]
            self.forms[-1].choices.append((name, value, data.strip()))


class Client:
    """One person's session over plain HTTP."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.session = requests.Session()

    def sign_in(self, login: str, password: str = PASSWORD) -> "Client":
        """Sign in; tried anew from the first page whenever the server went away in between."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                self.session = requests.Session()
                answer = self._try(self.forms("/dang-nhap")[0], "/dang-nhap", login=login, password=password)
                if "/dang-nhap/ma" in answer.url:
                    form = next(form for form in forms_of(answer.text) if "code" in form.fields)
                    answer = self._try(form, answer.url, code=pyotp.TOTP(SAME_CODES).now())
                if "/dang-nhap" not in answer.url:
                    return self
                time.sleep(31)  # The code was spent by a sign-in whose answer was lost.
            except requests.RequestException:
                time.sleep(0.2)
        raise AssertionError(f"{login} could not sign in")

    def page(self, path: str) -> requests.Response:
        """Open a page, as often as it takes."""
        return self._stubborn(lambda: self.session.get(self.base + path, timeout=20))

    def forms(self, path: str) -> list[Form]:
        """Return the POST forms of a page."""
        return forms_of(self.page(path).text)

    def send(self, form: Form, path: str, **more: object) -> requests.Response:
        """Send a form until it is answered; each time the same operation id, so it is carried out once."""
        return self._stubborn(lambda: self._try(form, path, **more))

    def _try(self, form: Form, path: str, **more: object) -> requests.Response:
        target = form.action or path
        address = target if target.startswith("http") else self.base + target
        return self.session.post(address, data=form.fields | more, timeout=20)  # type: ignore[operator]

    @staticmethod
    def _stubborn(ask: "object") -> requests.Response:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                answer: requests.Response = ask()  # type: ignore[operator]
                if answer.status_code < 500:
                    return answer
                assert answer.status_code == 503, f"{answer.status_code} at {answer.url}: {words_of(answer.text)}"
            except requests.RequestException:
                pass
            assert time.monotonic() < end, "the server never came back"
            time.sleep(0.1)


def forms_of(page: str) -> list[Form]:
    """Return the POST forms of an HTML page."""
    reader = _Forms()
    reader.feed(page)
    return reader.forms


def words_of(page: str) -> str:
    """Return what a page says, for a failing test."""
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page)))[:600]
