"""Each sentence of the checker, met by a spoilt text: its code, its line, its words, and that its repair repairs."""

import re
from datetime import date
from pathlib import Path

import pytest

from app.content.check import check_document
from app.content.kinds.typed import HABITS as COMPARER_HABITS
from app.content.messages import MESSAGES, NOTES, apply_fix
from app.content.parse import parse_bytes, parse_text
from app.content.questions import HABITS as KIND_HABITS
from app.content.schema import Problem
from tests.content.cases import CASES as PLAIN_CASES
from tests.content.cases import quiz
from tests.content.cases_kinds import KIND_CASES

CASES = PLAIN_CASES + KIND_CASES
TODAY = date(2026, 11, 22)
MEDIA = {"anh.webp": 10_000, "nang.webp": 2_400_000}
SENTENCES = Path(__file__).with_name("sentences.txt").read_text().splitlines()
TABLE = Path(__file__).with_name("table.txt").read_text().splitlines()
# Met in `test_rules_library`, because they need more than one file, other bytes, or the renderer.
ELSEWHERE = {key for key in MESSAGES if key[0] == "G" and key != "G16"} | {
    "F20",
    "F21",
    "F21.lines",
    "F24",
    "P08",
    "Q05.file",
    "Q62",
}
# Met in the tests of the catalog and of the workshop, because they need what is published.
PUBLISHED = {"F28", "F30", "Q06", "Q60", "Q61", "P08.intro", "P09", "P10", "P10.withdrawn", "P11"} | {
    "P12",
    "P12.withdrawn",
    "P12.no-file",
}
# One slip that is told at two places: where it is, and where it shows.
TOLD_TWICE = {"Q01": {"Q07"}, "Q37.maybe": {"Q38"}, "Q10.group": {"Q10"}, "Q91.question": {"Q91"}, "F16": set()}


def problems_of(text: str) -> tuple[Problem, ...]:
    return check_document(parse_text(text, "nguoi-dan/bai.md"), today=TODAY, media=MEDIA)


@pytest.mark.parametrize(
    ("case", "sentence"), list(zip(CASES, SENTENCES, strict=True)), ids=lambda value: str(value)[:24]
)
def test_a_slip_is_told_on_its_line_in_its_words(case: tuple[str, int, str], sentence: str) -> None:
    key, line, text = case
    found = problems_of(text)
    code = key.partition(".")[0]
    assert f"{key} {line} {found[0].message}" == sentence
    assert (found[0].code, found[0].line) == (code, line)
    assert {problem.code for problem in found[1:]} <= TOLD_TWICE.get(key, set())


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]}:{case[1]}")
def test_a_repair_leaves_a_file_without_that_error(case: tuple[str, int, str]) -> None:
    text = case[2]
    for problem in problems_of(text):
        if problem.fix:
            left = [other.message for other in problems_of(apply_fix(text, problem.fix)) if other.is_error]
            assert not left


def test_every_sentence_is_met_by_a_case() -> None:
    assert {key for key, _, _ in CASES} == set(MESSAGES) - ELSEWHERE - PUBLISHED


@pytest.mark.parametrize("word", KIND_HABITS)
def test_a_kind_from_habit_is_told_with_the_kind_that_is_meant(word: str) -> None:
    found = [p for p in problems_of(quiz(f"### Câu\nKiểu: {word}")) if p.code == "Q04"]
    assert [(p.line, p.fix.lines if p.fix else ()) for p in found] == [(13, (f"Kiểu: {KIND_HABITS[word]}",))]


@pytest.mark.parametrize("word", COMPARER_HABITS)
def test_a_comparer_from_habit_is_told_with_the_one_that_is_meant(word: str) -> None:
    found = problems_of(quiz(f"### Câu\nKiểu: trả lời ngắn\nSo sánh: {word}\nĐáp án: 113.vn"))
    assert (found[0].code, found[0].fix and found[0].fix.lines) == ("Q47", (f"So sánh: {COMPARER_HABITS[word]}",))


def test_the_repairs_of_a_whole_list_are_made_one_by_one_until_nothing_is_left() -> None:
    text = quiz("### Câu\nKiểu: ghép đôi\n- Một –> 1\n• Hai -> 2\n- Ba->3")
    for _ in range(3):
        text = apply_fix(text, next(problem.fix for problem in problems_of(text) if problem.fix))
    assert problems_of(text) == ()
    assert text.endswith("- Một -> 1\n- Hai -> 2\n- Ba -> 3\n")


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[:3])
def test_a_sentence_of_the_format_is_kept_to_the_letter(row: str) -> None:
    code, _, sentence = row.partition(" ")
    shape = re.sub(r"\\{\w+\\}", "(.+)", re.escape(MESSAGES[code]))
    assert re.fullmatch(shape, sentence), MESSAGES[code]


def test_notes_do_not_stop_publishing() -> None:
    for key, _, text in CASES:
        assert any(problem.is_error for problem in problems_of(text)) == (key not in NOTES), key


def test_bytes_that_are_no_text_are_refused_on_their_line() -> None:
    document = parse_bytes(b"---\nm\xe3: x\n", "bai.md")
    assert [(p.code, p.line) for p in document.problems] == [("F20", 2)]


def test_a_file_that_is_too_large_is_refused() -> None:
    document = parse_bytes(b"a" * 100_001, "bai.md")
    assert [p.message for p in document.problems] == ["Tệp nặng 101 KB, tối đa 100 KB. Tách làm nhiều bài."]


def test_a_file_of_too_many_lines_is_refused() -> None:
    document = parse_bytes(b"a\r\n" * 4_001, "bai.md")
    assert [p.message for p in document.problems] == ["Tệp có 4.001 dòng, tối đa 4.000 dòng. Tách làm nhiều bài."]


def test_very_many_problems_are_told_as_far_as_anybody_reads_and_errors_are_not_lost_among_notes() -> None:
    notes = quiz("".join(f"### Câu {at}\nKiểu: số\nMã: ten-{at}\nĐáp án: 1\n\n" for at in range(600)) + "### Câu\n")
    found = problems_of(notes)
    assert sum(not problem.is_error for problem in found) == 500
    assert [problem.code for problem in found if problem.is_error] == ["Q01"]


def test_all_problems_of_a_file_are_told_at_once_in_the_order_of_lines() -> None:
    text = (
        "---\nđịnh dạng: 1\nmã: bai\nnhóm người dân\n---\n\n## Kiểm tra\n\n### Một\nKieu một đáp án\n- (x) A\n- [v] B\n"
    )
    assert [(p.code, p.line) for p in problems_of(text)] == [
        ("F14", 1),
        ("F02", 4),
        ("Q03", 10),
        ("Q12", 11),
        ("Q10", 12),
    ]
