"""Every page a learner opens, for everybody: old eyes, a small screen, only a keyboard, no script, no pictures."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page

from app import create_app
from app.core import settings as environment
from app.identity.rules import PERMISSIONS
from app.identity.words import Role
from app.operations.bench_goals import aligned
from app.operations.bench_weight import ENCODINGS, Fetched, Weight, first_visit, weight_rows
from tests.e2e.addresses import LEARNER, MISSED
from tests.e2e.cards import PIN, hand_out
from tests.e2e.client import Client
from tests.e2e.house import House
from tests.e2e.test_pages import NOT_PAGES, ON_A_WAY
from tests.e2e.walk import AXE, Walk

pytestmark = [pytest.mark.browser, pytest.mark.slow]
EYES = Path(__file__).with_name("eyes.js").read_text(encoding="utf-8")
SMALL, PHONE, ZOOMED = {"width": 320, "height": 640}, {"width": 360, "height": 740}, {"width": 640, "height": 450}
# Also what axe leaves out unless it is asked: WCAG 2.2 AA, 2.5.8.
VIOLATIONS = """async (left) => (await axe.run({ resultTypes: ["violations"],
  rules: { "target-size": { enabled: true }, ...Object.fromEntries(left.map((rule) => [rule, { enabled: false }])) } }))
  .violations.map((found) => [found.id, found.nodes.map((node) => node.html)])"""
SHEET = {"width": 680, "height": 1000}  # A4 without its margins.
STRANGERS = "stranger"
# The page for developers has a test of its own: several of each thing stand on it that a real page has once.
SEVERAL = ("landmark-unique", "landmark-no-duplicate-banner", "page-has-heading-one", "heading-order")
CONTROLS = ".answers [data-question] :is(input, select)"
APART = {*NOT_PAGES, *ON_A_WAY, "operations.gallery"}
SIGNED_IN_TOO = ("catalog.home", "learning.programme", "learning.lesson")


@dataclass
class Visitors:
    """Who goes through the learners' pages of a house, and what they could not read or reach."""

    house: House
    chromium: Chromium
    app: Flask
    addresses: dict[str, str]
    pages: dict[str, Page] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    lowest: float = 21

    def ways(self) -> Iterator[tuple[str, str, str]]:
        """Yield viewer, name and address of every page that a stranger or a learner may open."""
        views = self.app.view_functions
        rules = [rule for rule in self.app.url_map.iter_rules() if "GET" in (rule.methods or ())]
        names = sorted({rule.endpoint for rule in rules} - APART)
        access = {name: views[name].access for name in names}  # type: ignore[attr-defined]
        self.note("without an address", sorted(open_to_learners(access) - self.addresses.keys()))
        for name in sorted(open_to_learners(access) & self.addresses.keys()):
            if access[name] == "public":
                yield STRANGERS, name, self.addresses[name]
            if access[name] != "public" or name in SIGNED_IN_TOO:
                yield MISSED if name == "quiz.result" else LEARNER, name, self.addresses[name]
        yield LEARNER, "the last look before submitting", f"{self.addresses['quiz.take']}?cau=het"

    def page(self, who: str, **given: Any) -> Page:
        """Return the page of a viewer; `given` makes a browser of its own for it."""
        key = who + "".join(sorted(given))
        if key not in self.pages:
            context = self.chromium.new_context(viewport=SMALL, locale="vi-VN", base_url=self.house.base, **given)  # type: ignore[arg-type]
            self.pages[key] = context.new_page()
            if who != STRANGERS:
                Walk(self.house, self.chromium).sign_in(self.pages[key], who)
        return self.pages[key]

    def note(self, where: str, found: list[str]) -> None:
        """Keep what is wrong with the name of the page."""
        self.faults += [f"{where}: {one}" for one in found]

    def close(self) -> None:
        """Close every browser of these visitors."""
        for page in self.pages.values():
            page.context.close()


def open_to_learners(access: dict[str, Any]) -> set[str]:
    """Return the names of those views that anybody or a learner may open."""
    mine = PERMISSIONS[Role.LEARNER]
    return {name for name, allowed in access.items() if allowed == "public" or mine & set(allowed)}


@pytest.fixture
def visitors(shown: tuple[House, dict[str, str]], chromium: Chromium) -> Iterator[Visitors]:
    """Return visitors of a house in which every page has something to show."""
    house, addresses = shown
    whole = Visitors(house, chromium, create_app(environment.load(house.environ)), addresses)
    yield whole
    whole.close()


def test_every_learners_page_can_be_read_by_old_eyes_on_a_small_screen_and_walked_by_keyboard(
    visitors: Visitors,
) -> None:
    for who, name, address in visitors.ways():
        page = visitors.page(who)
        page.emulate_media(color_scheme="dark")
        page.set_viewport_size(SMALL)  # type: ignore[arg-type]
        answer = page.goto(address)
        assert answer
        assert answer.status == 200, f"{name}: {answer.status}"
        assert urlsplit(page.url).path == urlsplit(address).path, f"{name} led to {page.url}"
        look(visitors, page, f"{name} as {who}")
    look_at_the_way_of_a_card(visitors)

    print(f"\nlowest contrast of a text: {visitors.lowest:.2f}")
    assert not visitors.faults, "\n".join(visitors.faults)


def look_at_the_way_of_a_card(visitors: Visitors) -> None:
    """Look at what somebody meets who comes with a card."""
    (holder,) = hand_out(visitors.house, ["Lường Thị Mơ"])
    page = visitors.page(STRANGERS)
    page.goto(f"/the/{holder.token}")
    look(visitors, page, "card.show")
    page.get_by_label("Mã PIN").fill(PIN)
    page.get_by_role("button", name="Mở thẻ của tôi").click()
    look(visitors, page, "identity.is_it_you")
    page.get_by_label("Lưu tên, năm sinh").check()
    page.get_by_role("button", name="Đúng, là tôi").click()
    page.wait_for_url("**/toi")
    look(visitors, page, "my page on a shared phone")
    page.goto("/con-do-khong")
    look(visitors, page, "identity.still_there")


def look(visitors: Visitors, page: Page, where: str, *, leaves_out: tuple[str, ...] = ()) -> None:
    """Look at the open page dark and light, at 320 px, with letters twice as large, zoomed, and walk it by keyboard."""
    page.evaluate(EYES)
    page.evaluate(AXE)
    visitors.note(f"{where}, dark", [f"{rule} {nodes}" for rule, nodes in page.evaluate(VIOLATIONS, leaves_out)])
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        seen = page.evaluate("() => eyes.contrast()")
        visitors.lowest = min(visitors.lowest, seen["lowest"])
        visitors.note(f"{where}, {scheme}", seen["faults"])
    visitors.note(f"{where} at 320 px", page.evaluate("() => [...eyes.overflow(), ...eyes.targets()]"))
    page.set_viewport_size(ZOOMED)  # type: ignore[arg-type]
    visitors.note(f"{where} at 200 %", page.evaluate("() => eyes.overflow()"))
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.evaluate("() => { document.documentElement.style.fontSize = '200%' }")
    visitors.note(f"{where} in letters of 200 %", page.evaluate("() => eyes.overflow()"))
    page.evaluate("() => { document.documentElement.style.fontSize = '' }")
    visitors.note(f"{where} by keyboard", walked(page))


def test_every_component_can_be_read_in_every_state_scheme_and_on_paper(visitors: Visitors) -> None:
    page = visitors.page(STRANGERS)
    page.goto(visitors.addresses["operations.gallery"])
    assert page.locator("[data-part]").count() > 50
    look(visitors, page, "components", leaves_out=SEVERAL)
    for look_of in ({"forced_colors": "active", "color_scheme": "dark"}, {"forced_colors": "none", "media": "print"}):
        page.emulate_media(**look_of)  # type: ignore[arg-type]
        page.set_viewport_size(SHEET)  # type: ignore[arg-type]
        visitors.note(f"components, {look_of}", page.evaluate("() => eyes.contrast().faults"))
    visitors.note("components on paper", page.evaluate("() => eyes.overflow()"))
    for away in (".site-nav", ".textsize", "[data-part=button] .button", ".skip-link"):
        assert not page.locator(away).first.is_visible(), f"{away} is of no use on paper"

    assert not visitors.faults, "\n".join(visitors.faults)


def walked(page: Page) -> list[str]:
    """Press Tab through a page from its top; return what was not reached, not seen or out of order."""
    for _ in range(page.evaluate("() => eyes.watchFocus()")):
        page.keyboard.press("Tab")
    found: list[str] = page.evaluate("() => eyes.walked()")
    return found


def test_every_learners_page_works_without_script_without_pictures_and_without_styles(visitors: Visitors) -> None:
    for who, name, address in visitors.ways():
        page = visitors.page(who, java_script_enabled=False)
        page.route(lambda url: "/media/" in url or "/img/" in url, lambda route: route.abort())
        assert page.goto(address)
        page.evaluate(EYES)
        visitors.note(f"{name} as {who}", page.evaluate("() => [...eyes.dead(), ...eyes.overflow(), ...eyes.bare()]"))

    assert not visitors.faults, "\n".join(visitors.faults)


@pytest.mark.parametrize("has_script", [True, False])
def test_a_whole_quiz_is_done_by_keyboard_alone(visitors: Visitors, has_script: bool) -> None:
    page = visitors.page("hocvien3", **({} if has_script else {"java_script_enabled": False}))
    page.goto(visitors.addresses["learning.lesson"])
    press(page, "form[action$='/lam-bai'] button")
    for _ in range(60):
        if "ket-qua" in page.url:
            break
        if page.locator(".answers [data-question] :is(input:not([type=hidden]), select):enabled").count():
            answer(page)
        press(page, ".answers .actions > :first-child, main form[action$='/nop'] button")

    assert "ket-qua" in page.url
    assert page.locator("h1").is_visible()


def answer(page: Page) -> None:
    """Answer every part of the question shown by keys: the first choice, the text "1", another place for each step."""
    tab_to(page, CONTROLS)
    seen: list[str] = []
    while page.evaluate("(selector) => document.activeElement.matches(selector)", CONTROLS):
        kind, name = page.evaluate("() => [document.activeElement.type, document.activeElement.name]")
        if name not in seen:
            seen.append(name)
            if kind == "select-one":
                for _ in seen:
                    page.keyboard.press("ArrowDown")
            elif kind in ("radio", "checkbox"):
                page.keyboard.press("Space")
            else:
                page.keyboard.type("1")
        page.keyboard.press("Tab")


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until something of this selector is reached."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached by Tab on {page.url}")


def press(page: Page, selector: str) -> None:
    """Go to a control by keyboard, press Enter and wait for the page it leads to."""
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_first_visit_to_a_learners_page_keeps_to_its_budget(visitors: Visitors) -> None:
    found: list[Weight] = []
    for who, _name, address in visitors.ways():
        session = Client(visitors.house.base).sign_in(who).session if who != STRANGERS else requests.Session()
        found.append(first_visit(lambda path, session=session: fetched(visitors.house.base + path, session), address))

    print("\n" + aligned(weight_rows(found)))
    assert not visitors.faults
    assert not [weight for weight in found if not weight.is_light]


def fetched(address: str, session: requests.Session) -> Fetched:
    """Fetch a file as a browser does, and count what came over the wire."""
    answer = session.get(
        address, headers={"Accept-Encoding": ENCODINGS.partition(": ")[2].strip()}, stream=True, timeout=20
    )
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    body = answer.raw.read(decode_content=False)
    head_bytes = 20 + sum(len(name) + len(value) + 4 for name, value in answer.headers.items())
    return Fetched.read(body, encoding=answer.headers.get("Content-Encoding", ""), head_bytes=head_bytes)
