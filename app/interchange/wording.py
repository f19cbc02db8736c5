"""Words on their way into the module format: Markdown made plain, plain text made Markdown, Markdown made tame."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.content.fences import fenced

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

# Every part is bounded, so that a hostile line costs little more than its length.
TOKEN = re.compile(
    r"\\(?P<escaped>[\\`*_{}\[\]()#+.!<>|~$-])"
    r"|`(?P<code>[^`\n]{1,400})`"
    r"|(?P<bang>!?)\[(?P<words>[^\[\]\n]{0,300})\]\(\s*<?(?P<target>[^()\s<>]{0,500})>?(?:\s+\"[^\"\n]{0,200}\")?\s*\)"
    r"|<(?P<tag>!--[^<>\n]{0,300}--|/?[A-Za-z][A-Za-z0-9-]*(?=[\s/>])[^<>\n]{0,300}"
    r"|[A-Za-z]{2,10}:[^<>\s]{1,500}|[^<>\s@]{1,100}@[^<>\s@]{1,100})>"
    r"|(?P<mark>[*_]{1,3})"
)
ADDRESS = re.compile(r"[A-Za-z]{2,10}:\S+|[^\s/]+@\S+")
SAFE = re.compile(r"(?:https://|mailto:|tel:)[^\s()<>]+", re.IGNORECASE)
# What would be Markdown: a star that is not alone, an underline at the edge of a word, a link, a tag, an entity.
SPECIAL = re.compile(r"([\\`]|(?<!\s)\*|\*(?!\s)|(?<![^\W_])_|_(?![^\W_])|(?<=\])\()")
# As the checker of the module format sees a tag: `<họ tên>` is a place to fill in.
CODE = re.compile(r"(`[^`\n]{1,400}`)")
TAG_START = re.compile(r"<(?=[!?]|/?[A-Za-z][A-Za-z0-9-]*(?:[\s/>]|$))")
LINK_START = re.compile(r"<(?=[A-Za-z]{2,10}:|[^>\s@]{1,100}@)")
WHOLE_ENTITY = re.compile(r"&#?\w{1,30};")
ENTITY = re.compile(r"&(?=#?\w{1,30};)")
BLOCK_START = re.compile(r"(\s*)(?:(#|-{3,}|\||>)|([-+*])(?=\s)|(\d{1,3})([.)])(?=\s))")
LONGEST_QUOTE = 60
ENDS = (".", "!", "?", "…", ":", ";", ",")
EMPHASIS, TAGS = "chữ đậm, chữ nghiêng", "thẻ HTML"


@dataclass(frozen=True, slots=True)
class Plain:
    """Text for a place that holds no Markdown, and what it lost on the way, in words."""

    text: str
    lost: tuple[str, ...] = ()


def as_plain(markdown: str) -> Plain:
    """Return a Markdown text on one line without its marks; the address of a link stays, behind its words."""
    marks = _pairs(markdown)
    lost: dict[str, None] = {}
    parts: list[str] = []
    end = 0
    for found in TOKEN.finditer(markdown):
        parts.append(_unescaped(markdown[end : found.start()]))
        words, loss = _plain_token(found, is_emphasis=found.start() in marks)
        parts.append(words)
        lost |= {loss: None} if loss else {}
        end = found.end()
    parts.append(_unescaped(markdown[end:]))
    return Plain(" ".join("".join(parts).split()), tuple(lost))


def _unescaped(text: str) -> str:
    """Return text with its entities undone; without a semicolon it is none."""
    return WHOLE_ENTITY.sub(lambda found: html.unescape(found.group()), text)


def _pairs(markdown: str) -> set[int]:
    """Return where emphasis opens and closes: `*101#` opens nothing, because nothing closes it."""
    waiting: dict[str, int] = {}
    found: set[int] = set()
    for token in TOKEN.finditer(markdown):
        mark = token["mark"]
        if not mark:
            continue
        before = markdown[max(token.start() - 1, 0) : token.start()]
        after = markdown[token.end() : token.end() + 1]
        if mark[0] == "_" and before.isalnum() and after.isalnum():
            continue
        if before.strip() and mark in waiting:
            found |= {waiting.pop(mark), token.start()}
        elif after.strip():
            waiting[mark] = token.start()
    return found


def _plain_token(found: re.Match[str], *, is_emphasis: bool) -> tuple[str, str]:
    """Return the words of one piece of Markdown, and what they lost (empty: nothing)."""
    if found["escaped"] or found["code"]:
        return found["escaped"] or found["code"], ""
    if found["tag"]:
        is_address = bool(ADDRESS.fullmatch(found["tag"]))
        return (found["tag"], "") if is_address else (" ", TAGS)
    if found["target"] is None:
        return ("", EMPHASIS) if is_emphasis else (found.group(), "")
    words = as_plain(found["words"]).text
    target = found["target"]
    if found["bang"]:
        return words, f"ảnh {quoted(target)}"
    return (words if target in ("", words) else f"{words} ({target})".strip()), ""


def as_markdown(text: str) -> str:
    """Return plain text, of one line or several, as Markdown that shows exactly these words."""
    return "\n".join(_escaped(line) for line in text.split("\n"))


def inline(text: str) -> str:
    """Return plain words as Markdown for the middle of a line: what begins a list or a heading is not guarded."""
    text = SPECIAL.sub(r"\\\1", ENTITY.sub("&amp;", text))
    return LINK_START.sub("&lt;", TAG_START.sub("&lt;", text))


def _escaped(line: str) -> str:
    return guarded(inline(line))


def guarded(line: str) -> str:
    """Return a line of Markdown whose first signs begin no list, heading, quote, table or code."""
    found = BLOCK_START.match(line)
    if not found:
        return unfenced(line)
    space, sign, bullet, number, stop = found.groups()
    rest = line[found.end() :]
    if number:
        return f"{space}{number}\\{stop}{rest}"
    return f"{space}\\{sign or bullet}{rest}"


def unfenced(line: str) -> str:
    """Return a line that begins no block of code; the renderer knows no backslash before `~`."""
    plain = line.lstrip()
    if plain.startswith("```"):
        return line.replace("`", "\\`", 1)
    return line.replace("~", "&#126;", 1) if plain.startswith("~~~") else line


def one_line(markdown: str) -> str:
    """Return a Markdown text on the single line that an explanation or a hint has."""
    return " ".join(markdown.split())


def remarks(texts: Iterable[str]) -> str:
    """Return remarks that stood apart as one text on one line: each ends like a sentence before the next begins."""
    said = [one for text in texts if (one := one_line(text))]
    return " ".join([*(one if one.endswith(ENDS) else f"{one}." for one in said[:-1]), *said[-1:]])


def quoted(text: str) -> str:
    """Return the beginning of a text in quotation marks, for a sentence of a report."""
    text = " ".join(text.split())
    if len(text) > LONGEST_QUOTE:
        text = text[:LONGEST_QUOTE].rsplit(" ", 1)[0][:LONGEST_QUOTE].rstrip(" ,.;:") + "…"
    return f"“{text}”"


def listed(words: Iterable[str]) -> str:
    """Return words joined by commas, each once."""
    return ", ".join(dict.fromkeys(words))


def tame(markdown: str, media: Collection[str] = ()) -> Plain:
    """Return Markdown that the module format shows as it stands: no HTML, no pictures and links from anywhere.

    The words of what goes stay in the text; addresses stay where they may be links. `media` names the pictures that
    come along.
    """
    lines = markdown.split("\n")
    code, _ = fenced(lines)
    lost: dict[str, None] = {}

    def replaced(found: re.Match[str]) -> str:
        words, loss = _tame_token(found, media)
        lost.update({loss: None} if loss else {})
        return words

    out = [line if is_code else TOKEN.sub(replaced, line) for line, is_code in zip(lines, code, strict=True)]
    out = [line if is_code else _without_tags(line) for line, is_code in zip(out, code, strict=True)]
    return Plain("\n".join(out), tuple(lost))


def _without_tags(line: str) -> str:
    """Return a line whose tags are text; in code they are text already."""
    return "".join(part if part[:1] == "`" else TAG_START.sub("&lt;", part) for part in CODE.split(line))


def _tame_token(found: re.Match[str], media: Collection[str]) -> tuple[str, str]:
    """Return the Markdown of one piece, and what it lost (empty: nothing)."""
    if found["tag"]:
        if ADDRESS.fullmatch(found["tag"]):
            return (found.group() if SAFE.fullmatch(found["tag"]) else found["tag"]), ""
        return " " if found["tag"].lower().startswith("br") else "", TAGS
    target, words = found["target"], found["words"]
    if target is None or (found["bang"] and target in media):
        return found.group(), ""
    is_safe = bool(SAFE.fullmatch(target))
    if not found["bang"]:
        return (found.group(), "") if is_safe else (f"{words} ({target})", f"đường liên kết {quoted(target)}")
    words = words or "ảnh"
    return (f"[{words}]({target})" if is_safe else f"({words})"), f"ảnh {quoted(target)} không đi kèm tệp"
