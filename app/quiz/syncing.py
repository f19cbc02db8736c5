"""Answers that arrive later than they were given: read with care, taken in once, each told what became of it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from sqlalchemy import select

from app.catalog.models import ModuleVersion
from app.content.words import Review
from app.core.db import db
from app.core.errors import NotFound, Refusal
from app.core.text import N_
from app.identity.words import Assurance
from app.people.models import Person
from app.quiz import layout, queries, service
from app.quiz.kinds.registry import rules_on
from app.quiz.models import Attempt
from app.quiz.paper import Paper
from app.quiz.rules import Shown
from app.quiz.service import Outcome
from app.quiz.showing import Feedback, Look, ShownQuestion, shown_question

MOST_ITEMS = 200
LARGEST_BATCH = 256_000
EVERYTHING = Shown(verdict=True, explanation=True, key=True)
Name = Annotated[str, Field(max_length=80)]
Value = Annotated[str, Field(max_length=1_000)]


class Fate(StrEnum):
    """What became of an entry; the names are known to the scripts and stand in no database."""

    SAVED = "saved"
    OLDER = "older"
    CLOSED = "closed"
    UNKNOWN = "unknown"
    REFUSED = "refused"


class BadBatch(Refusal):
    """What was sent is no batch of answers."""

    status = 400


class Late(BaseModel):
    """One entry of a device's queue: the answer to a question with its number, or the wish to hand in."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: UUID
    attempt: UUID
    seq: int = Field(strict=True, ge=0, le=layout.LAST_SEQ)
    fields: dict[Name, Annotated[list[Value], Field(max_length=60)]] = Field(default={}, max_length=60)
    submit: bool = Field(default=False, strict=True)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.submit == bool(self.fields):
            raise ValueError("an entry answers or hands in")
        return self


class _Batch(BaseModel):
    owner: str = Field(max_length=80)
    items: list[Any] = Field(max_length=MOST_ITEMS)


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one entry; `seq` is the number the server holds, `refusal` the rule's own words.

    `places` (from 1) are the questions it answers, where a page shows them.
    """

    id: str
    attempt: str
    fate: Fate
    seq: int = 0
    refusal: Refusal | None = None
    places: Sequence[int] = ()
    hands_in: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """Entries by attempt, each attempt's in order of their numbers; `told` are those that nobody can read."""

    owner: str
    by_attempt: Mapping[UUID, Sequence[Late]]
    told: Sequence[Told] = field(default=())


@dataclass(frozen=True, slots=True)
class Whose:
    """To whom an attempt belongs, and what it is about."""

    attempt_id: UUID
    person_id: int
    full_name: str
    title: str


@dataclass(frozen=True, slots=True)
class WholeQuestion:
    """A question of a page with the whole practice; `told` is its answer in words, to be shown after answering."""

    question: ShownQuestion
    told: Feedback | None


def read_batch(raw: bytes) -> Batch:
    """Return the entries of a request; one that can't be read spoils no other.

    Raises:
        BadBatch: no JSON, or not of this shape, or more than 200 entries.
    """
    try:
        sent = _Batch.model_validate_json(raw)
    except ValidationError:
        raise BadBatch(N_("Máy chủ không đọc được những gì vừa gửi.")) from None
    return sort_entries(sent.owner, sent.items)


def sort_entries(owner: str, items: Iterable[Any]) -> Batch:
    """Return entries by attempt, in order; those of the wrong shape are told so."""
    by_attempt: dict[UUID, list[Late]] = {}
    told = []
    for item in items:
        try:
            late = Late.model_validate(item)
        except ValidationError:
            told.append(Told(_text(item, "id"), _text(item, "attempt"), Fate.REFUSED))
        else:
            by_attempt.setdefault(late.attempt, []).append(late)
    ordered = {one: sorted(entries, key=lambda late: (late.seq, late.submit)) for one, entries in by_attempt.items()}
    return Batch(owner, ordered, told)


def take_in(entries: Sequence[Late], *, person_id: int, method: Assurance = Assurance.PASSWORD) -> list[Told]:
    """Carry out the entries of one attempt, in this order and one transaction; a repeat changes nothing.

    Nothing is raised for an entry that a rule refuses: the others still count.
    """
    return [_taken(late, person_id, method) for late in entries]


def whose(attempt_ids: Collection[UUID]) -> dict[UUID, Whose]:
    """Return to whom attempts belong, by id; those that do not exist are left out."""
    columns = select(Attempt.id, Attempt.person_id, Person.full_name, ModuleVersion.title)
    joined = columns.join(Person, Person.id == Attempt.person_id)
    rows = joined.join(ModuleVersion, ModuleVersion.id == Attempt.version_id).where(Attempt.id.in_(attempt_ids))
    return {row.id: Whose(row.id, row.person_id, row.full_name, row.title) for row in db.session.execute(rows)}


def with_places(told: Sequence[Told], entries: Sequence[Late], *, person_id: int) -> list[Told]:
    """Return what became of the entries of one attempt, each with the places of the questions it answers."""
    sheet = service.get_paper(entries[0].attempt, person_id).sheet
    place_of = {laid["id"]: place for place, laid in enumerate(sheet, 1)}
    named = {str(late.id): [name.removeprefix(layout.FIELD) for name in late.fields] for late in entries}
    return [replace(one, places=sorted({place_of[name] for name in _ids(named[one.id], place_of)})) for one in told]


def whole_fields(paper: Paper, fields: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """Return the fields of a form with all questions: boxes that were all unticked send nothing, and are emptied."""
    boxes = (layout.FIELD + laid["id"] for laid in paper.sheet if rules_on(laid).empties)
    return {**fields, **{name: [""] for name in boxes if name not in fields}}


def whole_questions(paper: Paper) -> list[WholeQuestion]:
    """Return every question of a practice, with its answer in words where practice tells it after each question."""
    tells = paper.is_practice and paper.rule.review is Review.EACH
    return [WholeQuestion(_shown(paper, laid), _answer_told(paper, laid) if tells else None) for laid in paper.sheet]


def _taken(late: Late, person_id: int, method: Assurance) -> Told:
    def told(fate: Fate, seq: int = 0, refusal: Refusal | None = None) -> Told:
        return Told(str(late.id), str(late.attempt), fate, seq, refusal, hands_in=late.submit)

    try:
        if late.submit:
            service.submit(attempt_id=late.attempt, person_id=person_id, method=method)
            return told(Fate.SAVED)
        saved = service.save_answer(
            attempt_id=late.attempt, person_id=person_id, fields=late.fields, seq=late.seq, method=method
        )
        if saved.outcome is Outcome.CLOSED and _stands(late, person_id):
            return told(Fate.SAVED, late.seq)  # It came in time; only the word of it was lost on the way.
    except NotFound:
        return told(Fate.UNKNOWN)
    except Refusal as refusal:
        return told(Fate.REFUSED, refusal=refusal)
    return told(Fate(saved.outcome.value), saved.seq)


def _stands(late: Late, person_id: int) -> bool:
    """Tell whether the attempt, closed by now, holds exactly these answers."""
    attempt = queries.find_attempt(late.attempt, person_id)
    if attempt is None:
        return False
    answers = layout.read_answers(attempt.layout, late.fields)
    stored = queries.stored_answers(late.attempt, list(answers))
    return all(question in stored and stored[question].chosen == chosen for question, chosen in answers.items())


def _shown(paper: Paper, laid: layout.Laid) -> ShownQuestion:
    allowed = paper.shown(laid)
    look = Look(allowed, is_practice=True) if not allowed.verdict else _graded(paper, laid, allowed)
    return shown_question(paper.questions[laid["id"]], laid, paper.answer_to(laid), look)


def _graded(paper: Paper, laid: layout.Laid, allowed: Shown) -> Look:
    return Look(allowed=allowed, is_practice=True, share=paper.marks.shares[laid["id"]])


def _answer_told(paper: Paper, laid: layout.Laid) -> Feedback | None:
    look = Look(allowed=EVERYTHING, is_open=False, is_practice=True, every_feedback=True)
    return shown_question(paper.questions[laid["id"]], laid, paper.answer_to(laid), look).feedback


def _ids(names: Sequence[str], known: Collection[str]) -> set[str]:
    """Return the known questions that field names (`id` or `id-<row>`) mean."""
    return {known_id for name in names for known_id in (name, name.rpartition("-")[0]) if known_id in known}


def _text(item: Any, name: str) -> str:
    """Return the short text that stands under a name of something unread, to name it in the answer."""
    value = item.get(name) if isinstance(item, dict) else None
    return value if isinstance(value, str) and len(value) <= 40 else ""
