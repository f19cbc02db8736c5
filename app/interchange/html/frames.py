"""The open blocks of a document on its way from HTML to Markdown: a quote, a list, an item, a table, a cell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from app.content.markdown import OUTSIDE
from app.interchange.wording import as_markdown


@dataclass(frozen=True, slots=True)
class Markdown:
    """Markdown made from something richer, and what was lost, in words a teacher understands."""

    text: str
    lost: tuple[str, ...] = ()


class Frame:
    """One open block: its finished blocks, and the line that is being written."""

    DEEPEST: ClassVar[int] = 10

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.blocks: list[str] = []
        self.inline: list[str] = []
        self.marks: list[tuple[str, int]] = []
        self.links: list[tuple[str, int]] = []

    def text(self, text: str) -> None:
        """Write text as it shows: runs of white space are one space, except in `pre`."""
        if self.tag == "pre":
            self.inline.append(text)
        elif any(mark == "`" for mark, _ in self.marks):
            self.inline.append(re.sub(r"\s+", " ", text).replace("`", "'"))
        else:
            self.inline.append(as_markdown(re.sub(r"\s+", " ", text)))

    def mark(self, sign: str) -> None:
        """Open emphasis; inside the same emphasis nothing changes."""
        if self.tag != "pre":
            self.marks.append((sign, len(self.inline)))

    def unmark(self, sign: str) -> None:
        """Close emphasis: its sign goes around the words, spaces stay outside."""
        signs = [mark for mark, _ in self.marks]
        if sign not in signs:
            return
        at = len(signs) - 1 - signs[::-1].index(sign)
        start = self.marks[at][1]
        del self.marks[at]
        words = "".join(self.inline[start:])
        inner = words.strip()
        if inner and sign not in signs[:at] and "\n\n" not in inner:
            before, after = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
            self.inline[start:] = [f"{before}{sign}{inner}{sign}{after}"]

    def link(self, address: str) -> None:
        """Open a link."""
        self.links.append((address, len(self.inline)))

    def unlink(self) -> str:
        """Close a link; return its address when it is one that a lesson may not have (the words stay)."""
        if not self.links:
            return ""
        address, start = self.links.pop()
        words = "".join(self.inline[start:]).strip()
        if not OUTSIDE.fullmatch(address) or re.search(r"[()<>\s]", address):
            return address
        if words and "](" not in words:
            self.inline[start:] = [f"[{words}]({address})"]
        return ""

    def flush(self, *, is_heading: bool = False) -> None:
        """End the paragraph that is being written."""
        for sign, _ in reversed(self.marks.copy()):
            self.unmark(sign)
        words = "".join(self.inline)
        self.inline.clear()
        self.marks.clear()
        self.links.clear()
        if self.tag == "pre":
            self._code(words)
            return
        lines = [re.sub(r" {2,}", " ", line).strip() for line in words.split("\n")]
        words = "\n".join(line for line in lines if line)
        if words:
            self.blocks.append(f"**{words}**" if is_heading and "**" not in words and "\n" not in words else words)

    def _code(self, words: str) -> None:
        words = words.strip("\n")
        if words.strip():
            self.blocks.append(f"```\n{words}\n```" if "```" not in words else as_markdown(words))

    def result(self) -> str:
        """Return the finished text of this block."""
        self.flush()
        return "\n\n".join(self.blocks)

    def into(self, parent: Frame) -> None:
        """Write this block into the one around it."""
        text = self.result()
        if not text:
            return
        if self.tag in ("td", "th"):
            parent.blocks.append(" ".join(text.split()).replace("|", "\\|"))
        elif self.tag == "tr":
            parent.blocks.append(f"| {' | '.join(self.blocks)} |")
        elif self.tag == "table":
            parent.blocks.append(self._table())
        elif self.tag == "li":
            parent.blocks.append(text.replace("\n\n", "\n"))
        elif self.tag in ("ul", "ol"):
            parent.blocks.append(self._list())
        elif self.tag == "blockquote":
            parent.blocks.append("\n".join(f"> {line}".rstrip() for line in text.split("\n")))
        else:
            parent.blocks.append(text)

    def _list(self) -> str:
        rows = []
        for number, item in enumerate(self.blocks, 1):
            first, *others = item.split("\n")
            rows.append(f"{number}. {first}" if self.tag == "ol" else f"- {first}")
            rows += [f"    {line}" for line in others]
        return "\n".join(rows)

    def _table(self) -> str:
        """Return the rows as a table of Markdown, whose first row is its head."""
        rows = [row for row in self.blocks if row.startswith("| ")]
        others = [row for row in self.blocks if not row.startswith("| ")]
        if not rows:
            return "\n\n".join(others)
        columns = rows[0].count(" | ") + 1
        return "\n".join([rows[0], "|" + "---|" * columns, *rows[1:]]) + "".join(f"\n\n{row}" for row in others)
