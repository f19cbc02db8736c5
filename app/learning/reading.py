"""What the reading pages show, gathered for one reader or for strangers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.catalog import service as catalog
from app.catalog.models import ProgrammeVersion
from app.content.pages import sections_of
from app.core.errors import NotFound
from app.core.text import N_
from app.learning import queries, rules
from app.learning.queries import Found
from app.learning.rules import LessonFact, Sentence
from app.learning.standing import Standing, standings


@dataclass(frozen=True)
class Row:
    """One lesson of a programme's page; `fact` is what the reader has done with it, None for a stranger."""

    lesson: catalog.OutlineRow
    fact: LessonFact | None


@dataclass(frozen=True)
class ProgrammePage:
    """A programme with its lessons, its assessment, what it asks for, and where the reader stands (None: stranger)."""

    programme: ProgrammeVersion
    lessons: list[Row]
    assessment: Row | None
    requirements: list[Sentence]
    standing: Standing | None


def programme_page(group: str, *, person_id: int | None) -> ProgrammePage:
    """Return what the page of a group's programme shows.

    Raises:
        NotFound: the group has no programme.
    """
    programme = catalog.current_programme(group)
    standing = standings([person_id], group)[person_id] if person_id else None
    facts = {fact.key: fact for fact in standing.lessons} if standing else {}
    if standing and standing.assessment:
        facts[standing.assessment.key] = standing.assessment
    rows = [Row(lesson, facts.get(lesson.key)) for lesson in catalog.outline(programme)]
    return ProgrammePage(
        programme=programme,
        lessons=[row for row in rows if row.lesson.key != programme.assessment],
        assessment=next((row for row in rows if row.lesson.key == programme.assessment), None),
        requirements=rules.requirements(programme.rule),
        standing=standing,
    )


def lesson_page(group: str, code: str, *, person_id: int | None) -> Found:
    """Return what a lesson's page depends on (columns: `queries.lesson_page`).

    Raises:
        NotFound: there is no such lesson, or it was withdrawn.
    """
    page = queries.lesson_page(group, f"{group}/{code}", person_id)
    if page is None:
        raise NotFound(N_("Không có bài học này."))
    return page


@dataclass(frozen=True)
class LessonText:
    """The text of a version: its HTML whole and by sections, what a reader may know beside it, its hard words."""

    page_html: str
    sections: list[str]
    about: Mapping[str, Any]
    words: list[catalog.Word]


def lesson_text(version_id: int) -> LessonText:
    """Return the text of a version that exists, and what stands beside it."""
    row = queries.lesson_text(version_id)
    return LessonText(row.page_html, sections_of(row.page_html), row.about, catalog.words_in(row.page_html))
