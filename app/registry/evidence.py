"""What a name stands on at this moment: verified person, ground, evidence; read alike when proposed and approved."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.catalog import service as catalog
from app.core.errors import Refusal
from app.core.text import N_
from app.learning import rules as learning_rules
from app.learning.evidence import Evidence, evidence_from
from app.learning.models import ProgrammeCompletion
from app.learning.standing import completions, done_by
from app.people import service as people
from app.people.models import Consent, Group, Person, Purpose
from app.registry import queries, rules


class NotEligible(Refusal):
    """Something is missing before this person can be entered; the sentence names the person and what it is."""


@dataclass(frozen=True)
class Basis:
    """The facts a record would be made of now, and the hash of all of it as shown on a list."""

    person: Person
    finished_at: datetime
    evidence: Evidence
    ground: str
    sha256: str


def read(persons: Sequence[Person], group: Group, cycle: str) -> dict[int, Basis]:
    """Read now what the record of each person would stand on; few statements, however many persons.

    Raises:
        NotEligible: somebody is not verified, has no ground recorded, did not finish, or it was revoked before.
    """
    ids = [person.id for person in persons]
    finished = {row.person_id: row for row in completions(ids, cycle) if row.group == group}
    found = _evidence(finished)
    revoked = queries.revoked_evidence(ids, group)
    bases = {}
    for person in persons:
        known = found.get(person.id)
        consent = people.consent_for(person.id, Purpose.REGISTRY)
        problem = _problem(person, known, consent, revoked.get(person.id, set()))
        if known is None or consent is None or problem:
            line = learning_rules.line("", known.missing) if known is not None and known.missing else ""
            raise NotEligible(problem or "", name=person.full_name, line=line)
        ground = f"consent/{consent.id}/{consent.text_version}"
        content = rules.content_hash(_shown(person, known.sha256, group, cycle) | {"ground": ground})
        bases[person.id] = Basis(person, _completed_at(finished[person.id], known), known, ground, content)
    return bases


def _completed_at(completion: ProgrammeCompletion, known: Evidence) -> datetime:
    """Return the day of the completion: when everything it rests on was done, which after a doubt is later."""
    return max(completion.finished_at, known.newest or completion.finished_at)


def _problem(person: Person, known: Evidence | None, consent: Consent | None, revoked: set[str]) -> str | None:
    if not person.is_verified:
        return N_("%(name)s chưa được xác minh danh tính nên chưa ghi sổ được.")
    if consent is None:
        return N_("%(name)s chưa đồng ý cho ghi sổ và chuyển Công an xã.")
    if known is None or not known.meets:
        return _lacking(known)
    if known.sha256 in revoked:
        return N_("Bằng chứng của %(name)s đã bị thu hồi, cần có kết quả mới.")
    return None


def _lacking(known: Evidence | None) -> str:
    """Return the sentence about somebody who has not finished; `%(line)s` is the line that the learner reads too."""
    if known is None:
        return N_("%(name)s chưa đủ điều kiện hoàn thành chương trình.")
    if known.is_doubted:
        return N_("Bài của %(name)s đã được xem lại và không còn được tính. Mời người học làm lại bài trước.")
    return N_("%(name)s chưa đủ điều kiện hoàn thành chương trình. %(line)s")


def _evidence(finished: Mapping[int, ProgrammeCompletion]) -> dict[int, Evidence]:
    """Return the evidence of persons who finished, each under the version of the rule they finished under."""
    under: dict[int, list[int]] = defaultdict(list)
    for person_id, completion in finished.items():
        under[completion.programme_version_id].append(person_id)
    found: dict[int, Evidence] = {}
    for version_id, ids in under.items():
        programme = catalog.get_programme(version_id)
        done = done_by(ids, programme)
        found |= {person_id: evidence_from(done[person_id], programme) for person_id in ids}
    return found


def _shown(person: Person, evidence_sha256: str, group: Group, cycle: str) -> dict[str, object]:
    """Return what an official sees and relies on; a correction of the person changes it, a new key does not."""
    return {
        "person": str(person.public_id),
        "full_name": person.full_name,
        "birth": person.birth_date.isoformat() if person.birth_date else str(person.birth_year),
        "number_tail": person.number_tail or "",
        "verified_at": person.verified_at.isoformat() if person.verified_at else "",
        "programme": str(group),
        "cycle": cycle,
        "evidence_sha256": evidence_sha256,
    }
