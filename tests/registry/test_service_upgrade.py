"""A register from before mergers were put right: what one of two rows had confirmed for the other makes room again."""

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade

from app.core.actor import Actor
from app.core.db import db
from app.identity.words import Role
from app.learning import service as learning
from app.learning.models import Practice
from app.people import service as people
from tests import factories
from tests.quiz import given as quizzes

pytestmark = pytest.mark.storage
KEY, TASK = quizzes.LESSON, "thuchan1"


def confirmed(person_id: int, helper: Actor) -> Practice:
    practice = learning.confirm_practice(
        person_id=person_id, key=KEY, question_id=TASK, ticked=[0, 1], helper=helper, place="Nhà văn hóa"
    )
    db.session.commit()
    return practice


def test_a_practice_that_kept_the_place_of_one_that_counts_goes_back(own_database: Flask) -> None:
    quizzes.module()
    quizzes.programme()
    listed, learner = factories.person(is_listed=True), factories.person()
    own = confirmed(learner.id, factories.actor(Role.HELPER, of=listed))
    other = confirmed(factories.person().id, factories.actor(Role.HELPER))
    people.mark_merged(learner, into=listed)
    own.person_id = listed.id  # As a merger moved it then.
    db.session.commit()
    ids = own.id, other.id, learner.id, other.person_id
    db.session.remove()

    downgrade(revision="0009")
    upgrade()

    own, other = (db.session.get_one(Practice, id_) for id_ in ids[:2])
    assert (own.person_id, other.person_id) == ids[2:]
    assert confirmed(own.helper_id, factories.actor(Role.HELPER)).person_id == own.helper_id
