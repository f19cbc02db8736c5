"""Everything the checker looks at, read once from the database and from nothing else."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Row, func, select

from app.audit.models import AuditEntry
from app.catalog.models import ModuleVersion
from app.core.db import db
from app.people.models import Person
from app.push import rules as push_rules
from app.push.models import OutboxEvent, OutboxMessage
from app.push.words import MessageState
from app.quiz.models import Attempt
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
    def letters_of(self) -> dict[tuple[str, int], list[Found]]:
        """Return the letters by number and version."""
        found: dict[tuple[str, int], list[Found]] = defaultdict(list)
        for letter in self.letters:
            found[letter.subject, letter.version].append(letter)
        return found


def take() -> Snapshot:
    """Read the snapshot; only columns that hold no personal number."""
    return Snapshot(
        persons={row.id: row for row in _rows(Person, "id public_id merged_into_id state verified_at")},
        slots={row.id: row for row in _rows(RegistrySlot, "id public_id person_id programme cycle state version_id")},
        actions=_grouped(_rows(RegistryAction, "id slot_id verb from_state to_state actor_id audit_seq")),
        versions=_rows(
            RegistryVersion,
            "id slot_id number version evidence evidence_sha256 proposed_by_id approved_by_id approved_at",
        ),
        waiting=_waiting(),
        letters=_rows(OutboxMessage, "id lane seq kind subject version state first_sent_at"),
        left=_first_event(MessageState.SENDING),
        settled=_first_event(*push_rules.FINAL),
        attempts=_attempts(),
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


def _attempts() -> dict[str, Found]:
    """Return the attempts of everybody in the register, with the day their module version was published."""
    columns: list[Any] = [Attempt.id, Attempt.person_id, Attempt.module_key, Attempt.state, Attempt.submitted_at]
    entered = Attempt.person_id.in_(select(RegistrySlot.person_id))
    rows: Any = select(*columns, ModuleVersion.published_at).join(ModuleVersion, ModuleVersion.id == Attempt.version_id)
    return {str(row.id): row for row in db.session.execute(rows.where(entered))}


def _trail() -> dict[int, Trail]:
    rows = select(AuditEntry.seq, AuditEntry.action, AuditEntry.subject, AuditEntry.entry)
    found = {}
    for row in db.session.execute(rows.where(AuditEntry.action.startswith("registry.record."))):
        content = json.loads(row.entry)
        found[row.seq] = Trail(row.action, row.subject, content["from"], content["to"])
    return found
