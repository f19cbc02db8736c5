"""What every kind is made of: what a record holds, what lies on a sheet, what a post says, and the rules of a kind."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random
from typing import Any, NotRequired, TypedDict

from app.content.words import Scoring
from app.core.errors import Refusal
from app.core.text import N_

# A saved answer: option numbers; an option number or nothing for each part; or what was typed.
Answer = Sequence[int] | Sequence[int | None] | str
NOTHING: Answer = ()
# The field `q-<id>` itself, among the fields `q-<id>-<n>` that count from 1.
WHOLE = 0
Posted = Mapping[int, Collection[str]]


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that may be chosen; `area` is its place on a picture in per cent: left, top, right, bottom."""

    text: str
    feedback_html: str = ""
    area: tuple[int, int, int, int] | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One row that is answered by itself: a statement, a left side, a step of a story, a place in an order.

    `html` is read before the answer, `feedback_html` only where the rules allow.
    """

    text: str = ""
    html: str = ""
    feedback_html: str = ""


@dataclass(frozen=True, slots=True)
class Material:
    """What a record holds for its kind: a JSON-able key, the options and the parts by their numbers."""

    key: Any
    options: tuple[Option, ...] = ()
    parts: tuple[Part, ...] = ()


class Laid(TypedDict):
    """One question on the sheet, as stored: `options` are pairs of posted value and option number, in shown order.

    `parts` are the part numbers in the order of their rows; kinds without parts, and older sheets, have none. The key
    lies here too, so that grading needs the attempt alone; the sheet never leaves the server.
    """

    id: str
    kind: str
    options: list[tuple[str, int]]
    parts: NotRequired[list[int]]
    key: Any
    points: str
    scoring: str


@dataclass(frozen=True, slots=True)
class Row:
    """One numbered field of a question: its part, the values it offers with their numbers, the number chosen."""

    number: int
    part: int
    options: Sequence[tuple[str, int]]
    chosen: int | None


@dataclass(frozen=True, slots=True)
class Note:
    """A message id with its details, about an answer as it stands: it can't be read, or looks like a slip."""

    message: str
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """The right answer in words: a sentence, and lines below it where it has several parts, `ordered` ones numbered."""

    message: str
    details: Mapping[str, Any] = field(default_factory=dict)
    lines: tuple[tuple[str, str], ...] = ()
    ordered: bool = False


class NotOnSheet(Refusal):
    """The post holds a question or a value that this attempt never offered."""

    status = 400


class KindRules(ABC):
    """How one kind is laid, read, graded and told; `widget` names how it is shown.

    `empties` tells that a form sends nothing at all when everything was taken back.
    """

    widget = ""
    empties = False

    @abstractmethod
    def material(self, record: Mapping[str, Any]) -> Material:
        """Return what a question of a snapshot holds; records published before a field existed lack it."""

    def order(self, material: Material, source: Random, *, shuffles: bool) -> tuple[list[int], list[int]]:
        """Return option numbers and part numbers in the order in which they are shown."""
        return numbers(material.options, source, shuffles=shuffles), []

    def fields(self, laid: Laid) -> int:
        """Return how many numbered fields `q-<id>-<n>` the question has; 0 when it has `q-<id>` alone."""
        return 0

    @abstractmethod
    def read(self, laid: Laid, posted: Posted) -> Answer:
        """Return the answer that the fields of one question hold; an empty one takes the answer back.

        Raises:
            NotOnSheet: a value that was not offered, or two where one is asked.
        """

    @abstractmethod
    def share(self, key: Any, answer: Answer, scoring: Scoring) -> Fraction:
        """Return the share of the points, from 0 to 1, that an answer earns; nothing answered earns nothing."""

    def is_begun(self, answer: Answer) -> bool:
        """Tell whether anything is answered."""
        return bool(answer)

    def is_whole(self, key: Any, answer: Answer) -> bool:
        """Tell whether the question counts as answered; only then practice says what was right."""
        return self.is_begun(answer)

    def left(self, key: Any, answer: Answer) -> int:
        """Return how many parts of a begun answer are still open."""
        return 0

    def leads_on(self, key: Any, answer: Answer) -> bool:
        """Tell whether a begun answer opens another step of the same question."""
        return False

    def waits(self, key: Any, answer: Answer) -> bool:
        """Tell whether a step is shown that, once answered, opens another one or ends the question."""
        return False

    def note(self, key: Any, answer: Answer) -> Note | None:
        """Return what should be said of an answer at once, right or wrong; it gives nothing of the key away."""
        return None

    def rows(self, laid: Laid, answer: Answer) -> list[Row]:
        """Return the rows to show; kinds without parts have none."""
        return []

    def is_right(self, key: Any, row: Row) -> bool:
        """Tell whether a row is answered rightly."""
        return False

    def typed(self, answer: Answer) -> str:
        """Return what was typed; kinds that are not typed have nothing."""
        return ""

    @abstractmethod
    def told(self, material: Material, laid: Laid) -> Told:
        """Return the right answer in words; `laid` gives the numbers under which things were shown."""

    @abstractmethod
    def right(self, key: Any) -> Answer:
        """Return an answer that earns everything."""


def numbers(things: Sequence[object], source: Random, *, shuffles: bool) -> list[int]:
    """Return the numbers of some things, in another order where they may change places."""
    count = len(things)
    return source.sample(range(count), count) if shuffles else list(range(count))


def taken_apart(laid: Laid) -> dict[str, int]:
    """Return the option numbers of a question by the values that stand for them."""
    return dict(laid["options"])


def not_on_sheet() -> NotOnSheet:
    """Return the refusal of a post that does not fit the sheet."""
    return NotOnSheet(N_("Câu trả lời này không thuộc bài đang làm nên chưa được lưu. Các câu đã lưu vẫn còn nguyên."))


def by_scoring(earned: Fraction, scoring: Scoring) -> Fraction:
    """Return a share as it counts: whole or nothing where everything must be right."""
    return Fraction(earned == 1) if scoring is Scoring.ALL_RIGHT else earned
