"""Where a picture, a sound or a film goes in the text of a lesson; pure."""

from dataclasses import replace

from app.authoring.inserting import Inserted, NoPlace, no_place
from app.content.blocks import Cutter, heading_of
from app.content.fences import fenced
from app.content.messages import Report
from app.content.parse import parse_text
from app.content.schema import Document


def headings(text: str, file: str) -> list[tuple[int, str]]:
    """Return the headings of the lesson's own text with their lines (from 1)."""
    document = parse_text(text, file)
    lines = document.text.split("\n")
    code, _ = fenced(lines, document.body_line - 1)
    found = []
    for number in range(document.body_line, _end(document, lines) + 1):
        marks, words = heading_of(lines[number - 1].strip())
        if marks and words and not code[number - 1]:
            found.append((number, words))
    return found


def place(text: str, shown: str, file: str, below: int = 0) -> Inserted:
    """Return the text with a line that shows a file: below the heading at line `below`, else behind the lesson's text.

    Raises:
        NoPlace: the text is broken where the line would go.
    """
    before = parse_text(text, file)
    lines = before.text.split("\n")
    known = {line for line, _ in headings(text, file)}
    at = below if below in known else _end(before, lines)
    while below not in known and at > before.body_line - 1 and not lines[at - 1].strip():
        at -= 1
    whole = "\n".join([*lines[:at], "", shown, "", *_without_blank_start(lines[at:])]).rstrip("\n") + "\n"
    if _without(parse_text(whole, file), shown) != _without(before, shown) or not before.text:
        raise no_place(before)
    return Inserted(whole, at + 2)


def _end(document: Document, lines: list[str]) -> int:
    """Return how many lines stand before the first section."""
    sections = Cutter(lines, document.body_line - 1, Report(document.file)).cut().sections
    return sections[0].line - 1 if sections else len(lines)


def _without_blank_start(lines: list[str]) -> list[str]:
    first = next((at for at, line in enumerate(lines) if line.strip()), len(lines))
    return lines[first:]


def _without(document: Document, shown: str) -> object:
    """Return what the document holds but for the line that shows the file."""
    tree = document.module or document.programme
    if document.module:
        words = "\n".join(line for line in document.module.prose.split("\n") if line.strip() and line != shown)
        tree = replace(document.module, prose=words)
    elif document.programme:
        words = "\n".join(line for line in document.programme.intro.split("\n") if line.strip() and line != shown)
        tree = replace(document.programme, intro=words)
    return tree


__all__ = ["Inserted", "NoPlace", "headings", "place"]
