"""The words of a QTI item turned into Markdown: body, prompt, options and feedback, each without the others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.interchange.fitting import as_feedback
from app.interchange.html.tags import KNOWN
from app.interchange.html.writer import MarkdownWriter
from app.interchange.stems import GAP, plain_words
from app.interchange.wording import listed, one_line

if TYPE_CHECKING:
    from collections.abc import Collection

    from app.interchange.qti.item import QtiItem
    from app.interchange.qti.media import Media
    from app.interchange.report import Findings
    from app.interchange.xml_tree import Node

INLINE = frozenset({"textEntryInteraction", "inlineChoiceInteraction"})
# Spoken about elsewhere: feedback by the kinds, the rest by what the whole item loses.
APART = frozenset({"feedbackInline", "feedbackBlock", "modalFeedback", "rubricBlock", "prompt", "stylesheet"})
IMAGE = "image/"
UNIT = r"[^\s.,;:!?]{1,15}"
GAP_LINE = re.compile(rf"{GAP}[.]?(?: ({UNIT}(?: {UNIT}){{0,2}}))?")


class QtiWords:
    """Turns parts of one item into words; `told` collects what they lose."""

    def __init__(self, item: QtiItem, media: Media, findings: Findings) -> None:
        self.item, self.media, self.findings = item, media, findings

    def body(self) -> str:
        """Return the body without its interaction; a gap is dots, numbered when there are several."""
        numbered = [node for node in self.item.interactions if node.tag in INLINE]
        gaps = {id(node): f"({at}) {GAP}" if len(numbered) > 1 else GAP for at, node in enumerate(numbered, 1)}
        return self._markdown(self.item.body, gaps=gaps) if self.item.body else ""

    def prompt(self, interaction: Node) -> str:
        """Return the prompt of the interaction."""
        found = interaction.first("prompt")
        return self._markdown(found) if found else ""

    def plain(self, node: Node) -> str:
        """Return the text of an option on one line."""
        return plain_words(self._markdown(node), node.line, self.findings)

    def markdown(self, node: Node) -> str:
        """Return a part of the item as Markdown."""
        return self._markdown(node)

    def feedback(self, node: Node) -> str:
        """Return what is said about one option, several lines without blank ones."""
        said = [self._markdown(part) for tag in ("feedbackInline", "feedbackBlock") for part in node.every(tag)]
        return as_feedback("\n".join(said))

    def line(self, node: Node) -> str:
        """Return a part of the item as Markdown on one line."""
        return one_line(self._markdown(node))

    def _markdown(self, node: Node, gaps: dict[int, str] | None = None) -> str:
        writer = MarkdownWriter(lambda address, _words: self.media.take(address, self.item.name))
        _Walk(writer, gaps or {}, APART).inside(node)
        found = writer.result()
        if found.lost:
            self.findings.lost(node.line, f"Không giữ được: {listed(found.lost)}.")
        return found.text


class _Walk:
    """Hands the elements and texts below a node to the writer."""

    def __init__(self, writer: MarkdownWriter, gaps: dict[int, str], apart: Collection[str]) -> None:
        self.writer, self.gaps, self.apart = writer, gaps, apart

    def inside(self, node: Node) -> None:
        for child in node.children:
            if isinstance(child, str):
                self.writer.text(child)
            elif id(child) in self.gaps:
                self.writer.raw(self.gaps[id(child)])
            elif child.tag not in self.apart and not child.tag.endswith("Interaction"):
                self._element(child)

    def _element(self, node: Node) -> None:
        if node.tag == "object" and node.get("type").startswith(IMAGE):
            self.writer.open("img", {"src": node.get("data"), "alt": node.text()})
        elif node.tag in ("audio", "video"):
            source = node.get("src") or next((part.get("src") for part in node.elements("source")), "")
            self.writer.open(node.tag, {"src": source, "aria-label": node.get("ariaLabel", node.get("title"))})
            self.writer.close(node.tag)
        elif node.tag in KNOWN:
            self.writer.open(node.tag, node.attributes)
            self.inside(node)
            self.writer.close(node.tag)
        else:
            self.inside(node)


def without_gap_line(markdown: str, *, has_unit: bool) -> tuple[str, str]:
    """Return a body without the line that holds nothing but the gap, and with `has_unit` the unit right behind it."""
    paragraphs = markdown.split("\n\n")
    for at, paragraph in enumerate(paragraphs):
        found = GAP_LINE.fullmatch(paragraph)
        if found and (has_unit or not found[1]):
            return "\n\n".join([*paragraphs[:at], *paragraphs[at + 1 :]]), found[1] or ""
    return markdown, ""
