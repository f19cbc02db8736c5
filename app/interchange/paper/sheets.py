"""The plain values of a lesson on paper, which every template of it speaks in; HTML among them is safe."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Row:
    """One line with its sign in front: an option, a step, a statement, a side of a pair; `then` is where it leads."""

    sign: str
    text: str
    then: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """What the teacher's key says of one option, in safe HTML."""

    sign: str
    html: str


@dataclass(frozen=True, slots=True)
class Area:
    """A numbered rectangle on a picture, in per cents from the left and the top."""

    sign: str
    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a story: its name, what is said (safe HTML), the ways to go on."""

    name: str
    html: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Blank:
    """One place of the answer sheet: squares with these signs, or a line to write on when there are none."""

    label: str = ""
    signs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answers:
    """What one kind of question puts on paper: how to answer, what is asked, where to answer, and the key.

    `shape` names the part of the template: letters, truth, truths, line, order, pairs, areas, story. `key` is the right
    answer in lines of plain text.
    """

    shape: str
    task: str
    rows: tuple[Row, ...] = ()
    others: tuple[Row, ...] = ()
    areas: tuple[Area, ...] = ()
    steps: tuple[Step, ...] = ()
    blanks: tuple[Blank, ...] = ()
    key: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One question on paper; the HTML of it is safe."""

    number: int
    title: str
    prompt_html: str
    picture_html: str
    points: str
    unit: str
    explanation_html: str
    answers: Answers


@dataclass(frozen=True, slots=True)
class Task:
    """One practice on paper: things to do, who watches, how many are enough."""

    number: int
    title: str
    prompt_html: str
    rows: tuple[str, ...]
    confirmer: str
    minimum: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole lesson on paper; `edition` and `day` stand in the head of every page."""

    title: str
    edition: str
    day: str
    lesson_html: str
    quiz_intro_html: str
    questions: tuple[Question, ...]
    practice_intro_html: str
    tasks: tuple[Task, ...]
    sources: tuple[Mapping[str, Any], ...]
    minutes: int | None
    pass_percent: str
    draw: int | None
