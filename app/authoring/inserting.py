"""The Markdown of a new question, and where it goes in a lesson; pure.

Whatever is typed, what comes out was read back and is the same question; else it is refused, with the field to blame.
"""

import re
from dataclasses import dataclass

from app.authoring.composing import question_of
from app.authoring.typed import Data, Slip, Unclear
from app.content.blocks import QUIZ, TASKS, Cutter, Section
from app.content.format import write
from app.content.messages import Report
from app.content.parse import parse_text
from app.content.schema import Document, Kind, Module, ModuleMeta, Question
from app.core.errors import Refusal
from app.core.text import N_

HEAD = "---\nđịnh dạng: 1\nmã: bai\ntiêu đề: Bài\nnhóm: [người dân]\n---\n\n"
FILE = "nguoi-dan/bai.md"
PLACE = re.compile(r"^Dòng \d+(?: và \d+)?: ")
SPECIAL = N_(
    "Chỗ này có ký hiệu mà bài viết dùng riêng (như # ở đầu dòng, dấu gạch, mũi tên, hoặc “Kiểu:”). "
    "Mời thầy cô viết cách khác; lời kể hay tin nhắn thì đặt dấu > ở đầu dòng."
)
TOGETHER = N_("Câu hỏi này chưa ghi vào bài được. Mời thầy cô xem lại các ký hiệu trong câu.")


@dataclass(frozen=True)
class Inserted:
    """A lesson with a question put in, and the line (from 1) the question begins at."""

    text: str
    line: int


class NoPlace(Refusal):
    """The lesson has a slip that would swallow or change what is put in."""

    status = 422


def question_text(kind: Kind, data: Data) -> str:
    """Return the lines of the question that was typed, without an id and without a blank line at the ends.

    Raises:
        Unclear: something is missing, or a text would not be read back as it was typed; every slip names its field.
    """
    question = question_of(kind, data)
    text, told = _written(question)
    if told is None:
        return text
    blamed = [name for name in _texts(data) if not _stands_alone(kind, data, name)]
    if blamed:
        raise Unclear([Slip(name, SPECIAL) for name in blamed])
    raise Unclear([Slip("", told)])


def put_in(lesson: str, question: str, file: str) -> Inserted:
    """Return the lesson with the question at the end of its section, which is made where it is missing.

    `question` is what `question_text` gave.

    Raises:
        NoPlace: the lesson is broken where the question would go; it must be put right first.
    """
    before = parse_text(lesson, file)
    if before.module is None:
        raise no_place(before)
    wanted = _read_alone(question)
    section = _section(wanted.kind)
    lines = before.text.split("\n")
    sections = Cutter(lines, before.body_line - 1, Report(file)).cut().sections
    at = _end_of(section, sections, lines)
    opening = [] if any(one.name == section for one in sections) else [f"## {section}", ""]
    above = [*_without_blank_end(lines[:at]), "", *opening]
    text = "\n".join([*above, *question.split("\n"), "", *lines[at:]]).rstrip("\n") + "\n"
    line = len(above) + 1
    _ensure_read(before, parse_text(text, file), wanted, line)
    return Inserted(text, line)


def _written(question: Question) -> tuple[str, str | None]:
    """Return the lines of a question, and what keeps them from being read as the same question again."""
    is_task = _section(question.kind) == TASKS
    module = Module(ModuleMeta(), practices=(question,)) if is_task else Module(ModuleMeta(), questions=(question,))
    whole = write(Document(FILE, module=module), lambda: "")
    text = whole.partition(f"## {_section(question.kind)}\n\n")[2].strip("\n")
    read = parse_text(f"{HEAD}## {_section(question.kind)}\n\n{text}\n", FILE)
    problems = [problem for problem in read.problems if problem.is_error]
    if problems:
        return text, PLACE.sub("", problems[0].message)
    return text, None if read.module and read.module.items == (question,) else TOGETHER


def _section(kind: Kind) -> str:
    return TASKS if kind is Kind.PRACTICE else QUIZ


def _read_alone(question: str) -> Question:
    for section in (QUIZ, TASKS):
        read = parse_text(f"{HEAD}## {section}\n\n{question}\n", FILE)
        if read.module and not read.has_errors:
            return read.module.items[0]
    raise NoPlace(TOGETHER)


def _texts(data: Data) -> list[str]:
    """Return the names of the free texts that were typed; numbers, ticks and choices are not among them."""
    return [name for name, value in data.items() if isinstance(value, str) and value.strip() and name not in CLOSED]


CLOSED = frozenset({"right", "form", "answer", "tolerance", "comparer", "confirmer", "picture"})


def _stands_alone(kind: Kind, data: Data, name: str) -> bool:
    """Tell whether a text is read back as typed when all other texts are harmless words."""
    plain = {other: f"mẫu {number}" for number, other in enumerate(_texts(data)) if _is_free(other)}
    try:
        question = question_of(kind, {**data, **plain, name: data[name]})
    except Unclear:
        return True
    return _written(question)[1] is None


def _is_free(name: str) -> bool:
    return not name.startswith(("truth_", "target_"))


def _end_of(section: str, sections: list[Section], lines: list[str]) -> int:
    """Return the index before which a new question of the section goes; questions come before practice."""
    for number, one in enumerate(sections):
        if one.name == section:
            return sections[number + 1].line - 1 if number + 1 < len(sections) else len(lines)
    tasks = next((one.line - 1 for one in sections if one.name == TASKS), len(lines))
    return tasks if section == QUIZ else len(lines)


def _without_blank_end(lines: list[str]) -> list[str]:
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    return lines[:end]


def _ensure_read(before: Document, after: Document, wanted: Question, line: int) -> None:
    """Refuse unless the question is read at its line as it is alone, and every other one as it was."""
    old = before.module.items if before.module else ()
    new = after.module.items if after.module else ()
    is_here = [one for one in new if one.line == line] == [wanted]
    if is_here and [one for one in new if one.line != line] == list(old):
        return
    raise no_place(before)


def no_place(document: Document) -> NoPlace:
    """Return the refusal that names the first slip of a lesson."""
    problem = next((one for one in document.problems if one.is_error), None)
    if problem is None:
        return NoPlace(TOGETHER)
    return NoPlace(N_("Bài đang có chỗ cần sửa trước khi thêm: %(problem)s"), problem=problem.message)
