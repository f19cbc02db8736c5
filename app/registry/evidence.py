"""What a name stands on at this moment: verified person, ground, evidence; read alike when proposed and approved."""

from dataclasses import dataclass

from app.core.errors import Refusal
from app.core.text import N_
from app.learning import service as learning
from app.learning.evidence import Evidence
from app.learning.models import ProgrammeCompletion
from app.people import service as people
from app.people.models import Group, Person, Purpose
from app.registry import queries, rules


class NotEligible(Refusal):
    """Something is missing before this person can be entered; the sentence names the person and what it is."""


@dataclass(frozen=True)
class Basis:
    """The facts a record would be made of now, and the hash of all of it as shown on a list."""

    person: Person
    completion: ProgrammeCompletion
    evidence: Evidence
    ground: str
    sha256: str


def read(person: Person, group: Group, cycle: str) -> Basis:
    """Read now what this person's record would stand on.

    Raises:
        NotEligible: not verified, no ground recorded, not finished, or the evidence was revoked before.
    """
    who = {"name": person.full_name}
    if not person.is_verified:
        raise NotEligible(N_("%(name)s chưa được xác minh danh tính nên chưa ghi sổ được."), **who)
    consent = people.consent_for(person.id, Purpose.REGISTRY)
    if consent is None:
        raise NotEligible(N_("%(name)s chưa đồng ý cho ghi sổ và chuyển Công an xã."), **who)
    completion = learning.completion_of(person.id, group, cycle)
    evidence = learning.evidence_of(person.id, group)
    if completion is None or not evidence.meets or evidence.cycle != cycle:
        raise NotEligible(N_("%(name)s chưa đủ điều kiện hoàn thành chương trình."), **who)
    if evidence.sha256 in queries.revoked_evidence(person.id, group):
        raise NotEligible(N_("Bằng chứng của %(name)s đã bị thu hồi, cần có kết quả mới."), **who)
    ground = f"consent/{consent.id}/{consent.text_version}"
    content = rules.content_hash(_shown(person, evidence.sha256, group, cycle) | {"ground": ground})
    return Basis(person, completion, evidence, ground, content)


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
