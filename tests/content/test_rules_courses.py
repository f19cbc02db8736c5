"""What the lessons of this repository promise: long enough, readable, honest questions of many kinds, sources."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from app.content.figures import figures_of
from app.content.library import load_library
from app.content.schema import Choice, Group, Kind, Library, Module, Option, Question
from app.content.sentences import words_in

COURSES = Path(__file__).parents[2] / "courses"
TODAY = date(2026, 11, 22)
# A plan for a class and a card to hang up are no lessons: they are shorter and ask nothing.
BESIDE = ("giao-an-", "the-")
CHOICES = (Kind.ONE, Kind.SEVERAL)
GROUPS = ("can-bo", "hoc-sinh", "nguoi-dan", "nguoi-huong-dan", "nguoi-lao-dong")

pytestmark = pytest.mark.pure


@cache
def library() -> Library:
    return load_library(COURSES, today=TODAY)


def named(folder: str) -> Iterator[Module]:
    """Yield the lessons a programme names, those of other folders too."""
    for ref in library().programmes[folder].lessons:
        if module := library().modules.get(f"{ref.folder or folder}/{ref.id}"):
            yield module


@cache
def lessons() -> tuple[Module, ...]:
    found = {module.file: module for folder in library().programmes for module in named(folder)}
    return tuple(module for file, module in sorted(found.items()) if not Path(file).name.startswith(BESIDE))


def assessments() -> dict[str, Module | None]:
    """Return the assessment of each programme, None where the library has none."""
    refs = ((folder, one.assessment) for folder, one in library().programmes.items())
    return {folder: library().modules.get(f"{ref.folder or folder}/{ref.id}") if ref else None for folder, ref in refs}


def every_question() -> Iterator[tuple[str, Question]]:
    """Yield each question with its place; tasks to do are none."""
    for module in library().modules.values():
        for question in module.questions:
            yield f"{module.file}:{question.line}", question


def wrong_choices(question: Question) -> Iterator[Option | Choice]:
    """Yield what a learner can choose wrongly, one by one."""
    options = question.options if question.kind in CHOICES else ()
    choices = [choice for node in question.nodes for choice in node.choices]
    yield from (one for one in (*options, *choices) if not one.correct)


def nothing(found: Iterable[object]) -> None:
    """Fail with each thing found on a line of its own."""
    told = [" ".join(map(str, one)) if isinstance(one, tuple) else str(one) for one in found]
    assert not told, "\n".join(["", *told])


def test_there_are_lessons_for_each_group() -> None:
    assert sorted(library().programmes) == sorted(GROUPS)
    assert all(list(named(folder)) for folder in GROUPS)


def test_the_courses_have_no_errors() -> None:
    nothing(f"{one.file}: {one.message}" for one in library().problems if one.is_error)


def test_no_two_questions_ask_nearly_the_same() -> None:
    nothing(f"{one.file}: {one.message}" for one in library().problems if one.code == "Q62")


def test_the_right_option_is_seldom_the_longest() -> None:
    figures = figures_of(library().modules.values())
    groups = [one for one in figures.groups.values() if one.single >= 20]
    nothing((one.name, one.longest, one.single) for one in [*groups, figures.total] if one.longest_share > 0.4)


def test_the_right_option_of_four_stands_at_every_place() -> None:
    places = figures_of(library().modules.values()).places[4]
    shares = [count / sum(places) for count in places]
    assert min(shares) >= 0.1, places
    assert max(shares) <= 0.5, places


def test_a_lesson_is_neither_a_note_nor_a_book() -> None:
    counts = {module.file: words_in(module.prose) for module in lessons()}
    nothing((file, count) for file, count in counts.items() if not 600 <= count <= 1_200)


def test_a_lesson_asks_enough_in_several_ways() -> None:
    found = ((one.file, len(one.questions), len({each.kind for each in one.questions})) for one in lessons())
    nothing(row for row in found if row[1] < 8 or row[2] < 3)


@pytest.mark.parametrize("folder", GROUPS)
def test_an_assessment_has_so_many_questions_that_nobody_learns_them_by_heart(folder: str) -> None:
    module = assessments()[folder]
    assert module
    assert len(module.questions) >= 60
    assert len({one.kind for one in module.questions}) >= 4


def test_every_wrong_choice_is_answered_with_a_word() -> None:
    nothing(
        (place, one.text) for place, question in every_question() for one in wrong_choices(question) if not one.feedback
    )


def test_every_question_explains_itself() -> None:
    nothing(place for place, question in every_question() if not question.explanation)


def test_every_question_names_its_skills() -> None:
    nothing(place for place, question in every_question() if not question.skills)


def test_every_lesson_says_where_it_is_from_and_when_to_look_again() -> None:
    told = [*lessons(), *filter(None, assessments().values())]
    nothing((one.file, "nguồn") for one in told if not any(source.checked_on for source in one.meta.sources))
    nothing((one.file, "soát lại trước") for one in told if not one.meta.review_by)


def test_residents_read_short_sentences() -> None:
    averages = {one.file: figures_of([one]).total.average for one in lessons() if Group.RESIDENTS in one.meta.groups}
    assert averages
    nothing((file, average) for file, average in averages.items() if average > 20)
