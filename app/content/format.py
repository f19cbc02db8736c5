"""Writes a file in its one fixed form: order of keys and attributes, one option a line, missing ids given."""

from __future__ import annotations

import re
import secrets
import string
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.content.attributes import AFTER_ITEMS, BEFORE_ITEMS
from app.content.blocks import QUIZ, TASKS
from app.content.hard_words import GLOSSARY_KEYS, lines_of
from app.content.heads import FRAMEWORK_KEYS, MODULE_KEYS, PROGRAMME_KEYS
from app.content.kinds.registry import KINDS
from app.content.parse import parse_text
from app.content.words import Comparer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from app.content.frontmatter import Key
    from app.content.schema import Document, Framework, Module, Problem, Question

ALPHABET = string.ascii_lowercase + string.digits
ID_LENGTH = 8
# What would end or change a plain value for other readers of YAML: signs at its start, ": " and " #" inside, words and
# digits that turn into something else than text.
YAML_SIGNS = re.compile(r"[\[\]{},&*!|>%@`\"'#?:-].*")
YAML_INSIDE = re.compile(r": | #|:$|\\$")
YAML_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n", "~"})
YAML_DIGITS = re.compile(r"0\d+|\d+:\d.*|0[xo].*|[\d_]+_\d*|\.\d.*|\.(?:inf|nan)|\d+e\d+", re.IGNORECASE)
IN_LIST = re.compile(r"[,\[\]{}\"']")
LONGEST_INLINE = 260  # All codes of a framework on one line: a head has forty lines at most.


class CannotFormat(Exception):  # noqa: N818  # Named like the refusals of the application.
    """The file has errors; writing it anew could lose what the teacher meant. `problems` says which."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("the file has errors")
        self.problems = problems


@dataclass(slots=True)
class NewIds:
    """Hands out ids of eight letters or digits that are not taken yet."""

    taken: set[str]

    def __call__(self) -> str:
        """Return a new id and remember it."""
        while True:
            found = "".join(secrets.choice(ALPHABET) for _ in range(ID_LENGTH))
            if found not in self.taken and not found.isdigit():
                self.taken.add(found)
                return found


def format_text(text: str, *, file: str = "bai.md", new_id: Callable[[], str] | None = None) -> str:
    """Return the file in its fixed form, with an id for each question that has none.

    `new_id` must give ids that are free in the whole library; without it they are free in this file. Raises
    `CannotFormat` for a file with errors, so that nothing of it is lost.
    """
    document = parse_text(text, file)
    return write(document, new_id or NewIds({value for value, _ in document.ids}))


def write(document: Document, new_id: Callable[[], str]) -> str:
    """Return the fixed form of a document, as `format_text` does; raises `CannotFormat` for one with errors."""
    if document.has_errors:
        raise CannotFormat(document.problems)
    parts: list[str]
    if document.module:
        parts = [_head(document.module.meta.written, MODULE_KEYS), *_module(document.module, new_id)]
    elif document.programme:
        parts = [_head(document.programme.written, PROGRAMME_KEYS), document.programme.intro]
    elif document.framework:
        parts = [_head(document.framework.written, FRAMEWORK_KEYS), *_framework(document.framework)]
    elif document.glossary:
        parts = [_head(document.glossary.written, GLOSSARY_KEYS), *lines_of(document.glossary)]
    else:
        raise CannotFormat(document.problems)
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(written: Mapping[str, str | tuple[str, ...]], keys: tuple[Key, ...]) -> str:
    lines = ["---"]
    for key in keys:
        value = written.get(key.name)
        if isinstance(value, tuple):
            lines.extend(_list(key, value))
        elif value is not None:
            lines.append(f"{key.name}: {_quoted(value)}")
    return "\n".join([*lines, "---"])


def _list(key: Key, values: tuple[str, ...]) -> list[str]:
    inline = f"{key.name}: [{', '.join(_quoted(value, in_list=True) for value in values)}]"
    if key.splits and key.name != "bài" and len(inline) <= LONGEST_INLINE:
        return [inline]
    return [f"{key.name}:", *(f"- {_quoted(value)}" for value in values)]


def _quoted(value: str, *, in_list: bool = False) -> str:
    """Return a value that our reader and any reader of YAML understand as the same text."""
    tests = (
        YAML_SIGNS.fullmatch(value),
        YAML_INSIDE.search(value),
        YAML_DIGITS.fullmatch(value),
        value.lower() in YAML_WORDS,
    )
    if not any(tests) and not (in_list and IN_LIST.search(value)) and not value.startswith("“"):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _module(module: Module, new_id: Callable[[], str]) -> Iterator[str]:
    yield module.prose
    for name, intro, questions in (
        (QUIZ, module.quiz_intro, module.questions),
        (TASKS, module.practice_intro, module.practices),
    ):
        if questions:
            yield f"## {name}"
            yield intro
            for question in questions:
                yield question_text(question, new_id)


def question_text(question: Question, new_id: Callable[[], str]) -> str:
    """Return the lines of one question or practice task in their fixed form, with an id when it has none."""
    lines = [f"### {question.title}"]
    if question.prompt:
        lines += ["", question.prompt, ""]
    values = _attributes(question, new_id)
    lines += [f"{key}: {value}" for key in BEFORE_ITEMS for value in values.get(key, ()) if value]
    lines += KINDS[question.kind].write_items(question)
    lines += [f"{key}: {value}" for key in AFTER_ITEMS for value in values.get(key, ()) if value]
    return "\n".join(lines)


def _attributes(question: Question, new_id: Callable[[], str]) -> dict[str, tuple[str, ...]]:
    """Return the values of each key; what is as by default is written only where the author wrote it."""
    given = question.lines
    minimum = f"{question.minimum[0]}/{question.minimum[1]}" if question.minimum else ""
    points = f"{float(question.points):g}".replace(".", ",")
    may_shuffle = "Trộn" in KINDS[question.kind].attributes
    is_mixed = question.shuffle and "Trộn" not in given
    is_plain = question.comparer is Comparer.EXACT and "So sánh" not in given
    return {
        "Kiểu": (question.kind,),
        "Mã": (question.id or new_id(),),
        "Điểm": (points if "Điểm" in given or question.points != 1 else "",),
        "Tính điểm": (question.scoring or "",),
        "Kỹ năng": (", ".join(question.skills),),
        "Trộn": (("có" if question.shuffle else "không") if may_shuffle and not is_mixed else "",),
        "Người xác nhận": (question.confirmer,),
        "Tối thiểu": (minimum,),
        "Ảnh": (question.picture,),
        "Mô tả ảnh": (question.picture_text,),
        "So sánh": (question.comparer if question.comparer and not is_plain else "",),
        "Đáp án": (question.answer,),
        "Chấp nhận": question.accepted,
        "Đơn vị": (question.unit,),
        "Gợi ý": (question.hint,),
        "Giải thích": (question.explanation,),
    }


def _framework(framework: Framework) -> Iterator[str]:
    yield framework.intro
    for skill in framework.skills:
        yield f"## {skill.id} {skill.name}"
        yield skill.text
