"""Builds questions out of what a reader found, and says what is wrong with them in words a teacher understands."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from app.content.attributes import ID
from app.content.schema import Comparer, Kind, Option, Pair, Question
from app.core.text import fold
from app.interchange.wording import remarks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.interchange.report import Findings

TRUTHS = {"dung": "Đúng", "true": "Đúng", "sai": "Sai", "false": "Sai"}
WHEN_WRONG = "Nếu trả lời khác:"  # Before a remark that only some would have seen.
LEAST_STEPS = 3
LEAST_STATEMENTS, MOST_STATEMENTS = 2, 6
LONGEST_TEXT = 1_000  # Of a heading or an option: what a learner can read on a phone.


@dataclass(frozen=True, slots=True)
class Stem:
    """A question without its answers: `name` is what a report calls it ("Câu 3 “…”"), `points` None when not given."""

    line: int | None
    name: str
    title: str
    prompt: str = ""
    explanation: str = ""
    hint: str = ""
    points: Fraction | None = None
    is_fixed: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """One option as it was found: plain text, whether it is marked right, its feedback (Markdown), its line."""

    text: str
    correct: bool = False
    feedback: str = ""
    line: int | None = None


def choice(stem: Stem, answers: Sequence[Answer], findings: Findings, *, several: bool) -> Question | None:
    """Return a question of one or several right answers; with options Đúng and Sai only, a statement."""
    if not several and (truth := _truth(answers)) is not None:
        return _statement(stem, answers, truth)
    if not _are_sound(stem, answers, findings):
        return None
    right = [answer for answer in answers if answer.correct]
    if not right:
        findings.bad(stem.line, f"{stem.name} chưa đánh dấu phương án đúng nào.")
    elif len(right) > 1 and not several:
        marked = ", ".join(f"“{answer.text}”" for answer in right)
        findings.bad(stem.line, f"{stem.name} có {len(right)} phương án được đánh dấu đúng ({marked}), chỉ để lại một.")
    else:
        return _made(stem, Kind.SEVERAL if several else Kind.ONE, options=_options(answers))
    return None


def order(stem: Stem, steps: Sequence[Answer], findings: Findings) -> Question | None:
    """Return a question that asks for the order in which the steps stand."""
    if not _are_sound(stem, steps, findings, least=LEAST_STEPS, what="bước"):
        return None
    return _made(stem, Kind.ORDER, options=tuple(Option(step.text, line=step.line or 0) for step in steps))


def statements(stem: Stem, answers: Sequence[Answer], findings: Findings) -> Question | None:
    """Return a group of statements that are true (`correct`) or false."""
    if len(answers) > MOST_STATEMENTS:
        findings.bad(stem.line, f"{stem.name} có {len(answers)} ý, tối đa {MOST_STATEMENTS}. Mời bác tách làm hai câu.")
        return None
    if not _are_sound(stem, answers, findings, least=LEAST_STATEMENTS, what="ý"):
        return None
    return _made(stem, Kind.TRUE_FALSE, options=_options(answers))


def match(stem: Stem, pairs: Sequence[Pair], findings: Findings) -> Question | None:
    """Return a question of pairs; with right sides Đúng and Sai only, a group of statements."""
    truths = [TRUTHS.get(fold(pair.right).strip(" .")) for pair in pairs]
    said = [
        Answer(pair.left, truth == "Đúng", line=pair.line)
        for pair, truth in zip(pairs, truths, strict=True)
        if pair.left  # When every statement is true, "Sai" is the right side nobody needs.
    ]
    if all(truths) and LEAST_STATEMENTS <= len(said) <= MOST_STATEMENTS:
        return statements(stem, said, findings)
    lefts = [Answer(pair.left, line=pair.line) for pair in pairs if pair.left]
    if not _are_sound(stem, lefts, findings, what="vế trái"):
        return None
    if any(not pair.right for pair in pairs):
        findings.bad(stem.line, f"{stem.name} có một vế phải để trống.")
        return None
    if len({pair.right.lower() for pair in pairs}) < len(pairs):
        findings.lost(stem.line, f"{stem.name} không nhập được: nhiều vế trái đi với cùng một vế phải.")
        return None
    return _made(stem, Kind.MATCH, pairs=tuple(pairs))


def statement(stem: Stem, *, is_true: bool) -> Question:
    """Return one statement that is true or false."""
    return _made(stem, Kind.TRUE_FALSE, answer="Đúng" if is_true else "Sai")


def short(stem: Stem, answers: Sequence[str]) -> Question:
    """Return a question answered with a few words: the first answer, and the others that count too."""
    return _made(stem, Kind.SHORT, answer=answers[0], accepted=tuple(answers[1:]), comparer=Comparer.EXACT)


def number(stem: Stem, answer: str) -> Question:
    """Return a question answered with a number; `answer` is written as in the module format ("15 ± 1")."""
    return _made(stem, Kind.NUMBER, answer=answer)


def is_id(text: str) -> bool:
    """Return whether a text is an id as the module format gives them."""
    return bool(ID.fullmatch(text))


def _made(stem: Stem, kind: Kind, **of_kind: Any) -> Question:
    lines = {"Điểm": stem.line or 0} if stem.points is not None else {}
    is_fixed = stem.is_fixed and kind in (Kind.ONE, Kind.SEVERAL)
    if is_fixed:
        lines["Trộn"] = stem.line or 0
    return Question(
        kind=kind,
        title=stem.title,
        prompt=stem.prompt,
        explanation=stem.explanation,
        hint=stem.hint,
        points=Fraction(1) if stem.points is None else stem.points,
        shuffle=not is_fixed,
        line=stem.line or 0,
        lines=lines,
        **of_kind,
    )


def _options(answers: Sequence[Answer]) -> tuple[Option, ...]:
    return tuple(Option(answer.text, answer.correct, answer.feedback, answer.line or 0) for answer in answers)


def _truth(answers: Sequence[Answer]) -> str | None:
    """Return the right one of exactly the two options Đúng and Sai, None when it is another question."""
    words = [TRUTHS.get(fold(answer.text).strip(" .")) for answer in answers]
    right = [word for word, answer in zip(words, answers, strict=True) if answer.correct]
    return right[0] if sorted(filter(None, words)) == ["Sai", "Đúng"] and len(words) == 2 and len(right) == 1 else None


def _statement(stem: Stem, answers: Sequence[Answer], truth: str) -> Question:
    """Return the statement; what was said about each option moves to the explanation."""
    said = [stem.explanation, *(answer.feedback for answer in answers)]
    return replace(statement(stem, is_true=truth == "Đúng"), explanation=remarks(said))


def _are_sound(
    stem: Stem, answers: Sequence[Answer], findings: Findings, *, least: int = 2, what: str = "phương án"
) -> bool:
    """Report too few, empty, too long and equal texts; letters are compared as the module format does."""
    before = len(findings.problems)
    if len(answers) < least:
        findings.bad(stem.line, f"{stem.name} cần ít nhất {least} {what}, đang có {len(answers)}.")
    seen: set[str] = set()
    for answer in answers:
        key = re.sub(r"\s+", " ", unicodedata.normalize("NFC", answer.text)).strip().lower()
        if not key:
            findings.bad(answer.line or stem.line, f"{stem.name} có một {what} để trống.")
        elif len(key) > LONGEST_TEXT:
            findings.bad(answer.line or stem.line, f"{stem.name} có một {what} dài hơn {LONGEST_TEXT} chữ cái.")
        elif key in seen:
            findings.bad(answer.line or stem.line, f"{stem.name} có hai {what} giống hệt nhau: “{answer.text[:80]}”.")
        seen.add(key)
    return len(findings.problems) == before
