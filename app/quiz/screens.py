"""What the pages of attempts show, made from a paper; single questions are made in `app.quiz.showing`."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.content.words import Review
from app.core.text import N_
from app.people.models import Person
from app.quiz import rules
from app.quiz.kinds.base import Laid
from app.quiz.kinds.registry import rules_on
from app.quiz.layout import CHECK
from app.quiz.models import AttemptState
from app.quiz.paper import Paper
from app.quiz.rules import Band
from app.quiz.service import NextTry
from app.quiz.showing import Look, ShownQuestion, shown_question
from app.quiz.supervision import Side, Task
from app.web.filters import share_vi

HEADLINES = {
    (False, Band.REACHED): N_("Bác đã đạt bài này"),
    (False, Band.NEAR): N_("Sắp đạt rồi, thêm một chút nữa thôi"),
    (False, Band.AGAIN): N_("Mình đọc lại bài rồi thử lại nhé"),
    (True, Band.REACHED): N_("Bác nắm bài chắc rồi"),
    (True, Band.NEAR): N_("Bác sắp nắm hết bài rồi"),
    (True, Band.AGAIN): N_("Bác đọc lại bài một lượt nữa nhé"),
}


@dataclass(frozen=True, slots=True)
class QuestionScreen:
    """One question on a screen, with the way to the others."""

    paper: Paper
    question: ShownQuestion
    number: int
    total: int
    following: str
    tells: bool
    rows: list[dict[str, Any]] = field(default_factory=list)

    @property
    def is_last(self) -> bool:
        """Tell whether the next step is the check before submitting."""
        return self.number == self.total


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """How much time an attempt has left, for a script and for people."""

    seconds: int
    words: str


@dataclass(frozen=True, slots=True)
class CheckScreen:
    """Before submitting: how many questions are answered, which are not, which should be looked at again."""

    total: int
    done: int
    unanswered: list[dict[str, Any]]
    doubtful: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class ResultScreen:
    """The outcome in words, and the questions with as much as the rules allow."""

    paper: Paper
    headline: str
    line: str
    is_reached: bool
    again_href: str
    lessons: list[dict[str, str]]
    questions: list[ShownQuestion]


@dataclass(frozen=True, slots=True)
class SideScreen:
    """One programme of a learner on the helper's page."""

    side: Side
    open_href: str | None
    tasks: list[dict[str, Any]]


def first_step(paper: Paper) -> str:
    """Return the step to open first: the first question without an answer, else the check before submitting."""
    return str(paper.unanswered[0]) if paper.unanswered else CHECK


def question_screen(paper: Paper, number: int) -> QuestionScreen:
    """Return the screen of the question at a place (from 1 to the number asked)."""
    total = len(paper.sheet)
    return QuestionScreen(
        paper=paper,
        question=_shown(paper, paper.sheet[number - 1]),
        number=number,
        total=total,
        following=str(number + 1) if number < total else CHECK,
        tells=paper.rule.review is Review.EACH,
        rows=places(paper, range(1, total + 1)),
    )


def time_left(paper: Paper, now: datetime) -> TimeLeft | None:
    """Return how long an attempt under way still has, in seconds and in words; None without a limit of time."""
    if paper.ends_at is None:
        return None
    seconds = max(0, int((paper.ends_at - (paper.paused_at or now)).total_seconds()))
    if seconds < 60:
        return TimeLeft(seconds, str(_("Còn chưa đầy một phút.")))
    return TimeLeft(seconds, str(_("Còn khoảng %(minutes)s phút.", minutes=-(-seconds // 60))))


def places(paper: Paper, numbers: Sequence[int]) -> list[dict[str, Any]]:
    """Return the rows of a list of questions: number, address, whether it is answered."""
    return [
        {
            "number": number,
            "href": url_for("quiz.take", attempt_id=paper.id, cau=number),
            "title": _("Câu %(number)s", number=number),
            **_state(paper, paper.sheet[number - 1]),
        }
        for number in numbers
    ]


def check_screen(paper: Paper) -> CheckScreen:
    """Return the screen before submitting."""
    total = len(paper.sheet)
    return CheckScreen(
        total=total,
        done=total - len(paper.unanswered),
        unanswered=places(paper, paper.unanswered),
        doubtful=places(paper, paper.doubtful),
    )


def result_screen(paper: Paper, following: NextTry | None) -> ResultScreen:
    """Return the screen of a closed attempt and what may follow it."""
    if paper.state is AttemptState.VOIDED:
        return _void_screen(paper, following)
    marks, total = paper.marks, len(paper.sheet)
    band = rules.band(marks.score, paper.rule.pass_mark)
    words = {"right": marks.right, "total": total, "percent": share_vi(marks.score)}
    if paper.is_practice:
        line = _("Bác làm đúng %(right)s/%(total)s câu.", **words)
    else:
        said = N_("Bác làm đúng %(right)s/%(total)s câu, được %(percent)s. Bài này cần %(mark)s.")
        line = _(said, mark=share_vi(paper.rule.pass_mark), **words)
    return ResultScreen(
        paper=paper,
        headline=_headline(paper, band),
        line=line,
        is_reached=band is Band.REACHED,
        again_href=_again(paper),
        lessons=_lessons(following),
        questions=[_shown(paper, laid) for laid in paper.sheet if paper.shown(laid).verdict],
    )


def _void_screen(paper: Paper, following: NextTry | None) -> ResultScreen:
    """Return the screen of an attempt that counts for nothing: why it is so stands in the page, not a result."""
    line, headline = str(_("Lần làm này không trừ vào số lần của bác.")), str(_("Bài làm này không được tính"))
    return ResultScreen(paper, headline, line, False, _again(paper), _lessons(following), [])


def _again(paper: Paper) -> str:
    return url_for("quiz.start", group=_group(paper.key), lesson=_code(paper.key))


def _lessons(following: NextTry | None) -> list[dict[str, str]]:
    return [
        {"href": url_for("learning.lesson", group=_group(key), code=_code(key)), "title": title}
        for key, title in (following.lessons if following else {}).items()
    ]


def side_screen(person: Person, side: Side) -> SideScreen:
    """Return one programme of a learner, with the addresses of what the helper can do."""
    assessment = side.standing.assessment
    return SideScreen(
        side=side,
        open_href=_address("quiz.open_assessment", person, assessment.key) if assessment else None,
        tasks=[_task_row(person, task) for task in side.tasks],
    )


def _state(paper: Paper, laid: Laid) -> dict[str, str]:
    """Return in words whether a question is answered; one with parts may be answered in part."""
    if paper.is_answered(laid):
        return {"state": _("Đã trả lời"), "kind": "done"}
    begun = rules_on(laid).is_begun(paper.answer_to(laid))
    return {"state": _("Trả lời dở"), "kind": "wait"} if begun else {"state": _("Chưa trả lời"), "kind": "neutral"}


def _task_row(person: Person, task: Task) -> dict[str, Any]:
    href = _address("quiz.confirm_practice", person, task.key, question_id=task.question_id)
    return {
        "title": task.title,
        "href": None if task.is_confirmed else href,
        "state": _("Đã xác nhận") if task.is_confirmed else _("Chưa làm"),
        "kind": "done" if task.is_confirmed else "neutral",
        "meta": task.lesson,
    }


def _address(endpoint: str, person: Person, key: str, **values: Any) -> str:
    return url_for(endpoint, person_id=person.public_id, group=_group(key), lesson=_code(key), **values)


def _group(key: str) -> str:
    return key.partition("/")[0]


def _code(key: str) -> str:
    return key.partition("/")[2]


def _headline(paper: Paper, band: Band) -> str:
    return str(_(HEADLINES[paper.is_practice, band]))


def _shown(paper: Paper, laid: Laid) -> ShownQuestion:
    allowed = paper.shown(laid)
    share = paper.marks.shares[laid["id"]] if allowed.verdict else Fraction(0)
    look = Look(allowed=allowed, is_open=paper.is_open, is_practice=paper.is_practice, share=share)
    return shown_question(paper.questions[laid["id"]], laid, paper.answer_to(laid), look)
