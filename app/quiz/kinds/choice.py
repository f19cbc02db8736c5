"""`một đáp án`, `nhiều đáp án`, one `đúng sai`, `tìm dấu hiệu` and `điểm ảnh`: ticks in a list."""

from collections.abc import Mapping
from fractions import Fraction
from random import Random
from typing import Any

from app.content.words import Scoring
from app.core.text import N_
from app.quiz.kinds.base import (
    Answer,
    KindRules,
    Laid,
    Material,
    Option,
    Posted,
    Told,
    by_scoring,
    not_on_sheet,
    numbers,
    taken_apart,
)

TRUE, FALSE = N_("Đúng"), N_("Sai")


class One(KindRules):
    """One option is right; one may be chosen."""

    widget = "one"
    several = False

    def material(self, record: Mapping[str, Any]) -> Material:
        """Return the options of a check-list; the key are the numbers of those that are right."""
        options = tuple(Option(one["text"], one["feedback_html"], _area(one)) for one in record["options"])
        return Material([number for number, one in enumerate(record["options"]) if one["correct"]], options)

    def read(self, laid: Laid, posted: Posted) -> list[int]:
        """Return the numbers of the values chosen."""
        offered = taken_apart(laid)
        chosen = {value for values in posted.values() for value in values if value}
        if not chosen <= offered.keys() or (len(chosen) > 1 and not self.several):
            raise not_on_sheet()
        return sorted(offered[value] for value in chosen)

    def share(self, key: Any, answer: Answer, scoring: Scoring) -> Fraction:
        """Return 1 for exactly what is right, else 0."""
        return Fraction(set(answer) == set(key))

    def told(self, material: Material, laid: Laid) -> Told:
        """Return the texts of the right options."""
        right = (material.options[number].text for number in laid["key"])
        return Told(N_("Đáp án đúng: %(texts)s."), {"texts": "; ".join(right)})

    def right(self, key: Any) -> list[int]:
        """Return the numbers of the right options."""
        return sorted(key)


class Several(One):
    """Several options may be right; the boxes of those not ticked send nothing."""

    widget = "many"
    several = True
    empties = True

    def share(self, key: Any, answer: Answer, scoring: Scoring) -> Fraction:
        """Return max(0, (right ticked - wrong ticked) / number of right)."""
        chosen, wanted = set(answer), set(key)
        right, wrong = len(chosen & wanted), len(chosen - wanted)
        return by_scoring(max(Fraction(0), Fraction(right - wrong, len(wanted))), scoring)


class TrueFalse(One):
    """One statement that is right or wrong; the two words stay where people expect them."""

    def material(self, record: Mapping[str, Any]) -> Material:
        """Return the two words; the key is the number of the right one."""
        return Material([0 if record["answer"] == TRUE else 1], (Option(TRUE), Option(FALSE)))

    def order(self, material: Material, source: Random, *, shuffles: bool) -> tuple[list[int], list[int]]:
        """Return the words as they are."""
        return [0, 1], []


class Signs(Several):
    """The lines of a message, some of them signs of fraud; a message whose lines change places says nothing."""

    widget = "signs"

    def order(self, material: Material, source: Random, *, shuffles: bool) -> tuple[list[int], list[int]]:
        """Return the lines as they are."""
        return numbers(material.options, source, shuffles=False), []

    def told(self, material: Material, laid: Laid) -> Told:
        """Return the lines that are signs."""
        lines = tuple((material.options[number].text, "") for number in laid["key"])
        return Told(N_("Những dấu hiệu đáng ngờ:"), lines=lines)


class Hotspot(Several):
    """Areas of a picture, each with its words in a list under the number that stands on the picture."""

    widget = "hotspot"

    def told(self, material: Material, laid: Laid) -> Told:
        """Return the right areas under the numbers they were shown with."""
        shown = [number for _, number in laid["options"]]
        places = sorted(shown.index(number) + 1 for number in laid["key"])
        right = (f"{place}. {material.options[shown[place - 1]].text}" for place in places)
        return Told(N_("Chỗ đúng trên ảnh: %(texts)s."), {"texts": "; ".join(right)})


def _area(option: Mapping[str, Any]) -> tuple[int, int, int, int] | None:
    area = option.get("area")
    return tuple(area) if area else None


ONE, SEVERAL, TRUE_FALSE, SIGNS, HOTSPOT = One(), Several(), TrueFalse(), Signs(), Hotspot()
