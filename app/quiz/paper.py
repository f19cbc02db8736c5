"""Everything the pages of one attempt are made from, keys included: it stays on the server."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Self
from uuid import UUID

from app.content.words import QuizMode
from app.quiz import grading, layout, queries, rules
from app.quiz.corrections import corrected
from app.quiz.grading import Marks
from app.quiz.kinds.base import NOTHING, Answer, Laid
from app.quiz.kinds.registry import rules_on
from app.quiz.models import Attempt, AttemptState, RegradedAttempt
from app.quiz.questions import Question, Quiz
from app.quiz.rules import Rule, Shown


@dataclass(frozen=True, slots=True)
class Earlier:
    """The result of the day on which the attempt was closed, where a later one stands; and since when."""

    score: Fraction
    was_passed: bool
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Paper:
    """One attempt with its questions and answers as they stand; `is_over` when answers come too late.

    Where it was counted again by a corrected key, everything is as it is now, and `earlier` says what was before.
    """

    id: UUID
    key: str
    title: str
    state: AttemptState
    rule: Rule
    sheet: list[Laid]
    questions: Mapping[str, Question]
    answers: Mapping[str, Answer]
    next_seq: int
    ends_at: datetime | None
    is_over: bool
    paused_at: datetime | None
    is_read_aloud: bool
    shares: Mapping[str, Fraction] | None
    opener: str | None
    place: str | None
    earlier: Earlier | None = None

    @classmethod
    def read(cls, row: queries.AnyRow, answers: Mapping[str, Answer], next_seq: int, *, now: datetime) -> Self:
        """Return the paper of `queries.paper_row`."""
        attempt, later = row.Attempt, row.RegradedAttempt
        stands = later if later is not None and attempt.state is not AttemptState.VOIDED else attempt
        keys = row.keys.get(str(attempt.version_id), {}) if row.keys else {}
        return cls(
            id=attempt.id,
            key=attempt.module_key,
            title=row.title,
            state=stands.state,
            rule=Rule.read(attempt.rule),
            sheet=corrected(attempt.layout, keys),
            questions={question.asked.id: question for question in Quiz.read(row.snapshot).questions},
            answers=answers,
            next_seq=min(next_seq, layout.LAST_SEQ),
            ends_at=attempt.ends_at,
            is_over=rules.is_over(attempt.due_at, now),
            paused_at=attempt.paused_at,
            is_read_aloud=attempt.is_read_aloud,
            shares={id_: Fraction(share) for id_, share in stands.marks.items()} if stands.marks else None,
            opener=row.opener,
            place=attempt.place,
            earlier=_earlier(attempt, later) if stands is later else None,
        )

    @property
    def is_open(self) -> bool:
        """Tell whether the attempt is not closed yet."""
        return self.state is AttemptState.IN_PROGRESS

    @property
    def is_paused(self) -> bool:
        """Tell whether the attempt rests, so that its time stands still."""
        return self.is_open and self.paused_at is not None

    @property
    def is_passed(self) -> bool:
        """Tell whether this attempt passed an assessment."""
        return self.state is AttemptState.PASSED

    @property
    def is_practice(self) -> bool:
        """Tell whether it is practice, which never gives a grade."""
        return self.rule.mode is QuizMode.PRACTICE

    @property
    def unanswered(self) -> list[int]:
        """Return the places, from 1, of the questions without a whole answer."""
        return [place for place, laid in enumerate(self.sheet, 1) if not self.is_answered(laid)]

    @property
    def doubtful(self) -> list[int]:
        """Return the places, from 1, of the questions whose answer should be looked at again, right or wrong."""
        answered = [(place, laid) for place, laid in enumerate(self.sheet, 1) if self.is_answered(laid)]
        return [place for place, laid in answered if rules_on(laid).note(laid["key"], self.answer_to(laid))]

    @property
    def marks(self) -> Marks:
        """Return the marks as they were given when the attempt was closed, or as they would be now."""
        asked = layout.asked_of(self.sheet)
        return grading.grade(asked, self.answers) if self.shares is None else grading.total(asked, self.shares)

    @property
    def missed_skills(self) -> frozenset[str]:
        """Return the skill tags of the questions that were not wholly right."""
        missed = (question for question, share in self.marks.shares.items() if share < 1)
        return frozenset(skill for question in missed for skill in self.questions[question].skills)

    def answer_to(self, laid: Laid) -> Answer:
        """Return the saved answer to a question."""
        return self.answers.get(laid["id"], NOTHING)

    def is_answered(self, laid: Laid) -> bool:
        """Tell whether a question is answered with all its parts."""
        return rules_on(laid).is_whole(laid["key"], self.answer_to(laid))

    def shown(self, laid: Laid) -> Shown:
        """Return what of a question's outcome may leave the server now."""
        if self.is_open:
            return rules.shown_while_open(self.rule, is_answered=self.is_answered(laid))
        return rules.shown_afterwards(self.rule, is_passed=self.is_passed)


def _earlier(attempt: Attempt, later: RegradedAttempt) -> Earlier:
    return Earlier(Fraction(attempt.score or 0), attempt.state is AttemptState.PASSED, later.regraded_at)
