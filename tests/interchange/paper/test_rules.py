"""A lesson on paper: the signs, blanks and key of every kind, and the file that stands alone."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest

from app.content.markdown import render_batch
from app.content.parse import parse_text
from app.content.schema import Module
from app.content.snapshot import snapshot, texts_to_render
from app.interchange import formats
from app.interchange.paper.lesson import on_paper, paper_of
from app.interchange.paper.sheets import Area, Paper, Question, Remark, Row
from tests.interchange.word.files import png

HEAD = "---\nđịnh dạng: 1\nmã: bai\ntiêu đề: Giữ mã <OTP>\nnhóm: [người dân]\nđạt: 80%\nlấy: 2 câu\n---\n\nĐọc kỹ.\n"


def module_of(quiz: str, practice: str = "") -> Module:
    text = f"{HEAD}\n## Kiểm tra\n\n{quiz}\n{practice}"
    document = parse_text(text, "nguoi-dan/bai.md")
    assert document.module is not None
    assert not document.has_errors, document.problems
    return document.module


def record_of(module: Module, media: dict[str, str] | None = None) -> dict[str, Any]:
    return snapshot(module, render_batch(texts_to_render(module), media=media or {}))


def paper(quiz: str, practice: str = "") -> Paper:
    return paper_of(record_of(module_of(quiz, practice)), edition="Bản số 3", day="22/11/2026")


def only(quiz: str) -> Question:
    (question,) = paper(quiz).questions
    return question


def signs(rows: tuple[Row, ...]) -> list[str]:
    return [f"{row.sign} {row.text}" for row in rows]


def test_options_keep_the_order_of_the_file_and_get_letters() -> None:
    question = only(
        "### Hỏi?\nKiểu: một đáp án\nĐiểm: 1,5\n- [ ] ba\n  > Không.\n- [x] hai\n- [ ] một\nGiải thích: Vì *thế*."
    )
    answers = question.answers
    assert (answers.shape, signs(answers.rows), answers.key) == ("letters", ["A ba", "B hai", "C một"], ("B. hai",))
    assert answers.blanks[0].signs == ("A", "B", "C")
    assert (question.points, question.number) == ("1,5", 1)
    assert question.explanation_html == "<p>Vì <em>thế</em>.</p>"
    assert [(row.sign, row.html) for row in answers.remarks] == [("A", "<p>Không.</p>")]


@pytest.mark.parametrize("kind", ["nhiều đáp án", "tìm dấu hiệu"])
def test_several_right_options_are_all_in_the_key(kind: str) -> None:
    answers = only(f"### Hỏi?\nKiểu: {kind}\n- [x] a\n- [ ] b\n- [x] c").answers
    assert answers.key == ("A. a", "C. c")
    assert "tất cả" in answers.task


def test_a_statement_has_two_squares() -> None:
    answers = only("### Hỏi\nKiểu: đúng sai\nĐáp án: Sai").answers
    assert (answers.shape, answers.blanks[0].signs, answers.key) == ("truth", ("Đúng", "Sai"), ("Sai",))


def test_statements_have_two_squares_each() -> None:
    answers = only("### Hỏi\nKiểu: đúng sai\n- [Đ] một\n- [S] hai").answers
    assert (answers.shape, signs(answers.rows), answers.key) == ("truths", ["a một", "b hai"], ("a) Đ, b) S",))
    assert [(blank.label, blank.signs) for blank in answers.blanks] == [("a", ("Đ", "S")), ("b", ("Đ", "S"))]


def test_typed_answers_have_a_line_and_all_keys() -> None:
    question = only("### Hỏi\nKiểu: số\nĐáp án: 5\nChấp nhận: từ 5 đến 7\nĐơn vị: người")
    assert (question.answers.shape, question.unit, question.answers.key) == ("line", "người", ("5", "từ 5 đến 7"))
    assert only("### Hỏi\nKiểu: trả lời ngắn\nĐáp án: Hà Nội").answers.key == ("Hà Nội",)


def test_steps_do_not_stand_in_their_right_order() -> None:
    answers = only("### Xếp\nKiểu: sắp xếp\n1. Mở\n2. Tìm\n3. Cài").answers
    assert signs(answers.rows) == ["a Cài", "b Mở", "c Tìm"]
    assert answers.key == ("a – 3, b – 1, c – 2", "1. Mở", "2. Tìm", "3. Cài")
    sorted_already = only("### Xếp\nKiểu: sắp xếp\n1. a\n2. b\n3. c").answers
    assert [row.text for row in sorted_already.rows] == ["c", "b", "a"]
    assert sorted_already.key[0] == "a – 3, b – 2, c – 1"


def test_right_sides_do_not_stand_beside_their_left_sides() -> None:
    answers = only("### Ghép\nKiểu: ghép đôi\n- Lạ -> Cúp\n- Quen -> Nghe\n- -> Bấm").answers
    assert (signs(answers.rows), signs(answers.others)) == (["1 Lạ", "2 Quen"], ["a Bấm", "b Cúp", "c Nghe"])
    assert answers.key == ("1 – b, 2 – c", "Lạ → Cúp", "Quen → Nghe")
    aligned = only("### Ghép\nKiểu: ghép đôi\n- Một -> a\n- Hai -> b").answers
    assert [row.text for row in aligned.others] == ["b", "a"]
    assert aligned.key[0] == "1 – b, 2 – a"


def test_areas_have_numbers_on_the_picture_and_in_the_list() -> None:
    quiz = "### Chạm\nKiểu: điểm ảnh\nẢnh: a.png\nMô tả ảnh: Tin giả\n"
    quiz += "- [x] (10,55 - 90,70) Liên kết\n- [ ] (0,0 - 60,20) Tên"
    record = record_of(module_of(quiz), {"a.png": "/media/x.png"})
    (question,) = paper_of(record, edition="", day="").questions
    assert question.answers.areas == (Area("1", 10, 55, 80, 15), Area("2", 0, 0, 60, 20))
    assert (signs(question.answers.rows), question.answers.key) == (["1 Liên kết", "2 Tên"], ("1. Liên kết",))
    assert question.picture_html == '<p><img src="/media/x.png" alt="Tin giả"></p>'


def test_a_story_says_where_each_way_leads() -> None:
    answers = only(
        "### Cuộc gọi\nKiểu: tình huống\n#### Bước 1\n> Alo\n- [ ] Đọc -> Bước 2\n  > Đừng.\n- [x] Cúp -> Kết thúc\n"
        "#### Bước 2\n> Mã?\n- [x] Cúp -> Kết thúc\n- [ ] Đọc -> Kết thúc"
    ).answers
    assert [(step.name, [(row.sign, row.text, row.then) for row in step.rows]) for step in answers.steps] == [
        ("Bước 1", [("a", "Đọc", "Bước 2"), ("b", "Cúp", "")]),
        ("Bước 2", [("a", "Cúp", ""), ("b", "Đọc", "")]),
    ]
    assert answers.key == ("Bước 1: b) Cúp", "Bước 2: a) Cúp")
    assert answers.remarks == (Remark("Bước 1, a", "<p>Đừng.</p>"),)


def test_a_practice_is_a_list_to_tick_and_to_sign() -> None:
    practice = (
        "## Thực hành\n\n### Cài\nKiểu: thực hành\nNgười xác nhận: giáo viên\nTối thiểu: 1/2\n- [ ] Tìm\n- [ ] Cài"
    )
    (task,) = paper("### Hỏi\nKiểu: đúng sai\nĐáp án: Sai", practice).tasks
    assert (task.rows, task.confirmer, task.minimum) == (("Tìm", "Cài"), "giáo viên", (1, 2))


def test_a_record_of_an_earlier_release_is_printed_too() -> None:
    record = record_of(module_of("### Hỏi?\nKiểu: một đáp án\n- [ ] a\n- [x] b"))
    for name in ("accepted", "comparer", "unit", "picture_html", "picture_text", "pairs", "nodes"):
        del record["questions"][0][name]
    del record["questions"][0]["options"][0]["area"]
    assert paper_of(record, edition="", day="").questions[0].answers.key == ("B. b",)


def test_sounds_and_films_leave_their_words_and_pictures_do_not_wait() -> None:
    html = '<audio controls src="/a.mp3" aria-label="Cuộc gọi"></audio>'
    html += '<video src="/a.mp4" aria-label="Cách cài"><track></video>'
    assert on_paper(html) == "<em>(Nghe trên trang: Cuộc gọi)</em><em>(Xem trên trang: Cách cài)</em>"
    assert on_paper('<img src="/a.png" alt="" loading="lazy">') == '<img src="/a.png" alt="">'


# --- The file that stands alone --------------------------------------------------------------------------------------


class _Addresses(HTMLParser):
    """Collects every address a page asks for."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.found += [value or "" for name, value in attrs if name in ("src", "href", "data", "action", "srcset")]


def printed(quiz: str, media: dict[str, bytes] | None = None) -> tuple[str, _Addresses, list[str]]:
    exported = formats.write("print", module_of(quiz), media)
    page = _Addresses()
    page.feed(exported.content.decode())
    return exported.content.decode(), page, [loss.what for loss in exported.losses]


def test_the_file_asks_nobody_for_anything_and_has_all_four_parts() -> None:
    html, page, losses = printed("### Hỏi?\n\n![Mèo](a.png)\n\nKiểu: một đáp án\n- [ ] a\n- [x] b", {"a.png": png()})
    assert page.found == [page.found[0]]
    assert page.found[0].startswith("data:image/png;base64,")
    assert not {"script", "link", "iframe"} & set(page.tags)
    assert "url(" not in html
    assert losses == []
    for words in (
        "Giữ mã &lt;OTP&gt;",
        "Câu hỏi: Giữ mã",
        "Phiếu trả lời: Giữ mã",
        "Đáp án: Giữ mã",
        "B. b",
        "80 % số điểm",
    ):
        assert words in html
    assert "chỉ rút 2 câu" in html


def test_the_file_tells_what_paper_cannot_do() -> None:
    html, _, losses = printed("### Hỏi?\n\n![Cuộc gọi](a.mp3)\n\nKiểu: một đáp án\n- [ ] a\n- [x] b", {"a.mp3": b"x"})
    assert losses == ["Tệp a.mp3 (tiếng hoặc phim) không in được, trên giấy chỉ còn lời mô tả."]
    assert "Cuộc gọi" in html
    assert "<audio" not in html


def test_the_style_of_the_file_never_closes_itself() -> None:
    html, _, _ = printed("### Hỏi?\nKiểu: một đáp án\n- [ ] </style><script>alert(1)</script>\n- [x] b")
    assert html.count("</style>") == 1
    assert "<script" not in html
    assert re.search(r"&lt;/style&gt;&lt;script&gt;", html)
