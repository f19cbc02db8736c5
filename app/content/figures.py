"""What a library holds, in numbers: how much there is, how it reads, and what its questions give away."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING

from app.content.check import right_is_longest
from app.content.schema import Kind, Module, Question, QuizMode
from app.content.sentences import sentence_lengths, words_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.content.schema import Framework


@dataclass(slots=True)
class GroupFigures:
    """The figures of one folder, or of all of them; `sentences` and `sentence_words` are of lessons only.

    `single` counts the questions with one right option of several, `longest` those where it is the longest one.
    """

    name: str
    lessons: int = 0
    words: int = 0
    sentences: int = 0
    sentence_words: int = 0
    in_lessons: int = 0
    in_assessments: int = 0
    practices: int = 0
    single: int = 0
    longest: int = 0

    @property
    def average(self) -> float:
        """Return the average words of a sentence; 0 where there is none."""
        return self.sentence_words / self.sentences if self.sentences else 0.0

    @property
    def longest_share(self) -> float:
        """Return the share of questions whose right option is the longest, from 0 to 1; 0 where there is none."""
        return self.longest / self.single if self.single else 0.0


@dataclass(slots=True)
class Figures:
    """The figures of a library.

    `kinds` counts all questions and practices by kind, `skills` counts (questions, lessons) by `framework:code`,
    `places` counts how often the right option stands at 1st, 2nd … place, by the number of options.
    """

    groups: dict[str, GroupFigures] = field(default_factory=dict)
    total: GroupFigures = field(default_factory=lambda: GroupFigures(""))
    kinds: Counter[Kind] = field(default_factory=Counter)
    skill_questions: Counter[str] = field(default_factory=Counter)
    skill_lessons: Counter[str] = field(default_factory=Counter)
    places: dict[int, list[int]] = field(default_factory=dict)


def figures_of(modules: Iterable[Module], frameworks: Sequence[Framework] = ()) -> Figures:
    """Count the modules of a library; a group is the folder a module's file stands in."""
    found = Figures()
    for module in modules:
        folder = PurePath(module.file).parent.name
        for one in (found.groups.setdefault(folder, GroupFigures(folder)), found.total):
            _count(module, one)
        found.kinds.update(question.kind for question in module.items)
        found.skill_lessons.update({full_tag(tag, module, frameworks) for tag in module.meta.skills})
        for question in module.items:
            found.skill_questions.update({full_tag(tag, module, frameworks) for tag in question.skills})
        for question in filter(is_single, module.questions):
            _place(question, found.places)
    found.groups = dict(sorted(found.groups.items()))
    return found


def is_single(question: Question) -> bool:
    """Return whether one option of several is the right one."""
    return question.kind is Kind.ONE and len(question.options) > 1


def right_place(question: Question) -> int:
    """Return where the right option stands in the file, from 1; 0 where none is marked."""
    return next((place for place, option in enumerate(question.options, 1) if option.correct), 0)


def _count(module: Module, into: GroupFigures) -> None:
    if module.meta.quiz is QuizMode.ASSESSMENT:
        into.in_assessments += len(module.questions)
    else:
        lengths = sentence_lengths(module.prose)
        into.lessons += 1
        into.words += words_in(module.prose)
        into.sentences += len(lengths)
        into.sentence_words += sum(lengths)
        into.in_lessons += len(module.questions)
    into.practices += len(module.practices)
    single = [question for question in module.questions if is_single(question)]
    into.single += len(single)
    into.longest += sum(map(right_is_longest, single))


def _place(question: Question, places: dict[int, list[int]]) -> None:
    counts = places.setdefault(len(question.options), [0] * len(question.options))
    if place := right_place(question):
        counts[place - 1] += 1


def full_tag(tag: str, module: Module, frameworks: Sequence[Framework]) -> str:
    """Return a tag with its framework, where only one of those for the module's groups has this number."""
    if ":" in tag:
        return tag
    fitting = [
        framework.id
        for framework in frameworks
        if (len(frameworks) == 1 or set(framework.groups) & set(module.meta.groups))
        and any(skill.id == tag for skill in framework.skills)
    ]
    return f"{fitting[0]}:{tag}" if len(fitting) == 1 else tag
