"""The overview: each figure on its own, with the list behind it."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.db import db
from app.identity.words import Role
from app.people.models import Group
from app.push.models import OutboxMessage
from app.push.words import MessageState
from app.registry import service as registry
from tests import factories
from tests.browser import Browser
from tests.registry import given

pytestmark = pytest.mark.storage


def signed_in(app: Flask, role: Role) -> Browser:
    return Browser(app).sign_in(factories.account(role))


def figure(page: str, name: str) -> int:
    found = re.search(rf'data-count="{re.escape(name)}"[^>]*>(?:<a[^>]*>)?([\d.]+)', page)
    assert found is not None, name
    return int(found.group(1).replace(".", ""))


def test_each_figure_counts_its_own_thing(app: Flask) -> None:
    course, home = given.programme(), factories.hamlet(code="thoi")
    waiting, listed, approved, confirmed = (given.finisher(course, hamlet=home) for _ in range(4))
    factories.account(of=waiting)
    given.proposed(listed)
    given.approved(approved, confirmed)
    message = select(OutboxMessage).where(OutboxMessage.lane == str(confirmed.public_id))
    db.session.scalars(message).one().state = MessageState.CONFIRMED
    db.session.commit()

    page = signed_in(app, Role.INSPECTOR).get("reports.overview").text

    expected = {"registered": 4, "finished": 4, "proposed": 1, "approved": 2, "confirmed": 1}
    assert {name: figure(page, f"{name}-thoi") for name in expected} == expected
    del expected["registered"]  # The officials of this test live in the commune too.
    assert {name: figure(page, f"{name}-nguoi-dan") for name in expected} == expected
    assert (figure(page, "target-c"), figure(page, "target-d")) == (4, 1)
    assert "Chưa có mẫu số" in page
    assert "trên 100%" in page


def test_a_revoked_record_counts_nowhere(app: Flask) -> None:
    learner = given.finisher(given.programme())
    given.approved(learner)
    record = given.slot_of(learner).public_id
    registry.propose_revoke(record, ground="Điều 5", evidence="Biên bản", actor=factories.actor(Role.POLICE))
    registry.revoke(record, reason="Đúng là nhầm", actor=factories.actor(Role.LEADER))
    db.session.commit()

    page = signed_in(app, Role.INSPECTOR).get("reports.overview").text

    assert (figure(page, "approved-nguoi-dan"), figure(page, "confirmed-nguoi-dan")) == (0, 0)


def test_the_list_behind_each_figure_has_as_many_rows(app: Flask) -> None:
    course, home = given.programme(), factories.hamlet(code="thoi")
    first, second = given.finisher(course, hamlet=home), given.finisher(course, hamlet=home)
    factories.account(of=first)
    given.approved(first)
    given.proposed(second)
    browser = signed_in(app, Role.INSPECTOR)
    page = browser.get("reports.overview").text

    for name in ("registered", "finished", "proposed", "approved", "confirmed"):
        for place in ("nguoi-dan", "thoi"):
            found = re.search(rf'data-count="{name}-{place}"[^>]*><a href="([^"]+)">(\d+)<', page)
            assert found is not None
            behind = browser.open(found.group(1).replace("&amp;", "&")).text
            total = re.search(r'data-count="(?:records|people)">(\d+)<', behind)
            assert total is not None
            assert total.group(1) == found.group(2), f"{name} {place}"


@pytest.mark.parametrize(
    ("role", "name"),
    [
        (Role.LEADER, "task-lists"),
        (Role.CULTURE, "task-eligible-nguoi-dan"),
        (Role.POLICE, "task-first-look"),
        (Role.CULTURE, "task-needs-human"),
    ],
)
def test_what_waits_is_shown_to_those_whose_work_it_is(app: Flask, role: Role, name: str) -> None:
    course = given.programme()
    given.finisher(course)
    given.proposed(given.finisher(course))
    given.approved(given.finisher(course))
    db.session.scalars(select(OutboxMessage)).one().state = MessageState.NEEDS_HUMAN
    factories.account(of=factories.person())
    db.session.commit()

    assert figure(signed_in(app, role).get("reports.overview").text, name) >= 1


def test_what_is_somebody_elses_work_is_not_shown(app: Flask) -> None:
    given.finisher(given.programme())

    assert "task-eligible" not in signed_in(app, Role.INSPECTOR).get("reports.overview").text


def test_the_overview_is_for_those_who_may_see_the_register(app: Flask) -> None:
    for role in (Role.LEARNER, Role.HELPER, Role.TEACHER, Role.ADMIN, Role.DATA_OFFICER):
        signed_in(app, role).get("reports.overview", expect=403)


def test_a_figure_is_counted_without_growing_statements(app: Flask, statements: list[str]) -> None:
    given.programme(Group.OFFICIALS)
    course = given.programme()
    browser = signed_in(app, Role.LEADER)
    browser.get("reports.overview")
    statements.clear()
    browser.get("reports.overview")
    before = len(statements)
    given.approved(*(given.finisher(course) for _ in range(5)))
    statements.clear()

    browser.get("reports.overview")

    assert len(statements) <= before
