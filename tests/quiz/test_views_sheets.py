"""Pages of quizzes on paper: printed without a key, typed in by keyboard, twice, decided, voided."""

import re

import pytest
from flask import Flask

from app.core import clock
from app.core.db import db
from app.identity import service as identity
from app.identity.models import Account
from app.identity.words import Role
from app.quiz.models import Attempt, AttemptState, PaperSheet, SheetState
from app.quiz.paper_sheets_lines import shape_of
from app.quiz.paper_sheets_rules import spaced
from tests import factories
from tests.browser import Browser
from tests.community import given as classes
from tests.quiz import every_kind, given, sheets

pytestmark = pytest.mark.storage


@pytest.fixture
def helper() -> Account:
    return factories.account(Role.HELPER)


@pytest.fixture
def browser(app: Flask, helper: Account) -> Browser:
    return Browser(app).sign_in(helper)


@pytest.fixture
def second(app: Flask) -> Browser:
    return Browser(app).sign_in(factories.account(Role.TEACHER))


@pytest.fixture
def sheet(helper: Account) -> PaperSheet:
    every_kind.module()
    return sheets.printed(identity.actor_of(helper), factories.person(full_name="Lò Thị Mận"))[0]


def circled(sheet: PaperSheet) -> list[int]:
    """Return the places of the questions that are not answered in free words: there, "zzz !" can't be read."""
    return [place for place, laid in enumerate(sheet.layout, 1) if shape_of(laid) != "line"]


def head(account: Account) -> dict[str, str]:
    return {"lan": "1", "held_on": clock.today().isoformat(), "witness": str(account.person.public_id)}


def test_only_helpers_see_paper(app: Flask, sheet: PaperSheet) -> None:
    learner = Browser(app).sign_in(factories.account())

    for endpoint, values in (("sheets.desk", {}), ("sheets.choose", {}), ("sheets.sheet", {"code": sheet.code})):
        learner.get(endpoint, expect=403, **values)


def test_what_paper_cannot_ask_is_said_before_printing_and_no_key_is_printed(browser: Browser) -> None:
    every_kind.module()
    given.programme()
    person = factories.person(full_name="Lò Thị Mận")
    page = browser.get("sheets.choose", bai=given.ASSESSMENT, q="lo thi man").text
    assert "không hỏi được trên giấy" in page
    assert "Cuộc gọi" in page

    wanted = {"bai": given.ASSESSMENT, "nguoi": [str(person.public_id)], "blanks": "1", "place": "Nhà văn hoá"}
    answer = browser.post("sheets.choose", wanted | {"held_on": clock.today().isoformat()})
    printed = browser.open(answer.location).text

    assert "Lò Thị Mận" in printed
    assert "Họ và tên:" in printed
    assert given.CANARY not in printed
    for secret in every_kind.SECRETS:
        assert secret not in printed
    for one in db.session.query(PaperSheet):
        assert printed.count(spaced(one.code)) >= 2


def test_sheets_for_those_present_at_a_class(browser: Browser, helper: Account) -> None:
    given.module()
    given.programme()
    actor = identity.actor_of(helper)
    found = classes.open_class(actor)

    page = browser.get("sheets.choose", lop=found.public_id, bai=given.ASSESSMENT).text
    assert found.place in page
    data = {"bai": given.ASSESSMENT, "lop": str(found.public_id), "blanks": "2", "place": found.place}
    browser.post("sheets.choose", data | {"held_on": clock.today().isoformat()})

    assert {(one.session_id, one.witness_id) for one in db.session.query(PaperSheet)} == {(found.id, helper.person_id)}


def test_a_mistyped_code_is_told_and_a_right_one_opens_the_sheet(browser: Browser, sheet: PaperSheet) -> None:
    assert "8 chữ và số" in browser.get("sheets.desk", ma="K7", expect=404).text
    wrong = sheet.code[:-1] + ("3" if sheet.code[-1] == "2" else "2")
    assert "chưa đúng" in browser.get("sheets.desk", ma=wrong, expect=404).text
    answer = browser.get("sheets.desk", ma=spaced(sheet.code).lower(), expect=303)
    assert "Lò Thị Mận" in browser.open(answer.location).text


def test_every_kind_is_typed_read_back_and_nothing_says_what_is_right(
    browser: Browser, second: Browser, helper: Account, sheet: PaperSheet
) -> None:
    where, typed = {"code": sheet.code}, sheets.lines(sheet)
    shown = browser.post("sheets.type_in", head(helper) | typed | {"xem": "1"}, expect=200, **where).text
    assert "Chỉ một mình bác" in shown
    assert given.CANARY not in shown
    assert db.session.get_one(PaperSheet, sheet.id).state is SheetState.PRINTED

    browser.post("sheets.type_in", head(helper) | typed, **where)
    assert "lần hai phải do một người khác" in browser.get("sheets.sheet", **where).text.lower()
    assert spaced(sheet.code) in second.get("sheets.desk").text
    page = second.get("sheets.sheet", **where).text
    assert "lần gõ thứ hai" in page
    assert not re.search(r'name="cau-\d+" value="[^"]', page)
    second.post("sheets.type_in", {"lan": "2"} | typed, **where)

    assert db.session.query(Attempt).one().state is AttemptState.PASSED
    assert "không dùng lại được" in second.get("sheets.sheet", **where).text
    second.post("sheets.type_in", {"lan": "2"} | typed, expect=409, **where)


def test_a_line_that_cannot_be_read_is_refused_at_its_line(
    browser: Browser, helper: Account, sheet: PaperSheet
) -> None:
    name = f"cau-{circled(sheet)[0]}"
    typed = sheets.lines(sheet) | {name: "zzz !"}

    page = browser.post("sheets.type_in", head(helper) | typed, expect=422, code=sheet.code).text

    assert f'id="{name}-error"' in page
    assert 'value="zzz !"' in page
    assert db.session.get_one(PaperSheet, sheet.id).state is SheetState.PRINTED


def test_without_a_witness_an_assessment_is_not_kept(browser: Browser, helper: Account, sheet: PaperSheet) -> None:
    data = head(helper) | sheets.lines(sheet)

    browser.post("sheets.type_in", data | {"witness": ""}, expect=422, code=sheet.code)
    browser.post("sheets.type_in", data | {"witness": "khong-co"}, expect=422, code=sheet.code)
    assert db.session.get_one(PaperSheet, sheet.id).state is SheetState.PRINTED


def test_what_differs_is_shown_to_the_second_who_decides(
    browser: Browser, second: Browser, helper: Account, sheet: PaperSheet
) -> None:
    where, typed = {"code": sheet.code}, sheets.lines(sheet)
    one, two = circled(sheet)[:2]
    browser.post("sheets.type_in", head(helper) | typed | {f"cau-{one}": "", f"cau-{two}": ""}, **where)
    assert f"Người chứng kiến: {helper.person.full_name}." in second.get("sheets.sheet", **where).text
    second.post("sheets.type_in", {"lan": "2"} | typed, **where)
    page = second.get("sheets.sheet", **where).text
    assert "Có 2 câu hai lần gõ khác nhau" in page
    assert "không trả lời" in page
    assert "chờ người gõ lần hai" in browser.get("sheets.sheet", **where).text

    second.post("sheets.decide", {f"chon-{one}": "2"}, expect=422, **where)
    second.post("sheets.decide", {f"chon-{one}": "2", f"chon-{two}": "lai", f"cau-{two}": "zzz !"}, expect=422, **where)
    chosen = {f"chon-{one}": "2", f"chon-{two}": "lai", f"cau-{two}": typed[f"cau-{two}"]}
    second.post("sheets.decide", chosen, **where)

    assert db.session.query(Attempt).one().state is AttemptState.PASSED


def test_a_sheet_without_a_name_asks_whose_it_is(browser: Browser, helper: Account) -> None:
    given.module()
    sheet = sheets.printed(identity.actor_of(helper), blanks=1)[0]
    person = factories.person(full_name="Hà Văn Quýt")
    assert "của ai?" in browser.get("sheets.sheet", code=sheet.code).text
    assert "Hà Văn Quýt" in browser.get("sheets.sheet", code=sheet.code, ten="van quyt").text
    assert "Hà Văn Quýt" in browser.get("sheets.sheet", code=sheet.code, nguoi=person.public_id).text

    data = head(helper) | sheets.lines(sheet) | {"nguoi": str(person.public_id)}
    browser.post("sheets.type_in", data, code=sheet.code)

    assert db.session.get_one(PaperSheet, sheet.id).person_id == person.id


def test_what_cannot_be_entered_yet_keeps_what_was_typed_and_is_entered_later(
    browser: Browser, second: Browser, helper: Account, sheet: PaperSheet
) -> None:
    attempt = given.started(sheet.person)  # type: ignore[arg-type]
    every_kind.answer_rightly(attempt, "kieu0001")
    where, typed = {"code": sheet.code}, sheets.lines(sheet)
    browser.post("sheets.type_in", head(helper) | typed, **where)
    answer = second.post("sheets.type_in", {"lan": "2"} | typed, **where)
    page = second.open(answer.location).text
    assert "đang làm dở bài này trên máy" in page
    assert "Ghi thành bài làm" in page
    given.submitted(attempt)

    second.post("sheets.enter", **where)

    assert db.session.get_one(PaperSheet, sheet.id).state is SheetState.ENTERED


def test_a_sheet_is_voided_with_a_reason(browser: Browser, sheet: PaperSheet) -> None:
    where = {"code": sheet.code}
    assert "Huỷ phiếu" in browser.get("sheets.void", **where).text
    browser.post("sheets.void", {"reason": " "}, expect=422, **where)
    browser.post("sheets.void", {"reason": "bị ướt"}, **where)

    page = browser.get("sheets.sheet", **where).text
    assert "đã bị huỷ" in page
    assert "bị ướt" in page
