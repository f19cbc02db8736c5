"""The list of hard words: reading it, writing it back, and finding its words in a text."""

import pytest

from app.content.format import format_text
from app.content.hard_words import HardWord, occurring
from app.content.parse import parse_text
from app.content.show import show
from tests.content.test_rules_library import files, library, words

FILE = "khung/tu-kho.md"
LIST = words(
    "## OTP, mã OTP\n\nMã dùng một lần.\nĐừng đọc cho ai.\n\n## khoá tài khoản\n\nTạm dừng, tiền không đi được."
)
FORMS = {"OTP": ["OTP", "mã OTP"], "mã": ["mã"], "khoá": ["khoá"], "Zalo OA": ["Zalo OA"], "AI": ["AI"]}


def test_a_list_is_read_with_all_spellings() -> None:
    glossary = parse_text(LIST, FILE).glossary

    assert glossary is not None
    assert glossary.words == (
        HardWord("OTP", ("OTP", "mã OTP"), "Mã dùng một lần.\nĐừng đọc cho ai."),
        HardWord("khoá tài khoản", ("khoá tài khoản",), "Tạm dừng, tiền không đi được."),
    )
    assert [word.line for word in glossary.words] == [6, 11]


def test_a_list_has_a_fixed_form() -> None:
    loose = LIST.replace("## OTP, mã OTP", "##  OTP ,mã OTP").replace("\n\nMã", "\nMã") + "\n\n"

    assert format_text(loose, file=FILE) == format_text(LIST, file=FILE) == LIST
    assert parse_text(LIST, FILE).glossary == parse_text(loose, FILE).glossary


def test_a_list_is_shown_for_machines() -> None:
    shown = show(parse_text(LIST, FILE))

    assert [word["forms"] for word in shown["words"]] == [["OTP", "mã OTP"], ["khoá tài khoản"]]


def test_a_list_with_its_lessons_has_no_problems() -> None:
    assert library(files(**{FILE: LIST})).problems == ()


def test_a_long_explanation_is_told_and_may_stay() -> None:
    told = library(files(**{FILE: words("## OTP\n\n" + "Rất dài. " * 40)})).problems

    assert [(problem.code, problem.line, problem.is_error) for problem in told] == [("G25", 6, False)]


@pytest.mark.parametrize("line", ["1. một", "> lời", "**đậm**", "[đây](/x)", "`mã`", "| a | b |"])
def test_signs_of_markdown_are_told(line: str) -> None:
    assert "G22" in {problem.code for problem in parse_text(words(f"## OTP\n\nMã.\n{line}"), FILE).problems}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Mã OTP là gì?", ["OTP"]),
        ("một MÃ, rồi OTP", ["mã", "OTP"]),
        ("ai có otp", []),
        ("dùng AI", ["AI"]),
        ("Khóa máy lại", ["khoá"]),
        ("ma má mả mạ", []),
        ("mãi, mãnh, camã, OTPs", []),
        ("zalo  oa", ["Zalo OA"]),
        ("Nhắn Zalo.\nOA là gì", []),
        ("", []),
    ],
)
def test_words_are_found_whole_and_with_their_tone_marks(text: str, names: list[str]) -> None:
    assert occurring(text, FORMS) == names


def test_an_empty_list_finds_nothing() -> None:
    assert occurring("mã", {}) == []
