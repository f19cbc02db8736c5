"""From bytes to clean text: UTF-8, NFC, LF, no invisible characters; and the list of files of a library."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.content.messages import Report

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from app.content.schema import Problem

MAX_BYTES = 100_000
MAX_LINES = 4_000  # A lesson has some hundreds; every line costs time, also the shortest.
MOST_MARKS = 10  # On one letter; sorting a long row of them takes quadratic time.
# Invisible characters that come along when text is pasted; they carry no meaning in Vietnamese.
INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
WIDE_MARKS = re.compile(
    r"^[ \t]*＃+", re.MULTILINE
)  # Typed with a wide keyboard; at the start of a line they mean a heading.
LONG_GAP = re.compile("[ \t]{40,}")  # Runs of spaces are kept short so that no pattern has to walk them twice.
# C0 and C1 controls, line separators, and marks that turn the direction of writing: they hide what a line says.
REFUSED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class SourceText:
    """The text of one file as the parser reads it; `sha256` is of the bytes as they came."""

    file: str
    text: str
    sha256: str
    problems: tuple[Problem, ...] = ()


def decode(data: bytes, file: str) -> SourceText:
    """Return the normalised text of `data`; bytes that are no text give an empty text and a problem."""
    report = Report(file)
    text = _text(data, report)
    return SourceText(file, clean(text, report), hashlib.sha256(data).hexdigest(), tuple(report.problems))


def _text(data: bytes, report: Report) -> str:
    """Return the text of bytes; an empty one, reported, where it is too long or none."""
    if len(data) > MAX_BYTES:
        report.add(1, "F21", size=len(data) // 1000 + 1, limit=MAX_BYTES // 1000)
        return ""
    if (count := len(data.splitlines())) > MAX_LINES:
        report.add(1, "F21.lines", count=f"{count:,}".replace(",", "."), limit=f"{MAX_LINES:,}".replace(",", "."))
        return ""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        report.add(data[: error.start].count(b"\n") + 1, "F20")
        return ""


def clean(text: str, report: Report) -> str:
    """Return `text` in NFC with LF line ends and plain spaces; characters that hide things are reported and blanked."""
    text = _without_towers(text.replace("\r\n", "\n").replace("\r", "\n"), report)
    text = SPACES.sub(" ", INVISIBLE.sub("", unicodedata.normalize("NFC", text)))
    text = LONG_GAP.sub(lambda found: found.group()[:40], text)
    text = WIDE_MARKS.sub(lambda found: found.group().replace("＃", "#"), text)
    if REFUSED.search(text):
        for number, line in enumerate(text.split("\n"), 1):
            if found := REFUSED.search(line):
                report.add(number, "F22", char=f"U+{ord(found.group()):04X}")
        text = REFUSED.sub(" ", text)
    return text


def _without_towers(text: str, report: Report) -> str:
    """Return `text` with at most some marks on one letter; a taller tower is reported and cut."""
    marks = "".join(sorted(char for char in set(text) if unicodedata.combining(char)))
    tower = re.compile(f"([{re.escape(marks)}]{{{MOST_MARKS}}})[{re.escape(marks)}]+") if marks else None
    if tower is None or not tower.search(text):
        return text
    for number, line in enumerate(text.split("\n"), 1):
        if tower.search(line):
            report.add(number, "F22.marks")
    return tower.sub(r"\1", text)


def list_sources(root: Path, folders: Collection[str] | None = None) -> list[Path]:
    """Return the Markdown files of a library, or of some `folders` of it, in a fixed order; README is no lesson."""
    found = [
        path for path in root.glob("*/*.md") if path.is_file() and (folders is None or path.parent.name in folders)
    ]
    return sorted(path for path in found if not path.name.startswith((".", "README")))


def list_media(root: Path) -> dict[str, int]:
    """Return the media of a library: `nguoi-dan/ten.webp` → size in bytes."""
    found = (path for path in root.glob("*/media/*") if path.is_file() and not path.name.startswith("."))
    return {f"{path.parent.parent.name}/{path.name}": path.stat().st_size for path in sorted(found)}
