"""Power cuts at any moment of the main job: what was acknowledged is there, and nothing took effect twice."""

import random
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.core.db import db
from app.learning.models import LessonProgress, Practice
from app.operations.demo_accounts import PASSWORD as DEMO_PASSWORD
from app.people import service as people
from app.people.models import Person
from app.push.models import OutboxMessage
from app.quiz.models import Attempt, SavedAnswer
from app.registry.models import Proposal, RegistrySlot
from tests.e2e.client import Client
from tests.e2e.deeds import (
    LOGIN,
    NAME,
    NUMBER,
    PASSWORD,
    YEAR,
    Acknowledged,
    approve_all,
    database_of,
    helper_opens,
    learn,
    look_at_card,
    person_of,
    propose,
    public_id,
    register,
)
from tests.e2e.house import House

pytestmark = pytest.mark.slow
LEARNERS = {
    LOGIN: "nguoi-dan",
    "hocvien1": "nguoi-dan",
    "hocvien2": "nguoi-dan",
    "laodong1": "nguoi-lao-dong",
    "canbo-hv1": "can-bo",
}


class Saboteur:
    """Cuts the power of web, worker or both at random moments, and turns it on again."""

    def __init__(self, house: House, seed: int) -> None:
        self.house, self.random = house, random.Random(seed)
        self.cuts = 0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._work)

    def _work(self) -> None:
        while not self._done.wait(self.random.uniform(0.5, 2.0)):
            victims = self.random.choice((("web",), ("worker",), ("web", "worker")))
            self.house.restart(*victims)
            self.cuts += 1

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Cut while the block runs; afterwards everything runs."""
        self._thread.start()
        try:
            yield
        finally:
            self._done.set()
            self._thread.join()


@pytest.mark.storage
def test_power_cuts_anywhere_lose_nothing_that_was_acknowledged_and_double_nothing(house: House) -> None:
    acknowledged = Acknowledged()
    saboteur = Saboteur(house, seed=20261122)
    house.plan("500-after", "reset-after", "timeout-before", probability=0.3, seed=5, delay=0.2)

    with saboteur.at_work():
        register(house)
        look_at_card(house, Client(house.base).sign_in("congan1"), Client(house.base).sign_in("vanhoa2"))
        helper = Client(house.base).sign_in("daisu1")
        for login, group in LEARNERS.items():
            helper_opens(helper, house, login, acknowledged)
            password = PASSWORD if login == LOGIN else DEMO_PASSWORD
            learn(Client(house.base).sign_in(login, password), login, group, acknowledged)
        official = Client(house.base).sign_in("vanhoa1")
        for group in dict.fromkeys(LEARNERS.values()):
            expected = {public_id(house, login) for login in LEARNERS if LEARNERS[login] == group}
            propose(official, group, expected, acknowledged)
        approve_all(Client(house.base).sign_in("lanhdao1"), acknowledged)
        quiet(house)

    assert saboteur.cuts >= 5
    with database_of(house):
        assert_linked()
        assert_learnt(acknowledged)
        assert_decided(acknowledged)
        for login, group in LEARNERS.items():
            assert_confirmed(person_of(login).id, group)
        confirmed = db.session.scalars(select(OutboxMessage).where(OutboxMessage.state == "confirmed")).all()
        approved = db.session.scalars(select(RegistrySlot).where(RegistrySlot.state == "approved")).all()
    effects = house.effects()["effects"]
    assert len(confirmed) == len(approved) == effects["total"], "each approved record has one effect"
    assert set(effects["per_key"].values()) == set(effects["per_record"].values()) == {1}
    house.assert_sound()


def assert_linked() -> None:
    """Assert that the new resident's account belongs to the one verified person of the list with her number."""
    found = person_of(LOGIN)
    assert (found.full_name, found.birth_year, found.is_listed) == (NAME, YEAR, True)
    assert (found.number_index, found.state) == (people.number_index(NUMBER), "verified")
    same = db.session.scalars(select(Person).where(Person.full_name == NAME)).all()
    assert len(same) == 2, "the one of the list and the one who registered, each once"
    assert {one.merged_into_id for one in same} == {None, found.id}


def assert_learnt(acknowledged: Acknowledged) -> None:
    """Assert that everything learners and their helper were told is stored."""
    assert {login for login, _ in acknowledged.read} == set(LEARNERS)
    for login, key in acknowledged.read:
        progress = db.session.get(LessonProgress, (person_of(login).id, key))
        assert progress, f"{login} has begun {key}"
        assert progress.read_at, f"{login} has read {key}"
    assert acknowledged.practices
    for login, key, question in acknowledged.practices:
        mine = Practice.person_id == person_of(login).id
        rows = db.session.scalars(
            select(Practice).where(mine, Practice.module_key == key, Practice.question_id == question)
        )
        assert len(rows.all()) == 1, f"the practice {question} of {login} is there once"
    for attempt, question, chosen in acknowledged.answers:
        assert stored_values(attempt, question) == chosen, f"an acknowledged answer of {attempt} is not there"
    assert len(acknowledged.attempts) == len(LEARNERS)
    for attempt in acknowledged.attempts:
        assert db.session.get_one(Attempt, UUID(attempt.rpartition("/")[2])).state == "passed"


def assert_decided(acknowledged: Acknowledged) -> None:
    """Assert that every name proposed was proposed once, and that every list approved is decided as such."""
    for person, group in acknowledged.proposed:
        slot = RegistrySlot.programme == group
        rows = select(Proposal).join(Proposal.slot).join(RegistrySlot.person).where(slot)
        found = db.session.scalars(rows.where(Person.public_id == UUID(person))).all()
        assert [one.outcome for one in found] == ["approved"], f"{person} was proposed once and approved"
    assert acknowledged.approved
    for key in acknowledged.approved:
        outcomes = set(db.session.scalars(select(Proposal.outcome).where(Proposal.list_id == UUID(key))))
        assert outcomes == {"approved"}, f"list {key}"


def assert_confirmed(person_id: int, group: str) -> None:
    """Assert that a person has one record, approved, and its letter has come through."""
    mine = select(RegistrySlot).where(RegistrySlot.person_id == person_id, RegistrySlot.programme == group)
    slot = db.session.scalars(mine).one()
    assert slot.state == "approved"
    assert slot.version
    letter = select(OutboxMessage).where(OutboxMessage.subject == slot.version.number)
    assert db.session.scalars(letter).one().state == "confirmed"


def stored_values(attempt: str, question: str) -> set[str]:
    """Return the posted values that stand for the answer in the database."""
    key = UUID(attempt.rpartition("/")[2])
    row = db.session.get_one(SavedAnswer, (key, question))
    layout: list[dict[str, Any]] = db.session.get_one(Attempt, key).layout
    options = next(laid["options"] for laid in layout if laid["id"] == question)
    return {value for value, number in options if number in row.chosen}


def quiet(house: House) -> None:
    """Wait until every letter has come to an end."""
    wait_until(lambda: is_quiet(house.push_status()["counts"]), seconds=240)


def is_quiet(counts: dict[str, int]) -> bool:
    """Tell whether only states are left in which a letter may rest."""
    ends = ("confirmed", "rejected", "cancelled", "needs-human", "blocked")
    return not any(count for state, count in counts.items() if state not in ends)


def wait_until(done: Callable[[], bool], *, seconds: float) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.2)


# On SQLite only: PostgreSQL has no lock over everything, and its row locks are part of the races elsewhere.
def test_a_database_that_is_locked_for_a_while_only_makes_the_request_wait(house: House) -> None:
    client = Client(house.base)
    form = client.forms("/dang-nhap")[0]
    other = sqlite3.connect(f"{house.environ['HOCVU_DATA_DIR']}/hocvu.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    let_go = threading.Timer(5, lambda: None)
    let_go.start()
    answers: list[int] = []
    asking = threading.Thread(
        target=lambda: answers.append(client.send(form, "/dang-nhap", login="hocvien1", password="sai").status_code)
    )
    asking.start()
    let_go.join()
    assert not answers, "it waits"
    other.execute("ROLLBACK")
    other.close()
    asking.join()

    assert answers == [422], "and is answered as ever"
