"""Where a sentence ends, what a word is, and when a text for residents reads slowly."""

import time
from datetime import date

import pytest

from app.content.check import check_document
from app.content.parse import parse_text
from app.content.sentences import sentence_lengths, split, words_in

LONG = "Bác " + "đi " * 24 + "về.\n"
HEAD = "---\nđịnh dạng: 1\nmã: bai\ntiêu đề: Bài\nnhóm: [{group}]\n---\n\n"


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Bác dừng lại. Bác tắt máy.", ["Bác dừng lại.", "Bác tắt máy."]),
        ("Giá 1.000 đồng một tin.", ["Giá 1.000 đồng một tin."]),
        ("Cam, quýt, v.v. đều bán được. Bác cân kỹ.", ["Cam, quýt, v.v. đều bán được.", "Bác cân kỹ."]),
        ("Ở TP. Hồ Chí Minh có ông A. Minh. Ông bán gạo.", ["Ở TP. Hồ Chí Minh có ông A. Minh.", "Ông bán gạo."]),
        ('Họ nói: "Đọc mã đi!" Bác đừng đọc.', ['Họ nói: "Đọc mã đi!"', "Bác đừng đọc."]),
        ("Vào dichvucong.gov.vn nhé! Xong chưa?", ["Vào dichvucong.gov.vn nhé!", "Xong chưa?"]),
        ("Chờ đã… 156 là số báo lừa đảo.", ["Chờ đã…", "156 là số báo lừa đảo."]),
    ],
)
def test_a_sentence_ends_where_a_reader_takes_breath(text: str, sentences: list[str]) -> None:
    assert split(text) == sentences


@pytest.mark.parametrize(
    ("prose", "lengths"),
    [
        ("# Một đầu đề dài\n\nBác đi.", [2]),
        ("- Một hai\n- Ba bốn năm\n\n1. Sáu. Bảy tám.", [2, 3, 1, 2]),
        ("Bác đi\nra chợ.\nBác về.", [4, 2]),
        ("- Bác đi\n  ra chợ\n- Bác về", [4, 2]),
        ("Nói:\n\n> Bác đọc mã đi.\n> Cháu chờ.", [1, 4, 2]),
        ("| Bảng | này |\n|---|---|\n\n```\nkhối mã\n```\n\n---\n\nBác đi.", [2]),
        ("**Dừng.** Xem [bài này](/hoc/nguoi-dan/bai-khac) nhé. ![một tấm ảnh](anh.webp)", [1, 4]),
        ("Số của tôi: . . . . . .", [3]),
        ("Bác đi.\n\n. . . .\n\nBác về.", [2, 2]),
        ("", []),
    ],
)
def test_only_sentences_of_the_text_are_counted(prose: str, lengths: list[int]) -> None:
    assert sentence_lengths(prose) == lengths


def test_the_average_of_nothing_is_nothing() -> None:
    assert sentence_lengths("Bác đi. Bác về nhà nhé.") == [2, 4]
    assert sentence_lengths("# Đầu đề") == []


def test_marks_are_no_words() -> None:
    assert words_in("# Gọi **156**\n\n- Báo – ngay … ![ảnh](anh.webp)") == 4


def reading_level(group: str, text: str) -> list[str]:
    """Return what is told of the reading level of a text; it never stops publishing."""
    document = parse_text(HEAD.format(group=group) + text, "nguoi-dan/bai.md")
    told = check_document(document, today=date(2026, 11, 22))
    return [one.message for one in told if one.code == "P13" and not one.is_error]


def test_long_sentences_are_told_in_a_text_for_residents_only() -> None:
    assert reading_level("người dân", LONG * 5) == [
        "(nhắc) Mỗi câu trong bài dài trung bình 26,0 chữ. Với bà con, nên dưới 20 chữ: tách câu dài làm hai."
    ]
    assert reading_level("cán bộ", LONG * 5) == []
    assert reading_level("người dân", LONG * 4) == []
    assert reading_level("người dân", LONG * 5 + "Bác về.\n" * 5) == []


@pytest.mark.parametrize(
    "text",
    [
        "a" * 100_000,
        "![" * 50_000,
        "[a](" * 25_000,
        "." * 100_000,
        "Ở TP. Huế. " * 9_000,
        "(" * 100_000,
        ". (" * 33_000,
    ],
)
def test_a_hostile_text_takes_no_longer_than_it_is_long(text: str) -> None:
    began = time.process_time()
    sentence_lengths(text)
    once = time.process_time() - began

    began = time.process_time()
    sentence_lengths(text + text)

    assert time.process_time() - began < 4 * once + 0.2, "twice the text may take twice the time, not four times"
