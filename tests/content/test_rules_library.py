"""Rules between files: programmes, lessons, skills, shared ids."""

from datetime import date
from pathlib import Path

import pytest

from app.content.check import check_document, outdated
from app.content.library import check_library, load_library
from app.content.messages import apply_fix
from app.content.parse import parse_text
from app.content.schema import CompletionRule, Group, LessonRef, Library, Trust
from app.content.snapshot import refused_part
from tests.content.test_rules_cases import ELSEWHERE

TODAY = date(2026, 11, 22)
COURSES = Path(__file__).parents[2] / "courses"
INDEX = """\
---
định dạng: 1
nhóm: người dân
tiêu đề: Kỹ năng số
khung: 757/QĐ-BKHCN v1.0 (khung tạm)
bài:
- an-toan-otp
- can-bo/ky-so
bài đánh giá: danh-gia
đạt khi: [tất cả bài, bài đánh giá, 1 thực hành]
mức tin cậy: có người chứng kiến
---

Chào bà con.
"""
LESSON = "---\nđịnh dạng: 1\nmã: {id}\ntiêu đề: Bài\nnhóm: [{group}]\nkỹ năng: [{skill}]\n{more}---\n\nChữ.\n"
FRAMEWORK = (
    "---\nđịnh dạng: 1\nmã: {id}\ntiêu đề: Khung tạm\nnhóm: [{group}]\n---\n\n"
    "Khung tạm.\n\n## 1.1 Tìm kiếm\n\nBiết tìm.\n"
)
QUESTION = "\n## Kiểm tra\n\n### Câu\nKiểu: đúng sai\nMã: {id}\nĐáp án: Sai\n"
TASK = "\n## Thực hành\n\n### Làm\nKiểu: thực hành\nMã: {id}\n- [ ] Tự làm\n"


def lesson(name: str, group: str = "người dân", skill: str = "1.1", more: str = "", tail: str = "") -> str:
    return LESSON.format(id=name, group=group, skill=skill, more=more) + tail


def words(body: str) -> str:
    return f"---\nđịnh dạng: 1\ntiêu đề: Từ khó\n---\n\n{body}\n"


def files(**changed: str) -> dict[str, str]:
    """Return a small library without problems, with some files changed."""
    return {
        "nguoi-dan/index.md": INDEX,
        "nguoi-dan/an-toan-otp.md": lesson("an-toan-otp", tail=TASK.format(id="aaaa1111")),
        "nguoi-dan/danh-gia.md": lesson("danh-gia", more="kiểm tra: đánh giá\n", tail=QUESTION.format(id="bbbb2222")),
        "can-bo/ky-so.md": lesson("ky-so", group="cán bộ", skill="KT:1.1"),
        "khung/KT.md": FRAMEWORK.format(id="KT", group="người dân"),
        "khung/TT.md": FRAMEWORK.format(id="TT", group="học sinh"),
    } | changed


def library(texts: dict[str, str]) -> Library:
    return check_library([parse_text(text, file) for file, text in texts.items()], media={}, today=TODAY)


def test_a_good_library_has_no_problems() -> None:
    assert library(files()).problems == ()


def test_the_published_courses_have_no_errors() -> None:
    assert not load_library(COURSES, today=TODAY).has_errors


def test_a_programme_says_what_counts_as_done() -> None:
    programme = library(files()).programmes["nguoi-dan"]
    assert (programme.group, programme.trust, programme.is_provisional) == (Group.RESIDENTS, Trust.WITNESSED, True)
    assert programme.lessons == (LessonRef("an-toan-otp"), LessonRef("ky-so", "can-bo"))
    assert programme.assessment == LessonRef("danh-gia")
    assert programme.rule == CompletionRule(all_lessons=True, assessment=True, practices=1)


OTP, EXAM, SIGN, PUPILS = "nguoi-dan/an-toan-otp.md", "nguoi-dan/danh-gia.md", "can-bo/ky-so.md", "khung/TT.md"
WORDS = "khung/tu-kho.md"
I = "nguoi-dan/index.md"  # noqa: E741  # Short, because the table below is wide.
BROKEN = [
    (
        "G01",
        I,
        7,
        {I: INDEX.replace("- an-toan-otp", "- hoan-toan-khac")},
        'Dòng 7: Không tìm thấy bài "hoan-toan-khac".',
    ),
    (
        "G01.near",
        I,
        7,
        {I: INDEX.replace("- an-toan-otp", "- an-toan-opt")},
        'Dòng 7: Không tìm thấy bài "an-toan-opt". Có phải "an-toan-otp"?',
    ),
    ("G02", I, 8, {I: INDEX.replace("- can-bo/ky-so", "- an-toan-otp")}, 'Dòng 8: Bài "an-toan-otp" được kể hai lần.'),
    (
        "G03",
        I,
        10,
        {I: INDEX.replace("1 thực hành", "học giỏi")},
        'Dòng 10: Không hiểu "học giỏi" trong `đạt khi`. Viết: tất cả bài, hoặc 3 bài; bài đánh giá; 1 thực hành.',
    ),
    (
        "G04",
        I,
        9,
        {I: INDEX.replace("bài đánh giá: danh-gia\n", "")},
        "Dòng 9: `đạt khi` có bài đánh giá nhưng chưa có dòng `bài đánh giá: …`.",
    ),
    (
        "G05",
        I,
        10,
        {I: INDEX.replace("tất cả bài", "5 bài")},
        "Dòng 10: `đạt khi` cần 5 bài nhưng chương trình chỉ có 2 bài.",
    ),
    (
        "G06",
        I,
        10,
        {I: INDEX.replace("1 thực hành", "3 thực hành")},
        "Dòng 10: `đạt khi` cần 3 việc thực hành nhưng các bài chỉ có 1 việc.",
    ),
    (
        "G07",
        I,
        9,
        {I: INDEX.replace("danh-gia\n", "an-toan-otp\n")},
        'Dòng 9: Bài "an-toan-otp" không phải bài đánh giá. Trong bài đó ghi: `kiểm tra: đánh giá`.',
    ),
    (
        "G08",
        "nguoi-dan/hai.md",
        3,
        {"nguoi-dan/hai.md": lesson("danh-gia")},
        'Dòng 3: Mã bài "danh-gia" đã dùng ở nguoi-dan/danh-gia.md. Mỗi bài trong một nhóm cần một mã riêng.',
    ),
    (
        "G09",
        I,
        16,
        {I: INDEX + "\n## Kiểm tra\n"},
        "Dòng 16: Phần này không có câu hỏi; câu hỏi chỉ viết trong tệp bài học.",
    ),
    (
        "G10",
        PUPILS,
        14,
        {PUPILS: FRAMEWORK.format(id="TT", group="học sinh") + "\n## Một\n"},
        "Dòng 14: Kỹ năng viết thành `## <mã> <tên>`, ví dụ `## 1.2 Đánh giá thông tin`.",
    ),
    (
        "G11",
        PUPILS,
        14,
        {PUPILS: FRAMEWORK.format(id="TT", group="học sinh") + "\n## 1.1 Hai\n\nChữ.\n"},
        'Dòng 14: Kỹ năng "1.1" đã có ở dòng 10.',
    ),
    (
        "G12",
        PUPILS,
        14,
        {PUPILS: FRAMEWORK.format(id="TT", group="học sinh") + "\n## 1.2 Hai\n"},
        'Dòng 14: Kỹ năng "1.2" chưa có đoạn giải thích.',
    ),
    (
        "G13",
        EXAM,
        6,
        {EXAM: lesson("danh-gia", skill="9.9", more="kiểm tra: đánh giá\n", tail=QUESTION.format(id="bbbb2222"))},
        'Dòng 6: Không có kỹ năng "9.9" trong khung.',
    ),
    (
        "G14",
        SIGN,
        6,
        {SIGN: lesson("ky-so", group="cán bộ", skill="1.1")},
        "Dòng 6: Có nhiều khung kỹ năng nên phải ghi rõ khung, ví dụ `TT02:1.1`.",
    ),
    (
        "F24",
        I,
        3,
        {I: INDEX.replace("nhóm: người dân", "nhóm: học sinh")},
        'Dòng 3: Thư mục này dành cho nhóm "người dân", trong tệp đang ghi "học sinh".',
    ),
    (
        "Q05.file",
        EXAM,
        16,
        {EXAM: lesson("danh-gia", more="kiểm tra: đánh giá\n", tail=QUESTION.format(id="aaaa1111"))},
        'Dòng 16: Mã "aaaa1111" đã dùng ở nguoi-dan/an-toan-otp.md, dòng 15. Xoá dòng này, hệ thống sẽ cấp mã mới.',
    ),
    (
        "G20",
        WORDS,
        6,
        {WORDS: words("### OTP\n\nMã dùng một lần.")},
        "Dòng 6: Từ khó viết thành `## <từ>`, các cách viết cách nhau dấu phẩy, ví dụ `## OTP, mã OTP`.",
    ),
    (
        "G21",
        WORDS,
        6,
        {WORDS: words("Mã dùng một lần.")},
        "Dòng 6: Dòng này chưa thuộc từ nào. Viết từ ấy ở trên: `## <từ>`.",
    ),
    (
        "G22",
        WORDS,
        8,
        {WORDS: words("## OTP\n\n- Mã dùng một lần.")},
        "Dòng 8: Lời giải thích viết bằng câu thường, không có danh sách, đường liên kết hay chữ đậm.",
    ),
    ("G23", WORDS, 6, {WORDS: words("## OTP")}, 'Dòng 6: Từ "OTP" chưa có lời giải thích.'),
    (
        "G24",
        WORDS,
        10,
        {WORDS: words("## khoá\n\nĐồ để mở.\n\n## Chìa, Khóa\n\nĐồ để mở.")},
        'Dòng 10: Từ "Khóa" đã có ở dòng 6.',
    ),
]


@pytest.mark.parametrize(("key", "file", "line", "changed", "message"), BROKEN, ids=lambda value: str(value)[:12])
def test_a_broken_link_is_told_in_its_file(
    key: str, file: str, line: int, changed: dict[str, str], message: str
) -> None:
    texts = files(**changed)
    told = [problem for problem in library(texts).problems if problem.is_error]
    assert (told[0].file, told[0].code, told[0].line, told[0].message) == (file, key.partition(".")[0], line, message)
    assert len(told) == 1
    if told[0].fix:
        repaired = texts | {file: apply_fix(texts[file], told[0].fix)}
        assert not library(repaired).has_errors


def test_the_tables_meet_every_sentence() -> None:
    assert {key for key, *_ in BROKEN} | {"F20", "F21", "F21.lines", "G25", "P08", "Q62"} == ELSEWHERE


def test_a_text_the_renderer_refuses_is_told_at_its_line() -> None:
    document = parse_text(lesson("bai", tail=QUESTION.format(id="bbbb2222")), "nguoi-dan/bai.md")
    assert document.module
    assert refused_part(document.module, 0).message == (
        "Dòng 9: Đoạn này quá rối nên không dựng thành trang được. Viết lại ngắn hơn, bớt ký hiệu."
    )
    assert refused_part(document.module, 3).line == 13


def test_an_expired_lesson_may_still_be_read_but_not_be_an_assessment() -> None:
    reading = parse_text(lesson("bai", more="hiệu lực đến: 2026-11-21\n"), "nguoi-dan/bai.md")
    exam = parse_text(
        lesson("bai", more="hiệu lực đến: 2026-11-21\nkiểm tra: đánh giá\n", tail=QUESTION.format(id="bbbb2222")),
        "nguoi-dan/bai.md",
    )
    assert [(p.code, p.is_error) for p in check_document(reading, today=TODAY)] == [("F28", False)]
    assert [(p.code, p.is_error) for p in check_document(exam, today=TODAY)] == [("F28", False)]
    assert exam.module
    assert reading.module
    assert [(p.code, p.line, p.is_error) for p in outdated(exam.module, today=TODAY)] == [("F28", 7, True)]
    assert not outdated(exam.module, today=date(2026, 11, 21))
    assert not outdated(reading.module, today=TODAY)
    assert not check_document(reading, today=date(2026, 11, 21))
