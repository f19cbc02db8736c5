"""No bytes crash the readers of Aiken, quizdown, text2qti and Word: each ends with questions or a refusal, and soon."""

import time
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.content.schema import Group
from app.interchange.module_text import module_text
from app.interchange.plain import aiken, quizdown
from app.interchange.report import BadFile, Imported
from app.interchange.text2qti import reader as text2qti
from app.interchange.word import reader as word
from tests.interchange.word.files import Paper, bold, png, red, repacked

Reader = Callable[[bytes, str], Imported]
TEXT_READERS: list[Reader] = [aiken.read, quizdown.read, text2qti.read]
PIECES = [
    *(
        "",
        " ",
        "  tiếp",
        "Hỏi?",
        "A. a",
        "B) b",
        "A.",
        "ANSWER: A",
        "ANSWER:",
        "# Hỏi?",
        "## ",
        "---",
        "shuffleAnswers: false",
    ),
    *(
        "- [x] a",
        "- [ ] b",
        "1. [x] a",
        "1. [ ] b",
        "1. a",
        "2. b",
        "3. c",
        "> vì",
        "    > vì",
        "```",
        "```quizdown",
        "* a",
    ),
    *(
        "1. Hỏi",
        "a) x",
        "*b) y",
        "[*] x",
        "[ ] y",
        "= 5 +- 1",
        "= [1, 2]",
        "= x",
        "... nhắn",
        "+ đúng",
        "- sai",
        "! giải",
    ),
    *(
        "____",
        "^^^^",
        "GROUP",
        "END_GROUP",
        "pick: 1",
        "Points: 2",
        "Points: x",
        "Title: t",
        "Text: chữ",
        "COMMENT",
        "% x",
    ),
    *("Câu 1: Hỏi?", "Câu 2 (0,5 điểm): Nữa?", "Đáp án: A", "Đáp án: a) Đ, b) S", "Đáp án: 2-1-3", "Đáp án: 1-a, 2-b"),
    *(
        "Giải thích: vì",
        "PHẦN II",
        "ĐÁP ÁN",
        "1.A 2.B",
        "a) x (Đ)",
        "b) y (S)",
        "x -> y",
        "Kiểu: số",
        "<b>",
        "*101#",
        "$x$",
    ),
    *("![](a.png)", "[a](b)", "\t", "A. a\tB. b", "## Kiểm tra", "| a | b |", "|---|---|", "&lt;"),
]
lines = st.lists(st.sampled_from(PIECES), max_size=25).map("\n".join)


def ends_well(read: Reader, data: bytes) -> bool:
    """Read, and write what was read as a module; either may refuse, and then it says why."""
    try:
        module_text(read(data, "tệp lạ.txt"), module_id="bai", group=Group.RESIDENTS)
    except BadFile as refused:
        return bool(refused.problems)
    return True


@pytest.mark.parametrize("read", [*TEXT_READERS, word.read], ids=["aiken", "quizdown", "text2qti", "word"])
@given(st.one_of(st.binary(max_size=400), st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_read_or_refused(read: Reader, data: bytes) -> None:
    assert ends_well(read, data)


@pytest.mark.parametrize("read", TEXT_READERS, ids=["aiken", "quizdown", "text2qti"])
@given(lines)
@settings(max_examples=300, deadline=None)
def test_lines_of_any_format_are_read_or_refused(read: Reader, text: str) -> None:
    assert ends_well(read, text.encode())


@given(st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from([None, bold, red])), max_size=25))
@example([("Câu 1: Hỏi?", None), ("A. a\tB. b", bold), ("- [x] a", None)])
@settings(max_examples=60, deadline=None)
def test_papers_of_any_lines_are_read_or_refused(rows: list[tuple[str, Callable[[object], None] | None]]) -> None:
    paper = Paper()
    for text, look in rows:
        paper.line((text, look) if look else text)
    assert ends_well(word.read, paper.bytes())


PAPER = Paper()
PAPER.line("Bài", style="Heading 1")
PAPER.line("một", style="List Bullet")
PAPER.table(["a", "b"], ["c", "d"])
PAPER.picture(png(), "Mèo")
PAPER.lines("Câu 1: Hỏi?\nA. a\tB. b\nĐáp án: A")
WORD = PAPER.bytes()
NAMES = [
    "word/document.xml",
    "word/styles.xml",
    "word/numbering.xml",
    "word/_rels/document.xml.rels",
    "[Content_Types].xml",
]


@given(st.sampled_from(NAMES), st.integers(0, 60_000), st.integers(1, 300), st.binary(max_size=20))
@settings(max_examples=60, deadline=None)
def test_a_word_file_with_a_hole_is_read_or_refused(name: str, at: int, length: int, filling: bytes) -> None:
    def change(part: str, content: bytes) -> bytes:
        start = at % max(len(content), 1)
        return content[:start] + filling + content[start + length :] if part == name else content

    assert ends_well(word.read, repacked(WORD, change))


@given(st.integers(0, len(WORD)), st.binary(min_size=1, max_size=8))
@settings(max_examples=60, deadline=None)
def test_a_word_file_with_changed_bytes_is_read_or_refused(at: int, filling: bytes) -> None:
    assert ends_well(word.read, WORD[:at] + filling + WORD[at + len(filling) :])


@pytest.mark.parametrize(
    "text",
    [
        "[" * 900_000,
        "a) " * 300_000,
        "A. a\n" * 150_000,
        "# a\n" * 200_000,
        "1. [x] a\n" * 90_000,
        "---\na: b\n" * 90_000,
        "GROUP\n" * 150_000,
        "*a) x\n" * 150_000,
        "  x\n" * 200_000,
        "`" * 900_000,
        "*a*" * 300_000,
        "$a" * 400_000,
        "> " * 400_000,
    ],
    ids=lambda text: text[:8],
)
def test_large_hostile_text_ends_soon(text: str) -> None:
    started = time.process_time()
    for read in TEXT_READERS:
        with suppress(BadFile):
            read(f"1. Hỏi\n{text}".encode(), "a.txt")
    assert time.process_time() - started < 30


def test_a_paper_of_one_endless_line_ends_soon() -> None:
    started = time.process_time()
    for text in ("A. a " * 20_000, "Câu 1: " + "B. " * 30_000, "x -> " * 20_000, "a) x (Đ" * 20_000, "1.A " * 20_000):
        paper = Paper()
        paper.lines("Câu 1: Hỏi?\nA. a\nB. b")
        paper.line(text)
        paper.line("ĐÁP ÁN")
        paper.line(text)
        with suppress(BadFile):
            word.read(paper.bytes(), "a.docx")
    assert time.process_time() - started < 20
