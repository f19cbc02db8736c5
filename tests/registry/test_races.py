"""Twenty leaders press at once, on a database file of its own: one approval wins, nothing is written twice."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.actor import Actor
from app.core.db import db
from app.identity.words import Role
from app.people.models import Purpose
from app.push.models import OutboxMessage
from app.quiz import regrading
from app.registry import checker, reviews
from app.registry import service as registry
from app.registry.models import NumberSeries, RegistryVersion
from tests import factories
from tests.quiz import given as quizzes
from tests.quiz import regrades
from tests.races import at_once
from tests.registry import given

pytestmark = pytest.mark.storage
LEADERS = 20


def test_twenty_approvals_of_one_list_at_once_approve_it_once(own_database: Flask) -> None:
    frozen = given.proposed(given.finisher(given.programme()))
    list_id, shown = frozen.id, given.shown(frozen)
    leaders = [factories.actor(Role.LEADER) for _ in range(LEADERS)]
    db.session.remove()

    def approval(leader: Actor) -> Callable[[], Any]:
        return lambda: registry.approve(list_id, shown=shown, actor=leader)

    ends = at_once(own_database, [approval(leader) for leader in leaders])

    assert ends == {"done": 1, "ListChanged": LEADERS - 1}
    assert _count(RegistryVersion) == _count(OutboxMessage) == 1
    assert checker.check() == []


def test_twenty_lists_approved_at_once_take_numbers_without_a_gap(own_database: Flask) -> None:
    course, witness, home = given.programme(), factories.person(), factories.hamlet()
    lists = [given.proposed(given.finisher(course, witness=witness, hamlet=home)) for _ in range(LEADERS)]
    known = [(frozen.id, given.shown(frozen), factories.actor(Role.LEADER)) for frozen in lists]
    db.session.remove()

    def approval(list_id: UUID, shown: str, leader: Actor) -> Callable[[], Any]:
        return lambda: registry.approve(list_id, shown=shown, actor=leader)

    ends = at_once(own_database, [approval(*one) for one in known])

    assert ends == {"done": LEADERS}
    assert db.session.scalars(select(NumberSeries)).one().last == LEADERS
    assert checker.check() == []


def test_twenty_proposals_of_one_person_at_once_make_one_record(own_database: Flask) -> None:
    learner = given.finisher(given.programme())
    person_id = learner.id
    officials = [factories.actor(Role.CULTURE) for _ in range(LEADERS)]
    db.session.remove()

    def proposal(official: Actor) -> Callable[[], Any]:
        from app.people.models import Group, Person

        return lambda: registry.propose(
            [db.session.get_one(Person, person_id)], Group.RESIDENTS, note="", actor=official
        )

    ends = at_once(own_database, [proposal(official) for official in officials])

    assert ends == {"done": 1, "AlreadyRecorded": LEADERS - 1}
    assert checker.check() == []


def _count(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_an_approval_and_a_result_that_falls_at_once_come_one_after_the_other(own_database: Flask) -> None:
    regrades.slip()
    quizzes.programme(rule=quizzes.ASSESSMENT_ALONE)
    learners = [factories.person(verified=True, consents=(Purpose.REGISTRY,)) for _ in range(6)]
    for learner in learners:
        regrades.done(learner, regrades.LIE)
    lists = [given.proposed(learner) for learner in learners]
    known = [(frozen.id, given.shown(frozen), factories.actor(Role.LEADER)) for frozen in lists]
    regrades.correction()
    editor, shown = factories.actor(Role.EDITOR), regrading.preview(regrades.KEY).tally.digest
    db.session.remove()

    def approval(list_id: UUID, shown: str, leader: Actor) -> Callable[[], Any]:
        return lambda: registry.approve(list_id, shown=shown, actor=leader)

    def fall() -> object:
        return regrading.regrade(regrades.KEY, shown=shown, reason=regrades.REASON, actor=editor, authors=())

    ends = at_once(own_database, [fall, *(approval(*one) for one in known)])

    assert ends["done"] + ends["ListChanged"] == len(known) + 1, ends
    assert len(reviews.waiting()) == _count(RegistryVersion) == ends["done"] - 1
    assert checker.check() == []
