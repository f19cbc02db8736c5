"""The insert forms as values: whatever is typed becomes the same question in the text, or is refused with its field."""

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.authoring.composing import MOST_CHOICES, MOST_STEPS, question_of
from app.authoring.inserting import NoPlace, put_in, question_text
from app.authoring.typed import MOST_ROWS, Slip, Unclear
from app.content.parse import parse_text
from app.content.schema import END, Comparer, Kind, Question
from tests.authoring.typed import LESSON, typed

FILE = "nguoi-dan/an-toan-otp.md"
NASTY = st.sampled_from(
    [
        *(
            "# A",
            "### Câu?",
            "## Kiểm tra",
            "#### Bước 1",
            "Kiểu: một đáp án",
            "Giải thích: b",
            "Kiểu",
            "Đáp án - Đúng",
        ),
        *("- [x] A", "- [ ] B", "[x] C", "(x) d", "> vì", ">> e", "1. hai", "2) ba", "* b", "+ c", "- d", "---", "***"),
        *(
            "A -> B",
            "-> B",
            "A ->",
            "A → B → C",
            "a => b",
            "-> Bước 2",
            "Kết thúc",
            "(10,10 - 20,20) x",
            "[Đ] ý",
            "[S]",
        ),
        *(
            "```",
            "~~~",
            "![a](b.webp)",
            "<script>x</script>",
            "`a`",
            "| a | b |",
            "\\",
            '"',
            "“a”",
            "*",
            "_",
            "#",
            "C#",
        ),
        *(
            "a\nb",
            "a\n\nb",
            "Kiểu: số\na",
            "> Tôi là công an\n> Mã là gì",
            "\u200b",
            "\ufeffa",
            "a\x01b",
            "\u202ea",
            "\xa0a",
        ),
        *("Mã: abcd1234", "Trộn: không", "12:30", "*101#", "@zalo", "% giảm", "[ ] Đúng", "No", "0123", "Điểm 5", "x]"),
        *("Hòa", "Hoà", "e\u0301", "Cả A và B", "＃ A", "  hai  chỗ ", "\t", " "),
    ]
)
WORDS = st.one_of(NASTY, st.text(max_size=20), st.sampled_from(["Cúp máy", "Đọc mã", "Gọi 113"]))
MAYBE = st.one_of(st.just(""), st.just(""), WORDS)
PART = st.integers(0, 100)
ROWS = range(1, MOST_ROWS + 1)
STEPS = [(step, way) for step in range(1, MOST_STEPS + 1) for way in range(1, MOST_CHOICES + 1)]
TARGETS = st.sampled_from([END, "Bước 1", "Bước 2", "Bước 3", "Bước 4"])
COMMON = {"title": WORDS, "prompt": MAYBE, "explanation": MAYBE, "hint": MAYBE}
TEXTS = {f"text_{n}": MAYBE for n in ROWS} | {f"feedback_{n}": MAYBE for n in ROWS}
RIGHTS = {f"right_{n}": st.booleans() for n in ROWS}
FIELDS: dict[Kind, dict[str, Any]] = {
    Kind.ONE: TEXTS | {"right": st.sampled_from(["1", "2", ""]), "keep_order": st.booleans()},
    Kind.SEVERAL: TEXTS | RIGHTS | {"keep_order": st.booleans(), "all_right": st.booleans()},
    Kind.SIGNS: TEXTS | RIGHTS,
    Kind.TRUE_FALSE: TEXTS
    | {f"truth_{n}": st.sampled_from(["Đ", "S", ""]) for n in ROWS}
    | {"form": st.sampled_from(["", "group"]), "answer": st.sampled_from(["Đúng", "Sai"]), "steps": st.booleans()},
    Kind.PRACTICE: {f"text_{n}": MAYBE for n in ROWS}
    | {"confirmer": st.sampled_from(["người hướng dẫn", "giáo viên"]), "minimum": st.sampled_from([None, 1, 2])},
    Kind.ORDER: {f"text_{n}": MAYBE for n in ROWS} | {"all_right": st.booleans()},
    Kind.MATCH: {f"{side}_{n}": MAYBE for n in ROWS for side in ("text", "answer")},
    Kind.SHORT: {"answer": WORDS, "comparer": st.sampled_from(list(Comparer))} | {f"accepted_{n}": MAYBE for n in ROWS},
    Kind.NUMBER: {
        "answer": st.one_of(WORDS, st.sampled_from(["5", "1,5", "1.000", "từ 10 đến 20", "15 ± 1"])),
        "tolerance": st.one_of(MAYBE, st.sampled_from(["1", "0,5"])),
        "unit": MAYBE,
    },
    Kind.HOTSPOT: TEXTS
    | RIGHTS
    | {"picture": st.sampled_from(["", "tin-nhan.webp"]), "picture_text": WORDS}
    | {f"{side}_{n}": PART for n in ROWS for side in ("left", "top", "to_right", "bottom")},
    Kind.SCENARIO: {f"said_{step}": MAYBE for step in range(1, MOST_STEPS + 1)}
    | {f"{name}_{step}_{way}": MAYBE for step, way in STEPS for name in ("choice", "answer")}
    | {f"target_{step}_{way}": TARGETS for step, way in STEPS}
    | {f"good_{step}_{way}": st.booleans() for step, way in STEPS},
}
HARMLESS = {kind: typed(kind) for kind in Kind}


def read_alone(text: str, kind: Kind) -> Question:
    """Return the only question of a text."""
    section = "Thực hành" if kind is Kind.PRACTICE else "Kiểm tra"
    document = parse_text(f"{LESSON}\n## {section}\n\n{text}\n", FILE)
    assert document.module
    assert not document.has_errors, document.problems
    (question,) = document.module.items
    return question


def written_or_refused(kind: Kind, data: dict[str, Any]) -> tuple[str, tuple[Slip, ...]]:
    """Return the lines of a question, or why there are none."""
    try:
        return question_text(kind, data), ()
    except Unclear as refusal:
        return "", refusal.slips


@pytest.mark.parametrize("kind", Kind)
def test_a_question_of_each_kind_is_written_as_it_was_typed(kind: Kind) -> None:
    data = HARMLESS[kind]

    text = question_text(kind, data)

    assert read_alone(text, kind) == question_of(kind, data)
    assert "Mã:" not in text


@pytest.mark.parametrize("kind", Kind)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_whatever_is_typed_is_read_back_the_same_or_refused_with_a_field(kind: Kind, data: st.DataObject) -> None:
    given_data = HARMLESS[kind] | data.draw(st.fixed_dictionaries({}, optional=COMMON | FIELDS[kind]), label="typed")
    text, slips = written_or_refused(kind, given_data)
    if not text:
        known = {"", "right", *COMMON, *FIELDS[kind]}
        assert slips
        assert all(slip.message and slip.field in known for slip in slips)
        return
    question = read_alone(text, kind)
    assert question == question_of(kind, given_data)
    assert question.title == " ".join(question.title.split()) != ""


@given(kind=st.sampled_from(list(Kind)), title=WORDS, lesson=st.lists(NASTY, max_size=12))
@settings(max_examples=150, deadline=None)
@example(Kind.ONE, "Câu?", ["```", "## Kiểm tra"])
def test_what_is_put_in_changes_no_other_question(kind: Kind, title: str, lesson: list[str]) -> None:
    text = "\n".join([LESSON, *lesson])
    try:
        question = question_text(kind, HARMLESS[kind] | {"title": title})
        done = put_in(text, question, FILE)
    except (Unclear, NoPlace):
        return
    before, after = parse_text(text, FILE), parse_text(done.text, FILE)
    assert before.module
    assert after.module
    new = [one for one in after.module.items if one.line == done.line]
    assert new == [read_alone(question, kind)]
    assert [one for one in after.module.items if one.line != done.line] == list(before.module.items)
    assert after.module.prose == before.module.prose


def test_the_sections_are_made_in_their_order() -> None:
    practice = put_in(LESSON, question_text(Kind.PRACTICE, HARMLESS[Kind.PRACTICE]), FILE)
    one = question_text(Kind.ONE, HARMLESS[Kind.ONE])

    both = put_in(practice.text, one, FILE)
    again = put_in(both.text, one.replace("Ai được", "Ai không được"), FILE)

    headings = [line for line in again.text.split("\n") if line.startswith("##")]
    assert headings == [
        "## Kiểm tra",
        "### Ai được biết mã OTP?",
        "### Ai không được biết mã OTP?",
        "## Thực hành",
        "### Cài VNeID trên máy của mình",
    ]
    assert again.text.split("\n")[again.line - 1] == "### Ai không được biết mã OTP?"
    assert not parse_text(again.text, FILE).has_errors


def test_a_lesson_too_long_to_be_read_is_left_as_it_is() -> None:
    with pytest.raises(NoPlace) as refusal:
        put_in(LESSON + "chữ " * 30_000, "### A?\nKiểu: đúng sai\nĐáp án: Đúng", FILE)

    assert "tối đa 100 KB" in refusal.value.text()


@pytest.mark.parametrize(
    ("kind", "changes", "field"),
    [
        (Kind.ONE, {"title": " "}, "title"),
        (Kind.ONE, {"text_2": "", "text_3": ""}, "text_2"),
        (Kind.ONE, {"text_2": "MỘT MÌNH BÀ CON"}, "text_2"),
        (Kind.ONE, {"right": "5"}, "right"),
        (Kind.ONE, {"prompt": "Kiểu: số"}, "prompt"),
        (Kind.ONE, {"prompt": "# Tiêu đề"}, "prompt"),
        (Kind.ONE, {"title": "Học C ##"}, "title"),
        (Kind.ONE, {"feedback_4": "Lời nhắn"}, "text_4"),
        (Kind.SEVERAL, {"right_1": False, "right_3": False}, "right_1"),
        (Kind.TRUE_FALSE, {"answer": ""}, "answer"),
        (Kind.TRUE_FALSE, {"form": "group", "truth_2": ""}, "truth_2"),
        (Kind.TRUE_FALSE, {"form": "group", "steps": True}, "steps"),
        (Kind.PRACTICE, {"minimum": 5}, "minimum"),
        (Kind.ORDER, {"text_3": ""}, "text_3"),
        (Kind.MATCH, {"answer_1": ""}, "answer_1"),
        (Kind.MATCH, {"text_1": "A -> B"}, "text_1"),
        (Kind.SHORT, {"accepted_1": "BINHDANHOCVUSO.GOV.VN"}, "accepted_1"),
        (Kind.SHORT, {"comparer": Comparer.PHONE}, "answer"),
        (Kind.NUMBER, {"answer": "1.000", "tolerance": ""}, "answer"),
        (Kind.NUMBER, {"tolerance": "một"}, "tolerance"),
        (Kind.HOTSPOT, {"picture_text": ""}, "picture_text"),
        (Kind.HOTSPOT, {"to_right_1": 5}, "left_1"),
        (Kind.SCENARIO, {"target_1_1": "Bước 4"}, "said_1"),
        (Kind.SCENARIO, {"target_1_1": END}, "said_2"),
        (Kind.SCENARIO, {"good_2_1": False}, "good_2_1"),
    ],
)
def test_what_cannot_be_a_question_is_told_at_its_field(kind: Kind, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Unclear) as refusal:
        question_text(kind, HARMLESS[kind] | changes)

    assert field in [slip.field for slip in refusal.value.slips], refusal.value.slips
