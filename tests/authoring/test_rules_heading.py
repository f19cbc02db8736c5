"""The head of a lesson as values: shown, written back without touching the text, refused at its field."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.authoring.head_lines import HeadBroken
from app.authoring.heading import values_of, with_head
from app.authoring.typed import Unclear
from app.content.parse import parse_text
from tests.authoring.typed import LESSON

FILE = "nguoi-dan/an-toan-otp.md"
COURSES = sorted(path for path in (Path(__file__).parents[2] / "courses").glob("*/*.md") if path.name != "index.md")
LESSONS = [path for path in COURSES if path.parent.name != "khung"]
NASTY = st.sampled_from(
    [
        "# a",
        "a: b",
        '"a" b',
        "[a, b]",
        "- a",
        "---",
        "a | b",
        "yes",
        "0123",
        "12:30",
        "'",
        "“x”",
        "a #b",
        "\\",
        "%",
        "{x}",
        "",
    ]
)
WORDS = st.one_of(NASTY, st.text(max_size=25))
DAYS = st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2099, 1, 1)))
NUMBERS = st.one_of(st.none(), st.integers(1, 500))
FIELDS: dict[str, Any] = {
    "title": WORDS, "summary": WORDS, "skills": st.one_of(WORDS, st.just("1.2, TT02:4.2")), "authors": WORDS,
    "groups": st.lists(st.sampled_from(["người dân", "học sinh", "cán bộ"]), unique=True),
    "minutes": NUMBERS, "draw": NUMBERS, "attempts": NUMBERS, "wait_minutes": NUMBERS, "limit_minutes": NUMBERS,
    "valid_until": DAYS, "review_by": DAYS, "quiz": st.sampled_from(["luyện tập", "đánh giá"]),
    "pass_percent": st.one_of(WORDS, st.sampled_from(["75", "12,5"])), "shuffle": st.sampled_from(["", "có", "không"]),
    "scoring": st.sampled_from(["từng phần", "đúng hết"]), "review": st.sampled_from(["", "sau mỗi câu"]),
    "source_title_1": WORDS, "source_url_1": st.one_of(WORDS, st.just("https://example.org/a")), "source_day_1": DAYS,
}  # fmt: skip


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_head_that_nobody_changed_stays_letter_for_letter(path: Path) -> None:
    text, file = path.read_text(), f"{path.parent.name}/{path.name}"

    assert with_head(text, file, values_of(text, file)) == text


@given(st.fixed_dictionaries({}, optional=FIELDS))
@settings(max_examples=250, deadline=None)
def test_whatever_is_typed_is_read_back_or_refused_and_the_text_stays(changes: dict[str, Any]) -> None:
    data = values_of(LESSON, FILE) | changes
    try:
        done = with_head(LESSON, FILE, data)
    except Unclear as refusal:
        known = {"", *FIELDS, *values_of(LESSON, FILE)}
        assert {slip.field for slip in refusal.slips} <= known  # noqa: PT017
        return
    before, after = parse_text(LESSON, FILE), parse_text(done, FILE)
    assert after.module
    assert before.module
    assert (after.module.prose, after.module.items) == (before.module.prose, before.module.items)
    again = values_of(done, FILE)
    for name in ("minutes", "draw", "attempts", "limit_minutes", "valid_until", "review_by", "quiz", "groups"):
        assert (again[name] or None) == (data.get(name) or None), name
    assert again["title"] == " ".join(again["title"].split())
    assert with_head(done, FILE, again) == done


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"pass_percent": "180"}, "pass_percent"),
        ({"skills": "tin học"}, "skills"),
        ({"title": ""}, ""),
        ({"source_title_1": "Luật | 2"}, "source_title_1"),
        ({"source_title_1": "Luật"}, "source_day_1"),
        ({"source_title_1": "L", "source_day_1": date(2026, 1, 1), "source_url_1": "ftp://a"}, "source_url_1"),
        ({"source_title_1": "L", "source_day_1": date(2026, 1, 1), "source_url_1": "https://a b"}, "source_url_1"),
    ],
)
def test_what_the_head_cannot_say_is_told_at_its_field(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Unclear) as refusal:
        with_head(LESSON, FILE, values_of(LESSON, FILE) | changes)

    assert field in [slip.field for slip in refusal.value.slips], refusal.value.slips


@pytest.mark.parametrize("line", ["lạ hoắc", "khoá: giá trị", "tiêu đề: hai lần", 'tóm tắt: "chưa đóng', "- mục lạc"])
def test_a_line_no_form_can_show_is_put_right_in_the_text_first(line: str) -> None:
    broken = LESSON.replace("nhóm:", f"{line}\nnhóm:")

    for act in (lambda: values_of(broken, FILE), lambda: with_head(broken, FILE, {"title": "Bài"})):
        with pytest.raises(HeadBroken) as refusal:
            act()
        assert "Dòng" in refusal.value.text()
