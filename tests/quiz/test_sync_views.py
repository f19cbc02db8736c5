"""Answers that come later: each told what became of it, the same again changes nothing, and nobody sends another's."""

import io
import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.audit.actions import Action
from app.audit.models import AuditEntry
from app.core.db import db
from app.identity.models import Account
from app.identity.words import Role
from app.quiz import handed_in
from app.quiz.models import Attempt, AttemptState, SavedAnswer
from tests import factories
from tests.browser import Browser
from tests.quiz import given

pytestmark = pytest.mark.storage
OURS = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def learner() -> Account:
    return factories.account()


@pytest.fixture
def browser(app: Flask, learner: Account) -> Browser:
    return Browser(app).sign_in(learner)


def begin(browser: Browser, key: str = given.ASSESSMENT) -> Attempt:
    group, code = key.split("/")
    answer = browser.post("quiz.start", group=group, lesson=code)
    return db.session.get_one(Attempt, given.attempt_id(answer.location))


def owner_of(browser: Browser) -> str:
    """Return the opaque name that the pages give their reader."""
    return browser.open("/cho-gui").headers["Reader"]


def entry(attempt: Attempt, question: str, numbers: set[int], seq: int, **more: Any) -> dict[str, Any]:
    fields = {f"q-{question}": given.values(attempt, question, numbers) or [""]}
    return {"id": str(uuid4()), "attempt": str(attempt.id), "seq": seq, "fields": fields} | more


def handing_in(attempt: Attempt, seq: int) -> dict[str, Any]:
    return {"id": str(uuid4()), "attempt": str(attempt.id), "seq": seq, "submit": True}


def post(browser: Browser, items: Any, **more: Any) -> TestResponse:
    headers = more.pop("headers", OURS)
    body = {"owner": more.pop("owner", None) or owner_of(browser), "items": items}
    return browser.client.post("/api/dong-bo", json=body, headers=headers)


def outcomes(browser: Browser, items: list[dict[str, Any]]) -> list[str]:
    answer = post(browser, items)
    assert answer.status_code == 200, answer.text
    told = {one["id"]: one["outcome"] for one in answer.json["results"]}  # type: ignore[index]
    return [told[item["id"]] for item in items]


def stored(attempt: Attempt) -> dict[str, tuple[int, Any]]:
    rows = db.session.scalars(select(SavedAnswer).where(SavedAnswer.attempt_id == attempt.id))
    return {row.question_id: (row.seq, row.chosen) for row in rows}


def test_what_waited_is_stored_and_the_same_again_changes_nothing(browser: Browser) -> None:
    given.module()
    attempt = begin(browser)
    items = [entry(attempt, "aaaaaaa1", {1}, 1), entry(attempt, "aaaaaaa2", {0, 2}, 2)]

    first = outcomes(browser, items)
    before = stored(attempt)
    again = outcomes(browser, items)

    assert first == again == ["saved", "saved"]
    assert stored(attempt) == before == {"aaaaaaa1": (1, [1]), "aaaaaaa2": (2, [0, 2])}


def test_entries_are_carried_out_in_the_order_of_their_numbers(browser: Browser) -> None:
    given.module()
    attempt = begin(browser)
    items = [handing_in(attempt, 9), entry(attempt, "aaaaaaa1", {1}, 5), entry(attempt, "aaaaaaa1", {0}, 3)]

    assert outcomes(browser, items) == ["saved", "saved", "saved"]
    assert stored(attempt) == {"aaaaaaa1": (5, [1])}
    assert db.session.get_one(Attempt, attempt.id).state is AttemptState.FAILED


def test_a_newer_answer_from_another_phone_stands(browser: Browser) -> None:
    given.module()
    attempt = begin(browser)
    given.answer(attempt, {"aaaaaaa1": {1}}, seq=7)

    answer = post(browser, [entry(attempt, "aaaaaaa1", {0}, 4)])

    assert [(one["outcome"], one["seq"]) for one in answer.json["results"]] == [("older", 7)]  # type: ignore[index]
    assert stored(attempt)["aaaaaaa1"] == (7, [1])


def test_what_comes_after_the_end_is_not_counted_and_told_so(browser: Browser) -> None:
    given.module()
    attempt = begin(browser)
    given.answer(attempt, {"aaaaaaa1": {1}}, seq=1)
    given.submitted(attempt)

    assert outcomes(browser, [entry(attempt, "aaaaaaa2", {0}, 2)]) == ["closed"]
    assert set(stored(attempt)) == {"aaaaaaa1"}


def test_a_whole_quiz_whose_answer_was_lost_on_the_way_is_told_as_saved_when_sent_again(browser: Browser) -> None:
    given.module()
    attempt = begin(browser)
    items = [entry(attempt, "aaaaaaa1", {1}, 1), handing_in(attempt, 2)]
    outcomes(browser, items)
    trail = db.session.scalar(select(func.count()).select_from(AuditEntry))

    assert outcomes(browser, items) == ["saved", "saved"]
    assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == trail


def test_another_learners_attempt_looks_like_none_at_all(browser: Browser) -> None:
    given.module()
    theirs = given.started(factories.person())
    items = [entry(theirs, "aaaaaaa1", {1}, 1), handing_in(theirs, 2)]
    nobodys = items[0] | {"id": str(uuid4()), "attempt": str(uuid4())}

    assert outcomes(browser, [*items, nobodys]) == ["unknown"] * 3
    assert stored(theirs) == {}
    assert db.session.get_one(Attempt, theirs.id).state is AttemptState.IN_PROGRESS


def test_one_bad_entry_spoils_no_other(browser: Browser) -> None:
    given.module()
    attempt = begin(browser)
    strange = entry(attempt, "aaaaaaa1", {1}, 2) | {"fields": {"q-aaaaaaa1": ["khong-co"]}}
    far = entry(attempt, "aaaaaaa1", {1}, 9_000)
    good = entry(attempt, "aaaaaaa2", {0}, 3)

    assert outcomes(browser, [strange, good, far]) == ["refused", "saved", "refused"]
    assert set(stored(attempt)) == {"aaaaaaa2"}


def test_the_queue_of_somebody_else_is_neither_taken_nor_judged(browser: Browser) -> None:
    given.module()
    attempt = begin(browser)

    answer = post(browser, [entry(attempt, "aaaaaaa1", {1}, 1)], owner="0123456789abcdef")

    assert answer.status_code == 409
    assert stored(attempt) == {}


def test_who_is_not_signed_in_gets_a_word_for_the_script_and_no_page(app: Flask, browser: Browser) -> None:
    given.module()
    attempt = begin(browser)
    stranger = Browser(app)

    answer = post(stranger, [entry(attempt, "aaaaaaa1", {1}, 1)], owner="x")

    assert (answer.status_code, answer.json) == (401, {"error": "sign-in"})
    assert stored(attempt) == {}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "null"},
    ],
)
def test_only_a_page_of_ours_may_send(browser: Browser, headers: dict[str, str]) -> None:
    given.module()
    attempt = begin(browser)

    answer = post(browser, [entry(attempt, "aaaaaaa1", {1}, 1)], headers=headers)

    assert answer.status_code == 403
    assert stored(attempt) == {}


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_only_json_is_read(browser: Browser, kind: str) -> None:
    body = json.dumps({"owner": owner_of(browser), "items": []})

    answer = browser.client.post("/api/dong-bo", data=body, content_type=kind, headers=OURS)

    assert answer.status_code == 415


def test_a_long_body_and_many_entries_are_refused(browser: Browser) -> None:
    given.module()
    attempt = begin(browser)
    one = entry(attempt, "aaaaaaa1", {1}, 1)

    assert post(browser, [one] * 201).status_code == 400
    assert post(browser, [one | {"fields": {"q-x": ["a" * 300_000]}}]).status_code == 413
    assert stored(attempt) == {}


HOSTILE = [
    b"", b"null", b"[]", b"{}", b"1e999", b"\xff\xfe", b'{"owner": 1, "items": []}', b'{"owner": "x", "items": {}}',
    b"[" * 100_000, b'{"owner":' * 5_000, b'{"owner": "\\ud800", "items": []}',
    b'{"owner": "x", "items": [' + b"9" * 9_000 + b"]}",
]  # fmt: skip


@pytest.mark.parametrize("body", HOSTILE)
def test_no_json_is_an_error_of_ours(browser: Browser, body: bytes) -> None:
    answer = browser.client.post("/api/dong-bo", data=body, content_type="application/json", headers=OURS)

    assert answer.status_code in (400, 409, 413), answer.text


WRONG_VALUES: list[tuple[str, Any]] = [
    ("id", None), ("id", "x"), ("id", 7), ("attempt", []), ("attempt", "x" * 90), ("seq", -1), ("seq", 2**60),
    ("seq", "3"), ("seq", 1.5), ("seq", True), ("seq", None), ("fields", []), ("fields", {"q-aaaaaaa1": "x"}),
    ("fields", {"q-aaaaaaa1": [None]}), ("fields", {"q-aaaaaaa1": [{}]}), ("fields", {}), ("fields", {"x" * 99: ["1"]}),
    ("submit", True), ("submit", "yes"), ("fields", {f"q-{n}": ["1"] for n in range(90)}),
    ("fields", {"q-aaaaaaa1": ["1"] * 90}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), WRONG_VALUES)
def test_a_wrong_entry_is_told_so_and_changes_nothing(browser: Browser, name: str, value: Any) -> None:
    given.module()
    attempt = begin(browser)

    answer = post(browser, [entry(attempt, "aaaaaaa1", {1}, 1) | {name: value}, "no entry", None])

    assert answer.status_code == 200
    assert {one["outcome"] for one in answer.json["results"]} == {"refused"}  # type: ignore[index]
    assert stored(attempt) == {}


@pytest.mark.parametrize("typed", ["a\x00b", "\ud7ff\uffff", "x" * 900, "q-aaaaaaa1", "\u202e"])
def test_no_value_is_an_error_of_ours(browser: Browser, typed: str) -> None:
    given.module()
    attempt = begin(browser)
    names = ["q-aaaaaaa1", "q-", "aaaaaaa1", "csrf_token", "q-aaaaaaa1-1", "q-aaaaaaa1-" + "9" * 60, "\x00"]
    items = [entry(attempt, "aaaaaaa1", {1}, 1) | {"id": str(uuid4()), "fields": {name: [typed]}} for name in names]

    assert set(outcomes(browser, items)) <= {"refused", "saved"}
    assert all(chosen == [] for _, chosen in stored(attempt).values())


# -- the whole practice on one page ---------------------------------------------------------------------------------


def test_a_practice_on_one_page_saves_all_answers_and_goes_on_to_the_check(browser: Browser) -> None:
    given.practice_quiz()
    attempt = begin(browser, given.LESSON)
    path = f"/bai-lam/{attempt.id}/tron-bai"

    page = browser.open(path).text
    fields = {f"q-{question}": given.values(attempt, question, numbers) for question, numbers in given.KEY.items()}
    answer = browser.send(path, fields | {"seq": "1", "den": "het"})

    assert page.count("data-question=") == 3
    assert answer.location.endswith("?cau=het")
    assert {question: set(chosen) for question, (_, chosen) in stored(attempt).items()} == given.KEY


def test_boxes_that_were_all_unticked_are_emptied_on_the_whole_page(browser: Browser) -> None:
    given.practice_quiz()
    attempt = begin(browser, given.LESSON)
    given.answer(attempt, {"aaaaaaa1": {1}, "aaaaaaa2": {0}}, seq=1)

    browser.send(f"/bai-lam/{attempt.id}/tron-bai", {"seq": "2"})

    assert {question: chosen for question, (_, chosen) in stored(attempt).items()} == {"aaaaaaa1": [1], "aaaaaaa2": []}


def test_a_practice_carries_its_answers_in_words_and_an_assessment_has_no_such_page(browser: Browser) -> None:
    given.module()
    given.practice_quiz()
    assessment, practice = begin(browser), begin(browser, given.LESSON)

    answer = browser.open(f"/bai-lam/{assessment.id}/tron-bai", expect=303)
    told = browser.open(f"/bai-lam/{practice.id}/tron-bai").text

    assert answer.location.endswith(f"/bai-lam/{assessment.id}")
    assert given.CANARY in told
    assert "Đáp án đúng: Chỉ một mình bác." in told


def test_a_practice_that_tells_after_handing_in_carries_no_answers(browser: Browser) -> None:
    given.practice_quiz(xem_lại="sau khi nộp")
    practice = begin(browser, given.LESSON)

    told = browser.open(f"/bai-lam/{practice.id}/tron-bai").text

    assert given.CANARY not in told
    assert "Đáp án" not in told


def test_a_closed_practice_leads_to_its_result(browser: Browser) -> None:
    given.practice_quiz()
    practice = begin(browser, given.LESSON)
    given.submitted(practice)

    browser.open(f"/bai-lam/{practice.id}/tron-bai", expect=303)


# -- a file from a device whose line never came back ----------------------------------------------------------------


def file_of(rows: list[Any], **more: Any) -> bytes:
    whole = {"kind": handed_in.KIND, "form": 1, "items": rows, "sum": handed_in.sum_of(rows)} | more
    return json.dumps(whole, ensure_ascii=False).encode()


def upload(browser: Browser, raw: bytes, *, expect: int = 200) -> TestResponse:
    return browser.send("/cho-gui/nhan-tep", {"file": (io.BytesIO(raw), "cau-tra-loi.json")}, expect=expect)


def test_the_owner_hands_in_a_file_on_another_device(browser: Browser) -> None:
    given.module()
    attempt = begin(browser)
    raw = file_of([entry(attempt, "aaaaaaa1", {1}, 1), handing_in(attempt, 2)])

    first = upload(browser, raw).text
    again = upload(browser, raw).text

    assert first.count('data-outcome="saved"') == again.count('data-outcome="saved"') == 2
    assert db.session.get_one(Attempt, attempt.id).state is AttemptState.FAILED
    assert handed_in_lines() == []


def test_a_helper_hands_in_for_the_owner_and_the_trail_says_so(app: Flask, learner: Account) -> None:
    given.module()
    attempt = given.started(learner.person)
    helper = Browser(app).sign_in(factories.account(Role.HELPER))

    page = upload(helper, file_of([entry(attempt, "aaaaaaa1", {1}, 1)])).text

    assert learner.person.full_name in page
    assert stored(attempt) == {"aaaaaaa1": (1, [1])}
    (line,) = handed_in_lines()
    assert json.loads(line.entry)["object"] == f"attempt:{attempt.id}"


def handed_in_lines() -> list[AuditEntry]:
    lines = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq))
    return [line for line in lines if json.loads(line.entry)["action"] == Action.ANSWERS_HANDED_IN]


def test_another_learners_file_says_nothing_about_them(browser: Browser) -> None:
    given.module()
    owner = factories.account().person
    theirs = given.started(owner)

    page = upload(browser, file_of([entry(theirs, "aaaaaaa1", {1}, 1)])).text

    assert 'data-outcome="unknown"' in page
    assert owner.full_name not in page
    assert stored(theirs) == {}


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "không phải tệp"),
        (b"no json", "không phải tệp"),
        (b"[" * 50_000, "không phải tệp"),
        (b'{"kind": "another", "items": []}', "không phải tệp"),
        (file_of([], form=2), "bản mới hơn"),
        (file_of([{"id": "x"}], sum="00000000"), "bị hỏng"),
        (file_of([], items="x"), "bị hỏng"),
        (file_of(["x"] * 201), "nhiều câu quá"),
        (file_of([], items=json.loads("[" * 900 + "]" * 900)), "bị hỏng"),
    ],
)  # fmt: skip
def test_a_strange_or_damaged_file_is_refused_in_words(browser: Browser, raw: bytes, words: str) -> None:
    page = upload(browser, raw, expect=422).text

    assert words in page


def test_a_changed_answer_breaks_the_sum(browser: Browser) -> None:
    given.module()
    attempt = begin(browser)
    raw = file_of([entry(attempt, "aaaaaaa1", {1}, 1)])
    right, wrong = (given.values(attempt, "aaaaaaa1", {number})[0].encode() for number in (1, 0))

    upload(browser, raw.replace(right, wrong), expect=422)

    assert stored(attempt) == {}


def test_unreadable_rows_of_a_file_are_shown(browser: Browser) -> None:
    page = upload(browser, file_of([{"id": "x"}, 7])).text

    assert page.count('data-outcome="refused"') == 2


# -- the pages of the device ----------------------------------------------------------------------------------------


def test_the_pages_of_the_device_are_the_same_for_every_stranger(app: Flask) -> None:
    for path in ("/cho-gui", "/mang-theo", "/cho-gui?ban-luu=1", "/mang-theo?ban-luu=1"):
        answer = Browser(app).open(path)
        assert "public" in answer.headers["Cache-Control"]
        assert "Reader" not in answer.headers


def test_a_reader_is_named_by_nothing_that_leads_to_them(browser: Browser, learner: Account, app: Flask) -> None:
    name = owner_of(browser)

    assert len(name) == 16
    assert name not in (str(learner.public_id), str(learner.person.public_id))
    assert owner_of(Browser(app).sign_in(learner)) == name
    assert owner_of(Browser(app).sign_in(factories.account())) != name


def test_ids_of_attempts_are_the_only_thing_a_question_page_gives_the_queue(browser: Browser, learner: Account) -> None:
    given.module()
    attempt = begin(browser)

    page = browser.get("quiz.take", attempt_id=attempt.id).text

    assert f'data-attempt="{attempt.id}"' in page
    assert f'data-owner="{owner_of(browser)}"' in page
    assert UUID(str(attempt.id))
