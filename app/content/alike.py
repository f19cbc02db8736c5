"""Questions that ask nearly the same, found among all questions of a library."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import lru_cache
from itertools import pairwise
from math import ceil
from typing import TYPE_CHECKING

from app.core.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from app.content.schema import Question

# Of the pairs of neighbouring words of two questions, this share is common to both (Jaccard's measure).
NEARLY = 0.6
WORD = re.compile(r"\w+")
Pairs = frozenset[tuple[str, ...]]


def alike(questions: Sequence[Question]) -> Iterator[tuple[int, int]]:
    """Yield the places of a question and of the first one before it that asks nearly the same; each question once.

    Only places that share a rare pair of words are compared: to reach `NEARLY`, two sets must share one of their
    rarest pairs, so nothing is missed and a thousand questions take some hundredths of a second.
    """
    sets = [word_pairs(question) for question in questions]
    often = Counter(pair for one in sets for pair in one)
    held: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, own in enumerate(sets):
        rarest = sorted(own, key=lambda pair: (often[pair], pair))[: len(own) - ceil(NEARLY * len(own)) + 1]
        before = {other for pair in rarest for other in held[pair]}
        first = min((other for other in before if likeness(own, sets[other]) >= NEARLY), default=None)
        if first is not None:
            yield place, first
        for pair in rarest:
            held[pair].append(place)


def likeness(one: Pairs, other: Pairs) -> float:
    """Return how much two questions say the same, from 0 to 1."""
    return len(one & other) / len(one | other) if one or other else 0.0


def word_pairs(question: Question) -> Pairs:
    """Return the neighbouring words of what a learner is shown, without case and accents; the order of parts is none.

    A part of one word stands for itself.
    """
    found: set[tuple[str, ...]] = set()
    for part in _parts(question):
        words = [_folded(word) for word in WORD.findall(part)]
        found.update(pairwise(words) if len(words) > 1 else [tuple(words)] if words else [])
    return frozenset(found)


@lru_cache(maxsize=20_000)
def _folded(word: str) -> str:
    """Return a word without case and accents; a language has few syllables, so each is folded once."""
    return fold(word)


def _parts(question: Question) -> Iterable[str]:
    yield from (question.title, question.prompt, question.unit)
    yield from (option.text for option in question.options)
    for pair in question.pairs:
        yield from (pair.left, pair.right)
    for node in question.nodes:
        yield node.text
        yield from (choice.text for choice in node.choices)
