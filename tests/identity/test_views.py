"""Registering and signing in, as people meet it in the browser."""

import re

import pyotp
import pytest
from sqlalchemy import func, select

from app.core.db import db, transaction
from app.identity import service as identity
from app.identity.models import Account, SignInSession
from app.identity.words import Role
from app.people.models import Consent, Person, Purpose
from tests import factories
from tests.browser import DEMO_SECRET, Browser

pytestmark = pytest.mark.storage


def filled(**given: str) -> dict[str, str]:
    """Return a registration as a resident would fill it in."""
    home = given.pop("hamlet", None) or factories.hamlet().code
    return {
        "full_name": "Nguyễn Thị Hoa",
        "birth_year": "1962",
        "hamlet": home,
        "login": "hoa1962",
        "password": "ba con gà trống",
        "consent_learning": "y",
    } | given


def test_a_resident_registers_with_one_tick_and_is_signed_in(browser: Browser) -> None:
    answer = browser.post("identity.register", filled())

    assert answer.location == "/toi"
    person = db.session.scalars(select(Person)).one()
    assert (person.full_name, person.number_index, person.is_listed) == ("Nguyễn Thị Hoa", None, False)
    assert db.session.scalars(select(Consent.purpose)).all() == [Purpose.LEARNING]
    assert db.session.scalar(select(func.count()).select_from(SignInSession)) == 1


def test_nothing_is_ticked_before_the_resident_does(browser: Browser) -> None:
    page = browser.get("identity.register").text

    assert page.count('type="checkbox"') == len(Purpose)
    assert "checkbox" in page
    assert 'type="checkbox" value="y" checked' not in page
    assert "checked" not in page.split("Bác đồng ý những gì")[1]


def test_a_missing_tick_keeps_everything_typed_but_the_password(browser: Browser) -> None:
    form = filled(login="hoa 1962")
    del form["consent_learning"]

    page = browser.post("identity.register", form, expect=422).text

    assert "Cần đồng ý mục này" in page
    assert 'value="Nguyễn Thị Hoa"' in page
    assert 'value="hoa 1962"' in page
    assert "ba con gà trống" not in page
    assert db.session.scalar(select(func.count()).select_from(Person)) == 0


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("full_name", "", "Mục này cần được điền."),
        ("full_name", "Hoa <script>", "Họ tên chỉ gồm chữ cái"),
        ("full_name", "Hoa2", "Họ tên chỉ gồm chữ cái"),
        ("birth_year", "1862", "Năm sinh chưa đúng"),
        ("birth_year", "một nghìn", "chỉ ghi số"),
        ("birth_year", "9" * 40, "Năm sinh chưa đúng"),
        ("hamlet", "nowhere", "không có trong danh sách"),
        ("group", "nowhere", "không có trong danh sách"),
        ("login", "012345678901", "ít nhất một chữ cái"),
        ("login", "a", "3 đến 40"),
        ("password", "ngan", "ít nhất 8 ký tự"),
        ("password", "hoa1962@@", "dễ đoán"),
        ("password", "matkhau1", "dễ đoán"),
    ],
)
def test_a_slip_gets_its_own_message(browser: Browser, field: str, typed: str, message: str) -> None:
    page = browser.post("identity.register", filled(**{field: typed}), expect=422).text

    assert message in page


def test_a_taken_name_is_said_kindly_and_nobody_is_entered_twice(browser: Browser) -> None:
    factories.account(login="hoa1962")

    page = browser.post("identity.register", filled(login="Hoa 1962"), expect=422).text

    assert "Tên này đã có người dùng" in page
    assert 'value="Nguyễn Thị Hoa"' in page


def test_a_class_of_forty_registers_from_one_address_though_half_their_names_are_taken(browser: Browser) -> None:
    tried(60 - 2)
    factories.account(login="hoa1962")

    browser.post("identity.register", filled(), expect=422)
    browser.post("identity.register", filled(login="hoa1962b"))


def test_whoever_asks_for_name_after_name_must_wait_whether_the_name_is_taken_or_not(browser: Browser) -> None:
    tried(60 - 1)
    factories.account(login="hoa1962")
    browser.post("identity.register", filled(), expect=422)

    taken, free = (browser.post("identity.register", filled(login=one), expect=429) for one in ("hoa1962", "hoa1963"))

    assert "Vừa có nhiều người đăng ký" in free.text
    assert 'value="hoa1963"' in free.text
    assert told(taken.text) == told(free.text.replace("hoa1963", "hoa1962"))


def tried(times: int) -> None:
    """Count tries to register from the browser's address."""
    with transaction():
        for _ in range(times):
            identity.count_registration(address="127.0.0.1")


def told(page: str) -> str:
    """Return the page without its tokens, the choices of its form and the passphrase it suggests."""
    return re.sub(
        r'name="(csrf_token|op|goi_y)" value="[^"]+"|<option.*?</option>|data-testid="suggestion">[^<]+', "", page
    )


def test_somebody_under_sixteen_is_sent_to_a_grown_up(browser: Browser) -> None:
    page = browser.post("identity.register", filled(birth_year="2015"), expect=422).text

    assert "cha mẹ" in page
    assert db.session.scalar(select(func.count()).select_from(Account)) == 0


def test_the_same_form_sent_twice_registers_once(browser: Browser) -> None:
    form = filled() | {"op": "0f8fad5b-d9cb-469f-a165-70867728950e", "csrf_token": browser.token()}

    first = browser.client.post("/dang-ky", data=form)
    browser.client.delete_cookie("hocvu")
    again = browser.send("/dang-ky", form | {"csrf_token": browser.token()})

    assert first.status_code == 303
    assert again.location == first.location, "a double click is no error"
    assert db.session.scalar(select(func.count()).select_from(Person)) == 1


def test_a_form_without_its_operation_id_is_not_carried_out(browser: Browser) -> None:
    browser.post("identity.register", filled(op="nonsense"), expect=400)

    assert db.session.scalar(select(func.count()).select_from(Person)) == 0


def test_a_learner_signs_in_and_out_and_the_old_cookie_is_worthless(browser: Browser) -> None:
    account = factories.account()
    browser.sign_in(account)
    assert account.person.full_name in browser.get("identity.renew_factor").text
    cookie = browser.client.get_cookie("hocvu")
    assert cookie is not None

    browser.post("identity.sign_out")
    browser.client.set_cookie("hocvu", cookie.value)

    assert "/dang-nhap" in browser.get("identity.renew_factor", expect=303).location


def test_wrong_name_wrong_password_locked_and_passwordless_look_the_same(browser: Browser) -> None:
    factories.account(login="binh1")
    factories.account(login="binh2", is_locked=True)
    factories.account(login="binh3", password_hash=None)
    right_but_locked = {"login": "binh2", "password": factories.PASSWORD}

    pages = [
        browser.post("identity.sign_in", data, expect=422).text
        for data in (
            {"login": "binh0", "password": "sai mật khẩu"},
            {"login": "binh1", "password": "sai mật khẩu"},
            right_but_locked,
            {"login": "binh3", "password": "sai mật khẩu"},
        )
    ]

    assert all("Tên đăng nhập hoặc mật khẩu chưa đúng" in page for page in pages)


def test_after_five_failures_even_the_right_password_must_wait(browser: Browser) -> None:
    account = factories.account(login="hoa1")
    for _ in range(5):
        browser.post("identity.sign_in", {"login": "hoa1", "password": "sai mật khẩu"}, expect=422)

    browser.post("identity.sign_in", {"login": "hoa1", "password": factories.PASSWORD}, expect=422)

    other = factories.account(login="hoa2")
    browser.sign_in(other)
    assert account.login == "hoa1"
    assert other.person.full_name in browser.get("identity.renew_factor").text


def test_an_official_needs_the_code_and_each_code_works_once(browser: Browser) -> None:
    official = factories.account(Role.CULTURE)
    browser.sign_in(official)
    assert browser.client.get("/dang-nhap").status_code == 303

    second = Browser(browser.app)
    second.post("identity.sign_in", {"login": official.login, "password": factories.PASSWORD})
    code = pyotp.TOTP(DEMO_SECRET).now()
    page = second.post("identity.second_factor", {"code": code}, expect=422)

    assert "đã dùng rồi" in page.text


def test_a_new_official_sets_up_the_second_factor_with_the_first_right_code(browser: Browser) -> None:
    official = factories.account(Role.LEADER)
    official.totp_sealed = official.totp_last_step = None
    factories.save(official)

    browser.post("identity.sign_in", {"login": official.login, "password": factories.PASSWORD})
    page = browser.get("identity.second_factor").text
    secret = page.split("<code>")[1].split("</code>")[0].replace(" ", "")
    browser.post("identity.second_factor", {"code": pyotp.TOTP(secret).now()})

    assert official.person.full_name in browser.get("identity.renew_factor").text


def test_a_code_page_without_a_sign_in_before_it_leads_back(browser: Browser) -> None:
    assert "/dang-nhap" in browser.get("identity.second_factor", expect=303).location


def test_a_sign_in_leads_on_to_own_pages_only(browser: Browser) -> None:
    account = factories.account()
    form = {"login": account.login, "password": factories.PASSWORD}

    answer = browser.send("/dang-nhap?tiep=//evil.example/", form)

    assert answer.location == "/toi"
