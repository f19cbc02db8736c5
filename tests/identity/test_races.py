"""Many at once, on a database that commits for good: one name, one link, every failure counted, no right outlives."""

import threading

import pyotp
import pytest
from flask import Flask
from sqlalchemy import Engine, event, func, select

from app.core.db import db, transaction
from app.identity import links, sign_in, throttle
from app.identity import service as identity
from app.identity.models import Account, SignInSession, Throttle
from app.identity.words import Role
from app.people import service as people
from app.people.models import Group, Person, Purpose
from tests import factories
from tests.browser import DEMO_SECRET
from tests.races import at_once

pytestmark = pytest.mark.storage


def test_eight_who_want_one_name_at_once_are_one_account_and_seven_kind_answers(own_database: Flask) -> None:
    home = factories.hamlet().code
    db.session.remove()

    def act() -> None:
        hamlet = people.find_hamlet(home)
        assert hamlet
        new = people.NewPerson("Nguyễn Thị Hoa", 1962, hamlet)
        wanted = identity.Registration(new, "hoa1962", "-", Group.RESIDENTS, (Purpose.LEARNING,))
        identity.register(wanted)

    ends = at_once(own_database, [act] * 8)

    assert ends == {"done": 1, "LoginTaken": 7}
    assert db.session.scalar(select(func.count()).select_from(Person)) == 1


def test_ten_failures_at_once_are_ten_failures(own_database: Flask) -> None:
    key = throttle.key_of("login", "hoa1962")

    ends = at_once(own_database, [lambda: throttle.count_failure(key)] * 10)

    assert ends == {"done": 10}
    assert db.session.get_one(Throttle, key).failures == 10


def test_one_link_used_by_four_at_once_sets_one_password(own_database: Flask) -> None:
    account = factories.account(password_hash=None)
    with transaction():
        token = links.make_link(account)
    db.session.remove()

    ends = at_once(own_database, [lambda: links.set_password_by_link(token, "-")] * 4)

    assert ends == {"done": 1, "LinkUsed": 3}


@pytest.mark.parametrize("act", ["remove", "lock"])
def test_a_right_taken_away_during_a_sign_in_is_gone_after_it(own_database: Flask, act: str) -> None:
    account_id = factories.account(Role.LEADER).id
    admin = factories.actor(Role.ADMIN)
    db.session.remove()
    opening, taken = threading.Event(), threading.Event()

    def pause(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("DELETE FROM sign_in_session") and "expires_at" in statement:
            opening.set()
            taken.wait(1)

    def sign_in_slowly() -> None:
        with own_database.app_context():
            sign_in.with_factor(account_id, pyotp.TOTP(DEMO_SECRET).now())
            db.session.remove()

    event.listen(Engine, "before_cursor_execute", pause)
    try:
        thread = threading.Thread(target=sign_in_slowly)
        thread.start()
        assert opening.wait(5)
        with transaction():
            account = db.session.get_one(Account, account_id)
            if act == "remove":
                identity.remove_role(account, Role.LEADER, actor=admin)
            else:
                identity.set_locked(account, locked=True, actor=admin)
        taken.set()
        thread.join()
    finally:
        event.remove(Engine, "before_cursor_execute", pause)
    db.session.rollback()
    assert db.session.scalars(select(SignInSession.roles).where(SignInSession.account_id == account_id)).all() == []
