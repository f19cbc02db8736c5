"""The end of an attempt: graded from its own sheet; a passed assessment is entered in the learner's progress."""

from datetime import datetime

from app.content.words import QuizMode
from app.core.db import db
from app.identity.words import Assurance, weakest
from app.learning import service as learning
from app.learning.circumstances import Circumstances
from app.learning.words import Medium
from app.quiz import grading, layout, queries, rules
from app.quiz.models import Attempt, AttemptState
from app.quiz.rules import Rule
from app.quiz.vouching import end_when_alone, note_left_alone


def finish(attempt: Attempt, now: datetime) -> None:
    """Grade the open attempt under the rule it is pinned to and close it; the row is held by the caller."""
    end_rest(attempt, now)
    is_left_alone = end_when_alone(attempt)
    rule = Rule.read(attempt.rule)
    answers, _ = queries.answers_of(attempt.id)
    marks = grading.grade(layout.asked_of(attempt.layout), answers)
    attempt.submitted_at = rules.closed_at(attempt.ends_at, now)
    attempt.right = marks.right
    attempt.marks = {question: str(share) for question, share in marks.shares.items()}
    if rule.mode is QuizMode.PRACTICE:
        attempt.state = AttemptState.FINISHED
    else:
        attempt.state = AttemptState.PASSED if marks.score >= rule.pass_mark else AttemptState.FAILED
        attempt.score = str(marks.score)
    db.session.flush()
    if attempt.state is AttemptState.PASSED:
        passed = pass_of(attempt, attempt.score or "0")
        learning.record_pass(person_id=attempt.person_id, key=attempt.module_key, passed=passed)
    if is_left_alone:
        note_left_alone(attempt)


def pass_of(attempt: Attempt | queries.AnyRow, score: str) -> learning.PassedAttempt:
    """Return an attempt as it is entered in its learner's progress; `score` is the result that passes."""
    return learning.PassedAttempt(
        attempt_id=attempt.id,
        version_id=attempt.version_id,
        score=score,
        pass_mark=str(Rule.read(attempt.rule).pass_mark),
        witness_id=attempt.opened_by_id,
        made=Circumstances(attempt.assurance, attempt.medium, attempt.place, attempt.is_read_aloud),
    )


def end_rest(attempt: Attempt, now: datetime) -> None:
    """Let the time of a resting attempt run again, as far from its end as it was; no rest, no change."""
    if attempt.paused_at is None:
        return
    rest = now - attempt.paused_at
    attempt.paused_seconds += int(rest.total_seconds())
    attempt.ends_at = attempt.ends_at + rest if attempt.ends_at else None
    attempt.paused_at = None


def lower(attempt: Attempt, method: Assurance) -> None:
    """Note that the learner showed who they are in this way: the weakest way stays, and paper makes it a paper one."""
    if method is attempt.assurance:
        return
    attempt.assurance = weakest(attempt.assurance, method)
    if method is Assurance.PAPER:
        attempt.medium = Medium.PAPER
