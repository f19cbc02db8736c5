"""The frozen objects every other part of the package speaks in: problems, modules, programmes, frameworks.

Fields named `line` or `lines` are positions and never take part in comparisons, so two spellings of one file are equal.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from app.content.parts import END, Area, Choice, Node, Option, Pair
from app.content.words import Comparer, Group, Kind, Level, QuizMode, Review, Scoring, Trust

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from app.content.hard_words import Glossary

__all__ = [
    "END",
    "Area",
    "Choice",
    "Comparer",
    "CompletionRule",
    "Document",
    "Fix",
    "Framework",
    "Group",
    "Kind",
    "LessonRef",
    "Level",
    "Library",
    "Module",
    "ModuleMeta",
    "Node",
    "Option",
    "Pair",
    "Problem",
    "Programme",
    "Question",
    "QuizMode",
    "Review",
    "Scoring",
    "Skill",
    "Source",
    "Trust",
]


@dataclass(frozen=True, slots=True)
class Fix:
    """A certain repair: `lines` take the place of the lines first_line…last_line (1-based, both included).

    When `last_line` is `first_line - 1` nothing is removed and `lines` go in before `first_line`.
    """

    first_line: int
    last_line: int
    lines: tuple[str, ...]
    label: str = "Sửa giúp tôi"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to repair: where (`file`, `line` from 1), what (`code`, `message`), how (`fix`, if it is certain)."""

    file: str
    line: int
    code: str
    message: str
    fix: Fix | None = None
    level: Level = Level.ERROR

    @property
    def is_error(self) -> bool:
        """Whether this problem stops publishing."""
        return self.level is Level.ERROR


@dataclass(frozen=True, slots=True)
class Question:
    """One question or practice task; `prompt`, feedback, `explanation` and `hint` are Markdown, the rest is text.

    `options` of `sắp xếp` are the steps in their right order. `answer` is the key where a kind has one: "Đúng"/"Sai" of
    a single statement, the first short answer, the first number or range as written; `accepted` holds the others.
    """

    kind: Kind
    title: str
    id: str = ""
    prompt: str = ""
    options: tuple[Option, ...] = ()
    answer: str = ""
    explanation: str = ""
    hint: str = ""
    points: Fraction = Fraction(1)
    shuffle: bool = True
    scoring: Scoring | None = None
    skills: tuple[str, ...] = ()
    confirmer: str = ""
    minimum: tuple[int, int] | None = None
    accepted: tuple[str, ...] = ()
    comparer: Comparer | None = None
    unit: str = ""
    picture: str = ""
    picture_text: str = ""
    pairs: tuple[Pair, ...] = ()
    nodes: tuple[Node, ...] = ()
    line: int = field(default=0, compare=False)
    lines: Mapping[str, int] = field(default_factory=dict, compare=False, repr=False, hash=False)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from: title, address (may be empty), day it was looked up."""

    title: str
    url: str = ""
    checked_on: date | None = None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class ModuleMeta:
    """The head of a module. `None` means "not given"; the defaults of an attempt are the reader's business.

    `attempts` of 0 means "as often as wanted", said in words by the author.
    """

    id: str = ""
    title: str = ""
    summary: str = ""
    groups: tuple[Group, ...] = ()
    skills: tuple[str, ...] = ()
    minutes: int | None = None
    audio: str = ""
    sources: tuple[Source, ...] = ()
    valid_until: date | None = None
    review_by: date | None = None
    quiz: QuizMode = QuizMode.PRACTICE
    pass_percent: Fraction = Fraction(80)
    attempts: int | None = None
    wait_minutes: int = 0
    limit_minutes: int | None = None
    draw: int | None = None
    shuffle: bool | None = None
    scoring: Scoring = Scoring.SHARE
    review: Review | None = None
    authors: tuple[str, ...] = ()
    format: str = "1"
    lines: Mapping[str, int] = field(default_factory=dict, compare=False, repr=False, hash=False)
    written: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False, hash=False)


@dataclass(frozen=True, slots=True)
class Module:
    """A lesson with its quiz questions and practice tasks, in the order of the file."""

    meta: ModuleMeta
    prose: str = ""
    quiz_intro: str = ""
    questions: tuple[Question, ...] = ()
    practice_intro: str = ""
    practices: tuple[Question, ...] = ()
    file: str = field(default="", compare=False)
    prose_line: int = field(default=1, compare=False)

    @property
    def items(self) -> tuple[Question, ...]:
        """Quiz questions, then practice tasks."""
        return self.questions + self.practices


@dataclass(frozen=True, slots=True)
class LessonRef:
    """A lesson named by a programme: `folder` is empty for a lesson of the programme's own folder."""

    id: str
    folder: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class CompletionRule:
    """What a programme asks for; all of it is required. `lessons` is a number when not all lessons are."""

    all_lessons: bool = False
    lessons: int | None = None
    assessment: bool = False
    practices: int = 0


@dataclass(frozen=True, slots=True)
class Programme:
    """What a target group learns and when it counts as done (an `index.md`)."""

    title: str = ""
    group: Group | None = None
    framework: str = ""
    lessons: tuple[LessonRef, ...] = ()
    assessment: LessonRef | None = None
    rule: CompletionRule = CompletionRule()
    trust: Trust = Trust.SELF
    intro: str = ""
    file: str = field(default="", compare=False)
    intro_line: int = field(default=1, compare=False)
    lines: Mapping[str, int] = field(default_factory=dict, compare=False, repr=False, hash=False)
    written: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False, hash=False)

    @property
    def is_provisional(self) -> bool:
        """Whether everything made from it carries the words "khung tạm"."""
        return "khung tạm" in self.framework.lower()


@dataclass(frozen=True, slots=True)
class Skill:
    """One skill of a framework: its number ("3.1"), name, and a paragraph of Markdown that names its source."""

    id: str
    name: str
    text: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Framework:
    """A table of skills with its source (`courses/khung/<mã-khung>.md`)."""

    id: str = ""
    title: str = ""
    summary: str = ""
    groups: tuple[Group, ...] = ()
    sources: tuple[Source, ...] = ()
    review_by: date | None = None
    intro: str = ""
    skills: tuple[Skill, ...] = ()
    file: str = field(default="", compare=False)
    intro_line: int = field(default=1, compare=False)
    lines: Mapping[str, int] = field(default_factory=dict, compare=False, repr=False, hash=False)
    written: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False, hash=False)

    @property
    def is_provisional(self) -> bool:
        """Whether everything made from it carries the words "khung tạm"."""
        return "khung tạm" in self.title.lower()


@dataclass(frozen=True, slots=True)
class Document:
    """One file after reading: exactly one of the three trees (none when the bytes are not text), and all its problems.

    `text` is the normalised text (NFC, LF) whose body starts at `body_line`; `ids` are all question ids met with their
    lines and `question_count` all questions of `## Kiểm tra`, both also of kinds that cannot be read yet.
    """

    file: str
    text: str = field(default="", compare=False)
    sha256: str = field(default="", compare=False)
    module: Module | None = None
    programme: Programme | None = None
    framework: Framework | None = None
    glossary: Glossary | None = None
    ids: tuple[tuple[str, int], ...] = field(default=(), compare=False)
    question_count: int = field(default=0, compare=False)
    body_line: int = field(default=1, compare=False)
    problems: tuple[Problem, ...] = field(default=(), compare=False)

    @property
    def has_errors(self) -> bool:
        """Whether one of its own problems stops publishing."""
        return any(problem.is_error for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Library:
    """Everything that was read together. Keys are addresses inside the library: `nguoi-dan/an-toan-otp`."""

    documents: tuple[Document, ...] = ()
    modules: Mapping[str, Module] = field(default_factory=dict)
    programmes: Mapping[str, Programme] = field(default_factory=dict)
    frameworks: Mapping[str, Framework] = field(default_factory=dict)
    media: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @property
    def glossary(self) -> Document | None:
        """The file of the hard words, if there is one."""
        return next((document for document in self.documents if document.glossary), None)

    @property
    def has_errors(self) -> bool:
        """Whether anything stops publishing."""
        return any(problem.is_error for problem in self.problems)
