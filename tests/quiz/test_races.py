"""Twenty at once on a database of their own: one attempt, one result, the highest answer, whatever wins."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask, g
from sqlalchemy import func, select

from app.core.actor import Actor
from app.core.db import db, transaction
from app.identity.words import Role
from app.learning import service as learning
from app.learning.models import ProgrammeCompletion
from app.quiz import regrading, worker
from app.quiz import service as quiz
from app.quiz.models import Attempt, AttemptState, Regrade, RegradedAttempt, SavedAnswer
from app.quiz.service import Outcome
from tests import factories
from tests.browser import Browser
from tests.quiz import given, regrades
from tests.races import together

pytestmark = pytest.mark.storage
CROWD = 20


def at_once(app: Flask, act: Callable[[int], Any], *, crowd: int = CROWD) -> list[Any]:
    """Let everybody do the same at the same moment, each with a number of their own; return what each got."""
    return together(app, [partial(act, number) for number in range(crowd)])


def count(table: Any) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_twenty_starts_are_one_attempt(own_database: Flask) -> None:
    given.module()
    person_id = factories.person().id

    def start(_: int) -> Any:
        with transaction():
            return quiz.start(person_id=person_id, key=given.ASSESSMENT).id

    outcomes = at_once(own_database, start)

    assert len(set(outcomes)) == 1, outcomes
    assert count(Attempt) == 1


def test_learner_and_helpers_at_once_open_one_attempt(own_database: Flask) -> None:
    given.module()
    person_id = factories.person().id
    helpers = [factories.actor(Role.HELPER) for _ in range(3)]

    def start(number: int) -> Any:
        with transaction():
            helper = helpers[number % 4] if number % 4 < 3 else None
            return quiz.start(person_id=person_id, key=given.ASSESSMENT, opened_by=helper, place="thôn").id

    outcomes = at_once(own_database, start)

    assert len(set(outcomes)) == 1, outcomes
    assert count(Attempt) == 1


def test_twenty_submits_are_one_result(own_database: Flask) -> None:
    given.module()
    given.programme(rule=given.ASSESSMENT_ALONE)
    attempt = given.started(factories.person())
    given.answer(attempt, given.KEY)
    attempt_id, person_id = attempt.id, attempt.person_id

    def submit(_: int) -> Any:
        with transaction():
            return quiz.submit(attempt_id=attempt_id, person_id=person_id).submitted_at

    outcomes = at_once(own_database, submit)

    assert len(set(outcomes)) == 1, outcomes
    assert count(ProgrammeCompletion) == 1


def test_twenty_answers_leave_the_highest(own_database: Flask) -> None:
    given.module()
    attempt = given.started(factories.person())
    attempt_id, person_id = attempt.id, attempt.person_id
    values = {number: given.values(attempt, "aaaaaaa2", {number % 4}) for number in range(CROWD)}

    def save(number: int) -> Any:
        with transaction():
            fields = {"q-aaaaaaa2": values[number]}
            return quiz.save_answer(attempt_id=attempt_id, person_id=person_id, fields=fields, seq=number + 1).outcome

    outcomes = at_once(own_database, save)

    assert set(outcomes) <= {Outcome.SAVED, Outcome.OLDER}, outcomes
    db.session.rollback()
    row = db.session.get_one(SavedAnswer, (attempt_id, "aaaaaaa2"))
    assert (row.seq, row.chosen) == (CROWD, [(CROWD - 1) % 4])


def test_what_was_called_saved_counts_and_what_came_after_the_submit_was_not_called_saved(own_database: Flask) -> None:
    given.module()
    attempt = given.started(factories.person())
    attempt_id, person_id = attempt.id, attempt.person_id
    right = given.values(attempt, "aaaaaaa1", {1})

    def act(number: int) -> Any:
        with transaction():
            if number % 2:
                return quiz.submit(attempt_id=attempt_id, person_id=person_id).state
            return quiz.save_answer(
                attempt_id=attempt_id, person_id=person_id, fields={"q-aaaaaaa1": right}, seq=number
            ).outcome

    outcomes = at_once(own_database, act)

    assert all(isinstance(outcome, Outcome | AttemptState) for outcome in outcomes), outcomes
    db.session.rollback()
    final = db.session.get_one(Attempt, attempt_id)
    assert final.right == (1 if Outcome.SAVED in outcomes else 0)


def test_workers_and_learner_close_an_attempt_once(own_database: Flask) -> None:
    given.module(giới_hạn_thời_gian="1 phút")
    attempt = given.started(factories.person())
    given.answer(attempt, given.KEY)
    attempt_id, person_id = attempt.id, attempt.person_id
    attempt.ends_at = attempt.started_at.replace(year=2020)
    db.session.commit()

    def close(number: int) -> Any:
        if number % 2:
            return worker.close_expired()
        with transaction():
            return quiz.submit(attempt_id=attempt_id, person_id=person_id).state

    outcomes = at_once(own_database, close)

    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)], outcomes
    db.session.rollback()
    assert db.session.get_one(Attempt, attempt_id).score == "1"


def test_a_double_click_of_twenty_fingers_is_answered_with_one_address(own_database: Flask) -> None:
    given.module()
    browser = Browser(own_database).sign_in(factories.account())
    group, code = given.ASSESSMENT.split("/")
    g.pop("csrf_token", None)  # Made before the sign-in, for a cookie that is no more.
    form = {"csrf_token": browser.token(), "op": str(uuid4())}
    cookie = browser.client.get_cookie(own_database.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    db.session.remove()

    def click(_: int) -> Any:
        client = own_database.test_client()
        client.set_cookie(cookie.key, cookie.value, domain=cookie.domain)
        answer = client.post(f"/hoc/{group}/{code}/lam-bai", data=form)
        return answer.status_code, answer.location

    outcomes = at_once(own_database, click)

    assert {status for status, _ in outcomes} == {303}, outcomes
    assert len({location for _, location in outcomes}) == 1
    assert count(Attempt) == 1


def test_twenty_decisions_to_count_again_are_one(own_database: Flask) -> None:
    regrades.slip()
    for _ in range(5):
        regrades.done(factories.person(), regrades.TRUTH)
    regrades.correction()
    editors = [factories.actor(Role.EDITOR) for _ in range(CROWD)]
    shown = regrading.preview(regrades.KEY).tally.digest

    outcomes = at_once(own_database, lambda number: regraded(editors[number], shown))

    assert sorted(type(one).__name__ for one in outcomes) == ["NothingChanges"] * (CROWD - 1) + ["int"], outcomes
    assert (count(Regrade), count(RegradedAttempt)) == (1, 5)


def regraded(editor: Actor, shown: str) -> int:
    with transaction():
        decision = regrading.regrade(regrades.KEY, shown=shown, reason=regrades.REASON, actor=editor, authors=())
        return decision.id


def test_whoever_submits_while_a_key_is_corrected_is_graded_by_it_and_nobody_waits_for_ever(
    own_database: Flask,
) -> None:
    regrades.slip()
    given.programme(rule=given.ASSESSMENT_ALONE | {"all_lessons": True})
    lesson = db.session.query(given.ModuleVersion).filter_by(key=given.LESSON).one().id
    attempts = [given.started(factories.person()) for _ in range(CROWD - 2)]
    for attempt in attempts:
        given.answer(attempt, regrades.TRUTH)
    known = [(attempt.id, attempt.person_id) for attempt in attempts]
    given.submitted(attempts[0])
    regrades.correction()
    editor = factories.actor(Role.EDITOR)

    def act(number: int) -> Any:
        if number >= len(known):
            return until_done(editor)
        attempt_id, person_id = known[number]
        with transaction():
            learning.mark_read(person_id=person_id, key=given.LESSON, version_id=lesson)
        with transaction():
            return quiz.submit(attempt_id=attempt_id, person_id=person_id).state

    outcomes = at_once(own_database, act)

    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)], outcomes
    until_done(editor)
    assert count(ProgrammeCompletion) == len(known)


def until_done(editor: Actor) -> str:
    """Count again, as somebody does who looks anew each time something came between; until nothing is left."""
    while True:
        try:
            regraded(editor, regrading.preview(regrades.KEY).tally.digest)
        except regrading.NothingChanges:
            return "done"
        except regrading.Changed:
            continue
