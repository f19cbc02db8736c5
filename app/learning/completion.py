"""The end of a programme: stored once per person and cycle by the act that completes it, with its evidence."""

from sqlalchemy import select

from app.audit import service as audit
from app.audit.actions import Action
from app.catalog import service as catalog
from app.core import clock
from app.core.actor import SYSTEM
from app.core.db import db
from app.learning import queries
from app.learning.evidence import Evidence, evidence_under
from app.learning.models import ProgrammeCompletion
from app.learning.standing import completions


def settle(person_id: int, key: str) -> None:
    """Store each current programme with this module that the person has now finished, once per cycle."""
    db.session.flush()
    for programme in queries.unfinished_programmes(person_id, key):
        evidence = evidence_under(person_id, programme)
        if evidence.meets:
            _store(person_id, programme.group, evidence)


def _store(person_id: int, group: str, evidence: Evidence) -> None:
    queries.add_completion(
        {
            "person_id": person_id,
            "group": group,
            "cycle": evidence.cycle,
            "programme_version_id": evidence.programme_version_id,
            "finished_at": clock.now(),
            "evidence": evidence.facts,
            "evidence_sha256": evidence.sha256,
        }
    )
    subject = f"person:{queries.public_id_of(person_id)}"
    audit.record(Action.PROGRAMME_FINISHED, actor=SYSTEM, subject=subject, reason=evidence.cycle)


def evidence_of(person_id: int, group: str) -> Evidence:
    """Return the person's evidence for the group's programme, read now from progress and practices.

    Who has finished is judged by the version of the rule they finished under, everybody else by the current one.

    Raises:
        NotFound: the group has no programme.
    """
    programme = catalog.current_programme(group)
    completion = completion_of(person_id, group, programme.cycle)
    if completion is not None and completion.programme_version_id != programme.id:
        programme = catalog.get_programme(completion.programme_version_id)
    return evidence_under(person_id, programme)


def completion_of(person_id: int, group: str, cycle: str) -> ProgrammeCompletion | None:
    """Return the person's stored completion of the group's programme in this cycle, or None."""
    return next((row for row in completions([person_id], cycle) if row.group == group), None)


def finished(group: str) -> list[ProgrammeCompletion]:
    """Return the completions of the group's programme in its current cycle, oldest first, of members or not."""
    cycle = catalog.current_programme(group).cycle
    rows = select(ProgrammeCompletion).where(ProgrammeCompletion.group == group, ProgrammeCompletion.cycle == cycle)
    return list(db.session.scalars(rows.order_by(ProgrammeCompletion.finished_at, ProgrammeCompletion.id)))
