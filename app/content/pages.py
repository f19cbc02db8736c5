"""What is read out of the HTML of a stored page: its sections, its words, and what it becomes on paper; pure."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import NamedTuple

TAG = re.compile(r"""<(/?)([a-z][a-z0-9]*)(?:"[^"]*"|[^">])*>""")
EMPTY = frozenset({"br", "hr", "img", "track"})
HEADINGS = frozenset({"h2", "h3", "h4"})
BLOCKS = HEADINGS | {"p", "li", "td", "th", "pre", "blockquote", "ul", "ol", "table", "tr", "hr"}
# Our own elements as `app.content.markdown` writes them: the address and the words are escaped there.
PLAYED = re.compile(r'<(audio|video) [^>]*?src="([^"]*)" aria-label="([^"]*)"[^>]*>.*?</\1>')
LAZY = ' loading="lazy"'


class Block(NamedTuple):
    """The words of one heading, paragraph or point of a list."""

    text: str
    is_heading: bool


def sections_of(page_html: str) -> list[str]:
    """Return a page cut before each first-level heading that stands in nothing else; joined they are the page."""
    cuts, depth = [0], 0
    for found in TAG.finditer(page_html):
        closes, name = found.groups()
        if name in EMPTY:
            continue
        if name == "h2" and not closes and depth == 0 and found.start():
            cuts.append(found.start())
        depth += -1 if closes else 1
    return [page_html[start:end] for start, end in zip(cuts, [*cuts[1:], len(page_html)], strict=True)]


def words_of(page_html: str) -> list[Block]:
    """Return the words of a page in the order they are read, block by block; pictures and sounds have none."""
    reader = _Reader()
    reader.feed(page_html)
    reader.close()
    return reader.finished()


def for_paper(page_html: str, *, base: str, heard: str, seen: str) -> str:
    """Return a page for the printer: sounds and films by their address, pictures there from the start.

    `heard` and `seen` are escaped words with `{words}` and `{address}` in them, `base` is the address of the site.
    """

    def told(found: re.Match[str]) -> str:
        kind, address, words = found.groups()
        sentence = heard if kind == "audio" else seen
        return sentence.replace("{address}", f"{base}{address}").replace("{words}", words)

    return PLAYED.sub(told, page_html).replace(LAZY, "")


class _Reader(HTMLParser):
    """Collects text between the tags that begin or end a block."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[Block] = []
        self._text = ""
        self._in_heading = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS:
            self._end()
            self._in_heading = tag in HEADINGS
        elif tag == "br":
            self._text += " "

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self._end()
            self._in_heading = False

    def handle_data(self, data: str) -> None:
        self._text += data

    def finished(self) -> list[Block]:
        """Return what was read."""
        self._end()
        return self.blocks

    def _end(self) -> None:
        text = " ".join(self._text.split())
        self._text = ""
        if text:
            self.blocks.append(Block(text, self._in_heading))
