"""The title of a file, and the heading and the prompt of a question out of the one text other formats have for both."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING

from app.interchange.fitting import as_prompt
from app.interchange.wording import as_plain, listed, quoted

if TYPE_CHECKING:
    from app.interchange.report import Findings

LONGEST_HEADING = 200
GAP = "……"  # Dots, as on a school sheet: underscores would be marks of Markdown.
BLOCK_START = re.compile(r">|\||!\[[^\[\]\n]*\]\(|```|~~~|---$|- |\d{1,3}\. ")
PICTURE = re.compile(r"!\[[^\[\]\n]*\]\([^()\s]*\)")


def title_of(filename: str) -> str:
    """Return a title made from a file name, for formats that have none."""
    words = re.sub(r"[\s_-]+", " ", PurePath(filename.replace("\\", "/")).stem)
    words = re.sub(r"[^\w .,()]", "", words).strip(" .")[:100]
    return words[:1].upper() + words[1:] if words else "Câu hỏi nhập từ tệp"


def plain_words(markdown: str, line: int | None, findings: Findings) -> str:
    """Return Markdown as plain words on one line, and tell what that loses."""
    plain = as_plain(markdown)
    if plain.lost:
        findings.lost(line, f"{quoted(plain.text)} chỉ giữ được chữ, bỏ {listed(plain.lost)}.")
    return plain.text


def heading_and_prompt(markdown: str, name: str, line: int | None, findings: Findings) -> tuple[str, str]:
    """Return a plain heading and a prompt in Markdown out of the text of a question.

    The first paragraph of words is the heading; its pictures move to the prompt. `name` stands in when there is none.
    """
    paragraphs = [part.strip("\n") for part in re.split(r"\n{2,}", markdown) if part.strip()]
    at = next((number for number, part in enumerate(paragraphs) if _is_words(part)), None)
    if at is None:
        return name, as_prompt("\n\n".join(paragraphs))
    first, more = paragraphs[at], ""
    if len(first) > LONGEST_HEADING and "\n" in first:
        first, _, more = first.partition("\n")
    pictures = PICTURE.findall(first)
    heading = plain_words(PICTURE.sub("", first), line, findings)
    rest = [*paragraphs[:at], *pictures, *([more] if more else []), *paragraphs[at + 1 :]]
    return heading, as_prompt("\n\n".join(rest))


def _is_words(paragraph: str) -> bool:
    return not BLOCK_START.match(paragraph) and bool(as_plain(PICTURE.sub("", paragraph)).text)
