"""One question as the component `question` shows it: the one place where a key could get out, and where it does not."""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _

from app.quiz.kinds.base import Answer, KindRules, Laid, Row
from app.quiz.kinds.registry import rules_on
from app.quiz.questions import Question
from app.quiz.rules import Shown

NOT_YET = Shown()


@dataclass(frozen=True, slots=True)
class Look:
    """How much may be shown of a question, how it stands, and the share it earns.

    `every_feedback` is for authors: the feedback of all options, not only of those chosen.
    """

    allowed: Shown = NOT_YET
    is_open: bool = True
    is_practice: bool = False
    share: Fraction = Fraction(0)
    every_feedback: bool = False

    @property
    def tells_feedback(self) -> bool:
        """Tell whether the feedback of an option may be read: it says as much as the key."""
        return self.allowed.verdict and (self.allowed.key or self.is_practice)


@dataclass(frozen=True, slots=True)
class Feedback:
    """What stands under an answered question; `html` was cleaned when the version was published.

    `right` is the right answer in words, `lines` its parts as pairs, numbered where they are `ordered`.
    """

    kind: str
    text: str
    html: str
    right: str = ""
    lines: tuple[tuple[str, str], ...] = ()
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """A question as the component `question` shows it; see the head of that template."""

    id: str
    widget: str
    title: str
    prompt_html: str
    options: list[dict[str, Any]]
    saved: bool
    feedback: Feedback | None = None
    disabled: bool = False
    hint: str = ""
    value: str = ""
    unit: str = ""
    picture_html: str = ""
    parts: list[dict[str, Any]] = field(default_factory=list)
    note: str = ""
    waits: bool = False


def shown_question(question: Question, laid: Laid, answer: Answer, look: Look) -> ShownQuestion:
    """Return a question with its answer and with as much of the outcome as `look` allows."""
    kind = rules_on(laid)
    return ShownQuestion(
        id=laid["id"],
        widget=kind.widget,
        title=question.title,
        prompt_html=question.prompt_html,
        options=_options(question, laid, answer, look),
        saved=kind.is_begun(answer),
        feedback=_feedback(question, laid, answer, look),
        disabled=not look.is_open,
        value=kind.typed(answer),
        unit=question.unit,
        picture_html=question.picture_html,
        parts=[_part(question, laid, row, look) for row in kind.rows(laid, answer)],
        note=_note(kind, laid, answer) if look.is_open else "",
        waits=look.is_open and kind.waits(laid["key"], answer),
    )


def _options(question: Question, laid: Laid, answer: Answer, look: Look) -> list[dict[str, Any]]:
    """Return all options in the order of the sheet; those of kinds with rows are ticked there.

    A story offers its choices in its steps only: what stands at other steps is not for this reader yet.
    """
    if rules_on(laid).widget == "story":
        return []
    return [
        _option(question, value, number, look, checked=not question.parts and number in answer)
        for value, number in laid["options"]
    ]


def _option(question: Question, value: str, number: int, look: Look, *, checked: bool) -> dict[str, Any]:
    option = question.options[number]
    tells = look.tells_feedback and (checked or look.every_feedback)
    return {
        "value": value,
        "text": option.text,
        "checked": checked,
        "area": _area(option.area),
        "feedback_html": option.feedback_html if tells else "",
    }


def _area(area: tuple[int, int, int, int] | None) -> dict[str, int] | None:
    """Return a place on a picture as the attributes of an element that covers it."""
    if area is None:
        return None
    left, top, right, bottom = area
    return {"x": left, "y": top, "width": right - left, "height": bottom - top}


def _part(question: Question, laid: Laid, row: Row, look: Look) -> dict[str, Any]:
    """Return one row; where the key may be shown, the rows of an answer not wholly right say which of them are."""
    part, answered = question.parts[row.part], row.chosen is not None
    found: dict[str, str] = {}
    if look.allowed.key and look.share < 1:
        is_right = rules_on(laid).is_right(laid["key"], row)
        found = {"kind": "done" if is_right else "wait", "verdict": _("Đúng rồi") if is_right else _("Chưa đúng")}
    return {
        "name": f"q-{laid['id']}-{row.number}",
        "number": row.number,
        "label": part.text,
        "html": part.html,
        "options": [
            _option(question, value, number, look, checked=number == row.chosen) for value, number in row.options
        ],
        "chosen": "" if row.chosen is None else question.options[row.chosen].text,
        "feedback_html": part.feedback_html if look.tells_feedback and answered else "",
        **found,
    }


def _note(kind: KindRules, laid: Laid, answer: Answer) -> str:
    if note := kind.note(laid["key"], answer):
        return str(_(note.message, **note.details))
    left = kind.left(laid["key"], answer) if kind.is_begun(answer) else 0
    return str(_("Còn %(count)s dòng chưa chọn.", count=left)) if left else ""


def _feedback(question: Question, laid: Laid, answer: Answer, look: Look) -> Feedback | None:
    allowed, share = look.allowed, look.share
    if not allowed.verdict:
        return None
    html = [question.hint_html] if (look.is_open and share < 1) or look.every_feedback else []
    if allowed.explanation:
        html.append(question.explanation_html)
    if look.every_feedback:
        kind, words = "info", ""
    else:
        kind = "done" if share == 1 else "wait"
        words = _verdict(share == 1, share > 0, is_answered=rules_on(laid).is_begun(answer))
    if not allowed.key or (share == 1 and not look.every_feedback):
        return Feedback(kind, words, "".join(html))
    told = rules_on(laid).told(question.material, laid)
    return Feedback(kind, words, "".join(html), str(_(told.message, **told.details)), told.lines, told.ordered)


def _verdict(is_right: bool, is_partly: bool, *, is_answered: bool) -> str:
    if is_right:
        return str(_("Đúng rồi."))
    if is_partly:
        return str(_("Đúng một phần."))
    return str(_("Chưa đúng.")) if is_answered else str(_("Câu này bác chưa trả lời."))
