"""Who is whom: a card seen in person, its number typed by two officials, and one human kept as one person."""

import hmac
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import select

from app.audit import service as audit
from app.audit.actions import Action
from app.community import service as community
from app.core import clock
from app.core.actor import Actor
from app.core.db import db, lock
from app.core.errors import NotFound
from app.core.runtime import vault
from app.core.text import N_, normal
from app.identity import service as identity
from app.learning import service as learning
from app.people import rules as people_rules
from app.people import service as people
from app.people.models import CheckState, IdentityCheck, IdentityState, Person
from app.quiz import service as quiz
from app.registry import queries
from app.registry.bars import (
    SELF,
    TWICE,
    CannotLink,
    NoNote,
    NumberDisputed,
    SameOfficial,
    WrongNumber,
    checked,
    ensure_other,
    ensure_possible,
    ensure_waiting,
)

__all__ = ["CannotLink", "NoNote", "NumberDisputed", "SameOfficial", "WrongNumber"]

NUMBER_PLACE = "identity_check|number_sealed|{}"
METHOD = "card-seen"
MOST_MISTYPED = 3


@dataclass(frozen=True)
class Candidate:
    """Somebody of the resident list with the same name; the more agrees, the likelier it is the same human."""

    person: Person
    same_year: bool
    same_hamlet: bool


def candidates(person: Person) -> list[Candidate]:
    """Return residents of the list with this name and the same birth year or thôn, the likeliest first."""
    if person.is_listed:
        return []
    found = [
        Candidate(one, one.birth_year == person.birth_year, one.hamlet_id == person.hamlet_id)
        for one in queries.listed_namesakes(person)
    ]
    likely = [one for one in found if one.same_year or one.same_hamlet]
    return sorted(likely, key=lambda one: (not (one.same_year and one.same_hamlet), not one.same_year, one.person.id))


def find_waiting(person: Person) -> IdentityCheck | None:
    """Return the check of this person that waits for its second official, or None."""
    rows = select(IdentityCheck).where(IdentityCheck.person_id == person.id, IdentityCheck.state == CheckState.WAITING)
    return db.session.scalar(rows)


def ask(
    person_id: UUID, *, number: str, listed_id: UUID | None, note: str, actor: Actor
) -> IdentityCheck | NumberDisputed:
    """Note that the card was seen and its number read; it counts once another official has read it too.

    `listed_id` says that this self-registered person is that one of the resident list. A number that belongs to
    somebody else is answered with the refusal, not raised: that it was tried is in the trail and has to stay there.

    Raises:
        WrongNumber: not twelve digits.
        NoNote: nothing is said about what was seen.
        CannotLink: already verified or waiting, or the history belongs to somebody else.
        SameOfficial: the official checks themselves.
    """
    lock("registry")
    person = people.get_person(person_id)
    listed = people.get_person(listed_id) if listed_id else None
    if find_waiting(person) is not None:
        raise CannotLink(N_("Người này đang chờ cán bộ thứ hai xác nhận, không cần nhập lại."))
    verdict = checked(number, person)
    note = normal(note)
    if len(note) < 5:
        raise NoNote(N_("Mời ghi đã xem giấy tờ gì, ở đâu. Ví dụ: xem thẻ căn cước tại trụ sở."))
    ensure_other(actor, [person.id, listed.id if listed else person.id], SELF)
    try:
        ensure_possible(person, listed, verdict.number)
    except NumberDisputed as disputed:
        return _disputed(disputed, person, actor)
    check = _written(person, listed, verdict, note, actor)
    audit.record(
        Action.IDENTITY_ASKED,
        actor=actor,
        subject=f"person:{person.public_id}",
        to_state=CheckState.WAITING,
        payload={"check": str(check.public_id), "listed": str(listed.public_id) if listed else None, "note": note},
    )
    return check


def _disputed(disputed: NumberDisputed, person: Person, actor: Actor) -> NumberDisputed:
    """Note that a number was tried that is somebody else's; who tries numbers to learn whose they are is seen."""
    audit.record(
        Action.NUMBER_DISPUTED,
        actor=actor,
        subject=f"person:{person.public_id}",
        payload={"about": str(disputed.about.public_id)},
    )
    return disputed


def _written(
    person: Person, listed: Person | None, verdict: people_rules.NumberCheck, note: str, actor: Actor
) -> IdentityCheck:
    public_id = uuid4()
    check = IdentityCheck(
        public_id=public_id,
        person_id=person.id,
        listed_id=listed.id if listed else None,
        number_sealed=vault().seal(verdict.number.encode(), place=NUMBER_PLACE.format(public_id)),
        number_index=people.number_index(verdict.number),
        warnings="\n".join(verdict.warnings),
        evidence=note,
        asked_by_id=actor.person_id,
        asked_at=clock.now(),
    )
    db.session.add(check)
    db.session.flush()
    return check


def get_check(check_id: UUID, *, about: UUID | None = None) -> IdentityCheck:
    """Return an identity check as it is now, with nobody else able to decide it before this transaction ends.

    Raises:
        NotFound: there is none, or it is not the one of the person `about`.
    """
    lock("registry")
    rows = select(IdentityCheck).where(IdentityCheck.public_id == check_id).with_for_update(of=IdentityCheck)
    check = db.session.scalar(rows.execution_options(populate_existing=True))
    if check is None or about not in (None, check.person.public_id):
        raise NotFound(N_("Không có lần kiểm tra này."))
    return check


def confirm(check_id: UUID, *, number: str, actor: Actor) -> Person | WrongNumber | CannotLink:
    """Confirm as the second official; the person is verified and, where one of the list was named, becomes that one.

    Accounts, progress, attempts, consents and groups follow to the resident of the list; the other row stays as merged.
    Another number than the first one is answered with the refusal, not raised: it is in the trail, and the third one
    ends the check.

    Raises:
        WrongNumber: not twelve digits.
        CannotLink: decided already, or something changed since that bars it.
        SameOfficial: the same natural person asked for it, or is the one it is about.
    """
    check = get_check(check_id)
    ensure_waiting(check)
    person, listed = check.person, check.listed
    ensure_other(actor, [check.asked_by_id], TWICE)
    ensure_other(actor, [person.id, listed.id if listed else person.id], SELF)
    verdict = checked(number, person)
    if not hmac.compare_digest(people.number_index(verdict.number), check.number_index):
        return _mistyped(check, actor)
    ensure_possible(person, listed, verdict.number)
    target = listed or person
    if listed is not None:
        _move_everything(person, listed, actor)
    if target.number_index is None:
        people.set_number(target, verdict.number)
    people.mark_verified(target, by=METHOD)
    _decide(check, CheckState.CONFIRMED, actor, Action.IDENTITY_CONFIRMED)
    if listed is not None:
        _note_merger(person, listed, actor)
    return target


def _mistyped(check: IdentityCheck, actor: Actor) -> WrongNumber | CannotLink:
    """Note a wrong second number; who types on would be guessing, so the third one ends the check."""
    audit.record(
        Action.IDENTITY_MISTYPED,
        actor=actor,
        subject=f"person:{check.person.public_id}",
        payload={"check": str(check.public_id)},
    )
    if queries.count_mistyped(check) < MOST_MISTYPED:
        return WrongNumber(N_("Số vừa gõ khác số gõ lần thứ nhất. Mời nhìn lại trên thẻ, hoặc trả lại để nhập từ đầu."))
    _decide(check, CheckState.REFUSED, actor, Action.IDENTITY_REFUSED, N_("Số gõ lần thứ hai sai ba lần."))
    return CannotLink(N_("Đã gõ sai ba lần nên lần kiểm tra này khép lại. Mời xem lại thẻ và nhập lại từ đầu."))


def refuse(check_id: UUID, *, reason: str, actor: Actor) -> Person:
    """End a waiting check without a result; the person may be checked again from the start.

    Raises:
        NoNote: no reason was given.
        CannotLink: decided already.
    """
    check = get_check(check_id)
    ensure_waiting(check)
    if len(normal(reason)) < 5:
        raise NoNote(N_("Mời ghi vì sao chưa xác nhận, để người nhập biết mà sửa."))
    _decide(check, CheckState.REFUSED, actor, Action.IDENTITY_REFUSED, normal(reason))
    return check.person


def show_number(person_id: UUID, *, reason: str, actor: Actor) -> str:
    """Return a personal number in full and leave a line about who looked and why (requirement S19).

    Raises:
        NoNote: no reason was given.
    """
    person = people.get_person(person_id)
    if len(normal(reason)) < 5:
        raise NoNote(N_("Mời ghi lý do xem số; mỗi lần xem đều được ghi nhật ký."))
    subject = f"person:{person.public_id}"
    audit.record(Action.NUMBER_SHOWN, actor=actor, subject=subject, payload={"reason": normal(reason)})
    return people.open_number(person)


def _decide(check: IdentityCheck, state: CheckState, actor: Actor, action: Action, reason: str = "") -> None:
    before, check.state = check.state, state
    check.decided_by_id, check.decided_at, check.reason = actor.person_id, clock.now(), reason or None
    db.session.flush()
    audit.record(
        action,
        actor=actor,
        subject=f"person:{check.person.public_id}",
        from_state=before,
        to_state=state,
        payload={"check": str(check.public_id), "reason": reason},
    )


def _move_everything(person: Person, listed: Person, actor: Actor) -> None:
    """Let everything follow, in the order in which everybody locks: attempts, then progress, then the trail."""
    identity.reassign(person.id, listed.id)
    community.reassign(person.id, listed.id)
    voided = quiz.reassign(person.id, listed.id)
    learning.reassign(person.id, listed.id)
    people.mark_merged(person, into=listed)
    db.session.flush()
    quiz.note_voided(voided, actor=actor)
    learning.look_again(listed.id)


def _note_merger(person: Person, listed: Person, actor: Actor) -> None:
    audit.record(
        Action.PERSON_MERGED,
        actor=actor,
        subject=f"person:{person.public_id}",
        to_state=IdentityState.MERGED,
        payload={"into": str(listed.public_id)},
    )
