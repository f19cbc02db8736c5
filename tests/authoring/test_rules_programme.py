"""The head of a programme as values: shown, written back without touching the introduction, refused at its field."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.authoring.head_lines import HeadBroken
from app.authoring.programme import KEYS, LESSONS, values_of, with_head
from app.authoring.typed import Unclear
from app.content.heads import MODULE_KEYS, PROGRAMME_KEYS
from app.content.parse import parse_text

ROOT = Path(__file__).parents[2]
FILE = "nguoi-dan/index.md"
INDEX = """---
định dạng: 1
nhóm: người dân
tiêu đề: Kỹ năng số cho bà con
khung: 757/QĐ-BKHCN v1.0 (khung tạm)
bài:
- lam-quen-dien-thoai
- vneid-muc-2
- an-toan-otp
bài đánh giá: danh-gia-nguoi-dan
đạt khi: [tất cả bài, bài đánh giá, 1 thực hành]
mức tin cậy: có người chứng kiến
---

# Bà con học gì ở đây?

Chương trình có ba bài ngắn.
"""
FIELDS: dict[str, Any] = {
    "title": st.text(max_size=20),
    "framework": st.one_of(st.text(max_size=20), st.just("757: # a")),
    "lesson_1": st.sampled_from(["", "nguoi-dan/an-toan-otp", "hoc-sinh/em-tren-mang"]),
    "lesson_4": st.sampled_from(["", "can-bo/chu-ky-so", "nguoi-dan/vneid-muc-2"]),
    "exam": st.sampled_from(["", "nguoi-dan/danh-gia-nguoi-dan"]),
    "must": st.sampled_from(["all", "some", "none"]),
    "needed": st.one_of(st.none(), st.integers(1, 9)),
    "must_exam": st.booleans(),
    "practices": st.one_of(st.none(), st.integers(1, 9)),
    "trust": st.sampled_from(["tự khai", "có người chứng kiến", "VNeID"]),
}


@pytest.mark.parametrize("path", sorted((ROOT / "courses").glob("*/index.md")), ids=lambda path: path.parent.name)
def test_a_programme_that_nobody_changed_stays_letter_for_letter(path: Path) -> None:
    text, file = path.read_text(encoding="utf-8"), f"{path.parent.name}/index.md"

    assert with_head(text, file, values_of(text, file)) == text


def test_a_lesson_more_stands_in_its_place_and_a_foreign_one_with_its_group() -> None:
    data = values_of(INDEX, FILE) | {"lesson_2": "hoc-sinh/em-tren-mang", "lesson_4": "nguoi-dan/vneid-muc-2"}

    done = with_head(INDEX, FILE, data)

    lessons = "bài:\n- lam-quen-dien-thoai\n- hoc-sinh/em-tren-mang\n- an-toan-otp\n- vneid-muc-2\nbài đánh giá:"
    assert lessons in done
    assert done.partition("---\n\n")[2] == INDEX.partition("---\n\n")[2]


def test_conditions_are_written_in_the_words_of_the_format() -> None:
    data = values_of(INDEX, FILE) | {"must": "some", "needed": 2, "must_exam": False, "exam": "", "practices": 3}

    done = with_head(INDEX, FILE, data)

    assert "đạt khi: [2 bài, 3 thực hành]" in done
    assert "bài đánh giá" not in done.partition("---\n\n")[0]


@given(st.fixed_dictionaries({}, optional=FIELDS))
@settings(max_examples=250, deadline=None)
def test_whatever_is_typed_is_read_back_or_refused_at_a_field(changes: dict[str, Any]) -> None:
    data = values_of(INDEX, FILE) | changes
    try:
        done = with_head(INDEX, FILE, data)
    except Unclear as refusal:
        assert {slip.field for slip in refusal.slips} <= {"", "needed", *KEYS.values(), *LESSONS}  # noqa: PT017
        return
    document = parse_text(done, FILE)
    again = values_of(done, FILE)
    assert not document.has_errors
    assert document.programme
    assert document.programme.intro == parse_text(INDEX, FILE).programme.intro  # type: ignore[union-attr]
    assert [again.get(name) for name in LESSONS if again.get(name)] == [
        data[name] for name in LESSONS if data.get(name)
    ]
    for name in ("exam", "must", "must_exam", "practices", "trust"):
        assert (again[name] or None) == (data[name] or None), name
    assert with_head(done, FILE, again) == done


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"lesson_1": "", "lesson_2": "", "lesson_3": ""}, "lesson_1"),
        ({"lesson_4": "nguoi-dan/an-toan-otp"}, "lesson_4"),
        ({"must": "some", "needed": None}, "needed"),
        ({"must": "some", "needed": 4}, "needed"),
        ({"exam": ""}, "exam"),
        ({"must": "none", "must_exam": False, "practices": None}, "must"),
    ],
)
def test_what_is_no_programme_is_told_at_its_field(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Unclear) as refusal:
        with_head(INDEX, FILE, values_of(INDEX, FILE) | changes)

    assert [slip.field for slip in refusal.value.slips] == [field]


@pytest.mark.parametrize(("old", "new"), [("- vneid-muc-2", "- VNeID mức 2"), ("tất cả bài", "hầu hết bài")])
def test_what_a_form_would_lose_is_put_right_in_the_text_first(old: str, new: str) -> None:
    with pytest.raises(HeadBroken):
        values_of(INDEX.replace(old, new, 1), FILE)


def test_the_help_beside_the_text_explains_every_key_of_a_head() -> None:
    page = (ROOT / "app" / "templates" / "authoring" / "_head_help.html").read_text(encoding="utf-8")

    assert not [key.name for key in (*MODULE_KEYS, *PROGRAMME_KEYS) if f'row("{key.name}",' not in page]
