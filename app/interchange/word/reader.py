"""Reads a Word file as teachers write it: a lesson with headings, then questions with options and marked answers."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from app.interchange.archives import is_archive
from app.interchange.report import Findings, Imported
from app.interchange.stems import title_of
from app.interchange.word.answers import of_pairs, of_words
from app.interchange.word.choices import of_options
from app.interchange.word.cutting import cut
from app.interchange.word.keys import answers_by_number
from app.interchange.word.package import open_package
from app.interchange.word.parts import Desk, sort_parts
from app.interchange.word.prose import Prose
from app.interchange.word.story import read_story
from app.interchange.word.truths import has_truth_table, of_small_letters, of_truth_table
from app.interchange.wording import listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.content.schema import Question
    from app.interchange.word.cutting import Draft
    from app.interchange.word.parts import Parts


def read(data: bytes, filename: str) -> Imported:
    """Return the lesson and the questions of a .docx, with its pictures.

    All or nothing: a question whose right answer is not clear refuses the file, and every such question is named at
    once. What Word has and a lesson has not is told. Nothing outside of the file is fetched.
    """
    findings = Findings()
    story = read_story(open_package(data), findings)
    paper = cut(story.blocks, findings)
    prose = Prose(story, findings)
    title = prose.heading(paper.title) if paper.title else ""
    lesson = prose.lesson(paper.lesson)
    key = _key(paper.drafts, answers_by_number(paper.key, findings), findings)
    desk = Desk(prose, findings)
    questions = [_question(draft, key.get(draft.number), desk) for draft in paper.drafts]
    prose.tell()
    losses = findings.carried()
    found = tuple(question for question in questions if question)
    return Imported(title or title_of(filename), found, losses, lesson, story.media)


def is_surely(data: bytes, filename: str) -> bool:
    """Return whether a file can only be meant as a Word file: by its name, or by the part that every one has."""
    has_name = filename.lower().endswith((".docx", ".doc", ".docm", ".dotx", ".rtf", ".odt"))
    return has_name or (is_archive(data) and b"word/document.xml" in data)


def _key(drafts: Sequence[Draft], found: dict[str, list[str]], findings: Findings) -> dict[str, str]:
    """Return the table of answers by number; what it says twice, or about nobody, is told."""
    counts = Counter(draft.number for draft in drafts)
    for number, letters in found.items():
        if counts[number] > 1:
            findings.bad(None, f"Bảng đáp án có câu {number}, nhưng trong tệp có {counts[number]} câu {number}.")
        elif not counts[number]:
            findings.lost(None, f"Bảng đáp án có câu {number}, nhưng trong tệp không có câu {number}.")
        elif len(set(letters)) > 1:
            findings.bad(None, f"Bảng đáp án ghi câu {number} hai lần khác nhau: {listed(letters)}.")
    return {number: letters[0] for number, letters in found.items()}


def _question(draft: Draft, key: str | None, desk: Desk) -> Question | None:
    parts = sort_parts(draft)
    parts.answers += [key] if key else []
    if pairs := _pairs(parts, desk):
        return pairs
    if parts.options:
        return of_options(parts, parts.options, desk)
    if table := has_truth_table(parts):
        return of_truth_table(parts, table, desk)
    return of_small_letters(parts, desk) if parts.statements else of_words(parts, desk)


def _pairs(parts: Parts, desk: Desk) -> Question | None:
    return of_pairs(parts, desk) if parts.options or parts.statements else None
