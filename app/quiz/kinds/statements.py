"""A group of `đúng sai`: two to six statements, each right or wrong, by equal shares or the step scale of exams."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from app.content.words import Scoring
from app.core.text import N_
from app.quiz.kinds.base import Laid, Material, Option, Part, Told
from app.quiz.kinds.choice import FALSE, TRUE
from app.quiz.kinds.parts import Parts

# What 0 to 4 right statements earn in the national upper-secondary exam since 2025 (scoring.md, module-format.md 4.6).
STEPS = (Fraction(0), Fraction(1, 10), Fraction(1, 4), Fraction(1, 2), Fraction(1))


class Statements(Parts):
    """The parts are the statements; option 0 is "Đúng", option 1 is "Sai"."""

    widget = "statements"

    def material(self, record: Mapping[str, Any]) -> Material:
        """Return the statements; feedback of a statement stands with its part."""
        statements = record["options"]
        return Material(
            key=[0 if one["correct"] else 1 for one in statements],
            options=(Option(TRUE), Option(FALSE)),
            parts=tuple(Part(one["text"], feedback_html=one["feedback_html"]) for one in statements),
        )

    def earned(self, key: Sequence[int], answer: Sequence[int | None], scoring: Scoring) -> Fraction:
        """Return right statements over all, or the step of their number where there are four."""
        right = sum(wanted == chosen for wanted, chosen in zip(key, answer, strict=True))
        return STEPS[right] if scoring is Scoring.STEPS and len(key) == 4 else Fraction(right, len(key))

    def told(self, material: Material, laid: Laid) -> Told:
        """Return every statement with its word."""
        words = zip(material.parts, laid["key"], strict=True)
        return Told(N_("Đáp án từng ý:"), lines=tuple((part.text, material.options[word].text) for part, word in words))


STATEMENTS = Statements()
