"""Statistics are counted again when what they rest on has changed, and only then."""

from itertools import pairwise

import pytest

from app.core.db import db
from app.quiz import remembering, statistics
from app.quiz.models import AttemptState
from tests import factories
from tests.quiz import given, regrades
from tests.quiz.regrades import KEY, LIE, TRUTH

pytestmark = pytest.mark.storage


def test_what_stands_as_it_stood_is_not_counted_twice(statements: list[str]) -> None:
    given.module()
    regrades.done(factories.person(), TRUTH)
    first = remembering.quality_of(KEY)
    statements.clear()

    assert remembering.quality_of(KEY) is first
    assert len(statements) <= 3
    assert not [one for one in statements if "attempt.marks" in one or "saved_answer" in one]


def test_each_thing_that_changes_the_figures_is_seen_at_once() -> None:
    regrades.slip()
    figures = [_figures()]
    attempt = regrades.done(factories.person(), LIE)
    figures.append(_figures())
    regrades.done(factories.person(), TRUTH)
    figures.append(_figures())
    regrades.correction()
    figures.append(_figures())
    regrades.regraded()
    figures.append(_figures())
    attempt.state = AttemptState.VOIDED
    db.session.commit()
    figures.append(_figures())

    assert all(before != after for before, after in pairwise(figures)), figures


def _figures() -> tuple[object, ...]:
    db.session.expire_all()
    found, fresh = remembering.quality_of(KEY), statistics.quality_of(KEY)
    assert found == fresh
    return found.number, found.attempts, found.passed, found.stale
