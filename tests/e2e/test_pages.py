"""Every page of the product, as everybody who may open it: nothing sticks out, axe finds nothing, none is forgotten."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page
from sqlalchemy import select

from app import create_app
from app.authoring import service as authoring
from app.core import settings as environment
from app.core.db import db, transaction
from app.identity import links
from app.identity import service as identity
from app.identity.models import Account
from app.identity.rules import PERMISSIONS
from app.identity.words import Role
from app.operations.demo_accounts import PASSWORD
from app.push.models import OutboxMessage
from app.registry.models import Proposal, RegistrySlot
from tests.e2e.client import Client
from tests.e2e.deeds import Acknowledged, database_of, helper_opens, public_id
from tests.e2e.house import House
from tests.e2e.walk import Walk

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LEARNER, MISSED = "hocvien1", "hocvien2"
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
    "static": "Flask's own address for files; pages link to static_asset",
    "static_asset": "a script, a style or a picture",
    "operations.alive": "JSON for machines",
    "operations.ready": "JSON for machines",
}
ONLY_SIGNED_OUT = {"identity.sign_in", "identity.second_factor"}


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


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, dict[str, str]]]:
    """Run one house with enough people that some of them wait in a list, and say where its pages are."""
    whole = House(tmp_path_factory.mktemp("pages"), people_count=160)
    whole.start()
    yield whole, addresses_in(whole)
    whole.close()


@pytest.fixture
def tour(shown: tuple[House, dict[str, str]], chromium: Chromium) -> Tour:
    """Return a tour through a house in which every page has something to show."""
    house, addresses = shown
    app = create_app(environment.load(house.environ))
    return Tour(Walk(house, chromium, looks=True), app, addresses)


def addresses_in(house: House) -> dict[str, str]:
    """Return an address for every page; a page that is missing here fails the test."""
    helper = Client(house.base).sign_in("daisu1")
    missed = missed_attempt(house, helper)
    helper_opens(helper, house, LEARNER, Acknowledged())
    found = re.search(r"/bai-lam/[0-9a-f-]{36}", Client(house.base).sign_in(LEARNER).page("/toi").text)
    assert found
    learner = f"/ke-cap/{public_id(house, 'hocvien3')}"
    listed = helper.page(learner).text
    opening, practice = (re.search(rf"{learner}/{word}/[\w/-]+", listed) for word in ("mo-bai", "thuc-hanh"))
    assert opening
    assert practice
    fixed = {
        "catalog.home": "/",
        "catalog.help_page": "/tro-giup",
        "catalog.privacy": "/quyen-rieng-tu",
        "learning.programme": "/hoc/nguoi-dan",
        "identity.register": "/dang-ky",
        "identity.sign_in": "/dang-nhap",
        "identity.second_factor": "/dang-nhap/ma",
        "identity.renew_factor": "/dang-nhap/xac-nhan-ma",
        "identity.accounts": "/can-bo/tai-khoan",
        "identity.new_account": "/can-bo/tai-khoan/moi",
        "reports.overview": "/can-bo",
        "registry.approvals": "/can-bo/duyet",
        "registry.people": "/can-bo/nguoi-dan?hien=tat-ca",
        "registry.records": "/can-bo/so",
        "registry.eligible": "/can-bo/so/de-nghi",
        "registry.push_board": "/can-bo/vneid",
        "registry.my_page": "/toi",
        "registry.my_data": "/toi/du-lieu",
        "quiz.help_page": "/ke-cap?q=nguyen",
        "quiz.learner": learner,
        "quiz.open_assessment": opening.group(),
        "quiz.confirm_practice": practice.group(),
        "quiz.take": found.group(),
        "quiz.result": f"{missed}/ket-qua",
        "authoring.board": "/soan",
        "authoring.new": "/soan/moi",
        "authoring.import_file": "/soan/nhap-tu-tep",
    }
    return fixed | stored_addresses(house)


def missed_attempt(house: House, helper: Client) -> str:
    """Let a learner hand in an assessment without a single answer; returns its address."""
    helper_opens(helper, house, MISSED, Acknowledged())
    client = Client(house.base).sign_in(MISSED)
    found = re.search(r"/bai-lam/[0-9a-f-]{36}", client.page("/toi").text)
    assert found
    submit = next(form for form in client.forms(f"{found.group()}?cau=het") if form.action.endswith("/nop"))
    assert "ket-qua" in client.send(submit, found.group()).url
    return found.group()


def stored_addresses(house: House) -> dict[str, str]:
    """Return the addresses of pages about one thing of the demo's history."""
    with database_of(house):
        waiting = db.session.scalars(select(Proposal).where(Proposal.outcome.is_(None))).first()
        approved = db.session.scalars(select(RegistrySlot).where(RegistrySlot.state == "approved")).first()
        assert waiting
        assert approved
        with transaction():
            account = db.session.scalars(select(Account).where(Account.login == "hocsinh1")).one()
            token = links.make_link(account)
        return {
            "learning.lesson": lesson_of(house),
            "identity.set_password": f"/dat-mat-khau/{token}",
            "registry.approval": f"/can-bo/duyet/{waiting.list_id}",
            "registry.record": f"/can-bo/so/{approved.public_id}",
            "registry.person": f"/can-bo/nguoi-dan/{public_id_of_unverified()}",
            "registry.letter": f"/can-bo/vneid/{db.session.scalars(select(OutboxMessage.id)).first()}",
        } | workshop_addresses()


def workshop_addresses() -> dict[str, str]:
    """Let a teacher change a lesson and send it to its review; returns the addresses of the pages about lessons."""
    account = db.session.scalars(select(Account).where(Account.login == "giaovien1")).one()
    writer = identity.actor_of(account)
    with transaction():
        draft = authoring.open_draft("nguoi-dan/vneid-muc-2", actor=writer)
        text = draft.text.replace("\n# ", "\nBác đọc chậm rãi.\n\n# ", 1)
        authoring.save(draft.id, text, base_revision=draft.revision, actor=writer)
    with transaction():
        draft = authoring.get_draft(draft.id)
        authoring.send_to_review(draft.id, base_revision=draft.revision, actor=writer)
    waiting, other = "/soan/nguoi-dan/vneid-muc-2", "/soan/nguoi-dan/an-toan-otp"
    pages = {"compare": "so-sanh", "history": "lich-su", "review": "duyet", "send_page": "gui-duyet"}
    more = {
        "edit": "",
        "choose_kind": "/chen",
        "question_form": "/chen/tinh-huong",
        "head": "/thong-tin",
        "media": "/media",
    }
    more |= {"questions": "/chat-luong", "regrade_page": "/cham-lai"}
    more |= {"preview_saved": "/xem-thu", "withdraw_page": "/rut-bai", "print_lesson": "/in", "export": "/xuat"}
    found = {f"authoring.{name}": f"{waiting}/{word}" for name, word in pages.items()}
    found["authoring.outline"] = "/soan/nguoi-dan/index/chuong-trinh"
    return found | {f"authoring.{name}": f"{other}{word}" for name, word in more.items()}


def public_id_of_unverified() -> str:
    """Return the id of the demo's learner whose card nobody has seen, so the desk shows its forms."""
    return str(db.session.scalars(select(Account).where(Account.login == "hocvien3")).one().person.public_id)


def lesson_of(house: House) -> str:
    """Return the address of the first lesson that the programme's page leads to."""
    found = re.search(r'href="(/hoc/[\w-]+/[\w-]+)"', Client(house.base).page("/hoc/nguoi-dan").text)
    assert found
    return found.group(1)


def test_every_page_can_be_read_by_everybody_who_may_open_it(tour: Tour) -> None:
    walk = tour.walk
    stranger = walk.someone()
    for endpoint in tour.pages(None):
        if endpoint != "identity.second_factor":
            tour.look(stranger, endpoint, "stranger")
    half_way = walk.someone("")
    sign_in_half(half_way, "giaovien1")
    tour.note(half_way, "identity.second_factor", "teacher")
    look_at_learners_pages(tour)
    for login, role in VIEWERS.items():
        page = walk.someone(login)
        for endpoint in tour.pages(role):
            tour.look(page, endpoint, role.name.lower())

    pages = {rule.endpoint for rule in tour.app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert tour.opened == pages - set(NOT_PAGES)
    assert not walk.faults, "\n".join(walk.faults)


def look_at_learners_pages(tour: Tour) -> None:
    """Look at what a learner opens; a result belongs to the one who handed in."""
    page = tour.walk.someone(LEARNER)
    for endpoint in tour.pages(None):
        if endpoint not in ONLY_SIGNED_OUT:
            tour.look(page, endpoint, "learner")
    for endpoint in tour.pages(Role.LEARNER):
        if endpoint != "quiz.result":
            tour.look(page, endpoint, "learner")
    tour.look(tour.walk.someone(MISSED), "quiz.result", "who-missed")


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
