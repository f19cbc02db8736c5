"""Numbers of the register and the letter that travels to the gateway: pure, names as the gateway spells them."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from app.core.canonical import canonical
from app.core.clock import LOCAL

AGENCY_SYSTEM = "QD20"
COMMUNE_SYSTEM = "GSO"
NUMBER = re.compile(r"(?P<commune>\d{5})-(?P<epoch>\d+)-(?P<year>\d{4})-(?P<sequence>\d{6,})")


@dataclass(frozen=True)
class NumberParts:
    """A registry number taken apart."""

    commune: str
    epoch: int
    year: int
    sequence: int


def format_number(parts: NumberParts) -> str:
    """Return `07672-1-2026-000123`: commune, epoch, year, sequence; the sequence restarts only with a new epoch."""
    return f"{parts.commune}-{parts.epoch}-{parts.year:04}-{parts.sequence:06}"


def parse_number(number: str) -> NumberParts | None:
    """Return the parts of a registry number, or None when it does not have the form."""
    found = NUMBER.fullmatch(number)
    if found is None:
        return None
    return NumberParts(found["commune"], int(found["epoch"]), int(found["year"]), int(found["sequence"]))


@dataclass(frozen=True)
class Citizen:
    """The person as the gateway is told; birth is a full date, or a year where no more is known."""

    personal_number: str
    full_name: str
    birth_date: date | None
    birth_year: int

    def as_told(self) -> dict[str, str]:
        """Return the fields under the gateway's names."""
        birth = self.birth_date.isoformat() if self.birth_date else f"{self.birth_year:04}"
        return {"personal_number": self.personal_number, "full_name": self.full_name, "birth_date": birth}


@dataclass(frozen=True)
class Facts:
    """What was completed and confirmed, as it stands in one version of a record."""

    number: str
    version: int
    programme: str
    framework: str
    completed_at: datetime
    approved_at: datetime
    evidence_sha256: str

    def as_told(self) -> dict[str, Any]:
        """Return the fields under the gateway's names; days as in Vietnam, moments in UTC to the second."""
        return {
            "number": self.number,
            "version": self.version,
            "programme": self.programme,
            "framework": self.framework,
            "completed_on": self.completed_at.astimezone(LOCAL).date().isoformat(),
            "approved_at": self.approved_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "evidence_sha256": self.evidence_sha256,
        }


@dataclass(frozen=True)
class Letter:
    """One message before it has its id: `registry-and-push`, section 5."""

    kind: str
    agency_code: str
    commune_code: str
    citizen: dict[str, str]
    record: dict[str, Any]
    reason: str | None
    audit_head: str

    def body(self, message_id: UUID) -> bytes:
        """Return the frozen bytes of the message: what is signed, hashed and resent is exactly this."""
        return canonical(
            {
                "message_id": str(message_id),
                "kind": self.kind,
                "agency": {"system": AGENCY_SYSTEM, "code": self.agency_code},
                "commune": {"system": COMMUNE_SYSTEM, "code": self.commune_code},
                "citizen": self.citizen,
                "record": self.record,
                "reason": self.reason,
                "audit_head": self.audit_head,
            }
        )
