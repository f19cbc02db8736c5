"""What stands in the braces of a GIFT question: the shape of the question, its answers, weights and feedback."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.interchange.gift.blocks import Part
    from app.interchange.report import Findings

WEIGHT = re.compile(r"%(-?\d{1,3}(?:\.\d{0,10})?)%")
SIGN = re.compile("[~=]")
TRUTH = re.compile(r"(T|TRUE|F|FALSE)\s*(?:#.*)?", re.DOTALL)
GENERAL = "####"
TIGHT = re.compile(r"[^\s{}~#%]=(?=[^\s=~])")
FULL = Fraction(100)
MOST_ANSWERS = 60


class Shape(Enum):
    """The kinds of questions GIFT knows."""

    ESSAY = auto()
    NUMERIC = auto()
    CHOICE = auto()
    MATCH = auto()
    TRUTH = auto()
    SHORT = auto()


@dataclass(frozen=True, slots=True)
class GiftAnswer:
    """One answer: the sign before it (`=` or `~`), its weight in per cent (None: not given), text, feedback."""

    sign: str
    weight: Fraction | None
    text: Part
    feedback: Part | None

    @property
    def line(self) -> int:
        """The line it stands on."""
        return self.text.line


def without_general(answers: Part) -> tuple[Part, Part | None]:
    """Return the answers and, apart, the feedback to the whole question that follows `####`."""
    at = answers.text.rfind(GENERAL)
    if at < 0:
        return answers, None
    return answers.cut(0, at), answers.cut(at + len(GENERAL))


def shape_of(answers: Part) -> Shape:
    """Return which kind of question it is, by the signs in the braces, in the order the importers ask."""
    text = answers.text
    if not text:
        return Shape.ESSAY
    if text.startswith("#"):
        return Shape.NUMERIC
    if "~" in text:
        return Shape.CHOICE
    if "=" in text and "->" in text:
        return Shape.MATCH
    return Shape.TRUTH if TRUTH.fullmatch(text) else Shape.SHORT


def answers_of(answers: Part, findings: Findings) -> list[GiftAnswer]:
    """Return the answers in their order; what stands before the first sign is an answer of its own (`{yes}`)."""
    if found := TIGHT.search(answers.text):
        words = "Dấu = dính liền chữ ở trước được hiểu là bắt đầu một đáp án mới. Nếu là chữ, viết `\\=`."
        findings.lost(answers.cut(found.start()).line, words)
    starts = [found.start() for found in SIGN.finditer(answers.text)]
    if len(starts) > MOST_ANSWERS:
        findings.bad(answers.line, f"Câu có {len(starts)} đáp án, tối đa {MOST_ANSWERS}.")
        return []
    parts = [
        (answers.text[start], answers.cut(start + 1, end)) for start, end in pairwise([*starts, len(answers.text)])
    ]
    first = answers.cut(0, starts[0] if starts else None)
    if first.text:
        parts.insert(0, ("", first))
    return [_answer(sign, part, findings) for sign, part in parts]


def split_feedback(part: Part) -> tuple[Part, Part | None]:
    """Return a text and the feedback behind its first `#`."""
    at = part.text.find("#")
    return (part, None) if at < 0 else (part.cut(0, at), part.cut(at + 1))


def _answer(sign: str, part: Part, findings: Findings) -> GiftAnswer:
    found = WEIGHT.match(part.text)
    weight = None
    if found:
        weight = Fraction(found[1].rstrip("."))
        if abs(weight) > FULL:
            findings.bad(part.line, f"Trọng số {found.group()} chưa đúng, phải từ -100 đến 100.")
        part = part.cut(found.end())
    text, feedback = split_feedback(part)
    return GiftAnswer(sign, weight, text, feedback if feedback and feedback.text else None)
