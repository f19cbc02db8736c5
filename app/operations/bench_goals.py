"""The goals: which work is held against which floor, the ratio that is wanted, and what a run says of it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from app.operations.bench_rounds import Measured, Sample

WHOLE, WHOLE_FLOOR = "whole quiz", "s1 x 9 + s10"
SAVES = 8


@dataclass(frozen=True)
class Goal:
    """One goal of `docs/performance.md`: `ours` and `floor` are names of measurements, `wanted` is ours over floor.

    `step` is the ratio to hold already now; None where a figure is told without a goal.
    """

    number: str
    work: str
    ours: str
    floor: str
    step: float | None
    wanted: float | None


GOALS = (
    Goal("F1", "lesson page, signed in", "lesson", "b", 1.0, 2.0),
    Goal("F2", "lesson page, stranger", "anonymous", "b", 1.0, 2.5),
    Goal("F2", "lesson page, unchanged (304)", "unchanged", "b", None, None),
    Goal("F3", "saving one answer", "save", "s1", 0.5, 0.9),
    Goal("F4", "submitting, the programme finished", "submit", "s10", 0.5, 0.9),
    Goal("F4", "start + 8 saves + submit, as one", WHOLE, "s10", None, None),
    Goal("F4", "start + 8 saves + submit, post by post", WHOLE, WHOLE_FLOOR, None, None),
    Goal("F9", "signing in", "sign-in", "argon2", 0.8, 0.9),
)


@dataclass(frozen=True)
class Outcome:
    """What a run says of a goal: medians over its rounds; `by_cpu` is the same ratio in processor time per answer."""

    goal: Goal
    ours: float
    floor: float
    ratio: float
    lowest: float
    highest: float
    by_cpu: float | None

    @property
    def verdict(self) -> str:
        """Return in a word or two whether the goal is reached."""
        if self.goal.wanted is None or self.goal.step is None:
            return "-"
        if self.ratio >= self.goal.wanted:
            return "yes"
        return "the step" if self.ratio >= self.goal.step else "not yet"


def outcome(goal: Goal, rounds: Sequence[Measured]) -> Outcome:
    """Compare a work with its floor round by round, so that what slows the machine slows both."""
    pairs = [(measured[goal.ours], measured[goal.floor]) for measured in rounds]
    ratios = [ours.rate / floor.rate for ours, floor in pairs]
    by_cpu = [floor.cpu_ms / ours.cpu_ms for ours, floor in pairs if floor.cpu_ms and ours.cpu_ms]
    return Outcome(
        goal=goal,
        ours=median(ours.rate for ours, _ in pairs),
        floor=median(floor.rate for _, floor in pairs),
        ratio=median(ratios),
        lowest=min(ratios),
        highest=max(ratios),
        by_cpu=median(by_cpu) if by_cpu else None,
    )


def with_wholes(measured: Measured) -> Measured:
    """Add a whole quiz to a round's measurements: ours, and the same posts at the floors, one after the other."""
    start, save, submit = measured["start"], measured["save"], measured["submit"]
    one, ten = measured["s1"], measured["s10"]
    return measured | {
        WHOLE: in_sequence([start, *[save] * SAVES, submit]),
        WHOLE_FLOOR: in_sequence([*[one] * (SAVES + 1), ten]),
    }


def in_sequence(steps: Sequence[Sample]) -> Sample:
    """Return what steps give that are done one after the other: times add up, the rate is of the whole sequence."""
    spent = [step.cpu_ms for step in steps]
    return Sample(
        rate=1 / sum(1 / step.rate for step in steps),
        p50_ms=sum(step.p50_ms for step in steps),
        p99_ms=sum(step.p99_ms for step in steps),
        cpu_ms=sum(cpu for cpu in spent if cpu) if all(spent) else None,
    )


def table(outcomes: Sequence[Outcome]) -> str:
    """Return the outcomes as a table of text."""
    rows: list[tuple[str, ...]] = [
        ("goal", "ours /s", "floor /s", "ratio (min-max)", "by cpu", "step, goal", "reached")
    ]
    rows += [_row(one) for one in outcomes]
    return aligned(rows)


def details(rounds: Sequence[Measured]) -> str:
    """Return what was measured, in medians over the rounds, as a table of text."""
    rows = [("measured", "/s", "p50 ms", "p99 ms", "cpu ms each")]
    for name in rounds[0]:
        samples = [measured[name] for measured in rounds]
        spent = [sample.cpu_ms for sample in samples if sample.cpu_ms]
        figures = [median(getattr(sample, part) for sample in samples) for part in ("rate", "p50_ms", "p99_ms")]
        cpu = f"{median(spent):.2f}" if spent else "-"
        rows.append((name, f"{figures[0]:,.0f}", f"{figures[1]:.1f}", f"{figures[2]:.1f}", cpu))
    return aligned(rows)


def as_data(outcomes: Sequence[Outcome], rounds: Sequence[Measured]) -> dict[str, Any]:
    """Return the outcomes and every single measurement as JSON data."""
    return {
        "goals": [asdict(one) | {"reached": one.verdict} for one in outcomes],
        "rounds": [{name: asdict(sample) for name, sample in measured.items()} for measured in rounds],
    }


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as text in columns: the first to the left, the others to the right."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = [
        "  ".join(
            [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        )
        for row in rows
    ]
    return "\n".join(lines)


def _row(one: Outcome) -> tuple[str, ...]:
    goal = one.goal
    return (
        f"{goal.number} {goal.work} / {goal.floor}",
        f"{one.ours:,.0f}",
        f"{one.floor:,.0f}",
        f"{one.ratio:.2f} ({one.lowest:.2f}-{one.highest:.2f})",
        "-" if one.by_cpu is None else f"{one.by_cpu:.2f}",
        "-" if goal.wanted is None else f"{goal.step}, {goal.wanted}",
        one.verdict,
    )
