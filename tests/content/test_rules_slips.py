"""The promise of the format: after any single slip the tree is the same, or an error stands on or beside its line."""

from datetime import date
from itertools import islice
from pathlib import Path

import pytest

from app.content.check import check_document
from app.content.parse import parse_text
from app.content.schema import Document, Kind
from tests.content.slips import Slip, slips

ROOT = Path(__file__).parents[2]
OF_THE_FORMAT = Path(__file__).with_name("format.md")
SAMPLE = Path(__file__).with_name("sample.md")
COURSES = sorted((ROOT / "courses").glob("*/*.md"))
TODAY = date(2026, 11, 22)
STEP = 190  # One in so many slips of each published file: all of them take many minutes.


def _tree(document: Document) -> tuple[object, ...]:
    return document.module, document.programme, document.framework


def _is_noticed(base: Document, slip: Slip) -> bool:
    spoilt = parse_text(slip.text, base.file)
    if _tree(spoilt) == _tree(base) and not spoilt.has_errors:
        return True
    errors = [problem.line for problem in check_document(spoilt, today=TODAY) if problem.is_error]
    if any(abs(line - slip.line) <= 1 for line in errors):
        return True
    if slip.name == "deleted: ## Kiểm tra":
        # Nothing is left on the line of a lost heading; the error stands at the first question, below any introduction.
        lines = slip.text.split("\n")
        first = next(number for number, line in enumerate(lines, 1) if number > slip.line and line.startswith("### "))
        return first in errors
    # A step gone with its heading is named by the choice that led to it.
    lost = slip.name.removeprefix("deleted: #### ")
    return any(problem.code == "Q41" and f'"{lost}"' in problem.message for problem in spoilt.problems)


def test_the_sample_has_every_kind_and_no_errors() -> None:
    document = parse_text(SAMPLE.read_text(), "nguoi-dan/an-toan-otp.md")
    assert check_document(document, today=TODAY) == ()
    assert document.module
    assert {question.kind for question in document.module.items} == set(Kind)


def test_the_sample_of_the_format_is_read_as_it_is_meant() -> None:
    document = parse_text(OF_THE_FORMAT.read_text(), "nguoi-dan/an-toan-otp.md")
    assert [(problem.code, problem.is_error) for problem in check_document(document, today=TODAY)] == [("Q39", False)]
    assert document.module
    assert [question.kind for question in document.module.items] == [
        Kind.ONE,
        Kind.SEVERAL,
        Kind.NUMBER,
        Kind.TRUE_FALSE,
        Kind.ORDER,
        Kind.MATCH,
        Kind.SHORT,
        Kind.HOTSPOT,
        Kind.SIGNS,
        Kind.SCENARIO,
        Kind.PRACTICE,
    ]


def test_no_single_slip_in_the_sample_changes_a_question_silently(capsys: pytest.CaptureFixture[str]) -> None:
    base = parse_text(SAMPLE.read_text(), "nguoi-dan/an-toan-otp.md")
    every = list(slips(base.text))
    silent = [slip.name for slip in every if not _is_noticed(base, slip)]
    with capsys.disabled():
        print(f"\n{len(every)} single slips of the sample")
    assert silent == []
    assert len(every) >= 3_500


def test_no_single_slip_in_a_published_file_changes_a_question_silently(capsys: pytest.CaptureFixture[str]) -> None:
    count, silent = 0, []
    for number, path in enumerate(COURSES):
        base = parse_text(path.read_text(), path.relative_to(ROOT).as_posix())
        for slip in islice(slips(base.text), number % STEP, None, STEP):
            count += 1
            if not _is_noticed(base, slip):
                silent.append(f"{path.name}:{slip.line} {slip.name}")
    with capsys.disabled():
        print(f"\n{count} single slips of {len(COURSES)} published files")
    assert silent == []
    assert count >= 1_000
