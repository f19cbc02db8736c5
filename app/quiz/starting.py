"""The beginning of an attempt: may it start, which questions, who opened it; started alone or before a witness."""

import secrets
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from app.audit import service as audit
from app.audit.actions import Action
from app.catalog import service as catalog
from app.content.words import QuizMode
from app.core import clock
from app.core.actor import Actor
from app.core.db import db, lock
from app.core.errors import NotAllowed, NotFound, Refusal
from app.core.text import N_
from app.identity.words import Assurance
from app.learning.words import Medium
from app.people import service as people
from app.people.natural import ensure_not_moved, natural_persons
from app.quiz import accommodations, layout, queries, rules
from app.quiz.closing import finish, lower
from app.quiz.models import Attempt, AttemptState
from app.quiz.questions import Question, Quiz
from app.quiz.rules import Grant, Past, Rule

NO_MORE_BEFORE = N_(
    "Bài đánh giá này dùng đến hết ngày %(day)s, trước lúc bác làm lại được. "
    "Mời bác đọc lại bài và chờ bản mới, hoặc hỏi người hướng dẫn trong thôn."
)
# Questions met longer ago than this many attempts count as new again.
REMEMBERED = 20


class NoneLeft(Refusal):
    """Every allowed attempt was made."""


class TooSoon(Refusal):
    """The wait after the last attempt is not over."""


class AlreadyUnderWay(Refusal):
    """An attempt that somebody began alone can't become a witnessed one."""


class Outdated(Refusal):
    """The module is past its day and can't be used to assess."""


def start(
    *,
    person_id: int,
    key: str,
    opened_by: Actor | None = None,
    place: str = "",
    method: Assurance = Assurance.PASSWORD,
) -> Attempt:
    """Start an attempt, or return the one under way; one whose time is over is closed and returned.

    With `opened_by` it is opened by a helper who sits beside the learner: see `open_for`. `method` is how the learner
    showed who they are; the attempt keeps the weakest way it meets.

    Raises:
        NotFound: no such module, or it has no quiz.
        NoneLeft, TooSoon, Outdated: the module's rule says no.
        Moved: the person was merged into another meanwhile.
    """
    if opened_by is not None:
        return open_for(person_id=person_id, key=key, helper=opened_by, place=place, method=method)
    running = _running(person_id, key)
    return running if running is not None else _begin(person_id, key, method)


def open_for(
    *,
    person_id: int,
    key: str,
    helper: Actor,
    place: str,
    method: Assurance = Assurance.PASSWORD,
    reads_aloud: bool = False,
) -> Attempt:
    """Open an assessment as its witness; an attempt under way becomes witnessed only while it has no answer.

    `reads_aloud` notes that the helper reads the questions to the learner. `method` is PAPER for a sheet that is typed
    in; else the learner's own sign-in is noted with their answers.

    Raises:
        NotAllowed: the helper is the learner, or the assessment is that of a group the learner is not in.
        AlreadyUnderWay: the learner has answered questions alone.
        NotFound, NoneLeft, TooSoon, Outdated, Moved: as for `start`.
    """
    natural = natural_persons({helper.person_id, person_id})
    if natural[helper.person_id] == natural[person_id]:
        raise NotAllowed(N_("Không ai tự chứng kiến cho mình. Mời bác nhờ một người hướng dẫn khác."))
    _ensure_in_group(person_id, key)
    attempt = _running(person_id, key)
    if attempt is None or attempt.state is not AttemptState.IN_PROGRESS:
        attempt = _begin(person_id, key, method)
    elif (attempt.opened_by_id, attempt.place, attempt.is_read_aloud) == (helper.person_id, place, reads_aloud):
        return _opened_again(attempt, method)
    elif queries.has_answers(attempt.id):
        raise AlreadyUnderWay(
            N_("Người học đang làm dở bài này. Mời nộp bài đang làm trước, rồi mở bài mới có người chứng kiến.")
        )
    if attempt.mode != QuizMode.ASSESSMENT:
        raise NotAllowed(N_("Bài luyện tập không cần người chứng kiến. Người học tự làm lúc nào cũng được."))
    attempt.opened_by_id, attempt.opened_at = helper.person_id, clock.now()
    attempt.place, attempt.is_read_aloud = place, reads_aloud
    lower(attempt, method)
    _note_opened(attempt, helper)
    return attempt


def _opened_again(attempt: Attempt, method: Assurance) -> Attempt:
    """Return it as it is; before the first answer, its helper sits down beside the learner now and not earlier."""
    if not queries.has_answers(attempt.id):
        attempt.opened_at = clock.now()
    lower(attempt, method)
    return attempt


def _note_opened(attempt: Attempt, helper: Actor) -> None:
    payload = {"place": attempt.place} | ({"reads_aloud": True} if attempt.is_read_aloud else {})
    audit.record(Action.ATTEMPT_OPENED, actor=helper, subject=f"attempt:{attempt.id}", payload=payload)


def lock_starts(person_id: int) -> None:
    """Let nobody else start an attempt of this person, or move their attempts, before this transaction ends."""
    lock(f"attempts:{person_id}")


def is_of_own_group(person_id: int, key: str) -> bool:
    """Tell whether a module which programmes use is one of the learner's own; one that none uses is anybody's."""
    groups = {programme.group for programme in catalog.list_programmes_with(key)}
    return not groups or not groups.isdisjoint(people.groups_of(person_id))


def _ensure_in_group(person_id: int, key: str) -> None:
    if not is_of_own_group(person_id, key):
        raise NotAllowed(N_("Người học không thuộc nhóm của bài đánh giá này. Mời bác chọn bài ở trang của người học."))


def _running(person_id: int, key: str) -> Attempt | None:
    """Return the attempt under way, closed if its time is over; two starts at once come one after the other."""
    lock_starts(person_id)
    ensure_not_moved(person_id)
    running = queries.find_open(person_id, key)
    if running is not None and rules.is_over(running.due_at, clock.now()):
        finish(running, clock.now())
    return running


def _begin(person_id: int, key: str, method: Assurance) -> Attempt:
    version, now = catalog.current_module(key), clock.now()
    quiz = Quiz.read(version.snapshot)
    if not quiz.questions:
        raise NotFound(N_("Bài này chưa có câu hỏi."))
    is_past = rules.is_past_its_day(version.valid_until, clock.today())
    if quiz.rule.mode is QuizMode.ASSESSMENT and is_past:
        raise Outdated(N_("Bài đánh giá này đã hết hiệu lực. Mời bác chờ bản mới."))
    earlier = queries.past_attempts(person_id, key)
    promised = accommodations.promised(person_id, key, now)
    rule = replace(quiz.rule, help=promised.help)
    _ensure_may_start(rule, past_of(earlier), promised.grants, valid_until=version.valid_until)
    seed = secrets.token_hex(16)
    asked = drawn(quiz, quiz.questions, person_id=person_id, key=key, seed=seed)
    sheet = layout.lay(asked, shuffles=quiz.shuffles, seed=seed)
    attempt = Attempt(
        person_id=person_id,
        module_key=key,
        version_id=version.id,
        number=(earlier[-1].number if earlier else 0) + 1,
        mode=quiz.rule.mode,
        assurance=method,
        medium=Medium.PAPER if method is Assurance.PAPER else Medium.SCREEN,
        seed=seed,
        layout=sheet,
        rule=rule.stored(),
        started_at=now,
        ends_at=now + rule.time_allowed if rule.time_allowed else None,
        asked=len(sheet),
    )
    db.session.add(attempt)
    db.session.flush()
    return attempt


def _ensure_may_start(rule: Rule, past: list[Past], grants: Sequence[Grant], *, valid_until: str | None) -> None:
    if rules.attempts_left(rule, past, grants) == 0:
        raise NoneLeft(N_("Bác đã làm đủ %(count)s lần. Mời bác hỏi người hướng dẫn trong thôn."), count=len(past))
    again = rules.next_start_at(rule, past)
    if again is not None and clock.now() < again:
        local = again.astimezone(clock.LOCAL)
        if rule.mode is QuizMode.ASSESSMENT and rules.is_past_its_day(valid_until, local.date()):
            raise TooSoon(NO_MORE_BEFORE, day=date.fromisoformat(valid_until or "").strftime("%d/%m"))
        raise TooSoon(
            N_("Bác nghỉ một chút, đọc lại bài nhé. Từ %(time)s ngày %(day)s bác làm lại được."),
            time=local.strftime("%H:%M"),
            day=local.strftime("%d/%m"),
        )


def drawn(quiz: Quiz, questions: Sequence[Question], *, person_id: int | None, key: str, seed: str) -> list[Question]:
    """Return those of `questions` that are asked: what its person met least in earlier attempts, of every domain."""
    seen: Counter[str] = Counter()
    if person_id is not None and quiz.draw is not None and quiz.draw < len(questions):
        sheets = queries.past_sheets(person_id, key, limit=REMEMBERED)
        seen.update(laid["id"] for sheet in sheets for laid in sheet)
    domains = {question.asked.id: question.domain for question in questions}
    asked = set(layout.draw(domains, quiz.draw, seen, seed))
    return [question for question in questions if question.asked.id in asked]


def past_of(rows: Iterable[queries.AnyRow]) -> list[Past]:
    """Return the closed attempts that count towards limit and wait, in the order in which they were handed in.

    Numbers do not tell that order: a sheet of paper is entered days after it was sat.
    Voided ones do not; nor does one that had passed and was counted again by a corrected key: the slip was in the quiz.
    """
    closed = (row for row in rows if row.state not in (AttemptState.VOIDED, AttemptState.IN_PROGRESS))
    past = [(row, row.state is AttemptState.PASSED, (row.later or row.state) is AttemptState.PASSED) for row in closed]
    counted = [Past(row.submitted_at, row.ends_at, stands) for row, passed, stands in past if stands or not passed]
    return sorted(counted, key=lambda one: one.submitted_at)
