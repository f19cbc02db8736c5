"""`sắp xếp`: a place a row, one step chosen for each; what counts is how much stands in the right order."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from fractions import Fraction
from random import Random
from typing import Any

from app.content.words import Scoring
from app.core.text import N_
from app.quiz.kinds.base import Answer, Laid, Material, Note, Option, Part, Told
from app.quiz.kinds.parts import Parts, mixed, twice


class Order(Parts):
    """The parts are the places; the key holds the number of the step that belongs there.

    Steps are numbered by their texts: neither a number nor a saved answer depends on the order that was right.
    """

    widget = "order"

    def material(self, record: Mapping[str, Any]) -> Material:
        """Return the steps, numbered by their texts, and a place for each."""
        steps = [one["text"] for one in record["options"]]
        by_text = sorted(range(len(steps)), key=lambda place: steps[place])
        feedback = [record["options"][place]["feedback_html"] for place in by_text]
        options = tuple(Option(steps[place], html) for place, html in zip(by_text, feedback, strict=True))
        return Material([by_text.index(place) for place in range(len(steps))], options, (Part(),) * len(steps))

    def order(self, material: Material, source: Random, *, shuffles: bool) -> tuple[list[int], list[int]]:
        """Return the steps mixed, always and never in their right order; the places as they are."""
        return mixed(len(material.options), source, never=material.key), list(range(len(material.parts)))

    def earned(self, key: Sequence[int], answer: Sequence[int | None], scoring: Scoring) -> Fraction:
        """Return the longest ordered subset minus 1, over n - 1: one misplaced step costs one step (Moodle's rule)."""
        right_place = {step: place for place, step in enumerate(key)}
        longest = _longest_rise([right_place[step] for step in answer if step in right_place])
        if len(key) < 2:
            return Fraction(longest)
        return Fraction(max(0, longest - 1), len(key) - 1)

    def note(self, key: Any, answer: Answer) -> Note | None:
        """Tell that one step stands at two places; it is saved all the same."""
        if not twice(answer):
            return None
        return Note(N_("Có một bước được chọn hai lần. Mỗi bước chỉ đứng ở một chỗ, bác xem lại giúp."))

    def told(self, material: Material, laid: Laid) -> Told:
        """Return the steps in their right order."""
        lines = tuple((material.options[step].text, "") for step in laid["key"])
        return Told(N_("Thứ tự đúng:"), lines=lines, ordered=True)


def _longest_rise(places: Sequence[int]) -> int:
    """Return the length of the longest strictly rising subsequence."""
    ends: list[int] = []
    for place in places:
        at = bisect_left(ends, place)
        ends[at : at + 1] = [place]
    return len(ends)


ORDER = Order()
