"""`tình huống`: a conversation, step after step; what is chosen decides which step comes next.

A part is a step of the story in the order of the file; its answer is the number of the choice among all choices. Only
steps on the way from the first one are kept: when an earlier answer changes, what no longer lies on the way is dropped.
Each step is answered once; a way that comes back to a step already answered is cut there, and open. A way that has not
come to an end earns as if one more step had been answered wrongly, so only a good way that ends well earns everything.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any

from app.content import parts
from app.content.words import Scoring
from app.core.text import N_
from app.quiz.kinds.base import (
    WHOLE,
    Answer,
    KindRules,
    Laid,
    Material,
    Note,
    Option,
    Part,
    Posted,
    Row,
    Told,
    by_scoring,
    not_on_sheet,
    taken_apart,
)

END = -1


@dataclass(frozen=True, slots=True)
class Way:
    """The steps answered, in the order they were met, and the step that waits; None when the way ends or is cut."""

    steps: tuple[int, ...]
    waiting: int | None
    has_ended: bool


class Scenario(KindRules):
    """The key holds, step by step, where each choice leads and whether it is a good one."""

    widget = "story"

    def material(self, record: Mapping[str, Any]) -> Material:
        """Return the steps as parts and all choices, step after step, as options."""
        nodes = record["nodes"]
        names = [node["name"] for node in nodes]
        key = [[[_target(names, one["target"]), one["correct"]] for one in node["choices"]] for node in nodes]
        options = tuple(Option(one["text"], one["feedback_html"]) for node in nodes for one in node["choices"])
        return Material(key, options, tuple(Part(node["name"], node["text_html"]) for node in nodes))

    def order(self, material: Material, source: Random, *, shuffles: bool) -> tuple[list[int], list[int]]:
        """Return the choices, mixed within their step where they may change places; the steps as they are."""
        shown = []
        for step in range(len(material.key)):
            choices = list(_choices(material.key, step))
            shown += source.sample(choices, len(choices)) if shuffles else choices
        return shown, list(range(len(material.parts)))

    def fields(self, laid: Laid) -> int:
        """Return the number of steps that a way can have."""
        return len(laid["parts"])

    def read(self, laid: Laid, posted: Posted) -> list[int | None]:
        """Return the choice at each step on the way; a choice of a step beside the way is left out."""
        offered = taken_apart(laid)
        chosen: dict[int, int] = {}
        for field, values in posted.items():
            found = {value for value in values if value}
            if not found <= offered.keys() or len(found) > 1 or (found and field == WHOLE):
                raise not_on_sheet()
            if found:
                chosen[field] = offered[found.pop()]
        answer: list[int | None] = [None] * len(laid["key"])
        for field in range(1, len(laid["key"]) + 1):
            step = _walk(laid["key"], answer).waiting
            if step is None or chosen.get(field) not in _choices(laid["key"], step):
                break
            answer[step] = chosen[field]
        return answer if self.is_begun(answer) else []

    def share(self, key: Any, answer: Answer, scoring: Scoring) -> Fraction:
        """Return the share of good choices on the way; a way without an end counts one step more."""
        way = _walk(key, answer)
        good = sum(_leads(key, step, answer)[1] for step in way.steps)
        return by_scoring(Fraction(good, len(way.steps) + (0 if way.has_ended else 1)), scoring)

    def is_begun(self, answer: Answer) -> bool:
        """Tell whether the first step is answered."""
        return any(number is not None for number in answer)

    def is_whole(self, key: Any, answer: Answer) -> bool:
        """Tell whether the way came to an end."""
        return _walk(key, answer).has_ended

    def leads_on(self, key: Any, answer: Answer) -> bool:
        """Tell whether the way has begun and has no end yet."""
        return self.is_begun(answer) and not self.is_whole(key, answer)

    def waits(self, key: Any, answer: Answer) -> bool:
        """Tell whether a step waits for its choice."""
        return _walk(key, answer).waiting is not None

    def note(self, key: Any, answer: Answer) -> Note | None:
        """Tell that the way leads back to a step that was answered before."""
        way = _walk(key, answer)
        if way.has_ended or way.waiting is not None:
            return None
        return Note(N_("Câu chuyện quay lại bước đã qua. Bác đổi câu trả lời ở một bước phía trên để đi tiếp."))

    def rows(self, laid: Laid, answer: Answer) -> list[Row]:
        """Return the steps on the way and the one that waits, with the choices of each."""
        way = _walk(laid["key"], answer)
        met = way.steps if way.waiting is None else (*way.steps, way.waiting)
        return [
            Row(
                number=number,
                part=step,
                options=[pair for pair in laid["options"] if pair[1] in _choices(laid["key"], step)],
                chosen=_at(answer, step),
            )
            for number, step in enumerate(met, 1)
        ]

    def is_right(self, key: Any, row: Row) -> bool:
        """Tell whether a good choice was made."""
        return row.chosen is not None and _link(key, row.chosen)[1]

    def told(self, material: Material, laid: Laid) -> Told:
        """Return the good choice of each step on a way that ends well."""
        answer = self.right(laid["key"])
        steps = _walk(laid["key"], answer).steps
        lines = tuple((material.options[answer[step] or 0].text, "") for step in steps)
        return Told(N_("Cách xử lý tốt, từng bước một:"), lines=lines, ordered=True)

    def right(self, key: Any) -> list[int | None]:
        """Return the good choices on the shortest way that ends well; the way as far as it is good if none does."""
        best = _shortest(key, lambda step: [number for number in _choices(key, step) if _link(key, number)[1]])
        answer: list[int | None] = [None] * len(key)
        for step, number in best:
            answer[step] = number
        return answer


def _shortest(key: Any, good: Callable[[int], Sequence[int]]) -> list[tuple[int, int]]:
    """Return steps and choices of the shortest way from the first step to the end, met in breadth."""
    ways: list[tuple[int, list[tuple[int, int]]]] = [(0, [])]
    seen = {0}
    last: list[tuple[int, int]] = []
    for step, way in ways:
        for number in good(step):
            last, target = [*way, (step, number)], _link(key, number)[0]
            if target == END:
                return last
            if target not in seen:
                seen.add(target)
                ways.append((target, last))
    return last


def _walk(key: Any, answer: Answer) -> Way:
    steps: list[int] = []
    step = 0
    while step != END:
        if step in steps:
            return Way(tuple(steps), None, has_ended=False)
        if _at(answer, step) is None:
            return Way(tuple(steps), step, has_ended=False)
        steps.append(step)
        step = _leads(key, step, answer)[0]
    return Way(tuple(steps), None, has_ended=True)


def _leads(key: Any, step: int, answer: Answer) -> tuple[int, bool]:
    return _link(key, _at(answer, step) or 0)


def _link(key: Any, number: int) -> tuple[int, bool]:
    """Return where a choice leads and whether it is good, by its number among all choices."""
    links = [link for choices in key for link in choices]
    return links[number][0], links[number][1]


def _choices(key: Any, step: int) -> range:
    """Return the numbers of a step's choices among all choices."""
    first = sum(len(choices) for choices in key[:step])
    return range(first, first + len(key[step]))


def _at(answer: Answer, step: int) -> int | None:
    return answer[step] if step < len(answer) else None  # type: ignore[return-value]


def _target(names: Sequence[str], target: str) -> int:
    return END if target == parts.END else names.index(target)


SCENARIO = Scenario()
