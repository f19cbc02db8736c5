"""HTML of other programmes turned into Markdown: paragraphs, emphasis, lists, pictures; the rest told as lost."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import groupby
from typing import TYPE_CHECKING

from app.content.check_text import HTML
from app.content.fences import fenced
from app.interchange.html.frames import Markdown
from app.interchange.html.tags import BARE, BLOCKS, EMPHASIS, HEADINGS, KNOWN, SHOWN_ONLY
from app.interchange.html.writer import MarkdownWriter
from app.interchange.report import refuse

if TYPE_CHECKING:
    from app.interchange.html.writer import Picture

LONGEST = 20_000  # Letters of one text; a lesson has about this many.
DECLARATION = r"<!--.*?-->|<![^<>]*>|<\?[^<>]*>"
DECLARATIONS = re.compile(DECLARATION, re.DOTALL)
UNFINISHED = re.compile(r"<(?![^<>]*>)|<(?=[!?])")
PIECE = re.compile(
    r"(?<!`)(?P<code>(?P<ticks>`{1,5})(?!`)[^`]+(?P=ticks)(?!`))"
    rf"|(?P<declared>{DECLARATION})"
    r"|<(?P<silent>script|style|iframe|object|svg|math|video|audio|form|select|textarea)\b"
    r"(?:(?!</(?P=silent)\b).)*(?:</(?P=silent)\s*>|\Z)"
    r"|<(?P<mark>b|strong|i|em)>(?P<before>\s*)(?P<words>[^<>\s](?:[^<>]*[^<>\s])?)(?P<after>\s*)</(?P=mark)>"
    r"|<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9]{0,15})(?=[\s/>])[^<>]{0,2000}>"
    rf"|{HTML.pattern}",  # What is left of tags: our pages would not take it for text.
    re.DOTALL | re.IGNORECASE | re.ASCII | re.MULTILINE,
)
REPLACED = EMPHASIS | {"br": "\n", "li": "\n- ", "ul": "\n\n", "tr": "\n", "td": " ", "th": " ", "hr": "\n\n"}
REPLACED |= dict.fromkeys(BLOCKS | HEADINGS | {"blockquote", "table"}, "\n\n")


def from_html(text: str, picture: Picture | None = None) -> Markdown:
    """Return HTML as Markdown, with what it lost in words; raises `BadFile` for a text of more than `LONGEST` letters.

    `picture` maps an address and its description to the name of a file, None (also without it) when there is none.
    A tag that HTML does not know stays as text.
    """
    _bounded(text)
    writer = MarkdownWriter(picture)
    reader = _Reader(writer)
    reader.feed(UNFINISHED.sub("&lt;", DECLARATIONS.sub("", text)))
    reader.close()
    return writer.result()


def without_tags(text: str) -> Markdown:
    """Return Markdown that had HTML in it as Markdown only; code stays as it is; the same limit as `from_html`."""
    _bounded(text)
    lines = text.split("\n")
    code, _ = fenced(lines)
    lost: dict[str, None] = {}
    parts = []
    for is_code, rows in groupby(zip(lines, code, strict=True), key=lambda row: row[1]):
        part = "\n".join(line for line, _ in rows)
        parts.append(part if is_code else PIECE.sub(lambda found: _replaced(found, lost), part))
    plain = re.sub(r"\n{3,}", "\n\n", "\n".join(parts))
    return Markdown(plain.strip("\n "), tuple(lost))


def _replaced(found: re.Match[str], lost: dict[str, None]) -> str:
    """Return what stands in the place of one piece of HTML in Markdown, and note what is lost."""
    if found["code"] or found["declared"]:
        return found["code"] or ""
    if found["silent"]:
        lost[f"thẻ <{found['silent'].lower()}> và nội dung của nó"] = None
        return ""
    if found["mark"]:
        sign = EMPHASIS[found["mark"].lower()]
        return f"{found['before']}{sign}{found['words']}{sign}{found['after']}"
    name = (found["name"] or "").lower()
    if name not in KNOWN:
        return f"&lt;{found.group()[1:]}"
    if name not in BARE and name not in REPLACED:
        lost[SHOWN_ONLY.get(name, f"thẻ <{name}>")] = None
    return REPLACED.get(name, "") if name != "li" or not found["end"] else ""


def _bounded(text: str) -> None:
    if len(text) > LONGEST:
        raise refuse(f"Có một đoạn dài {len(text):,} chữ cái, tối đa {LONGEST:,}.".replace(",", "."))


class _Reader(HTMLParser):
    """Hands the parts of HTML to the writer; a tag HTML does not know is text."""

    def __init__(self, writer: MarkdownWriter) -> None:
        super().__init__(convert_charrefs=True)
        self.writer = writer

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in KNOWN:
            self.writer.open(tag, {name: value or "" for name, value in attrs})
        else:
            self.writer.text(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in KNOWN:
            self.writer.close(tag)
        else:
            self.writer.text(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.writer.text(data)
