"""What the pages of proposal lists show: the frozen names with their evidence, and who decided."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import joinedload

from app.core.actor import Actor
from app.core.db import db
from app.people.models import Group, Person
from app.registry import listing, passes, proposals, queries, rules, slots
from app.registry.models import Proposal, ProposalList, RegistrySlot
from app.registry.passes import Made
from app.registry.words import Part, State, Verb


@dataclass(frozen=True)
class Sheet:
    """One list on the leader's desk; `problem` says why this official may not approve any of it.

    `passes` tells of each passed attempt, by its id, how it was made.
    """

    frozen: ProposalList
    waiting: list[Proposal]
    decided: list[Proposal]
    shown_hash: str
    problem: str | None
    counts: dict[State, int]
    passes: dict[str, Made]


def read(list_id: UUID, actor: Actor) -> Sheet:
    """Return a list as one official sees it.

    Raises:
        NotFound: there is no such list.
    """
    frozen = proposals.get_list(list_id)
    waiting = queries.waiting_names(list_id)
    decided = _decided(list_id)
    parts = {Part.PROPOSER: {frozen.proposed_by_id}, Part.SUBJECT: {name.slot.person_id for name in waiting}}
    return Sheet(
        frozen=frozen,
        waiting=waiting,
        decided=decided,
        shown_hash=proposals.shown_hash(waiting),
        problem=slots.objection(Verb.APPROVE, actor, parts),
        passes=passes.made(name.evidence for name in waiting),
        counts={state: sum(name.outcome is state for name in decided) for state in State},
    )


def _decided(list_id: UUID) -> list[Proposal]:
    rows = select(Proposal).where(Proposal.list_id == list_id, Proposal.outcome.is_not(None))
    rows = rows.options(joinedload(Proposal.slot).joinedload(RegistrySlot.person)).order_by(Proposal.decided_at)
    return list(db.session.scalars(rows))


def persons(public_ids: Collection[UUID]) -> list[Person]:
    """Return the persons with these public ids, in the order of names; unknown ids are left out."""
    rows = select(Person).where(Person.public_id.in_(public_ids)).order_by(Person.sort_key, Person.id)
    return list(db.session.scalars(rows))


def everybody(group: Group, hamlet: str) -> list[Person]:
    """Return everybody who may be proposed under this filter, as far as one list holds."""
    found: list[Row[Any]] = []
    page = listing.eligible(group, hamlet)
    while page.rows and len(found) < rules.MOST_NAMES:
        found += page.rows
        page = listing.eligible(group, hamlet, page.rows[-1].public_id)
    return persons([row.public_id for row in found[: rules.MOST_NAMES]])
