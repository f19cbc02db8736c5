"""One resident from registration to "VNeID đã ghi nhận", in real Chromium, also when the gateway is difficult."""

import html
import json
import re
import time

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect
from sqlalchemy import select

from app.core.db import db
from app.push.models import OutboxEvent, OutboxMessage
from tests.e2e.client import Client
from tests.e2e.deeds import (
    Acknowledged,
    approve_all,
    database_of,
    helper_opens,
    learn,
    person_of,
    propose,
    public_id,
)
from tests.e2e.house import House
from tests.e2e.walk import GROUP, Walk

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LEARNER = "hocvien1"


def until_approved(house: House, chromium: Chromium, *, looks: bool = False) -> Walk:
    """Walk to the moment where the letter is handed to the postman."""
    walk = Walk(house, chromium, looks)
    walk.register()
    walk.link()
    walk.read()
    walk.helper_opens()
    walk.answer()
    sent_before = [body for _, body in walk.wire.sent]
    walk.submit()
    walk.propose()
    walk.approve()
    assert_kept_secret(walk.secrets(), sent_before, [body for _, body in walk.wire.sent[len(sent_before) :]])
    assert not walk.wire.missed(), "\n".join(walk.wire.missed())
    return walk


def assert_kept_secret(secrets: list[str], before: list[str], after: list[str]) -> None:
    """Assert that nothing secret was sent before she handed in; that it is found afterwards shows the search works."""
    assert len(secrets) >= 40, "there is something to keep"
    assert found_in(after, secrets), "the result explains, so a secret is found where it may stand"
    assert not found_in(before, secrets), "a key or a feedback was sent before the rules allow it"


def found_in(bodies: list[str], secrets: list[str]) -> list[str]:
    """Return the secrets that stand in what was sent: as they are, as HTML or as JSON writes them."""
    whole = "\n".join(bodies)
    return [one for one in secrets if any(form in whole for form in (one, html.escape(one), json.dumps(one)[1:-1]))]


@pytest.mark.storage  # The walk itself on both databases; what the gateway does is tested on both in `tests/push`.
def test_a_resident_learns_is_confirmed_and_reads_it(house: House, chromium: Chromium) -> None:
    # Every page is looked at once; the second database shows the same ones.
    walk = until_approved(house, chromium, looks=not house.environ["HOCVU_DATABASE_URL"])

    page = walk.someone()
    page.goto("/toi")
    expect(page.get_by_test_id("status-line")).to_contain_text(re.compile("Xã đã xác nhận|VNeID đã ghi nhận"))
    reload_until(page, "VNeID đã ghi nhận")
    walk.look(page, "my-page-confirmed")
    official = walk.someone("vanhoa1")
    walk.record(official)
    expect(official.get_by_test_id("push-state").first).to_contain_text("đã ghi nhận")
    walk.look(official, "record")
    official.goto("/can-bo/vneid")
    walk.look(official, "push-board")

    assert not walk.faults, "\n".join(walk.faults)
    house.assert_sound()


def test_a_refusal_of_the_gateway_is_told_to_both_sides(house: House, chromium: Chromium) -> None:
    wait_for_quiet(house)
    house.plan("refuse")
    name = approved_without_browser(house)

    walk = Walk(house, chromium, looks=True)
    page = walk.someone(LEARNER)
    page.goto("/toi")
    reload_until(page, "Có vướng mắc")
    walk.look(page, "my-page-refused")
    official = walk.someone("vanhoa2")
    official.goto("/can-bo/vneid")
    expect(official.locator("main")).to_contain_text(name)
    walk.look(official, "push-board-refused")

    assert not walk.faults, "\n".join(walk.faults)
    house.assert_sound()


def test_an_answer_that_got_lost_is_recovered_by_asking_and_has_one_effect(house: House, chromium: Chromium) -> None:
    wait_for_quiet(house)
    before, asked = house.effects()["effects"]["total"], house.effects()["requests"].get("query", 0)
    house.plan("reset-after", next=1)
    approved_without_browser(house)

    walk = Walk(house, chromium)
    page = walk.someone(LEARNER)
    page.goto("/toi")
    reload_until(page, "VNeID đã ghi nhận")

    after = house.effects()
    assert after["effects"]["total"] == before + 1
    assert after["requests"].get("query", 0) > asked, "the gateway was asked what became of the letter"
    assert "unknown" in states_of_last_letter(house)
    assert not walk.faults, "\n".join(walk.faults)
    house.assert_sound()


def approved_without_browser(house: House) -> str:
    """Bring a learner to the same moment by the same forms, whose pages the walk above looks at; returns her name."""
    told = Acknowledged()
    helper_opens(Client(house.base).sign_in("daisu1"), house, LEARNER, told)
    learn(Client(house.base).sign_in(LEARNER), LEARNER, GROUP, told)
    propose(Client(house.base).sign_in("vanhoa1"), GROUP, {public_id(house, LEARNER)}, told)
    approve_all(Client(house.base).sign_in("lanhdao1"), told)
    with database_of(house):
        return person_of(LEARNER).full_name


def states_of_last_letter(house: House) -> list[str]:
    """Return every state that the newest letter came to, in order."""
    with database_of(house):
        letter = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.created_at.desc())).first()
        assert letter
        events = select(OutboxEvent.to_state).where(OutboxEvent.message_id == letter.id).order_by(OutboxEvent.id)
        return [state.value for state in db.session.scalars(events)]


def wait_for_quiet(house: House) -> None:
    """Wait until the letters of the demo's own history are through."""
    for _ in range(300):
        counts = house.push_status()["counts"]
        if not any(
            counts.get(state) for state in ("queued", "claimed", "sending", "unknown", "retry-wait", "accepted")
        ):
            return
        time.sleep(0.1)
    raise AssertionError(f"the postman does not come to rest: {counts}")


def reload_until(page: object, words: str) -> None:
    """Reload as a person would until the page says so."""
    for _ in range(60):
        if words in page.get_by_test_id("status-line").inner_text():  # type: ignore[attr-defined]
            return
        page.wait_for_timeout(500)  # type: ignore[attr-defined]
        page.reload()  # type: ignore[attr-defined]
    raise AssertionError(f"never said: {words}")
