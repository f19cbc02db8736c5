"""Things for tests: say only what the test is about, the rest has a boring default; saved as committed."""

from datetime import date
from functools import cache
from itertools import count
from typing import Any

from app.core import clock
from app.core.actor import Actor
from app.core.db import db
from app.identity import factors, passwords
from app.identity import service as identity
from app.identity.models import Account, AccountRole
from app.identity.words import Role
from app.people import service as people
from app.people.models import Group, Hamlet, Person, Purpose
from tests.browser import DEMO_SECRET

PASSWORD = "ba con hoc so"
_serial = count(1)


def save(row: Any) -> Any:
    """Add and commit (into the test's savepoint), so that a refused request does not undo what was given."""
    db.session.add(row)
    db.session.commit()
    return row


def hamlet(**given: Any) -> Hamlet:
    """Return a thôn."""
    n = next(_serial)
    return save(Hamlet(**{"code": f"thon-{n}", "name": f"Thôn {n}", "starts_on": date(2025, 7, 1)} | given))


def number() -> str:
    """Return a synthetic personal number: no province has the prefix 999."""
    return f"9990{next(_serial):08d}"


def person(
    *, verified: bool = False, consents: tuple[Purpose, ...] = (), group: Group = Group.RESIDENTS, **given: Any
) -> Person:
    """Return a person of the commune; `verified` ones have a number."""
    n = next(_serial)
    home = given.pop("hamlet", None) or hamlet()
    personal_number = given.pop("number", None) or (number() if verified else None)
    default = {"full_name": f"Nguyễn Thị Hoa {'ABCDEGHIKLMNOPQRSTUVXY'[n % 22]}", "birth_year": 1962, "hamlet": home}
    row = people.add_person(people.NewPerson(**default | given))
    people.join_group(row, group, source="test")
    if personal_number:
        people.set_number(row, personal_number)
    if verified:
        people.mark_verified(row, by="test")
    for purpose in consents:
        people.record_consent(row, purpose, is_given=True, method="test")
    return save(row)


@cache
def _hash(password: str) -> str:
    return passwords.hash_of(password)


def account(role: Role = Role.LEARNER, *, of: Person | None = None, **given: Any) -> Account:
    """Return an account that signs in with PASSWORD, enrolled with the demo's one-time secret where one is needed."""
    owner = of or person()
    default = {"login": f"nguoi-{next(_serial)}", "password_hash": _hash(PASSWORD), "created_at": clock.now()}
    row = Account(person_id=owner.id, **default | given)
    row.roles = [AccountRole(role=role, granted_at=clock.now())]
    save(row)
    if role is not Role.LEARNER:
        factors.set_secret(row, DEMO_SECRET)
        row.totp_last_step = 0
    return save(row)


def actor(role: Role, *, of: Person | None = None) -> Actor:
    """Return somebody who acts in this role."""
    return identity.actor_of(account(role, of=of))
