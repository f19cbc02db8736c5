"""The record that publishing stores: a module with its HTML, complete in itself, as plain JSON.

Key material stands in these fields only, and `without_key` takes them all out (requirement S39): in an option `correct`
and `feedback_html`; in a question `answer`, `explanation_html` and `hint_html`. The rest may be shown before an answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.content.messages import Report

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.content.schema import Module, ModuleMeta, Option, Problem, Question, Source

FORMAT = 1
OPTION_KEY = frozenset({"correct", "feedback_html"})
QUESTION_KEY = frozenset({"answer", "explanation_html", "hint_html"})


@dataclass(frozen=True, slots=True)
class Part:
    """One Markdown text of a module and the line it starts at."""

    text: str
    line: int


def texts_to_render(module: Module) -> list[str]:
    """Return every Markdown text of a module in the order in which `snapshot` takes the HTML back."""
    return [part.text for part in _parts(module)]


def refused_part(module: Module, index: int | None) -> Problem:
    """Return the problem to show when the renderer refused the text `index` of `texts_to_render`."""
    parts = list(_parts(module))
    report = Report(module.file)
    report.add(parts[index].line if index is not None and index < len(parts) else module.prose_line, "P08")
    return report.problems[0]


def snapshot(module: Module, html: Sequence[str]) -> dict[str, Any]:
    """Return the record of a module; `html` is what `render_batch` made of `texts_to_render`, in that order.

    Points and the pass mark are exact fractions as text (`"3/2"`), days are ISO text, times are minutes. Raises
    ValueError when the number of texts does not match.
    """
    ready = iter(html)
    if len(html) != len(texts_to_render(module)):
        raise ValueError("one HTML text is needed for each Markdown text")
    return {
        "format": FORMAT,
        "meta": meta_record(module.meta),
        "lesson_html": next(ready),
        "quiz_intro_html": next(ready),
        "practice_intro_html": next(ready),
        "questions": [_question(question, ready) for question in module.questions],
        "practices": [_question(question, ready) for question in module.practices],
    }


def without_key(question: dict[str, Any]) -> dict[str, Any]:
    """Return a question of a record without anything that gives the answer away."""
    shown = {name: value for name, value in question.items() if name not in QUESTION_KEY}
    shown["options"] = [
        {name: value for name, value in option.items() if name not in OPTION_KEY} for option in question["options"]
    ]
    return shown


def _parts(module: Module) -> Iterator[Part]:
    yield Part(module.prose, module.prose_line)
    yield Part(module.quiz_intro, module.prose_line)
    yield Part(module.practice_intro, module.prose_line)
    for question in module.items:
        yield Part(question.prompt, question.line)
        for option in question.options:
            yield Part(option.feedback, option.line)
        yield Part(question.explanation, question.lines.get("Giải thích", question.line))
        yield Part(question.hint, question.lines.get("Gợi ý", question.line))


def _question(question: Question, ready: Iterator[str]) -> dict[str, Any]:
    return {
        "id": question.id,
        "kind": question.kind.value,
        "title": question.title,
        "prompt_html": next(ready),
        "options": [_option(option, next(ready)) for option in question.options],
        "answer": question.answer,
        "explanation_html": next(ready),
        "hint_html": next(ready),
        "points": str(question.points),
        "shuffle": question.shuffle,
        "scoring": question.scoring.value if question.scoring else None,
        "skills": list(question.skills),
        "confirmer": question.confirmer,
        "minimum": list(question.minimum) if question.minimum else None,
    }


def _option(option: Option, feedback: str) -> dict[str, Any]:
    return {"text": option.text, "correct": option.correct, "feedback_html": feedback}


def meta_record(meta: ModuleMeta) -> dict[str, Any]:
    """Return the head of a module as plain data, the same for every spelling of it."""
    return {
        "id": meta.id,
        "title": meta.title,
        "summary": meta.summary,
        "groups": [group.value for group in meta.groups],
        "skills": list(meta.skills),
        "minutes": meta.minutes,
        "audio": meta.audio,
        "sources": sources_record(meta.sources),
        "valid_until": meta.valid_until.isoformat() if meta.valid_until else None,
        "review_by": meta.review_by.isoformat() if meta.review_by else None,
        "quiz": meta.quiz.value,
        "pass_percent": str(meta.pass_percent),
        "attempts": meta.attempts,
        "wait_minutes": meta.wait_minutes,
        "limit_minutes": meta.limit_minutes,
        "draw": meta.draw,
        "shuffle": meta.shuffle,
        "scoring": meta.scoring.value,
        "review": meta.review.value if meta.review else None,
        "authors": list(meta.authors),
    }


def sources_record(sources: Sequence[Source]) -> list[dict[str, Any]]:
    """Return sources as plain data."""
    return [
        {
            "title": source.title,
            "url": source.url,
            "checked_on": source.checked_on.isoformat() if source.checked_on else None,
        }
        for source in sources
    ]
