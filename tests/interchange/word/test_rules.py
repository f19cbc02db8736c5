"""Word: every convention by which teachers write questions and mark answers, one paper each."""

from fractions import Fraction

import pytest

from app.content.schema import Kind, Pair, Question
from app.interchange import formats
from app.interchange.report import BadFile, Imported
from app.interchange.word import reader as word
from tests.interchange.word.files import Look, Paper, bold, lit, red, slanted, underlined

OPTIONS = ("Ngân hàng", "Công an", "Chỉ mình tôi", "Tổng đài")


def read(paper: Paper) -> Imported:
    return word.read(paper.bytes(), "đề thi.docx")


def only(paper: Paper) -> Question:
    (question,) = read(paper).questions
    return question


def problems(paper: Paper) -> str:
    with pytest.raises(BadFile) as refusal:
        read(paper)
    return " ".join(problem.what for problem in refusal.value.problems)


def told(found: Imported) -> str:
    return " ".join(loss.what for loss in found.losses)


def right(question: Question) -> list[str]:
    return [option.text for option in question.options if option.correct]


def paper_of(text: str) -> Paper:
    paper = Paper()
    paper.lines(text)
    return paper


# --- Which option is right -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("look", [bold, underlined, red, lit], ids=lambda look: look.__name__)
@pytest.mark.parametrize("marked", ["letter", "words", "both"])
def test_the_right_option_stands_out(look: Look, marked: str) -> None:
    paper = paper_of("Câu 1: Ai được biết mã OTP?")
    for letter, words in zip("ABCD", OPTIONS, strict=True):
        first = (f"{letter}.", look) if letter == "C" and marked != "words" else f"{letter}."
        rest = (f" {words}", look) if letter == "C" and marked != "letter" else f" {words}"
        paper.line(first, rest)
    question = only(paper)
    assert (question.kind, question.title) == (Kind.ONE, "Ai được biết mã OTP?")
    assert tuple(option.text for option in question.options) == OPTIONS
    assert right(question) == ["Chỉ mình tôi"]


def test_letters_that_are_all_bold_mark_nothing_and_the_underlined_one_is_right() -> None:
    paper = paper_of("Câu 1. Gọi số nào?")
    for letter, words in zip("ABCD", ("113", "114", "115", "116"), strict=True):
        paper.line((f"{letter}.", underlined if letter == "B" else bold), f" {words}")
    paper.document.paragraphs[2].runs[0].bold = True
    assert right(only(paper)) == ["114"]


def test_a_stop_without_the_look_does_not_hide_the_mark() -> None:
    paper = paper_of("Câu 1. Gọi số nào?\nA. 113")
    paper.line(("B", underlined), ". 114")
    paper.line("C. ", ("115", bold), ".")
    assert "theo nhiều cách khác nhau" in problems(paper)
    paper = paper_of("Câu 1. Gọi số nào?\nA. 113")
    paper.line(("B", underlined), ". ", ("114", bold), ".")
    assert right(only(paper)) == ["114."]


def test_a_look_of_a_style_counts() -> None:
    paper = paper_of("Câu 1. Gọi số nào?\nA. 113")
    paper.line("B. 114", style="Intense Quote")
    assert right(only(paper)) == ["114"]


def test_a_star_before_the_letter_is_a_mark() -> None:
    assert right(only(paper_of("Câu 1: Hỏi?\nA. một\n*B. hai\nC. ba"))) == ["hai"]


@pytest.mark.parametrize(
    "words", ["Đáp án: B", "Đáp án đúng là: B.", "ĐA: B", "Chọn B", "Đáp án B", "=> B", "Trả lời: b"]
)
def test_a_line_names_the_right_option(words: str) -> None:
    assert right(only(paper_of(f"Câu 1: Hỏi?\nA. một\nB. hai\nC. ba\n{words}"))) == ["hai"]


def test_a_line_that_names_two_makes_several_answers() -> None:
    question = only(paper_of("Câu 1: Hỏi?\nA. một\nB. hai\nC. ba\nĐáp án: A, C"))
    assert (question.kind, right(question)) == (Kind.SEVERAL, ["một", "ba"])


def test_two_marked_options_are_several_answers_when_the_question_says_so() -> None:
    paper = paper_of("Câu 1: Chọn nhiều đáp án: số khẩn cấp?")
    for letter, words, look in (("A", "113", red), ("B", "1900", None), ("C", "114", red)):
        paper.line((f"{letter}. {words}", look) if look else f"{letter}. {words}")
    question = only(paper)
    assert (question.kind, right(question)) == (Kind.SEVERAL, ["113", "114"])


def test_a_table_of_answers_at_the_end_is_used() -> None:
    paper = paper_of("Câu 1: Hỏi?\nA. một\nB. hai\nCâu 2: Nữa?\nA. ba\nB. bốn\nBẢNG ĐÁP ÁN")
    paper.table(["Câu", "1", "2"], ["Đáp án", "B", "A"])
    assert [right(question) for question in read(paper).questions] == [["hai"], ["ba"]]


def test_a_table_of_answers_may_stand_upright() -> None:
    paper = paper_of("Câu 1: Hỏi?\nA. một\nB. hai\nCâu 2: Nữa?\nA. ba\nB. bốn\nĐÁP ÁN")
    paper.table(["Câu", "Đáp án"], ["1", "B"], ["2", "A"])
    assert [right(question) for question in read(paper).questions] == [["hai"], ["ba"]]


@pytest.mark.parametrize("key", ["1.B 2.A", "1B\t2A", "Câu 1: B\nCâu 2: A", "1-B; 2-A"])
def test_lines_of_answers_at_the_end_are_used(key: str) -> None:
    paper = paper_of(f"Câu 1: Hỏi?\nA. một\nB. hai\nCâu 2: Nữa?\nA. ba\nB. bốn\nĐÁP ÁN\n{key}")
    assert [right(question) for question in read(paper).questions] == [["hai"], ["ba"]]


def test_every_question_without_a_clear_answer_is_named_at_once() -> None:
    paper = paper_of("Câu 1: Không dấu?\nA. một\nB. hai\nCâu 2: Hai dấu?")
    paper.line(("A. ba", red))
    paper.line(("B. bốn", red))
    paper.lines("C. năm\nCâu 3: Trái nhau?\nĐáp án: A")
    paper.line(("B. sáu", red))
    paper.lines("A. bảy\nCâu 4: Chữ lạ?\nA. x\nB. y\nĐáp án: D")
    found = problems(paper)
    assert "Câu 1 (“Không dấu?”) chưa thấy đáp án đúng" in found
    assert "Câu 2 (“Hai dấu?”) có 2 phương án được đánh dấu đúng" in found
    assert "Câu 3 (“Trái nhau?”): dòng đáp án ghi A nhưng phương án được đánh dấu là B" in found
    assert "Câu 4 (“Chữ lạ?”): đáp án “D” không phải chữ của một phương án (A, B)" in found


def test_looks_that_contradict_each_other_are_a_problem() -> None:
    paper = paper_of("Câu 1: Hỏi?")
    paper.line(("A. một", red))
    paper.line(("B. hai", underlined))
    paper.line("C. ba")
    assert "theo nhiều cách khác nhau" in problems(paper)


def test_a_table_of_answers_that_contradicts_itself_is_a_problem() -> None:
    paper = paper_of("Câu 1: Hỏi?\nA. một\nB. hai\nĐÁP ÁN\n1.A 1.B")
    assert "hai lần khác nhau: A, B" in problems(paper)
    paper = paper_of("Câu 1: Hỏi?\nA. một\nB. hai\nCâu 1: Nữa?\nA. một\nB. hai\nĐÁP ÁN\n1.A")
    assert "có 2 câu 1" in problems(paper)


# --- How options stand -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("gap", ["\t", "\t\t", "     ", " \t "])
def test_options_side_by_side_are_taken_apart(gap: str) -> None:
    paper = paper_of("Câu 1: Hỏi?")
    paper.line(f"A. một{gap}B. hai")
    paper.line("C. ", ("ba", bold), f"{gap}D. bốn")
    question = only(paper)
    assert [option.text for option in question.options] == ["một", "hai", "ba", "bốn"]
    assert right(question) == ["ba"]


def test_options_parted_by_single_blanks_are_taken_apart_and_told() -> None:
    found = read(paper_of("Câu 1: Hỏi?\nA. một B. hai C. ba D. bốn\nĐáp án: D"))
    assert [option.text for option in found.questions[0].options] == ["một", "hai", "ba", "bốn"]
    assert "đã được tách ra" in told(found)


def test_a_letter_inside_an_option_is_not_the_next_option() -> None:
    question = only(paper_of("Câu 1: Thiếu gì?\nA. Vitamin B. Nhóm lớn\nB. Vitamin C\nĐáp án: A"))
    assert [option.text for option in question.options] == ["Vitamin B. Nhóm lớn", "Vitamin C"]


def test_letters_that_word_wrote_itself_are_options() -> None:
    paper = Paper()
    question = paper.numbered("decimal", "Câu %1:")
    for title, marked in (("Một?", 1), ("Hai?", 0)):
        question(title)
        option = paper.numbered("upperLetter", "%1.")
        for at, words in enumerate(("a", "b", "c")):
            option(words, bold if at == marked else None)
    found = read(paper)
    assert [(q.title, right(q)) for q in found.questions] == [("Một?", ["b"]), ("Hai?", ["a"])]


def test_options_in_a_table_without_borders_are_options() -> None:
    paper = paper_of("Câu 1: Hỏi?")
    paper.table(["A. một", "B. hai"], ["C. ba", "D. bốn"])
    paper.line("Đáp án: D")
    assert right(only(paper)) == ["bốn"]


def test_a_table_of_options_shows_that_a_numbered_line_is_a_question() -> None:
    paper = paper_of("1. Hỏi?")
    paper.table(["A. một", "B. hai"])
    paper.lines("Đáp án: B\n2. Đúng hay sai?")
    paper.table(["Ý", "Đúng", "Sai"], ["một", "x", ""], ["hai", "", "x"])
    assert [question.kind for question in read(paper).questions] == [Kind.ONE, Kind.TRUE_FALSE]


def test_options_after_line_breaks_in_one_paragraph_are_options() -> None:
    paper = Paper()
    paper.line("Câu 1: Hỏi?\nA. một\nB. hai\nĐáp án: B")
    assert right(only(paper)) == ["hai"]


def test_words_that_go_on_below_an_option_belong_to_it() -> None:
    question = only(paper_of("Câu 1: Hỏi?\nA. một\nB. hai\nvà nữa\nĐáp án: A"))
    assert [option.text for option in question.options] == ["một", "hai và nữa"]


# --- What a question is ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "start", ["Câu 1:", "Câu 1.", "CÂU 1)", "Câu hỏi 1:", "Câu số 1 -", "Câu 1 (0,5 điểm):", "1.", "1)"]
)
def test_questions_begin_in_several_ways(start: str) -> None:
    assert only(paper_of(f"{start} Ai giữ mã?\nA. Tôi\nB. Họ\nĐáp án: A")).title == "Ai giữ mã?"


def test_a_heading_with_options_below_is_a_question_and_others_are_the_lesson() -> None:
    paper = Paper()
    paper.line("Bài học", style="Heading 1")
    paper.line("Đọc kỹ.")
    paper.line("Các bước:", style="Heading 2")
    paper.lines("1. Mở máy\n2. Bấm nút")
    paper.line("Ai giữ mã?", style="Heading 2")
    paper.lines("A. Tôi\nB. Họ\nĐáp án: A")
    found = read(paper)
    assert [question.title for question in found.questions] == ["Ai giữ mã?"]
    assert (found.title, found.prose) == ("Bài học", "Đọc kỹ.\n\n# Các bước:\n\n1. Mở máy\n2. Bấm nút")


def test_points_in_brackets_are_the_points() -> None:
    assert only(paper_of("Câu 1 (0,25 điểm): Hỏi?\nA. a\nB. b\nĐáp án: A")).points == Fraction(1, 4)
    assert only(paper_of("Câu 1. (2 điểm) Hỏi?\nA. a\nB. b\nĐáp án: A")).points == 2


def test_text_between_question_and_options_is_the_prompt() -> None:
    paper = paper_of("Câu 1: Đọc tin này, nên làm gì?")
    paper.line("Bác đã ", ("trúng thưởng", bold), " *lớn*.")
    paper.lines("Đáp số thì bí mật.\n- Bấm vào đây\nNguồn: tin nhắn lạ\nA. Xoá\nB. Bấm\nĐáp án: A")
    assert only(paper).prompt == (
        "Bác đã **trúng thưởng** \\*lớn\\*.\n\nĐáp số thì bí mật.\n\n\\- Bấm vào đây\n\nNguồn: tin nhắn lạ"
    )


def test_a_question_whose_words_stand_below_its_number_keeps_them() -> None:
    assert only(paper_of("Câu 1:\nAi giữ mã?\nA. Tôi\nB. Họ\nĐáp án: A")).title == "Ai giữ mã?"


@pytest.mark.parametrize(
    ("words", "carried"),
    [
        ("Giải thích: Vì mã là chìa khoá.", "Vì mã là chìa khoá."),
        ("Hướng dẫn giải: Xem bài 1.", "Xem bài 1."),
        ("Lời giải\nChọn A\nMã là chìa khoá.\nĐừng đưa ai.", "Mã là chìa khoá. Đừng đưa ai."),
    ],
)
def test_explanations_are_carried(words: str, carried: str) -> None:
    question = only(paper_of(f"Câu 1: Hỏi?\nA. a\nB. b\nĐáp án: A\n{words}"))
    assert question.explanation == carried


def test_hints_are_carried() -> None:
    assert only(paper_of("Câu 1: Hỏi?\nA. a\nB. b\nGợi ý: Nghĩ kỹ\nĐáp án: A")).hint == "Nghĩ kỹ"


def test_short_answers_numbers_and_statements_are_told_apart_by_their_answer() -> None:
    text = (
        "Câu 1: Số công an?\nĐáp án: 113\nCâu 2: Điện thoại xã?\nĐáp án: 0912345678\n"
        "Câu 3: Nặng mấy cân?\nĐáp án: -1,5\n"
        "Câu 4: OTP là bí mật.\nĐáp án: Đúng\nCâu 5: Thủ đô?\nĐáp án: Hà Nội\nChấp nhận: TP Hà Nội\n"
        "Câu 6: Mấy?\nĐáp án: 1.000"
    )
    found = [(question.kind, question.answer, question.accepted) for question in read(paper_of(text)).questions]
    assert found == [
        (Kind.NUMBER, "113", ()),
        (Kind.SHORT, "0912345678", ()),
        (Kind.NUMBER, "-1,5", ()),
        (Kind.TRUE_FALSE, "Đúng", ()),
        (Kind.SHORT, "Hà Nội", ("TP Hà Nội",)),
        (Kind.SHORT, "1.000", ()),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "a) một (Đ)\nb) hai (S)\nc) ba [S]\nd) bốn [Đ]",
        "a) [Đ] một\nb) [S] hai\nc) [S] ba\nd) [Đ] bốn",
        "a) một – Đúng\nb) hai – Sai\nc) ba\tS\nd) bốn\tĐ",
        "a) một\nb) hai\nc) ba\nd) bốn\nĐáp án: a) Đ, b) S, c) S, d) Đ",
        "a) một\nb) hai\nc) ba\nd) bốn\nĐáp án: ĐSSĐ",
        "a) một\nb) hai\nc) ba\nd) bốn\nĐáp án: Đúng, Sai, Sai, Đúng",
        "a. một\nb. hai\nc. ba\nd. bốn\nĐáp án: a-Đ; b-S; c-S; d-Đ",
    ],
)
def test_statements_are_true_or_false_as_it_is_said(text: str) -> None:
    question = only(paper_of(f"Câu 1: Mỗi ý sau đây đúng hay sai?\n{text}"))
    assert question.kind is Kind.TRUE_FALSE
    assert [(option.text, option.correct) for option in question.options] == [
        ("một", True),
        ("hai", False),
        ("ba", False),
        ("bốn", True),
    ]


def test_underlined_statements_are_the_true_ones_when_the_question_is_about_truth() -> None:
    paper = paper_of("Câu 1: Các ý sau đúng hay sai?")
    for letter, words in zip("abcd", ("một", "hai", "ba", "bốn"), strict=True):
        paper.line((f"{letter})", underlined), f" {words}") if letter in "ad" else paper.line(f"{letter}) {words}")
    assert right(only(paper)) == ["một", "bốn"]


def test_statements_in_a_table_with_ticks_are_read() -> None:
    paper = paper_of("Câu 1: Đánh dấu đúng hoặc sai.")
    paper.table(["Phát biểu", "Đúng", "Sai"], ["a) một", "x", ""], ["b) hai", "", "X"])
    question = only(paper)
    assert [(option.text, option.correct) for option in question.options] == [("một", True), ("hai", False)]


def test_small_letters_with_one_answer_are_options() -> None:
    question = only(paper_of("Câu 1: Ai giữ mã?\na) Tôi\nb) Họ\nĐáp án: a"))
    assert (question.kind, right(question)) == (Kind.ONE, ["Tôi"])


def test_statements_nobody_judged_are_a_problem() -> None:
    assert "chưa thấy ý nào đúng, ý nào sai" in problems(paper_of("Câu 1: Đúng hay sai?\na) một\nb) hai"))


def test_an_order_is_what_the_answer_says() -> None:
    question = only(paper_of("Câu 1: Sắp xếp các bước\n1. Bấm cài\n2. Mở kho\n3. Tìm VNeID\nĐáp án: 2-3-1"))
    assert (question.kind, question.prompt) == (Kind.ORDER, "")
    assert [option.text for option in question.options] == ["Mở kho", "Tìm VNeID", "Bấm cài"]


def test_an_order_without_its_answer_is_a_problem() -> None:
    assert "chưa ghi thứ tự đúng" in problems(paper_of("Câu 1: Sắp xếp các bước\n1. Bấm\n2. Mở\n3. Tìm"))


def test_pairs_are_what_the_answer_says() -> None:
    question = only(paper_of("Câu 1: Ghép\n1. Lạ\n2. Quen\na) Nghe\nb) Cúp máy\nc) Khóc\nĐáp án: 1-b, 2-a"))
    assert question.kind is Kind.MATCH
    assert question.pairs == (Pair("Lạ", "Cúp máy"), Pair("Quen", "Nghe"), Pair("", "Khóc"))


def test_pairs_with_arrows_are_pairs() -> None:
    question = only(paper_of("Câu 1: Ghép\nCuộc gọi lạ -> Cúp máy\nTin có liên kết → Không bấm"))
    assert question.pairs == (Pair("Cuộc gọi lạ", "Cúp máy"), Pair("Tin có liên kết", "Không bấm"))


def test_a_question_to_write_about_is_told_and_the_others_are_carried() -> None:
    found = read(
        paper_of("Câu 1: Hỏi?\nA. a\nB. b\nĐáp án: A\nPHẦN II. TỰ LUẬN\nCâu 2: Trình bày cách giữ mã.\n--- HẾT ---")
    )
    assert len(found.questions) == 1
    assert "Câu 2 (“Trình bày cách giữ mã.”) không có phương án và đáp án nên không nhập" in told(found)
    assert "PHẦN II. TỰ LUẬN" in told(found)
    assert "HẾT" in told(found)


def test_a_text_between_two_questions_goes_to_the_second() -> None:
    found = read(paper_of("Câu 1: Hỏi?\nA. a\nB. b\nĐáp án: A\nCâu 2: Tin này?\nA. c\nB. d\nĐáp án: B"))
    assert [question.prompt for question in found.questions] == ["", ""]
    text = "Câu 1: Hỏi?\n*A. a\nB. b\nĐọc tin sau: Bác trúng thưởng.\nCâu 2: Tin này?\nA. c\nB. d\nĐáp án: B"
    assert [question.prompt for question in read(paper_of(text)).questions] == ["", "Đọc tin sau: Bác trúng thưởng."]


def test_slanted_words_mark_nothing_and_partial_looks_are_told() -> None:
    paper = paper_of("Câu 1: Hỏi?")
    paper.line("A. ", ("một", slanted))
    paper.line("B. hai ", ("rất", underlined), " to")
    paper.line("Đáp án: A")
    found = read(paper)
    assert right(found.questions[0]) == ["một"]
    assert "gạch chân ở vài chữ" in told(found)


def test_word_files_are_recognised() -> None:
    data = paper_of("Câu 1: Hỏi?").bytes()
    assert formats.guess(data, "tep-khong-duoi") == "docx"
    assert formats.guess(b"", "bai.docx") == "docx"
