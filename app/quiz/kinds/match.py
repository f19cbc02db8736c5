"""`ghép đôi`: a left side a row, one right side chosen for each."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from random import Random
from typing import Any

from app.content.words import Scoring
from app.core.text import N_
from app.quiz.kinds.base import Answer, Laid, Material, Note, Option, Part, Told, numbers
from app.quiz.kinds.parts import Parts, mixed, twice


class Match(Parts):
    """The parts are the left sides; the options all right sides, numbered by their texts: no two are the same."""

    widget = "parts"

    def material(self, record: Mapping[str, Any]) -> Material:
        """Return left sides and right sides; a pair without a left side is an extra wrong answer."""
        pairs = record["pairs"]
        rights = sorted(pair["right"] for pair in pairs)
        matched = [pair for pair in pairs if pair["left"]]
        return Material(
            key=[rights.index(pair["right"]) for pair in matched],
            options=tuple(Option(text) for text in rights),
            parts=tuple(Part(pair["left"]) for pair in matched),
        )

    def order(self, material: Material, source: Random, *, shuffles: bool) -> tuple[list[int], list[int]]:
        """Return the right sides mixed, always and never beside their left sides; the rows as the teacher says."""
        rows = numbers(material.parts, source, shuffles=shuffles)
        beside = [material.key[row] for row in rows]
        rest = [number for number in range(len(material.options)) if number not in beside]
        return mixed(len(material.options), source, never=[*beside, *rest]), rows

    def earned(self, key: Sequence[int], answer: Sequence[int | None], scoring: Scoring) -> Fraction:
        """Return right pairs over all pairs."""
        return Fraction(sum(right == chosen for right, chosen in zip(key, answer, strict=True)), len(key))

    def note(self, key: Any, answer: Answer) -> Note | None:
        """Tell that one right side was chosen twice; it is saved all the same."""
        if not twice(answer):
            return None
        return Note(N_("Có một ý được chọn cho hai dòng. Mỗi ý chỉ ghép với một dòng, bác xem lại giúp."))

    def told(self, material: Material, laid: Laid) -> Told:
        """Return every pair."""
        sides = zip(material.parts, laid["key"], strict=True)
        return Told(N_("Ghép đúng:"), lines=tuple((part.text, material.options[right].text) for part, right in sides))


MATCH = Match()
