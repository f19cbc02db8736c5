"""The demo commune: invented thôn, households and people, some of whom have learnt; the same seed, the same commune."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random
from uuid import UUID

from sqlalchemy import func, select

from app.audit import service as audit
from app.audit.actions import Action
from app.catalog import service as catalog
from app.core import clock
from app.core.actor import SYSTEM
from app.core.db import db, transaction
from app.core.errors import Refusal
from app.core.runtime import settings, vault
from app.core.text import N_, fold, one_placement, sort_key
from app.identity import factors, passwords
from app.identity.models import Account, AccountRole
from app.identity.rules import needs_second_factor
from app.operations import demo_history
from app.operations.demo_accounts import ACCOUNTS, PASSWORD, SAME_CODES, DemoAccount, table
from app.operations.demo_names import HAMLETS, Invented, invent
from app.people import service as people
from app.people.models import Group, GroupMembership, Hamlet, Household, IdentityState, Person, Purpose

__all__ = ["PEOPLE", "SEED", "Loaded", "is_needed", "load", "table"]

PEOPLE, SEED = 2_000, 2026
OPENED_ON = date(2025, 7, 1)
HOUSEHOLD_SIZE = 4


class NotHere(Refusal):
    """The demo commune is loaded in demo only, and only into an empty database."""


@dataclass(frozen=True)
class Loaded:
    """What was loaded."""

    people: int
    households: int
    hamlets: int
    finished: int
    records: int


def is_needed() -> bool:
    """Tell whether the database holds nobody yet."""
    return db.session.scalar(select(func.count()).select_from(Person)) == 0


def load(*, people: int, seed: int) -> Loaded:
    """Load the commune in a few transactions: the people at once, then their learning through the real services.

    Raises:
        NotHere: outside demo, or somebody is there already.
    """
    if not settings().demo:
        raise NotHere(N_("Chỉ tạo xã mẫu khi HOCVU_DEMO=1."))
    if not is_needed():
        raise NotHere(N_("Cơ sở dữ liệu đã có người, không tạo xã mẫu nữa."))
    for group in Group:
        catalog.current_programme(group)  # Refuses before anything is written, not in the middle.
    random = Random(seed)  # noqa: S311  # Repeatable on purpose; nothing here is secret.
    with transaction():
        hamlets = _hamlets()
        persons = _people(random, hamlets, max(people, len(ACCOUNTS)))
        accounts = _accounts(persons)
        payload = {"people": len(persons), "seed": seed}
        audit.record(Action.DEMO_LOADED, actor=SYSTEM, subject="commune:demo", payload=payload)
        # Chosen before the commit: after it each of two thousand rows would be read again, one by one.
        chosen = demo_history.choose(random, persons[len(ACCOUNTS) :])
    finished, records = demo_history.load(random, chosen, accounts)
    return Loaded(len(persons), -(-len(persons) // HOUSEHOLD_SIZE), len(hamlets), finished, records)


def _hamlets() -> list[Hamlet]:
    rows = [
        Hamlet(code=fold(name).replace(" ", "-"), name=f"Thôn {name}", starts_on=OPENED_ON, old_commune=old)
        for name, old in zip(HAMLETS, ("Dương Hưu", "Long Sơn") * len(HAMLETS), strict=False)
    ]
    db.session.add_all(rows)
    db.session.flush()
    return rows


def _people(random: Random, hamlets: list[Hamlet], count: int) -> list[Person]:
    """Enter the people: those with accounts first, everybody else grouped into households of a thôn."""
    groups: list[Group | None] = [account.group for account in ACCOUNTS]
    wanted = groups + [None] * (count - len(groups))
    invented = [invent(random, serial, group) for serial, group in enumerate(wanted, start=1)]
    homes = _households(hamlets, count)
    persons = [
        _person(random, one, home, is_verified=at >= len(ACCOUNTS) or ACCOUNTS[at].is_verified)
        for at, (one, home) in enumerate(zip(invented, homes, strict=True))
    ]
    db.session.add_all(persons)
    db.session.flush()
    for person, one in zip(persons, invented, strict=True):
        _seal_number(person, one.number)
        db.session.add(GroupMembership(person_id=person.id, group=one.group, starts_on=OPENED_ON, source="demo"))
    db.session.flush()
    return persons


def _households(hamlets: list[Hamlet], count: int) -> Iterator[Household]:
    households = [
        Household(hamlet_id=hamlets[n % len(hamlets)].id, code=f"H{n + 1:04d}")
        for n in range(-(-count // HOUSEHOLD_SIZE))
    ]
    db.session.add_all(households)
    db.session.flush()
    return (households[n // HOUSEHOLD_SIZE] for n in range(count))


def _person(random: Random, one: Invented, home: Household, *, is_verified: bool) -> Person:
    name = one_placement(one.full_name)
    return Person(
        public_id=UUID(int=random.getrandbits(128), version=4),
        full_name=one.full_name,
        sort_key=sort_key(one.full_name),
        lower_name=name.lower(),
        folded_name=fold(name),
        birth_year=one.birth_date.year,
        birth_date=one.birth_date,
        sex=one.sex,
        hamlet_id=home.hamlet_id,
        household_id=home.id,
        is_listed=True,
        state=IdentityState.VERIFIED if is_verified else IdentityState.UNVERIFIED,
        verified_at=clock.now() if is_verified else None,
        verified_by="signed-list" if is_verified else None,
        created_at=clock.now(),
    )


def _seal_number(person: Person, number: str) -> None:
    """As `people.set_number` does, without asking two thousand times whether somebody has it."""
    person.number_sealed = vault().seal(number.encode(), place=people.NUMBER_PLACE.format(person.id))
    person.number_index = people.number_index(number)
    person.number_tail = number[-3:]


def _accounts(persons: list[Person]) -> dict[str, Account]:
    hashed = passwords.hash_of(PASSWORD)
    made = {}
    for person, wanted in zip(persons, ACCOUNTS, strict=False):
        made[wanted.login] = _account(person, wanted, hashed)
        purposes = (Purpose.LEARNING, Purpose.REGISTRY) if wanted.is_verified else (Purpose.LEARNING,)
        for purpose in purposes:
            people.record_consent(person, purpose, is_given=True, method="demo")
    return made


def _account(person: Person, wanted: DemoAccount, hashed: str) -> Account:
    account = Account(person_id=person.id, login=wanted.login, password_hash=hashed, created_at=clock.now())
    account.roles = [AccountRole(role=role, granted_at=clock.now()) for role in wanted.roles]
    db.session.add(account)
    db.session.flush()
    if needs_second_factor(wanted.roles):
        factors.set_secret(account, SAME_CODES)
        account.totp_last_step = 0
    return account
