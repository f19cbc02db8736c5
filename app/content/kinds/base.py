"""What every kind of question is made of: the draft it reads from and the rules it registers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.content.blocks import QUIZ
from app.content.messages import Report, shortened
from app.content.schema import Kind, Question

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.content.attributes import Attributes


MOST_ITEMS = 200  # Lines of one question below `Kiểu:`, feedback included; a telephone shows no more.
# Kinds whose items take no feedback of their own: it would give the key away line by line.
NO_QUOTES = frozenset({Kind.SHORT, Kind.NUMBER, Kind.ORDER, Kind.MATCH})


@dataclass(frozen=True, slots=True)
class Item:
    """One line below the attributes, trimmed: an option, a step, feedback, or something that does not belong here."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A question whose frame is read: heading, prompt, attributes; the kind makes sense of the items."""

    kind: Kind
    title: str
    line: int
    section: str
    prompt: str
    attributes: Attributes
    items: tuple[Item, ...]

    @property
    def kind_line(self) -> int:
        """The line of `Kiểu:`, where a demand of the kind is reported."""
        return self.attributes.line("Kiểu", self.line)

    def question(self, **of_kind: Any) -> Question:
        """Return the question: the fields all kinds share, and those `of_kind`."""
        attributes = self.attributes
        return Question(
            kind=self.kind,
            title=self.title,
            id=attributes.id(),
            prompt=self.prompt,
            line=self.line,
            explanation=attributes.value("Giải thích"),
            hint=attributes.value("Gợi ý"),
            points=attributes.points(),
            shuffle=attributes.shuffle(),
            skills=attributes.skills(),
            lines={key: found.line for key, found in attributes.found.items()},
            **of_kind,
        )

    def junk(self, report: Report, item: Item) -> None:
        """Report a line the grammar does not know here."""
        if item.text.startswith(">") and self.kind in NO_QUOTES:
            report.add(item.line, "Q90.quote", kind=self.kind)
        else:
            report.add(item.line, "Q90", section=self.section, text=shortened(item.text, 60))


@dataclass(frozen=True, slots=True)
class KindRules:
    """How one kind is read and written: its section, the attributes it takes, its items and how many there may be."""

    attributes: frozenset[str]
    read: Callable[[Draft, Report], Question | None]
    write_items: Callable[[Question], list[str]]
    section: str = QUIZ
    most_items: int = MOST_ITEMS
