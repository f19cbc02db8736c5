"""Who is whom: a card seen in person, its number typed by two officials, and one human kept as one person."""

import hmac
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import select

from app.audit import service as audit
from app.audit.actions import Action
from app.core import clock
from app.core.actor import Actor
from app.core.db import db, lock
from app.core.errors import NotAllowed, NotFound, Refusal
from app.core.runtime import vault
from app.core.text import N_, normal
from app.identity import service as identity
from app.learning import service as learning
from app.people import rules as people_rules
from app.people import service as people
from app.people.models import CheckState, IdentityCheck, IdentityState, Person
from app.quiz import service as quiz
from app.registry import queries

NUMBER_PLACE = "identity_check|number_sealed|{}"
METHOD = "card-seen"


class WrongNumber(Refusal):
    """What was typed is not a personal number, or not the one that was typed before."""

    status = 400


class NoNote(Refusal):
    """The official did not say what they saw."""

    status = 400


class CannotLink(Refusal):
    """These two cannot be made one, or this one needs no check; the sentence says why."""


class SameOfficial(NotAllowed):
    """The second look is the first official's own, or somebody checks themselves."""


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


def ask(person_id: UUID, *, number: str, listed_id: UUID | None, note: str, actor: Actor) -> IdentityCheck:
    """Note that the card was seen and its number read; it counts once another official has read it too.

    `listed_id` says that this self-registered person is that one of the resident list.

    Raises:
        WrongNumber: not twelve digits.
        NoNote: nothing is said about what was seen.
        CannotLink: already verified or waiting, or the number or the history belongs to somebody else.
        SameOfficial: the official checks themselves.
    """
    lock("registry")
    person = people.get_person(person_id)
    listed = people.get_person(listed_id) if listed_id else None
    if find_waiting(person) is not None:
        raise CannotLink(N_("Người này đang chờ cán bộ thứ hai xác nhận, không cần nhập lại."))
    verdict = _checked(number, person)
    note = normal(note)
    if len(note) < 5:
        raise NoNote(N_("Mời ghi đã xem giấy tờ gì, ở đâu. Ví dụ: xem thẻ căn cước tại trụ sở."))
    _ensure_possible(person, listed, verdict.number)
    _ensure_other(actor, [person.id, listed.id if listed else person.id], _SELF)
    check = _written(person, listed, verdict, note, actor)
    audit.record(
        Action.IDENTITY_ASKED,
        actor=actor,
        subject=f"person:{person.public_id}",
        to_state=CheckState.WAITING,
        payload={"check": str(check.public_id), "listed": str(listed.public_id) if listed else None, "note": note},
    )
    return check


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


def get_check(check_id: UUID) -> IdentityCheck:
    """Return an identity check as it is now, with nobody else able to decide it before this transaction ends.

    Raises:
        NotFound: there is none.
    """
    lock("registry")
    rows = select(IdentityCheck).where(IdentityCheck.public_id == check_id).with_for_update(of=IdentityCheck)
    check = db.session.scalar(rows.execution_options(populate_existing=True))
    if check is None:
        raise NotFound(N_("Không có lần kiểm tra này."))
    return check


def confirm(check_id: UUID, *, number: str, actor: Actor) -> Person:
    """Confirm as the second official; the person is verified and, where one of the list was named, becomes that one.

    Accounts, progress, attempts, consents and groups follow to the resident of the list; the other row stays as merged.

    Raises:
        WrongNumber: not the number that was typed first.
        CannotLink: decided already, or something changed since that bars it.
        SameOfficial: the same natural person asked for it, or is the one it is about.
    """
    check = get_check(check_id)
    _ensure_waiting(check)
    person, listed = check.person, check.listed
    _ensure_other(actor, [check.asked_by_id], _TWICE)
    _ensure_other(actor, [person.id, listed.id if listed else person.id], _SELF)
    verdict = _checked(number, person)
    if not hmac.compare_digest(people.number_index(verdict.number), check.number_index):
        raise WrongNumber(N_("Số vừa gõ khác số gõ lần thứ nhất. Mời nhìn lại trên thẻ, hoặc trả lại để nhập từ đầu."))
    _ensure_possible(person, listed, verdict.number)
    target = listed or person
    if listed is not None:
        _move_everything(person, listed)
    if target.number_index is None:
        people.set_number(target, verdict.number)
    people.mark_verified(target, by=METHOD)
    _decide(check, CheckState.CONFIRMED, actor, Action.IDENTITY_CONFIRMED)
    if listed is not None:
        _note_merger(person, listed, actor)
    return target


def refuse(check_id: UUID, *, reason: str, actor: Actor) -> Person:
    """End a waiting check without a result; the person may be checked again from the start.

    Raises:
        NoNote: no reason was given.
        CannotLink: decided already.
    """
    check = get_check(check_id)
    _ensure_waiting(check)
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


def _move_everything(person: Person, listed: Person) -> None:
    """Let everything follow; before the trail is written, because learners too lock their progress first."""
    identity.reassign(person.id, listed.id)
    learning.reassign(person.id, listed.id)
    quiz.reassign(person.id, listed.id)
    people.mark_merged(person, into=listed)
    db.session.flush()


def _note_merger(person: Person, listed: Person, actor: Actor) -> None:
    audit.record(
        Action.PERSON_MERGED,
        actor=actor,
        subject=f"person:{person.public_id}",
        to_state=IdentityState.MERGED,
        payload={"into": str(listed.public_id)},
    )


def _checked(number: str, person: Person) -> people_rules.NumberCheck:
    verdict = people_rules.check_number(number, sex=person.sex, birth_year=person.birth_year)
    if verdict.error:
        raise WrongNumber(verdict.error)
    return verdict


def _ensure_waiting(check: IdentityCheck) -> None:
    if check.state is not CheckState.WAITING:
        raise CannotLink(N_("Lần kiểm tra này đã được quyết định rồi. Mời xem lại tình trạng mới nhất."))


_SELF = N_("Không ai tự xác minh cho chính mình. Mời một cán bộ khác làm việc này.")
_TWICE = N_("Số định danh phải do hai người khác nhau nhập. Mời một cán bộ khác xác nhận.")


def _ensure_other(actor: Actor, ids: list[int], problem: str) -> None:
    natural = queries.natural_persons({actor.person_id, *ids})
    if natural[actor.person_id] in {natural[one] for one in ids}:
        raise SameOfficial(problem)


def _ensure_possible(person: Person, listed: Person | None, number: str) -> None:
    if person.state is not IdentityState.UNVERIFIED:
        raise CannotLink(N_("Người này đã được xác minh rồi."))
    if listed is not None:
        _ensure_linkable(person, listed)
    target = listed or person
    owner = people.find_by_number(number)
    if owner is not None and owner.id != target.id:
        who = {"name": owner.full_name, "hamlet": owner.hamlet.name}
        raise CannotLink(
            N_("Số này đã có ở %(name)s, %(hamlet)s. Nếu đúng là một người, mời chọn tên đó trong danh sách dân cư."),
            **who,
        )
    if target.number_index is not None and owner is None:
        raise CannotLink(N_("Số trên thẻ khác số đã ghi trong danh sách dân cư. Mời xem lại đã chọn đúng người chưa."))


def _ensure_linkable(person: Person, listed: Person) -> None:
    if person.is_listed or not listed.is_listed or listed.id == person.id:
        raise CannotLink(N_("Chỉ gắn người tự đăng ký với một người trong danh sách dân cư."))
    if listed.state in (IdentityState.MERGED, IdentityState.SUSPENDED):
        raise CannotLink(N_("Dòng này của danh sách dân cư không còn dùng. Mời chọn dòng khác."))
    if learning.has_history(listed.id) or quiz.has_history(listed.id) or queries.has_record(listed.id):
        raise CannotLink(
            N_("%(name)s trong danh sách dân cư đã có kết quả học riêng nên không gộp được. Mời báo Phòng Văn hóa."),
            name=listed.full_name,
        )
