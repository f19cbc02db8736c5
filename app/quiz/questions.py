"""A version's quiz as attempts need it, read from the version's snapshot; the keys are in here, so it stays inside."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import Any, Self

from app.content.words import Kind, QuizMode, Review, Scoring
from app.core.text import N_
from app.quiz.grading import Asked
from app.quiz.rules import ASSESSMENT_ATTEMPTS, Rule, review_of

TRUE, FALSE = N_("Đúng"), N_("Sai")


@dataclass(frozen=True, slots=True)
class Option:
    """One option: what is read, and the HTML that is shown beside it where the rules allow."""

    text: str
    feedback_html: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a version; an option's number is its place in `options`, from 0."""

    asked: Asked
    title: str
    prompt_html: str
    options: tuple[Option, ...]
    explanation_html: str
    hint_html: str
    may_shuffle: bool
    skills: tuple[str, ...]

    @classmethod
    def read(cls, record: Mapping[str, Any], scoring: Scoring) -> Self:
        """Return the question of a record in a snapshot; `scoring` is the module's, where the question has none."""
        kind = Kind(record["kind"])
        options = tuple(Option(option["text"], option["feedback_html"]) for option in record["options"])
        key = frozenset(number for number, option in enumerate(record["options"]) if option["correct"])
        if kind is Kind.TRUE_FALSE:
            options, key = (Option(TRUE), Option(FALSE)), frozenset({0 if record["answer"] == TRUE else 1})
        own = Scoring(record["scoring"]) if record["scoring"] else scoring
        return cls(
            asked=Asked(record["id"], kind, key, Fraction(record["points"]), own),
            title=record["title"],
            prompt_html=record["prompt_html"],
            options=options,
            explanation_html=record["explanation_html"],
            hint_html=record["hint_html"],
            may_shuffle=record["shuffle"] and kind is not Kind.TRUE_FALSE,
            skills=tuple(record["skills"]),
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
