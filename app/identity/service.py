"""The verbs on accounts: register, make, lock, ask for roles, grant and remove them."""

from uuid import UUID

from sqlalchemy import select

from app.audit import service as audit
from app.audit.actions import Action
from app.core import clock
from app.core.actor import SYSTEM, Actor
from app.core.db import db
from app.core.errors import NotFound, Refusal
from app.core.text import N_
from app.identity import passwords, rules, sessions
from app.identity.models import Account, AccountRole
from app.identity.words import Role
from app.people import service as people
from app.people.models import Group, Person, Purpose


class LoginTaken(Refusal):
    """Somebody else signs in under this name."""


class SameOfficial(Refusal):
    """A role is granted by another person than the one who asked for it, and never to oneself."""


def register(new: people.NewPerson, *, login: str, password: str, group: Group, purposes: list[Purpose]) -> Account:
    """Enter a self-registered resident with an account and the consents given, and nothing else about them."""
    person = people.add_person(new)
    people.join_group(person, group, source="self")
    account = create_account(person, login=login, password=password, roles=[Role.LEARNER], actor=SYSTEM)
    audit.record(Action.PERSON_REGISTERED, actor=SYSTEM, subject=f"person:{person.public_id}")
    for purpose in purposes:
        people.record_consent(person, purpose, is_given=True, method="web")
    return account


def create_account(person: Person, *, login: str, password: str | None, roles: list[Role], actor: Actor) -> Account:
    """Make an account; roles above learner are asked for here and count once somebody else grants them.

    Raises:
        LoginTaken: the name is in use.
    """
    login = rules.clean_login(login)
    if is_login_taken(login):
        raise LoginTaken(N_("Tên đăng nhập này đã có người dùng. Mời bác chọn tên khác."))
    account = Account(
        person_id=person.id,
        login=login,
        password_hash=passwords.hash_of(password) if password else None,
        created_at=clock.now(),
    )
    account.roles = [_role(role, actor) for role in roles]
    db.session.add(account)
    db.session.flush()
    subject = f"account:{account.public_id}"
    audit.record(Action.ACCOUNT_CREATED, actor=actor, subject=subject, reason=",".join(roles))
    return account


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


def ask_role(account: Account, role: Role, *, actor: Actor) -> None:
    """Ask for a role; it counts once a leader, another person, grants it."""
    if all(entry.role is not role for entry in account.roles):
        account.roles.append(_role(role, actor))
        db.session.flush()


def grant_role(account: Account, role: Role, *, actor: Actor) -> None:
    """Grant a role that was asked for and end the account's sessions, so the next one has it.

    Raises:
        NotFound: nobody asked for it.
        SameOfficial: the granting person asked for it, or is the one to get it.
    """
    entry = db.session.get(AccountRole, (account.id, role))
    if entry is None or entry.granted_at is not None:
        raise NotFound(N_("Không có đề nghị cấp vai trò này."))
    if actor.person_id in (entry.asked_by_id, account.person_id):
        raise SameOfficial(N_("Người cấp vai trò phải là người khác với người đề nghị và người được cấp."))
    entry.granted_by_id, entry.granted_at = actor.person_id, clock.now()
    sessions.end_sessions_of(account.id)
    audit.record(Action.ROLE_GRANTED, actor=actor, subject=f"account:{account.public_id}", reason=role)


def remove_role(account: Account, role: Role, *, actor: Actor) -> None:
    """Take a role away; every session of the account ends at once."""
    entry = db.session.get(AccountRole, (account.id, role))
    if entry is None:
        raise NotFound(N_("Tài khoản này không có vai trò đó."))
    account.roles.remove(entry)
    db.session.delete(entry)
    sessions.end_sessions_of(account.id)
    audit.record(Action.ROLE_REMOVED, actor=actor, subject=f"account:{account.public_id}", reason=role)


def set_locked(account: Account, *, locked: bool, actor: Actor) -> None:
    """Lock or unlock an account; locking ends its sessions at once."""
    account.is_locked = locked
    sessions.end_sessions_of(account.id)
    action = Action.ACCOUNT_LOCKED if locked else Action.ACCOUNT_UNLOCKED
    audit.record(action, actor=actor, subject=f"account:{account.public_id}")


def reassign(from_person_id: int, to_person_id: int) -> None:
    """Move the accounts of one person to another; their sessions end, so nothing goes on under the old name."""
    for account in db.session.scalars(select(Account).where(Account.person_id == from_person_id)):
        account.person_id = to_person_id
        sessions.end_sessions_of(account.id)
