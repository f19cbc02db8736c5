"""What a run of a Word file looks like, through its styles; and which paragraphs are headings."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from app.interchange.word.package import W

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_CHAIN = 12  # Styles based on styles; a circle ends here.
OFF = frozenset({"0", "false", "off", "none"})
DARK = 0x48  # A colour whose three parts are all below this prints like black.
BLACK_THEMES = frozenset({"text1", "dark1", "tx1", "dk1"})
HEADING = re.compile(r"heading ([1-9])")


class Mark(StrEnum):
    """A look that a hand can give to words."""

    BOLD = "bold"
    ITALIC = "italic"
    UNDERLINE = "underline"
    COLOUR = "colour"
    HIGHLIGHT = "highlight"
    STRIKE = "strike"
    HIDDEN = "hidden"
    RAISED = "superscript"
    LOWERED = "subscript"


TOGGLES = {"b": Mark.BOLD, "i": Mark.ITALIC, "strike": Mark.STRIKE, "dstrike": Mark.STRIKE, "vanish": Mark.HIDDEN}


class Styles:
    """The styles of one document, by id."""

    def __init__(self, root: Any) -> None:
        styles = [] if root is None else root.findall(f"{W}style")
        self.by_id = {style.get(f"{W}styleId"): style for style in styles}

    def marks(self, run: Any, paragraph: Any) -> frozenset[Mark]:
        """Return the looks of a run: its own, those of its style, those of the style of its paragraph."""
        sources = list(self._sources(run.find(f"{W}rPr"), _value(paragraph, "pPr", "pStyle")))
        found = {mark for name, mark in TOGGLES.items() if _first(sources, name, _is_on)}
        tests = {
            Mark.UNDERLINE: ("u", _is_on),
            Mark.COLOUR: ("color", _is_coloured),
            Mark.HIGHLIGHT: ("highlight", _is_lit),
            Mark.RAISED: ("vertAlign", _is_raised),
            Mark.LOWERED: ("vertAlign", _is_lowered),
        }
        found |= {mark for mark, (name, test) in tests.items() if _first(sources, name, test)}
        if _first(sources, "shd", _is_filled):
            found.add(Mark.HIGHLIGHT)
        return frozenset(found)

    def heading(self, paragraph: Any) -> int:
        """Return the level of a heading: 1 to 9, -1 for the title of the document, 0 for text."""
        level = _value(paragraph, "pPr", "outlineLvl")
        for style in self.chain(_value(paragraph, "pPr", "pStyle")):
            name = _value(style, "name").lower()
            if name == "title":
                return -1
            if found := HEADING.fullmatch(name):
                return int(found[1])
            level = level or _value(style, "pPr", "outlineLvl")
        return int(level) + 1 if level.isdecimal() and int(level) < 9 else 0

    def numbering(self, paragraph: Any) -> tuple[str, str]:
        """Return the id of the list a paragraph belongs to and its level in it, empty for none."""
        own = [paragraph, *self.chain(_value(paragraph, "pPr", "pStyle"))]
        number = next((value for source in own if (value := _value(source, "pPr", "numPr", "numId"))), "")
        level = next((value for source in own if (value := _value(source, "pPr", "numPr", "ilvl"))), "0")
        return ("" if number == "0" else number), level

    def chain(self, style_id: str) -> Iterator[Any]:
        """Yield a style and those it is based on."""
        for _ in range(LONGEST_CHAIN):
            style = self.by_id.get(style_id)
            if style is None:
                return
            yield style
            style_id = _value(style, "basedOn")

    def _sources(self, own: Any, paragraph_style: str) -> Iterator[Any]:
        if own is not None:
            yield own
            yield from self._looks(_value(own, "rStyle"))
        yield from self._looks(paragraph_style)

    def _looks(self, style_id: str) -> Iterator[Any]:
        for style in self.chain(style_id):
            if (looks := style.find(f"{W}rPr")) is not None:
                yield looks


def _value(element: Any, *names: str) -> str:
    """Return the value of the element at the end of a path of names, empty when there is none."""
    for name in names:
        element = element.find(f"{W}{name}") if element is not None else None
    return "" if element is None else str(element.get(f"{W}val") or "")


def _first(sources: list[Any], name: str, test: Any) -> bool:
    """Return what the first source that speaks about a look says."""
    for source in sources:
        if (found := source.find(f"{W}{name}")) is not None:
            return bool(test(found))
    return False


def _is_on(element: Any) -> bool:
    return str(element.get(f"{W}val") or "1").lower() not in OFF


def _is_coloured(element: Any) -> bool:
    value = str(element.get(f"{W}val") or "auto")
    theme = str(element.get(f"{W}themeColor") or "")
    if theme:
        return theme not in BLACK_THEMES
    parts = [int(value[at : at + 2], 16) for at in (0, 2, 4)] if re.fullmatch("[0-9A-Fa-f]{6}", value) else []
    return any(part >= DARK for part in parts)


def _is_lit(element: Any) -> bool:
    return str(element.get(f"{W}val") or "none") not in ("none", "white")


def _is_filled(element: Any) -> bool:
    return str(element.get(f"{W}fill") or "auto").lower() not in ("auto", "ffffff")


def _is_raised(element: Any) -> bool:
    return bool(element.get(f"{W}val") == "superscript")


def _is_lowered(element: Any) -> bool:
    return bool(element.get(f"{W}val") == "subscript")
