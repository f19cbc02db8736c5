"""What another key does to a question of each kind, and which changes make it another question; values only."""

import copy
from datetime import timedelta
from fractions import Fraction
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from app.content.words import QuizMode, Review, Scoring
from app.quiz import corrections, grading, layout
from app.quiz.corrections import OTHER_CHOICES, OTHER_KIND, OTHER_WORDS
from app.quiz.models import AttemptState
from app.quiz.plans import Plan, told
from app.quiz.questions import Question
from app.quiz.recounting import SHOWN, Tally, recounted, reopened
from app.quiz.rules import Rule
from tests.quiz import records
from tests.quiz.records import record

Record = dict[str, Any]
ATTEMPT = UUID(int=1)


def with_key(one: Record, **new: Any) -> Record:
    """Return a question with another key: new values of fields, or the marks of its options (`x` is right)."""
    found = copy.deepcopy(one)
    for number, mark in enumerate(new.pop("marks", "")):
        found["options"][number]["correct"] = mark == "x"
    return found | new


STORY = records.scenario()
OTHER_STORY = copy.deepcopy(STORY)
OTHER_STORY["nodes"][1]["choices"][0]["correct"] = True
LONGER_STORY = copy.deepcopy(STORY)
LONGER_STORY["nodes"][0]["choices"][1]["target"] = "Bước 3"
RIGHTS = [right for _, right in records.PAIRS]
ROTATED = [
    {"left": left, "right": right} for (left, _), right in zip(records.PAIRS, [*RIGHTS[1:], RIGHTS[0]], strict=True)
]
SAME_QUESTION = [
    (records.choices("một đáp án", "x--"), {"marks": "-x-"}, [1]),
    (records.choices("nhiều đáp án", "xx-"), {"marks": "x-x"}, [0, 2]),
    (record("đúng sai", answer="Đúng"), {"answer": "Sai"}, [1]),
    (records.choices("tìm dấu hiệu", "x--"), {"marks": "xx-"}, [0, 1]),
    (records.statements(), {"marks": "xx-"}, [0, 0, 1]),
    (record("trả lời ngắn", answer="156", comparer="số điện thoại"), {"accepted": ["113"]}, "113"),
    (record("số", answer="5"), {"answer": "từ 5 đến 10"}, "7"),
    (records.order(3), {"options": records.order(3)["options"][::-1]}, None),
    (records.match(), {"pairs": ROTATED}, None),
]  # fmt: skip


@pytest.mark.parametrize(("old", "change", "answer"), SAME_QUESTION)
def test_another_key_of_the_same_question_marks_the_old_answers(old: Record, change: Record, answer: Any) -> None:
    new = with_key(old, **change)

    assert corrections.problem_between(old, new) is None
    assert corrections.key_of(old) != corrections.key_of(new)
    question, now = Question.read(old, Scoring.SHARE), Question.read(new, Scoring.SHARE)
    right = answer if answer is not None else corrections.key_of(new)
    assert grading.share(now.asked, right) == 1
    assert grading.share(question.asked, right) < 1
    assert told(old) != told(new)


def test_a_story_is_the_same_while_its_choices_lead_where_they_led() -> None:
    assert corrections.problem_between(STORY, OTHER_STORY) is None
    assert corrections.key_of(STORY) != corrections.key_of(OTHER_STORY)
    assert corrections.problem_between(STORY, LONGER_STORY) == OTHER_CHOICES


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (records.choices("một đáp án", "x-"), records.choices("nhiều đáp án", "x-"), OTHER_KIND),
        (records.choices("một đáp án", "x-"), records.choices("một đáp án", "x--"), OTHER_CHOICES),
        (record("số", answer="5"), record("số", answer="5", unit="người"), OTHER_CHOICES),
        (records.match(), records.match("Chuyển tiền"), OTHER_CHOICES),
        (record("đúng sai", answer="Đúng"), records.statements(), OTHER_CHOICES),
        (
            record("điểm ảnh", options=[records.option("Nút", correct=True, area=[1, 1, 9, 9])]),
            record("điểm ảnh", options=[records.option("Nút", correct=True, area=[1, 1, 9, 8])]),
            OTHER_CHOICES,
        ),
        (record("số", answer="5", title="Mấy người?"), record("số", answer="5", title="Mấy nhà?"), OTHER_WORDS),
        (record("số", prompt_html="<p>Một</p>", answer="5"), record("số", answer="5"), OTHER_WORDS),
        (record("số", answer="5", prompt_html="<p>Mot </p>"), record("số", answer="5", prompt_html="<p>Một</p>"), None),
        (record("số", answer="5", hint_html="<p>a</p>"), record("số", answer="5", explanation_html="<p>b</p>"), None),
    ],
)
def test_what_a_learner_had_before_them_makes_the_question(old: Record, new: Record, problem: str | None) -> None:
    assert corrections.problem_between(old, new) == problem


def test_a_sheet_gets_another_key_and_nothing_else() -> None:
    question = Question.read(records.choices("một đáp án", "x--"), Scoring.SHARE)
    sheet = layout.lay([question], shuffles=True, seed="s")

    assert corrections.corrected(sheet, {"aaaaaaaa": [2]}) == [{**sheet[0], "key": [2]}]
    assert corrections.corrected(sheet, {"other": [2]}) == sheet
    assert reopened(sheet, {"aaaaaaaa": [0]}) is None
    assert reopened(sheet, {"aaaaaaaa": [2]}) == [{**sheet[0], "key": [2]}]


RULE = Rule(QuizMode.ASSESSMENT, Fraction(1, 2), None, timedelta(0), None, Review.AFTER)


def plan(keys: Record) -> Plan:
    """Return a plan for one version with two questions of one and two points, of which the first gets another key."""
    first = records.choices("một đáp án", "x--", id_="a", points="2")
    written = [first, records.choices("nhiều đáp án", "xx-", id_="b")]
    read = [Question.read(with_key(one, **keys.get(one["id"], {})), Scoring.SHARE) for one in written]
    asked = {question.asked.id: question.asked for question in read}
    used = {question: asked[question].key for question in keys}
    return Plan("k", "Bài", 9, 2, {"1": used}, {1: asked}, [], [], frozenset())


def attempt(state: AttemptState, score: str, **marks: str) -> Any:
    """Return an attempt as the selects give it."""
    return SimpleNamespace(
        id=ATTEMPT, person_id=1, version_id=1, number=1, state=state, score=score, marks=marks, rule=RULE.stored()
    )


def test_only_the_corrected_question_is_graded_anew_and_the_points_stay() -> None:
    row = attempt(AttemptState.FAILED, "1/6", a="0", b="1/2")

    change = recounted(row, None, plan({"a": {"marks": "-x-"}}), {(ATTEMPT, "a"): [1], (ATTEMPT, "b"): [2]})

    assert change is not None
    assert (change.before, change.after, change.turns) == (AttemptState.FAILED, AttemptState.PASSED, True)
    assert (change.marks.score, change.marks.right) == (Fraction(5, 6), 1)
    assert change.stored()["marks"] == {"a": "1", "b": "1/2"}


@pytest.mark.parametrize("answers", [{}, {(ATTEMPT, "a"): []}, {(ATTEMPT, "a"): [2]}])
def test_who_gets_neither_more_nor_less_is_not_changed(answers: Record) -> None:
    row = attempt(AttemptState.FAILED, "0", a="0", b="0")

    assert recounted(row, None, plan({"a": {"marks": "-x-"}}), answers) is None


def test_a_question_that_was_not_drawn_changes_nothing() -> None:
    row = attempt(AttemptState.FAILED, "0", b="0")

    assert recounted(row, None, plan({"a": {"marks": "-x-"}}), {}) is None


def test_what_stands_is_the_later_result() -> None:
    row = attempt(AttemptState.FAILED, "0", a="0", b="0")
    later = attempt(AttemptState.PASSED, "2/3", a="1", b="0")
    answers = {(ATTEMPT, "a"): [1]}

    assert recounted(row, later, plan({"a": {"marks": "-x-"}}), answers) is None
    back = recounted(row, later, plan({"a": {"marks": "x--"}}), answers)
    assert back is not None
    assert (back.before, back.score_before, back.after) == (AttemptState.PASSED, "2/3", AttemptState.FAILED)


def test_the_digest_tells_every_result_apart_and_few_are_shown_one_by_one() -> None:
    used = plan({"a": {"marks": "-x-"}})
    row = attempt(AttemptState.FAILED, "0", a="0", b="0")
    change = recounted(row, None, used, {(ATTEMPT, "a"): [1]})
    one, two, none = Tally(used), Tally(used), Tally(used)

    one.note(change)
    none.note(None)
    for _ in range(SHOWN + 5):
        two.note(change)

    assert len({one.digest, two.digest, none.digest}) == 3
    assert (one.looked, one.changed, one.passed, one.fallen, one.rises["a"], one.falls["a"]) == (1, 1, 1, 0, 1, 0)
    assert (none.looked, none.changed) == (1, 0)
    assert len(two.turns) == SHOWN
