"""Aiken: what is read, what is refused with its lines, and which encodings."""

import pytest

from app.content.schema import Kind, Question
from app.interchange import formats
from app.interchange.plain import aiken
from app.interchange.report import BadFile
from tests.interchange.slips import problems

GOOD = "Ai được biết mã OTP?\nA. Ngân hàng\nB) Chỉ mình tôi\nC. Tổng đài\nANSWER: B\n"


def read(text: str) -> tuple[Question, ...]:
    return aiken.read(text.encode(), "de-thi.txt").questions


def test_a_question_has_its_options_and_its_answer() -> None:
    (question,) = read(GOOD)
    assert (question.kind, question.title, question.line) == (Kind.ONE, "Ai được biết mã OTP?", 1)
    assert [(option.text, option.correct, option.line) for option in question.options] == [
        ("Ngân hàng", False, 2),
        ("Chỉ mình tôi", True, 3),
        ("Tổng đài", False, 4),
    ]


def test_several_questions_follow_each_other_with_or_without_blank_lines() -> None:
    text = "Một?\nA. a\nB. b\nANSWER: A\nHai?\n\nA) c\nB) d\n\nANSWER: B"
    assert [(q.title, [o.correct for o in q.options]) for q in read(text)] == [
        ("Một?", [True, False]),
        ("Hai?", [False, True]),
    ]


def test_the_title_comes_from_the_file_name() -> None:
    assert aiken.read(GOOD.encode(), "đề-thi_số 1.txt").title == "Đề thi số 1"
    assert aiken.read(GOOD.encode(), "///").title == "Câu hỏi nhập từ tệp"


@pytest.mark.parametrize(
    "data",
    [
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.replace("\n", "\r").encode(),
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.encode("utf-16"),
    ],
    ids=["crlf", "cr", "bom", "utf-16"],
)
def test_line_ends_and_unicode_marks_change_nothing(data: bytes) -> None:
    assert aiken.read(data, "a.txt").questions == read(GOOD)


def test_old_windows_letters_are_read_and_told() -> None:
    plain = "Ai giữ mã?\nA. Ngân hàng\nB. Mình\nANSWER: B\n"
    decomposed = "Ai giữ ma\u0303?\nA. Ngân ha\u0300ng\nB. Mi\u0300nh\nANSWER: B\n".replace("ữ", "ư\u0303")
    found = aiken.read(decomposed.encode("cp1258"), "a.txt")
    assert found.questions == read(plain)
    assert "CP1258" in found.losses[0].what


def test_options_true_and_false_make_a_statement() -> None:
    (question,) = read("OTP là bí mật.\nA. Đúng\nB. Sai\nANSWER: A")
    assert (question.kind, question.answer, question.options) == (Kind.TRUE_FALSE, "Đúng", ())


def test_small_letters_and_a_missing_space_are_understood_in_turn() -> None:
    (question,) = read("Hỏi?\na) một\nb) hai\nANSWER: b")
    assert [option.correct for option in question.options] == [False, True]
    (question,) = read("Hỏi?\nA.một\nB.hai\nAnswer: A")
    assert [option.text for option in question.options] == ["một", "hai"]


def test_a_question_on_several_lines_is_carried_and_told() -> None:
    found = aiken.read(
        "Đọc tin này:\n- Bác đã *trúng* thưởng\nNên làm gì?\nA. Xoá\nB. Bấm\nANSWER: A".encode(), "a.txt"
    )
    (question,) = found.questions
    assert (question.title, question.prompt) == ("Đọc tin này:", "\\- Bác đã \\*trúng\\* thưởng\nNên làm gì?")
    assert [(loss.line, "3 dòng" in loss.what) for loss in found.losses] == [(1, True)]


def test_every_slip_is_named_with_its_line() -> None:
    text = "Một?\nA. a\nB. b\n\nHai?\nA. a\nlạ\nB. b\nANSWER: D\nANSWER: A\nBa?\nA. a\nANSWER: A\nBốn?\nA. a\nA. b"
    found = problems(read, text)
    assert [line for line, _ in found] == [1, 7, 9, 10, 11, 14, 16, 16]
    assert "chưa có dòng `ANSWER:`" in found[0][1]
    assert "Không hiểu dòng “lạ”" in found[1][1]
    assert "Đáp án D không có" in found[2][1]
    assert "ít nhất 2 phương án" in found[4][1]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("Hỏi?\nA. a\nA. b\nANSWER: A", 1, "chưa có dòng `ANSWER:`"),
        ("Hỏi?\nA. a\nB. b\nB. c\nANSWER: A", 4, "có hai lần"),
        ("Hỏi?\nA. a\nB. a\nANSWER: A", 3, "giống hệt nhau"),
        ("Hỏi?\nA. a\nB.\nANSWER: A", 3, "để trống"),
        ("Hỏi?\nA. a\nB. b\nANSWER: A và B", 4, "một chữ cái"),
        ("Hỏi?\nA. a\nB. b\nANSWER:", 4, "một chữ cái"),
        ("A. a\nB. b\nANSWER: A", 1, "chưa có câu hỏi"),
        ("Chỉ có chữ.", 1, "chưa có phương án nào"),
        ("ANSWER: A", 1, "phải đứng ngay dưới"),
    ],
)
def test_one_slip_is_refused_at_its_line(text: str, line: int, words: str) -> None:
    assert any(at == line and words in what for at, what in problems(read, text))


def test_an_empty_file_is_refused_at_the_door() -> None:
    with pytest.raises(BadFile):
        formats.read("aiken", b"", "a.txt")


def test_the_format_is_recognised_by_its_answer_line() -> None:
    assert formats.guess(GOOD.encode(), "a.txt") == "aiken"
    assert not aiken.is_surely(b"::T:: Ai? {=A ~B}", "a.txt")
