"""Accounts of officials: asked for by one person, granted by another."""

import re

import pyotp
import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from app.core.db import db
from app.identity import service as identity
from app.identity.models import Account
from app.identity.words import Role
from app.people.models import Person
from tests import factories
from tests.browser import DEMO_SECRET, Browser

pytestmark = pytest.mark.storage


def new_official(**given: str) -> dict[str, str]:
    """Return the form for a new official, who is a verified person of the commune."""
    person = factories.person(verified=True, full_name="Lý Thị Mai", birth_year=1990)
    return {"tim": "ly thi mai", "person": str(person.public_id), "login": "mai1990", "role": "cong-an"} | given


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
    account = factories.account(of=factories.person(verified=True))

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

    assert 'name="tim" value="ly thi mai"' in page
    assert 'name="login" value="mai1990"' in page
    assert 'name="factor_code"' in page
    assert identity.find_by_login("mai1990") is None
    wrong = browser.post("identity.new_account", new_official(factor_code="000000"), expect=403).text
    assert "Mã chưa đúng" in wrong


def test_only_verified_persons_are_offered_and_told_apart(browser: Browser) -> None:
    browser.sign_in(factories.account(Role.ADMIN))
    known = factories.person(verified=True, full_name="Trần Văn Ổn", birth_year=1981)
    stranger = factories.person(full_name="Trần Văn Ổn")

    page = browser.get("identity.new_account", tim="tran van on").text
    form = {"tim": "tran van on", "person": str(stranger.public_id), "login": "on1981", "role": "bien-tap"}
    refused = browser.post("identity.new_account", form, expect=422).text

    assert str(known.public_id) in page
    assert f"1981 · {known.hamlet.name} · {known.masked_number}" in page
    assert str(stranger.public_id) not in page
    assert "không có trong danh sách" in refused
    assert 'value="on1981"' in refused
    assert "Tài khoản này của ai?" not in browser.get("identity.new_account").text


def test_a_clash_of_roles_is_said_and_what_was_typed_stays(browser: Browser) -> None:
    browser.sign_in(factories.account(Role.ADMIN))
    form = new_official(role="lanh-dao")
    factories.account(Role.CULTURE, of=db.session.scalars(select(Person).where(Person.full_name == "Lý Thị Mai")).one())

    page = browser.post("identity.new_account", form, expect=422).text

    assert "Một người không thể vừa là" in page
    assert 'value="mai1990"' in page


def test_a_learner_who_lost_the_password_gets_a_link_from_the_administrator(browser: Browser, app: Flask) -> None:
    learner = factories.account(login="hoa1962")
    browser.sign_in(factories.account(Role.ADMIN))

    assert learner.person.full_name in browser.get("identity.accounts", tim="Hoa 1962").text
    browser.post("identity.replace_password", account_id=learner.public_id)
    link = re.search(r"/dat-mat-khau/[\w-]+", browser.get("identity.accounts").text)
    assert link
    owner = Browser(app)
    assert "Ít nhất 8 ký tự" in owner.open(link.group()).text
    owner.send(link.group(), {"password": "gà vịt 7"})

    assert owner.post("identity.sign_in", {"login": "hoa1962", "password": "gà vịt 7"}).location == "/toi"


def test_only_the_administrator_finds_learners_and_makes_links(app: Flask) -> None:
    learner = factories.account(login="hoa1962")
    leader = Browser(app).sign_in(factories.account(Role.LEADER))

    assert learner.person.full_name not in leader.get("identity.accounts", tim="hoa1962").text
    leader.post("identity.replace_password", account_id=learner.public_id, expect=403)


def create_admin(app: Flask, **given: str) -> Result:
    """Run the command that makes the first accounts."""
    words = {"name": "Lý Thị Mai", "birth-year": "1990", "hamlet": "thon-a", "login": "mai1990"}
    options = [part for name, word in (words | given).items() for part in (f"--{name}", word)]
    return app.test_cli_runner().invoke(args=["identity", "create-admin", *options])


def test_the_first_accounts_come_from_the_command_line(app: Flask) -> None:
    odd = create_admin(app, name="M4i")
    far = create_admin(app, **{"birth-year": "9" * 20})
    made = create_admin(app)
    leader = create_admin(app, login="lan1980", role="lanh-dao")

    assert (odd.exit_code, far.exit_code) == (1, 1)
    assert "Năm sinh chưa đúng" in far.output
    assert (made.exit_code, leader.exit_code) == (0, 0)
    assert "/dat-mat-khau/" in made.output


@pytest.mark.parametrize("role", [Role.ADMIN, Role.LEADER, Role.CULTURE, Role.POLICE])
def test_the_command_line_makes_one_of_each_first_role_and_no_second(app: Flask, role: Role) -> None:
    first = create_admin(app, role=role.value)

    second = create_admin(app, role=role.value, login="binh1980")

    assert (first.exit_code, second.exit_code) == (0, 1)
    assert f"Đã có tài khoản giữ vai trò {role.label}" in second.output
    assert create_admin(app, role=Role.EDITOR.value, login="ngoc1980").exit_code == 2


def test_a_lost_factor_is_reset_only_with_the_codes_of_two_other_officials(app: Flask) -> None:
    lost = factories.account(Role.LEADER)
    one, two = factories.account(Role.CULTURE), factories.account(Role.POLICE)
    same_person = factories.account(Role.POLICE, of=one.person)
    code = pyotp.TOTP(DEMO_SECRET).now()

    def reset(*witnesses: Account, codes: tuple[str, ...] = (code, code), typed: str = "") -> Result:
        names = [part for witness in witnesses for part in ("--witness", witness.login)]
        given = [part for one_code in codes for part in ("--code", one_code)]
        args = ["identity", "reset-second-factor", lost.login, *names, *given]
        return app.test_cli_runner().invoke(args=args, input=typed)

    refused = [reset(one), reset(one, same_person), reset(one, lost), reset(one, two, codes=(code,))]
    wrong = reset(one, two, codes=("000000", "000000"))
    db.session.refresh(lost)
    assert lost.totp_sealed is not None
    both = reset(one, two, codes=(), typed=f"{code}\n{code}\n")

    assert {result.exit_code for result in (*refused, wrong)} == {1}
    assert both.exit_code == 0, both.output
    db.session.refresh(lost)
    assert lost.totp_sealed is None


def test_the_page_offers_the_roles_an_account_does_not_hold(browser: Browser) -> None:
    helper = factories.account(Role.HELPER, of=factories.person(verified=True))
    browser.sign_in(factories.account(Role.ADMIN))

    offered = re.findall(
        rf'action="(/can-bo/tai-khoan/{helper.public_id}/[^"]+/de-nghi)"', browser.get("identity.accounts").text
    )
    browser.send(next(address for address in offered if "/bien-tap/" in address))

    assert not [address for address in offered if "/dai-su/" in address]
    assert "Biên tập nội dung (chờ cấp)" in browser.get("identity.accounts").text
