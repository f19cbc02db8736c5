"""Officials read how an attempt behind a record was made, and that it was declared void; nothing changes by itself."""

import pytest
from flask import Flask

from app.core.db import db, transaction
from app.identity.words import Role
from app.people.models import Group, Person, Purpose
from app.quiz import service as quiz
from app.quiz import voiding
from app.quiz.models import Attempt
from app.registry import checker
from app.registry.models import RegistrySlot
from app.registry.words import State
from tests import factories
from tests.browser import Browser
from tests.quiz import given as quizzes
from tests.registry import given

pytestmark = pytest.mark.storage
RULE = quizzes.ASSESSMENT_ALONE | {"trust": "có người chứng kiến"}
PLACE = "Nhà văn hoá thôn"
REASON = "Nhờ người khác làm hộ cả bài"


@pytest.fixture
def attempt(_rolled_back: None) -> Attempt:
    """A pass opened by a named helper, of somebody verified who agreed to be entered."""
    quizzes.module()
    quizzes.programme(rule=RULE)
    learner = factories.person(verified=True, consents=(Purpose.REGISTRY,), group=Group.RESIDENTS)
    helper = factories.actor(Role.HELPER, of=factories.person(full_name="Lê Thị Chứng"))
    with transaction():
        quiz.open_for(person_id=learner.id, key=quizzes.ASSESSMENT, helper=helper, place=PLACE, reads_aloud=True)
    return quizzes.passed(learner)


def test_a_list_and_a_record_say_in_words_how_the_attempt_was_made(app: Flask, attempt: Attempt) -> None:
    learner = db.session.get_one(Person, attempt.person_id)
    words = "Vào bằng tên đăng nhập và mật khẩu; "
    words += f"có người chứng kiến: Lê Thị Chứng, tại {PLACE}; có người đọc giúp câu hỏi."
    frozen = given.proposed(learner)
    leader = Browser(app).sign_in(factories.account(Role.LEADER))

    assert words in leader.get("registry.approval", list_id=frozen.id).text


def test_a_record_on_a_void_attempt_waits_for_a_person(app: Flask, attempt: Attempt) -> None:
    learner = db.session.get_one(Person, attempt.person_id)
    given.approved(learner)
    assert checker.check() == []

    with transaction():
        voiding.void(attempt_id=attempt.id, reason=REASON, actor=factories.actor(Role.CULTURE))

    slot = db.session.query(RegistrySlot).one()
    page = Browser(app).sign_in(factories.account(Role.LEADER)).get("registry.record", record_id=slot.public_id).text
    assert slot.state is State.APPROVED
    assert "bài làm bằng chứng đã bị huỷ" in page
    assert REASON in page
    assert f"có người chứng kiến: Lê Thị Chứng, tại {PLACE}" in page
    assert {finding.code for finding in checker.check()} == {"I1"}
