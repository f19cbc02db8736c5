"""The JSON object of `catalog show`: what was understood of a file, the same for every spelling of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.content.snapshot import meta_record, sources_record

if TYPE_CHECKING:
    from app.content.hard_words import Glossary
    from app.content.schema import (
        Document,
        Fix,
        Framework,
        LessonRef,
        Module,
        Node,
        Option,
        Problem,
        Programme,
        Question,
    )


def show(document: Document, problems: tuple[Problem, ...] | None = None) -> dict[str, Any]:
    """Return `file`, `meta`, `prose`, `questions` and `problems`; positions stand only under keys named `line`."""
    told = document.problems if problems is None else problems
    return {"file": document.file, **_tree(document), "problems": [problem_row(problem) for problem in told]}


def problem_row(problem: Problem) -> dict[str, Any]:
    """Return one problem as `catalog check --format json` prints it; `fix` is null when no repair is certain."""
    return {
        "file": problem.file,
        "line": problem.line,
        "code": problem.code,
        "level": problem.level.value,
        "message": problem.message,
        "fix": _fix(problem.fix) if problem.fix else None,
    }


def _fix(fix: Fix) -> dict[str, Any]:
    """Return a repair: at `line` take `remove` lines out, put the texts of `insert` in."""
    return {
        "label": fix.label,
        "line": fix.first_line,
        "remove": fix.last_line - fix.first_line + 1,
        "insert": list(fix.lines),
    }


def _tree(document: Document) -> dict[str, Any]:
    if document.module:
        return _module(document.module)
    if document.programme:
        return {"meta": _programme(document.programme), "prose": document.programme.intro, "questions": []}
    if document.framework:
        return _framework(document.framework)
    if document.glossary:
        return _glossary(document.glossary)
    return {"meta": {}, "prose": "", "questions": []}


def _module(module: Module) -> dict[str, Any]:
    return {
        "meta": meta_record(module.meta),
        "prose": module.prose,
        "quiz_intro": module.quiz_intro,
        "practice_intro": module.practice_intro,
        "questions": [_question(question) for question in module.items],
    }


def _question(question: Question) -> dict[str, Any]:
    return {
        "kind": question.kind.value,
        "id": question.id,
        "title": question.title,
        "prompt": f"{question.title}\n\n{question.prompt}".strip(),
        "options": [_option(option) for option in question.options],
        "pairs": [{"left": pair.left, "right": pair.right, "line": pair.line} for pair in question.pairs],
        "nodes": [_node(node) for node in question.nodes],
        "answer": question.answer,
        "accepted": list(question.accepted),
        "comparer": question.comparer.value if question.comparer else None,
        "unit": question.unit,
        "picture": question.picture,
        "picture_text": question.picture_text,
        "explanation": question.explanation,
        "hint": question.hint,
        "points": str(question.points),
        "shuffle": question.shuffle,
        "scoring": question.scoring.value if question.scoring else None,
        "skills": list(question.skills),
        "confirmer": question.confirmer,
        "minimum": list(question.minimum) if question.minimum else None,
        "line": question.line,
    }


def _option(option: Option) -> dict[str, Any]:
    area = list(option.area) if option.area else None
    return {
        "text": option.text,
        "correct": option.correct,
        "feedback": option.feedback,
        "area": area,
        "line": option.line,
    }


def _node(node: Node) -> dict[str, Any]:
    choices = [
        {
            "text": choice.text,
            "target": choice.target,
            "correct": choice.correct,
            "feedback": choice.feedback,
            "line": choice.line,
        }
        for choice in node.choices
    ]
    return {"name": node.name, "text": node.text, "choices": choices, "line": node.line}


def _programme(programme: Programme) -> dict[str, Any]:
    rule = programme.rule
    return {
        "title": programme.title,
        "group": programme.group.value if programme.group else None,
        "framework": programme.framework,
        "lessons": [_reference(ref) for ref in programme.lessons],
        "assessment": _reference(programme.assessment) if programme.assessment else None,
        "rule": {
            "all_lessons": rule.all_lessons,
            "lessons": rule.lessons,
            "assessment": rule.assessment,
            "practices": rule.practices,
        },
        "trust": programme.trust.value,
    }


def _reference(ref: LessonRef) -> str:
    return f"{ref.folder}/{ref.id}" if ref.folder else ref.id


def _framework(framework: Framework) -> dict[str, Any]:
    meta = {
        "id": framework.id,
        "title": framework.title,
        "summary": framework.summary,
        "groups": [group.value for group in framework.groups],
        "sources": sources_record(framework.sources),
        "review_by": framework.review_by.isoformat() if framework.review_by else None,
    }
    skills = [
        {"id": skill.id, "name": skill.name, "text": skill.text, "line": skill.line} for skill in framework.skills
    ]
    return {"meta": meta, "prose": framework.intro, "skills": skills, "questions": []}


def _glossary(glossary: Glossary) -> dict[str, Any]:
    meta = {
        "title": glossary.title,
        "sources": sources_record(glossary.sources),
        "review_by": glossary.review_by.isoformat() if glossary.review_by else None,
    }
    words = [{"forms": list(word.forms), "text": word.text, "line": word.line} for word in glossary.words]
    return {"meta": meta, "prose": "", "words": words, "questions": []}
