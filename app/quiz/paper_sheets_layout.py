"""A drawn sheet as it stands on paper: the same plain values as a teacher's printed lesson, and never the key."""

from dataclasses import dataclass
from datetime import date
from string import ascii_lowercase

import segno

from app.content.words import Kind
from app.core.runtime import settings
from app.core.text import N_
from app.interchange.paper.lesson import on_paper
from app.interchange.paper.sheets import Answers, Area, Blank, Row
from app.interchange.paper.sheets import Question as PaperQuestion
from app.quiz.kinds.base import Laid
from app.quiz.kinds.choice import FALSE, TRUE
from app.quiz.models import PaperSheet
from app.quiz.paper_sheets_lines import shape_of, signs_of
from app.quiz.paper_sheets_rules import spaced
from app.quiz.questions import Question, Quiz

TASKS = {
    "letters": N_("Khoanh tròn một chữ cái."),
    "areas": N_("Nhìn ảnh và khoanh tròn số của tất cả những chỗ cần tìm."),
    "truth": N_("Đánh dấu Đúng hoặc Sai."),
    "truths": N_("Ở mỗi ý, đánh dấu Đúng (Đ) hoặc Sai (S)."),
    "order": N_("Ghi số 1, 2, 3… vào ô theo thứ tự đúng."),
    "pairs": N_("Ghi chữ cái của vế phải vào ô của mỗi vế trái."),
}
SEVERAL = N_("Khoanh tròn tất cả các chữ cái đúng.")
SIGNS = N_("Khoanh tròn chữ cái của tất cả những chỗ đáng ngờ.")
SHORT, NUMBER = N_("Viết câu trả lời ngắn."), N_("Viết một số.")


@dataclass(frozen=True, slots=True)
class PrintedSheet:
    """One sheet for the printer; an empty name leaves lines to write on. `picture` is the QR code."""

    code: str
    title: str
    full_name: str
    hamlet: str
    place: str
    held_on: date
    picture: str
    questions: tuple[PaperQuestion, ...]


def printed(sheet: PaperSheet, quiz: Quiz, title: str) -> PrintedSheet:
    """Return a sheet as it is printed; `quiz` and `title` are those of its version."""
    known = {question.asked.id: question for question in quiz.questions}
    base = str(settings().base_url).rstrip("/")
    code = segno.make(f"{base}/ke-cap/giay/{sheet.code}", error="m")
    return PrintedSheet(
        code=spaced(sheet.code),
        title=title,
        full_name=sheet.person.full_name if sheet.person else "",
        hamlet=sheet.person.hamlet.name if sheet.person else "",
        place=sheet.place,
        held_on=sheet.held_on,
        picture=code.svg_data_uri(scale=3, border=1),
        questions=tuple(_question(known[laid["id"]], laid, place) for place, laid in enumerate(sheet.layout, 1)),
    )


def _question(question: Question, laid: Laid, number: int) -> PaperQuestion:
    return PaperQuestion(
        number=number,
        title=question.title,
        prompt_html=on_paper(question.prompt_html),
        picture_html=on_paper(question.picture_html),
        points="",
        unit=question.unit,
        explanation_html="",
        answers=_answers(question, laid),
    )


def _answers(question: Question, laid: Laid) -> Answers:
    shape = shape_of(laid)
    task, options = _task(laid, shape), [question.options[number] for _, number in laid["options"]]
    rows = tuple(Row(sign, option.text) for sign, option in zip(signs_of(laid), options, strict=True))
    if shape == "truth":
        return Answers(shape, task, blanks=(Blank(signs=(TRUE, FALSE)),))
    if shape == "truths":
        return Answers(shape, task, _sides(question, laid, ascii_lowercase))
    if shape == "pairs":
        return Answers(shape, task, _sides(question, laid, "123456789"), others=rows)
    if shape == "line":
        return Answers(shape, task)
    areas = tuple(
        Area(str(sign), area[0], area[1], area[2] - area[0], area[3] - area[1])
        for sign, option in enumerate(options, 1)
        if (area := option.area)
    )
    return Answers(shape, task, rows, areas=areas)


def _sides(question: Question, laid: Laid, signs: str) -> tuple[Row, ...]:
    parts = enumerate(laid["parts"])
    return tuple(Row(signs[at] if at < len(signs) else str(at + 1), question.parts[part].text) for at, part in parts)


def _task(laid: Laid, shape: str) -> str:
    kind = Kind(laid["kind"])
    others = {Kind.SEVERAL: SEVERAL, Kind.SIGNS: SIGNS, Kind.SHORT: SHORT, Kind.NUMBER: NUMBER}
    return others.get(kind) or TASKS[shape]
