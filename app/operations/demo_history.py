"""What some people of the demo commune have learnt, done through the real services, so it is as true as the rest."""

from dataclasses import dataclass
from random import Random
from typing import Any

from app.catalog import service as catalog
from app.core.actor import Actor
from app.core.db import db, transaction
from app.identity import service as identity
from app.identity.models import Account
from app.learning import service as learning
from app.people import service as people
from app.people.models import Group, Person, Purpose
from app.quiz import service as quiz
from app.quiz.layout import right_fields
from app.registry import proposals
from app.registry import service as registry

READERS, FINISHERS = 120, 48
PROPOSED, APPROVED = 24, 12
PLACE = "Nhà văn hoá thôn"


@dataclass(frozen=True)
class Chosen:
    """Who has learnt something: the readers, and those of them who finished."""

    readers: list[Person]
    finishers: list[Person]


def choose(random: Random, persons: list[Person]) -> Chosen:
    """Return who among the adults reads, and the first of them as those who finish."""
    adults = [person for person in persons if person.birth_year <= 2008]
    readers = random.sample(adults, min(READERS, len(adults)))
    return Chosen(readers, readers[: min(FINISHERS, len(adults) // 4)])


def load(random: Random, chosen: Chosen, accounts: dict[str, Account]) -> tuple[int, int]:
    """Let some read, finish, be proposed and approved; return how many finished and how many were entered."""
    helper = identity.actor_of(accounts["daisu1"])
    finishing = {person.id for person in chosen.finishers}
    with transaction():
        for person in chosen.readers:
            _read(random, person, all_lessons=person.id in finishing)
    with transaction():
        for person in chosen.finishers:
            _finish(random, person, helper)
    return len(chosen.finishers), _enter(chosen.finishers, accounts)


def _read(random: Random, person: Person, *, all_lessons: bool) -> None:
    programme = catalog.current_programme(_group(person))
    keys = programme.lessons if all_lessons else programme.lessons[: random.randint(1, len(programme.lessons))]
    for key in keys:
        learning.mark_read(person_id=person.id, key=key, version_id=catalog.current_module(key).id)


def _finish(random: Random, person: Person, helper: Actor) -> None:
    programme = catalog.current_programme(_group(person))
    if programme.assessment:
        attempt = quiz.start(person_id=person.id, key=programme.assessment, opened_by=helper, place=PLACE)
        slips = random.randint(0, 1)
        for seq, laid in enumerate(attempt.layout[slips:], start=1):
            quiz.save_answer(attempt_id=attempt.id, person_id=person.id, fields=right_fields(laid), seq=seq)
        quiz.submit(attempt_id=attempt.id, person_id=person.id)
    if programme.rule["practices"]:
        _practise(programme.lessons, person, helper)
    people.record_consent(person, Purpose.LEARNING, is_given=True, method="demo")
    people.record_consent(person, Purpose.REGISTRY, is_given=True, method="demo")


def _practise(lessons: list[str], person: Person, helper: Actor) -> None:
    for key in lessons:
        for task in catalog.current_module(key).about["practices"]:
            ticked = list(range(len(task["tasks"])))
            learning.confirm_practice(
                person_id=person.id, key=key, question_id=task["id"], ticked=ticked, helper=helper, place=PLACE
            )
            return


def _group(person: Person) -> Group:
    return people.groups_of(person.id)[0]


def _enter(finishers: list[Person], accounts: dict[str, Account]) -> int:
    """Propose half of those who finished and approve half of these, by two different officials."""
    proposer, approver = identity.actor_of(accounts["vanhoa1"]), identity.actor_of(accounts["lanhdao1"])
    entered = 0
    for group in Group:
        chosen = [person for person in finishers[:PROPOSED] if _group(person) is group]
        if not chosen:
            continue
        with transaction():
            frozen = registry.propose(chosen, group, note="Lớp của thôn, đợt tháng 11", actor=proposer)
        approved = [person for person in chosen if person in finishers[:APPROVED]]
        if approved:
            entered += _approve(frozen.id, {person.id for person in approved}, approver)
    return entered


def _approve(list_id: Any, wanted: set[int], approver: Actor) -> int:
    from app.registry import queries

    with transaction():
        names = queries.waiting_names(list_id)
        excluded = [name.id for name in names if name.slot.person_id not in wanted]
        shown = proposals.shown_hash(names)
        db.session.flush()
        return len(registry.approve(list_id, shown=shown, excluded=excluded, actor=approver))
