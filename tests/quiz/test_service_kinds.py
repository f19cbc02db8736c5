"""Every kind of question on a real database: saved whole, kept as it was typed, graded from its own sheet."""

from typing import Any

import pytest
from flask import Flask

from app.core.db import db, transaction
from app.core.errors import Refusal
from app.quiz import preview
from app.quiz import service as quiz
from app.quiz.models import Attempt, AttemptState, SavedAnswer
from tests import factories
from tests.quiz import every_kind as every
from tests.quiz import given, records

pytestmark = pytest.mark.storage


@pytest.fixture
def attempt() -> Attempt:
    every.module()
    return every.started(factories.person())


def chosen(attempt: Attempt, question: str) -> Any:
    return db.session.get_one(SavedAnswer, (attempt.id, question), populate_existing=True).chosen


def choose(attempt: Attempt, question: str, texts: dict[str, str] | list[str], *, seq: int | None = None) -> quiz.Saved:
    return every.save(attempt, every.by_texts(attempt, question, texts), seq=seq)


def test_every_kind_answered_rightly_is_everything(attempt: Attempt) -> None:
    every.answer_rightly(attempt)
    paper = quiz.get_paper(attempt.id, attempt.person_id)

    assert (paper.unanswered, paper.doubtful) == ([], [])
    given.submitted(attempt)
    assert (attempt.state, attempt.score, attempt.right) == (AttemptState.PASSED, "1", 11)


@pytest.mark.parametrize("question", every.IDS)
def test_one_right_answer_of_each_kind_is_one_question_right(attempt: Attempt, question: str) -> None:
    every.answer_rightly(attempt, question)

    given.submitted(attempt)

    assert (attempt.right, attempt.score) == (1, "1/11")
    assert attempt.marks == {id_: "1" if id_ == question else "0" for id_ in every.IDS}


ORDER = ["Mở kho ứng dụng", "Gõ tên VNeID, xem đúng tên cơ quan phát hành", "Bấm Cài đặt", "Ăn mừng"]
PARTLY = {
    "kieu0002": (["Tắt máy"], "1/2"),
    "kieu0004": ({"Mã OTP như chìa khoá nhà": "Đúng", "Ngân hàng hay hỏi mã OTP": "Sai"}, "1/4"),
    "kieu0007": (dict(zip("1234", [ORDER[3], *ORDER[:3]], strict=True)), "2/3"),
    "kieu0008": ({"Người lạ hỏi mã OTP": "Cúp máy ngay", "Bị doạ bắt qua điện thoại": "Cúp máy ngay"}, "1/3"),
    "kieu0009": (["Đường liên kết bit.ly", "Tên người gửi"], "0"),
    "kieu0010": (["Kính gửi quý khách,", "tài khoản của quý khách sẽ bị khoá trong 2 giờ,"], "0"),
    "kieu0011": ({"1": "Đọc số căn cước", "2": "Thôi, tôi cúp máy"}, "1/2"),
}  # fmt: skip


@pytest.mark.parametrize("question", PARTLY)
def test_part_of_an_answer_is_saved_and_counts_exactly(attempt: Attempt, question: str) -> None:
    texts, earns = PARTLY[question]
    fields: dict[str, list[str]] = {}
    for row, text in texts.items() if isinstance(texts, dict) else []:
        fields |= every.by_texts(attempt, question, {row: text})
    every.save(attempt, fields or every.by_texts(attempt, question, texts))

    given.submitted(attempt)

    assert attempt.marks[question] == earns


def test_what_is_typed_is_kept_as_it_was_typed(attempt: Attempt) -> None:
    for typed in (" https://binhdanhocvuso.gov.vn/ ", "binhdanhocvuso.gov.vn.ke-gian.example", ""):
        assert every.save(attempt, {"q-kieu0005": [typed]}).note is None
        assert chosen(attempt, "kieu0005") == typed.strip()


def test_a_number_that_cannot_be_read_is_saved_and_said_so_at_once(attempt: Attempt) -> None:
    saved = every.save(attempt, {"q-kieu0006": ["1.515"]})

    assert saved.note is not None
    assert chosen(attempt, "kieu0006") == "1.515"
    paper = quiz.get_paper(attempt.id, attempt.person_id)
    assert paper.doubtful == [[laid["id"] for laid in attempt.layout].index("kieu0006") + 1]
    given.submitted(attempt)
    assert attempt.marks["kieu0006"] == "0"


def test_a_typed_answer_that_is_too_long_changes_nothing(attempt: Attempt) -> None:
    every.save(attempt, {"q-kieu0005": ["156"]})

    with pytest.raises(Refusal), transaction():
        quiz.save_answer(
            attempt_id=attempt.id, person_id=attempt.person_id, fields={"q-kieu0005": ["9" * 201]}, seq=None
        )
    assert chosen(attempt, "kieu0005") == "156"


def test_an_answer_of_rows_is_replaced_whole_by_the_highest_number(attempt: Attempt) -> None:
    first, second = {"Người lạ hỏi mã OTP": "Cúp máy ngay"}, {"Bị doạ bắt qua điện thoại": "Báo công an xã"}
    choose(attempt, "kieu0008", first, seq=5)
    kept = chosen(attempt, "kieu0008")

    assert choose(attempt, "kieu0008", second, seq=4).outcome is quiz.Outcome.OLDER
    assert chosen(attempt, "kieu0008") == kept
    assert choose(attempt, "kieu0008", first, seq=4).outcome is quiz.Outcome.SAVED
    choose(attempt, "kieu0008", second, seq=6)
    assert [place for place, number in enumerate(chosen(attempt, "kieu0008")) if number is not None] == [2]


def test_another_turn_early_in_a_story_drops_what_no_longer_lies_on_the_way(attempt: Attempt) -> None:
    first = every.by_texts(attempt, "kieu0011", {"1": "Đọc số căn cước"})
    second = every.by_texts(attempt, "kieu0011", {"2": "Đọc mã"})
    turned = every.by_texts(attempt, "kieu0011", {"1": "Cúp máy, gọi công an xã"})

    begun, ended = every.save(attempt, first), every.save(attempt, first | second)
    assert chosen(attempt, "kieu0011") == [0, 2]
    assert begun.next_step == begun.here
    assert ended.next_step != ended.here
    every.save(attempt, turned | second)

    assert chosen(attempt, "kieu0011") == [1, None]
    given.submitted(attempt)
    assert attempt.marks["kieu0011"] == "1"


def test_an_attempt_begun_before_the_kinds_came_goes_on(attempt: Attempt) -> None:
    sheet = [{k: v for k, v in laid.items() if k != "parts"} for laid in attempt.layout if laid["id"] <= "kieu0003"]
    old = Attempt(
        person_id=factories.person().id, module_key=attempt.module_key, version_id=attempt.version_id, number=1,
        mode=attempt.mode, seed="cu", layout=sheet, rule=attempt.rule, asked=3, started_at=attempt.started_at,
    )  # fmt: skip
    factories.save(old)
    right = {"kieu0001": {1}, "kieu0002": {0, 2}, "kieu0003": {1}}

    given.answer(old, right)

    assert (given.submitted(old).state, old.score) == (AttemptState.PASSED, "1")
    paper = quiz.get_paper(old.id, old.person_id)
    assert [paper.is_answered(laid) for laid in paper.sheet] == [True] * 3


def test_saving_an_answer_of_rows_takes_two_statements(attempt: Attempt, statements: list[str]) -> None:
    fields = every.right_fields(every.laid_of(attempt, "kieu0007"))
    attempt_id, person_id = attempt.id, attempt.person_id
    db.session.expunge_all()
    statements.clear()

    with transaction():
        quiz.save_answer(attempt_id=attempt_id, person_id=person_id, fields=fields, seq=1000)

    assert [sql.split()[0] for sql in statements] == ["SELECT", "INSERT"]


def test_an_author_sees_a_fresh_sheet_and_can_see_its_key(attempt: Attempt) -> None:
    snapshot = every.module().snapshot

    fresh, told = preview.shown_questions(snapshot), preview.shown_questions(snapshot, with_key=True)

    assert [one.id for one in fresh] == [one.id for one in told] == every.IDS
    assert {(one.feedback, one.saved, one.disabled, one.note) for one in fresh} == {(None, False, False, "")}
    assert all(one.disabled and one.feedback and one.feedback.right for one in told)
    assert told[4].value == "binhdanhocvuso.gov.vn"
    assert [part["chosen"] for part in told[6].parts] == ORDER
    assert given.CANARY in told[0].options[0]["feedback_html"]
    assert [option["text"] for option in fresh[6].options] != ORDER
    assert [[option["text"] for option in one.options] for one in fresh] == [
        [option["text"] for option in one.options] for one in preview.shown_questions(snapshot)
    ]


def test_a_question_without_an_id_is_previewed_under_one_of_its_own() -> None:
    snapshot = every.module().snapshot
    bare = snapshot | {"questions": [question | {"id": ""} for question in snapshot["questions"]]}

    assert len({one.id for one in preview.shown_questions(bare)}) == 11


BROKEN: list[dict[str, Any]] = [
    {"kind": "tình huống"},
    {"kind": "tình huống", "nodes": [{"name": "A", "text_html": "", "choices": []}]},
    {"kind": "số", "answer": "1.000"},
    {"kind": "số", "answer": ""},
    {"kind": "trả lời ngắn", "answer": ""},
    {"kind": "sắp xếp"},
    {"kind": "ghép đôi", "pairs": [{"left": "", "right": "a"}, {"left": "b", "right": "a"}]},
    {"kind": "nhiều đáp án"},
    {"kind": "một đáp án", "options": [records.option("")]},
    {"kind": "đúng sai", "options": [records.option("Một ý")]},
    {"kind": "điểm ảnh", "options": [records.option("Không có chỗ")]},
]


@pytest.mark.parametrize("with_key", [False, True])
@pytest.mark.parametrize("broken", BROKEN)
def test_a_preview_of_a_text_with_errors_never_breaks(app: Flask, broken: dict[str, Any], with_key: bool) -> None:
    whole = records.choices("một đáp án", "-x-")
    lost = records.scenario()
    lost["nodes"][0]["choices"][0]["target"] = "Bước 9"
    snapshot = {"meta": {"scoring": "từng phần"}, "questions": [records.record(**broken, id_="hongroi1"), lost, whole]}

    with app.test_request_context():
        shown = preview.shown_questions(snapshot, with_key=with_key)

    assert shown[-1].id == whole["id"]
    assert lost["id"] not in [one.id for one in shown[:-1] if one.widget == "story"]
