"""What was imported, written as a module file by the formatter and read again: it must be the same, without errors."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import date
from typing import TYPE_CHECKING

from app.content.check import check_document
from app.content.format import NewIds, write
from app.content.kinds.registry import KINDS
from app.content.parse import parse_text
from app.content.prose import canonical
from app.content.schema import Document, Module, ModuleMeta
from app.core.text import fold, normal
from app.interchange.report import Findings, Loss, in_order
from app.interchange.wording import quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from app.content.schema import Group, Problem, Question
    from app.interchange.report import Imported

FILE = "nhap/bai.md"
NO_DAY = date(2000, 1, 1)  # An imported module has no days that could be over.
LONGEST_ID = 60
PLACE = re.compile(r"^Dòng [\d ,và]+: ")
UNTITLED = "Bài nhập từ tệp"
# Fields that are positions, or that the writing itself gives.
GIVEN = frozenset({"id", "line", "lines"})


def module_text(
    imported: Imported, *, module_id: str, group: Group, taken: Collection[str] = (), has_ids: bool = True
) -> str:
    """Return the text of a module file with an id for each question, different from those `taken`.

    Without `has_ids` no question has one: a draft gets its ids from the library it will stand in.

    Raises `BadFile` with the lines of the foreign file when the module format would refuse a question or understand it
    differently: nothing is imported that is not the same afterwards.
    """
    if not has_ids:
        imported = replace(imported, questions=tuple(replace(question, id="") for question in imported.questions))
    text = _written(imported, module_id, group, NewIds(_used(imported) | set(taken)) if has_ids else lambda: "")
    document = parse_text(text, FILE)
    findings = Findings()
    for problem in check_document(document, today=NO_DAY):
        if problem.is_error:
            line, words = _said(problem, text, imported.questions)
            findings.bad(line, words)
    findings.carried()
    if document.module is not None:
        _compare(document.module, imported, findings)
    findings.carried()
    return text


def module_id_of(title: str) -> str:
    """Return an id for a module out of its title: `an-toan-otp`."""
    words = re.findall(r"[a-z0-9]+", fold(title))
    found = ""
    for word in words:
        if len(found) + len(word) + 1 > LONGEST_ID:
            break
        found = f"{found}-{word}" if found else word
    return found or "bai-nhap"


def without_taken_ids(imported: Imported, taken: Collection[str]) -> Imported:
    """Return the questions without ids that are in use already, each told: they get new ones."""
    losses: list[Loss] = []
    questions = []
    seen = set(taken)
    for question in imported.questions:
        if question.id and question.id in seen:
            words = f"Mã của câu {quoted(question.title)} đã có trong thư viện, câu sẽ có mã mới."
            losses.append(Loss(question.line or None, words))
            question = replace(question, id="")  # noqa: PLW2901  # The rest of the question stays.
        seen.add(question.id)
        questions.append(question)
    return replace(imported, questions=tuple(questions), losses=in_order([*imported.losses, *losses]))


def _used(imported: Imported) -> set[str]:
    return {question.id for question in imported.questions if question.id}


def _written(imported: Imported, module_id: str, group: Group, new_id: Callable[[], str]) -> str:
    head: dict[str, str | tuple[str, ...]] = {
        "định dạng": "1",
        "mã": module_id,
        "tiêu đề": normal(imported.title) or UNTITLED,
        "nhóm": (group.value,),
    }
    questions = tuple(_with_lines(question) for question in imported.questions)
    module = Module(ModuleMeta(written=head), imported.prose, questions=questions, file=FILE)
    return write(Document(FILE, module=module), new_id)


def _with_lines(question: Question) -> Question:
    """Return the question with the lines by which the formatter knows what was given."""
    lines = dict(question.lines)
    if question.points != 1:
        lines["Điểm"] = question.line
    if not question.shuffle and "Trộn" in KINDS[question.kind].attributes:
        lines["Trộn"] = question.line
    return replace(question, lines=lines)


def _said(problem: Problem, text: str, questions: Sequence[Question]) -> tuple[int | None, str]:
    """Return a problem of the module as one of the foreign file: the line of its question, its sentence."""
    words = PLACE.sub("", problem.message)
    at = _question_at(problem.line, text, questions)
    if at is None:
        return None, words
    return questions[at].line or None, f"Câu {quoted(questions[at].title)}: {words}"


def _question_at(line: int, text: str, questions: Sequence[Question]) -> int | None:
    """Return which question a line of the module belongs to."""
    found = None
    rows = text.split("\n")
    for number, row in enumerate(rows[:line], 1):
        following = 0 if found is None else found + 1
        if following < len(questions) and number <= line and row == f"### {questions[following].title}":
            found = following
    return found


def _compare(module: Module, imported: Imported, findings: Findings) -> None:
    """Report what would be something else after writing and reading."""
    if module.prose != canonical(imported.prose.split("\n")) or module.practices:
        findings.bad(None, "Nội dung bài đọc có dòng mà bài học hiểu thành câu hỏi hoặc mục khác.")
    if len(module.questions) != len(imported.questions):
        findings.bad(None, "Số câu hỏi khác đi khi ghi thành bài học.")
        return
    for before, after in zip(imported.questions, module.questions, strict=True):
        changed = [field.name for field in fields(before) if getattr(before, field.name) != getattr(after, field.name)]
        if set(changed) - GIVEN or (before.id and before.id != after.id):
            words = f"Câu {quoted(before.title)} có dấu hiệu mà bài học hiểu khác đi, mời bác viết lại câu này."
            findings.bad(before.line or None, words)
