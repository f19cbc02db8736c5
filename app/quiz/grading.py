"""Exact scores: from the saved answers to the share of all points, in rational numbers all the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from app.content.words import Kind, Scoring
from app.quiz.kinds.base import NOTHING, Answer
from app.quiz.kinds.registry import rules_of


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as it is graded: the key of its kind as plain JSON, its points, how it is counted."""

    id: str
    kind: Kind
    key: Any
    points: Fraction = Fraction(1)
    scoring: Scoring = Scoring.SHARE


@dataclass(frozen=True, slots=True)
class Marks:
    """The outcome: the share earned of each question (0 to 1), of all points (0 to 1), how many are wholly right."""

    shares: dict[str, Fraction]
    score: Fraction
    right: int


def grade(asked: Sequence[Asked], answers: Mapping[str, Answer]) -> Marks:
    """Grade an attempt; a question without an answer earns nothing."""
    return total(asked, {question.id: share(question, answers.get(question.id, NOTHING)) for question in asked})


def total(asked: Sequence[Asked], shares: Mapping[str, Fraction]) -> Marks:
    """Add up the shares earned of each question."""
    points = sum((question.points for question in asked), Fraction(0))
    earned = sum((question.points * shares[question.id] for question in asked), Fraction(0))
    return Marks(dict(shares), earned / points if points else Fraction(0), sum(earns == 1 for earns in shares.values()))


def share(question: Asked, answer: Answer) -> Fraction:
    """Return the share of one question's points that an answer earns, from 0 to 1, exactly."""
    return rules_of(question.kind, question.key).share(question.key, answer, question.scoring)
