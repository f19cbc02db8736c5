"""Word questions whose parts are true or false: "a) … (Đ)", a line "Đáp án: a) Đ, b) S", a table with ticks."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from app.core.text import fold
from app.interchange.making import Answer, statements
from app.interchange.word import keys
from app.interchange.word.choices import of_options
from app.interchange.word.cutting import truth_columns
from app.interchange.word.lines import Table
from app.interchange.word.options import marked, taken_apart
from app.interchange.wording import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.content.schema import Question
    from app.interchange.word.options import Lettered
    from app.interchange.word.parts import Desk, Parts

TRUE_FALSE = re.compile(r".*\bdung\s*(?:/|,|-|hay|hoac|va)?\s*sai\b.*|.*\bd\s*/\s*s\b.*")
NUMBER = re.compile(r"(?:[a-h]|\d{1,2})\s*[.)/]\s*")


def of_small_letters(parts: Parts, desk: Desk) -> Question | None:
    """Return statements when they are said to be true or false; else small letters are options like any other."""
    items = taken_apart(parts.statements).items
    truths, items = _truths(parts, items)
    is_about_truth = bool(TRUE_FALSE.fullmatch(fold(parts.head.text)))
    looks = marked(items) if is_about_truth and not parts.answers else set()
    if truths is None and len(looks) == 1:
        truths = [at in next(iter(looks)) for at in range(len(items))]
    if truths is None and not (is_about_truth and not looks and not parts.answers):
        return of_options(parts, parts.statements, desk)
    stem = desk.stem(parts)
    if truths is None:
        how = "Bác thêm dòng `Đáp án: a) Đ, b) S …` rồi nhập lại"
        desk.findings.bad(None, f"{stem.name} chưa thấy ý nào đúng, ý nào sai. {how}.")
        return None
    answers = [Answer(desk.prose.words(item.words), is_true) for item, is_true in zip(items, truths, strict=True)]
    return statements(stem, answers, desk.findings)


def of_truth_table(parts: Parts, table: Table, desk: Desk) -> Question | None:
    """Return the statements of a table with columns Đúng and Sai, each ticked in exactly one of them."""
    columns = truth_columns(table) or (0, 0)
    stem = desk.stem(parts, without=[table])
    answers: list[Answer] = []
    for words in table.words()[1:]:
        ticks = [bool(words[column]) for column in columns]
        others = [word for at, word in enumerate(words) if at not in columns]
        text = max(
            (NUMBER.sub("", word, count=1) if NUMBER.match(word) else word for word in others), key=len, default=""
        )
        if ticks.count(True) != 1:
            desk.findings.bad(None, f"{stem.name}: ý {quoted(text)} phải đánh dấu ở đúng một cột, Đúng hoặc Sai.")
        answers.append(Answer(text, ticks[0]))
    return statements(stem, answers, desk.findings)


def has_truth_table(parts: Parts) -> Table | None:
    """Return the table of statements in the stem of a question, None when there is none."""
    return next((block for block in parts.stem if isinstance(block, Table) and truth_columns(block)), None)


def _truths(parts: Parts, items: Sequence[Lettered]) -> tuple[list[bool] | None, tuple[Lettered, ...]]:
    """Return what is said of each statement: in a line of answers, or before or behind its words, which then go."""
    for text in parts.answers:
        if (found := keys.truths(text, len(items))) is not None:
            return found, tuple(items)
    said = [keys.marked_truth(item.words.text) for item in items]
    if not said or None in said:
        return None, tuple(items)
    bare = [_bare(item, found[1], found[2]) for item, found in zip(items, said, strict=True) if found]
    return [found[0] for found in said if found], tuple(bare)


def _bare(item: Lettered, start: int, end: int) -> Lettered:
    """Return a statement without the mark at one of its ends."""
    return replace(item, line=item.line.cut(item.start + start, item.start + end), start=0)
