"""The verbs of progress: read, pass, practise; each finishes the programmes it completes in the same transaction."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select, update

from app.audit import service as audit
from app.audit.actions import Action
from app.catalog import service as catalog
from app.catalog.models import ModuleVersion
from app.core import clock
from app.core.actor import Actor
from app.core.db import db, lock
from app.core.errors import NotFound, Refusal
from app.core.text import N_
from app.learning import queries
from app.learning.circumstances import Circumstances
from app.learning.completion import completion_of, doubt, evidence_of, finished, settle
from app.learning.evidence import Evidence
from app.learning.models import LessonProgress, Practice, ProgrammeCompletion
from app.learning.places import Onward, forget_place, keep_place, move_places, onward
from app.learning.standing import Standing, standings
from app.people.natural import ensure_not_moved, natural_persons

# The name of everybody's progress, within which each person's is held.
EVERYBODY = "learning"
UNSAID = {"assurance": None, "medium": None, "place": None, "is_read_aloud": None}

__all__ = [
    "Evidence",
    "Onward",
    "PassedAttempt",
    "Standing",
    "completion_of",
    "evidence_of",
    "finished",
    "keep_place",
    "onward",
    "standings",
]


class NotYourself(Refusal):
    """Nobody confirms their own practice."""


class TooFewTicks(Refusal):
    """Less was done than the practice asks for."""


class AlreadyConfirmed(Refusal):
    """This practice was confirmed before."""


class HasHistory(Refusal):
    """The person something should be moved to has done things of their own."""


@dataclass(frozen=True)
class PassedAttempt:
    """A passed attempt as the quiz reports it: score and pass mark as text, `witness_id` who opened it for them.

    `made` is how it was answered; None leaves that unsaid in the evidence.
    """

    attempt_id: UUID
    version_id: int
    score: str
    pass_mark: str
    witness_id: int | None = None
    made: Circumstances | None = None


def mark_read(*, person_id: int, key: str, version_id: int) -> None:
    """Note that the person has read this version of the module; the first reading stays.

    Raises:
        NotFound: the module never had this version.
        Moved: the person was merged into another meanwhile.
    """
    catalog.version_number(key, version_id)
    _hold(person_id)
    ensure_not_moved(person_id)
    queries.keep_reading(person_id, key, version_id=version_id, at=clock.now())
    forget_place(person_id, key)
    settle(person_id, key)


def record_pass(*, person_id: int, key: str, passed: PassedAttempt) -> None:
    """Note a passed attempt; the first one counts, unless it had no witness and this one has, or VNeID says who it was.

    Whoever opened it is no witness when they are the learner, also under another row of persons. The caller holds the
    attempt, which a merger of its learner moves first: so the learner was not merged.
    """
    _hold(person_id)
    _keep(person_id, key, passed)
    settle(person_id, key)


def hold_everybody() -> None:
    """Let nobody's progress change before this transaction ends, but for what this one does.

    For an act over many persons: take it after every attempt that is held, and before the trail.
    """
    lock(EVERYBODY)


def doubt_pass(*, person_id: int, key: str, attempt_id: UUID, instead: PassedAttempt | None) -> None:
    """Note that the pass of an attempt, marked again, does not stand any more; `instead` is another pass of theirs.

    Nothing is removed: the pass and each programme finished on it stay written down, and do not count until the person
    has passed again. The register reads that when a name is proposed and when it is approved.
    """
    _hold(person_id)
    queries.doubt_pass(person_id, key, attempt_id, at=clock.now())
    if instead is not None:
        _keep(person_id, key, instead)
    doubt(person_id, key)


def confirm_practice(
    *, person_id: int, key: str, question_id: str, ticked: list[int], helper: Actor, place: str
) -> Practice:
    """Enter a practice that `helper` saw face to face; `ticked` are the numbers (from 0) of the things that were done.

    Raises:
        NotYourself: the helper is the learner.
        NotFound: the module has no such practice, or no such thing to do.
        TooFewTicks: fewer than the practice asks for.
        AlreadyConfirmed: it was confirmed before.
        Moved: the learner was merged into another person meanwhile.
    """
    module = catalog.current_module(key)
    done = sorted(set(ticked))
    task = _practised(module, question_id, done)
    _hold(person_id)
    _ensure_others(helper, person_id)
    if question_id in confirmed_practices(person_id, [key]):
        raise AlreadyConfirmed(N_("Việc thực hành này đã được xác nhận rồi."))
    practice = Practice(
        person_id=person_id,
        module_key=key,
        question_id=question_id,
        version_id=module.id,
        ticked=done,
        needed=task["needed"],
        of=len(task["tasks"]),
        helper_id=helper.person_id,
        place=place,
        confirmed_at=clock.now(),
    )
    db.session.add(practice)
    db.session.flush()
    subject = f"person:{queries.public_id_of(person_id)}"
    audit.record(Action.PRACTICE_CONFIRMED, actor=helper, subject=subject, reason=f"{key}#{question_id}")
    settle(person_id, key)
    return practice


def standing(person_id: int, group: str) -> Standing:
    """Return where the person stands in the group's programme; `line` is the one sentence everybody is shown.

    Raises:
        NotFound: the group has no programme.
    """
    return standings([person_id], group)[person_id]


def has_history(person_id: int) -> bool:
    """Tell whether the person has read, passed, practised or finished anything."""
    tables = (LessonProgress, Practice, ProgrammeCompletion)
    return any(db.session.scalar(select(exists().where(table.person_id == person_id))) for table in tables)


def reassign(from_person_id: int, to_person_id: int) -> None:
    """Move everything one person has done, and has witnessed of others, to another person.

    What one of the two witnessed of the other no longer counts. Such a practice stays with the row it was confirmed
    for, so that somebody else may confirm it anew. A completion moves; `look_again` says whether it still counts.

    Raises:
        HasHistory: the other person has done things of their own; two histories are never mixed.
    """
    for person_id in sorted((from_person_id, to_person_id)):
        _hold(person_id)
    if has_history(to_person_id):
        raise HasHistory(N_("Người này đã có kết quả học riêng, không thể gộp hai kết quả làm một."))
    for column, which in (
        (LessonProgress.person_id, ()),
        (LessonProgress.witness_id, ()),
        (Practice.person_id, (Practice.helper_id != to_person_id,)),
        (Practice.helper_id, ()),
        (ProgrammeCompletion.person_id, ()),
    ):
        db.session.execute(
            update(column.class_).where(column == from_person_id, *which).values({column.key: to_person_id}),
            execution_options={"synchronize_session": False},
        )
    move_places(from_person_id, to_person_id)
    # Who opened an attempt for themselves under another row was no witness; the attempt still says who it was.
    own = LessonProgress.person_id == to_person_id, LessonProgress.witness_id == to_person_id
    db.session.execute(
        update(LessonProgress).where(*own).values(witness_id=None), execution_options={"synchronize_session": False}
    )
    db.session.expire_all()


def look_again(person_id: int) -> None:
    """Mark the person's completions that do not count any more, once it is known who is the same human.

    The learner's line, a helper's and the register's list all read that mark. A completion counts again when what is
    missing was done, in front of somebody else.
    """
    _hold(person_id)
    doubt(person_id)


def confirmed_practices(person_id: int, keys: Collection[str]) -> frozenset[str]:
    """Return the question ids of the practices in these modules that count for a person."""
    return frozenset(row.Practice.question_id for row in queries.practices_of([person_id], keys))


def _hold(person_id: int) -> None:
    """Let no other act change this person's progress before the transaction ends."""
    lock(f"learning:{person_id}", within=EVERYBODY)


def _keep(person_id: int, key: str, passed: PassedAttempt) -> None:
    queries.keep_pass(
        person_id,
        key,
        {
            "passed_at": clock.now(),
            "passed_version_id": passed.version_id,
            "attempt_id": passed.attempt_id,
            "score": passed.score,
            "pass_mark": passed.pass_mark,
            "witness_id": _witness(passed.witness_id, person_id),
            **(passed.made.columns() if passed.made else UNSAID),
        },
    )


def _witness(opener_id: int | None, person_id: int) -> int | None:
    """Return who opened an attempt if it was somebody else than the learner."""
    if opener_id is None or natural_persons({opener_id})[opener_id] == person_id:
        return None
    return opener_id


def _ensure_others(helper: Actor, person_id: int) -> None:
    natural = natural_persons({helper.person_id, person_id})
    if natural[helper.person_id] == natural[person_id]:
        raise NotYourself(N_("Không ai tự xác nhận việc thực hành của chính mình. Mời bác nhờ người hướng dẫn khác."))
    ensure_not_moved(person_id, natural)


def _practised(module: ModuleVersion, question_id: str, done: list[int]) -> dict[str, Any]:
    """Return the practice of the module that `done` fulfils."""
    task: dict[str, Any] | None = next((one for one in module.about["practices"] if one["id"] == question_id), None)
    if task is None or not set(done) <= set(range(len(task["tasks"]))):
        raise NotFound(N_("Bài học này không có việc thực hành ấy."))
    if len(done) < task["needed"]:
        raise TooFewTicks(
            N_("Cần làm được ít nhất %(needed)s trong %(count)s việc. Mời bác tập thêm rồi xác nhận sau."),
            needed=task["needed"],
            count=len(task["tasks"]),
        )
    return task
