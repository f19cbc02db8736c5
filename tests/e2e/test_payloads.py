"""Whatever a teacher writes, no script runs, no rule of a page is broken and nothing leaves for another host."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import markdown
import pytest
import requests
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from app import create_app
from app.authoring.question_forms import BY_SLUG
from app.core import settings as environment
from app.web.headers import CONTENT_SECURITY_POLICY
from tests.e2e import poison
from tests.e2e.client import Client
from tests.e2e.deeds import public_id
from tests.e2e.house import House
from tests.e2e.payloads import numbered, one_line
from tests.e2e.poison import GROUP
from tests.e2e.poisoned import EDITOR, LEARNER, TEACHER, TITLES, WORKER, WORKERS, Poisoned, picture
from tests.e2e.walk import Walk
from tests.e2e.watch import Watch, marked

pytestmark = [pytest.mark.browser, pytest.mark.slow]
HELPER = "daisu1"
OFFICIALS = ("vanhoa1", "congan1", "lanhdao1", "kiemtra1", "quantri1", "dulieu1")
# What is no page: files, and data for machines.
FILES = {"catalog.media", "authoring.draft_media", "static", "static_asset", "operations.alive", "operations.ready"}


@dataclass
class Visit:
    """People going through a house, with one watch over all of their pages."""

    poisoned: Poisoned
    chromium: Chromium
    watch: Watch
    app: Flask
    pages: dict[str, Page] = field(default_factory=dict)
    opened: set[str] = field(default_factory=set)

    def page(self, login: str = "") -> Page:
        """Return the page of somebody signed in, or of a stranger."""
        if login not in self.pages:
            context = self.chromium.new_context(base_url=self.watch.base, locale="vi-VN")
            self.pages[login] = page = self.watch.page(context)
            if login:
                Walk(self.poisoned.house, self.chromium).sign_in(page, login)
        return self.pages[login]

    def open(self, page: Page, path: str, *statuses: int) -> None:
        """Open a page and look at it."""
        self.watch.open(page, path, *statuses)
        self.note(page)

    def note(self, page: Page) -> None:
        """Remember which page is open."""
        self.opened.add(self.endpoint(page.url))

    def endpoint(self, address: str) -> str:
        """Return the endpoint of an address of the house, empty where there is none."""
        try:
            return str(self.app.url_map.bind("").match(urlsplit(address).path)[0])
        except (HTTPException, RequestRedirect):
            return ""

    def client(self, login: str) -> Client:
        """Return the same session without a browser."""
        client = Client(self.watch.base)
        for cookie in self.page(login).context.cookies():
            client.session.cookies.set(cookie["name"], cookie["value"])
        return client


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory, chromium: Chromium) -> Iterator[Visit]:
    """Run a house full of payloads."""
    house = House(tmp_path_factory.mktemp("payloads"))
    poisoned = Poisoned(house).fill()
    house.start("web")
    yield Visit(poisoned, chromium, Watch(house.base), create_app(environment.load(house.environ)))
    house.close()


# -- the watch sees ----------------------------------------------------------------------------------------------------


def test_there_are_enough_shapes() -> None:
    shapes = numbered()
    assert len(set(shapes)) == len(shapes) >= 150


def test_the_watch_notices_what_acts_where_nothing_protects(chromium: Chromium) -> None:
    found = [one for shapes in in_parts(numbered(), 20) for one in findings_of(chromium, unprotected(shapes), {})]
    alive = {number for one in found for number in numbers_in(one)}
    acted = {number for one in found if " dialog " in one or " request " in one for number in numbers_in(one)}
    print(f"\nwithout protection {len(alive)} of {len(numbered())} payloads are noticed, {len(acted)} of them act at once")
    assert len(alive) >= 150
    assert len(acted) >= 100


def test_the_watch_notices_what_the_rules_of_a_page_stop(chromium: Chromium) -> None:
    """A page that writes out what it got, under the headers of ours: nothing runs, and each attempt is told."""
    rules = {"Content-Security-Policy": CONTENT_SECURITY_POLICY.replace("'none'; script", "'self'; script")}
    found = findings_of(chromium, "<script>alert(1)</script><img src=//p2.evil.test/x><b style=color:red>x</b>", rules)
    assert sum("payload: stopped" in one for one in found) == 3
    assert not [one for one in found if "dialog" in one or "payload: ran" in one]


def unprotected(shapes: list[str]) -> str:
    """Return a page that writes out payloads as they are: as text, as what Markdown makes of it, in attributes."""
    places = []
    for shape in shapes:
        line = one_line(shape)
        places += [
            f"<p>{shape}</p>",
            markdown.markdown(shape, extensions=["tables", "fenced_code"]),
            f"<p title=\"{line}\">x</p><a href='{line}'>x</a><script>var x = '{line}'</script>",
        ]
    return "".join(f'<iframe name=xem-thu srcdoc="{html.escape(place)}"></iframe>' for place in places)


def numbers_in(finding: str) -> set[int]:
    """Return which payloads a finding names."""
    return {int("".join(found)) for found in re.findall(r"alert\((\d+)|p(\d+)\.evil|dialog alert: (\d+)", finding)}


def in_parts(shapes: list[str], size: int) -> list[list[str]]:
    """Return payloads in parts of a size."""
    return [shapes[start : start + size] for start in range(0, len(shapes), size)]


def findings_of(chromium: Chromium, body: str, headers: dict[str, str]) -> list[str]:
    """Return what the watch says of a page."""
    context = chromium.new_context()
    watch = Watch("https://thu.vi-du.vn")
    page = watch.page(context)
    page.route(f"{watch.base}/**", lambda route: route.fulfill(body=body, content_type="text/html", headers=headers))
    page.goto(f"{watch.base}/trang")
    watch.look(page, "trang")
    page.wait_for_timeout(500)
    context.close()
    return watch.findings
