"""Everything the checker looks at, read once from the database and from nothing else."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Row, func, select

from app.audit.actions import Action
from app.audit.models import AuditEntry
from app.catalog.models import ModuleVersion
from app.core.db import db
from app.learning.models import LessonProgress, Practice, ProgrammeCompletion
from app.people.models import CheckState, Consent, IdentityCheck, Person
from app.push import rules as push_rules
from app.push.models import OutboxEvent, OutboxMessage
from app.push.words import MessageState
from app.quiz.models import Attempt, RegradedAttempt
from app.registry.models import NumberSeries, Proposal, RegistryAction, RegistrySlot, RegistryVersion

Found = Row[Any]


@dataclass(frozen=True)
class Trail:
    """What the audit chain says of one act on a record."""

    action: str
    subject: str
    from_state: str | None
    to_state: str | None


@dataclass(frozen=True)
class Snapshot:
    """The register and what it rests on at one moment, as plain rows."""

    persons: dict[int, Found]
    slots: dict[int, Found]
    actions: dict[int, list[Found]]
    versions: list[Found]
    waiting: dict[int, int]
    letters: list[Found]
    left: dict[Any, int]
    settled: dict[Any, int]
    attempts: dict[str, Found]
    regraded: dict[str, list[Found]]
    counted: dict[int, int]
    practices: dict[str, Found]
    progress: dict[tuple[int, str], Found]
    completions: set[tuple[int, str, str]]
    consents: dict[int, Found]
    looks: list[Found]
    modules: list[Found]
    trail: dict[int, Trail]
    series: list[Found]

    def natural(self, person_id: int) -> int:
        """Return the id that stands for the human behind this row."""
        seen = {person_id}
        while (into := self.persons[person_id].merged_into_id) is not None and into not in seen:
            seen.add(into)
            person_id = into
        return person_id

    @cached_property
    def by_public_id(self) -> dict[str, int]:
        """Return person ids by public id."""
        return {str(person.public_id): person.id for person in self.persons.values()}

    @cached_property
    def looks_at(self) -> dict[int, list[Found]]:
        """Return the confirmed identity checks by the human they were about."""
        found: dict[int, list[Found]] = defaultdict(list)
        for look in self.looks:
            found[self.natural(look.person_id)].append(look)
        return found

    @cached_property
    def letters_of(self) -> dict[tuple[str, int], list[Found]]:
        """Return the letters by number and version."""
        found: dict[tuple[str, int], list[Found]] = defaultdict(list)
        for letter in self.letters:
            found[letter.subject, letter.version].append(letter)
        return found


def take() -> Snapshot:
    """Read the snapshot; of personal numbers only the sealed letters, which stay sealed here."""
    persons = _rows(Person, "id public_id merged_into_id state created_at verified_at verified_by")
    progress = _of_entered(LessonProgress, "person_id module_key read_at passed_at attempt_id score")
    return Snapshot(
        persons={row.id: row for row in persons},
        slots={row.id: row for row in _rows(RegistrySlot, "id public_id person_id programme cycle state version_id")},
        actions=_grouped(_rows(RegistryAction, "id slot_id verb from_state to_state actor_id audit_seq")),
        versions=_rows(
            RegistryVersion,
            "id slot_id number version evidence evidence_sha256 ground proposed_by_id approved_by_id approved_at",
        ),
        waiting=_waiting(),
        letters=_rows(OutboxMessage, "id lane seq kind subject version body_sealed body_sha256 state first_sent_at"),
        left=_first_event(MessageState.SENDING),
        settled=_first_event(*push_rules.FINAL),
        attempts=_attempts(),
        regraded=_regraded(),
        counted=_counted(),
        practices=_practices(),
        progress={(row.person_id, row.module_key): row for row in progress},
        completions={tuple(row) for row in _of_entered(ProgrammeCompletion, "person_id group cycle")},
        consents={
            row.id: row for row in _of_entered(Consent, "id person_id purpose text_version is_given recorded_at")
        },
        looks=_looks(),
        modules=_rows(ModuleVersion, "id key number is_current withdrawn_at"),
        trail=_trail(),
        series=_rows(NumberSeries, "commune epoch last"),
    )


def _rows(table: Any, columns: str) -> list[Found]:
    wanted = [getattr(table, name) for name in columns.split()]
    return list(db.session.execute(select(*wanted).order_by(*table.__table__.primary_key.columns)))


def _grouped(rows: Iterable[Found]) -> dict[int, list[Found]]:
    found: dict[int, list[Found]] = defaultdict(list)
    for row in rows:
        found[row.slot_id].append(row)
    return found


def _waiting() -> dict[int, int]:
    """Return how many undecided proposals each record has."""
    found: dict[int, int] = defaultdict(int)
    for slot_id in db.session.scalars(select(Proposal.slot_id).where(Proposal.outcome.is_(None))):
        found[slot_id] += 1
    return found


def _first_event(*states: MessageState) -> dict[Any, int]:
    """Return the place in the post's history at which each letter first reached one of these states."""
    rows = select(OutboxEvent.message_id, func.min(OutboxEvent.id).label("place"))
    reached = rows.where(OutboxEvent.to_state.in_(states)).group_by(OutboxEvent.message_id)
    return {row.message_id: row.place for row in db.session.execute(reached)}


def _of_entered(table: Any, columns: str, *, by_version: bool = False) -> list[Found]:
    """Return rows of everybody in the register; `by_version` adds number and day of the module version they name."""
    wanted: list[Any] = [getattr(table, name) for name in columns.split()]
    rows: Any = select(*wanted).where(table.person_id.in_(select(RegistrySlot.person_id)))
    if by_version:
        rows = rows.add_columns(ModuleVersion.number.label("version_number"), ModuleVersion.published_at)
        rows = rows.join(ModuleVersion, ModuleVersion.id == table.version_id)
    return list(db.session.execute(rows))


def _attempts() -> dict[str, Found]:
    columns = "id person_id module_key state submitted_at score rule opened_by_id assurance"
    return {str(row.id): row for row in _of_entered(Attempt, columns, by_version=True)}


def _regraded() -> dict[str, list[Found]]:
    """Return the later results of attempts of everybody in the register, by attempt, the oldest first."""
    later = RegradedAttempt
    columns: list[Any] = [later.attempt_id, later.regrade_id, later.state, later.score]
    rows = select(*columns).join(Attempt, Attempt.id == RegradedAttempt.attempt_id).order_by(RegradedAttempt.id)
    found: dict[str, list[Found]] = defaultdict(list)
    for row in db.session.execute(rows.where(Attempt.person_id.in_(select(RegistrySlot.person_id)))):
        found[str(row.attempt_id)].append(row)
    return found


def _counted() -> dict[int, int]:
    """Return the place in the trail of each decision to count attempts again."""
    rows = select(AuditEntry.subject, AuditEntry.seq).where(AuditEntry.action == Action.MODULE_REGRADED)
    return {int(row.subject.rpartition(":")[2]): row.seq for row in db.session.execute(rows)}


def _practices() -> dict[str, Found]:
    columns = "id person_id module_key question_id ticked needed of helper_id place confirmed_at"
    return {str(row.id): row for row in _of_entered(Practice, columns, by_version=True)}


def _looks() -> list[Found]:
    """Return the confirmed identity checks: who was looked at, by which two officials."""
    columns = (
        IdentityCheck.person_id,
        IdentityCheck.asked_by_id,
        IdentityCheck.decided_by_id,
        IdentityCheck.decided_at,
    )
    return list(db.session.execute(select(*columns).where(IdentityCheck.state == CheckState.CONFIRMED)))


def _trail() -> dict[int, Trail]:
    rows = select(AuditEntry.seq, AuditEntry.action, AuditEntry.subject, AuditEntry.entry)
    found = {}
    for row in db.session.execute(rows.where(AuditEntry.action.startswith("registry.record."))):
        content = json.loads(row.entry)
        found[row.seq] = Trail(row.action, row.subject, content["from"], content["to"])
    return found
