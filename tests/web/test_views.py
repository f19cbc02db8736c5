"""What every page and every form of the site has in common."""

from io import BytesIO
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.db import db
from app.identity.words import Role
from app.people.models import Person
from app.web.models import FormOperation
from tests import factories
from tests.browser import Browser
from tests.identity.test_views import filled

pytestmark = pytest.mark.storage


def test_an_unknown_address_has_a_page_that_leads_on(browser: Browser) -> None:
    page = browser.open("/khong-co-trang-nay", expect=404).text

    assert 'href="/' in page


def test_a_page_not_made_for_a_method_says_so(browser: Browser) -> None:
    browser.send("/quyen-rieng-tu", expect=405)


def test_an_oversized_body_has_its_page_and_stores_nothing(browser: Browser) -> None:
    browser.post("identity.register", filled(full_name="Hoa" * 400_000), expect=413)

    assert db.session.scalar(select(func.count()).select_from(Person)) == 0


def test_nul_in_any_field_or_address_is_refused(browser: Browser) -> None:
    browser.post("identity.register", filled(full_name="Hoa\x00"), expect=400)
    browser.open("/dang-nhap?tiep=%00", expect=400)
    browser.open("/hoc/nguoi-dan/%00", expect=400)


def test_a_form_from_another_site_is_refused_without_a_second_chance(browser: Browser) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}

    page = browser.send("/dang-ky", filled() | {"csrf_token": "wrong"}, headers=headers, expect=403).text

    assert "Nguyễn Thị Hoa" not in page
    browser.send("/dang-ky", filled(), headers={"Origin": "https://evil.example"}, expect=403)


def test_a_stale_token_keeps_what_was_typed_and_offers_to_send_it_again(browser: Browser) -> None:
    typed = filled() | {"csrf_token": "old"}

    page = browser.send("/dang-ky", typed, expect=400).text

    assert 'name="full_name" value="Nguyễn Thị Hoa"' in page
    assert "ba con gà trống" not in page, "never a password"
    assert typed["login"] in page


def test_the_second_sending_of_a_form_gets_the_first_answer(browser: Browser) -> None:
    browser.sign_in(factories.account(Role.ADMIN))
    asked = {"account_id": factories.account(of=factories.person(verified=True)).public_id, "role": "dai-su"}
    op = {"op": str(uuid4())}

    first = browser.post("identity.ask_role", op, **asked)
    again = browser.post("identity.ask_role", op, **asked)

    assert first.location == again.location
    assert db.session.scalar(select(func.count()).select_from(FormOperation)) == 1


def test_an_operation_belongs_to_one_person(browser: Browser, app: Flask) -> None:
    asked = {"account_id": factories.account(of=factories.person(verified=True)).public_id, "role": "dai-su"}
    op = {"op": str(uuid4())}
    for _ in range(2):
        Browser(app).sign_in(factories.account(Role.ADMIN)).post("identity.ask_role", op, **asked)

    assert db.session.scalar(select(func.count()).select_from(FormOperation)) == 2


def test_no_page_is_kept_by_the_browser_unless_it_says_so(browser: Browser) -> None:
    assert browser.get("identity.sign_in").headers["Cache-Control"] == "no-store"


def test_a_stranger_is_sent_to_sign_in_and_comes_back(browser: Browser) -> None:
    answer = browser.get("identity.accounts", expect=303)

    assert answer.location.endswith("/dang-nhap?tiep=/can-bo/tai-khoan")


def test_a_page_for_others_says_so(browser: Browser) -> None:
    browser.sign_in(factories.account())

    browser.get("identity.accounts", expect=403)


def test_huge_numbers_in_an_address_are_not_an_error_of_ours(browser: Browser) -> None:
    for path in ("/can-bo/tai-khoan/9/x/cap", "/media/" + "9" * 300, "/hoc/" + "x" * 1500, "/bai-lam/1"):
        assert browser.client.get(path).status_code in (303, 404, 405)


@pytest.mark.parametrize("host", ["evil.example", "[::1", "a b", "localhost.evil.example"])
def test_a_strange_host_gets_a_page_and_no_address_of_ours(browser: Browser, host: str) -> None:
    answer = browser.client.get("/dat-mat-khau/geheim", headers={"Host": host})

    assert answer.status_code == 400
    assert "địa chỉ lạ" in answer.text
    assert host not in answer.text


def test_a_wrong_method_is_told_the_right_ones(browser: Browser) -> None:
    assert "GET" in browser.send("/quyen-rieng-tu", expect=405).headers["Allow"]


def test_a_form_that_hides_where_it_comes_from_is_refused(browser: Browser) -> None:
    browser.send("/dang-ky", filled(), headers={"Origin": "null"}, expect=403)


def test_a_form_part_without_a_name_is_a_bad_request(browser: Browser) -> None:
    body = b"--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x--"
    answer = browser.client.post("/dang-nhap", data=body, content_type="multipart/form-data; boundary=x")

    assert answer.status_code == 400


def test_a_form_that_hides_its_length_is_too_large(browser: Browser) -> None:
    sent = {
        "input_stream": BytesIO(b"full_name=" + b"a" * 700_000),
        "content_type": "application/x-www-form-urlencoded",
    }
    hidden = browser.client.post("/dang-ky", **sent, headers={"Transfer-Encoding": "chunked"})
    said = browser.send("/dang-ky", filled(full_name="a" * 700_000), expect=413)

    assert hidden.status_code == 413
    assert "aaaa" not in said.text
