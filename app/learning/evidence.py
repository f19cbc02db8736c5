"""What a completion rests on, as canonical data with its hash, read now from progress and practices."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from app.catalog.models import ProgrammeVersion
from app.content.words import Trust
from app.core.canonical import canonical, sha256_hex
from app.learning import rules
from app.learning.circumstances import facts_of
from app.learning.models import Practice
from app.learning.queries import Found
from app.learning.rules import Missing
from app.learning.standing import Done, done_by, witness_of


@dataclass(frozen=True)
class Evidence:
    """A person's evidence under one version of a programme; `facts` is canonical data, `sha256` the hash of its bytes.

    Only what counts is in it: more reading or practice after the end changes neither. `witness_ids` are the persons who
    opened a counted attempt or saw a counted practice: none of them may approve the record. `is_doubted` when a pass in
    one of the modules does not stand any more; `newest` is the last moment at which something in it was done.
    """

    programme_version_id: int
    cycle: str
    framework: str
    rule: Mapping[str, Any]
    trust: Trust
    facts: dict[str, Any]
    sha256: str
    missing: tuple[Missing, ...]
    attempt_ids: tuple[UUID, ...]
    witness_ids: frozenset[int]
    is_doubted: bool
    newest: datetime | None

    @property
    def meets(self) -> bool:
        """Tell whether the rule of the programme's version and its level of trust are met."""
        return not self.missing


@dataclass(frozen=True)
class _Counted:
    """The rows the rule asks for, the earliest where it asks for a number: lessons read, passes, practices."""

    read: list[Found]
    passed: list[Found]
    practices: list[Found]

    @property
    def moments(self) -> list[datetime]:
        """Return when each of them was done."""
        read, passed = (row.read_at for row in self.read), (row.passed_at for row in self.passed)
        return [*read, *passed, *(row.Practice.confirmed_at for row in self.practices)]


def evidence_under(person_id: int, programme: ProgrammeVersion) -> Evidence:
    """Return the person's evidence under one version of a programme."""
    return evidence_from(done_by([person_id], programme)[person_id], programme)


def evidence_from(done: Done, programme: ProgrammeVersion) -> Evidence:
    """Return the evidence in what one person has done, as `done_by` reads it for many at once."""
    verdict = rules.judge(programme.rule, done.facts)
    counted = _counted(programme, done)
    facts = _facts(programme, verdict.trust, counted)
    witnesses = [row.witness_id for row in counted.passed if witness_of(row)]
    return Evidence(
        programme_version_id=programme.id,
        cycle=programme.cycle,
        framework=programme.framework,
        rule=programme.rule,
        trust=verdict.trust,
        facts=facts,
        sha256=sha256_hex(canonical(facts)),
        missing=verdict.missing,
        attempt_ids=tuple(row.attempt_id for row in counted.passed),
        witness_ids=frozenset([*witnesses, *(row.Practice.helper_id for row in counted.practices)]),
        is_doubted=any(row.doubted_at for row in done.progress.values()),
        newest=max(counted.moments, default=None),
    )


def _counted(programme: ProgrammeVersion, done: Done) -> _Counted:
    rule, facts = programme.rule, done.facts
    lessons = [fact for fact in facts.lessons if fact.is_done]
    if not rule["all_lessons"]:
        lessons = sorted(lessons, key=lambda fact: done.progress[fact.key].read_at)[: rule["lessons"] or 0]
    passed = [fact.key for fact in lessons if fact.needs_pass]
    if rule["assessment"] and facts.assessment and facts.assessment.is_passed:
        passed.append(facts.assessment.key)
    needs_witness = rule["trust"] != Trust.SELF and not facts.is_witnessed
    return _Counted(
        read=[done.progress[fact.key] for fact in lessons],
        passed=[done.progress[key] for key in dict.fromkeys(passed)],
        practices=done.practices[: max(rule["practices"], int(needs_witness))],
    )


def _facts(programme: ProgrammeVersion, trust: Trust, counted: _Counted) -> dict[str, Any]:
    return {
        "programme": programme.group,
        "programme_version": programme.number,
        "framework": programme.framework,
        "rule": programme.rule,
        "trust": trust.value,
        "read": [_read(row) for row in counted.read],
        "passed": [_passed(row) for row in counted.passed],
        "practices": [_practised(row.Practice, row.number, row.helper) for row in counted.practices],
    }


def _read(row: Found) -> dict[str, Any]:
    return {"module": row.module_key, "version": row.read_number, "at": _moment(row.read_at)}


def _passed(row: Found) -> dict[str, Any]:
    return {
        "module": row.module_key,
        "version": row.passed_number,
        "attempt": str(row.attempt_id),
        "score": row.score,
        "pass_mark": row.pass_mark,
        "witness": witness_of(row),
        "at": _moment(row.passed_at),
        **facts_of(row),
    }


def _practised(practice: Practice, number: int, helper: UUID) -> dict[str, Any]:
    return {
        "id": str(practice.id),
        "module": practice.module_key,
        "version": number,
        "question": practice.question_id,
        "ticked": practice.ticked,
        "needed": practice.needed,
        "of": practice.of,
        "helper": str(helper),
        "place": practice.place,
        "at": _moment(practice.confirmed_at),
    }


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
