"""Accounts of officials: asked for by one person, granted by another."""

import re

import pytest
from flask import Flask

from app.core.db import db
from app.identity import service as identity
from app.identity.words import Role
from tests import factories
from tests.browser import Browser

pytestmark = pytest.mark.storage


def new_official(**given: str) -> dict[str, str]:
    """Return the form for a new official."""
    home = factories.hamlet().code
    form = {"full_name": "Lý Thị Mai", "birth_year": "1990", "hamlet": home, "login": "mai1990", "role": "cong-an"}
    return form | given


def test_an_account_is_made_by_one_granted_by_another_and_used_by_its_owner(browser: Browser, app: Flask) -> None:
    browser.sign_in(factories.account(Role.ADMIN))
    browser.post("identity.new_account", new_official())
    page = browser.get("identity.accounts").text
    link = re.search(r"/dat-mat-khau/[\w-]+", page)
    assert link
    account = identity.find_by_login("mai1990")
    assert account is not None
    assert identity.granted_roles(account) == [Role.LEARNER]

    leader = Browser(app).sign_in(factories.account(Role.LEADER))
    leader.post("identity.grant_role", account_id=account.public_id, role="cong-an")
    owner = Browser(app)
    owner.send(link.group(), {"password": "ngan"}, expect=422)
    owner.send(link.group(), {"password": "nồi niêu xoong chảo 7"})
    owner.open(link.group(), expect=404)
    answer = owner.post("identity.sign_in", {"login": "mai1990", "password": "nồi niêu xoong chảo 7"})

    assert "/dang-nhap/ma" in answer.location
    db.session.refresh(account)
    assert set(identity.granted_roles(account)) == {Role.LEARNER, Role.POLICE}


def test_the_administrator_cannot_grant_and_the_leader_cannot_ask(browser: Browser, app: Flask) -> None:
    admin = Browser(app).sign_in(factories.account(Role.ADMIN))
    leader = Browser(app).sign_in(factories.account(Role.LEADER))
    account = factories.account()

    leader.post("identity.ask_role", account_id=account.public_id, role="cong-an", expect=403)
    admin.post("identity.ask_role", account_id=account.public_id, role="cong-an")
    admin.post("identity.grant_role", account_id=account.public_id, role="cong-an", expect=403)
    admin.post("identity.ask_role", account_id=account.public_id, role="nobody", expect=404)


def test_a_locked_account_is_out_at_once_and_a_taken_name_is_said(browser: Browser, app: Flask) -> None:
    account = factories.account(Role.CULTURE, login="mai1990")
    theirs = Browser(app).sign_in(account)
    browser.sign_in(factories.account(Role.ADMIN))

    page = browser.post("identity.new_account", new_official(), expect=422).text
    browser.post("identity.lock", account_id=account.public_id, locked=1)

    assert "Tên này đã có người dùng" in page
    assert theirs.get("identity.renew_factor", expect=303)


def test_a_stale_factor_keeps_the_form_and_goes_on_with_the_code(browser: Browser) -> None:
    from datetime import timedelta

    from sqlalchemy import update

    from app.core import clock
    from app.identity.models import SignInSession

    browser.sign_in(factories.account(Role.ADMIN))
    db.session.execute(update(SignInSession).values(factor_at=clock.now() - timedelta(minutes=6)))
    db.session.commit()

    page = browser.post("identity.new_account", new_official(), expect=403).text

    assert 'name="full_name" value="Lý Thị Mai"' in page
    assert 'name="factor_code"' in page
    assert identity.find_by_login("mai1990") is None
    wrong = browser.post("identity.new_account", new_official(factor_code="000000"), expect=403).text
    assert "Mã chưa đúng" in wrong


def test_the_first_accounts_come_from_the_command_line(app: Flask) -> None:
    run = app.test_cli_runner().invoke
    first = ["identity", "create-admin", "--name", "Lý Thị Mai", "--birth-year", "1990", "--hamlet", "thon-a"]

    made = run(args=[*first, "--login", "mai1990"])
    again = run(args=[*first, "--login", "mai1990"])
    odd = run(
        args=["identity", "create-admin", "--name", "M4i", "--birth-year", "1990", "--hamlet", "a", "--login", "x"]
    )

    assert made.exit_code == 0
    assert "/dat-mat-khau/" in made.output
    assert (again.exit_code, odd.exit_code) == (1, 1)


def test_a_lost_factor_is_reset_only_before_two_other_officials(app: Flask) -> None:
    run = app.test_cli_runner().invoke
    lost = factories.account(Role.LEADER)
    one, two = factories.account(Role.CULTURE), factories.account(Role.POLICE)
    same_person = factories.account(Role.POLICE, of=one.person)

    alone = run(args=["identity", "reset-second-factor", lost.login, "--witness", one.login])
    twice = ["--witness", one.login, "--witness", same_person.login]
    one_human = run(args=["identity", "reset-second-factor", lost.login, *twice])
    both = run(args=["identity", "reset-second-factor", lost.login, "--witness", one.login, "--witness", two.login])

    assert (alone.exit_code, one_human.exit_code, both.exit_code) == (1, 1, 0)
    db.session.refresh(lost)
    assert lost.totp_sealed is None
