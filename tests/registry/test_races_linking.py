"""A merger and the learner's own acts at the same moment, on a database of their own: both wait, nobody is killed."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, event, select

from app.core.db import db, transaction
from app.core.errors import Refusal
from app.identity.words import Role
from app.learning import service as learning
from app.people.models import IdentityCheck, IdentityState, Person
from app.quiz import service as quiz
from app.quiz import worker
from app.quiz.models import Attempt, AttemptState
from app.registry import linking
from tests import factories
from tests.quiz import given as quizzes

pytestmark = pytest.mark.storage
PATIENCE = 0.4


def in_thread(app: Flask, act: Callable[[], Any]) -> tuple[threading.Thread, dict[str, Any]]:
    """Run an act in a transaction of its own; what becomes of it is found under `end`."""
    outcome: dict[str, Any] = {}

    def run() -> None:
        with app.app_context():
            try:
                with transaction():
                    act()
                outcome["end"] = "done"
            except Refusal as refusal:
                outcome["end"] = type(refusal).__name__
            except Exception as error:
                outcome["end"] = repr(error)
            finally:
                db.session.remove()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, outcome


@pytest.fixture
def halt() -> Iterator[Callable[[str], tuple[threading.Event, threading.Event]]]:
    """Let the first thread whose statement begins so stop there: returns (it has stopped, let it go on)."""
    listeners = []

    def at(beginning: str) -> tuple[threading.Event, threading.Event]:
        stopped, go_on = threading.Event(), threading.Event()

        def wait(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
            if statement.startswith(beginning) and not stopped.is_set():
                stopped.set()
                go_on.wait(5)

        event.listen(Engine, "before_cursor_execute", wait)
        listeners.append(wait)
        return stopped, go_on

    yield at
    for listener in listeners:
        event.remove(Engine, "before_cursor_execute", listener)


def test_a_merger_waits_for_the_submit_under_way_and_neither_is_refused(
    own_database: Flask, halt: Callable[[str], tuple[threading.Event, threading.Event]]
) -> None:
    quizzes.module()
    person, listed, number = factories.person(), factories.person(is_listed=True), factories.number()
    attempt = quizzes.started(person)
    quizzes.answer(attempt, quizzes.KEY)
    police, culture = factories.actor(Role.POLICE), factories.actor(Role.CULTURE)
    with transaction():
        check = linking.ask(
            person.public_id, number=number, listed_id=listed.public_id, note="Xem thẻ căn cước", actor=police
        )
    assert isinstance(check, IdentityCheck)
    attempt_id, person_id, listed_id, check_id = attempt.id, person.id, listed.id, check.public_id
    db.session.remove()

    stopped, go_on = halt("UPDATE attempt")
    submit, submitted = in_thread(own_database, lambda: quiz.submit(attempt_id=attempt_id, person_id=person_id))
    assert stopped.wait(5)
    link, linked = in_thread(own_database, lambda: linking.confirm(check_id, number=number, actor=culture))
    link.join(PATIENCE)
    go_on.set()
    submit.join()
    link.join()

    assert (submitted["end"], linked["end"]) == ("done", "done")
    assert db.session.get_one(Person, person_id).state is IdentityState.MERGED
    assert db.session.get_one(Attempt, attempt_id).person_id == listed_id
    assert learning.has_history(listed_id)


def test_each_overdue_attempt_is_closed_in_a_transaction_of_its_own(own_database: Flask) -> None:
    quizzes.module(giới_hạn_thời_gian="20 phút")
    for _ in range(2):
        attempt = quizzes.started(factories.person())
        quizzes.answer(attempt, quizzes.KEY)
        attempt.ends_at = attempt.started_at.replace(year=2020)
        db.session.commit()
    steps: list[str] = []

    def update(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("UPDATE attempt"):
            steps.append("close")

    def commit(_c: object) -> None:
        steps.append("commit")

    event.listen(db.engine, "before_cursor_execute", update)
    event.listen(db.engine, "commit", commit)
    worker.close_expired()

    assert [step for step in steps if step == "close"] == ["close"] * 2
    assert steps[steps.index("close") :] == ["close", "commit"] * 2
    assert set(db.session.scalars(select(Attempt.state))) == {AttemptState.PASSED}
