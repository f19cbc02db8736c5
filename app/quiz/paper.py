"""Everything the pages of one attempt are made from, keys included: it stays on the server."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Self
from uuid import UUID

from app.content.words import QuizMode
from app.quiz import grading, layout, queries, rules
from app.quiz.grading import NOTHING, Marks
from app.quiz.layout import Laid
from app.quiz.models import AttemptState
from app.quiz.questions import Question, Quiz
from app.quiz.rules import Rule, Shown


@dataclass(frozen=True, slots=True)
class Paper:
    """One attempt with its questions and answers as they stand; `is_over` when answers come too late."""

    id: UUID
    key: str
    title: str
    state: AttemptState
    rule: Rule
    sheet: list[Laid]
    questions: Mapping[str, Question]
    answers: Mapping[str, frozenset[int]]
    next_seq: int
    ends_at: datetime | None
    is_over: bool
    shares: Mapping[str, Fraction] | None
    opener: str | None
    place: str | None

    @classmethod
    def read(cls, row: queries.AnyRow, answers: Mapping[str, frozenset[int]], next_seq: int, *, now: datetime) -> Self:
        """Return the paper of `queries.paper_row`."""
        attempt = row.Attempt
        return cls(
            id=attempt.id,
            key=attempt.module_key,
            title=row.title,
            state=attempt.state,
            rule=Rule.read(attempt.rule),
            sheet=attempt.layout,
            questions={question.asked.id: question for question in Quiz.read(row.snapshot).questions},
            answers=answers,
            next_seq=min(next_seq, layout.LAST_SEQ),
            ends_at=attempt.ends_at,
            is_over=rules.is_over(attempt.ends_at, now),
            shares={id_: Fraction(share) for id_, share in attempt.marks.items()} if attempt.marks else None,
            opener=row.opener,
            place=attempt.place,
        )

    @property
    def is_open(self) -> bool:
        """Tell whether the attempt is not closed yet."""
        return self.state is AttemptState.IN_PROGRESS

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
        """Return the places, from 1, of the questions without an answer."""
        return [place for place, laid in enumerate(self.sheet, 1) if not self.chosen(laid)]

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

    def chosen(self, laid: Laid) -> frozenset[int]:
        """Return the option numbers chosen for a question."""
        return self.answers.get(laid["id"], NOTHING)

    def shown(self, laid: Laid) -> Shown:
        """Return what of a question's outcome may leave the server now."""
        if self.is_open:
            return rules.shown_while_open(self.rule, is_answered=bool(self.chosen(laid)))
        return rules.shown_afterwards(self.rule, is_passed=self.is_passed)
