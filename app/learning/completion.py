"""The end of a programme: stored once per person and cycle by the act that completes it, and when it is in doubt."""

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
    """Store each current programme with this module that the person has now finished, once per cycle.

    One that was finished and is in doubt counts again when the version it was finished under is met.
    """
    db.session.flush()
    for programme, doubted in queries.unfinished_programmes(person_id, key):
        if doubted is not None:
            _restore(doubted)
            continue
        evidence = evidence_under(person_id, programme)
        if evidence.meets:
            _store(person_id, programme.group, evidence)


def doubt(person_id: int, key: str | None = None) -> None:
    """Mark the person's completions, of programmes with this module or all, that count no longer; none is removed."""
    db.session.flush()
    for completion in uncarried(person_id, key):
        completion.doubted_at = clock.now()
        _note(Action.PROGRAMME_DOUBTED, completion)


def uncarried(person_id: int, key: str | None = None) -> list[ProgrammeCompletion]:
    """Return the person's completions that are said to count although what they have done does not carry them."""
    standing = queries.standing_completions(person_id, key)
    return [completion for completion in standing if not _under_its_own_rule(completion).meets]


def _restore(completion: ProgrammeCompletion) -> None:
    if _under_its_own_rule(completion).meets:
        completion.doubted_at = None
        _note(Action.PROGRAMME_RESTORED, completion)


def _under_its_own_rule(completion: ProgrammeCompletion) -> Evidence:
    return evidence_under(completion.person_id, catalog.get_programme(completion.programme_version_id))


def _note(action: Action, completion: ProgrammeCompletion) -> None:
    subject = f"person:{queries.public_id_of(completion.person_id)}"
    audit.record(action, actor=SYSTEM, subject=subject, reason=completion.cycle)


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
