"""Writing GIFT: what is exported and imported again is the same, and what GIFT has no place for is told."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, settings
from hypothesis import given as drawn

from app.content.schema import Comparer, Kind, Module, ModuleMeta, Option, Question, Scoring
from app.interchange.gift.reader import read as read_gift
from app.interchange.gift.writer import write as write_gift
from tests.interchange import given

pytestmark = pytest.mark.pure

CARRIED = (Kind.ONE, Kind.SEVERAL, Kind.TRUE_FALSE, Kind.SHORT, Kind.NUMBER, Kind.MATCH)


def again(module: Module) -> tuple[Question, ...]:
    return read_gift(write_gift(module, {}).content, "bai.gift").questions


def exported(*questions: Question) -> str:
    return write_gift(Module(ModuleMeta(title="Bài"), questions=questions), {}).content.decode()


def told(*questions: Question) -> list[str]:
    found = write_gift(Module(ModuleMeta(), questions=questions), {}).losses
    return [loss.text() for loss in found if loss.what[:16] != "Cách tổ chức bài"]


@drawn(given.questions(kinds=CARRIED))
@settings(max_examples=300, deadline=None)
def test_what_is_exported_and_imported_again_is_the_same(question: Question) -> None:
    assume(not _has_arrow(question))
    module = given.module_of(question)

    assert again(module) == module.questions


def _has_arrow(question: Question) -> bool:
    """Whether an arrow stands where GIFT looks for pairs: such a question is told, not carried as it is."""
    answers = (question.answer, *question.accepted, *(pair.left for pair in question.pairs))
    statements = [option.text for option in question.options if question.kind is Kind.TRUE_FALSE]
    return any("->" in text for text in (*answers, *statements))


@drawn(given.questions(kinds=CARRIED))
@settings(max_examples=60, deadline=None)
def test_the_encoding_and_the_line_ends_of_an_export_change_nothing(question: Question) -> None:
    text = write_gift(given.module_of(question), {}).content.decode()

    first = read_gift(text.encode(), "bai.gift").questions
    for data in (text.replace("\n", "\r\n").encode("utf-16"), b"\xef\xbb\xbf" + text.replace("\n", "\r").encode()):
        assert read_gift(data, "bai.gift").questions == first


@pytest.mark.parametrize("module", given.lessons(), ids=lambda module: module.meta.id)
def test_every_published_question_of_a_carried_kind_survives(module: Module) -> None:
    kept = [question for question in module.questions if question.kind in CARRIED]
    bare = [replace(question, hint="", points=Fraction(1), shuffle=True, scoring=None, unit="") for question in kept]
    bare = [replace(question, comparer=Comparer.EXACT if question.comparer else None) for question in bare]
    bare = [_without_said(question) if question.kind is Kind.TRUE_FALSE else question for question in bare]

    assert list(again(replace(module, questions=tuple(kept), practices=()))) == bare


def _without_said(question: Question) -> Question:
    return replace(question, options=tuple(replace(option, feedback="") for option in question.options))


def test_a_choice_is_written_as_others_read_it() -> None:
    options = (Option("Có", feedback="Không nên."), Option("Không: {hẳn}", correct=True))
    question = Question(
        Kind.ONE, "Đưa mã = mất tiền?", id="abcd1234", options=options, skills=("3.1",), explanation="Vì ~"
    )

    assert exported(replace(question, skills=("3.1",))) == (
        "$CATEGORY: Bài\n\n// [id:abcd1234] [tag:3.1]\n[plain]Đưa mã \\= mất tiền? {\n"
        "\t~Có#Không nên.\n\t=Không\\: \\{hẳn\\}\n####Vì \\~\n}\n"
    )


def test_shares_of_several_answers_are_their_weights() -> None:
    options = (Option("a", correct=True), Option("b", correct=True), Option("c", correct=True), Option("d"))

    assert "\t~%33.33333%a\n" in exported(Question(Kind.SEVERAL, "Chọn", options=options))
    assert "\t~%-33.33333%d\n" in exported(Question(Kind.SEVERAL, "Chọn", options=options))


def test_a_prompt_makes_the_question_markdown_and_its_options_plain() -> None:
    text = exported(
        Question(Kind.ONE, "*101#?", prompt="Gọi **ngay**\n\n> nhé", options=(Option("a", correct=True), Option("[x]")))
    )

    assert "[markdown]\\\\*101\\#?\\n\\nGọi **ngay**\\n\\n> nhé {\n\t=[plain]a\n\t~[plain][x]\n}" in text


@pytest.mark.parametrize("text", ["%50%giảm giá", "[html]thẻ", "[x] ô", "T", "=5", "#1", "->", "~", "*"])
def test_an_option_that_begins_like_a_sign_of_gift_is_kept(text: str) -> None:
    options = (Option(text, correct=True), Option("khác", feedback=text.replace("*", "\\*")))
    question = Question(Kind.ONE, "Chọn", options=options)

    (after,) = read_gift(exported(question).encode(), "a.gift").questions
    assert after == question


def test_steps_become_pairs_of_number_and_step_with_a_note() -> None:
    question = Question(Kind.ORDER, "Cài VNeID", options=(Option("Mở kho"), Option("Tìm"), Option("Cài")), line=7)

    assert "[plain]Cài VNeID {\n\t=1 -> Mở kho\n\t=2 -> Tìm\n\t=3 -> Cài\n}" in exported(question)
    assert told(question) == ["Dòng 7: Câu sắp xếp “Cài VNeID” thành câu ghép số thứ tự với bước."]


@pytest.mark.parametrize("kind", [Kind.PRACTICE, Kind.SCENARIO, Kind.SIGNS, Kind.HOTSPOT])
def test_kinds_without_a_form_are_told_and_left_out(kind: Kind) -> None:
    question = Question(kind, "Việc này", line=9)

    assert "Việc này" not in exported(question)
    assert told(question) == [f"Dòng 9: GIFT không có kiểu câu “{kind}”, câu “Việc này” không xuất được."]


def test_fields_without_a_place_are_told() -> None:
    options = (Option("a", correct=True), Option("b"))
    question = Question(Kind.SEVERAL, "Chọn", options=options, hint="Nghĩ", points=Fraction(2), shuffle=False, line=3)

    assert told(replace(question, scoring=Scoring.ALL_RIGHT, prompt="![ảnh](a.webp)")) == [
        "Dòng 3: Câu “Chọn” tính điểm “đúng hết”; nơi nhận sẽ tính từng phần.",
        "Dòng 3: Gợi ý của câu “Chọn” không có chỗ trong GIFT.",
        "Dòng 3: Điểm riêng của câu “Chọn” không có chỗ trong GIFT.",
        "Dòng 3: Yêu cầu không trộn thứ tự của câu “Chọn” không có chỗ trong GIFT.",
        "Dòng 3: Ảnh trong đề của câu “Chọn” không đi kèm được trong GIFT.",
    ]


def test_comparers_steps_and_units_are_told() -> None:
    address = Question(Kind.SHORT, "Trang?", answer="a.vn", comparer=Comparer.ADDRESS, line=1)
    group = Question(
        Kind.TRUE_FALSE, "Ý", options=(Option("a", correct=True, feedback="Vì"),), scoring=Scoring.STEPS, line=2
    )
    number = Question(Kind.NUMBER, "Mấy?", answer="từ 1,5 đến 2", unit="người", line=3)

    assert told(address, group, number) == [
        "Dòng 1: Cách so sánh “địa chỉ web” của câu “Trang?” không giữ được. Nơi nhận sẽ so từng chữ.",
        "Dòng 2: Câu “Ý” tính điểm theo bậc; nơi nhận sẽ tính đều từng ý.",
        "Dòng 2: Lời nhắn “Vì” cho từng ý không có chỗ trong GIFT.",
        "Dòng 3: Đơn vị “người” của câu “Mấy?” không có chỗ trong GIFT.",
    ]
    assert "=1.5..2" in exported(number)


def test_an_answer_that_gift_would_understand_differently_is_told() -> None:
    question = Question(Kind.SHORT, "Mũi tên?", answer="a -> b", comparer=Comparer.EXACT, line=4)

    assert "Mũi tên" not in exported(question)
    assert told(question) == ["Dòng 4: Đáp án của câu “Mũi tên?” có dấu mà GIFT hiểu khác đi, câu không xuất được."]


def test_the_lesson_and_its_head_are_told() -> None:
    sample = given.lessons()[0]
    losses = [loss.what for loss in write_gift(sample, {"a.webp": b"x"}).losses]

    assert "Nội dung bài đọc không có chỗ trong GIFT, chỉ xuất câu hỏi." in losses
    assert "Cách tổ chức bài (nhóm, mức đạt, số lần làm, thời gian) không có chỗ trong GIFT." in losses
    assert "Tệp “a.webp” không đi kèm được trong GIFT." in losses
