"""Every page of the product, as everybody who may open it: nothing sticks out, axe finds nothing, none is forgotten."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page

from app import create_app
from app.core import settings as environment
from app.identity.rules import PERMISSIONS
from app.identity.words import Role
from app.operations.demo_accounts import PASSWORD
from tests.e2e.addresses import LEARNER, MISSED
from tests.e2e.cards import PIN, hand_out
from tests.e2e.house import House
from tests.e2e.walk import Walk

pytestmark = [pytest.mark.browser, pytest.mark.slow]
VIEWERS = {
    "daisu2": Role.HELPER,
    "vanhoa1": Role.CULTURE,
    "congan1": Role.POLICE,
    "lanhdao1": Role.LEADER,
    "kiemtra1": Role.INSPECTOR,
    "quantri1": Role.ADMIN,
    "dulieu1": Role.DATA_OFFICER,
    "giaovien2": Role.TEACHER,
    "bientap1": Role.EDITOR,
}
NOT_PAGES = {
    "authoring.draft_media": "a picture or a sound",
    "catalog.media": "a picture or a sound",
    "card.scan": "leads to card.show, which has no token in its address",
    "operations.gallery": "a page for developers, looked at in test_everyone.py",
    "manifest": "what an installed site is called",
    "service_worker": "a script",
    "static": "Flask's own address for files; pages link to static_asset",
    "static_asset": "a script, a style or a picture",
    "operations.alive": "JSON for machines",
    "operations.ready": "JSON for machines",
}
ONLY_SIGNED_OUT = {"identity.sign_in", "identity.second_factor"}
# A class belongs to whoever leads it, sheets to whoever prints them; to others they are not there, whatever their role.
OF_ONE_HELPER = {"sheets.on_paper", "classes.work", "community.door", "community.attendance", "community.take_back"}
ONE_HELPER = "daisu2"
# Public because nobody is let in yet, but only on the way of somebody who comes with a card or a half-done sign-in.
ON_A_WAY = {"identity.second_factor", "card.show", "identity.is_it_you", "identity.still_there"}


@dataclass
class Tour:
    """Somebody going through all pages; the endpoints that were really shown are remembered."""

    walk: Walk
    app: Flask
    addresses: dict[str, str]
    opened: set[str] = field(default_factory=set)

    def pages(self, role: Role | None) -> list[str]:
        """Return the endpoints of the pages that only this role opens beside learners; None: that anybody may."""
        rules = [rule for rule in self.app.url_map.iter_rules() if "GET" in (rule.methods or ())]
        found = {rule.endpoint for rule in rules} - set(NOT_PAGES)
        access = {name: self.app.view_functions[name].access for name in found}  # type: ignore[attr-defined]
        if role is None:
            return sorted(name for name in found if access[name] == "public")
        mine = PERMISSIONS[role] - (PERMISSIONS[Role.LEARNER] if role is not Role.LEARNER else set())
        return sorted(name for name in found if access[name] != "public" and mine & set(access[name]))

    def look(self, page: Page, endpoint: str, who: str) -> None:
        """Open a page and look at it; it must be the one that was asked for."""
        answer = page.goto(self.addresses[endpoint])
        assert answer
        assert answer.status == 200, f"{endpoint} as {who}: {answer.status}"
        self.note(page, endpoint, who)

    def note(self, page: Page, endpoint: str, who: str) -> None:
        """Look at the page that is open."""
        shown = self.app.url_map.bind("").match(urlsplit(page.url).path)[0]
        assert shown == endpoint, f"{endpoint} as {who} led to {page.url}"
        self.walk.look(page, f"{endpoint}-{who}")
        self.opened.add(endpoint)


@pytest.fixture
def tour(shown: tuple[House, dict[str, str]], chromium: Chromium) -> Tour:
    """Return a tour through a house in which every page has something to show."""
    house, addresses = shown
    app = create_app(environment.load(house.environ))
    return Tour(Walk(house, chromium, looks=True), app, addresses)


def test_every_page_can_be_read_by_everybody_who_may_open_it(tour: Tour) -> None:
    walk = tour.walk
    stranger = walk.someone()
    for endpoint in tour.pages(None):
        if endpoint not in ON_A_WAY:
            tour.look(stranger, endpoint, "stranger")
    half_way = walk.someone("")
    sign_in_half(half_way, "giaovien1")
    tour.note(half_way, "identity.second_factor", "teacher")
    look_at_pages_of_a_card(tour)
    look_at_learners_pages(tour)
    for login, role in VIEWERS.items():
        page = walk.someone(login)
        for endpoint in tour.pages(role):
            if login == ONE_HELPER or endpoint not in OF_ONE_HELPER:
                tour.look(page, endpoint, role.name.lower())

    pages = {rule.endpoint for rule in tour.app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert tour.opened == pages - set(NOT_PAGES)
    assert not walk.faults, "\n".join(walk.faults)


def look_at_learners_pages(tour: Tour) -> None:
    """Look at what a learner opens; a result belongs to the one who handed in."""
    page = tour.walk.someone(LEARNER)
    for endpoint in tour.pages(None):
        if endpoint not in ONLY_SIGNED_OUT | ON_A_WAY:
            tour.look(page, endpoint, "learner")
    for endpoint in tour.pages(Role.LEARNER):
        if endpoint != "quiz.result":
            tour.look(page, endpoint, "learner")
    tour.look(tour.walk.someone(MISSED), "quiz.result", "who-missed")


def look_at_pages_of_a_card(tour: Tour) -> None:
    """Look at what somebody sees who comes with a card, up to the question whether it is them."""
    (holder,) = hand_out(tour.walk.house, ["Lường Thị Sen"], helper="daisu2")
    page = tour.walk.someone("")
    tour.walk.pages.pop("")
    page.goto(f"/the/{holder.token}")
    tour.note(page, "card.show", "holder")
    page.get_by_label("Mã PIN").fill(PIN)
    page.get_by_role("button", name="Mở thẻ của tôi").click()
    tour.note(page, "identity.is_it_you", "holder")
    page.get_by_label("Lưu tên, năm sinh").check()
    page.get_by_role("button", name="Đúng, là tôi").click()
    page.wait_for_url("**/toi")
    tour.look(page, "identity.still_there", "holder")


def sign_in_half(page: Page, login: str) -> None:
    """Type name and password, and stop where the one-time code is asked for."""
    page.goto("/dang-nhap")
    page.get_by_label("Tên đăng nhập").fill(login)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url("**/dang-nhap/ma")


def test_pages_that_say_no_and_pages_in_the_dark_can_be_read_too(tour: Tour) -> None:
    walk, page = tour.walk, tour.walk.someone()
    answer = page.goto("/khong-co-trang-nay")
    assert answer
    assert answer.status == 404
    walk.look(page, "not-found")
    page.goto("/dang-ky")
    page.evaluate("() => { document.querySelector('main form').noValidate = true }")
    with page.expect_response(lambda got: got.request.method == "POST") as sent:
        page.get_by_role("button", name="Đăng ký").click()
    assert sent.value.status == 422
    walk.look(page, "register-empty")
    learner = walk.someone(LEARNER)
    learner.emulate_media(color_scheme="dark")
    for endpoint in ("catalog.home", "learning.lesson", "registry.my_page", "quiz.take"):
        tour.look(learner, endpoint, "learner-in-the-dark")

    # Chromium reports every answer from 400 on in its console; these two were asked for.
    told = [fault for fault in walk.faults if "status of 404" in fault or "status of 422" in fault]
    assert len(told) == 2
    assert not set(walk.faults) - set(told), "\n".join(walk.faults)
