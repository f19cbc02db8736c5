"""Word questions that are answered in another way: pairs, an order, a number, a few words, one statement."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from app.content.schema import Pair
from app.core.text import fold
from app.interchange.making import Answer, match, number, order, short, statement
from app.interchange.word import keys
from app.interchange.word.lines import Line
from app.interchange.word.options import taken_apart
from app.interchange.word.roles import NUMBERED
from app.interchange.wording import quoted

if TYPE_CHECKING:
    from app.content.schema import Question
    from app.interchange.making import Stem
    from app.interchange.word.parts import Desk, Parts

ORDERING = re.compile(r".*\b(?:sap xep|thu tu|trinh tu)\b.*")
ARROW = re.compile(r"(?:[-•+*]\s+|\d{1,2}[.)]\s+)?(\S.*?)\s+(?:->|=>|→|⇒)\s+(\S.*)")


def of_pairs(parts: Parts, desk: Desk) -> Question | None:
    """Return pairs of numbers on the left and letters on the right; a letter no number has is one answer more.

    None when the answers name no pairs, or not all of them; only the latter is told.
    """
    found = keys.pairs(" ".join(parts.answers))
    if not found or not parts.numbered:
        return None
    stem = desk.stem(parts, without=parts.numbered)
    items = taken_apart(parts.options or parts.statements).items
    rights = {item.letter.lower(): desk.prose.words(item.words) for item in items}
    lefts = [desk.prose.words(_without_number(line)) for line in parts.numbered]
    if sorted(found) != list(range(1, len(lefts) + 1)) or not set(found.values()) <= set(rights):
        desk.findings.bad(None, f"{stem.name}: dòng đáp án chưa ghép đủ {len(lefts)} ý với các chữ đã cho.")
        return None
    pairs = [Pair(left, rights[found[at]]) for at, left in enumerate(lefts, 1)]
    extra = [Pair("", right) for letter, right in rights.items() if letter not in found.values()]
    return match(stem, pairs + extra, desk.findings)


def of_words(parts: Parts, desk: Desk) -> Question | None:
    """Return a question without options: an order, pairs with arrows, a statement, a number, a few words."""
    arrows = [block for block in parts.stem if isinstance(block, Line) and ARROW.fullmatch(block.text)]
    if not parts.answers and len(arrows) > 1:
        pairs = [Pair(found[1], found[2]) for line in arrows if (found := ARROW.fullmatch(desk.prose.words(line)))]
        return match(desk.stem(parts, without=arrows), pairs, desk.findings)
    places = keys.steps(parts.answers[0], len(parts.numbered)) if parts.answers and len(parts.numbered) > 2 else None
    if places:
        lines = [_without_number(parts.numbered[place - 1]) for place in places]
        steps = [Answer(desk.prose.words(line)) for line in lines]
        return order(desk.stem(parts, without=parts.numbered), steps, desk.findings)
    stem = desk.stem(parts)
    if parts.answers:
        return _typed(stem, parts.answers, desk)
    _unanswered(stem, parts, desk)
    return None


def _without_number(line: Line) -> Line:
    found = NUMBERED.match(line.text)
    return line.cut(found.end()) if found else line


def _unanswered(stem: Stem, parts: Parts, desk: Desk) -> None:
    """An order without its answer could be read wrongly; a question without any answer is one to write about."""
    if len(parts.numbered) > 2 and ORDERING.fullmatch(fold(stem.title)):
        how = "Bác thêm một dòng, ví dụ `Đáp án: 2-1-3`, rồi nhập lại"
        desk.findings.bad(None, f"{stem.name} chưa ghi thứ tự đúng. {how}.")
    else:
        what = "không có phương án và đáp án nên không nhập (câu tự luận?)"
        desk.findings.lost(None, f"{stem.name} {what}.")


def _typed(stem: Stem, answers: list[str], desk: Desk) -> Question | None:
    first = answers[0]
    if not all(answers):
        desk.findings.bad(None, f"{stem.name} có dòng đáp án để trống.")
        return None
    if len(answers) > 1:
        return short(stem, answers)
    is_true = keys.truth(first)
    if is_true is not None:
        return statement(stem, is_true=is_true)
    if keys.letters(first) or keys.pairs(first):
        desk.findings.bad(None, f"{stem.name} có đáp án {quoted(first)} nhưng không thấy các phương án.")
        return None
    if keys.is_number(first.removesuffix("%")):
        unit = "%" if first.endswith("%") else ""
        return replace(number(stem, first.removesuffix("%").strip().replace("−", "-")), unit=unit)
    return short(stem, answers)
