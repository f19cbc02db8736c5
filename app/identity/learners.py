"""The learner somebody hands a card or a code to: who may be handed one, and the account it opens."""

import secrets
from uuid import UUID

from sqlalchemy import select

from app.core import clock
from app.core.actor import Actor
from app.core.db import db, lock
from app.core.errors import NotAllowed, NotFound, Refusal
from app.core.text import N_
from app.identity import service
from app.identity.models import Account
from app.identity.words import Role
from app.people import rules as people_rules
from app.people import service as people
from app.people.models import IdentityState, Person, Purpose
from app.people.natural import natural_persons

GUARDIAN = "guardian"


class HigherRole(Refusal):
    """Who may do more than learn signs in by password and second factor only."""


class NeedsGuardian(Refusal):
    """A child's learning is stored once a guardian has agreed (requirement S49)."""


def get_learner(public_id: UUID, *, helper: Actor) -> Person:
    """Return the learner whom this helper has in front of them.

    Raises:
        NotFound: nobody, or an entry that was merged into another.
        NotAllowed: the helper's own entry; nobody lets themselves in.
    """
    person = people.get_person(public_id)
    if person.state is IdentityState.MERGED:
        raise NotFound(N_("Không tìm thấy người này."))
    natural = natural_persons({person.id, helper.person_id})
    if natural[person.id] == natural[helper.person_id]:
        raise NotAllowed(N_("Không ai tự cấp thẻ hay mã cho mình. Mời bác nhờ một người hướng dẫn khác."))
    return person


def account_for(person: Person, *, helper: Actor, guardian_agreed: bool = False) -> Account:
    """Return the learner's account, locked; made here for somebody who has none: no password, a short code as name.

    Raises:
        HigherRole: the person holds, or is asked to hold, a role above learner.
        NeedsGuardian: a child whose guardian has not agreed.
    """
    lock(f"learner:{person.id}")
    accounts = list_accounts(person.id)
    if any(service.is_official(account) for account in accounts):
        raise HigherRole(N_("Người này có vai trò cao hơn học viên nên đăng nhập bằng mật khẩu và mã xác nhận."))
    _ensure_agreed(person, helper, guardian_agreed=guardian_agreed)
    if accounts:
        return service.lock_account(accounts[0].id)
    return service.create_account(person, login=_free_code(), roles=[Role.LEARNER], actor=helper)


def list_accounts(person_id: int) -> list[Account]:
    """Return the person's accounts, the oldest first."""
    return list(db.session.scalars(select(Account).where(Account.person_id == person_id).order_by(Account.id)))


def needs_guardian(person: Person) -> bool:
    """Tell whether a guardian must agree before anything is stored about this person's learning."""
    if people_rules.may_register_alone(person.birth_year, clock.today()):
        return False
    return not has_agreed(person.id)


def has_agreed(person_id: int) -> bool:
    """Tell whether the person, or a guardian, agreed to have their learning stored."""
    return people.consent_for(person_id, Purpose.LEARNING) is not None


def _ensure_agreed(person: Person, helper: Actor, *, guardian_agreed: bool) -> None:
    if not needs_guardian(person):
        return
    if not guardian_agreed:
        raise NeedsGuardian(N_("Người học dưới 16 tuổi: cần cha mẹ hoặc người giám hộ đồng ý trước khi cấp."))
    people.record_consent(person, Purpose.LEARNING, is_given=True, method=GUARDIAN, actor=helper)


def _free_code() -> str:
    """Return a sign-in name that nobody has: two letters and six digits, easy to read out."""
    while True:
        code = f"hv{secrets.randbelow(900_000) + 100_000}"
        if not service.is_login_taken(code):
            return code
