"""Quizzes on paper, up to the typist: what of a quiz paper can carry, drawing and printing, finding and voiding."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid4

from app.audit import service as audit
from app.audit.actions import Action
from app.catalog import service as catalog
from app.community.models import ClassSession
from app.content.words import QuizMode
from app.core import clock
from app.core.actor import Actor
from app.core.db import db
from app.core.errors import NotAllowed, NotFound, Refusal
from app.core.text import N_
from app.people.models import Person
from app.people.natural import natural_persons
from app.quiz import layout, paper_sheets_queries
from app.quiz import paper_sheets_rules as rules
from app.quiz.models import PaperSheet, SheetState
from app.quiz.paper_sheets_layout import PrintedSheet, printed
from app.quiz.questions import Question, Quiz
from app.quiz.starting import drawn

LISTED = 60


class CannotPrint(Refusal):
    """Paper can't carry this quiz, or not so many sheets at once."""


class WrongCode(Refusal):
    """This is no code, or that of no sheet of ours."""

    status = 404


class Done(Refusal):
    """The sheet was used or voided before."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What of a quiz would be printed: `asked` of `total` questions a sheet; the titles of those left out."""

    key: str
    title: str
    is_assessment: bool
    asked: int
    total: int
    left_out: Sequence[str]


@dataclass(frozen=True, slots=True)
class Print:
    """What is to be printed: for whom, how many without a name, where and on which day it will be sat."""

    key: str
    persons: Sequence[Person]
    blanks: int
    place: str
    held_on: date
    found: ClassSession | None = None


def list_modules() -> dict[str, str]:
    """Return the titles, by key, of what the programmes teach and assess: their quizzes may be printed."""
    keys = [key for programme in catalog.list_programmes() for key in programme.module_keys]
    return {key: row.title for key, row in catalog.module_titles(keys).items()}


def list_named(public_ids: Collection[UUID]) -> Sequence[Person]:
    """Return the living persons with these public ids, in the order of names."""
    return paper_sheets_queries.living(public_ids)


def plan_for(key: str) -> Plan:
    """Return what of a module's quiz paper can carry, to be told before printing.

    Raises:
        NotFound: no such module, or it has no quiz.
        CannotPrint: none of its questions can be asked on paper.
    """
    version = catalog.current_module(key)
    quiz = Quiz.read(version.snapshot)
    if not quiz.questions:
        raise NotFound(N_("Bài này chưa có câu hỏi."))
    fit = _fit(quiz)
    if not fit:
        raise CannotPrint(N_("Các câu hỏi của bài này chỉ làm được trên máy, không in ra giấy được."))
    total = min(quiz.draw or len(quiz.questions), len(quiz.questions))
    left_out = [question.title for question in quiz.questions if question not in fit]
    is_assessment = quiz.rule.mode is QuizMode.ASSESSMENT
    return Plan(key, version.title, is_assessment, min(total, len(fit)), total, left_out)


def print_sheets(wanted: Print, *, actor: Actor) -> UUID:
    """Draw a sheet for each person, and some without a name; return what finds them together.

    Raises:
        CannotPrint: none or more than 60 sheets, or see `plan_for`.
        NotFound: see `plan_for`.
    """
    count = len(wanted.persons) + wanted.blanks
    if not 1 <= count <= rules.MOST_SHEETS:
        raise CannotPrint(N_("Mỗi lần in từ 1 đến %(most)s phiếu. Mời bác chọn lại."), most=rules.MOST_SHEETS)
    plan_for(wanted.key)
    version = catalog.current_module(wanted.key)
    quiz, batch = Quiz.read(version.snapshot), uuid4()
    owners: list[Person | None] = [*wanted.persons, *[None] * wanted.blanks]
    for owner in owners:
        db.session.add(_drawn(wanted, quiz, version.id, owner, batch, actor))
        db.session.flush()
    payload = {"count": count, "module": wanted.key}
    audit.record(Action.SHEETS_PRINTED, actor=actor, subject=f"sheets:{batch}", payload=payload)
    return batch


def on_paper(batch: UUID, *, actor: Actor) -> list[PrintedSheet]:
    """Return the sheets that this person had printed together, as they stand on paper.

    Raises:
        NotFound: none, or somebody else's.
    """
    sheets = paper_sheets_queries.of_batch(batch, actor.person_id)
    if not sheets:
        raise NotFound(N_("Không tìm thấy những phiếu này."))
    version = catalog.get_version(sheets[0].version_id)
    quiz = Quiz.read(version.snapshot)
    return [printed(sheet, quiz, version.title) for sheet in sheets]


def find_sheet(typed: str, *, to_change: bool = False) -> PaperSheet:
    """Return the sheet with the code that was typed, whatever has become of it.

    Raises:
        WrongCode: mistyped, or a sheet that was not printed here.
    """
    code = rules.read_code(typed)
    if problem := rules.code_problem(code):
        raise WrongCode(problem)
    sheet = paper_sheets_queries.find(code, to_change=to_change)
    if sheet is None:
        raise WrongCode(N_("Phiếu này không do hệ thống của xã in ra, hoặc mã bị đọc nhầm. Mời bác xem lại."))
    return sheet


def void(sheet: PaperSheet, *, reason: str, actor: Actor) -> None:
    """Void a sheet that nobody will type in any more; the caller holds it, a second call changes nothing.

    Raises:
        Done: it is an attempt already.
        NotAllowed: the actor's own; nobody does away with their own answers.
    """
    natural = natural_persons({actor.person_id, *([sheet.person_id] if sheet.person_id else [])})
    if sheet.person_id and natural[sheet.person_id] == natural[actor.person_id]:
        raise NotAllowed(N_("Không ai tự huỷ phiếu của mình. Mời bác nhờ một người hướng dẫn khác."))
    if sheet.state is SheetState.ENTERED:
        raise Done(N_("Phiếu này đã được ghi thành bài làm, không huỷ được nữa."))
    if sheet.state is SheetState.VOIDED:
        return
    before, sheet.state = sheet.state, SheetState.VOIDED
    sheet.voided_at, sheet.voided_by_id, sheet.void_reason = clock.now(), actor.person_id, reason
    trail(Action.SHEET_VOIDED, sheet, actor, before=before, payload={"reason": reason})


def list_half_typed() -> Sequence[PaperSheet]:
    """Return the sheets that wait for a second typist, a decision or their entry."""
    return paper_sheets_queries.half_typed(limit=LISTED)


def list_mine_untyped(actor: Actor) -> Sequence[PaperSheet]:
    """Return the sheets this person printed that nobody has typed in."""
    return paper_sheets_queries.untyped(actor.person_id, clock.now() + timedelta(seconds=1), limit=LISTED)


def list_stale() -> Sequence[PaperSheet]:
    """Return the sheets of anybody that waited for more than 60 days."""
    return paper_sheets_queries.untyped(None, clock.now() - rules.STALE, limit=LISTED)


def trail(
    action: Action, sheet: PaperSheet, actor: Actor, *, before: SheetState, payload: dict[str, object] | None = None
) -> None:
    """Write into the trail what was done with a sheet, from which state to which."""
    subject = f"sheet:{sheet.code}"
    audit.record(action, actor=actor, subject=subject, from_state=before, to_state=sheet.state, payload=payload)


def _fit(quiz: Quiz) -> list[Question]:
    return [question for question in quiz.questions if rules.can_be_asked(question.asked.kind)]


def _drawn(wanted: Print, quiz: Quiz, version_id: int, owner: Person | None, batch: UUID, actor: Actor) -> PaperSheet:
    seed = secrets.token_hex(16)
    asked = drawn(quiz, _fit(quiz), person_id=owner.id if owner else None, key=wanted.key, seed=seed)
    return PaperSheet(
        code=_free_code(),
        batch=batch,
        module_key=wanted.key,
        version_id=version_id,
        session_id=wanted.found.id if wanted.found else None,
        person_id=owner.id if owner else None,
        seed=seed,
        layout=layout.lay(asked, shuffles=quiz.shuffles, seed=seed),
        rule=quiz.rule.stored(),
        place=wanted.place,
        held_on=wanted.held_on,
        printed_by_id=actor.person_id,
        printed_at=clock.now(),
        witness_id=wanted.found.leader_id if wanted.found else None,
    )


def _free_code() -> str:
    code = rules.new_code()
    while paper_sheets_queries.is_code_taken(code):
        code = rules.new_code()
    return code
