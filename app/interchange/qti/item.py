"""One QTI item as a reader meets it: declarations, body, the one interaction, feedback, how it is scored."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from app.interchange.numbers import NUMBER

if TYPE_CHECKING:
    from app.interchange.xml_tree import Node

TOOL = "hoc-vu-so"  # Our own mark in `tool-name`: what stands in such an item was written by our exporter.
OWN = "data-hvs-"  # Our own fields, as attributes that other programmes pass over.


@dataclass(frozen=True, slots=True)
class Response:
    """A declared response: its type, the right values, and points for single values (None: no mapping)."""

    identifier: str = ""
    cardinality: str = "single"
    base_type: str = "identifier"
    correct: tuple[str, ...] = ()
    mapping: dict[str, Fraction] | None = None
    is_case_sensitive: bool = False
    line: int = 1

    @property
    def right(self) -> tuple[str, ...]:
        """The right values: as declared, else those that earn the most (single) or anything (several)."""
        if self.correct or not self.mapping:
            return self.correct
        best = max(self.mapping.values())
        least = best if self.cardinality == "single" else Fraction(0)
        return tuple(value for value, points in self.mapping.items() if points > 0 and points >= least)


class QtiItem:
    """An item and what is asked of it while it is read; `name` is its file in the package, empty for a single file."""

    def __init__(self, root: Node, name: str = "") -> None:
        self.root, self.name = root, name

    @cached_property
    def body(self) -> Node | None:
        """The body of the item."""
        return self.root.first("itemBody")

    @cached_property
    def processing(self) -> Node | None:
        """How the responses are scored."""
        return self.root.first("responseProcessing")

    @cached_property
    def interactions(self) -> tuple[Node, ...]:
        """Every interaction of the body, in its order."""
        return tuple(node for node in self.body.every() if node.tag.endswith("Interaction")) if self.body else ()

    @cached_property
    def is_own(self) -> bool:
        """Whether our own exporter wrote it."""
        return self.root.get("toolName") == TOOL

    def response(self, interaction: Node) -> Response:
        """Return the response an interaction declares; an undeclared one has no right value."""
        wanted = interaction.get("responseIdentifier")
        for node in self.root.elements("responseDeclaration"):
            if node.get("identifier") == wanted:
                return _response(node)
        return Response(line=interaction.line)

    def uses(self, *tags: str) -> bool:
        """Return whether the scoring uses one of these elements, in the item or in a standard template."""
        if self.processing is None:
            return False
        template = self.processing.get("template").rpartition("/")[2].removesuffix(".xml")
        named = {"match_correct": {"match", "correct"}, "map_response": {"mapResponse"}}.get(template, set())
        return bool(named & set(tags)) or any(node.tag in tags for node in self.processing.every())

    def own(self, interaction: Node, name: str) -> str:
        """Return a field our exporter left for us, empty in items of others."""
        return interaction.get(f"{OWN}{name}") if self.is_own else ""

    @property
    def points(self) -> Fraction | None:
        """The most points the item can earn, None when it does not say."""
        values: list[str] = []
        for node in self.root.elements("outcomeDeclaration"):
            default = node.first("defaultValue")
            if node.get("identifier") == "MAXSCORE" and default:
                values.append(default.text())
            if node.get("identifier") == "SCORE":
                values.append(node.get("normalMaximum"))
        found = [value for value in values if NUMBER.fullmatch(value) and Fraction(value) > 0]
        return Fraction(found[0]) if found else None


def _response(node: Node) -> Response:
    correct, mapping = node.first("correctResponse"), node.first("mapping")
    entries = mapping.elements("mapEntry") if mapping else []
    return Response(
        node.get("identifier"),
        node.get("cardinality", "single"),
        node.get("baseType", "identifier"),
        tuple(value.text() for value in correct.elements("value")) if correct else (),
        {entry.get("mapKey"): _points(entry.get("mappedValue")) for entry in entries} if mapping else None,
        any(entry.get("caseSensitive", "false") == "true" for entry in entries),
        node.line,
    )


def _points(text: str) -> Fraction:
    return Fraction(text) if NUMBER.fullmatch(text) else Fraction(0)
