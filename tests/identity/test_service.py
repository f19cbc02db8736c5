"""Accounts, roles, sessions and the throttle on the database."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
import time_machine
from sqlalchemy import func, select

from app.audit.models import AuditEntry
from app.core.db import db, transaction
from app.identity import factors, links, passwords, rules, sessions, sign_in, throttle
from app.identity import service as identity
from app.identity.models import Account, SignInSession
from app.identity.words import Role
from app.people.models import IdentityState
from app.web.permissions import Permission
from tests import factories
from tests.browser import DEMO_SECRET

pytestmark = pytest.mark.storage
START = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def opened(account: Account, *, with_factor: bool = False) -> str:
    """Open a session and commit it, as a sign-in does."""
    with transaction():
        return sessions.open_session(account, with_factor=with_factor)


def test_only_the_hash_of_a_token_is_kept() -> None:
    token = opened(factories.account())

    row = db.session.scalars(select(SignInSession)).one()
    assert token.encode() not in bytes(row.token_hash)
    assert sessions.find_signed_in(token)
    assert sessions.find_signed_in(token + "x") is None


@pytest.mark.parametrize(("role", "minutes"), [(Role.LEARNER, 30), (Role.CULTURE, 15)])
def test_a_session_that_rests_too_long_is_over(role: Role, minutes: int) -> None:
    with time_machine.travel(START, tick=False) as clock:
        token = opened(factories.account(role), with_factor=True)
        clock.move_to(START + timedelta(minutes=minutes - 1))
        assert sessions.find_signed_in(token)
        clock.move_to(START + timedelta(minutes=2 * minutes - 2))
        assert sessions.find_signed_in(token), "it was seen in between"
        clock.move_to(START + timedelta(minutes=3 * minutes))
        assert sessions.find_signed_in(token) is None


def test_no_session_outlives_eight_hours() -> None:
    with time_machine.travel(START, tick=False) as clock:
        token = opened(factories.account())
        for minute in range(0, 8 * 60, 20):
            clock.move_to(START + timedelta(minutes=minute))
            assert sessions.find_signed_in(token)
        clock.move_to(START + timedelta(hours=8))
        assert sessions.find_signed_in(token) is None


def test_a_second_factor_is_fresh_for_five_minutes() -> None:
    with time_machine.travel(START, tick=False) as clock:
        token = opened(factories.account(Role.LEADER), with_factor=True)
        signed_in = sessions.find_signed_in(token)
        assert signed_in is not None
        assert signed_in.has_fresh_factor()
        clock.move_to(START + timedelta(minutes=5, seconds=1))
        assert not signed_in.has_fresh_factor()
        assert signed_in.confirm_factor(pyotp.TOTP(DEMO_SECRET).now())
        renewed = sessions.find_signed_in(token)
        assert renewed is not None
        assert renewed.has_fresh_factor()


def test_a_role_counts_once_another_person_grants_it_and_ends_open_sessions() -> None:
    admin, leader = factories.actor(Role.ADMIN), factories.actor(Role.LEADER)
    account = factories.account(of=factories.person(verified=True))
    token = opened(account)

    identity.ask_role(account, Role.POLICE, actor=admin)
    assert identity.granted_roles(account) == [Role.LEARNER]
    with pytest.raises(identity.SameOfficial):
        identity.grant_role(account, Role.POLICE, actor=admin)
    identity.grant_role(account, Role.POLICE, actor=leader)

    assert set(identity.granted_roles(account)) == {Role.LEARNER, Role.POLICE}
    assert sessions.find_signed_in(token) is None


def test_nobody_grants_a_role_to_themselves_through_another_account() -> None:
    admin = factories.actor(Role.ADMIN)
    leader_account = factories.account(Role.LEADER, of=factories.person(verified=True))
    second = factories.account(of=leader_account.person)
    identity.ask_role(second, Role.EDITOR, actor=admin)

    with pytest.raises(identity.SameOfficial):
        identity.grant_role(second, Role.EDITOR, actor=identity.actor_of(leader_account))


def test_taking_a_role_away_ends_the_session_at_once_and_leaves_a_trace() -> None:
    account = factories.account(Role.CULTURE)
    token = opened(account, with_factor=True)

    identity.remove_role(account, Role.CULTURE, actor=factories.actor(Role.LEADER))

    assert sessions.find_signed_in(token) is None
    assert db.session.scalar(select(AuditEntry.action).order_by(AuditEntry.seq.desc()).limit(1)) == (
        "identity.role.removed"
    )


def test_no_technical_role_holds_a_business_right() -> None:
    from app.identity.rules import PERMISSIONS

    business = {Permission.PROPOSE, Permission.APPROVE, Permission.HOLD, Permission.VERIFY_IDENTITY, Permission.RELEASE}
    assert not PERMISSIONS[Role.ADMIN] & business
    assert not PERMISSIONS[Role.INSPECTOR] & business
    assert Permission.PROPOSE not in PERMISSIONS[Role.LEADER]
    assert Permission.APPROVE not in PERMISSIONS[Role.CULTURE]


def test_waits_grow_and_have_an_end_and_a_success_forgets() -> None:
    with time_machine.travel(START, tick=False) as clock:
        key = throttle.key_of("login", "x")
        for _ in range(4):
            throttle.count_failure(key)
        assert not throttle.is_blocked(key)
        throttle.count_failure(key)
        assert throttle.is_blocked(key)
        clock.move_to(START + timedelta(seconds=16))
        assert not throttle.is_blocked(key)
        for _ in range(90):
            throttle.count_failure(key)
        clock.move_to(START + timedelta(seconds=16, minutes=14))
        assert throttle.is_blocked(key)
        clock.move_to(START + timedelta(seconds=17, minutes=15))
        assert not throttle.is_blocked(key)
        throttle.clear(key)
        throttle.count_failure(key)
        assert not throttle.is_blocked(key)


def test_a_class_behind_one_address_is_not_locked_out_by_one_of_them() -> None:
    for _ in range(20):
        sign_in.with_password("ai-do", "sai mật khẩu", address="10.0.0.1")
    account = factories.account()

    assert sign_in.with_password(account.login, factories.PASSWORD, address="10.0.0.1").token


def test_typing_slips_of_a_whole_week_do_not_lock_an_address() -> None:
    with time_machine.travel(START, tick=False) as clock:
        account = factories.account()
        for minute in range(0, 7 * 24 * 60, 60):
            clock.move_to(START + timedelta(minutes=minute))
            sign_in.with_password(f"ai-{minute}", "gõ nhầm", address="113.160.0.1")

        assert sign_in.with_password(account.login, factories.PASSWORD, address="113.160.0.1").token


def test_many_tries_from_one_ipv6_network_count_together() -> None:
    for n in range(rules.FREE_TRIES_OF_ADDRESS):
        throttle.count_failure(throttle.place_key("address", f"2001:db8::{n:x}"), free=rules.FREE_TRIES_OF_ADDRESS)

    assert throttle.is_blocked(throttle.place_key("address", "2001:db8::ffff"))
    assert not throttle.is_blocked(throttle.place_key("address", "2001:db8:0:1::1"))


def test_a_code_works_one_step_early_or_late_and_never_twice() -> None:
    with time_machine.travel(START, tick=False):
        account = factories.account(Role.LEADER)
        totp, now = pyotp.TOTP(DEMO_SECRET), int(START.timestamp())
        assert not factors.accept(account, totp.at(now - 60))
        assert factors.accept(account, totp.at(now - 30))
        assert not factors.accept(account, totp.at(now - 30))
        assert factors.accept(account, totp.at(now + 30))
        assert not factors.accept(account, totp.at(now)), "older than the last one used"
        for odd in ("", "12345", "１２３４５６", "abcdef", "1" * 500):
            assert not factors.accept(account, odd)


def test_a_password_link_works_once_and_a_day_long() -> None:
    with time_machine.travel(START, tick=False) as clock:
        account = factories.account(password_hash=None)
        with transaction():
            first, second = links.make_link(account), links.make_link(account)
            links.set_password_by_link(first, passwords.hash_of("nồi niêu xoong chảo 7"))
        for used in (first, second, "unknown"):
            with pytest.raises(links.LinkUsed):
                links.account_of_link(used)
        assert sign_in.with_password(account.login, "nồi niêu xoong chảo 7", address="-").token
        late = links.make_link(account)
        clock.move_to(START + timedelta(hours=25))
        with pytest.raises(links.LinkUsed):
            links.account_of_link(late)


def test_nobody_unverified_is_asked_for_or_granted_a_role() -> None:
    admin, leader = factories.actor(Role.ADMIN), factories.actor(Role.LEADER)
    stranger, person = factories.account(), factories.person(verified=True)
    with pytest.raises(identity.NotVerified):
        identity.ask_role(stranger, Role.EDITOR, actor=admin)
    with pytest.raises(identity.NotVerified):
        identity.create_account(stranger.person, login="mai1990", roles=[Role.EDITOR], actor=admin)
    account = factories.account(of=person)
    identity.ask_role(account, Role.EDITOR, actor=admin)
    person.state = IdentityState.SUSPENDED
    db.session.flush()

    with pytest.raises(identity.NotVerified):
        identity.grant_role(account, Role.EDITOR, actor=leader)


@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        (Role.LEADER, Role.CULTURE),
        (Role.LEADER, Role.POLICE),
        (Role.CULTURE, Role.LEADER),
        (Role.ADMIN, Role.LEADER),
    ],
)
def test_one_human_never_holds_two_roles_that_check_each_other_on_two_accounts(held: Role, wanted: Role) -> None:
    admin, person = factories.actor(Role.ADMIN), factories.person(verified=True)
    second = factories.account(of=person)
    identity.ask_role(second, wanted, actor=admin)
    factories.account(held, of=person)

    with pytest.raises(identity.RolesClash):
        identity.grant_role(second, wanted, actor=factories.actor(Role.LEADER))
    with pytest.raises(identity.RolesClash):
        identity.ask_role(factories.account(of=person), wanted, actor=admin)


def test_asking_for_a_role_leaves_a_trace() -> None:
    identity.ask_role(
        factories.account(of=factories.person(verified=True)), Role.EDITOR, actor=factories.actor(Role.ADMIN)
    )

    assert db.session.scalar(select(AuditEntry.action).order_by(AuditEntry.seq.desc()).limit(1)) == (
        "identity.role.asked"
    )


def test_who_asked_for_a_role_does_not_grant_it_after_being_found_in_the_list() -> None:
    asking, listed = factories.account(Role.ADMIN), factories.person(verified=True)
    leader = factories.account(Role.LEADER, of=factories.person(verified=True))
    target = factories.account(of=factories.person(verified=True))
    identity.ask_role(target, Role.EDITOR, actor=identity.actor_of(asking))
    identity.remove_role(asking, Role.ADMIN, actor=identity.actor_of(leader))

    identity.reassign(asking.person_id, listed.id)
    second = factories.actor(Role.LEADER, of=listed)

    with pytest.raises(identity.SameOfficial):
        identity.grant_role(target, Role.EDITOR, actor=second)


def test_two_persons_whose_roles_check_each_other_do_not_become_one() -> None:
    one, other = factories.account(Role.LEADER), factories.account(Role.CULTURE)

    with pytest.raises(identity.RolesClash):
        identity.reassign(one.person_id, other.person_id)


def test_a_link_for_a_lost_password_ends_the_earlier_ones_and_is_in_the_trail() -> None:
    account = factories.account()
    first = links.make_link(account)
    second = links.replace_password(account, actor=factories.actor(Role.ADMIN))

    assert links.account_of_link(second).id == account.id
    with pytest.raises(links.LinkUsed):
        links.account_of_link(first)
    assert db.session.scalar(select(AuditEntry.action).order_by(AuditEntry.seq.desc()).limit(1)) == (
        "identity.password.link-made"
    )


def test_accounts_follow_a_person_and_their_sessions_end() -> None:
    account, other = factories.account(), factories.person()
    token = opened(account)

    identity.reassign(account.person_id, other.id)
    db.session.flush()

    assert account.person_id == other.id
    assert sessions.find_signed_in(token) is None
    assert db.session.scalar(select(func.count()).select_from(SignInSession)) == 0
