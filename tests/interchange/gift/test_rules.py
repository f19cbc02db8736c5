"""Reading GIFT: each construct gives the question it means, and what is not carried is told with its line."""

from fractions import Fraction
from pathlib import Path

import pytest

from app.content.schema import Comparer, Kind, Option, Pair, Question
from app.interchange.gift.reader import is_surely as is_surely_gift
from app.interchange.gift.reader import read as read_gift
from app.interchange.report import BadFile

pytestmark = pytest.mark.pure

SAMPLE = Path(__file__).parents[1] / "samples" / "du-cac-kieu.gift"


def read(text: str, filename: str = "de.gift") -> tuple[Question, ...]:
    return read_gift(text.encode(), filename).questions


def one(text: str) -> Question:
    (question,) = read(text)
    return question


def told(text: str) -> list[str]:
    return [loss.text() for loss in read_gift(text.encode(), "de.gift").losses]


def refused(text: str) -> list[str]:
    with pytest.raises(BadFile) as error:
        read(text)
    return [problem.text() for problem in error.value.problems]


def test_a_file_of_every_kind_is_read_in_its_order() -> None:
    found = read_gift(SAMPLE.read_bytes(), SAMPLE.name)

    assert found.title == "An toàn trên mạng"
    assert [question.kind for question in found.questions] == [
        Kind.ONE, Kind.SEVERAL, Kind.TRUE_FALSE, Kind.SHORT, Kind.NUMBER, Kind.MATCH, Kind.ONE,
    ]  # fmt: skip
    assert [question.line for question in found.questions] == [5, 12, 18, 20, 22, 24, 30]
    assert [loss.text() for loss in found.losses] == [
        "1 dòng ghi chú `//` không được giữ lại.",
        "Dòng 5: Tên riêng giữa hai dấu `::` của 1 câu không giữ lại.",
    ]


def test_a_single_choice_brings_feedback_explanation_id_and_skills() -> None:
    question = read_gift(SAMPLE.read_bytes(), SAMPLE.name).questions[0]

    assert question.options == (
        Option("Nhân viên ngân hàng", feedback="Ngân hàng không bao giờ hỏi mã OTP."),
        Option("Chỉ một mình bà con", correct=True),
        Option("Tổng đài *101#"),
    )
    assert question.explanation == "Ai có mã OTP là lấy được tiền trong tài khoản."
    assert (question.id, question.skills) == ("k3m9x2ab", ("3.1", "4.2"))
    assert [option.line for option in question.options] == [6, 7, 8]


def test_weights_without_an_equals_sign_mean_several_answers() -> None:
    question = one("Chọn {~%33.33333%A ~%33.33333%B ~%33.33333%C ~%-33.33333%D}")

    assert [option.correct for option in question.options] == [True, True, True, False]
    assert told("Chọn {~%50%A ~%50%B ~%-50%C}") == []


def test_weights_of_another_meaning_are_told() -> None:
    assert told("Chọn {~%70%A ~%30%B ~%-50%C}") == [
        "Dòng 1: Trọng số của các đáp án đúng không giữ được, mỗi đáp án tính như nhau."
    ]
    assert told("Chọn {~%50%A ~%50%B ~C}") == [
        "Dòng 1: Điểm trừ cho đáp án sai không giữ được: mỗi đáp án sai trừ bằng một đáp án đúng."
    ]
    assert told("Chọn {=A ~%50%B}") == ["Dòng 1: Trọng số 50% của “B” không giữ được, tính là sai."]


def test_two_right_answers_of_a_single_choice_become_several_and_are_told() -> None:
    question = one("Chọn {=A =B ~C}")

    assert (question.kind, sum(option.correct for option in question.options)) == (Kind.SEVERAL, 2)
    assert told("Chọn {=A =B ~C}") == [
        "Dòng 1: Có 2 đáp án đúng cho câu chọn một: thành nhiều đáp án, người học phải chọn đủ."
    ]


@pytest.mark.parametrize(
    ("braces", "answer"), [("T", "Đúng"), ("TRUE", "Đúng"), ("F", "Sai"), ("FALSE", "Sai"), ("F#a#b", "Sai")]
)
def test_true_and_false_have_four_spellings(braces: str, answer: str) -> None:
    assert (one(f"Mã OTP là bí mật. {{{braces}}}").kind, one(f"Q {{{braces}}}").answer) == (Kind.TRUE_FALSE, answer)


def test_both_feedbacks_of_a_true_false_question_reach_the_explanation() -> None:
    text = "Ngân hàng hỏi mã OTP. {F#Ngân hàng không hỏi.#Bác nhớ đúng.####Không ai hỏi cả.}"

    assert one(text).explanation == "Bác nhớ đúng. Nếu trả lời khác: Ngân hàng không hỏi. Không ai hỏi cả."
    assert told(text) == [
        "Dòng 1: Lời nhận xét khi trả lời đúng được chuyển vào phần giải thích của câu.",
        "Dòng 1: Lời nhận xét khi trả lời sai được chuyển vào phần giải thích của câu.",
    ]


def test_remarks_that_follow_each_other_end_like_sentences() -> None:
    found = one("Ngân hàng hỏi mã OTP. {F#Chưa đúng#Bác nhớ *kỹ*#### Không ai hỏi}")

    assert found.explanation == "Bác nhớ \\*kỹ\\*. Nếu trả lời khác: Chưa đúng. Không ai hỏi"


def test_short_answers_keep_every_full_answer_once() -> None:
    question = one("Thủ đô? {=Hà Nội =hà nội. =%100%Ha Noi}")

    assert (question.answer, question.accepted, question.comparer) == ("Hà Nội", ("Ha Noi",), Comparer.EXACT)
    assert one("Thủ đô? {Hà Nội}").answer == "Hà Nội"


def test_partial_answers_and_wildcards_are_told() -> None:
    text = "Thủ đô? {=Hà Nội =%50%Hà =Hà* =*#Chưa đúng}"

    assert one(text).accepted == ()
    assert one(text).explanation == "Nếu trả lời khác: Chưa đúng"
    assert told(text) == [
        "Dòng 1: Đáp án “Hà” không được trọn điểm nên không nhập.",
        "Dòng 1: Lời nhận xét cho “*” được chuyển vào phần giải thích của câu.",
        "Dòng 1: Đáp án “Hà*” dùng dấu * thay chữ bất kỳ nên không nhập.",
    ]


def test_a_star_that_is_meant_as_a_star_stays() -> None:
    assert one(r"Bấm gì để xem tiền? {=\\*101\#}").answer == "*101#"


@pytest.mark.parametrize(
    ("braces", "answer"),
    [
        ("#5", "5"),
        ("#5:0", "5"),
        ("#5:1", "5 ± 1"),
        ("#=5:0.5", "5 ± 0,5"),
        ("#1..5", "từ 1 đến 5"),
        ("#-5..5", "từ -5 đến 5"),
        ("#3.14", "3,14"),
        ("#1e3", "1000"),
        ("#1000", "1000"),
        ("#%100%7:1", "7 ± 1"),
    ],
)
def test_numbers_become_vietnamese_numbers(braces: str, answer: str) -> None:
    assert (one(f"Mấy? {{{braces}}}").kind, one(f"Mấy? {{{braces}}}").answer) == (Kind.NUMBER, answer)


def test_several_numbers_are_accepted_and_partial_ones_told() -> None:
    text = "Mấy? {#=5:1 =10..12 =%50%20 ~#Gần đúng thôi}"

    assert (one(text).answer, one(text).accepted) == ("5 ± 1", ("từ 10 đến 12",))
    assert one(text).explanation == "Nếu trả lời khác: Gần đúng thôi"
    assert "Dòng 1: Đáp án “20” không được trọn điểm nên không nhập." in told(text)


def test_pairs_with_an_extra_wrong_answer() -> None:
    assert one("Ghép {=a -> b =c->d = -> e}").pairs == (Pair("a", "b"), Pair("c", "d"), Pair("", "e"))


def test_pairs_of_true_and_false_are_a_group_of_statements() -> None:
    question = one("Đúng hay sai? {=Ý một -> Đúng =Ý hai -> Sai}")

    assert question.kind is Kind.TRUE_FALSE
    assert question.options == (Option("Ý một", correct=True), Option("Ý hai"))


def test_pairs_that_share_a_right_side_are_told_and_left_out() -> None:
    text = "Ghép {=a -> x =b -> x}\n\nĐúng? {T}"

    assert [question.title for question in read(text)] == ["Đúng?"]
    assert told(text) == ["Dòng 1: Câu “Ghép” không nhập được: nhiều vế trái đi với cùng một vế phải."]


def test_a_missing_word_leaves_dots_in_its_place() -> None:
    assert one("VNeID do {~bưu điện =Bộ Công an} cấp.").title == "VNeID do …… cấp."
    assert one("Gọi {=113} khi cần.").kind is Kind.SHORT
    assert one("Kèm {#5:1} người.").title == "Kèm …… người."


def test_essays_and_descriptions_are_told() -> None:
    text = "Bác nghĩ gì? {}\n\nĐọc đoạn này trước.\n\nĐúng? {T}"

    assert told(text) == [
        "Dòng 1: Câu tự luận không nhập được: “Bác nghĩ gì?”.",
        "Dòng 3: Đoạn chữ không có câu trả lời không nhập được: “Đọc đoạn này trước.”.",
    ]


def test_escaped_signs_are_themselves() -> None:
    question = one(r"Viết 3\~5 \{hay\} a\=b\: \#1 \\ hết? {=\=x ~\~y ~\{z\}}")

    assert question.title == r"Viết 3~5 {hay} a=b: #1 \ hết?"
    assert [option.text for option in question.options] == ["=x", "~y", "{z}"]


def test_an_escaped_line_end_opens_the_prompt() -> None:
    question = one(r"[plain]Nên làm gì?\n\nTin nhắn viết:\nBấm *ngay*! {T}")

    assert (question.title, question.prompt) == ("Nên làm gì?", "Tin nhắn viết:\nBấm \\*ngay\\*!")


def test_html_becomes_markdown() -> None:
    question = one("[html]<p>Nên làm gì?</p><p>Đọc <b>kỹ</b>&nbsp;<i>tin</i>:</p><ul><li>một<li>hai</ul> {T}")

    assert (question.title, question.prompt) == ("Nên làm gì?", "Đọc **kỹ** *tin*:\n\n> - một\n> - hai")


def test_html_that_is_not_carried_is_told_and_never_raw() -> None:
    text = "[html]<p>Xem <script>alert(1)</script><img src='a.png' alt='cờ'> <font color=red>này</font></p> {T}"

    assert one(text).title == "Xem (cờ) này"
    assert told(text) == ["Dòng 1: Không giữ được: thẻ <script> và nội dung của nó, ảnh “a.png”, màu, cỡ và kiểu chữ."]


def test_html_inside_markdown_becomes_markdown() -> None:
    text = "[markdown]Nên làm gì?\\n\\n<b>Đọc </b>và <iframe src\\=x></iframe>`<b>mã</b>` {T}"

    assert one(text).prompt == "**Đọc** và `<b>mã</b>`"
    assert told(text) == ["Dòng 1: Không giữ được: thẻ <iframe> và nội dung của nó."]


def test_a_list_in_the_text_stands_behind_a_quote_mark_because_a_prompt_holds_none() -> None:
    assert one(r"[markdown]Chọn gì?\n\n- một\n- hai\n\nGợi ý\: ba {T}").prompt == "> - một\n> - hai\n\n> Gợi ý: ba"


def test_formats_of_answers_and_feedback_count_for_themselves() -> None:
    question = one("[markdown]Chọn? {=[html]<b>A</b>#[plain]*sao* ~[plain]*B*}")

    assert [option.text for option in question.options] == ["A", "*B*"]
    assert question.options[0].feedback == "\\*sao\\*"


def test_comments_vanish_even_inside_braces() -> None:
    question = one("Chọn? {\n// ghi chú\n=A\n  // nữa\n~B}")

    assert [(option.text, option.line) for option in question.options] == [("A", 3), ("B", 5)]


def test_a_tight_equals_sign_is_told() -> None:
    assert told("Chọn? {~A ~B=C}") == [
        "Dòng 1: Dấu = dính liền chữ ở trước được hiểu là bắt đầu một đáp án mới. Nếu là chữ, viết `\\=`."
    ]


def test_names_categories_and_foreign_ids_are_told() -> None:
    text = "$CATEGORY: Chung/Một\n\n$CATEGORY: Chung/Hai\n\n// [id:CH-12] [tag:khó]\n::Câu 1::Đúng không? {T}"

    assert read_gift(text.encode(), "de.gift").title == "Một"
    assert told(text) == [
        "Dòng 3: Danh mục “Chung/Hai” không có chỗ trong bài.",
        "Dòng 6: Nhãn “khó” không giữ lại.",
        "Dòng 6: Mã “CH-12” không giữ lại, câu sẽ có mã mới.",
        "Dòng 6: Tên riêng giữa hai dấu `::` của 1 câu không giữ lại.",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Chọn {=A ~B", "Dòng 1: Dấu { chưa đóng. Trong ngoặc không được có dòng trống; thêm dấu }."),
        ("Chọn {\n=A\n\n~B}", "Dòng 1: Dấu { chưa đóng. Trong ngoặc không được có dòng trống; thêm dấu }."),
        ("Chọn =A ~B}", "Dòng 1: Có dấu } mà chưa có dấu {. Nếu là chữ trong câu, viết `\\}`."),
        ("A {T}\nB {F}", "Dòng 2: Có thêm dấu ngoặc nhọn. Giữa hai câu cần một dòng trống; nếu là chữ, viết `\\{` "
         "hoặc `\\}`."),
        ("::Tên {T}", "Dòng 1: Tên câu mở bằng `::` nhưng chưa đóng. Viết: `::tên câu:: nội dung`."),
        ("{T}", "Dòng 1: Câu chưa có nội dung trước dấu {."),
        ("Chọn {~A ~B}", "Dòng 1: Câu “Chọn” chưa đánh dấu phương án đúng nào."),
        ("Chọn {~%100%A}", "Dòng 1: Câu “Chọn” cần ít nhất 2 phương án, đang có 1."),
        ("Chọn {=A ~a}", "Dòng 1: Câu “Chọn” có hai phương án giống hệt nhau: “a”."),
        ("Chọn {=A ~}", "Dòng 1: Câu “Chọn” có một phương án để trống."),
        ("Chọn {~%150%A ~B}", "Dòng 1: Trọng số %150% chưa đúng, phải từ -100 đến 100."),
        ("Mấy {#}", "Dòng 1: Câu số chưa có đáp án sau dấu #."),
        ("Mấy {#năm}", "Dòng 1: “năm” không phải số. Viết như `5`, `3.14`, `5:1` hoặc `1..5`."),
        ("Mấy {#3,14}", "Dòng 1: “3,14” không phải số. Viết như `5`, `3.14`, `5:1` hoặc `1..5`."),
        ("Mấy {#5..1}", "Dòng 1: “5..1” không phải số. Viết như `5`, `3.14`, `5:1` hoặc `1..5`."),
        ("Mấy {#5:-1}", "Dòng 1: “5:-1” không phải số. Viết như `5`, `3.14`, `5:1` hoặc `1..5`."),
        ("Ghép {=a -> b =c}", "Dòng 1: “c” thiếu mũi tên. Viết: `=vế trái -> vế phải`."),
        ("Có \ufdd0 lạ {T}", "Dòng 1: Có ký tự không dùng để viết chữ. Xoá ký tự đó rồi gõ lại chỗ ấy."),
        ("Có \u202e lạ {T}", "Dòng 1: Có ký tự điều khiển không nhìn thấy. Xoá ký tự đó rồi gõ lại chỗ ấy."),
    ],
)  # fmt: skip
def test_a_broken_file_is_refused_with_its_line(text: str, problem: str) -> None:
    assert problem in refused(text)


def test_all_problems_are_told_at_once_and_nothing_is_imported() -> None:
    assert refused("Tốt {T}\n\nHỏng {~A ~B}\n\nHỏng nữa {#x}\n\n{T}") == [
        "Dòng 3: Câu “Hỏng” chưa đánh dấu phương án đúng nào.",
        "Dòng 5: “x” không phải số. Viết như `5`, `3.14`, `5:1` hoặc `1..5`.",
        "Dòng 7: Câu chưa có nội dung trước dấu {.",
    ]


def test_gift_is_recognised_only_when_it_is_certain() -> None:
    assert is_surely_gift(SAMPLE.read_bytes(), "de.txt")
    assert is_surely_gift(b"x", "de.gift")
    assert not is_surely_gift("Câu hỏi?\nA. một\nB. hai\nANSWER: A\n".encode(), "de.txt")
    assert not is_surely_gift(SAMPLE.read_bytes(), "de.xml")
    assert not is_surely_gift(b"\x00\x01\x02", "de.txt")


def test_points_are_one_unless_said() -> None:
    assert one("Đúng? {T}").points == Fraction(1)
