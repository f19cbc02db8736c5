"""One closed attempt counted by other keys, and the sum over many of them; values only."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any
from uuid import UUID

from app.quiz import grading
from app.quiz.corrections import corrected
from app.quiz.grading import Marks
from app.quiz.kinds.base import NOTHING, Laid
from app.quiz.models import AttemptState
from app.quiz.plans import Plan
from app.quiz.queries import AnyRow
from app.quiz.rules import Rule

# How many of the attempts that turn are shown one by one.
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Change:
    """A result that other keys change: the attempt (columns of `results.assessments`), before, and after.

    `changed` holds the new shares of the questions that earn more or less than before.
    """

    attempt: AnyRow
    before: AttemptState
    score_before: str
    shares_before: Mapping[str, Fraction]
    changed: Mapping[str, Fraction]
    after: AttemptState
    marks: Marks

    @property
    def turns(self) -> bool:
        """Tell whether it comes to pass, or does not pass any more."""
        return self.before is not self.after

    def stored(self) -> dict[str, Any]:
        """Return the columns of a later result."""
        return {
            "attempt_id": self.attempt.id,
            "state_before": self.before,
            "score_before": self.score_before,
            "state": self.after,
            "score": str(self.marks.score),
            "right": self.marks.right,
            "marks": {question: str(share) for question, share in self.marks.shares.items()},
        }


class Tally:
    """What counting again changes, summed up attempt by attempt, in the order of ids; the first turns one by one.

    `open` counts the attempts under way whose sheets need correcting; `rises` and `falls` how many attempts get more
    and less for a question.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.looked = self.changed = self.passed = self.fallen = self.open = 0
        self.rises, self.falls = Counter[str](), Counter[str]()
        self.turns: list[Change] = []
        self._hash = hashlib.sha256(f"{plan.key}@{plan.version_id}".encode())

    @property
    def digest(self) -> str:
        """Return the SHA-256 of every new result: what was shown is what is decided."""
        return self._hash.hexdigest()

    def note(self, change: Change | None) -> None:
        """Count a closed attempt; None where its result stays."""
        self.looked += 1
        if change is None:
            return
        self.changed += 1
        self._hash.update(f"|{change.attempt.id}|{change.after}|{change.marks.score}".encode())
        for question, share in change.changed.items():
            rises = share > change.shares_before[question]
            (self.rises if rises else self.falls)[question] += 1
        if change.turns:
            self.passed += change.after is AttemptState.PASSED
            self.fallen += change.after is not AttemptState.PASSED
            if len(self.turns) < SHOWN:
                self.turns.append(change)


def recounted(
    attempt: AnyRow, later: AnyRow | None, plan: Plan, answers: Mapping[tuple[UUID, str], Any]
) -> Change | None:
    """Return what the keys of a plan change in the result that stands, `later` if there is one; None if nothing.

    Only questions with a key of the plan are graded anew; the others keep the share they earned.
    """
    asked, keys = plan.asked[attempt.version_id], plan.keys[str(attempt.version_id)]
    standing = later if later is not None else attempt
    anew = {
        question: grading.share(asked[question], answers.get((attempt.id, question), NOTHING))
        for question in keys
        if question in standing.marks
    }
    changed = {question: share for question, share in anew.items() if share != _share(standing.marks[question])}
    if not changed:
        return None
    before = {question: _share(text) for question, text in standing.marks.items()}
    marks = grading.total([asked[question] for question in before], before | changed)
    passes = marks.score >= Rule.read(attempt.rule).pass_mark
    after = AttemptState.PASSED if passes else AttemptState.FAILED
    return Change(attempt, standing.state, standing.score, before, changed, after, marks)


def reopened(sheet: Sequence[Laid], keys: Mapping[str, Any]) -> list[Laid] | None:
    """Return the sheet of an attempt under way with these keys; None if it has them already."""
    right = corrected(sheet, keys)
    return right if [laid["key"] for laid in right] != [laid["key"] for laid in sheet] else None


@lru_cache(maxsize=1_000)
def _share(text: str) -> Fraction:
    """Return a share that is stored as text; there are few different ones, and reading one costs more than its use."""
    return Fraction(text)
