"""Rules about the Markdown a teacher wrote, line by line: HTML, links, pictures, crowded blocks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.content.attributes import AFTER_ITEMS, REPEATABLE, attribute_of
from app.content.blocks import heading_of
from app.content.fences import fenced
from app.content.kinds.options import OPTION
from app.content.markdown import MAX_BRACKETS, MEDIA_NAME, OUTSIDE, OWN_PATH

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from app.content.messages import Report
    from app.content.schema import Document

MAX_IMAGE_BYTES = 150_000
CODE_SPAN = re.compile(r"(?<!`)(`{1,5})(?!`)[^`]+\1(?!`)")
# A tag of HTML: `<` and an ASCII name. `<họ tên>` is a place to fill in and stays text.
HTML = re.compile(r"<(!--|[!?]|/?[A-Za-z][A-Za-z0-9-]*(?=[\s/>]|$))")
AUTOLINK = re.compile(r"<((?:https?|mailto|tel|ftp|javascript|data|file):[^<>\s]*)>", re.IGNORECASE)
IMAGE = re.compile(r"!\[([^\[\]]*)\]\(\s*<?((?:[^()\s<>]|\([^()\s<>]*\))*)(?=[\s)>])[^()]*\)")
LINK = re.compile(
    r"(?<!!)\[(?:[^\[\]]|!\[[^\[\]]*\]\([^()\[\]]*\))*\]\(\s*<?((?:[^()\s<>]|\([^()\s<>]*\))*)(?=[\s)>])[^()]*\)"
)
PICTURES = ("webp", "png", "jpg", "jpeg", "gif", "avif", "svg")


class TextRules:
    """Checks the Markdown lines of one document; `media` maps names to sizes, None when the folder is not at hand."""

    def __init__(self, document: Document, media: Mapping[str, int] | None, report: Report) -> None:
        self.document, self.media, self.report = document, media, report

    def check(self) -> None:
        """Report every line that would not be shown as it is written."""
        for number, line in self._markdown_lines():
            text = CODE_SPAN.sub("", line)
            self._html(number, text)
            for found in IMAGE.finditer(text):
                self._media(number, found[1].strip(), found[2])
            self._links(number, text)
        self._blocks()

    def _markdown_lines(self) -> Iterator[tuple[int, str]]:
        """Yield the lines that are Markdown: headings and lists of questions are plain text, code is code."""
        plain = plain_lines(self.document)
        lines = self.document.text.split("\n")
        code, _ = fenced(lines, self.document.body_line - 1)
        for index in range(self.document.body_line - 1, len(lines)):
            text = lines[index].strip()
            is_plain = index + 1 in plain or heading_of(text)[0] == 3 or OPTION.fullmatch(text)
            if text and not code[index] and not is_plain:
                yield index + 1, text

    def _html(self, number: int, text: str) -> None:
        plain = AUTOLINK.sub("", text)
        seen: set[str] = set()
        for found in HTML.finditer(plain):
            tag = found[1].lstrip("/").lower()
            if tag not in seen and len(seen) < 3:
                self.report.add(number, "S01", tag=tag)
            seen.add(tag)

    def _links(self, number: int, text: str) -> None:
        targets = [found[1] for found in LINK.finditer(text)] + AUTOLINK.findall(text)
        for target in targets:
            if not (OUTSIDE.fullmatch(target) or OWN_PATH.fullmatch(target)):
                self.report.add(number, "P06", target=target)

    def _media(self, number: int, words: str, name: str) -> None:
        if not words:
            self.report.add(number, "P03", name=name)
        if not MEDIA_NAME.fullmatch(name):
            self.report.add(number, "P04", name=name)
        elif self.media is not None:
            self.file(number, name)

    def file(self, number: int, name: str) -> None:
        """Report a file that is not in the folder, or a picture that is too heavy for a phone on a weak network."""
        size = (self.media or {}).get(name)
        if size is None:
            self.report.add(number, "P05", name=name)
        elif size > MAX_IMAGE_BYTES and name.rpartition(".")[2].lower() in PICTURES:
            self.report.add(number, "Q35", size=_weight(size))

    def _blocks(self) -> None:
        """Report blocks the renderer would refuse; it never gets the head and the lists, which the formatter packs."""
        plain = plain_lines(self.document)
        brackets, start = 0, 0
        for number, line in enumerate([*self.document.text.split("\n"), ""], 1):
            if line.strip():
                start = start or number
                if number >= self.document.body_line and number not in plain:
                    brackets += max(line.count("["), line.count("<"))
                continue
            if brackets > MAX_BRACKETS:
                self.report.add(start, "P07", limit=MAX_BRACKETS)
            brackets, start = 0, 0


def plain_lines(document: Document) -> frozenset[int]:
    """Return the lines of questions that are plain text: lists, steps, attributes other than the explanations."""
    if document.module is None or not document.module.items:
        return frozenset()
    lines: set[int] = set()
    for question in document.module.items:
        lines |= {option.line for option in question.options} | {pair.line for pair in question.pairs}
        lines |= {node.line for node in question.nodes}
        lines |= {choice.line for node in question.nodes for choice in node.choices}
        lines |= {line for key, line in question.lines.items() if key not in AFTER_ITEMS}
    first = min(question.line for question in document.module.items)
    for number, text in enumerate(document.text.split("\n")[first:], first + 1):
        if (found := attribute_of(number, text)) and found.key in REPEATABLE:
            lines.add(number)
    return frozenset(lines)


def _weight(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB".replace(".", ",") if size >= 1_000_000 else f"{size // 1000} KB"
