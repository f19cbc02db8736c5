"""Questions of every kind as Hypothesis draws them, with the words and signs that are likeliest to be misread."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from app.content.compare import range_text
from app.content.schema import END, Choice, Comparer, Kind, Node, Option, Pair, Question, Scoring

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis.strategies import DrawFn, SearchStrategy

PLAIN = [
    "cúp máy",
    "Mở",
    "bán",
    "bạn",
    "OTP",
    "đọc mã",
    "113",
    "không",
    "Bước",
    "vế trái",
    "gov.vn",
    "Đúng",
    "người lạ",
]
NASTY = [
    "->",
    "=>",
    "→",
    "–>",
    ">",
    "[x]",
    "[ ]",
    "[Đ]",
    "(1,2 - 3,4)",
    "1.",
    "1)",
    "-",
    "*",
    "**",
    "#",
    "####",
    ":",
    "`",
    "~~~",
]
NASTY += [
    "Mã:",
    "Kiểu:",
    "Giải thích: a",
    "Đáp án",
    "---",
    "Kết thúc",
    "Bước 2",
    "“",
    '"',
    "<b>",
    "|",
    "\\",
    "…",
    "a)",
    "•",
    "&amp;",
]
PHONES = st.integers(10**8, 10**9 - 1).map(lambda number: f"0{number}")
ADDRESSES = st.from_regex(r"[a-z]{1,9}\.gov\.vn(/[a-z0-9]{1,5})?", fullmatch=True)
ANY = st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp", "Cn", "Co"]), min_size=1, max_size=12)


ARROW = re.compile(r"(?:^|\s)(?:->|=>|→)(?:\s|$)")  # A left side ends at its first arrow.


def _joined(words: list[str]) -> str:
    return " ".join(unicodedata.normalize("NFC", " ".join(words)).split())


def texts(*, longest: int = 4) -> SearchStrategy[str]:
    """Return one line of words, mostly harmless."""
    harmless = st.lists(st.sampled_from(PLAIN), min_size=1, max_size=longest)
    nasty = st.lists(st.one_of(st.sampled_from(PLAIN), st.sampled_from(NASTY), ANY), min_size=1, max_size=longest)
    return st.one_of(harmless, harmless, nasty).map(_joined).filter(bool)


def _blocks() -> SearchStrategy[str]:
    return st.one_of(st.just(""), st.lists(texts(), min_size=1, max_size=3).map("\n\n".join))


def _feedback() -> SearchStrategy[str]:
    return st.one_of(st.just(""), st.lists(texts(), min_size=1, max_size=2).map("\n".join))


def _titles() -> SearchStrategy[str]:
    """Return titles; marks that close a heading are no part of it."""
    return texts().filter(lambda text: not re.search(r"(?:^|\s)#{2,}$", text))


@st.composite
def _options(draw: DrawFn, *, least: int = 2, most: int = 5, ticks: int = 3) -> tuple[Option, ...]:
    found = draw(st.lists(texts(), min_size=least, max_size=most, unique_by=str.casefold))
    right = draw(st.sets(st.integers(0, len(found) - 1), min_size=1, max_size=ticks))
    return tuple(Option(text, number in right, draw(_feedback())) for number, text in enumerate(found))


@st.composite
def _areas(draw: DrawFn) -> tuple[Option, ...]:
    found = []
    for option in draw(_options()):
        left, top = draw(st.integers(0, 99)), draw(st.integers(0, 99))
        area = (left, top, draw(st.integers(left + 1, 100)), draw(st.integers(top + 1, 100)))
        found.append(Option(option.text, option.correct, option.feedback, area=area))
    return tuple(found)


@st.composite
def _pairs(draw: DrawFn) -> tuple[Pair, ...]:
    sides = draw(st.lists(texts(longest=2), min_size=4, max_size=9, unique_by=str.casefold))
    lefts = [side for side in sides[::2] if not ARROW.search(side)]
    rights = sides[1::2]
    pairs = [Pair(left, right) for left, right in zip(lefts, rights, strict=False)]
    return (*pairs, *(Pair("", right) for right in rights[len(pairs) :]))


@st.composite
def _nodes(draw: DrawFn) -> tuple[Node, ...]:
    names = [f"Bước {number}" for number in range(1, draw(st.integers(1, 4)) + 1)]
    nodes = []
    for number, name in enumerate(names):
        ahead = [*names[number + 1 :], END]
        first = Choice(draw(texts()), ahead[0], True, draw(_feedback()))
        more = [
            Choice(text, draw(st.sampled_from(ahead)), draw(st.booleans()), draw(_feedback()))
            for text in draw(st.lists(texts(), min_size=1, max_size=2))
        ]
        nodes.append(Node(name, draw(_blocks()), (first, *more)))
    return tuple(nodes)


def _numbers() -> SearchStrategy[str]:
    number = st.one_of(st.integers(-99, 99).map(str), st.sampled_from(["1,5", "0,25", "1.000.000", "1 000"]))
    ranges = st.tuples(st.integers(0, 9), st.integers(10, 99)).map(lambda ends: f"từ {ends[0]} đến {ends[1]}")
    return st.one_of(number, ranges, number.map(lambda text: f"{text} ± 0,5")).map(range_text)


@st.composite
def _practice(draw: DrawFn) -> dict[str, object]:
    options = tuple(Option(option.text) for option in draw(_options()))
    least = draw(st.integers(1, len(options)))
    return {"options": options, "confirmer": "giáo viên", "minimum": (least, len(options))}


@st.composite
def _typed(draw: DrawFn) -> dict[str, object]:
    comparer = draw(st.sampled_from(Comparer))
    made = {Comparer.PHONE: PHONES, Comparer.ADDRESS: ADDRESSES}.get(comparer, texts())
    answers = draw(st.lists(made, min_size=1, max_size=3))
    return {"answer": answers[0], "accepted": tuple(answers[1:]), "comparer": comparer}


@st.composite
def _counted(draw: DrawFn) -> dict[str, object]:
    answers = draw(st.lists(_numbers(), min_size=1, max_size=3))
    return {"answer": answers[0], "accepted": tuple(answers[1:]), "unit": draw(st.one_of(st.just(""), texts()))}


SHARES = st.sampled_from([None, Scoring.SHARE, Scoring.ALL_RIGHT])
MAKERS: dict[Kind, Callable[[], SearchStrategy[dict[str, object]]]] = {
    Kind.ONE: lambda: st.fixed_dictionaries({"options": _options(ticks=1), "shuffle": st.booleans()}),
    Kind.SEVERAL: lambda: st.fixed_dictionaries({"options": _options(), "scoring": SHARES}),
    Kind.TRUE_FALSE: lambda: st.one_of(
        st.fixed_dictionaries({"answer": st.sampled_from(["Đúng", "Sai"])}),
        st.fixed_dictionaries({"options": _options(least=4, most=4), "scoring": st.just(Scoring.STEPS)}),
    ),
    Kind.SHORT: _typed,
    Kind.NUMBER: _counted,
    Kind.ORDER: lambda: st.fixed_dictionaries(
        {
            "options": _options(least=3).map(lambda found: tuple(Option(option.text) for option in found)),
            "scoring": SHARES,
        }
    ),
    Kind.MATCH: lambda: st.fixed_dictionaries({"pairs": _pairs()}),
    Kind.HOTSPOT: lambda: st.fixed_dictionaries(
        {"options": _areas(), "picture": st.just("anh.webp"), "picture_text": texts(), "scoring": SHARES}
    ),
    Kind.SIGNS: lambda: st.fixed_dictionaries({"options": _options(ticks=1), "shuffle": st.just(False)}),
    Kind.SCENARIO: lambda: st.fixed_dictionaries({"nodes": _nodes()}),
    Kind.PRACTICE: _practice,
}


@st.composite
def questions(draw: DrawFn, kind: Kind, number: int = 0) -> Question:
    """Return one question of a kind; what no reader could understand is possible, but rare."""
    return Question(
        kind=kind,
        title=draw(_titles()),
        id=f"{'abcdefghijk'[number % 11]}{number:07}",
        prompt=draw(_blocks()),
        explanation=draw(st.one_of(st.just(""), texts())),
        hint=draw(st.one_of(st.just(""), texts())),
        points=draw(st.sampled_from([Fraction(1), Fraction(3, 2), Fraction(2)]))
        if kind is not Kind.PRACTICE
        else Fraction(1),
        **draw(MAKERS[kind]()),  # type: ignore[arg-type]
    )
