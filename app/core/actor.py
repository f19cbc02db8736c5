"""Who acts, as services and the audit trail need it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """A signed-in person at the moment of an act: `person_id` for separation of duties, the rest for the trail."""

    person_id: int
    person: str
    account: str
    roles: str


SYSTEM = Actor(person_id=0, person="system", account="system", roles="system")
