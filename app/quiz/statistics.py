"""How the questions of a module did in assessments: read attempt by attempt, with few statements and flat memory.

Only assessments count: practice gives feedback and any number of tries, so what is chosen there says little. Attempts
count as their result stands, voided ones not at all.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

from sqlalchemy import select

from app.catalog import service as catalog
from app.content.words import Kind, QuizMode
from app.core.db import db
from app.quiz import corrections, picking, quality_rules, results
from app.quiz.models import Attempt, AttemptState, RegradedAttempt
from app.quiz.picking import Picks
from app.quiz.quality_rules import ENOUGH, Ease, Longest, Tally, Tells, Whole
from app.quiz.queries import AnyRow

CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class QuestionQuality:
    """How one question of the newest version did; `place` is its number there, from 1.

    `met` counts the attempts that met it and were counted by its present key, `stale` those counted by another one.
    The figures are None until `met` reaches 30 (`missing` says how many more it takes); shares are exact.
    """

    id: str
    place: int
    title: str
    kind: Kind
    met: int
    stale: int
    facility: Fraction | None
    discrimination: float | None
    picks: Picks | None

    @property
    def unanswered(self) -> int:
        """Return how many met the question and left it open; it earns nothing."""
        return self.met + self.stale - self.picks.answered if self.picks else 0

    @property
    def missing(self) -> int:
        """Return how many more attempts it takes for the figures to mean something."""
        return max(0, ENOUGH - self.met)

    @property
    def ease(self) -> Ease | None:
        """Return how easy the question is, once there are enough attempts."""
        return None if self.facility is None else quality_rules.ease(self.facility)

    @property
    def tells(self) -> Tells | None:
        """Return how well it tells those who know from those who do not, once there are enough attempts."""
        return None if self.missing else quality_rules.tells(self.discrimination)


@dataclass(frozen=True, slots=True)
class ModuleQuality:
    """The questions of a module's newest version, by id in the order of the file, and what they have in common.

    `attempts` counts the closed assessments of the module under any version, `passed` those that pass.
    """

    key: str
    title: str
    number: int
    mode: QuizMode
    attempts: int
    passed: int
    questions: Mapping[str, QuestionQuality]
    longest: Longest

    @property
    def stale(self) -> int:
        """Return how many attempts at some question were counted by an older key."""
        return max((question.stale for question in self.questions.values()), default=0)


def quality_of(key: str) -> ModuleQuality:
    """Return how the questions of a module did; four statements, however many attempts there are.

    A question lives on from earlier versions under the same id while what it offers to choose from stays the same.

    Raises:
        NotFound: no such module, or it was withdrawn.
    """
    current = catalog.current_module(key)
    versions = results.versions_of(key)
    newest = next(row for row in versions if row.id == current.id)
    lives = _Lives(versions, newest, results.merged_keys(results.regrades_of(key)))
    counted = _read(key, lives)
    picks = picking.picks_of(key, newest.snapshot["questions"], lives.same)
    questions = {
        record["id"]: _quality(place, record, counted, picks)
        for place, record in enumerate(newest.snapshot["questions"], 1)
    }
    return ModuleQuality(
        key=key,
        title=current.title,
        number=newest.number,
        mode=QuizMode(current.mode),
        attempts=counted.attempts,
        passed=counted.passed,
        questions=questions,
        longest=longest_of(newest.snapshot["questions"]),
    )


def longest_of(records: Sequence[Mapping[str, Any]]) -> Longest:
    """Tell whether the right option is always the longest one, over the questions with one answer in a snapshot."""
    single = [record["options"] for record in records if record["kind"] == Kind.ONE]
    return quality_rules.longest(
        [
            ([option["text"] for option in options], next(n for n, option in enumerate(options) if option["correct"]))
            for options in single
        ]
    )


class _Lives:
    """Which questions of which versions are those of the newest one, and how their shares were counted.

    `same` holds (version id, question id) of the same question, `fresh` those counted by the present key.
    """

    def __init__(self, versions: Sequence[AnyRow], newest: AnyRow, used: Mapping[str, Mapping[str, Any]]) -> None:
        present = {record["id"]: record for record in newest.snapshot["questions"]}
        self.same: set[tuple[int, str]] = set()
        self.fresh: set[tuple[int, str]] = set()
        self.points: dict[int, dict[str, Whole]] = {}
        units = lcm(*(Fraction(one["points"]).denominator for row in versions for one in row.snapshot["questions"]))
        for row in versions:
            keys = used.get(str(row.id), {})
            self.points[row.id] = {
                record["id"]: int(Fraction(record["points"]) * units) for record in row.snapshot["questions"]
            }
            for record in row.snapshot["questions"]:
                now = present.get(record["id"])
                if now is None or not corrections.same_choices(record, now):
                    continue
                self.same.add((row.id, record["id"]))
                if keys.get(record["id"], corrections.key_of(record)) == corrections.key_of(now):
                    self.fresh.add((row.id, record["id"]))


class _Counted:
    """The sums over a module's attempts."""

    def __init__(self, lives: _Lives) -> None:
        self.lives = lives
        self.attempts = self.passed = 0
        self.stale: dict[str, int] = {}
        self.tallies: dict[str, Tally] = {question: Tally() for _, question in lives.same}
        self._shares: dict[str, Whole] = {}
        self._fresh: dict[int, dict[str, Tally]] = {}

    def add(self, version_id: int, marks: Mapping[str, str]) -> None:
        """Add one attempt under a version, given by the share of each of its questions as text."""
        shares = {question: self._scaled(share) for question, share in marks.items()}
        quality_rules.add(self._fresh_of(version_id), shares, self.lives.points[version_id])
        for question in marks:
            place = version_id, question
            if place in self.lives.same and place not in self.lives.fresh:
                self.stale[question] = self.stale.get(question, 0) + 1

    def _fresh_of(self, version_id: int) -> dict[str, Tally]:
        if version_id not in self._fresh:
            fresh = [question for version, question in self.lives.fresh if version == version_id]
            self._fresh[version_id] = {question: self.tallies[question] for question in fresh}
        return self._fresh[version_id]

    def _scaled(self, share: str) -> Whole:
        if share not in self._shares:
            self._shares[share] = quality_rules.scaled(share)
        return self._shares[share]


def _read(key: str, lives: _Lives) -> _Counted:
    counted = _Counted(lives)
    for row in _attempts(key):
        counted.attempts += 1
        counted.passed += row.state is AttemptState.PASSED
        counted.add(row.version_id, row.later or row.marks or {})
    return counted


def _attempts(key: str) -> Iterator[AnyRow]:
    """Yield version_id, state, marks and later (marks) of a module's closed assessments as they stand."""
    later = RegradedAttempt.marks.label("later")
    columns: list[Any] = [Attempt.version_id, Attempt.marks, later, results.standing_state().label("state")]
    rows = results.with_newest(select(*columns)).where(
        Attempt.module_key == key, Attempt.mode == QuizMode.ASSESSMENT, Attempt.state.in_(results.CLOSED)
    )
    yield from db.session.execute(rows.execution_options(yield_per=CHUNK))


def _quality(place: int, record: Mapping[str, Any], counted: _Counted, picks: Mapping[str, Picks]) -> QuestionQuality:
    tally = counted.tallies[record["id"]]
    met, is_enough = tally.count, tally.count >= ENOUGH
    return QuestionQuality(
        id=record["id"],
        place=place,
        title=record["title"],
        kind=Kind(record["kind"]),
        met=met,
        stale=counted.stale.get(record["id"], 0),
        facility=tally.facility if is_enough else None,
        discrimination=tally.discrimination if is_enough else None,
        picks=picks.get(record["id"]) if is_enough else None,
    )
