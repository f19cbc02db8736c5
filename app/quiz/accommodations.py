"""Help of their own ("hỗ trợ riêng") that a learner is promised: given, withdrawn, and what holds at a module now."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from app.audit import service as audit
from app.audit.actions import Action
from app.core import clock
from app.core.actor import Actor
from app.core.db import db, lock
from app.core.errors import NotAllowed, NotFound, Refusal
from app.core.text import N_
from app.people.models import Person
from app.people.natural import ensure_not_moved, natural_persons
from app.quiz import queries, rules
from app.quiz.models import Accommodation, Attempt
from app.quiz.rules import Grant, Help, Rule
from app.quiz.words import ExtraTime

LONGEST = timedelta(days=366)
MOST_ATTEMPTS = 5
# From the least to the most.
TIMES = tuple(ExtraTime)


class BadHelp(Refusal):
    """The help asked for is none, or lasts too long."""

    status = 422


@dataclass(frozen=True, slots=True)
class Promised:
    """What holds for a learner at a module now: the most of everything promised, and the attempts with their days."""

    help: Help
    grants: tuple[Grant, ...]


@dataclass(frozen=True, slots=True)
class Wish:
    """The help somebody means to promise: at one module or at all (an empty key), until the end of a day."""

    module_key: str
    help: Help
    reason: str
    ends_at: datetime


def promised(person_id: int, key: str, now: datetime) -> Promised:
    """Return the help that holds for a person at a module; no help is an empty one."""
    held = Accommodation.withdrawn_at.is_(None), Accommodation.ends_at > now
    about = Accommodation.person_id == person_id, Accommodation.module_key.in_(("", key))
    # What somebody promised under another row of their own does not count: nobody helps themselves.
    rows = db.session.scalars(select(Accommodation).where(*about, *held, Accommodation.given_by_id != person_id)).all()
    most = Help(
        extra_time=max((row.extra_time for row in rows), key=TIMES.index, default=ExtraTime.NONE),
        extra_attempts=max((row.extra_attempts for row in rows), default=0),
        has_reader=any(row.has_reader for row in rows),
        may_pause=any(row.may_pause for row in rows),
    )
    return Promised(most, tuple(Grant(row.given_at, row.extra_attempts) for row in rows if row.extra_attempts))


def give(*, person: Person, wish: Wish, actor: Actor, gives_attempts: bool) -> Accommodation:
    """Promise help from now on; an attempt under way has it at once. `gives_attempts`: the actor may promise attempts.

    Raises:
        NotAllowed: for oneself, or further attempts by somebody who may not promise them.
        BadHelp: no help at all, more than 5 further attempts, or for longer than twelve months.
        Moved: the learner was merged into another person meanwhile.
    """
    now = clock.now()
    _ensure_sensible(wish, now)
    if wish.help.extra_attempts and not gives_attempts:
        raise NotAllowed(N_("Cho thêm lần làm bài là việc của giáo viên lớp hoặc cán bộ Văn hóa – Xã hội."))
    _ensure_others(person, actor)
    lock(f"attempts:{person.id}")
    ensure_not_moved(person.id)
    row = Accommodation(
        person_id=person.id,
        module_key=wish.module_key,
        **_columns(wish.help),
        reason=wish.reason,
        ends_at=wish.ends_at,
        given_by_id=actor.person_id,
        given_at=now,
    )
    db.session.add(row)
    db.session.flush()
    _extend_open(person.id, wish.module_key, now)
    subject, payload = f"person:{person.public_id}", {"module": wish.module_key, "reason": wish.reason}
    payload |= {"help": str(row.public_id), "until": wish.ends_at.isoformat(), **wish.help.stored()}
    audit.record(Action.HELP_GIVEN, actor=actor, subject=subject, payload=payload)
    return row


def withdraw(*, person: Person, public_id: UUID, reason: str, actor: Actor) -> None:
    """Take a promise back for attempts to come; those under way keep what they began with. Twice changes nothing.

    Raises:
        NotFound: this person was promised no such help.
        NotAllowed: one's own.
    """
    _ensure_others(person, actor)
    lock(f"attempts:{person.id}")
    own = select(Accommodation).where(Accommodation.public_id == public_id, Accommodation.person_id == person.id)
    row = db.session.scalar(own.execution_options(populate_existing=True))
    if row is None:
        raise NotFound(N_("Không tìm thấy hỗ trợ này."))
    if row.withdrawn_at is not None:
        return
    row.withdrawn_at, row.withdrawn_by_id, row.withdrawn_reason = clock.now(), actor.person_id, reason
    payload = {"help": str(public_id), "reason": reason}
    audit.record(Action.HELP_WITHDRAWN, actor=actor, subject=f"person:{person.public_id}", payload=payload)


def list_of(person_id: int) -> Sequence[Accommodation]:
    """Return everything a person was promised, the newest first, each with who gave it."""
    rows = select(Accommodation).where(Accommodation.person_id == person_id).options(joinedload(Accommodation.given_by))
    return db.session.scalars(rows.order_by(Accommodation.id.desc())).all()


def list_held(person_id: int) -> list[Accommodation]:
    """Return what holds for a person now, the newest first."""
    now = clock.now()
    return [row for row in list_of(person_id) if row.withdrawn_at is None and row.ends_at > now]


def reassign(from_person_id: int, to_person_id: int) -> None:
    """Move what was promised to, and by, one person to another; the caller holds the starts of both."""
    for column in (Accommodation.person_id, Accommodation.given_by_id):
        db.session.execute(
            update(Accommodation).where(column == from_person_id).values({column.key: to_person_id}),
            execution_options={"synchronize_session": False},
        )


def _ensure_sensible(wish: Wish, now: datetime) -> None:
    if wish.help == rules.NO_HELP:
        raise BadHelp(N_("Mời bác chọn ít nhất một điều hỗ trợ."))
    if not 0 <= wish.help.extra_attempts <= MOST_ATTEMPTS:
        raise BadHelp(N_("Mỗi lần cho thêm được nhiều nhất %(count)s lần làm bài."), count=MOST_ATTEMPTS)
    if not now < wish.ends_at <= now + LONGEST:
        raise BadHelp(N_("Ngày hết hạn phải từ hôm nay, và không quá 12 tháng."))


def _ensure_others(person: Person, actor: Actor) -> None:
    natural = natural_persons({actor.person_id, person.id})
    if natural[actor.person_id] == natural[person.id]:
        raise NotAllowed(N_("Không ai tự ghi hỗ trợ cho mình. Mời bác nhờ một người hướng dẫn khác."))


def _extend_open(person_id: int, key: str, now: datetime) -> None:
    """Give the attempts under way what holds now; nothing is ever shortened, and what is over stays over."""
    for attempt in queries.open_ones(person_id):
        if key in ("", attempt.module_key) and not rules.is_over(attempt.due_at, now):
            rule = replace(Rule.read(attempt.rule), help=promised(person_id, attempt.module_key, now).help)
            attempt.ends_at = _later(attempt, rule)
            attempt.rule = rule.stored()


def _later(attempt: Attempt, rule: Rule) -> datetime | None:
    allowed = rule.time_allowed
    if allowed is None or attempt.ends_at is None:
        return None
    return max(attempt.ends_at, attempt.started_at + allowed + timedelta(seconds=attempt.paused_seconds))


def _columns(help_: Help) -> dict[str, object]:
    return {
        "extra_time": help_.extra_time,
        "extra_attempts": help_.extra_attempts,
        "has_reader": help_.has_reader,
        "may_pause": help_.may_pause,
    }
