"""Questions of every kind that other formats can carry, made by Hypothesis out of letters and signs that mean much."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import assume
from hypothesis import strategies as st

from app.content.compare import read_range, same_text
from app.content.parse import parse_bytes, parse_text
from app.content.schema import Comparer, Group, Kind, Option, Pair, Question, Scoring
from app.core.text import fold
from app.interchange.fitting import as_prompt
from app.interchange.module_text import module_text
from app.interchange.report import BadFile, Imported

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.content.schema import Module

SIGNS = "\\:#={}~%*_[]<>&|!`$/->.,;?'\"()@"
WORDS = st.text("aăâbđêôơưáậỹ AB09 " + SIGNS, min_size=1, max_size=25).map(lambda text: " ".join(text.split()))
TITLES = WORDS.filter(bool)
PIECES = st.one_of(
    WORDS.filter(bool),
    st.sampled_from(["**đậm**", "*nghiêng*", "`mã *101#`", "[trang](https://a.vn/x)", "#113", "&lt;b&gt;"]),
    st.sampled_from(["\\*sao\\*", "2 < 3", "a_b", "<họ tên>", "Từ: bà"]),
)
PARAGRAPHS = st.one_of(
    st.lists(PIECES, min_size=1, max_size=3).map(" ".join),
    st.lists(PIECES, min_size=1, max_size=3).map("\n".join),
    st.lists(PIECES, min_size=1, max_size=3).map(lambda rows: "\n".join(f"> {row}" for row in rows)),
    st.just("> - một\n> - hai"),
    st.just("| a | b |\n|---|---|\n| 1 | 2 |"),
    st.just("```\n- [x] mã\n<b>\n```"),
)
PROMPTS = st.lists(PARAGRAPHS, max_size=3).map(lambda parts: as_prompt("\n\n".join(parts)))
# What HTML and Markdown both write in one way only, so that a walk through HTML gives the same letters.
PLAIN_WORDS = st.text("aăâbđêôơưáậỹAB09 .,?", min_size=1, max_size=20).map(lambda text: " ".join(text.split()))
HTML_PIECES = st.one_of(PLAIN_WORDS.filter(bool), st.sampled_from(["**đậm**", "*nghiêng*", "[trang](https://a.vn/x)"]))
HTML_PARAGRAPHS = st.lists(HTML_PIECES, min_size=1, max_size=3).map(" ".join)
HTML_BLOCKS = st.one_of(
    st.just(""),
    st.lists(PLAIN_WORDS.filter(bool), min_size=1, max_size=2).map(lambda rows: "\n".join(f"> {row}" for row in rows)),
    st.just("> - một\n> - hai"),
    st.just("| a | b |\n|---|---|\n| 1 | 2 |"),
)
HTML_PROMPTS = st.tuples(HTML_PARAGRAPHS, HTML_BLOCKS, HTML_PARAGRAPHS).map(lambda parts: as_prompt("\n\n".join(parts)))
NUMBERS = st.one_of(
    st.integers(-9999, 9999).map(str),
    st.tuples(st.integers(-99, 99), st.integers(1, 99)).map(lambda pair: f"{pair[0]},{pair[1]:02d}".rstrip("0")),
)
RANGES = st.one_of(
    NUMBERS,
    st.tuples(NUMBERS, st.integers(1, 9)).map(lambda pair: f"{pair[0]} ± {pair[1]}"),
    st.tuples(st.integers(-50, 0), st.integers(1, 50)).map(lambda pair: f"từ {pair[0]} đến {pair[1]}"),
)


def _different(texts: list[str], same: Callable[[str, str], bool]) -> list[str]:
    return [text for at, text in enumerate(texts) if not any(same(text, other) for other in texts[:at])]


@st.composite
def questions(draw: st.DrawFn, *, prompts: st.SearchStrategy[str] = PROMPTS, kinds: tuple[Kind, ...]) -> Question:
    """Draw one question of these kinds."""
    kind = draw(st.sampled_from(kinds))
    texts = _different(draw(st.lists(TITLES, min_size=3, max_size=5)), lambda a, b: a.lower() == b.lower())
    assume(len(texts) >= 3)
    base = Question(kind, draw(TITLES), prompt=draw(prompts), explanation=draw(st.sampled_from(["", "Vì *thế*."])))
    base = replace(base, id=draw(st.from_regex(r"[a-z]{3}[0-9]{5}", fullmatch=True)))
    return replace(base, **OF_KIND[kind](draw, kind, texts))


def _choice(draw: st.DrawFn, kind: Kind, texts: list[str]) -> dict[str, object]:
    assume({fold(text).strip(" .") for text in texts} != {"dung", "sai"})
    right = draw(st.integers(1, len(texts) - 1)) if kind is not Kind.ONE else 1
    feedback = draw(st.sampled_from(["", "Chưa đúng.", "Nhớ *kỹ*"]))
    options = tuple(Option(text, at < right, feedback if at else "") for at, text in enumerate(texts))
    return {"options": options, "shuffle": kind is not Kind.SIGNS}


def _truth(draw: st.DrawFn, _kind: Kind, texts: list[str]) -> dict[str, object]:
    if draw(st.booleans()):
        return {"answer": draw(st.sampled_from(["Đúng", "Sai"]))}
    return {"options": tuple(Option(text, draw(st.booleans())) for text in texts)}


def _short(_draw: st.DrawFn, _kind: Kind, texts: list[str]) -> dict[str, object]:
    answers = _different(texts, same_text)
    return {"answer": answers[0], "accepted": tuple(answers[1:]), "comparer": Comparer.EXACT}


def _number(draw: st.DrawFn, _kind: Kind, _texts: list[str]) -> dict[str, object]:
    ranges = _different(draw(st.lists(RANGES, min_size=1, max_size=3)), lambda a, b: read_range(a) == read_range(b))
    return {"answer": ranges[0], "accepted": tuple(ranges[1:])}


def _order(_draw: st.DrawFn, _kind: Kind, texts: list[str]) -> dict[str, object]:
    return {"options": tuple(Option(text) for text in texts)}


def _match(_draw: st.DrawFn, _kind: Kind, texts: list[str]) -> dict[str, object]:
    return {"pairs": (*(Pair(text, f"vế {at}") for at, text in enumerate(texts)), Pair("", "vế thừa"))}


def _hotspot(draw: st.DrawFn, kind: Kind, texts: list[str]) -> dict[str, object]:
    found = _choice(draw, kind, texts)["options"]
    assert isinstance(found, tuple)
    spots = tuple(replace(option, feedback="", area=(at, 2 * at, 99 - at, 100)) for at, option in enumerate(found))
    return {"options": spots, "picture": "anh.png", "picture_text": 'Màn hình <điện thoại> & "khác"'}


OF_KIND: dict[Kind, Callable[[st.DrawFn, Kind, list[str]], dict[str, object]]] = {
    Kind.ONE: _choice,
    Kind.SEVERAL: _choice,
    Kind.SIGNS: _choice,
    Kind.TRUE_FALSE: _truth,
    Kind.SHORT: _short,
    Kind.NUMBER: _number,
    Kind.ORDER: _order,
    Kind.MATCH: _match,
    Kind.HOTSPOT: _hotspot,
}


def module_of(*given: Question, title: str = "Bài") -> Module:
    """Return the module of these questions as it is read from its file; one the format cannot hold is not drawn."""
    try:
        text = module_text(Imported(title, given), module_id="bai", group=Group.RESIDENTS)
    except BadFile:
        assume(False)
    found = parse_text(text, "nguoi-dan/bai.md").module
    assert found is not None
    return found


def with_all(question: Question) -> Question:
    """Return a question with points, its own scoring, a hint and skills, where its kind has them."""
    scoring = Scoring.ALL_RIGHT if question.kind in (Kind.SEVERAL, Kind.SIGNS, Kind.ORDER) else None
    return replace(question, points=Fraction(3, 2), hint="Nghĩ *kỹ*", skills=("3.1",), scoring=scoring)


def lessons() -> list[Module]:
    """Return every lesson with a quiz: the sample of all kinds, then those that are published."""
    tests = Path(__file__).parents[1]
    files = [tests / "content" / "sample.md", *sorted((tests.parent / "courses").glob("*/*.md"))]
    found = [parse_bytes(path.read_bytes(), f"nguoi-dan/{path.name}").module for path in files]
    return [module for module in found if module is not None and module.questions]
