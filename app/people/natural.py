"""Which rows of persons are one human: a merged row stands for the one it was merged into."""

from collections.abc import Collection

from sqlalchemy import select

from app.core.db import db
from app.core.errors import Refusal
from app.core.text import N_
from app.people.models import Person


class Moved(Refusal):
    """The person became another row while this was on its way; nothing more is written for the old one."""


def natural_persons(ids: Collection[int]) -> dict[int, int]:
    """Return for each person id the id it was merged into, itself where it was not: two ids of one human meet here."""
    found = {one: one for one in ids}
    into = _merged_into(set(ids))
    while into:
        found = {one: into.get(now, now) for one, now in found.items()}
        into = _merged_into(set(found.values()))
    return found


def ensure_not_moved(person_id: int, natural: dict[int, int] | None = None) -> None:
    """Refuse to write for a person who was merged into another; `natural` spares the look-up where it is known.

    Ask after taking the lock that the merger takes too, or it may still come in between.

    Raises:
        Moved: the person was merged.
    """
    if (natural or natural_persons({person_id}))[person_id] != person_id:
        raise Moved(
            N_("Người này vừa được gắn với một tên trong danh sách dân cư. Mời bác mở lại trang rồi làm lại việc này.")
        )


def _merged_into(ids: set[int]) -> dict[int, int]:
    rows = select(Person.id, Person.merged_into_id).where(Person.id.in_(ids), Person.merged_into_id.is_not(None))
    return {one: into for one, into in db.session.execute(rows) if into is not None}
