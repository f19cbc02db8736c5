"""The frozen parts a question is made of: options and areas of a picture, pairs, steps of a story.

Fields named `line` are positions and never take part in comparisons.
"""

from dataclasses import dataclass, field

END = "Kết thúc"  # The target of a choice that ends a story; no step may have this name.
Area = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Option:
    """One line of a list: an answer, a statement (`correct` is "Đúng"), a step in its right place, a thing to do.

    `area` is a rectangle of a picture in whole per cents (left, top, right, bottom), for `điểm ảnh` only.
    """

    text: str
    correct: bool = False
    feedback: str = ""
    line: int = field(default=0, compare=False)
    area: Area | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """A left side and the right side that goes with it; an empty `left` makes an extra wrong answer."""

    left: str
    right: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to go on from a step of a story: `target` is the name of a step, or `END`."""

    text: str
    target: str
    correct: bool = False
    feedback: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Node:
    """One step of a story: its name, the Markdown of the quote below it, and the ways to go on."""

    name: str
    text: str = ""
    choices: tuple[Choice, ...] = ()
    line: int = field(default=0, compare=False)
