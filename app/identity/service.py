"""The verbs on accounts: register, make, lock, ask for roles, grant and remove them."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from app.audit import service as audit
from app.audit.actions import Action
from app.core import clock
from app.core.actor import SYSTEM, Actor
from app.core.db import db, lock
from app.core.errors import NotFound, Refusal
from app.core.text import N_
from app.identity import rules, sessions, throttle
from app.identity.models import Account, AccountRole
from app.identity.words import Role
from app.people import service as people
from app.people.models import Group, Person, Purpose

ROLES = "roles"
_TAKEN = N_("Tên này đã có người dùng. Mời bác chọn tên khác.")


@dataclass(frozen=True)
class Registration:
    """What a resident typed to register; the password comes hashed, so no transaction waits for the hashing."""

    person: people.NewPerson
    login: str
    password_hash: str
    group: Group
    purposes: tuple[Purpose, ...]


class LoginTaken(Refusal):
    """Somebody else signs in under this name."""


class SameOfficial(Refusal):
    """A role is granted by another person than the one who asked for it, and never to oneself."""


class NotVerified(Refusal):
    """A role above learner goes only to somebody whose identity the commune has verified."""


class RolesClash(Refusal):
    """One natural person would both do an act and be the one who checks it."""


class TooManyRegistrations(Refusal):
    """Very many registered from one address within a short time."""

    status = 429


def count_registration(*, address: str) -> None:
    """Count a try to register before it is looked at; committed apart from it, so that a refused try counts as well.

    Otherwise anybody could ask for name after name which ones are taken.

    Raises:
        TooManyRegistrations: this address must wait a little.
    """
    place = throttle.place_key("register", address)
    if throttle.is_blocked(place):
        raise TooManyRegistrations(
            N_("Vừa có nhiều người đăng ký từ cùng một nơi. Mời bác đợi ít phút rồi bấm Đăng ký lần nữa.")
        )
    throttle.count_failure(place, free=rules.FREE_REGISTRATIONS, fade=rules.FADE_OF_REGISTRATIONS)


def register(new: Registration) -> Account:
    """Enter a self-registered resident with an account and the consents given, and nothing else about them.

    Raises:
        LoginTaken: the name is in use.
    """
    person = people.add_person(new.person)
    people.join_group(person, new.group, source="self")
    account = create_account(
        person, login=new.login, password_hash=new.password_hash, roles=[Role.LEARNER], actor=SYSTEM
    )
    audit.record(Action.PERSON_REGISTERED, actor=SYSTEM, subject=f"person:{person.public_id}")
    for purpose in new.purposes:
        people.record_consent(person, purpose, is_given=True, method="web")
    return account


def create_account(
    person: Person, *, login: str, roles: list[Role], actor: Actor, password_hash: str | None = None
) -> Account:
    """Make an account; roles above learner are asked for here and count once somebody else grants them.

    Only the command line and the demo (actor SYSTEM) may make an official of somebody not verified.

    Raises:
        LoginTaken: the name is in use, also when somebody else took it at this very moment.
        NotVerified, RolesClash: the person may not hold these roles.
    """
    login = rules.clean_login(login)
    if is_login_taken(login):
        raise LoginTaken(_TAKEN)
    if actor is not SYSTEM:
        lock(ROLES)
        ensure_may_hold(person, roles)
    account = Account(person_id=person.id, login=login, password_hash=password_hash, created_at=clock.now())
    account.roles = [_role(role, actor) for role in roles]
    db.session.add(account)
    try:
        db.session.flush()
    except IntegrityError:
        raise LoginTaken(_TAKEN) from None
    subject = f"account:{account.public_id}"
    audit.record(Action.ACCOUNT_CREATED, actor=actor, subject=subject, reason=",".join(roles))
    return account


def ensure_may_hold(person: Person, roles: Iterable[Role]) -> None:
    """Refuse roles that this person must not hold, whatever account they would be on.

    Raises:
        NotVerified: a role above learner for somebody the commune has not verified.
        RolesClash: with these the person would hold, or be asked to hold, two roles that check each other.
    """
    wanted = list(roles)
    if not rules.needs_second_factor(wanted):
        return
    if not person.is_verified:
        raise NotVerified(N_("Người này chưa được xác minh danh tính nên chưa nhận được vai trò trên học viên."))
    _ensure_no_clash([person.id], wanted)


def _ensure_no_clash(person_ids: list[int], wanted: list[Role]) -> None:
    held = db.session.scalars(select(AccountRole.role).join(Account).where(Account.person_id.in_(person_ids)))
    pair = sorted(rules.clashing([*wanted, *held]))
    if pair:
        raise RolesClash(
            N_("Một người không thể vừa là %(one)s vừa là %(other)s, kể cả ở hai tài khoản khác nhau."),
            one=pair[0].label,
            other=pair[1].label,
        )


def _role(role: Role, actor: Actor) -> AccountRole:
    own = actor is SYSTEM or role is Role.LEARNER
    asked_by = actor.person_id or None
    return AccountRole(role=role, asked_by_id=asked_by, granted_at=clock.now() if own else None)


def is_login_taken(login: str) -> bool:
    """Tell whether somebody signs in under this name."""
    query = select(Account.id).where(Account.login == rules.clean_login(login))
    return db.session.scalar(query) is not None


def granted_roles(account: Account) -> list[Role]:
    """Return the roles that count."""
    return [entry.role for entry in account.roles if entry.granted_at is not None]


def actor_of(account: Account) -> Actor:
    """Return the person behind an account as the trail knows them, for acts outside a session."""
    roles = ",".join(granted_roles(account))
    return Actor(account.person_id, str(account.person.public_id), str(account.public_id), roles)


def get_account(public_id: UUID) -> Account:
    """Return the account with this public id.

    Raises:
        NotFound: there is none.
    """
    account = db.session.scalar(select(Account).where(Account.public_id == public_id))
    if account is None:
        raise NotFound(N_("Không tìm thấy tài khoản này."))
    return account


def lock_account(account_id: int) -> Account:
    """Return the account as it is now, locked to the end of the transaction.

    Whoever opens a session takes this first, and whoever takes rights away too: on PostgreSQL one of them waits and
    then sees what the other did.
    """
    account = db.session.get_one(Account, account_id, with_for_update=True, populate_existing=True)
    db.session.expire(account, ["roles"])
    return account


def find_account(account_id: int) -> Account | None:
    """Return the account with this id, or None."""
    return db.session.get(Account, account_id)


def find_by_login(login: str) -> Account | None:
    """Return the account with this sign-in name, or None."""
    return db.session.scalar(select(Account).where(Account.login == rules.clean_login(login)))


def list_official_accounts() -> list[Account]:
    """Return the accounts that hold, or are asked to hold, a role above learner, by name."""
    query = select(Account).join(AccountRole).where(AccountRole.role != Role.LEARNER).distinct()
    return sorted(db.session.scalars(query), key=lambda account: account.person.sort_key)


def is_role_granted(role: Role) -> bool:
    """Tell whether any account holds this role."""
    held = select(AccountRole.account_id).where(AccountRole.role == role, AccountRole.granted_at.is_not(None))
    return db.session.scalar(held.limit(1)) is not None


def is_official(account: Account) -> bool:
    """Tell whether the account holds, or is asked to hold, a role above learner."""
    return rules.needs_second_factor(entry.role for entry in account.roles)


def ask_role(account: Account, role: Role, *, actor: Actor) -> None:
    """Ask for a role; it counts once a leader, another person, grants it.

    Raises:
        NotVerified, RolesClash: the person may not hold it.
    """
    lock(ROLES)
    account = lock_account(account.id)
    if any(entry.role is role for entry in account.roles):
        return
    ensure_may_hold(account.person, [role])
    account.roles.append(_role(role, actor))
    db.session.flush()
    audit.record(Action.ROLE_ASKED, actor=actor, subject=f"account:{account.public_id}", reason=role)


def grant_role(account: Account, role: Role, *, actor: Actor) -> None:
    """Grant a role that was asked for and end the account's sessions, so the next one has it.

    Raises:
        NotFound: nobody asked for it.
        SameOfficial: the granting person asked for it, or is the one to get it.
        NotVerified, RolesClash: the person may not hold it.
    """
    lock(ROLES)
    account = lock_account(account.id)
    entry = db.session.get(AccountRole, (account.id, role), populate_existing=True)
    if entry is None or entry.granted_at is not None:
        raise NotFound(N_("Không có đề nghị cấp vai trò này."))
    if actor.person_id in (entry.asked_by_id, account.person_id):
        raise SameOfficial(N_("Người cấp vai trò phải là người khác với người đề nghị và người được cấp."))
    ensure_may_hold(account.person, [role])
    entry.granted_by_id, entry.granted_at = actor.person_id, clock.now()
    sessions.end_sessions_of(account.id)
    audit.record(Action.ROLE_GRANTED, actor=actor, subject=f"account:{account.public_id}", reason=role)


def remove_role(account: Account, role: Role, *, actor: Actor) -> None:
    """Take a role away; every session of the account ends at once, also one that is being opened."""
    account = lock_account(account.id)
    entry = db.session.get(AccountRole, (account.id, role), populate_existing=True)
    if entry is None:
        raise NotFound(N_("Tài khoản này không có vai trò đó."))
    account.roles.remove(entry)
    db.session.delete(entry)
    sessions.end_sessions_of(account.id)
    audit.record(Action.ROLE_REMOVED, actor=actor, subject=f"account:{account.public_id}", reason=role)


def set_locked(account: Account, *, locked: bool, actor: Actor) -> None:
    """Lock or unlock an account; locking ends its sessions at once, also one that is being opened."""
    account = lock_account(account.id)
    account.is_locked = locked
    sessions.end_sessions_of(account.id)
    action = Action.ACCOUNT_LOCKED if locked else Action.ACCOUNT_UNLOCKED
    audit.record(action, actor=actor, subject=f"account:{account.public_id}")


def reassign(from_person_id: int, to_person_id: int) -> None:
    """Move the accounts of one person to another; their sessions end, so nothing goes on under the old name.

    What they asked for and granted moves too: two accounts of one human stay one person in the rule of two.

    Raises:
        RolesClash: together the two would hold roles that check each other; one role must be taken away first.
    """
    lock(ROLES)
    _ensure_no_clash([from_person_id, to_person_id], [])
    for account in db.session.scalars(select(Account).where(Account.person_id == from_person_id)):
        account.person_id = to_person_id
        sessions.end_sessions_of(account.id)
    for column in (AccountRole.asked_by_id, AccountRole.granted_by_id):
        db.session.execute(update(AccountRole).where(column == from_person_id).values({column: to_person_id}))
