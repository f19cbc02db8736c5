"""What learners chose: how often each option was picked, each row answered rightly, the same words typed."""

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, Text, cast, func, select

from app.content.words import Kind, QuizMode, Scoring
from app.core.db import db
from app.quiz import results
from app.quiz.corrections import Record, key_of
from app.quiz.kinds.base import Answer, Material
from app.quiz.kinds.registry import rules_of_record
from app.quiz.models import Attempt, SavedAnswer

# A typed answer is told to authors only when so many typed it: it may hold something of somebody's own.
SAFE, MOST_TYPED = 3, 8
TYPED = frozenset({Kind.SHORT, Kind.NUMBER})


@dataclass(frozen=True, slots=True)
class Pick:
    """One option, or one row of a question with rows: how many picked it, or answered the row rightly."""

    text: str
    is_right: bool
    count: int


@dataclass(frozen=True, slots=True)
class Picks:
    """What was chosen of one question in all assessments that met it.

    `options` are the choices in the order of the file; `rows` the statements, pairs or places, each with the number of
    right answers; `typed` what several people typed, the most frequent first. `answered` counts those who answered.
    """

    answered: int
    options: tuple[Pick, ...] = ()
    rows: tuple[Pick, ...] = ()
    typed: tuple[Pick, ...] = ()

    @property
    def unpicked(self) -> tuple[str, ...]:
        """Return the wrong options that nobody picks: they teach nobody anything."""
        return tuple(option.text for option in self.options if not option.count and not option.is_right)


def picks_of(key: str, records: Sequence[Record], same: Collection[tuple[int, str]]) -> dict[str, Picks]:
    """Return what was chosen of the questions in `records`, by id; `same` are the version ids and ids that count.

    The database counts equal answers, so one statement brings few rows, however many attempts there are.
    """
    found: dict[str, Counter[str]] = {record["id"]: Counter() for record in records}
    for row in db.session.execute(_answers(key)):
        if (row.version_id, row.question_id) in same:
            found[row.question_id][row.answer] += row.times
    return {record["id"]: _picks(record, found[record["id"]]) for record in records}


def _answers(key: str) -> Select[Any]:
    answer = cast(SavedAnswer.chosen, Text)
    columns: list[Any] = [Attempt.version_id, SavedAnswer.question_id, answer.label("answer")]
    return (
        select(*columns, func.count().label("times"))
        .join(Attempt, Attempt.id == SavedAnswer.attempt_id)
        .where(Attempt.module_key == key, Attempt.mode == QuizMode.ASSESSMENT, Attempt.state.in_(results.CLOSED))
        .group_by(Attempt.version_id, SavedAnswer.question_id, answer)
    )


def _picks(record: Record, found: Mapping[str, int]) -> Picks:
    kind = rules_of_record(record)
    answers = [(json.loads(text), times) for text, times in found.items()]
    begun = [(answer, times) for answer, times in answers if kind.is_begun(answer)]
    answered = sum(times for _, times in begun)
    if record["kind"] in TYPED:
        return Picks(answered, typed=_typed(record, begun))
    material = kind.material(record)
    if material.parts and record["kind"] != Kind.SCENARIO:
        return Picks(answered, rows=_rows(material, begun))
    chosen = Counter[int]()
    for answer, times in begun:
        chosen.update({number: times for number in set(answer) if number is not None})
    right = _right_numbers(record, material)
    options = [Pick(one.text, number in right, chosen[number]) for number, one in enumerate(material.options)]
    return Picks(answered, options=tuple(options))


def _right_numbers(record: Record, material: Material) -> set[int]:
    """Return the numbers of the right options; in a story those of the good choices."""
    if record["kind"] != Kind.SCENARIO:
        return set(material.key)
    good = [is_good for choices in material.key for _, is_good in choices]
    return {number for number, is_good in enumerate(good) if is_good}


def _rows(material: Material, begun: Sequence[tuple[Answer, int]]) -> tuple[Pick, ...]:
    right = [0] * len(material.parts)
    for answer, times in begun:
        for part, number in enumerate(answer):
            right[part] += times * (number == material.key[part])
    texts = [part.text or material.options[material.key[place]].text for place, part in enumerate(material.parts)]
    return tuple(Pick(text, True, count) for text, count in zip(texts, right, strict=True))


def _typed(record: Record, begun: Sequence[tuple[Answer, int]]) -> tuple[Pick, ...]:
    kind, key = rules_of_record(record), key_of(record)
    together = Counter[str]()
    for answer, times in begun:
        together[kind.typed(answer)] += times
    often = [(text, times) for text, times in together.most_common(MOST_TYPED) if times >= SAFE]
    return tuple(Pick(text, kind.share(key, text, Scoring.SHARE) == 1, times) for text, times in often)
