"""A version's quiz as attempts need it, read from the version's snapshot; the keys are in here, so it stays inside."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import Any, Self

from app.content.words import Kind, QuizMode, Review, Scoring
from app.quiz.grading import Asked
from app.quiz.kinds.base import Material, Option, Part
from app.quiz.kinds.registry import rules_of_record
from app.quiz.rules import ASSESSMENT_ATTEMPTS, Rule, review_of


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a version; options and parts are numbered by their places in `material`, from 0.

    A saved answer holds these numbers, so it can be graded anew by every version whose texts have the same numbers.
    """

    asked: Asked
    title: str
    prompt_html: str
    material: Material
    explanation_html: str
    hint_html: str
    may_shuffle: bool
    skills: tuple[str, ...]
    unit: str = ""
    picture_html: str = ""

    @property
    def options(self) -> tuple[Option, ...]:
        """Return what can be chosen, by number."""
        return self.material.options

    @property
    def domain(self) -> str:
        """Return the domain of the first skill it asks for: "TT02:4" of "TT02:4.2"; empty where no skill is named."""
        return self.skills[0].rpartition(".")[0] if self.skills else ""

    @property
    def parts(self) -> tuple[Part, ...]:
        """Return what is answered row by row, by number."""
        return self.material.parts

    @classmethod
    def read(cls, record: Mapping[str, Any], scoring: Scoring) -> Self:
        """Return the question of a record in a snapshot; `scoring` is the module's, where the question has none."""
        material = rules_of_record(record).material(record)
        own = Scoring(record["scoring"]) if record["scoring"] else scoring
        return cls(
            asked=Asked(record["id"], Kind(record["kind"]), material.key, Fraction(record["points"]), own),
            title=record["title"],
            prompt_html=record["prompt_html"],
            material=material,
            explanation_html=record["explanation_html"],
            hint_html=record["hint_html"],
            may_shuffle=record["shuffle"],
            skills=tuple(record["skills"]),
            unit=record.get("unit", ""),
            picture_html=record.get("picture_html", ""),
        )


@dataclass(frozen=True, slots=True)
class Quiz:
    """The quiz of a version: its rule, how many questions are drawn, whether places change, and the questions."""

    rule: Rule
    draw: int | None
    shuffles: bool
    questions: tuple[Question, ...]

    @classmethod
    def read(cls, snapshot: Mapping[str, Any]) -> Self:
        """Return the quiz of a snapshot made by `app.content.snapshot`, with the defaults of its mode filled in."""
        meta = snapshot["meta"]
        mode = QuizMode(meta["quiz"])
        scoring = Scoring(meta["scoring"])
        shuffles = meta["shuffle"] if meta["shuffle"] is not None else mode is QuizMode.ASSESSMENT
        return cls(
            rule=_rule(meta, mode),
            draw=meta["draw"],
            shuffles=shuffles,
            questions=tuple(Question.read(record, scoring) for record in snapshot["questions"]),
        )


def _rule(meta: Mapping[str, Any], mode: QuizMode) -> Rule:
    attempts = meta["attempts"]
    if attempts is None and mode is QuizMode.ASSESSMENT:
        attempts = ASSESSMENT_ATTEMPTS
    return Rule(
        mode=mode,
        pass_mark=Fraction(meta["pass_percent"]) / 100,
        attempts=attempts or None,
        wait=timedelta(minutes=meta["wait_minutes"]),
        limit=timedelta(minutes=meta["limit_minutes"]) if meta["limit_minutes"] else None,
        review=review_of(mode, Review(meta["review"]) if meta["review"] else None),
    )
