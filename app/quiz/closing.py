"""The end of an attempt: graded from its own sheet; a passed assessment is entered in the learner's progress."""

from datetime import datetime

from app.content.words import QuizMode
from app.core.db import db
from app.learning import service as learning
from app.quiz import grading, layout, queries, rules
from app.quiz.models import Attempt, AttemptState
from app.quiz.rules import Rule


def finish(attempt: Attempt, now: datetime) -> None:
    """Grade the open attempt under the rule it is pinned to and close it; the row is held by the caller."""
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


def pass_of(attempt: Attempt | queries.AnyRow, score: str) -> learning.PassedAttempt:
    """Return an attempt as it is entered in its learner's progress; `score` is the result that passes."""
    return learning.PassedAttempt(
        attempt_id=attempt.id,
        version_id=attempt.version_id,
        score=score,
        pass_mark=str(Rule.read(attempt.rule).pass_mark),
        witness_id=attempt.opened_by_id,
    )
