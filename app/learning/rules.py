"""When a programme is finished, what is still missing, and the one line of words that says it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.content.words import Trust
from app.core.text import N_

TRUST_ORDER = (Trust.SELF, Trust.WITNESSED, Trust.VNEID)
NAMED_LESSONS = 2  # More unread lessons than this are counted, so that the line stays one line.


@dataclass(frozen=True)
class LessonFact:
    """What one person has done with one lesson; `needs_pass` when its quiz counts as an assessment.

    `is_doubted` when there was a pass that does not stand any more: marked again by a corrected key, it was below.
    """

    key: str
    title: str
    is_read: bool = False
    is_passed: bool = False
    needs_pass: bool = False
    is_doubted: bool = False

    @property
    def is_done(self) -> bool:
        """Tell whether the lesson counts: read and, where its quiz is an assessment, passed."""
        return self.is_read and (self.is_passed or not self.needs_pass)


@dataclass(frozen=True)
class Facts:
    """What one person has done of one programme; `is_witnessed` when a named helper opened the passed assessment.

    `is_by_vneid` when it was begun, answered and handed in by VNeID alone. A card, a class, a code read out and paper
    say nothing of who it was: the trust they reach is that of the person's own word (requirement S13).
    """

    lessons: tuple[LessonFact, ...] = ()
    assessment: LessonFact | None = None
    practices: int = 0
    is_witnessed: bool = False
    is_by_vneid: bool = False


class Lacking(StrEnum):
    """The kinds of things that may be missing."""

    READ = "read"
    PASS = "pass"  # noqa: S105  # A passed quiz.
    LESSONS = "lessons"
    ASSESSMENT = "assessment"
    WITNESSED_ASSESSMENT = "witnessed-assessment"
    PRACTICES = "practices"
    WITNESS = "witness"
    VNEID = "vneid"


@dataclass(frozen=True)
class Missing:
    """One thing that is missing: a lesson by key and title, or a number of things; `again` what was there before."""

    kind: Lacking
    key: str = ""
    title: str = ""
    count: int = 1
    again: bool = False


@dataclass(frozen=True)
class Verdict:
    """What the rule says of the facts."""

    missing: tuple[Missing, ...]
    trust: Trust

    @property
    def is_finished(self) -> bool:
        """Tell whether nothing is missing."""
        return not self.missing


@dataclass(frozen=True)
class Sentence:
    """A message id with its details; `parts` are said one after the other in the place of `%(parts)s`."""

    message: str
    details: Mapping[str, Any] = field(default_factory=dict)
    parts: tuple["Sentence", ...] = ()

    def say(self, translate: Callable[..., str] | None = None) -> str:
        """Return the sentence in words; `translate` takes a message id and its details, like gettext."""
        speak = translate or _in_vietnamese
        details = dict(self.details)
        if self.parts:
            details["parts"] = "; ".join(part.say(translate) for part in self.parts)
        return speak(self.message, **details)

    def __str__(self) -> str:
        return self.say()


def judge(rule: Mapping[str, Any], facts: Facts) -> Verdict:
    """Return what is missing under a programme's rule (the data of `ProgrammeVersion.rule`) and the trust reached."""
    missing = _missing_lessons(rule, facts.lessons) + _missing_assessment(rule, facts) + _missing_practices(rule, facts)
    trust = reached_trust(facts)
    return Verdict((*missing, *_missing_trust(rule, trust, missing)), trust)


def reached_trust(facts: Facts) -> Trust:
    """Return how sure we are of who did it: a helper who opened the assessment or saw a practice is a witness."""
    if facts.is_by_vneid:
        return Trust.VNEID
    return Trust.WITNESSED if facts.is_witnessed or facts.practices else Trust.SELF


def _missing_lessons(rule: Mapping[str, Any], lessons: tuple[LessonFact, ...]) -> list[Missing]:
    if rule["all_lessons"]:
        unread = [Missing(Lacking.READ, lesson.key, lesson.title) for lesson in lessons if not lesson.is_read]
        unpassed = [lesson for lesson in lessons if lesson.needs_pass and not lesson.is_passed]
        return unread + [
            Missing(Lacking.PASS, lesson.key, lesson.title, again=lesson.is_doubted) for lesson in unpassed
        ]
    short = (rule["lessons"] or 0) - sum(lesson.is_done for lesson in lessons)
    return [Missing(Lacking.LESSONS, count=short)] if short > 0 else []


def _missing_assessment(rule: Mapping[str, Any], facts: Facts) -> list[Missing]:
    if not rule["assessment"] or (facts.assessment and facts.assessment.is_passed):
        return []
    alone = _needed(rule) is Trust.SELF or rule["practices"] or facts.practices
    kind = Lacking.ASSESSMENT if alone else Lacking.WITNESSED_ASSESSMENT
    known = facts.assessment or LessonFact("", "")
    return [Missing(kind, known.key, known.title, again=known.is_doubted)]


def _missing_practices(rule: Mapping[str, Any], facts: Facts) -> list[Missing]:
    short = rule["practices"] - facts.practices
    return [Missing(Lacking.PRACTICES, count=short)] if short > 0 else []


def _missing_trust(rule: Mapping[str, Any], trust: Trust, missing: list[Missing]) -> list[Missing]:
    needed = _needed(rule)
    if TRUST_ORDER.index(trust) >= TRUST_ORDER.index(needed):
        return []
    if needed is Trust.VNEID:
        return [Missing(Lacking.VNEID)]
    brings_witness = {Lacking.WITNESSED_ASSESSMENT, Lacking.PRACTICES}
    return [] if any(one.kind in brings_witness for one in missing) else [Missing(Lacking.WITNESS)]


def _needed(rule: Mapping[str, Any]) -> Trust:
    return Trust(rule["trust"])


def line(title: str, missing: tuple[Missing, ...]) -> Sentence:
    """Return the one line that answers "đã đạt chưa, còn thiếu gì?", the same for learner, helper and official."""
    if not missing:
        return Sentence(N_("Đã hoàn thành chương trình “%(programme)s”."), {"programme": title})
    unread = [one for one in missing if one.kind is Lacking.READ]
    others = [one for one in missing if one.kind is not Lacking.READ]
    if len(unread) > NAMED_LESSONS:
        details = {"count": len(unread), "title": unread[0].title}
        parts = [Sentence(N_("đọc %(count)s bài, trước hết là “%(title)s”"), details), *map(_part, others)]
    else:
        parts = [_part(one) for one in [*unread, *others]]
    return Sentence(N_("Còn thiếu: %(parts)s."), parts=tuple(parts))


PARTS = {
    Lacking.READ: N_("đọc bài “%(title)s”"),
    Lacking.PASS: N_("làm đạt bài kiểm tra của “%(title)s”"),
    Lacking.LESSONS: N_("học thêm %(count)s bài"),
    Lacking.ASSESSMENT: N_("làm bài đánh giá"),
    Lacking.WITNESSED_ASSESSMENT: N_("làm bài đánh giá, có người hướng dẫn mở bài"),
    Lacking.PRACTICES: N_("%(count)s buổi thực hành có người xác nhận"),
    Lacking.WITNESS: N_("một lần làm bài đánh giá hoặc thực hành có người chứng kiến"),
    Lacking.VNEID: N_("xác thực bằng tài khoản VNeID"),
}


def _part(missing: Missing) -> Sentence:
    if missing.kind is Lacking.PRACTICES and missing.count == 1:
        return Sentence(N_("một buổi thực hành có người xác nhận"))
    return told(missing, Sentence(PARTS[missing.kind], {"title": missing.title, "count": missing.count}))


def told(missing: Missing, words: Sentence) -> Sentence:
    """Return the words for something missing; what was there before is told with the reason why it is missing now."""
    again = N_("%(parts)s (bài trước đã được xem lại và không còn được tính)")
    return Sentence(again, parts=(words,)) if missing.again else words


def requirements(rule: Mapping[str, Any]) -> list[Sentence]:
    """Return what a programme asks for, a sentence for each thing, in the order of its rule."""
    asked = []
    if rule["all_lessons"]:
        asked.append(Sentence(N_("Đọc hết các bài.")))
    elif rule["lessons"]:
        asked.append(Sentence(N_("Đọc ít nhất %(count)s bài."), {"count": rule["lessons"]}))
    if rule["assessment"]:
        asked.append(Sentence(N_("Làm bài đánh giá. Chưa đủ điểm thì đọc lại rồi làm lại.")))
    if rule["practices"]:
        practised = N_("Thực hành %(count)s việc, có người hướng dẫn xác nhận.")
        asked.append(Sentence(practised, {"count": rule["practices"]}))
    asked.extend(TRUST_WORDS[_needed(rule)])
    return asked


TRUST_WORDS = {
    Trust.SELF: (),
    Trust.WITNESSED: (
        Sentence(N_("Có người hướng dẫn ngồi cạnh: người ấy mở bài đánh giá hoặc xác nhận việc thực hành.")),
    ),
    Trust.VNEID: (Sentence(N_("Xác thực bằng tài khoản VNeID của chính mình.")),),
}


def _in_vietnamese(message: str, **details: Any) -> str:
    return message % details if details else message
