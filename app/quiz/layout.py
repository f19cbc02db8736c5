"""The sheet of one attempt: which questions, in which order, behind which random values; what a post means on it."""

import random
import re
import secrets
from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import TypedDict

from app.content.words import Kind, Scoring
from app.core.errors import NotFound, Refusal
from app.core.text import N_
from app.quiz.grading import Asked

# Beyond 2^53 a browser's numbers are no longer exact.
LAST_SEQ = 2**53
FIELD = "q-"
# The step after the last question: what is still open, before submitting.
CHECK = "het"
PLACE = re.compile(r"[1-9][0-9]{0,3}", re.ASCII)


class Laid(TypedDict):
    """One question on the sheet, as stored: `options` are pairs of posted value and option number, in shown order.

    The key lies here too, so that grading needs the attempt alone; the sheet never leaves the server.
    """

    id: str
    kind: str
    options: list[tuple[str, int]]
    key: list[int]
    points: str
    scoring: str


class NotOnSheet(Refusal):
    """The post holds a question or a value that this attempt never offered."""

    status = 400


def draw(ids: Sequence[str], wanted: int | None, seen: Mapping[str, int], seed: str) -> list[str]:
    """Return the questions to ask, in file order, no one twice: least often met in earlier attempts first."""
    if wanted is None or wanted >= len(ids):
        return list(ids)
    shuffled = _source(seed, "draw").sample(list(ids), len(ids))
    drawn = set(sorted(shuffled, key=lambda question: seen.get(question, 0))[:wanted])
    return [question for question in ids if question in drawn]


def lay(asked: Sequence[tuple[Asked, int, bool]], *, shuffles: bool, seed: str) -> list[Laid]:
    """Lay out questions, each given with its number of options and whether those may change places.

    The order comes from the stored seed; the values are random, all of one length, and say nothing.
    """
    source = _source(seed, "order")
    order = source.sample(list(asked), len(asked)) if shuffles else list(asked)
    return [_laid(question, _numbers(count, source, shuffles=shuffles and may)) for question, count, may in order]


def asked_of(sheet: Sequence[Laid]) -> list[Asked]:
    """Return the questions of a sheet as they are graded."""
    return [
        Asked(
            id=laid["id"],
            kind=Kind(laid["kind"]),
            key=frozenset(laid["key"]),
            points=Fraction(laid["points"]),
            scoring=Scoring(laid["scoring"]),
        )
        for laid in sheet
    ]


def read_answers(sheet: Sequence[Laid], fields: Mapping[str, Collection[str]]) -> dict[str, list[int]]:
    """Return the option numbers chosen in a post by question id; an empty value empties the question.

    Raises:
        NotOnSheet: an unknown question or value, or two answers where one is asked; then nothing of it counts.
    """
    by_field = {FIELD + laid["id"]: laid for laid in sheet}
    posted = {name: values for name, values in fields.items() if name.startswith(FIELD)}
    if not posted.keys() <= by_field.keys():
        raise _not_on_sheet()
    return {by_field[name]["id"]: _chosen(by_field[name], values) for name, values in posted.items()}


def with_unticked(sheet: Sequence[Laid], answers: dict[str, list[int]], shown: int | None) -> dict[str, list[int]]:
    """Return the answers, with an empty one for the question at place `shown` if its boxes were all unticked."""
    if shown is None or not 1 <= shown <= len(sheet):
        return answers
    laid = sheet[shown - 1]
    if laid["kind"] == Kind.SEVERAL:
        return {laid["id"]: [], **answers}
    return answers


def read_place(text: str, total: int) -> int:
    """Return the place of a question, from 1 to `total`.

    Raises:
        NotFound: the attempt has no such place.
    """
    place = find_place(text)
    if place is None or place > total:
        raise NotFound(N_("Bài làm này không có câu đó."))
    return place


def find_place(text: str | None) -> int | None:
    """Return the place that a text names, or None."""
    return int(text) if text and PLACE.fullmatch(text) else None


def find_step(text: str | None) -> str | None:
    """Return the step that a text names: a place, or the check before submitting; else None."""
    return text if text == CHECK or find_place(text) else None


def places_of(sheet: Sequence[Laid], ids: Collection[str]) -> list[int]:
    """Return the places, from 1, of some questions."""
    return [place for place, laid in enumerate(sheet, 1) if laid["id"] in ids]


def read_seq(text: str | None) -> int | None:
    """Return the sequence number of a post; None when it has none.

    Raises:
        NotOnSheet: not a whole number from 0 to 2^53.
    """
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 16) or int(text) > LAST_SEQ:
        raise _not_on_sheet()
    return int(text)


def _chosen(laid: Laid, values: Collection[str]) -> list[int]:
    numbers = dict(laid["options"])
    chosen = {value for value in values if value}
    if not chosen <= numbers.keys() or (len(chosen) > 1 and laid["kind"] != Kind.SEVERAL):
        raise _not_on_sheet()
    return sorted(numbers[value] for value in chosen)


def _laid(question: Asked, numbers: Sequence[int]) -> Laid:
    return Laid(
        id=question.id,
        kind=question.kind.value,
        options=[(secrets.token_hex(6), number) for number in numbers],
        key=sorted(question.key),
        points=str(question.points),
        scoring=question.scoring.value,
    )


def _numbers(count: int, source: random.Random, *, shuffles: bool) -> list[int]:
    return source.sample(range(count), count) if shuffles else list(range(count))


def _source(seed: str, purpose: str) -> random.Random:
    return random.Random(f"{seed}|{purpose}")  # noqa: S311  # The seed is secret and stored: the same order again.


def _not_on_sheet() -> NotOnSheet:
    return NotOnSheet(N_("Câu trả lời này không thuộc bài đang làm nên chưa được lưu. Các câu đã lưu vẫn còn nguyên."))
