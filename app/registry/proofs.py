"""What a record rests on, compared with the rows it was read from: attempts, practices, progress, ground, identity."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

from app.core.canonical import canonical, sha256_hex
from app.core.text import N_
from app.people.models import Purpose
from app.quiz.models import AttemptState
from app.registry import rules
from app.registry.findings import Finding
from app.registry.linking import METHOD
from app.registry.snapshot import Found, Snapshot
from app.registry.words import State, Verb

MOMENT = "%Y-%m-%dT%H:%M:%S.%fZ"
UNREADABLE = (KeyError, TypeError, ValueError, AttributeError, ArithmeticError)
PASSING = frozenset({AttemptState.PASSED, AttemptState.VOIDED})
# Two moments written in one act are not the same to the microsecond.
ONE_ACT = timedelta(minutes=1)
Facts = dict[str, Any]


def evidence(taken: Snapshot) -> Iterator[Finding]:
    """Compare each version with what it was made of; the rows must still say what the version says."""
    for version in taken.versions:
        try:
            problems = list(_problems(taken, version))
        except UNREADABLE:
            problems = [N_("Bằng chứng trong bản ghi không đọc được.")]
        yield from (Finding("I1", version.number, problem) for problem in problems)


def _problems(taken: Snapshot, version: Found) -> Iterator[str]:
    slot, facts = taken.slots[version.slot_id], version.evidence
    subject = taken.natural(slot.person_id)
    if sha256_hex(canonical(facts)) != version.evidence_sha256:
        yield N_("Bằng chứng trong bản ghi khác với mã băm của nó.")
    may_be_voided = slot.state not in (State.APPROVED, State.ON_HOLD)
    approved = _approved_at(taken, version)
    passed = [_is_passed(taken, one, subject, approved) for one in facts["passed"]]
    if not all(passed) or (not may_be_voided and any(_is_voided(taken, one) for one in facts["passed"])):
        yield N_("Bài đánh giá làm bằng chứng không còn hợp lệ.")
    if not all(_is_practised(taken, one, subject) for one in facts["practices"]):
        yield N_("Việc thực hành làm bằng chứng không còn, hoặc khác với bản ghi.")
    is_finished = (subject, slot.programme, slot.cycle) in taken.completions
    if slot.state in rules.IN_FORCE and not (is_finished and _is_in_progress(taken, facts, subject)):
        yield N_("Kết quả học làm bằng chứng không còn, hoặc khác với bản ghi.")
    if not _has_ground(taken, version, subject):
        yield N_("Sự đồng ý làm căn cứ không còn, hoặc khác với bản ghi.")
    yield from _verified(taken, taken.persons[subject], version)


def _is_passed(taken: Snapshot, passed: Facts, subject: int, approved: int) -> bool:
    """Tell whether the attempt is the person's own, of that version, good enough, and witnessed by whom it says.

    It had the result that the evidence names, and passed as it stood when the record was approved: at the place
    `approved` of the trail. What was counted again later is for a person to look at, and no fault of the record.
    """
    attempt = taken.attempts.get(passed["attempt"])
    if attempt is None or attempt.submitted_at is None or attempt.published_at > attempt.submitted_at:
        return False
    mark = attempt.rule.get("pass_mark", passed["pass_mark"])
    found = taken.natural(attempt.person_id), attempt.module_key, attempt.version_number, mark
    if found != (subject, *(passed[name] for name in ("module", "version", "pass_mark"))):
        return False
    later = [row for row in taken.regraded[passed["attempt"]] if taken.counted.get(row.regrade_id, approved) < approved]
    stood = [attempt, *later]
    if passed.get("assurance", attempt.assurance.value) != attempt.assurance.value:
        return False
    is_counted = stood[-1].state in PASSING and any(_is_result(row, passed["score"]) for row in stood)
    is_enough = Fraction(passed["score"]) >= Fraction(passed["pass_mark"])
    return is_counted and is_enough and _is_seen_by(taken, passed["witness"], attempt.opened_by_id, subject)


def _is_result(row: Found, score: str) -> bool:
    """Tell whether a result passed with this score; a voided attempt does not say any more whether it had passed."""
    return row.state in PASSING and row.score == score


def _is_voided(taken: Snapshot, passed: Facts) -> bool:
    attempt = taken.attempts.get(passed["attempt"])
    return attempt is not None and attempt.state is AttemptState.VOIDED


def _approved_at(taken: Snapshot, version: Found) -> int:
    """Return the place of the approval in the trail; the end of it where there is none, which is another finding."""
    acts = (act.audit_seq for act in taken.actions[version.slot_id] if act.verb is Verb.APPROVE)
    return next(acts, sys.maxsize)


def _is_seen_by(taken: Snapshot, named: str | None, row_says: int | None, subject: int) -> bool:
    """Tell whether the row names the same human, who is another than the learner; nobody where nobody is named."""
    seen_by = None if row_says is None else taken.natural(row_says)
    if named is None:
        return seen_by in (None, subject)
    return seen_by not in (None, subject) and seen_by == taken.natural(taken.by_public_id[named])


def _is_practised(taken: Snapshot, practice: Facts, subject: int) -> bool:
    row = taken.practices.get(practice["id"])
    if row is None:
        return False
    names = ("module", "version", "question", "ticked", "needed", "of", "place")
    found = row.module_key, row.version_number, row.question_id, row.ticked, row.needed, row.of, row.place
    at = datetime.strptime(practice["at"], MOMENT).replace(tzinfo=UTC)
    is_same = found == tuple(practice[name] for name in names) and row.confirmed_at == at
    is_enough = len(set(row.ticked)) >= row.needed and taken.natural(row.person_id) == subject
    return is_same and is_enough and _is_seen_by(taken, practice["helper"], row.helper_id, subject)


def _is_in_progress(taken: Snapshot, facts: Facts, subject: int) -> bool:
    """Tell whether the progress still knows what was read and passed; a later witnessed pass may have taken over."""
    for one in facts["read"]:
        row = taken.progress.get((subject, one["module"]))
        if row is None or row.read_at is None:
            return False
    for one in facts["passed"]:
        row = taken.progress.get((subject, one["module"]))
        if row is None or row.passed_at is None:
            return False
        if str(row.attempt_id) == one["attempt"] and row.score not in _scores(taken, one["attempt"]):
            return False
    return True


def _scores(taken: Snapshot, attempt: str) -> set[str]:
    """Return the scores an attempt had: that of its day and later ones."""
    rows = [taken.attempts[attempt], *taken.regraded[attempt]] if attempt in taken.attempts else []
    return {row.score for row in rows}


def _has_ground(taken: Snapshot, version: Found, subject: int) -> bool:
    kind, number, text_version = version.ground.split("/", 2)
    consent = taken.consents.get(int(number))
    if kind != "consent" or consent is None:
        return False
    is_yes = consent.is_given and consent.purpose is Purpose.REGISTRY and consent.text_version == text_version
    return is_yes and consent.recorded_at <= version.approved_at and taken.natural(consent.person_id) == subject


def _verified(taken: Snapshot, person: Found, version: Found) -> Iterator[str]:
    at = person.verified_at
    if at is None or at > version.approved_at:
        yield N_("Người trong hồ sơ chưa được xác minh khi duyệt.")
    elif at < person.created_at - ONE_ACT:
        yield N_("Người trong hồ sơ được xác minh trước khi có tên trong danh sách.")
    elif person.verified_by == METHOD and not _was_seen(taken, person):
        yield N_("Không có lần hai cán bộ cùng xem thẻ đứng sau việc xác minh.")


def _was_seen(taken: Snapshot, person: Found) -> bool:
    """Tell whether two officials looked at the card when the person was verified."""
    moments = (look.decided_at for look in taken.looks_at[person.id])
    return any(moment and abs(moment - person.verified_at) <= ONE_ACT for moment in moments)


def identities(taken: Snapshot) -> Iterator[Finding]:
    """Find the confirmed checks of a card that were not made by two officials about a third."""
    for look in taken.looks:
        persons = {taken.natural(one) for one in (look.asked_by_id, look.decided_by_id, look.person_id) if one}
        if len(persons) != 3:
            name = f"person:{taken.persons[look.person_id].public_id}"
            yield Finding("I9", name, N_("Việc xác minh không do hai cán bộ khác nhau làm."))


def published(taken: Snapshot) -> Iterator[Finding]:
    """Find the modules whose newest version is neither the current one nor withdrawn."""
    newest = {row.key: row for row in sorted(taken.modules, key=lambda row: row.number)}
    for key, row in sorted(newest.items()):
        if row.is_current == (row.withdrawn_at is not None):
            yield Finding(
                "CATALOG", f"module:{key}@{row.number}", N_("Bài học mới nhất không được dùng cũng không rút.")
            )
