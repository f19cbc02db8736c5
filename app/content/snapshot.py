"""The record that publishing stores: a module with its HTML, complete in itself, as plain JSON.

Key material stands in these fields only, and `without_key` takes them all out (requirement S39): in an option or a
choice of a story `correct` and `feedback_html`; in a question `answer`, `accepted`, `explanation_html`, `hint_html`,
the order of the steps of `sắp xếp`, and which right side goes with which left one. The rest may be shown before an
answer. Records of earlier releases lack the keys from `accepted` on; who reads them asks with a default.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.content.messages import Report
from app.content.words import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.content.schema import Choice, Module, ModuleMeta, Node, Option, Problem, Question, Source

FORMAT = 1
MARKDOWN_SIGNS = re.compile(r"[\\`*_{}\[\]()>#+.!-]")
OPTION_KEY = frozenset({"correct", "feedback_html"})
QUESTION_KEY = frozenset({"answer", "accepted", "explanation_html", "hint_html", "pairs"})


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
    """Return a question of a record without anything that gives the answer away.

    Steps to be put in order stand by the alphabet; instead of `pairs` there are `lefts` and `rights`, each sorted.
    """
    shown = {name: value for name, value in question.items() if name not in QUESTION_KEY}
    shown["options"] = [_without(option) for option in question["options"]]
    if question["kind"] == Kind.ORDER:
        shown["options"].sort(key=lambda option: str(option["text"]))
    shown["nodes"] = [
        {**node, "choices": [_without(choice) for choice in node["choices"]]} for node in question.get("nodes", [])
    ]
    pairs = question.get("pairs", [])
    shown["lefts"] = sorted(pair["left"] for pair in pairs if pair["left"])
    shown["rights"] = sorted(pair["right"] for pair in pairs)
    return shown


def _without(option: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in option.items() if name not in OPTION_KEY}


def _parts(module: Module) -> Iterator[Part]:
    yield Part(module.prose, module.prose_line)
    yield Part(module.quiz_intro, module.prose_line)
    yield Part(module.practice_intro, module.prose_line)
    for question in module.items:
        yield from _parts_of(question)


def _parts_of(question: Question) -> Iterator[Part]:
    yield Part(question.prompt, question.line)
    yield Part(_picture(question), question.lines.get("Ảnh", question.line))
    for option in question.options:
        yield Part(option.feedback, option.line)
    for node in question.nodes:
        yield Part(node.text, node.line)
        for choice in node.choices:
            yield Part(choice.feedback, choice.line)
    yield Part(question.explanation, question.lines.get("Giải thích", question.line))
    yield Part(question.hint, question.lines.get("Gợi ý", question.line))


def _picture(question: Question) -> str:
    """Return the picture of a question as Markdown; its description stays the text it is."""
    if not question.picture:
        return ""
    words = MARKDOWN_SIGNS.sub(r"\\\g<0>", question.picture_text)
    return f"![{words}]({question.picture})"


def _question(question: Question, ready: Iterator[str]) -> dict[str, Any]:
    return {
        "id": question.id,
        "kind": question.kind.value,
        "title": question.title,
        "prompt_html": next(ready),
        "picture_html": next(ready),
        "options": [_option(option, next(ready)) for option in question.options],
        "nodes": [_node(node, ready) for node in question.nodes],
        "explanation_html": next(ready),
        "hint_html": next(ready),
        **_plain(question),
    }


def _plain(question: Question) -> dict[str, Any]:
    """Return the fields of a question that hold no HTML."""
    return {
        "answer": question.answer,
        "accepted": list(question.accepted),
        "comparer": question.comparer.value if question.comparer else None,
        "unit": question.unit,
        "picture_text": question.picture_text,
        "pairs": [{"left": pair.left, "right": pair.right} for pair in question.pairs],
        "points": str(question.points),
        "shuffle": question.shuffle,
        "scoring": question.scoring.value if question.scoring else None,
        "skills": list(question.skills),
        "confirmer": question.confirmer,
        "minimum": list(question.minimum) if question.minimum else None,
    }


def _option(option: Option, feedback: str) -> dict[str, Any]:
    area = list(option.area) if option.area else None
    return {"text": option.text, "correct": option.correct, "feedback_html": feedback, "area": area}


def _node(node: Node, ready: Iterator[str]) -> dict[str, Any]:
    text = next(ready)
    return {"name": node.name, "text_html": text, "choices": [_choice(choice, next(ready)) for choice in node.choices]}


def _choice(choice: Choice, feedback: str) -> dict[str, Any]:
    return {"text": choice.text, "target": choice.target, "correct": choice.correct, "feedback_html": feedback}


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
    """Return sources as plain data; what is no `https://` address becomes no link, also where a draft is previewed."""
    return [
        {
            "title": source.title,
            "url": source.url if source.url.startswith("https://") else "",
            "checked_on": source.checked_on.isoformat() if source.checked_on else None,
        }
        for source in sources
    ]
