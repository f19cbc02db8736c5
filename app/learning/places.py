"""Where a reader stopped and what comes next: the section of a lesson on the server, so that any phone knows it."""

from dataclasses import dataclass
from typing import cast

from sqlalchemy import Table, bindparam, delete, select, update

from app.catalog import service as catalog
from app.catalog.models import ModuleVersion
from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.core.text import N_
from app.learning.models import LessonProgress, ReadingPlace
from app.learning.queries import INSERTS
from app.learning.standing import Standing, standings

MOST_SECTIONS = 500
PLACE = cast(Table, ReadingPlace.__table__)


def _keep(name: str) -> object:
    new = INSERTS[name](PLACE)
    taken = {"section": new.excluded.section, "at": new.excluded.at}
    return new.on_conflict_do_update(index_elements=[PLACE.c.person_id, PLACE.c.module_key], set_=taken)


KEEP = {name: _keep(name) for name in INSERTS}
BEGUN = (
    select(ReadingPlace.module_key, ModuleVersion.title, ReadingPlace.section)
    .join(ModuleVersion, (ModuleVersion.key == ReadingPlace.module_key) & ModuleVersion.is_current)
    .where(ReadingPlace.person_id == bindparam("person_id"))
    .order_by(ReadingPlace.at.desc())
    .limit(1)
)


@dataclass(frozen=True)
class Onward:
    """The lesson to go on with; `section` is where the reader stopped, 0 for the beginning."""

    key: str
    title: str
    section: int = 0


def keep_place(*, person_id: int, key: str, version_id: int, section: int) -> None:
    """Note which section of a lesson the person is at; one who has read it, or is at its beginning, has no place.

    Raises:
        NotFound: the module never had this version, or no lesson has so many sections.
    """
    catalog.version_number(key, version_id)
    if not 0 <= section <= MOST_SECTIONS:
        raise NotFound(N_("Không có bài học này."))
    mine = LessonProgress.person_id == person_id, LessonProgress.module_key == key
    if section == 0 or db.session.scalar(select(LessonProgress.read_at).where(*mine)):
        forget_place(person_id, key)
        return
    row = {"person_id": person_id, "module_key": key, "section": section, "at": clock.now()}
    db.session.execute(KEEP[db.session.get_bind().dialect.name], row)  # type: ignore[call-overload]


def forget_place(person_id: int, key: str) -> None:
    """Forget where a person stopped in a lesson."""
    db.session.execute(delete(PLACE).where(PLACE.c.person_id == person_id, PLACE.c.module_key == key))


def move_places(from_person_id: int, to_person_id: int) -> None:
    """Give one person's places to another, whose own are forgotten."""
    db.session.execute(delete(PLACE).where(PLACE.c.person_id == to_person_id))
    db.session.execute(update(PLACE).where(PLACE.c.person_id == from_person_id).values(person_id=to_person_id))


def onward(person_id: int, groups: list[str], known: Standing | None = None) -> Onward | None:
    """Return the lesson being read, or else the first one not done in the first group that has one; None at the end.

    `known` is the standing in one of the groups where the caller has it already.
    """
    begun = db.session.execute(BEGUN, {"person_id": person_id}).first()
    if begun is not None:
        return Onward(*begun)
    for group in groups:
        standing = known if known and known.programme.group == group else _standing(person_id, group)
        fact = next((one for one in standing.lessons if not one.is_done), None) if standing else None
        if fact is not None:
            return Onward(fact.key, fact.title)
    return None


def _standing(person_id: int, group: str) -> Standing | None:
    try:
        return standings([person_id], group)[person_id]
    except NotFound:
        return None
