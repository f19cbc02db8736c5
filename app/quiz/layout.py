"""The sheet of one attempt: which questions, in which order, behind which random values; what a post means on it."""

import random
import re
import secrets
from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction

from app.content.words import Kind, Scoring
from app.core.errors import NotFound
from app.core.text import N_
from app.quiz.grading import Asked
from app.quiz.kinds.base import WHOLE, Answer, Laid, NotOnSheet, not_on_sheet
from app.quiz.kinds.registry import rules_of, rules_on
from app.quiz.questions import Question

__all__ = ["Laid", "NotOnSheet"]

# Beyond 2^53 a browser's numbers are no longer exact.
LAST_SEQ = 2**53
# A page counts on from the number it was given; nobody answers a thousand times between two answers that arrive.
SEQ_AHEAD = 1000
FIELD = "q-"
# The step after the last question: what is still open, before submitting.
CHECK = "het"
PLACE = re.compile(r"[1-9][0-9]{0,3}", re.ASCII)


def draw(domains: Mapping[str, str], wanted: int | None, seen: Mapping[str, int], seed: str) -> list[str]:
    """Return the questions to ask, in file order, no one twice: one of each domain of skills first, then any others.

    `domains` names the domain of each question, in file order. Everywhere those least often met in earlier attempts
    come first. Where fewer are wanted than there are domains, each of them is as likely as the next.
    """
    ids = list(domains)
    if wanted is None or wanted >= len(ids):
        return ids
    shuffled = _source(seed, "draw").sample(ids, len(ids))
    queue = sorted(shuffled, key=lambda question: seen.get(question, 0))
    firsts = list({domains[question]: question for question in reversed(queue)}.values())
    firsts.sort(key=queue.index)
    others = [question for question in queue if question not in firsts]
    drawn = set([*firsts, *others][:wanted])
    return [question for question in ids if question in drawn]


def lay(questions: Sequence[Question], *, shuffles: bool, seed: str) -> list[Laid]:
    """Lay out questions; whose options may change places, their kind and their teacher say.

    The order comes from the stored seed; the values are random, all of one length, and say nothing.
    """
    source = _source(seed, "order")
    order = source.sample(list(questions), len(questions)) if shuffles else list(questions)
    return [_laid(question, source, shuffles=shuffles and question.may_shuffle) for question in order]


def asked_of(sheet: Sequence[Laid]) -> list[Asked]:
    """Return the questions of a sheet as they are graded."""
    return [
        Asked(
            id=laid["id"],
            kind=Kind(laid["kind"]),
            key=laid["key"],
            points=Fraction(laid["points"]),
            scoring=Scoring(laid["scoring"]),
        )
        for laid in sheet
    ]


def read_answers(sheet: Sequence[Laid], fields: Mapping[str, Collection[str]]) -> dict[str, Answer]:
    """Return the answers in a post by question id; an empty value empties the question, or its part.

    A post that names a question brings all of its parts.

    Raises:
        NotOnSheet: an unknown question or value, or two answers where one is asked; then nothing of it counts.
        Unreadable: a typed answer that is too long, or holds control signs.
    """
    by_id = {laid["id"]: laid for laid in sheet}
    posted: dict[str, dict[int, Collection[str]]] = {}
    for name, values in fields.items():
        if name.startswith(FIELD):
            question, part = _field(name.removeprefix(FIELD), by_id)
            posted.setdefault(question, {})[part] = values
    return {question: rules_on(by_id[question]).read(by_id[question], parts) for question, parts in posted.items()}


def with_unticked(sheet: Sequence[Laid], answers: dict[str, Answer], shown: int | None) -> dict[str, Answer]:
    """Return the answers, with an empty one for the question at place `shown` if its boxes were all unticked."""
    if shown is None or not 1 <= shown <= len(sheet):
        return answers
    laid = sheet[shown - 1]
    return {laid["id"]: [], **answers} if rules_on(laid).empties else answers


def right_fields(laid: Laid) -> dict[str, list[str]]:
    """Return the fields of a post that answers a question of a sheet wholly right, for demonstrations and measuring."""
    rules, values = rules_on(laid), {number: value for value, number in laid["options"]}
    right, name = rules.right(laid["key"]), FIELD + laid["id"]
    if rules.fields(laid):
        rows = rules.rows(laid, right)
        return {f"{name}-{row.number}": [values[row.chosen]] for row in rows if row.chosen is not None}
    if isinstance(right, str):
        return {name: [right]}
    return {name: [values[number] for number in right if number is not None]}


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
        raise not_on_sheet()
    return int(text)


def ensure_near(seq: int, highest: int) -> None:
    """Make sure that a number leaves room: one far above all that are stored would lock its answer for ever.

    Raises:
        NotOnSheet: more than 1,000 above the highest number of the attempt.
    """
    if seq > highest + SEQ_AHEAD:
        raise NotOnSheet(
            N_("Trang này gửi sai số thứ tự nên câu trả lời chưa được lưu. Bác mở lại trang rồi chọn lại giúp.")
        )


def _field(name: str, by_id: Mapping[str, Laid]) -> tuple[str, int]:
    """Return the question and the part that a posted name means."""
    if name in by_id:
        return name, WHOLE
    question, _, part = name.rpartition("-")
    laid, place = by_id.get(question), find_place(part)
    if laid is None or place is None or place > rules_on(laid).fields(laid):
        raise not_on_sheet()
    return question, place


def _laid(question: Question, source: random.Random, *, shuffles: bool) -> Laid:
    asked, material = question.asked, question.material
    options, parts = rules_of(asked.kind, asked.key).order(material, source, shuffles=shuffles)
    laid = Laid(
        id=asked.id,
        kind=asked.kind.value,
        options=[(secrets.token_hex(6), number) for number in options],
        key=asked.key,
        points=str(asked.points),
        scoring=asked.scoring.value,
    )
    if parts:
        laid["parts"] = parts
    return laid


def _source(seed: str, purpose: str) -> random.Random:
    return random.Random(f"{seed}|{purpose}")  # noqa: S311  # The seed is secret and stored: the same order again.
