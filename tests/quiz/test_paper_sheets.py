"""Quizzes on paper on a real database: drawn, typed twice, entered once, as evidence of its own kind."""

from datetime import timedelta

import pytest
from flask import Flask

from app.audit.models import AuditEntry
from app.catalog.models import ModuleVersion
from app.core import clock
from app.core.db import db, transaction
from app.core.errors import NotAllowed, Refusal
from app.identity import service as identity
from app.identity.words import Assurance, Role
from app.learning.words import Medium
from app.people import service as people
from app.people.models import Group, Person
from app.quiz import paper_sheets, starting
from app.quiz import paper_sheets_typing as typing_in
from app.quiz.models import Attempt, AttemptState, ClassAttempt, PaperSheet, SheetState
from app.quiz.paper_sheets import CannotPrint, Done, WrongCode
from app.quiz.paper_sheets_typing import BadSheet
from tests import factories
from tests.community import given as classes
from tests.quiz import every_kind, given, sheets
from tests.races import together

pytestmark = pytest.mark.storage


def actions() -> list[str]:
    return list(db.session.scalars(db.select(AuditEntry.action).order_by(AuditEntry.seq)))


def test_every_kind_but_the_story_is_printed_and_that_is_told_before() -> None:
    every_kind.module()
    plan = paper_sheets.plan_for(given.ASSESSMENT)
    assert (plan.asked, plan.total) == (10, 11)
    assert plan.left_out == ['Cuộc gọi "công an"']

    actor = factories.actor(Role.HELPER)
    one, two = sheets.printed(actor, factories.person(), factories.person())

    assert {laid["id"] for laid in one.layout} == set(every_kind.IDS[:10])
    assert one.code != two.code
    assert one.layout != two.layout
    shown = paper_sheets.on_paper(one.batch, actor=actor)
    assert [len(sheet.questions) for sheet in shown] == [10, 10]
    assert given.CANARY not in repr(shown)


def test_only_who_had_sheets_printed_prints_them() -> None:
    given.module()
    sheet = sheets.printed(factories.actor(Role.HELPER), factories.person())[0]

    with pytest.raises(Refusal):
        paper_sheets.on_paper(sheet.batch, actor=factories.actor(Role.HELPER))


def test_nothing_and_too_many_are_not_printed() -> None:
    given.module()
    for blanks in (0, 61):
        with pytest.raises(CannotPrint):
            sheets.printed(factories.actor(Role.HELPER), blanks=blanks)


def test_typed_twice_alike_it_is_an_attempt_of_its_owner_on_paper_with_its_witness() -> None:
    every_kind.module()
    one, two, witness = (factories.account(Role.HELPER) for _ in range(3))
    person = factories.person()
    found = classes.open_class(identity.actor_of(witness))
    sheet = sheets.printed(identity.actor_of(one), person, found=found)[0]

    sheets.typed_first(sheet, witness.person, identity.actor_of(one))
    assert db.session.query(Attempt).count() == 0
    sheets.typed_second(sheet, identity.actor_of(two))

    attempt = db.session.query(Attempt).one()
    assert (attempt.person_id, attempt.state, attempt.score) == (person.id, AttemptState.PASSED, "1")
    assert (attempt.medium, attempt.assurance) == (Medium.PAPER, Assurance.PAPER)
    assert (attempt.opened_by_id, attempt.place) == (witness.person_id, sheets.PLACE)
    assert db.session.get_one(ClassAttempt, attempt.id).session_id == found.id
    assert db.session.get_one(PaperSheet, sheet.id).state is SheetState.ENTERED
    told = [action.rpartition(".")[2] for action in actions() if action.startswith("quiz.sheet")]
    assert told == ["printed", "typed", "compared", "entered"]


def test_a_code_is_used_once() -> None:
    given.module()
    actors = [factories.actor(Role.HELPER) for _ in range(2)]
    sheet = sheets.printed(actors[0], factories.person())[0]
    sheets.typed_first(sheet, factories.person(), actors[0])
    sheets.typed_second(sheet, actors[1])

    for act in (
        lambda: sheets.typed_first(sheet, factories.person(), actors[0]),
        lambda: sheets.typed_second(sheet, actors[1]),
    ):
        with pytest.raises(Done):
            act()
    with pytest.raises(Done), transaction():
        paper_sheets.void(paper_sheets.find_sheet(sheet.code, to_change=True), reason="x", actor=actors[0])
    assert db.session.query(Attempt).count() == 1


def test_the_second_typist_is_another_natural_person() -> None:
    given.module()
    first = factories.account(Role.HELPER)
    same = factories.account(Role.HELPER)
    sheet = sheets.printed(identity.actor_of(first), factories.person())[0]
    sheets.typed_first(sheet, factories.person(), identity.actor_of(first))
    people.mark_merged(same.person, into=first.person)
    db.session.commit()

    for account in (first, same):
        with pytest.raises(NotAllowed):
            sheets.typed_second(sheet, identity.actor_of(account))


def test_nobody_types_or_witnesses_their_own_sheet() -> None:
    given.module()
    owner, other = factories.account(Role.HELPER), factories.actor(Role.HELPER)
    sheet = sheets.printed(other, owner.person)[0]

    with pytest.raises(NotAllowed):
        sheets.typed_first(sheet, factories.person(), identity.actor_of(owner))
    with pytest.raises(BadSheet):
        sheets.typed_first(sheet, owner.person, other)
    with pytest.raises(BadSheet):
        sheets.typed_first(sheet, None, other)


def test_what_was_read_differently_is_decided_with_the_paper_in_hand_and_logged() -> None:
    given.module()
    one, two, third = (factories.actor(Role.HELPER) for _ in range(3))
    sheet = sheets.printed(one, factories.person())[0]
    sheets.typed_first(sheet, factories.person(), one, wrong=1)
    sheets.typed_second(sheet, two)
    held = db.session.get_one(PaperSheet, sheet.id)
    differing = typing_in.differences(held)
    assert (held.state, differing) == (SheetState.DIFFERS, [sheet.layout[0]["id"]])
    decided = {differing[0]: held.second[differing[0]]}

    with pytest.raises(NotAllowed), transaction():
        typing_in.decide(paper_sheets.find_sheet(sheet.code, to_change=True), decided, actor=third)
    with pytest.raises(BadSheet), transaction():
        typing_in.decide(paper_sheets.find_sheet(sheet.code, to_change=True), {}, actor=two)
    with transaction():
        held = paper_sheets.find_sheet(sheet.code, to_change=True)
        typing_in.decide(held, decided, actor=two)
        typing_in.enter(held, actor=two)

    assert db.session.query(Attempt).one().state is AttemptState.PASSED
    assert "quiz.sheet.decided" in actions()


def test_a_blank_sheet_gets_its_owner_when_it_is_typed() -> None:
    given.module()
    one, two, person = factories.actor(Role.HELPER), factories.actor(Role.HELPER), factories.person()
    sheet = sheets.printed(one, blanks=1)[0]

    with pytest.raises(BadSheet):
        sheets.typed_first(sheet, factories.person(), one)
    sheets.typed_first(sheet, factories.person(), one, owner=person)
    sheets.typed_second(sheet, two)

    assert db.session.query(Attempt).one().person_id == person.id


def test_practice_is_typed_once_and_has_no_witness() -> None:
    given.practice_quiz()
    actor = factories.actor(Role.HELPER)
    sheet = sheets.printed(actor, factories.person(), key=given.LESSON)[0]
    sheets.typed_first(sheet, None, actor)
    with transaction():
        typing_in.enter(paper_sheets.find_sheet(sheet.code, to_change=True), actor=actor)

    attempt = db.session.query(Attempt).one()
    assert (attempt.state, attempt.opened_by_id) == (AttemptState.FINISHED, None)


def test_the_rules_of_attempts_hold_at_the_day_on_the_sheet_and_what_was_typed_stays() -> None:
    given.module(số_lần_làm="1")
    one, two, person = factories.actor(Role.HELPER), factories.actor(Role.HELPER), factories.person()
    sheet, again = (sheets.printed(one, person)[0] for _ in range(2))
    for each in (sheet, again):
        sheets.typed_first(each, factories.person(), one, wrong=2)
    sheets.typed_second(sheet, two, wrong=2)
    with transaction():
        held = paper_sheets.find_sheet(again.code, to_change=True)
        typing_in.type_second(held, sheets.answers(again, wrong=2), actor=two)
        refusal = typing_in.try_to_enter(held, actor=two)

    assert isinstance(refusal, starting.NoneLeft)
    assert db.session.get_one(PaperSheet, again.id).state is SheetState.AGREED
    assert db.session.query(Attempt).count() == 1


def test_a_wait_is_counted_from_the_day_on_the_sheet() -> None:
    given.module(chờ="24 giờ")
    one, two, person = factories.actor(Role.HELPER), factories.actor(Role.HELPER), factories.person()
    sheet, again = (sheets.printed(one, person)[0] for _ in range(2))
    for each in (sheet, again):
        sheets.typed_first(each, factories.person(), one, wrong=2)
        db.session.get_one(PaperSheet, each.id).printed_at -= timedelta(days=9)
    db.session.get_one(PaperSheet, sheet.id).held_on -= timedelta(days=3)
    db.session.commit()
    sheets.typed_second(sheet, two, wrong=2)

    attempt = db.session.query(Attempt).one()
    assert attempt.submitted_at is not None
    assert clock.now() - attempt.submitted_at > timedelta(days=2)
    db.session.get_one(PaperSheet, again.id).held_on -= timedelta(days=3)
    db.session.commit()
    with pytest.raises(starting.TooSoon):
        sheets.typed_second(again, two, wrong=2)
    db.session.get_one(PaperSheet, again.id).held_on += timedelta(days=3)
    db.session.commit()
    sheets.typed_second(again, two, wrong=2)


def test_a_sheet_entered_late_does_not_hide_the_newer_attempt_on_a_screen() -> None:
    given.module(chờ="24 giờ")
    one, two, person = factories.actor(Role.HELPER), factories.actor(Role.HELPER), factories.person()
    sheet = sheets.printed(one, person)[0]
    sheets.typed_first(sheet, factories.person(), one, wrong=2)
    held = db.session.get_one(PaperSheet, sheet.id)
    held.printed_at, held.held_on = held.printed_at - timedelta(days=9), held.held_on - timedelta(days=3)
    db.session.commit()
    given.submitted(given.started(person))
    sheets.typed_second(sheet, two, wrong=2)

    with pytest.raises(starting.TooSoon):
        given.started(person)


def test_nobody_voids_their_own_sheet() -> None:
    given.module()
    owner, other = factories.account(Role.HELPER), factories.actor(Role.HELPER)
    sheet = sheets.printed(other, owner.person)[0]
    sheets.typed_first(sheet, factories.person(), other)

    with pytest.raises(NotAllowed), transaction():
        held = paper_sheets.find_sheet(sheet.code, to_change=True)
        paper_sheets.void(held, reason="không thích", actor=identity.actor_of(owner))
    db.session.rollback()
    assert paper_sheets.find_sheet(sheet.code).state is SheetState.TYPED


def test_two_typists_who_became_one_human_before_it_was_entered_count_once() -> None:
    given.module()
    first, second = factories.account(Role.HELPER), factories.account(Role.HELPER)
    sheet = sheets.printed(identity.actor_of(first), factories.person())[0]
    sheets.typed_first(sheet, factories.person(), identity.actor_of(first))
    with transaction():
        held = paper_sheets.find_sheet(sheet.code, to_change=True)
        typing_in.type_second(held, sheets.answers(sheet), actor=identity.actor_of(second))
    people.mark_merged(second.person, into=first.person)
    db.session.commit()

    with pytest.raises(NotAllowed), transaction():
        typing_in.enter(paper_sheets.find_sheet(sheet.code, to_change=True), actor=factories.actor(Role.HELPER))
    assert db.session.query(Attempt).count() == 0


def test_an_attempt_under_way_on_a_screen_is_handed_in_first() -> None:
    given.module()
    one, two, person = factories.actor(Role.HELPER), factories.actor(Role.HELPER), factories.person()
    sheet = sheets.printed(one, person)[0]
    given.answer(given.started(person), {"aaaaaaa1": {0}})
    sheets.typed_first(sheet, factories.person(), one)

    with pytest.raises(starting.AlreadyUnderWay):
        sheets.typed_second(sheet, two)


def test_an_attempt_opened_on_a_screen_and_never_answered_becomes_the_one_on_paper() -> None:
    given.module()
    one, two, person, witness = factories.actor(Role.HELPER), factories.actor(Role.HELPER), *_two_persons()
    sheet = sheets.printed(one, person)[0]
    running = given.started(person)
    sheets.typed_first(sheet, witness, one)
    sheets.typed_second(sheet, two)

    attempt = db.session.query(Attempt).one()
    assert (attempt.id, attempt.medium, attempt.layout) == (running.id, Medium.PAPER, sheet.layout)
    assert (attempt.state, attempt.opened_by_id) == (AttemptState.PASSED, witness.id)


def _two_persons() -> tuple[Person, Person]:
    return factories.person(), factories.person()


def test_a_sheet_of_another_group_is_not_entered() -> None:
    given.module()
    given.programme()
    one, two = factories.actor(Role.HELPER), factories.actor(Role.HELPER)
    sheet = sheets.printed(one, factories.person(group=Group.PUPILS))[0]
    sheets.typed_first(sheet, factories.person(), one)

    with pytest.raises(NotAllowed):
        sheets.typed_second(sheet, two)


def test_an_impossible_day_is_refused() -> None:
    given.module()
    actor = factories.actor(Role.HELPER)
    sheet = sheets.printed(actor, factories.person())[0]

    for days in (-1, 1):
        with pytest.raises(BadSheet):
            sheets.typed_first(sheet, factories.person(), actor, held_on=sheet.held_on + timedelta(days=days))


def test_foreign_voided_and_withdrawn_sheets_are_told_in_words() -> None:
    given.module()
    actor = factories.actor(Role.HELPER)
    sheet, voided = sheets.printed(actor, blanks=2)
    for wrong in ("", "K7M2", "22222222" if sheet.code != "22222222" else "33333333"):
        with pytest.raises(WrongCode):
            paper_sheets.find_sheet(wrong)
    with transaction():
        paper_sheets.void(paper_sheets.find_sheet(voided.code, to_change=True), reason="ướt", actor=actor)
    assert "huỷ" in str(typing_in.obstacle(voided, actor))

    db.session.query(ModuleVersion).update({"is_current": False})
    db.session.commit()
    assert "rút" in str(typing_in.obstacle(sheet, actor))


def test_a_sheet_of_an_older_version_is_still_entered() -> None:
    given.module()
    one, two = factories.actor(Role.HELPER), factories.actor(Role.HELPER)
    sheet = sheets.printed(one, factories.person())[0]
    newer = given.module()
    sheets.typed_first(sheet, factories.person(), one)
    sheets.typed_second(sheet, two)

    assert db.session.query(Attempt).one().version_id == sheet.version_id != newer.id


def test_sheets_that_nobody_typed_for_sixty_days_are_listed() -> None:
    given.module()
    actor = factories.actor(Role.HELPER)
    sheet, _ = sheets.printed(actor, blanks=2)
    sheet.printed_at -= timedelta(days=61)
    db.session.commit()

    assert [one.code for one in paper_sheets.list_stale()] == [sheet.code]
    assert len(paper_sheets.list_mine_untyped(actor)) == 2


def test_the_same_sheet_typed_by_many_at_once_is_one_attempt(own_database: Flask) -> None:
    given.module()
    helpers = [factories.actor(Role.HELPER) for _ in range(6)]
    witness = factories.person()
    sheet = sheets.printed(helpers[0], factories.person())[0]
    sheets.typed_first(sheet, witness, helpers[0])
    code, read = sheet.code, sheets.answers(sheet)
    db.session.rollback()

    def second(actor: object) -> object:
        with transaction():
            held = paper_sheets.find_sheet(code, to_change=True)
            typing_in.type_second(held, read, actor=actor)  # type: ignore[arg-type]
            return typing_in.enter(held, actor=actor).id  # type: ignore[arg-type]

    outcomes = together(own_database, [lambda actor=actor: second(actor) for actor in helpers[1:]])

    db.session.rollback()
    assert db.session.query(Attempt).count() == 1
    assert sum(isinstance(one, Done) for one in outcomes) == len(outcomes) - 1, outcomes
