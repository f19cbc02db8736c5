"""The ledger of question ids: what each stands for since it was first published, so that none is used twice."""

from collections.abc import Iterable

from sqlalchemy import select

from app.catalog.editions import Edition
from app.catalog.models import PublishedQuestion
from app.content.messages import new_problem, remove_line
from app.content.schema import Module, Problem, Question
from app.core.db import db


def reused(modules: Iterable[tuple[str, Module]]) -> list[Problem]:
    """Return a problem for each question, of modules with their keys, whose id already stands for another one.

    Another kind is another question (rule 1 of the format). A question that moved to another module keeps its id while
    its kind and its heading stay.
    """
    asked = [(key, module.file, question) for key, module in modules for question in module.items if question.id]
    known = _known({question.id for _, _, question in asked})
    found = (_problem(key, file, question, known.get(question.id)) for key, file, question in asked)
    return [problem for problem in found if problem]


def note(edition: Edition) -> None:
    """Enter the questions of an edition that is being published."""
    known = _known({question.id for question in edition.questions})
    for question in edition.questions:
        row = known.get(question.id)
        if row is None:
            row = known[question.id] = PublishedQuestion(id=question.id, kind=question.kind)
            db.session.add(row)
        row.module_key, row.title = edition.key, question.title


def _known(ids: set[str]) -> dict[str, PublishedQuestion]:
    if not ids:
        return {}
    rows = db.session.scalars(select(PublishedQuestion).where(PublishedQuestion.id.in_(ids)))
    return {row.id: row for row in rows}


def _problem(key: str, file: str, question: Question, known: PublishedQuestion | None) -> Problem | None:
    if known is None:
        return None
    line = question.lines.get("Mã", question.line)
    fix, now = remove_line(line), question.kind.value
    if known.kind != now:
        return new_problem(file, line, "Q60", fix=fix, id=question.id, before=known.kind, now=now)
    if known.module_key != key and known.title != question.title:
        return new_problem(file, line, "Q61", fix=fix, id=question.id, other=known.module_key)
    return None
