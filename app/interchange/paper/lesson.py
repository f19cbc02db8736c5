"""Makes the paper of a lesson out of the record of a module.

Options keep the order of the file and get letters in it: nothing is shuffled on paper, so that every sheet, every key
and what the teacher reads aloud agree. Only what would give the answer away (steps, right sides) is sorted.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from app.content.words import Kind
from app.core.text import N_
from app.interchange.paper.kinds import KINDS
from app.interchange.paper.sheets import Paper, Question, Task

if TYPE_CHECKING:
    from collections.abc import Mapping

AUDIO = re.compile(r'<audio\b[^>]*aria-label="([^"]*)"[^>]*>\s*</audio>')
VIDEO = re.compile(r'<video\b[^>]*aria-label="([^"]*)"[^>]*>.*?</video>', re.DOTALL)
LAZY = re.compile(r' loading="lazy"')


def paper_of(record: Mapping[str, Any], *, edition: str, day: str) -> Paper:
    """Return a module as it stands on paper; `record` is what `app.content.snapshot` made, also in an old release."""
    record, meta = _without_screens(record), record["meta"]
    return Paper(
        title=meta["title"],
        edition=edition,
        day=day,
        lesson_html=record["lesson_html"],
        quiz_intro_html=record["quiz_intro_html"],
        questions=tuple(_question(asked, number) for number, asked in enumerate(record["questions"], 1)),
        practice_intro_html=record["practice_intro_html"],
        tasks=tuple(_task(asked, number) for number, asked in enumerate(record["practices"], 1)),
        sources=tuple(meta["sources"]),
        minutes=meta["minutes"],
        pass_percent=decimal(meta["pass_percent"]),
        draw=meta["draw"],
    )


def on_paper(html: str) -> str:
    """Return safe HTML without what paper cannot do: sounds and films leave their words, pictures load at once."""
    html = AUDIO.sub(r"<em>(Nghe trên trang: \1)</em>", html)
    return LAZY.sub("", VIDEO.sub(r"<em>(Xem trên trang: \1)</em>", html))


def _without_screens(value: Any) -> Any:
    """Return a record with every HTML text in it made fit for paper."""
    if isinstance(value, list):
        return [_without_screens(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {name: on_paper(item) if name.endswith("_html") else _without_screens(item) for name, item in value.items()}


def decimal(fraction: str) -> str:
    """Return a fraction as text ("3/2") the way it is written by hand ("1,5")."""
    return f"{float(Fraction(fraction)):g}".replace(".", ",")


def _question(asked: Mapping[str, Any], number: int) -> Question:
    points = decimal(asked["points"])
    return Question(
        number=number,
        title=asked["title"],
        prompt_html=asked["prompt_html"],
        picture_html=asked.get("picture_html", ""),
        points="" if points == "1" else points,
        unit=asked.get("unit", ""),
        explanation_html=asked["explanation_html"],
        answers=KINDS[Kind(asked["kind"])](asked),
    )


def _task(asked: Mapping[str, Any], number: int) -> Task:
    minimum = asked["minimum"]
    return Task(
        number=number,
        title=asked["title"],
        prompt_html=asked["prompt_html"],
        rows=tuple(option["text"] for option in asked["options"]),
        confirmer=asked["confirmer"] or N_("người hướng dẫn"),
        minimum=(minimum[0], minimum[1]) if minimum else None,
    )
