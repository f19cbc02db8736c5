"""Exact scores: from the chosen option numbers to the share of all points, in rational numbers all the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.content.words import Kind, Scoring

NOTHING: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as it is graded: the numbers of its right options, its points, how it is counted."""

    id: str
    kind: Kind
    key: frozenset[int]
    points: Fraction = Fraction(1)
    scoring: Scoring = Scoring.SHARE


@dataclass(frozen=True, slots=True)
class Marks:
    """The outcome: the share earned of each question (0 to 1), of all points (0 to 1), how many are wholly right."""

    shares: dict[str, Fraction]
    score: Fraction
    right: int


def grade(asked: Sequence[Asked], chosen: Mapping[str, frozenset[int]]) -> Marks:
    """Grade an attempt; a question without an answer earns nothing."""
    return total(asked, {question.id: share(question, chosen.get(question.id, NOTHING)) for question in asked})


def total(asked: Sequence[Asked], shares: Mapping[str, Fraction]) -> Marks:
    """Add up the shares earned of each question."""
    points = sum((question.points for question in asked), Fraction(0))
    earned = sum((question.points * shares[question.id] for question in asked), Fraction(0))
    return Marks(dict(shares), earned / points if points else Fraction(0), sum(earns == 1 for earns in shares.values()))


def share(question: Asked, chosen: frozenset[int]) -> Fraction:
    """Return the share of one question's points that these options earn, from 0 to 1."""
    if question.kind is not Kind.SEVERAL or question.scoring is Scoring.ALL_RIGHT:
        return Fraction(chosen == question.key)
    right, wrong = len(chosen & question.key), len(chosen - question.key)
    return max(Fraction(0), Fraction(right - wrong, len(question.key)))


def percent_text(score: Fraction) -> str:
    """Return a share as `85,7`: one decimal, never rounded up, so that what missed the mark never reads as the mark."""
    tenths = score * 1000 // 1
    return f"{tenths // 10},{tenths % 10}" if tenths % 10 else f"{tenths // 10}"
