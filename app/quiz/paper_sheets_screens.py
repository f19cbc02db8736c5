"""What the typist's pages show: a line a question, how it was read, where two readings differ; never what is right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from app.catalog import service as catalog
from app.core.errors import Refusal
from app.quiz import paper_sheets_lines as lines
from app.quiz.kinds.base import Answer, Laid
from app.quiz.models import PaperSheet
from app.quiz.questions import Question, Quiz

FIELD = "cau-"
FIRST, SECOND, AGAIN = "1", "2", "lai"


@dataclass(frozen=True, slots=True)
class Line:
    """One question for the typist: what was typed, what is wrong with that, how it was read.

    `known` lets the page's script read along: the shape, the signs with their texts, and the texts of the rows.
    """

    number: int
    name: str
    title: str
    hint: str
    typed: str = ""
    problem: str = ""
    read: Sequence[str] = ()
    known: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Difference:
    """A question that was read differently the first and the second time."""

    line: Line
    first: Sequence[str]
    second: Sequence[str]


class Typist:
    """A sheet with the questions of its version, and what its lines say."""

    def __init__(self, sheet: PaperSheet) -> None:
        version = catalog.get_version(sheet.version_id)
        self.sheet, self.title = sheet, version.title
        self._known = {one.asked.id: one for one in Quiz.read(version.snapshot).questions}

    def read(self, typed: Mapping[str, str]) -> tuple[list[Line], dict[str, Answer] | None]:
        """Return the lines as typed with their readings; and all answers, None while a line can't be read."""
        answers: dict[str, Answer] = {}
        shown = [self._read(place, laid, typed, answers) for place, laid in enumerate(self.sheet.layout, 1)]
        return shown, answers if len(answers) == len(shown) else None

    def empty(self) -> list[Line]:
        """Return the lines with nothing typed."""
        return [self._line(place, laid) for place, laid in enumerate(self.sheet.layout, 1)]

    def differing(self, ids: Sequence[str]) -> list[Difference]:
        """Return what two typists read differently."""
        first, second = self.sheet.first or {}, self.sheet.second or {}
        return [
            Difference(
                self._line(place, laid),
                self._told(laid, first.get(laid["id"], [])),
                self._told(laid, second.get(laid["id"], [])),
            )
            for place, laid in enumerate(self.sheet.layout, 1)
            if laid["id"] in ids
        ]

    def decided(self, ids: Sequence[str], posted: Mapping[str, str]) -> dict[str, Answer]:
        """Return the answers decided on: the first reading, the second, or a third one that was typed.

        Raises:
            UnreadableLine: a third reading stands for nothing.
        """
        found: dict[str, Answer] = {}
        for place, laid in enumerate(self.sheet.layout, 1):
            choice = posted.get(f"chon-{place}")
            if laid["id"] not in ids or choice not in (FIRST, SECOND, AGAIN):
                continue
            kept = (self.sheet.first if choice == FIRST else self.sheet.second) or {}
            again = posted.get(f"{FIELD}{place}", "")
            found[laid["id"]] = lines.read_line(laid, again) if choice == AGAIN else kept.get(laid["id"], [])
        return found

    def _read(self, place: int, laid: Laid, typed: Mapping[str, str], answers: dict[str, Answer]) -> Line:
        text = typed.get(f"{FIELD}{place}", "")
        try:
            answer = lines.read_line(laid, text)
        except Refusal as refusal:
            return self._line(place, laid, typed=text, problem=_(str(refusal), **refusal.details))
        answers[laid["id"]] = answer
        return self._line(place, laid, typed=text, read=self._told(laid, answer))

    def _line(self, place: int, laid: Laid, **given: Any) -> Line:
        question = self._known[laid["id"]]
        return Line(
            place, f"{FIELD}{place}", question.title, lines.hint_of(laid), known=_known(question, laid), **given
        )

    def _told(self, laid: Laid, answer: Answer) -> list[str]:
        return lines.told(self._known[laid["id"]], laid, answer)


def _known(question: Question, laid: Laid) -> dict[str, Any]:
    shape = lines.shape_of(laid)
    texts = [_(question.options[number].text) for _value, number in laid["options"]]
    rows = [question.parts[part].text for part in laid.get("parts", ())]
    signs = ["đ", "s"] if shape in ("truth", "truths") else [sign.lower() for sign in lines.signs_of(laid)]
    return {"shape": shape, "signs": signs if shape != "line" else [], "texts": texts, "rows": rows}
