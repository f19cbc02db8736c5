"""What a query asks for, and the stretch of a text that shows what was found; values only."""

import unicodedata

import pytest

from app.catalog.finding import Piece, Run, asked, evenly_folded, excerpt, marked, words_in
from app.core.text import fold

TEXT = "Đừng đọc mã OTP cho ai.\nNgân hàng không hỏi mã ấy. Khoá máy rồi hãy đi ngủ, má ạ."


def found(pieces: list[Piece]) -> list[str]:
    return [piece.text for piece in pieces if piece.is_found]


@pytest.mark.parametrize(
    ("query", "runs"),
    [
        ("mã OTP", (Run(("mã", "otp")),)),
        ('"dịch vụ công" trực tuyến', (Run(("dịch", "vụ", "công"), is_quoted=True), Run(("trực", "tuyến")))),
        ("“dịch vụ” công", (Run(("dịch", "vụ"), is_quoted=True), Run(("công",)))),
        ('dịch "vụ công', (Run(("dịch",)), Run(("vụ", "công")))),
        ("hoà hòa khoá uỷ", (Run(("hòa", "hòa", "khóa", "ủy")),)),
        ("VNeID-mức_2!", (Run(("vneid", "mức", "2")),)),
        ('otp* AND (NOT x) OR "', (Run(("otp", "and", "not", "x", "or")),)),
    ],
)
def test_a_query_is_read_as_words_and_quoted_words(query: str, runs: tuple[Run, ...]) -> None:
    understood = asked(query)

    assert understood is not None
    assert understood.runs == runs


@pytest.mark.parametrize("query", ["", "   ", "?!…", '""', "🙂🙂", "* - ( ) :", "'; --"])
def test_a_query_without_a_word_asks_for_nothing(query: str) -> None:
    assert asked(query) is None


def test_a_query_of_ten_thousand_letters_is_cut() -> None:
    understood = asked("đ" * 10_000 + " otp")

    assert understood is not None
    assert [len(word) for word in understood.words] == [60]
    many = asked("a1 " * 60)
    assert many is not None
    assert len(many.words) == 12


def test_words_written_apart_and_composed_are_the_same() -> None:
    assert words_in(unicodedata.normalize("NFD", "Hoà Đạo")) == words_in("hòa đạo") == ["hòa", "đạo"]


@pytest.mark.parametrize("text", [TEXT, "ĐƯỜNG ßtraße İstanbul ﬁn", "số ½ và ²", ""])
def test_folding_evenly_keeps_every_place(text: str) -> None:
    assert len(evenly_folded(text)) == len(text)


def test_folding_evenly_says_what_folding_says() -> None:
    assert evenly_folded(TEXT) == fold(TEXT)


def test_what_was_found_is_marked_as_it_is_written() -> None:
    understood = asked("ma otp")
    assert understood is not None

    pieces = excerpt(TEXT, understood, evenly_folded(TEXT))

    assert found(pieces) == ["mã OTP"]
    assert "".join(piece.text for piece in pieces) == TEXT.replace("\n", " ")


@pytest.mark.parametrize(
    ("query", "marks"), [("mã", ["mã", "mã"]), ("má", ["má"]), ("ma", ["mã", "mã", "má"]), ("khóa", ["Khoá"])]
)
def test_a_query_with_tone_marks_marks_only_what_has_them(query: str, marks: list[str]) -> None:
    understood = asked(query)
    assert understood is not None

    assert found(marked(TEXT, understood)) == marks


def test_words_that_are_nowhere_together_are_marked_apart_and_the_last_may_go_on() -> None:
    understood, begun = asked("máy ngân"), asked("ngan ha")
    assert understood is not None
    assert begun is not None

    assert found(marked(TEXT, understood)) == ["Ngân", "máy"]
    assert found(marked(TEXT, begun)) == ["Ngân hàng"]


def test_a_stretch_is_cut_at_words_and_says_that_it_is_cut() -> None:
    text = "một hai ba bốn năm " * 40 + "chữ ký số " + "sáu bảy tám " * 40
    understood = asked("chu ky so")
    assert understood is not None

    pieces = excerpt(text, understood, evenly_folded(text))

    whole = "".join(piece.text for piece in pieces)
    assert found(pieces) == ["chữ ký số"]
    assert (whole[0], whole[-1]) == ("…", "…")
    assert len(whole) < 240
    assert set(whole.strip("…").split()) <= set(text.split())


def test_a_text_without_the_words_gives_no_stretch() -> None:
    understood = asked("vườn")
    assert understood is not None

    assert excerpt(TEXT, understood, evenly_folded(TEXT)) == []
    assert marked("Tên bài", understood) == [Piece("Tên bài")]
