"""The pages of the post as officials use them: a letter that stopped, and the two who decide about it."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from app.core import clock
from app.core.db import db, transaction
from app.identity.models import SignInSession
from app.identity.words import Role
from app.people.models import Person
from app.push import history
from app.push.models import OutboxDecision, OutboxMessage
from app.push.words import MessageState as S
from tests import factories
from tests.browser import Browser
from tests.registry import given

pytestmark = pytest.mark.storage

FORM = {"outcome": "retry-wait", "reason": "Cổng đã sửa xong", "answer": "Công văn 12/2026 của Công an xã"}


def signed_in(app: Flask, role: Role, *, of: Person | None = None) -> Browser:
    return Browser(app).sign_in(factories.account(role, of=of))


@pytest.fixture
def message() -> OutboxMessage:
    """The letter of a record, stopped by the gateway's answer."""
    given.approved(given.finisher(given.programme(), full_name="Trần Thị Hoà"))
    letter = db.session.scalars(select(OutboxMessage)).one()
    with transaction():
        letter.first_sent_at, letter.attempts = letter.created_at, 2
        letter.answer_code, letter.answer_text = "key_mismatch", "Khoá này đã dùng cho nội dung khác."
        for state in (S.CLAIMED, S.SENDING):
            history.move(letter, state, "on its way", at=letter.created_at)
        history.move(letter, S.NEEDS_HUMAN, "key-mismatch", at=letter.created_at)
    return letter


def asked(app: Flask, message: OutboxMessage, role: Role = Role.CULTURE) -> UUID:
    """Let an official of this role ask for a decision."""
    signed_in(app, role).post("registry.ask_decision", FORM, message_id=message.id)
    return db.session.scalars(select(OutboxDecision.id)).one()


def test_the_board_names_what_stopped_and_what_is_known_about_it(app: Flask, message: OutboxMessage) -> None:
    police = signed_in(app, Role.POLICE)

    board = police.get("registry.push_board").text
    waiting = board.split("Dừng lại, chờ hai người quyết định")[1]
    assert message.subject in waiting
    assert "Trần Thị Hoà" in waiting
    assert "Cổng nói mã gửi này đã dùng cho một nội dung khác." in waiting
    assert "key_mismatch – Khoá này đã dùng cho nội dung khác." in waiting
    assert "Chưa ai đề nghị" in waiting
    assert f'href="/can-bo/vneid/{message.id}"' in waiting
    page = police.get("registry.letter", message_id=message.id).text
    assert "<form" not in page.split('id="noi-dung"')[1], "who may not decide only reads"
    assert "Lịch sử bản tin" in page


def test_one_official_asks_and_the_other_agrees(app: Flask, message: OutboxMessage) -> None:
    asked(app, message)
    leader = signed_in(app, Role.LEADER)

    assert "chờ người thứ hai" in leader.get("registry.push_board").text
    page = leader.get("registry.letter", message_id=message.id).text
    assert all(words in page for words in FORM.values() if words != "retry-wait")
    assert "Gửi lại đúng bản tin này" in page
    shown = re.search(r'name="shown" value="([^"]+)"', page)
    assert shown is not None
    answer = leader.post("registry.agree_decision", {"shown": shown.group(1)}, message_id=message.id)

    assert message.state is S.RETRY_WAIT
    after = leader.open(answer.location).text
    assert "Đã cùng quyết định" in after
    assert "Đã đồng ý" in after
    assert "Dừng lại, chờ hai người" not in leader.get("registry.push_board").text


def test_who_asked_reads_that_another_one_must_agree(app: Flask, message: OutboxMessage) -> None:
    human = factories.person()
    culture = signed_in(app, Role.CULTURE, of=human)
    culture.post("registry.ask_decision", FORM, message_id=message.id)
    shown = {"shown": str(db.session.scalars(select(OutboxDecision.id)).one())}

    page = culture.get("registry.letter", message_id=message.id).text
    assert "Người đồng ý phải là người khác với người đề nghị." in page
    assert "dong-y" not in page.replace("khong-dong-y", "")
    culture.post("registry.agree_decision", shown, message_id=message.id, expect=403)
    signed_in(app, Role.CULTURE).post("registry.agree_decision", shown, message_id=message.id, expect=403)
    assert message.state is S.NEEDS_HUMAN


def test_an_incomplete_request_says_so_and_keeps_what_was_typed(app: Flask, message: OutboxMessage) -> None:
    culture = signed_in(app, Role.CULTURE)

    for form in (FORM | {"answer": ""}, FORM | {"outcome": "confirmed"}, {"reason": FORM["reason"]}):
        page = culture.post("registry.ask_decision", form, message_id=message.id, expect=400).text
        assert "Mời" in page
        assert FORM["reason"] in page
    assert db.session.scalars(select(OutboxDecision)).all() == []


def test_what_was_asked_is_put_aside_with_a_reason_and_asked_again(app: Flask, message: OutboxMessage) -> None:
    shown = {"shown": str(asked(app, message))}
    leader = signed_in(app, Role.LEADER)

    leader.post("registry.put_decision_aside", shown | {"reason": "?"}, message_id=message.id, expect=400)
    answer = leader.post("registry.put_decision_aside", shown | {"reason": "Chưa thấy công văn"}, message_id=message.id)

    page = leader.open(answer.location).text
    assert "Chưa thấy công văn" in page
    assert "Gửi đề nghị" in page
    leader.post("registry.agree_decision", shown, message_id=message.id, expect=409)


def test_a_request_about_a_letter_that_moved_on_is_a_conflict_that_shows_where_it_stands(
    app: Flask, message: OutboxMessage
) -> None:
    with transaction():
        history.move(message, S.REJECTED, "decided", at=clock.now())

    page = signed_in(app, Role.CULTURE).post("registry.ask_decision", FORM, message_id=message.id, expect=409).text

    assert "không chờ ai quyết định" in page
    assert 'data-state="REJECTED"' in page


def test_a_request_with_an_old_factor_waits_for_a_code_and_loses_nothing(app: Flask, message: OutboxMessage) -> None:
    culture = signed_in(app, Role.CULTURE)
    for session in db.session.scalars(select(SignInSession)):
        session.factor_at = clock.now() - timedelta(minutes=6)
    db.session.commit()

    page = culture.post("registry.ask_decision", FORM, message_id=message.id, expect=403).text

    assert f'name="answer" value="{FORM["answer"]}"' in page
    assert db.session.scalars(select(OutboxDecision)).all() == []


@pytest.mark.parametrize("role", [Role.LEARNER, Role.ADMIN, Role.DATA_OFFICER, Role.TEACHER])
def test_letters_are_for_those_who_may_see_the_post(app: Flask, message: OutboxMessage, role: Role) -> None:
    signed_in(app, role).get("registry.letter", message_id=message.id, expect=403)


@pytest.mark.parametrize("role", [Role.POLICE, Role.INSPECTOR])
def test_who_only_sees_the_post_decides_nothing(app: Flask, message: OutboxMessage, role: Role) -> None:
    browser = signed_in(app, role)

    for endpoint in ("ask_decision", "agree_decision", "put_decision_aside"):
        browser.post(f"registry.{endpoint}", FORM, message_id=message.id, expect=403)


def test_a_letter_that_is_not_there_is_a_404(app: Flask) -> None:
    culture = signed_in(app, Role.CULTURE)

    culture.get("registry.letter", message_id=uuid4(), expect=404)
    culture.post("registry.ask_decision", FORM, message_id=uuid4(), expect=404)
