"""Word questions with options: which one is right by its look or by words, and what is said when that is not clear."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.core.text import fold
from app.interchange.making import Answer, choice
from app.interchange.word import keys
from app.interchange.word.options import marked, taken_apart
from app.interchange.wording import listed, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.content.schema import Question
    from app.interchange.report import Findings
    from app.interchange.word.lines import Line
    from app.interchange.word.options import Lettered
    from app.interchange.word.parts import Desk, Parts

# Words of a question that allow more than one right answer.
SEVERAL = re.compile(
    r".*\b(?:nhieu (?:dap an|phuong an|lua chon)|chon (?:cac|nhieu|nhung|hai|ba|[2-5])\b"
    r"|nhung (?:dap an|phuong an|y|cau|viec) nao|(?:hai|ba|[2-5]) (?:dap an|phuong an)).*",
    re.DOTALL,
)
STAND_OUT = "tô đậm, gạch chân, tô màu hoặc tô nền"


def of_options(parts: Parts, lines: Sequence[Line], desk: Desk) -> Question | None:
    """Return a question of one or several right answers, None when that is not clear; the reason is told."""
    options = taken_apart(lines)
    items = options.items
    moved = [item for item in items if item.pictures.spans]
    stem = desk.stem(parts, pictures=[item.pictures for item in moved])
    for item in moved:
        desk.findings.lost(None, f"{stem.name}: ảnh của phương án {item.letter} đã chuyển lên phần đề.")
    if options.is_guess:
        what = "các phương án viết liền nhau đã được tách ra, bác xem lại từng phương án"
        desk.findings.lost(None, f"{stem.name}: {what}.")
    right = _right(items, parts.answers, stem.name, desk.findings)
    if right is None:
        return None
    allows_several = bool(parts.answers) or bool(SEVERAL.fullmatch(fold(f"{stem.title} {stem.prompt}")))
    answers = [Answer(_words(item, desk), at in right) for at, item in enumerate(items)]
    return choice(stem, answers, desk.findings, several=len(right) > 1 and allows_several)


def _words(item: Lettered, desk: Desk) -> str:
    return desk.prose.words(item.words) or (f"Ảnh {item.letter}" if item.pictures.spans else "")


def _right(items: Sequence[Lettered], answers: Sequence[str], name: str, findings: Findings) -> frozenset[int] | None:
    """Return the places of the right options; words like "Đáp án: B" and looks must not contradict each other."""
    letters = [item.letter for item in items]
    if repeated := listed(letter for letter in letters if letters.count(letter) > 1):
        findings.bad(None, f"{name} có hai phương án cùng chữ {repeated}.")
        return None
    looks = marked(items)
    said = {_said(text, letters) for text in answers}
    if None in said:
        wrong = next(text for text in answers if _said(text, letters) is None)
        findings.bad(None, f"{name}: đáp án {quoted(wrong)} không phải chữ của một phương án ({', '.join(letters)}).")
    elif len(said) > 1:
        findings.bad(None, f"{name} có hai dòng đáp án khác nhau.")
    elif len(looks) > 1:
        findings.bad(None, f"{name} đánh dấu ({STAND_OUT}) nhiều phương án theo nhiều cách khác nhau, chỉ để một cách.")
    elif said and looks and said != looks:
        shown = _named(letters, next(iter(looks)))
        findings.bad(None, f"{name}: dòng đáp án ghi {listed(answers)} nhưng phương án được đánh dấu là {shown}.")
    elif not said and not looks:
        how = f"bác {STAND_OUT} một phương án, hoặc thêm dòng `Đáp án: B`, rồi nhập lại"
        findings.bad(None, f"{name} chưa thấy đáp án đúng. Trong Word, {how}.")
    else:
        return next(found for found in (*said, *looks) if found is not None)
    return None


def _said(text: str, letters: Sequence[str]) -> frozenset[int] | None:
    """Return the places that the words of an answer name, None when they name something else."""
    named = keys.letters(text)
    if not named or not set(named) <= set(letters):
        return None
    return frozenset(letters.index(letter) for letter in named)


def _named(letters: Sequence[str], places: Iterable[int]) -> str:
    return ", ".join(letters[at] for at in sorted(places))
