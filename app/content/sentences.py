"""How long the sentences of a lesson are: where one ends, and what counts as a word."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.content.fences import fenced
from app.content.prose import BULLET, HEADING, NUMBER, QUOTE, RULE, TABLE

if TYPE_CHECKING:
    from collections.abc import Iterator

# Every repetition has a bound or an end of its own: a hostile text must not take longer than it is long.
IMAGE = re.compile(r"!\[[^\[\]]{0,1000}\]\([^()]{0,2000}\)")
LINK = re.compile(r"\[([^\[\]]{0,1000})\]\([^()]{0,2000}\)")
MARKS = re.compile(r"[*_`]+")
LETTER = re.compile(r"\w")
# A full stop, then a space, then a beginning: "v.v. và" goes on, "1.000" has no space.
END = re.compile(r"[.!?…][.!?…\"”’)\]]{0,5}\s+(?=[\"“‘(\[]*(?P<first>\w))")
# Written short before a name or a number, in the middle of a sentence.
SHORT = re.compile(r"[(\"“]?(?:TP|TX|TT|Tp|Tx|Q|P|H|X|ThS|TS|PGS|GS|BS|KS|LS|Tr|tr|Nxb|NXB|ĐT|VD|vd|St|[A-ZĐ])\.")


def words_in(text: str) -> int:
    """Return how many words a text has; a word has a letter or a digit, so marks of Markdown are none."""
    return sum(LETTER.search(word) is not None for word in IMAGE.sub("", text).split())


def sentence_lengths(prose: str) -> list[int]:
    """Return the number of words of each sentence of a Markdown text.

    Headings, tables and code are left out. An item of a list and a paragraph end a sentence, a line of a paragraph
    does not.
    """
    counts = (words_in(sentence) for block in _blocks(prose) for sentence in split(block))
    return [count for count in counts if count]


def split(text: str) -> list[str]:
    """Return the sentences of one paragraph."""
    found, start = [], 0
    for match in END.finditer(text):
        last = text[max(text.rfind(" ", start, match.start()) + 1, start) : match.end()].rstrip()
        if match["first"].islower() or SHORT.fullmatch(last):
            continue
        found.append(text[start : match.end()].strip())
        start = match.end()
    return [*found, text[start:].strip()]


def _blocks(prose: str) -> Iterator[str]:
    """Yield paragraphs and items without their marks, each on one line."""
    lines = prose.split("\n")
    mask, _ = fenced(lines)
    block: list[str] = []
    for line, is_code in zip(lines, mask, strict=True):
        begins, text = _read("" if is_code else line)
        if begins and block:
            yield " ".join(block)
            block = []
        if text:
            block.append(text)
    if block:
        yield " ".join(block)


def _read(line: str) -> tuple[bool, str]:
    """Return whether a line begins something new, and its words."""
    if not line.strip() or RULE.fullmatch(line) or HEADING.fullmatch(line) or TABLE.fullmatch(line):
        return True, ""
    if quote := QUOTE.fullmatch(line):
        begins, text = _read(quote[2])
        return begins, text
    if item := BULLET.fullmatch(line):
        return True, _plain(item[2])
    if item := NUMBER.fullmatch(line):
        return True, _plain(item[3])
    return False, _plain(line)


def _plain(text: str) -> str:
    return MARKS.sub("", LINK.sub(r"\1", IMAGE.sub("", text))).strip()
