"""text2qti: every kind of answer, feedback, points, groups; and what is told because it has no place."""

from fractions import Fraction

import pytest

from app.content.schema import Comparer, Kind
from app.interchange import formats
from app.interchange.report import Imported
from app.interchange.text2qti import reader as text2qti
from app.interchange.text2qti.numbers import numeric_answer
from tests.interchange.slips import problems, told


def read(text: str) -> Imported:
    return text2qti.read(text.encode(), "de.txt")


CHOICE = """\
Quiz title: Mã OTP
Quiz description: Bài *kiểm tra* nhanh.

Points: 2.5
1.  Ai được biết
    mã OTP?

    Chọn một.
... Ai có mã là lấy được tiền.
+   Giỏi lắm!
-   Xem lại bài.
a)  Ngân hàng
... Ngân hàng không hỏi.
b)  Công an
*c) Chỉ mình tôi
"""


def test_lettered_choices_make_one_answer() -> None:
    found = read(CHOICE)
    (question,) = found.questions
    assert (found.title, found.prose) == ("Mã OTP", "Bài *kiểm tra* nhanh.")
    assert (question.kind, question.title, question.prompt) == (Kind.ONE, "Ai được biết mã OTP?", "Chọn một.")
    assert (question.points, question.explanation, question.line) == (Fraction(5, 2), "Ai có mã là lấy được tiền.", 5)
    assert [(option.text, option.correct, option.feedback) for option in question.options] == [
        ("Ngân hàng", False, "Ngân hàng không hỏi."),
        ("Công an", False, "Xem lại bài."),
        ("Chỉ mình tôi", True, "Giỏi lắm!"),
    ]
    assert found.losses == ()


def test_boxes_make_several_answers() -> None:
    (question,) = read("1. Chọn\n[*] a\n[ ] b\n[*] c\n[] d").questions
    assert (question.kind, [option.correct for option in question.options]) == (
        Kind.SEVERAL,
        [True, False, True, False],
    )


def test_true_and_false_make_a_statement() -> None:
    (question,) = read("1. OTP là bí mật\n*a) True\nb) False\n... Sai rồi").questions
    assert (question.kind, question.answer, question.explanation) == (Kind.TRUE_FALSE, "Đúng", "Sai rồi")


def test_stars_make_short_answers_compared_by_letters() -> None:
    (question,) = read("1. Thủ đô?\n*   Hà Nội\n*   TP Hà Nội").questions
    assert (question.kind, question.comparer) == (Kind.SHORT, Comparer.EXACT)
    assert (question.answer, question.accepted) == ("Hà Nội", ("TP Hà Nội",))


@pytest.mark.parametrize(
    ("written", "carried"),
    [
        ("5", "5"),
        ("-12", "-12"),
        ("1_000", "1000"),
        ("1.4142 +- 0.0001", "1,4142 ± 0,0001"),
        ("1.5 +- 0", "1,5"),
        ("20 +- 5%", "20 ± 1"),
        ("[1.2598, 1.2600]", "từ 1,2598 đến 1,26"),
        ("[-1, 1e2]", "từ -1 đến 100"),
        ("5.0", None),
        ("1e3", None),
        ("[2, 1]", None),
        ("[x, 1]", None),
        ("[1, x]", None),
        ("x +- 1", None),
        ("1 +- x", None),
        ("năm", None),
        ("3 +- -1", None),
        ("1e99 +- 1", None),
        ("1 +- 1e-99", None),
        ("٣", None),
    ],
)
def test_numbers_are_read_exactly(written: str, carried: str | None) -> None:
    assert numeric_answer(written) == carried


def test_a_number_makes_a_number_question() -> None:
    (question,) = read("1. Mấy?\n= 5 +- 0.5").questions
    assert (question.kind, question.answer) == (Kind.NUMBER, "5 ± 0,5")


def test_questions_of_a_group_are_all_carried_with_its_points() -> None:
    found = read("GROUP\npick: 1\npoints per question: 2\n1. A\n*a) x\nb) y\n2. B\n*a) z\nb) t\nEND_GROUP\n3. C\n= 1")
    assert [question.points for question in found.questions] == [2, 2, 1]
    assert "số câu rút ra" in told(found, 2)


def test_options_keep_their_places_only_when_the_file_says_so() -> None:
    assert read("1. Hỏi\n*a) x\nb) y").questions[0].shuffle
    assert not read("shuffle answers: false\n1. Hỏi\n*a) x\nb) y").questions[0].shuffle


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("Title: Tên\n1. Hỏi\n*a) x\nb) y", 2, "Tên riêng của câu (“Tên”)"),
        ("1. Hỏi\n! Chỉ cho cô\n*a) x\nb) y", 2, "dành riêng cho giáo viên"),
        ("1. Hỏi\n+ Đúng\n[*] x\n[ ] y", 2, "lời nhắn khi trả lời đúng"),
        ("1. Hỏi\n*a) x\nb) y\n2. Viết\n____", 4, "câu tự luận"),
        ("1. Hỏi\n*a) x\nb) y\n2. Nộp\n^^^^", 4, "câu nộp tệp"),
        ("1. Hỏi\n*a) x\nb) y\nText: Đọc tiếp\n2. Hỏi hai\n= 1", 4, "chuyển lên phần bài đọc"),
        ("Can't go back: true\n1. Hỏi\n*a) x\nb) y", 1, "phần đầu bài"),
        ("% ghi chú\nCOMMENT\nx\nEND_COMMENT\n1. Hỏi\n*a) x\nb) y", None, "4 dòng chú thích"),
        ("1. Hỏi\n*a) ![x](x.png)a\nb) y", 2, "ảnh “x.png”"),
    ],
)
def test_what_has_no_place_is_told_at_its_line(text: str, line: int | None, words: str) -> None:
    assert words in told(read(text), line)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("1. Hỏi", 1, "chưa có phương án hay đáp án"),
        ("1. Hỏi\na) x\nb) y", 1, "chưa đánh dấu"),
        ("1. Hỏi\n*a) x\n*b) y", 1, "2 phương án"),
        ("1. Hỏi\n*a) x", 1, "ít nhất 2 phương án"),
        ("1. Hỏi\n*a) x\n[*] y", 1, "trộn nhiều kiểu đáp án (`*a)`, `[*]`)"),
        ("1. Hỏi\n= năm", 2, "Không hiểu đáp án số"),
        ("1. Hỏi\n= 1\n= 2", 3, "đã có một đáp án số"),
        ("1. Hỏi\na)x\n*b) y", 2, "Cần một dấu cách sau `a)`"),
        ("1. Hỏi\nlạ\n*a) x\nb) y", 2, "Không hiểu dòng “lạ”"),
        ("*a) x", 1, "phải nằm dưới một câu hỏi"),
        ("1. Hỏi\n*a)\nb) y", 2, "để trống"),
        ("Points: ba\n1. Hỏi\n*a) x\nb) y", 1, "phải là số dương"),
        ("Points: 1", 1, "chưa có câu hỏi nào"),
        ("GROUP\n1. Hỏi\n*a) x\nb) y", 1, "chưa đóng bằng `END_GROUP`"),
        ("END_GROUP", 1, "không đóng nhóm nào"),
        ("COMMENT\n1. Hỏi", 1, "chưa có dòng `END_COMMENT`"),
        ("```{.python .run}\nprint(1)\n```", 1, "không bao giờ chạy mã"),
        ("1. Hỏi\n*a) x\n... a\n... b\nb) y", 4, "đã có lời nhắn"),
        ("1. Hỏi\n* x\n... a", 3, "phải đứng ngay dưới"),
    ],
)
def test_a_slip_is_refused_at_its_line(text: str, line: int, words: str) -> None:
    assert any(at == line and words in what for at, what in problems(read, text))


def test_the_dialect_is_recognised() -> None:
    assert formats.guess(CHOICE.encode(), "a.txt") == "text2qti"
    assert not text2qti.is_surely("1. một\n2. hai\n".encode(), "a.txt")
