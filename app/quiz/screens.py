"""What the learner's pages show, made from a paper: the one place where a key could get out, and where it does not."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from app.content.words import Kind
from app.core.text import N_
from app.quiz import rules
from app.quiz.grading import percent_text
from app.quiz.layout import Laid
from app.quiz.models import AttemptState
from app.quiz.paper import Paper
from app.quiz.questions import Question
from app.quiz.rules import Band

HEADLINES = {
    (False, Band.REACHED): N_("Bác đã đạt bài này"),
    (False, Band.NEAR): N_("Sắp đạt rồi, thêm một chút nữa thôi"),
    (False, Band.AGAIN): N_("Mình đọc lại bài rồi thử lại nhé"),
    (True, Band.REACHED): N_("Bác nắm bài chắc rồi"),
    (True, Band.NEAR): N_("Bác sắp nắm hết bài rồi"),
    (True, Band.AGAIN): N_("Bác đọc lại bài một lượt nữa nhé"),
}


@dataclass(frozen=True, slots=True)
class Feedback:
    """What stands under an answered question."""

    kind: str
    text: str
    html: Markup


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """A question as the component `question` shows it."""

    id: str
    widget: str
    title: str
    prompt_html: Markup
    options: list[dict[str, Any]]
    saved: bool
    feedback: Feedback | None = None
    disabled: bool = False
    hint: str = ""


@dataclass(frozen=True, slots=True)
class QuestionScreen:
    """One question on a screen, with the way to the others."""

    paper: Paper
    question: ShownQuestion
    number: int
    total: int
    next_step: str
    rows: list[dict[str, Any]] = field(default_factory=list)

    @property
    def is_last(self) -> bool:
        """Tell whether the next step is the check before submitting."""
        return self.number == self.total


@dataclass(frozen=True, slots=True)
class ResultScreen:
    """The outcome in words, and the questions with as much as the rules allow."""

    paper: Paper
    headline: str
    line: str
    questions: list[ShownQuestion]


def first_place(paper: Paper) -> str:
    """Return the step to open first: the first question without an answer, else the check before submitting."""
    return str(paper.unanswered[0]) if paper.unanswered else "het"


def question_screen(paper: Paper, number: int) -> QuestionScreen:
    """Return the screen of the question at a place (from 1 to the number asked)."""
    total = len(paper.sheet)
    return QuestionScreen(
        paper=paper,
        question=_shown(paper, paper.sheet[number - 1]),
        number=number,
        total=total,
        next_step=str(number + 1) if number < total else "het",
        rows=places(paper, range(1, total + 1)),
    )


def places(paper: Paper, numbers: Sequence[int]) -> list[dict[str, Any]]:
    """Return the rows of a list of questions: number, address, whether it is answered."""
    return [
        {
            "number": number,
            "href": url_for("quiz.take", attempt_id=paper.id, cau=number),
            "title": _("Câu %(number)s", number=number),
            "state": _("Đã trả lời") if paper.chosen(paper.sheet[number - 1]) else _("Chưa trả lời"),
            "kind": "done" if paper.chosen(paper.sheet[number - 1]) else "neutral",
        }
        for number in numbers
    ]


def result_screen(paper: Paper) -> ResultScreen:
    """Return the screen of a closed attempt."""
    marks, total = paper.marks, len(paper.sheet)
    words = {"right": marks.right, "total": total, "percent": percent_text(marks.score)}
    if paper.is_practice:
        line = _("Bác làm đúng %(right)s/%(total)s câu.", **words)
    else:
        mark = percent_text(paper.rule.pass_mark)
        said = N_("Bác làm đúng %(right)s/%(total)s câu, được %(percent)s%%. Bài này cần %(mark)s%%.")
        line = _(said, mark=mark, **words)
    return ResultScreen(
        paper=paper,
        headline=_headline(paper, rules.band(marks.score, paper.rule.pass_mark)),
        line=line,
        questions=[_shown(paper, laid) for laid in paper.sheet if paper.shown(laid).verdict],
    )


def _headline(paper: Paper, band: Band) -> str:
    if paper.state is AttemptState.VOIDED:
        return str(_("Bài làm này không được tính"))
    return str(_(HEADLINES[paper.is_practice, band]))


def _shown(paper: Paper, laid: Laid) -> ShownQuestion:
    question, chosen = paper.questions[laid["id"]], paper.chosen(laid)
    return ShownQuestion(
        id=laid["id"],
        widget="many" if laid["kind"] == Kind.SEVERAL else "one",
        title=question.title,
        prompt_html=_stored(question.prompt_html),
        options=[
            {"value": value, "text": question.options[number].text, "checked": number in chosen}
            for value, number in laid["options"]
        ],
        saved=bool(chosen),
        feedback=_feedback(paper, laid, question),
        disabled=not paper.is_open,
    )


def _feedback(paper: Paper, laid: Laid, question: Question) -> Feedback | None:
    shown, chosen = paper.shown(laid), paper.chosen(laid)
    if not shown.verdict:
        return None
    share = paper.marks.shares[laid["id"]]
    words = [_verdict(share == 1, share > 0, is_answered=bool(chosen))]
    html: list[str] = []
    if shown.key and share < 1:
        right = [question.options[number].text for number in laid["key"]]
        words.append(_("Đáp án đúng: %(texts)s.", texts="; ".join(right)))
    if shown.key or paper.is_practice:
        html += [question.options[number].feedback_html for number in sorted(chosen)]
    if paper.is_open and share < 1:
        html.append(question.hint_html)
    if shown.explanation:
        html.append(question.explanation_html)
    return Feedback("done" if share == 1 else "wait", " ".join(words), _stored("".join(html)))


def _verdict(is_right: bool, is_partly: bool, *, is_answered: bool) -> str:
    if is_right:
        return str(_("Đúng rồi."))
    if is_partly:
        return str(_("Đúng một phần."))
    return str(_("Chưa đúng.")) if is_answered else _("Câu này bác chưa trả lời.")


def _stored(html: str) -> Markup:
    """Return HTML that was cleaned when the version was published."""
    return Markup(html)  # noqa: S704  # The version's own HTML, never a request's.
