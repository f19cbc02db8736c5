"""The policy of the workshop on values: texts, codes, differences, places of comments, steps of an intake."""

from datetime import UTC, date, datetime, timedelta
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.authoring import rules, templates
from app.authoring.rules import Change
from app.catalog.rules import Step, step
from app.content.library import FOLDERS
from app.content.meta import MODULE_ID
from app.content.parse import parse_text

NOW = datetime(2026, 11, 23, tzinfo=UTC)
LINES = st.lists(st.sampled_from(["a", "b", "", "## Kiểm tra", "- [x] Đúng"]), max_size=30).map("\n".join)


@given(st.text())
@settings(max_examples=200)
def test_a_code_is_one_that_the_format_takes_and_that_is_free(title: str) -> None:
    taken = {rules.code_for(title, ()), "index"}

    code = rules.code_for(title, taken)

    assert MODULE_ID.fullmatch(code)
    assert code not in taken
    assert len(code) <= rules.LONGEST_CODE + 3


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp", "Co", "Cn"]), min_size=1))
@settings(max_examples=200)
def test_a_new_lesson_reads_whatever_its_title(title: str) -> None:
    title = " ".join(title.split()) or "x"
    for folder in FOLDERS:
        document = parse_text(templates.new_lesson(folder, "bai", title), f"{folder}/bai.md")
        assert [problem for problem in document.problems if problem.is_error] == []


@given(LINES, LINES)
@settings(max_examples=200)
def test_a_difference_holds_both_texts(old: str, new: str) -> None:
    shown = rules.differences(old, new)

    before, after = old.split("\n") if old else [], new.split("\n")
    for line in shown:
        if line.old_line:
            assert before[line.old_line - 1] == line.text
        if line.new_line:
            assert after[line.new_line - 1] == line.text
    hidden = any(line.kind is Change.GAP for line in shown)
    if not hidden:
        assert [line.text for line in shown if line.kind is not Change.ADDED] == before
        assert [line.text for line in shown if line.kind is not Change.REMOVED] == after


def test_only_what_is_near_a_change_is_shown() -> None:
    old = "\n".join(str(n) for n in range(100))

    shown = rules.differences(old, old.replace("\n50\n", "\nnăm mươi\n"))

    assert [(line.kind.value, line.text) for line in shown] == [
        ("gap", ""), ("same", "47"), ("same", "48"), ("same", "49"), ("removed", "50"), ("added", "năm mươi"),
        ("same", "51"), ("same", "52"), ("same", "53"), ("gap", ""),
    ]  # fmt: skip


@pytest.mark.parametrize("old", ["a\n" * 100_000, "a\nb\n" * 1_499, "\n".join(map(str, range(50_000)))])
def test_a_difference_of_wild_texts_ends_in_time(old: str) -> None:
    started = process_time()
    shown = rules.differences(old, "x\n" + old[::-1] + "y")

    assert shown
    assert process_time() - started < 3


@pytest.mark.parametrize(
    ("text", "line"),
    [("a\nb\nc", 2), ("x\na\nb\nc", 3), ("b\na\nx\nb", 1), ("a\nc", None), ("b", 1)],
)
def test_a_comment_stands_where_its_words_are_now(text: str, line: int | None) -> None:
    assert rules.placed(2, "b", text) == line


def test_a_comment_on_an_empty_line_is_not_sent_to_another_one() -> None:
    assert rules.placed(3, "", "a\n\nb\n") is None


@pytest.mark.parametrize(
    ("is_auto", "minutes", "same", "line"),
    [
        (False, 0, True, True),
        (True, 0, True, False),
        (True, 9, True, False),
        (True, 10, True, True),
        (True, 0, False, True),
    ],
)
def test_what_saves_itself_makes_history_after_ten_minutes_or_with_another_hand(
    is_auto: bool, minutes: int, same: bool, line: bool
) -> None:
    last = NOW - timedelta(minutes=minutes)

    assert rules.makes_a_line(is_auto=is_auto, last_at=last, last_by=1, by=1 if same else 2, now=NOW) is line


@pytest.mark.parametrize(("day", "due"), [(22, True), (23, True), (24, False)])
def test_what_is_thirty_days_away_is_due(day: int, due: bool) -> None:
    assert rules.is_due(date(2026, 12, day), date(2026, 11, 23)) is due


CASES = [
    ("a", "a", "a", Step.SAME),
    ("b", "a", "b", Step.SAME),
    ("a", None, "a", Step.SAME),
    ("b", "a", "a", Step.TAKE),
    ("a", None, None, Step.TAKE),
    ("a", "a", "b", Step.KEEP),
    ("a", "a", None, Step.KEEP),
    ("c", "a", "b", Step.CLASH),
    ("b", "a", None, Step.CLASH),
    ("a", None, "b", Step.CLASH),
    (None, "a", "a", Step.WITHDRAW),
    (None, "a", "b", Step.KEEP),
    (None, None, "b", Step.KEEP),
    (None, "a", None, Step.FORGET),
]


@pytest.mark.parametrize(("file", "taken", "current", "wanted"), CASES)
def test_an_intake_decides_by_who_changed_it(
    file: str | None, taken: str | None, current: str | None, wanted: Step
) -> None:
    assert step(file=file, taken=taken, current=current) is wanted
