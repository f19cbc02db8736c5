"""What the reader is fed: any bytes, and good files spoilt in many ways at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from tests.content.made import NASTY

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

ROOT = Path(__file__).parents[2]
GOOD = [
    *((path.read_text(), "nguoi-dan/an-toan-otp.md") for path in sorted((ROOT / "tests" / "content").glob("*.md"))),
    *(
        (path.read_text(), path.relative_to(ROOT / "courses").as_posix())
        for path in sorted(ROOT.glob("courses/*/*.md"))
    ),
]
FILES = ("nguoi-dan/bai.md", "nguoi-dan/index.md", "khung/TT02.md", "khung/tu-kho.md")
PIECES = [
    *NASTY,
    *("\n", "\r", "\r\n", "\n\n", "\t", "\x00", "\u202e", "\ufeff", "\u00a0", "\u200b", "\U000e0041", "\ud7ff"),
    *("---", "## Kiểm tra\n", "## Thực hành\n", "### Câu\n", "#### Bước 1\n", "- [x] ", "- [Đ] ", "1. ", "> ", "```\n"),
    *("Kiểu: tình huống\n", "Kiểu: điểm ảnh\n", "Kiểu: số\n", "Kiểu: ghép đôi\n", "Kiểu: sắp xếp\n", "Đáp án: 1.000\n"),
    *("![a](b.webp)", "[a](javascript:b)", "<script>", "](", "|a|b|\n|-|-|\n", "từ 1 đến 2", "15 ± 1", "(1,2 - 3,4)"),
]


def any_bytes() -> st.SearchStrategy[tuple[bytes, str]]:
    """Return bytes of no meaning, and text of no meaning."""
    text = st.text(max_size=400).map(lambda found: found.encode("utf-8", "surrogatepass"))
    pieces = st.lists(st.sampled_from(PIECES), max_size=80).map(lambda found: "".join(found).encode())
    return st.tuples(st.one_of(st.binary(max_size=400), text, pieces), st.sampled_from(FILES))


@st.composite
def spoilt_files(draw: DrawFn) -> tuple[bytes, str]:
    """Return a good file after one to six changes."""
    text, file = draw(st.sampled_from(GOOD))
    lines = text.split("\n")
    for _ in range(draw(st.integers(1, 6))):
        lines = draw(st.sampled_from(CHANGES))(draw, lines)
    data = "\n".join(lines).encode("utf-8", "surrogatepass")
    if draw(st.integers(0, 9)) == 0 and data:
        at = draw(st.integers(0, len(data) - 1))
        data = data[:at] + draw(st.binary(max_size=3)) + data[at + 1 :]
    return data, file


def _place(draw: DrawFn, lines: list[str]) -> int:
    return draw(st.integers(0, max(len(lines) - 1, 0)))


def _lose(draw: DrawFn, lines: list[str]) -> list[str]:
    at = _place(draw, lines)
    return lines[:at] + lines[at + draw(st.integers(1, 4)) :]


def _double(draw: DrawFn, lines: list[str]) -> list[str]:
    at = _place(draw, lines)
    return lines[:at] + lines[at : at + draw(st.integers(1, 9))] + lines[at:]


def _move(draw: DrawFn, lines: list[str]) -> list[str]:
    at, to = _place(draw, lines), _place(draw, lines)
    left = lines[:at] + lines[at + 1 :]
    return left[:to] + lines[at : at + 1] + left[to:]


def _insert(draw: DrawFn, lines: list[str]) -> list[str]:
    at = _place(draw, lines)
    line = lines[at] if lines else ""
    column = draw(st.integers(0, len(line)))
    return [*lines[:at], line[:column] + draw(st.sampled_from(PIECES)) + line[column:], *lines[at + 1 :]]


def _cut(draw: DrawFn, lines: list[str]) -> list[str]:
    at = _place(draw, lines)
    line = lines[at] if lines else ""
    first = draw(st.integers(0, len(line)))
    return [*lines[:at], line[:first] + line[first + draw(st.integers(1, 5)) :], *lines[at + 1 :]]


def _blow_up(draw: DrawFn, lines: list[str]) -> list[str]:
    """Repeat a piece so often that anything that walks a line twice too often is seen."""
    at = _place(draw, lines)
    piece = draw(st.sampled_from(PIECES))
    many = piece * draw(st.integers(1, 40_000 // max(len(piece.encode("utf-8", "replace")), 1)))
    line = lines[at] if lines else ""
    return [*lines[:at], draw(st.sampled_from([many, line + many, many + line])), *lines[at + 1 :]]


def _flood(draw: DrawFn, lines: list[str]) -> list[str]:
    """Repeat a few lines until the file is full, with a number in each when it is asked for."""
    at = _place(draw, lines)
    few = lines[at : at + draw(st.integers(1, 3))]
    size = max(sum(len(line.encode("utf-8", "replace")) + 7 for line in few), 1)
    times = draw(st.integers(1, 60_000 // size + 1))
    is_numbered = draw(st.booleans())
    many = [f"{line} {number}" if is_numbered and line else line for number in range(times) for line in few]
    return lines[:at] + many + lines[at:]


def _splice(draw: DrawFn, lines: list[str]) -> list[str]:
    other = draw(st.sampled_from(GOOD))[0].split("\n")
    return lines[: _place(draw, lines)] + other[_place(draw, other) :]


CHANGES = (_lose, _double, _move, _insert, _insert, _cut, _cut, _blow_up, _flood, _splice)
