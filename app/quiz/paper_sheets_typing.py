"""Sheets typed in: once for practice, twice for an assessment, then an attempt in its owner's name, once for ever."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.audit.actions import Action
from app.catalog import service as catalog
from app.content.words import QuizMode
from app.core import clock
from app.core.actor import Actor
from app.core.db import db
from app.core.errors import NotAllowed, NotFound, Refusal
from app.core.text import N_
from app.identity import rules as identity_rules
from app.identity import service as identity
from app.identity.words import Assurance
from app.learning.words import Medium
from app.people.models import Person
from app.people.natural import natural_persons
from app.quiz import accommodations, class_work, queries, rules
from app.quiz import paper_sheets_rules as sheet_rules
from app.quiz.closing import finish
from app.quiz.kinds.base import Answer
from app.quiz.models import Attempt, PaperSheet, SheetState
from app.quiz.paper_sheets import Done, trail
from app.quiz.rules import Rule
from app.quiz.starting import AlreadyUnderWay, NoneLeft, Outdated, TooSoon, is_of_own_group, lock_starts, past_of
from app.web.permissions import Permission


class BadSheet(Refusal):
    """What was typed of the head of the sheet can't be so."""

    status = 422


@dataclass(frozen=True, slots=True)
class Head:
    """What stands in the head of a sheet: whose it is, who was in the room, on which day."""

    owner: Person | None
    witness: Person | None
    held_on: date


def is_assessment(sheet: PaperSheet) -> bool:
    """Tell whether the sheet is an assessment: typed twice, with a witness."""
    return Rule.read(sheet.rule).mode is QuizMode.ASSESSMENT


def witnesses() -> list[Person]:
    """Return the persons who help learners, by name: one of them was in the room."""
    accounts = identity.list_official_accounts()
    helps = [one for one in accounts if _may_help(identity_rules.permissions_of(identity.granted_roles(one)))]
    return sorted({one.person_id: one.person for one in helps}.values(), key=lambda person: person.sort_key)


def obstacle(sheet: PaperSheet, actor: Actor) -> Refusal | None:
    """Return why this person can't go on with the sheet now, in words; None where they can."""
    try:
        _ensure_usable(sheet)
        _ensure_typist(sheet, actor)
    except Refusal as refusal:
        return refusal
    return None


def type_first(sheet: PaperSheet, head: Head, answers: Mapping[str, Answer], *, actor: Actor) -> None:
    """Keep what the first typist read; a practice sheet is entered at once. The caller holds the sheet.

    Raises:
        Done, NotAllowed: see `obstacle`.
        BadSheet: no owner or witness, or a day that can't be.
    """
    _ensure_usable(sheet)
    if sheet.state is not SheetState.PRINTED:
        raise Done(N_("Phiếu này vừa có người gõ xong lần một."))
    _take_head(sheet, head)
    _ensure_typist(sheet, actor)
    sheet.first, sheet.first_by_id, sheet.first_at = dict(answers), actor.person_id, clock.now()
    is_enough = not is_assessment(sheet)
    sheet.state = SheetState.AGREED if is_enough else SheetState.TYPED
    sheet.agreed = dict(answers) if is_enough else None
    trail(Action.SHEET_TYPED, sheet, actor, before=SheetState.PRINTED)


def type_second(sheet: PaperSheet, answers: Mapping[str, Answer], *, actor: Actor) -> None:
    """Keep what the second typist read without seeing the first; the same answers agree. The caller holds the sheet.

    Raises:
        Done, NotAllowed: see `obstacle`.
    """
    _ensure_usable(sheet)
    if sheet.state is not SheetState.TYPED:
        raise Done(N_("Phiếu này vừa có người gõ xong lần hai."))
    _ensure_typist(sheet, actor)
    sheet.second, sheet.second_by_id, sheet.second_at = dict(answers), actor.person_id, clock.now()
    differing = differences(sheet)
    sheet.state = SheetState.DIFFERS if differing else SheetState.AGREED
    sheet.agreed = None if differing else dict(answers)
    trail(Action.SHEET_COMPARED, sheet, actor, before=SheetState.TYPED, payload={"lines": _places(sheet, differing)})


def differences(sheet: PaperSheet) -> list[str]:
    """Return the ids of the questions that two typists read differently, in the order of the sheet."""
    first, second = sheet.first or {}, sheet.second or {}
    return [laid["id"] for laid in sheet.layout if first.get(laid["id"], []) != second.get(laid["id"], [])]


def decide(sheet: PaperSheet, decided: Mapping[str, Answer], *, actor: Actor) -> None:
    """Keep what the second typist decided, with the paper in hand, for every line that was read differently.

    Raises:
        Done: nothing is to be decided.
        NotAllowed: somebody else typed it the second time.
        BadSheet: a line is left open.
    """
    _ensure_usable(sheet)
    if sheet.state is not SheetState.DIFFERS:
        raise Done(N_("Phiếu này không còn chỗ nào phải xem lại."))
    _ensure_typist(sheet, actor)
    differing = differences(sheet)
    if set(differing) != set(decided):
        raise BadSheet(N_("Mời bác xem lại từng chỗ hai lần gõ khác nhau."))
    sheet.agreed, sheet.state = {**(sheet.second or {}), **decided}, SheetState.AGREED
    trail(Action.SHEET_DECIDED, sheet, actor, before=SheetState.DIFFERS, payload={"lines": _places(sheet, differing)})


def enter(sheet: PaperSheet, *, actor: Actor) -> Attempt:
    """Make the attempt of a sheet that was agreed on and submit it, all at once; the caller holds the sheet.

    Limits and waits are those of the day on the sheet; nothing is extended on paper.

    Raises:
        Done: it is entered, voided, or not agreed on yet.
        NotAllowed: the owner is not in the group of the module, or was their own witness or typist.
        NoneLeft, TooSoon, AlreadyUnderWay, Moved: the rules of attempts say no; the sheet stays as it is.
    """
    _ensure_usable(sheet)
    if sheet.state is not SheetState.AGREED or sheet.person_id is None:
        raise Done(N_("Phiếu này chưa gõ xong."))
    person_id = natural_persons({sheet.person_id})[sheet.person_id]
    lock_starts(person_id)
    _ensure_may_sit(sheet, person_id)
    _ensure_others(sheet, person_id)
    attempt = _attempt(sheet, person_id)
    given = {question: answer for question, answer in sheet.agreed.items() if answer} if sheet.agreed else {}
    queries.keep_answers(attempt.id, given, seq=1, at=attempt.started_at)
    class_work.note_made_at(sheet.session_id, attempt.id)
    sheet.person_id, sheet.attempt_id, sheet.state = person_id, attempt.id, SheetState.ENTERED
    finish(attempt, attempt.started_at)
    trail(Action.SHEET_ENTERED, sheet, actor, before=SheetState.AGREED, payload={"attempt": str(attempt.id)})
    return attempt


def try_to_enter(sheet: PaperSheet, *, actor: Actor) -> Refusal | None:
    """Enter a sheet if it can be; return why not, where it can't: then it keeps what was typed."""
    try:
        with db.session.begin_nested():
            enter(sheet, actor=actor)
    except Refusal as refusal:
        db.session.refresh(sheet)
        return refusal
    return None


def _may_help(permissions: frozenset[Permission]) -> bool:
    return Permission.HELP_LEARNERS in permissions


def _ensure_usable(sheet: PaperSheet) -> None:
    if sheet.state is SheetState.ENTERED:
        raise Done(N_("Phiếu này đã được ghi thành bài làm, mã không dùng lại được."))
    if sheet.state is SheetState.VOIDED:
        raise Done(N_("Phiếu này đã bị huỷ. Mời bác in phiếu mới cho người học."))
    try:
        catalog.current_module(sheet.module_key)
    except NotFound:
        raise Done(N_("Bài in trên phiếu này đã được rút, nên phiếu không nhập được nữa. Mời bác huỷ phiếu.")) from None


def _ensure_typist(sheet: PaperSheet, actor: Actor) -> None:
    """Make sure that neither the owner types, nor one natural person both times, nor a third one decides."""
    ids = {one for one in (sheet.person_id, sheet.first_by_id, sheet.second_by_id, actor.person_id) if one is not None}
    natural = natural_persons(ids)
    me = natural[actor.person_id]
    if sheet.person_id is not None and natural[sheet.person_id] == me:
        raise NotAllowed(N_("Không ai tự gõ phiếu của mình. Mời bác nhờ một người hướng dẫn khác."))
    if sheet.state is SheetState.TYPED and sheet.first_by_id is not None and natural[sheet.first_by_id] == me:
        raise NotAllowed(N_("Bác đã gõ phiếu này lần một. Lần hai phải do một người khác gõ."))
    if sheet.state is SheetState.DIFFERS and sheet.second_by_id is not None and natural[sheet.second_by_id] != me:
        raise NotAllowed(N_("Phiếu này chờ người gõ lần hai xem lại những chỗ khác nhau."))


def _take_head(sheet: PaperSheet, head: Head) -> None:
    owner = sheet.person or head.owner
    if owner is None:
        raise BadSheet(N_("Mời bác chọn người đã làm phiếu này."))
    if not sheet.printed_at.astimezone(clock.LOCAL).date() <= head.held_on <= clock.today():
        raise BadSheet(N_("Ngày làm bài phải từ ngày in phiếu đến hôm nay."))
    if is_assessment(sheet) and head.witness is None:
        raise BadSheet(N_("Mời bác chọn người đã có mặt trong phòng khi người học làm bài."))
    sheet.person_id, sheet.held_on = owner.id, head.held_on
    sheet.witness_id = head.witness.id if head.witness is not None and is_assessment(sheet) else None
    _ensure_others(sheet, owner.id)


def _ensure_others(sheet: PaperSheet, person_id: int) -> None:
    """Make sure that the owner neither witnessed nor typed their own sheet, whoever became whom meanwhile."""
    named = {sheet.witness_id, sheet.first_by_id, sheet.second_by_id} - {None}
    natural = natural_persons({person_id, *(one for one in named if one is not None)})
    if sheet.witness_id is not None and natural[sheet.witness_id] == natural[person_id]:
        raise BadSheet(N_("Không ai tự chứng kiến cho mình. Mời bác chọn người khác đã có mặt trong phòng."))
    if any(natural[one] == natural[person_id] for one in named if one is not None):
        raise NotAllowed(N_("Không ai tự gõ phiếu của mình. Mời bác nhờ một người hướng dẫn khác."))
    if sheet.first_by_id and sheet.second_by_id and natural[sheet.first_by_id] == natural[sheet.second_by_id]:
        raise NotAllowed(N_("Hai lần gõ phiếu này là của cùng một người. Mời bác huỷ phiếu và in phiếu mới."))


def _ensure_may_sit(sheet: PaperSheet, person_id: int) -> None:
    """Make sure that the owner might sit this quiz on the day on the sheet."""
    if not is_of_own_group(person_id, sheet.module_key):
        raise NotAllowed(N_("Người học không thuộc nhóm của bài này nên phiếu chưa ghi được."))
    version = catalog.get_version(sheet.version_id)
    if is_assessment(sheet) and rules.is_past_its_day(version.valid_until, sheet.held_on):
        raise Outdated(N_("Ngày ghi trên phiếu đã quá hạn dùng của bài đánh giá này."))
    running = queries.find_open(person_id, sheet.module_key)
    if running is not None and queries.has_answers(running.id):
        raise AlreadyUnderWay(N_("Người học đang làm dở bài này trên máy. Mời nộp bài đang làm trước, rồi ghi phiếu."))
    rule, at = Rule.read(sheet.rule), _sat_at(sheet)
    past = past_of(queries.past_attempts(person_id, sheet.module_key))
    if rules.attempts_left(rule, past, accommodations.promised(person_id, sheet.module_key, at).grants) == 0:
        raise NoneLeft(N_("Người học đã làm đủ %(count)s lần nên phiếu này không tính được."), count=len(past))
    before = [one for one in past if one.submitted_at <= at]
    again = rules.next_start_at(rule, before)
    if again is not None and at < again:
        raise TooSoon(
            N_("Theo ngày ghi trên phiếu, người học làm lại quá sớm. Từ %(time)s ngày %(day)s mới làm lại được."),
            time=again.astimezone(clock.LOCAL).strftime("%H:%M"),
            day=again.astimezone(clock.LOCAL).strftime("%d/%m"),
        )


def _sat_at(sheet: PaperSheet) -> datetime:
    return sheet_rules.sat_at(sheet.held_on, sheet.first_at or clock.now())


def _attempt(sheet: PaperSheet, person_id: int) -> Attempt:
    """Return the attempt that the sheet fills: one opened on a screen and never answered, or a new one."""
    running = queries.find_open(person_id, sheet.module_key)
    if running is None:
        earlier = queries.past_attempts(person_id, sheet.module_key)
        number = (earlier[-1].number if earlier else 0) + 1
        running = Attempt(person_id=person_id, module_key=sheet.module_key, number=number)
        db.session.add(running)
    running.version_id, running.seed = sheet.version_id, sheet.seed
    running.layout, running.rule, running.asked = sheet.layout, sheet.rule, len(sheet.layout)
    running.mode = Rule.read(sheet.rule).mode
    running.opened_by_id, running.place = sheet.witness_id, sheet.place
    running.assurance, running.medium = Assurance.PAPER, Medium.PAPER
    running.started_at, running.ends_at, running.paused_at = _sat_at(sheet), None, None
    db.session.flush()
    return running


def _places(sheet: PaperSheet, ids: Sequence[str]) -> list[int]:
    return [place for place, laid in enumerate(sheet.layout, 1) if laid["id"] in ids]
