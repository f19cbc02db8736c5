"""How good a question is, from what learners earned with it: exact sums, two figures, and what they mean."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

# Below this many attempts a figure says more about chance than about the question (scoring.md).
ENOUGH = 30
# Shares are counted in parts of this many, so that sums stay whole numbers; others stay exact as fractions.
UNIT = math.lcm(*range(1, 17))
# Item-rest correlations: after Ebel's rule of thumb 0.3 and more is good, below 0.15 a question hardly tells apart.
GOOD, FAIR, REVERSED = 0.30, 0.15, -0.10
EASY, HARD = Fraction(95, 100), Fraction(30, 100)
# A habit shows only where there is something to compare.
FEWEST_QUESTIONS = 3

Whole = int | Fraction


class Tells(StrEnum):
    """How well a question tells those who know from those who do not."""

    UNKNOWN = "unknown"
    WELL = "well"
    FAIRLY = "fairly"
    HARDLY = "hardly"
    REVERSED = "reversed"


class Ease(StrEnum):
    """How easy a question is."""

    EASY = "easy"
    FITTING = "fitting"
    HARD = "hard"


@dataclass(slots=True)
class Sums:
    """The sums over attempts whose other questions are worth the same: of shares x and of what the others earned y."""

    count: int = 0
    x: Whole = 0
    y: Whole = 0
    xx: Whole = 0
    yy: Whole = 0
    xy: Whole = 0

    def add(self, x: Whole, y: Whole) -> None:
        """Add one attempt."""
        self.count += 1
        self.x += x
        self.y += y
        self.xx += x * x
        self.yy += y * y
        self.xy += x * y


@dataclass(slots=True)
class Tally:
    """What is summed up of one question, by the points of the other questions of an attempt."""

    sums: dict[Whole, Sums] = field(default_factory=lambda: defaultdict(Sums))

    @property
    def count(self) -> int:
        """Return how many attempts are in it."""
        return sum(one.count for one in self.sums.values())

    @property
    def facility(self) -> Fraction | None:
        """Return the mean share that was earned, from 0 to 1; None for no attempts."""
        count = self.count
        return Fraction(sum(one.x for one in self.sums.values())) / (UNIT * count) if count else None

    @property
    def discrimination(self) -> float | None:
        """Return the correlation of the share with what the other questions earned, from -1 to 1.

        Everything is exact up to the square root at the end. None where one of the two is always the same.
        """
        parts = [(Fraction(points), one) for points, one in self.sums.items() if points]
        count = sum(one.count for _, one in parts)
        x, xx = sum(one.x for _, one in parts), sum(one.xx for _, one in parts)
        y = sum((one.y / points for points, one in parts), Fraction(0))
        yy = sum((one.yy / points**2 for points, one in parts), Fraction(0))
        xy = sum((one.xy / points for points, one in parts), Fraction(0))
        spread = (count * xx - x * x) * (count * yy - y * y)
        return float(count * xy - x * y) / math.sqrt(spread) if spread else None


def scaled(share: str) -> Whole:
    """Return a share ("2/3") in whole parts of `UNIT`, or exactly as a fraction of it where that is not whole."""
    parts = Fraction(share) * UNIT
    return parts.numerator if parts.denominator == 1 else parts


def add(tallies: Mapping[str, Tally], shares: Mapping[str, Whole], points: Mapping[str, Whole]) -> None:
    """Add one attempt: shares (scaled) and points of every question on its sheet; only those of `tallies` are kept."""
    earned = {question: share * points[question] for question, share in shares.items()}
    all_earned, all_points = sum(earned.values()), sum(points[question] for question in shares)
    for question, share in shares.items():
        if question in tallies:
            rest = all_points - points[question]
            tallies[question].sums[rest].add(share, all_earned - earned[question])


def tells(discrimination: float | None) -> Tells:
    """Return what a discrimination means."""
    if discrimination is None:
        return Tells.UNKNOWN
    if discrimination >= FAIR:
        return Tells.WELL if discrimination >= GOOD else Tells.FAIRLY
    return Tells.HARDLY if discrimination > REVERSED else Tells.REVERSED


def ease(facility: Fraction) -> Ease:
    """Return what a facility means."""
    if facility >= EASY:
        return Ease.EASY
    return Ease.HARD if facility < HARD else Ease.FITTING


@dataclass(frozen=True, slots=True)
class Longest:
    """In how many questions with one answer the one longest option is the right one, of how many that have one."""

    right: int
    of: int

    @property
    def always(self) -> bool:
        """Tell whether who knows nothing and takes the longest would be right every time."""
        return self.of >= FEWEST_QUESTIONS and self.right == self.of


def longest(questions: Sequence[tuple[Sequence[str], int]]) -> Longest:
    """Look for the habit of making the right option the longest; each question is its options and the right number."""
    found = Longest(0, 0)
    for options, right in questions:
        lengths = [len(option) for option in options]
        if lengths.count(max(lengths)) == 1:
            found = Longest(found.right + (lengths[right] == max(lengths)), found.of + 1)
    return found
