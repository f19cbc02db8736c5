"""The learners of a bench run: all of a programme done but its assessment, so that passing it is the last act."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from app.catalog import service as catalog
from app.core.actor import SYSTEM, Actor
from app.core.db import db, transaction
from app.identity import passwords
from app.identity import service as identity
from app.identity.models import Account
from app.identity.words import Role
from app.learning import service as learning
from app.learning.models import LessonProgress, ProgrammeCompletion
from app.operations.demo_accounts import PASSWORD
from app.people.models import Group, Person
from app.quiz.layout import right_fields
from app.quiz.models import Attempt, AttemptState

GROUP = Group.RESIDENTS
HELPER = "daisu1"
AT_ONCE = 50


class TooFewPeople(Exception):  # noqa: N818
    """The demo commune is too small for the run."""


def add_learners(count: int) -> list[str]:
    """Give people of the demo commune who have not learnt yet an account, and let them do all but the assessment.

    Returns their names to sign in; the password is the one of the demo accounts.
    """
    hashed = passwords.hash_of(PASSWORD)
    fresh = _people_without_history(count)
    logins = [f"do{n:05d}" for n in range(1, count + 1)]
    for first in range(0, count, AT_ONCE):
        with transaction():
            helper = _helper()
            for login, person_id in zip(logins[first : first + AT_ONCE], fresh[first : first + AT_ONCE], strict=True):
                person = db.session.get_one(Person, person_id)
                identity.create_account(person, login=login, password_hash=hashed, roles=[Role.LEARNER], actor=SYSTEM)
                _learn(person_id, helper)
    return logins


def sheets_of(logins: Sequence[str]) -> dict[str, tuple[UUID, list[dict[str, list[str]]]]]:
    """Return by login the open attempt of each: its id, and for each question the fields that answer it rightly."""
    columns = select(Account.login, Attempt.id, Attempt.layout).join(Attempt, Attempt.person_id == Account.person_id)
    rows = db.session.execute(columns.where(Account.login.in_(logins), Attempt.state == AttemptState.IN_PROGRESS)).all()
    db.session.rollback()
    return {login: (attempt_id, [right_fields(laid) for laid in sheet]) for login, attempt_id, sheet in rows}


def count_finished() -> int:
    """Return how many have finished the learners' programme."""
    finished = select(func.count()).select_from(ProgrammeCompletion).where(ProgrammeCompletion.group == GROUP)
    count = db.session.scalar(finished) or 0
    db.session.rollback()
    return count


def _people_without_history(count: int) -> Sequence[int]:
    busy = select(LessonProgress.person_id).union(select(Account.person_id))
    found = db.session.scalars(select(Person.id).where(Person.id.not_in(busy)).order_by(Person.id).limit(count)).all()
    if len(found) < count:
        raise TooFewPeople(f"{count} are wanted, {len(found)} are free")
    return found


def _helper() -> Actor:
    account = identity.find_by_login(HELPER)
    if account is None:
        raise TooFewPeople(f"no account {HELPER}")
    return identity.actor_of(account)


def _learn(person_id: int, helper: Actor) -> None:
    programme = catalog.current_programme(GROUP)
    for key in programme.lessons:
        module = catalog.current_module(key)
        learning.mark_read(person_id=person_id, key=key, version_id=module.id)
    _practise(person_id, programme.lessons, helper)


def _practise(person_id: int, lessons: Sequence[str], helper: Actor) -> None:
    """Let the helper confirm the first practice of the programme."""
    for key in lessons:
        for task in catalog.current_module(key).about["practices"]:
            learning.confirm_practice(
                person_id=person_id,
                key=key,
                question_id=task["id"],
                ticked=list(range(len(task["tasks"]))),
                helper=helper,
                place="Nhà văn hoá thôn",
            )
            return
