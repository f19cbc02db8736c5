"""Habits of teachers in Word that are no rule anywhere: broken lines, notes on the level, per cents, lessons only."""

from app.content.schema import Kind, Question
from app.interchange import formats
from app.interchange.report import Imported
from tests.interchange.word.files import Paper


def read(text: str) -> Imported:
    paper = Paper()
    paper.lines(text)
    return formats.read("docx", paper.bytes(), "de.docx")


def one(text: str) -> Question:
    (question,) = read(text).questions
    return question


def test_a_question_broken_off_in_the_middle_goes_on_in_its_heading() -> None:
    question = one("Câu 1: Điều gì\nxảy ra khi bấm\nvào liên kết?\nA. Mất tiền\nB. Không sao\nĐáp án: A")

    assert (question.title, question.prompt) == ("Điều gì xảy ra khi bấm vào liên kết?", "")


def test_what_begins_a_sentence_stays_below_the_heading() -> None:
    question = one("Câu 1: Đọc tin nhắn.\nbấm ngay để nhận quà\nA. Thật\nB. Giả\nĐáp án: B")

    assert (question.title, question.prompt) == ("Đọc tin nhắn.", "bấm ngay để nhận quà")


def test_a_note_on_the_level_of_a_question_is_no_part_of_it_and_is_told() -> None:
    found = read(
        "Câu 3 (Vận dụng): Hỏi gì?\nA. Một\nB. Hai\nĐáp án: A\nCâu 4 (0,5 điểm): Nữa?\nA. Một\nB. Hai\nĐáp án: B"
    )

    assert [(question.title, float(question.points)) for question in found.questions] == [("Hỏi gì?", 1), ("Nữa?", 0.5)]
    assert [loss.what for loss in found.losses] == ["Ghi chú “Vận dụng” ở đầu câu 3 không nhập."]


def test_a_number_of_per_cents_is_a_number_with_its_unit() -> None:
    question = one("Câu 1: Bao nhiêu phần trăm?\nĐáp án: 12,5%")

    assert (question.kind, question.answer, question.unit) == (Kind.NUMBER, "12,5", "%")


def test_a_file_without_questions_says_so() -> None:
    found = read("Chỉ có bài đọc thôi.")

    assert (found.questions, found.prose) == ((), "Chỉ có bài đọc thôi.")
    assert [loss.what for loss in found.losses] == ["Không thấy câu hỏi nào, chỉ nhập được bài đọc."]
