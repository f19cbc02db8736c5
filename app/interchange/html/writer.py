"""Writes Markdown from tags and text in the order of a document, however they were parsed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.interchange.html.frames import Frame, Markdown
from app.interchange.html.tags import BLOCKS, EMPHASIS, FRAMES, HEADINGS, SHOWN_ONLY, SILENT, VOID

if TYPE_CHECKING:
    from collections.abc import Callable

    Picture = Callable[[str, str], str | None]


class MarkdownWriter:
    """Takes tags and text in the order of the document and writes Markdown; unknown to it how they were parsed."""

    def __init__(self, picture: Picture | None = None) -> None:
        self.picture = picture
        self.lost: dict[str, None] = {}
        self.frames = [Frame("")]
        self.silent: list[str] = []

    def open(self, tag: str, attributes: dict[str, str]) -> None:
        """Take an opening tag; a tag without an end is closed by the one around it."""
        if self.silent or tag in SILENT:
            self._silence(tag, attributes)
            return
        if tag in BLOCKS or tag in HEADINGS or tag == "hr":
            self._block(tag)
        elif tag in FRAMES:
            self._open_frame(tag)
        else:
            self._open_inline(tag, attributes)
        if attributes.get("style") or tag == "font":
            self.lost["màu, cỡ và kiểu chữ"] = None

    def _open_inline(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in EMPHASIS:
            self.frames[-1].mark(EMPHASIS[tag])
        elif tag == "img":
            self._picture(attributes)
        elif tag == "a":
            self.frames[-1].link(attributes.get("href", ""))
        elif tag == "br":
            self.frames[-1].inline.append("\n")
        elif tag in SHOWN_ONLY:
            self.lost[SHOWN_ONLY[tag]] = None

    def close(self, tag: str) -> None:
        """Take a closing tag; one that was never opened means nothing."""
        if self.silent:
            if tag in self.silent:
                del self.silent[self.silent.index(tag) :]
        elif tag in EMPHASIS:
            self.frames[-1].unmark(EMPHASIS[tag])
        elif tag == "a":
            if address := self.frames[-1].unlink():
                self.lost[f"đường liên kết “{address[:80]}”"] = None
        elif tag in BLOCKS or tag in HEADINGS:
            self.frames[-1].flush(is_heading=tag in HEADINGS)
        elif tag in FRAMES:
            self._close_frame(tag)

    def text(self, text: str) -> None:
        """Take text between tags."""
        if not self.silent:
            self.frames[-1].text(text)

    def raw(self, markdown: str) -> None:
        """Take a piece that is Markdown already, such as the line of a gap."""
        if not self.silent:
            self.frames[-1].inline.append(markdown)

    def result(self) -> Markdown:
        """Return all that was written."""
        while len(self.frames) > 1:
            self._close_frame(self.frames[-1].tag)
        return Markdown(self.frames[0].result(), tuple(self.lost))

    def _silence(self, tag: str, attributes: dict[str, str]) -> None:
        name = self._sound(attributes) if tag in ("audio", "video") and not self.silent else None
        if not self.silent and not name:
            self.lost[f"thẻ <{tag}> và nội dung của nó" if tag not in VOID else f"thẻ <{tag}>"] = None
        if tag not in VOID:
            self.silent.append(tag)

    def _block(self, tag: str) -> None:
        self.frames[-1].flush()
        if tag == "hr":
            self.frames[-1].blocks.append("---")
        if tag in HEADINGS:
            self.lost["cỡ chữ tiêu đề (đã thành chữ đậm)"] = None

    def _open_frame(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "li"):  # Their ends are often left out.
            self._close_open(tag)
        if len(self.frames) < Frame.DEEPEST:
            self.frames[-1].flush()
            self.frames.append(Frame(tag))

    def _close_open(self, tag: str) -> None:
        """Close a cell, row or item that stands open when the next one begins."""
        same = {"td": ("td", "th"), "th": ("td", "th"), "tr": ("td", "th", "tr"), "li": ("li",)}[tag]
        while self.frames[-1].tag in same:
            self._close_frame(self.frames[-1].tag)

    def _close_frame(self, tag: str) -> None:
        if tag not in [frame.tag for frame in self.frames[1:]]:
            return
        while True:
            frame = self.frames.pop()
            frame.into(self.frames[-1])
            if frame.tag == tag:
                return

    def _sound(self, attributes: dict[str, str]) -> str | None:
        """Write a sound or a film as Markdown has it, when its file comes along; return the name of the file."""
        words = " ".join(attributes.get("aria-label", attributes.get("title", "")).split())
        name = self.picture(attributes.get("src", ""), words) if self.picture else None
        if name:
            self.frames[-1].inline.append(f"![{re.sub(r'[][]', '', words) or 'nghe'}]({name})")
        return name

    def _picture(self, attributes: dict[str, str]) -> None:
        words, address = " ".join(attributes.get("alt", "").split()), attributes.get("src", "")
        name = self.picture(address, words) if self.picture else None
        if name:
            self.frames[-1].inline.append(f"![{re.sub(r'[][]', '', words) or 'ảnh'}]({name})")
            return
        self.lost[f"ảnh “{address.rpartition('/')[2][:60]}”"] = None
        if words:
            self.text(f"({words})")
