"""People who turned out to be one human: completions that counted before and do not any more are found and marked."""

from collections.abc import Iterator

from sqlalchemy import select

from app.core.db import db
from app.core.text import N_
from app.learning import service as learning
from app.learning.completion import uncarried
from app.people.models import Person
from app.registry.findings import Finding
from app.registry.snapshot import Snapshot


def check(taken: Snapshot) -> Iterator[Finding]:
    """Find the completions that rest on what one of two rows witnessed of the other."""
    for person_id in sorted({row.merged_into_id for row in taken.persons.values()} - {None}):
        if uncarried(person_id):
            name = f"person:{taken.persons[person_id].public_id}"
            yield Finding(
                "MERGED",
                name,
                N_("Còn ghi là hoàn thành dù người chứng kiến chính là người học. Chạy lệnh `registry look-again`."),
            )


def merged_into() -> list[int]:
    """Return the persons whom other rows stand for, by id."""
    rows = select(Person.merged_into_id).where(Person.merged_into_id.is_not(None)).distinct()
    return sorted(person_id for person_id in db.session.scalars(rows) if person_id is not None)


def look_again(person_id: int) -> int:
    """Mark a person's completions that do not count any more, as a merger does; return how many."""
    found = len(uncarried(person_id))
    if found:
        learning.look_again(person_id)
    return found
