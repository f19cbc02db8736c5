"""The desk when a number is wrong or an address is made up, and page turns that carry nothing but the filter."""

import re
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit.actions import Action
from app.audit.models import AuditEntry
from app.core.db import db
from app.identity.words import Role
from app.people.models import CheckState, IdentityCheck, Person
from app.registry import linking
from tests import factories
from tests.browser import Browser
from tests.registry import given

pytestmark = pytest.mark.storage


def signed_in(app: Flask, role: Role) -> Browser:
    return Browser(app).sign_in(factories.account(role))


def check_of(person: Person) -> IdentityCheck:
    actor = factories.actor(Role.POLICE)
    check = linking.ask(
        person.public_id, number=factories.number(), listed_id=None, note="Xem thẻ căn cước", actor=actor
    )
    assert isinstance(check, IdentityCheck)
    db.session.commit()
    return check


def test_a_wrong_second_number_is_said_at_the_field_and_noted_and_the_third_ends_the_check(app: Flask) -> None:
    person, culture = factories.person(), signed_in(app, Role.CULTURE)
    check = check_of(person)
    address = {"person_id": person.public_id, "check_id": check.public_id}

    for _ in range(2):
        page = culture.post("registry.second_look", {"number": factories.number()}, expect=400, **address).text
        assert "khác số gõ lần thứ nhất" in page
        assert "Đã xác minh danh tính" not in page
    page = culture.post("registry.second_look", {"number": factories.number()}, expect=409, **address).text

    assert "Đã gõ sai ba lần" in page
    assert db.session.scalars(select(AuditEntry.action)).all().count(Action.IDENTITY_MISTYPED) == 3
    assert db.session.get_one(IdentityCheck, check.id).state is CheckState.REFUSED


@pytest.mark.parametrize("endpoint", ["registry.second_look", "registry.refuse_look"])
def test_the_check_of_another_person_is_not_there(app: Flask, endpoint: str) -> None:
    check, other = check_of(factories.person()), factories.person()
    form = {"number": factories.number(), "reason": "Thẻ đã hết hạn"}

    signed_in(app, Role.CULTURE).post(endpoint, form, expect=404, person_id=other.public_id, check_id=check.public_id)

    assert db.session.get_one(IdentityCheck, check.id).state is CheckState.WAITING


def test_turning_a_page_carries_the_filter_and_nothing_else_of_the_address(app: Flask) -> None:
    course, home, witness = given.programme(), factories.hamlet(), factories.person()
    given.proposed(*(given.finisher(course, hamlet=home, witness=witness) for _ in range(51)))
    steering = {"endpoint": "x", "_method": "DELETE", "_anchor": "x", "_external": "1", "_scheme": "ftp", "la": "x"}

    query = {"thon": home.code, **steering}
    text = signed_in(app, Role.INSPECTOR).open("/can-bo/so?" + urlencode(query)).text

    after = re.search(r'rel="next" href="([^"]+)"', text)
    assert after is not None
    assert re.fullmatch(rf"/can-bo/so\?thon={home.code}&amp;sau=[0-9a-f-]{{36}}", after.group(1))
