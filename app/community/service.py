"""The verbs on classes: open, close, find, and the door through which a telephone joins."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.audit import service as audit
from app.audit.actions import Action
from app.community import queries, rules
from app.community.models import ClassSession
from app.community.presence import come_by_card, note_present, present, reassign, take_back
from app.core import clock
from app.core.actor import Actor
from app.core.db import db, lock
from app.core.errors import NotFound, Refusal
from app.core.runtime import settings, vault
from app.core.text import N_
from app.identity import throttle

__all__ = ["come_by_card", "note_present", "present", "reassign", "take_back"]

# Where the cookie of a telephone holds the public id of the class it has joined.
JOINED = "class"
LISTED = 60
PLACE = "class_session|door_sealed|{}"


class BadTimes(Refusal):
    """A class can't have these times."""

    status = 422


@dataclass(frozen=True)
class Door:
    """What is shown to those who want to join: the address in the picture, and the digits."""

    address: str
    code: str


def open_class(*, leader: Actor, place: str, starts_at: datetime, ends_at: datetime) -> ClassSession:
    """Open a class; its door works from its first minute to its last, or until it is closed.

    Raises:
        BadTimes: it ends before it begins, is over already, or lasts longer than 12 hours.
    """
    now = clock.now()
    if problem := rules.times_problem(starts_at, ends_at, now):
        raise BadTimes(problem)
    lock("class-doors")
    token = _free_token(now)
    opened = ClassSession(
        leader_id=leader.person_id,
        place=place,
        starts_at=starts_at,
        ends_at=ends_at,
        door_hash=_door_hash(token),
        code_hash=_code_hash(rules.code_of(token)),
    )
    db.session.add(opened)
    db.session.flush()  # The id is the place the token is sealed to.
    opened.door_sealed = vault().seal(token.encode(), place=PLACE.format(opened.id))
    audit.record(Action.CLASS_OPENED, actor=leader, subject=subject_of(opened), payload={"place": place})
    return opened


def close_class(found: ClassSession, *, actor: Actor) -> None:
    """Close a class: its door is shut, telephones that joined open no more cards; a second call changes nothing."""
    held = queries.hold(found.id, to_change=True)
    if held.closed_at is not None:
        return
    held.closed_at, held.door_sealed = clock.now(), None
    audit.record(Action.CLASS_CLOSED, actor=actor, subject=subject_of(held))


def find_class(public_id: UUID) -> ClassSession | None:
    """Return the class with this public id, or None."""
    return queries.find(public_id)


def get_class(public_id: UUID, *, reader: Actor, sees_all: bool) -> ClassSession:
    """Return a class for its leader, or for somebody who may see everybody.

    Raises:
        NotFound: no such class, or somebody else's: both look the same (requirement S18).
    """
    found = queries.find(public_id)
    if found is None or not (sees_all or found.leader_id == reader.person_id):
        raise NotFound(N_("Không tìm thấy buổi học này."))
    return found


def list_classes(*, reader: Actor, sees_all: bool) -> Sequence[ClassSession]:
    """Return up to 60 classes, the newest first: one's own, or everybody's for who may see everybody."""
    return queries.classes(None if sees_all else reader.person_id, limit=LISTED)


def by_time(rows: Sequence[ClassSession]) -> dict[str, list[ClassSession]]:
    """Return classes apart: `open` ones going on, those `coming`, and the `past` ones."""
    now = clock.now()
    parts: dict[str, list[ClassSession]] = {"open": [], "coming": [], "past": []}
    for row in rows:
        coming = row.closed_at is None and row.starts_at > now
        parts["open" if is_open(row) else "coming" if coming else "past"].append(row)
    return parts


def is_open(found: ClassSession) -> bool:
    """Tell whether the class is going on now."""
    return rules.is_open(found.starts_at, found.ends_at, found.closed_at, clock.now())


def find_open_class(cookie: Mapping[str, Any]) -> ClassSession | None:
    """Return the class that this telephone has joined, while it is open."""
    try:
        joined = queries.find(UUID(cookie[JOINED]))
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    return joined if joined is not None and is_open(joined) else None


def hold_open_class(cookie: Mapping[str, Any]) -> ClassSession | None:
    """Return the class this telephone has joined, kept open until the transaction ends: closing it waits."""
    joined = find_open_class(cookie)
    held = queries.hold(joined.id, to_change=False) if joined is not None else None
    return held if held is not None and is_open(held) else None


def door_of(code: str) -> ClassSession | None:
    """Return the class going on that these digits, as typed, lead to; None for anything else."""
    digits = rules.read_code(code)
    return queries.find_by_door(clock.now(), code_hash=_code_hash(digits)) if digits else None


def door_of_token(token: str) -> ClassSession | None:
    """Return the class going on that this token of a picture leads to, or None."""
    return queries.find_by_door(clock.now(), door_hash=_door_hash(token))


def join(*, code: str = "", token: str = "", address: str) -> ClassSession | None:
    """Return the class to join by its digits or its token; None for a wrong one, and while this address must wait.

    A wrong one is counted; the caller commits either way.
    """
    key = throttle.place_key("class", address)
    if throttle.is_blocked(key):
        return None
    found = door_of_token(token) if token else door_of(code)
    if found is None:
        throttle.count_failure(key, free=rules.FREE_TRIES, fade=rules.FADE)
    return found


def shown_door(found: ClassSession) -> Door | None:
    """Return the door of a class going on for its leader's screen; None when it is shut."""
    if found.door_sealed is None or not is_open(found):
        return None
    token = vault().open(found.door_sealed, place=PLACE.format(found.id)).decode()
    base = str(settings().base_url).rstrip("/")
    return Door(f"{base}/lop/vao/{token}", rules.spaced(rules.code_of(token)))


def subject_of(found: ClassSession) -> str:
    """Return how the trail names a class."""
    return f"class:{found.public_id}"


def _free_token(now: datetime) -> str:
    """Return a token whose digits no other class has that is not over."""
    token = secrets.token_urlsafe(16)
    while queries.is_code_taken(_code_hash(rules.code_of(token)), now):
        token = secrets.token_urlsafe(16)
    return token


def _door_hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _code_hash(code: str) -> bytes:
    return vault().index(code, purpose="class.code")
