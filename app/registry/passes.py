"""How the attempts behind a record were made, in words for officials, and which of them were declared void since."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.core.db import db
from app.learning.circumstances import Circumstances, say
from app.learning.rules import Sentence
from app.people.models import Person
from app.quiz import voiding
from app.quiz.voiding import Voided


@dataclass(frozen=True)
class Made:
    """One passed attempt of some evidence; `words` is None where the evidence is from before this was kept."""

    words: Sentence | None
    witness: str | None
    voided: Voided | None


def made(evidences: Iterable[Mapping[str, Any]]) -> dict[str, Made]:
    """Return how each attempt that some evidences name was made, by its id; two statements, however many there are."""
    passed = [one for evidence in evidences for one in evidence["passed"]]
    names = _names({one["witness"] for one in passed if one["witness"]})
    voided = voiding.voided_of([UUID(one["attempt"]) for one in passed]) if passed else {}
    return {one["attempt"]: _made(one, names, voided.get(UUID(one["attempt"]))) for one in passed}


def _made(one: Mapping[str, Any], names: Mapping[str, str], voided: Voided | None) -> Made:
    witness, how = names.get(one["witness"]), Circumstances.of_facts(one)
    return Made(say(how, witness) if how is not None else None, witness, voided)


def _names(public_ids: set[str]) -> dict[str, str]:
    if not public_ids:
        return {}
    rows = select(Person.public_id, Person.full_name).where(Person.public_id.in_([UUID(one) for one in public_ids]))
    return {str(row.public_id): row.full_name for row in db.session.execute(rows)}
