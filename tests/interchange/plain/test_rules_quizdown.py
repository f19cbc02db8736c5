"""quizdown: single, multiple, sequence, hints, comments, settings; and what is told because it has no place."""

import pytest

from app.content.schema import Kind, Question
from app.interchange import formats
from app.interchange.plain import quizdown
from app.interchange.report import Imported
from tests.interchange.slips import problems, told

PAGE = """\
---
primaryColor: steelblue
shuffleQuestions: true
nQuestions: 2
---

Bài **mở đầu**.

### Ai giữ *mã OTP*?

---
shuffleAnswers: false
---

Đọc tin:

```
- [x] không phải đáp án
```

> Nghĩ đến
> chìa khoá.

1. [x] Chỉ mình tôi
    > Đúng rồi, *giữ kín*.
1. [ ] Gọi *101#
   nhé
1. [ ] Ngân hàng

## Những số nào là số khẩn cấp?
- [x] 113
- [ ] 1900
  > Số thường.
- [x] 114

# Sắp xếp
1. Mở kho ứng dụng
2. Tìm VNeID
3) Bấm Cài đặt
"""


def read(text: str) -> Imported:
    return quizdown.read(text.encode(), "de.md")


def by_title(found: Imported, start: str) -> Question:
    return next(question for question in found.questions if question.title.startswith(start))


def test_a_numbered_check_list_has_one_answer() -> None:
    question = by_title(read(PAGE), "Ai")
    assert (question.kind, question.title, question.line) == (Kind.ONE, "Ai giữ mã OTP?", 9)
    assert question.prompt == "Đọc tin:\n\n```\n- [x] không phải đáp án\n```"
    assert question.hint == "Nghĩ đến chìa khoá."
    assert not question.shuffle
    assert [(option.text, option.correct, option.feedback) for option in question.options] == [
        ("Chỉ mình tôi", True, "Đúng rồi, *giữ kín*."),
        ("Gọi *101# nhé", False, ""),
        ("Ngân hàng", False, ""),
    ]


def test_a_bulleted_check_list_has_several_answers() -> None:
    question = by_title(read(PAGE), "Những")
    assert question.kind is Kind.SEVERAL
    assert question.shuffle
    assert [(option.correct, option.feedback) for option in question.options] == [
        (True, ""),
        (False, "Số thường."),
        (True, ""),
    ]


def test_a_numbered_list_without_boxes_is_an_order() -> None:
    question = by_title(read(PAGE), "Sắp xếp")
    assert question.kind is Kind.ORDER
    assert [option.text for option in question.options] == ["Mở kho ứng dụng", "Tìm VNeID", "Bấm Cài đặt"]


def test_text_above_the_first_question_is_the_lesson() -> None:
    assert read(PAGE).prose == "Bài **mở đầu**."


def test_settings_without_a_place_are_told_at_their_lines() -> None:
    found = read(PAGE)
    assert "chỉ là cách hiện trang" in told(found, 2)
    assert "`trộn: có`" in told(found, 3)
    assert "`lấy: 2 câu`" in told(found, 4)
    assert "chữ đậm, chữ nghiêng" in told(found, 9)


def test_shuffling_set_for_the_page_holds_where_a_question_says_nothing_else() -> None:
    page = "---\nshuffleAnswers: false\n---\n# Một\n1. [x] a\n1. [ ] b\n"
    page += "# Hai\n---\nshuffleAnswers: true\n---\n- [x] c\n- [ ] d"
    assert [question.shuffle for question in read(page).questions] == [False, True]


def test_blocks_of_a_page_are_read_and_the_page_is_the_lesson() -> None:
    page = "# Bài học\n\nĐọc kỹ.\n\n```quizdown\n# Hỏi?\n1. [x] a\n1. [ ] b\n```\n\nHết bài.\n"
    found = read(page)
    assert [question.title for question in found.questions] == ["Hỏi?"]
    assert found.prose == "# Bài học\n\nĐọc kỹ.\n\nHết bài."


def test_a_page_indented_inside_html_and_its_entities_are_undone() -> None:
    (question,) = read("    # 1 &lt; 2?\n    1. [x] Có &amp; chắc\n    1. [ ] Không").questions
    assert (question.title, question.options[0].text) == ("1 < 2?", "Có & chắc")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("# Hỏi?\n![cô](https://a.vn/x.png)\n1. [x] a\n1. [ ] b", 1, "ảnh “https://a.vn/x.png” không đi kèm tệp"),
        ("# Hỏi?\n<b>in</b>\n1. [x] a\n1. [ ] b", 1, "thẻ HTML"),
        ("# Hỏi?\n1. [x] $x^2$\n1. [ ] b", 2, "Công thức “$x^2$”"),
        ("# Hỏi?\n1. [x] a\n   - con\n1. [ ] b", 3, "Danh sách con “con”"),
        ("# Hỏi?\n1. [x] a\n1. [ ] b\n\nchữ\n\n- thêm", 7, "Danh sách thứ hai"),
        ("# Hỏi?\n1. [x] a\n1. [ ] b\n\nchữ\n\n1. [x] thêm", 7, "Danh sách thứ hai"),
        ("# Hỏi?\n1. [x] a\n1. [ ] b\n- [x] thêm", 4, "Danh sách thứ hai"),
        ("# Hỏi?\n1. a\n   > vì\n2. b\n3. c", 1, "gộp vào phần giải thích"),
        ("# Hỏi?\n---\nshuffleAnsers: false\n---\n1. [x] a\n1. [ ] b", 3, "Không hiểu cài đặt"),
        ("# Hỏi?\n1. [x] a\n   ```\n   mã\n   ```\n1. [ ] b", 4, "khối mã"),
    ],
)
def test_what_has_no_place_is_told_at_its_line(text: str, line: int, words: str) -> None:
    assert words in told(read(text), line)


def test_remarks_under_steps_become_the_explanation() -> None:
    (question,) = read("# Hỏi?\n1. a\n   > vì\n2. b\n3. c").questions
    assert question.explanation == "a: vì"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("# Hỏi?\nchỉ chữ", 1, "chưa có danh sách đáp án"),
        ("# Hỏi?\n1. [x] a\n1. [x] b", 1, "2 phương án được đánh dấu đúng"),
        ("# Hỏi?\n1. [ ] a\n1. [ ] b", 1, "chưa đánh dấu"),
        ("# Hỏi?\n- a\n- b", 2, "chưa có ô"),
        ("# Hỏi?\n1. [x] a\n1. b", 3, "chưa có ô"),
        ("# Hỏi?\n1. a\n2. b", 1, "ít nhất 3 bước"),
        ("# Hỏi?\n1. [x] a\n1. [ ] a", 3, "giống hệt nhau"),
        ("# Hỏi?\n1. [x]\n1. [ ] a", 2, "để trống"),
        ("#\n1. [x] b\n1. [ ] a", 1, "để trống"),
    ],
)
def test_a_slip_is_refused_at_its_line(text: str, line: int, words: str) -> None:
    assert any(at == line and words in what for at, what in problems(read, text))


def test_all_slips_are_named_at_once() -> None:
    assert [line for line, _ in problems(read, "# Một\n1. [ ] a\n1. [ ] b\n# Hai\n# Ba\n1. a\n2. b")] == [1, 4, 5]


def test_the_dialect_is_recognised() -> None:
    assert formats.guess(PAGE.encode(), "de.md") == "quizdown"
    assert not quizdown.is_surely("# Bài\n\n1. một\n- [x] hai\n".encode(), "de.md")
