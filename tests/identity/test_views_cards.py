"""Cards, codes and shared devices as people meet them in the browser."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.community import service as community
from app.core import clock
from app.core.db import db, transaction
from app.identity import cards
from app.identity.models import Account, LearnerCard
from app.identity.words import Role
from app.people import service as people
from app.people.models import Person, Purpose
from tests import factories
from tests.browser import Browser
from tests.identity.test_service_cards import PIN, given, token_of
from tests.quiz import given as quizzes

pytestmark = pytest.mark.storage


def scanned(browser: Browser, token: str, *, expect: int = 200) -> str:
    """Scan a card with the telephone's camera; returns the page it leads to."""
    answer = browser.open(f"/the/{token}", expect=303)
    assert answer.location == "/the"
    return browser.open("/the", expect=expect).text


def came_in(app: Flask, *, consents: bool = True) -> tuple[Browser, Person]:
    """Return a telephone on which a learner came in by card and PIN and said "that is me"."""
    person, token = given(of=factories.person(consents=(Purpose.LEARNING,) if consents else ()))
    phone = Browser(app)
    scanned(phone, token)
    phone.send("/the", {"pin": PIN})
    if consents:
        phone.send("/bac-la-ai")
    return phone, person


def opened_class(phone: Browser) -> None:
    """Let the telephone join a class that is open."""
    now, leader = clock.now(), factories.actor(Role.HELPER)
    times = {"starts_at": now - timedelta(hours=1), "ends_at": now + timedelta(hours=1)}
    with transaction():
        joined = str(community.open_class(leader=leader, place="Nhà văn hóa", **times).public_id)
    with phone.client.session_transaction() as cookie:
        cookie["class"] = joined


def test_a_card_shows_one_button_and_not_a_word_about_whose_it_is(browser: Browser) -> None:
    person, token = given()

    page = scanned(browser, token)

    assert "Mở thẻ của tôi" in page
    assert 'name="pin"' in page
    assert person.full_name not in page
    assert person.hamlet.name not in page
    assert token not in page
    assert [answer.headers["Referrer-Policy"] for answer in browser.answers] == ["no-referrer", "strict-origin"]


def test_a_card_and_its_pin_lead_to_the_question_whether_it_is_you(browser: Browser) -> None:
    person, token = given(of=factories.person(consents=(Purpose.LEARNING,)))
    scanned(browser, token)

    answer = browser.send("/the", {"pin": " 27 05 "})

    assert answer.location == "/bac-la-ai"
    assert f"Bác là {person.full_name}, {person.hamlet.name}?" in browser.get("identity.is_it_you").text
    assert browser.get("registry.my_page", expect=303).location == "/bac-la-ai", "nothing before the yes"
    assert browser.send("/bac-la-ai").location == "/toi"
    assert person.full_name in browser.get("registry.my_page").text


def test_that_is_not_me_ends_the_session(browser: Browser) -> None:
    _, token = given()
    scanned(browser, token)
    browser.send("/the", {"pin": PIN})

    answer = browser.send("/dang-xuat")

    assert answer.location == "/nguoi-tiep-theo"
    assert "/dang-nhap" in browser.get("registry.my_page", expect=303).location


def test_the_address_with_the_token_takes_the_form_as_well(browser: Browser) -> None:
    _, token = given()

    assert browser.send(f"/the/{token}", {"pin": PIN}).location == "/bac-la-ai"


def test_the_first_time_the_learner_agrees_or_nothing_goes_on(app: Flask) -> None:
    phone, person = came_in(app, consents=False)

    assert "Cần đồng ý" in phone.send("/bac-la-ai", expect=422).text
    assert people.consent_for(person.id, Purpose.LEARNING) is None
    phone.send("/bac-la-ai", {"consent_learning": "y"})

    consent = people.consent_for(person.id, Purpose.LEARNING)
    assert consent
    assert (consent.method, consent.recorded_by_id) == ("card", person.id)


def test_a_wrong_pin_is_said_kindly_and_the_fifth_meets_the_page_of_every_useless_card(browser: Browser) -> None:
    _, token = given()
    scanned(browser, token)

    pages = [browser.send("/the", {"pin": "9999"}, expect=422).text for _ in range(4)]
    last = browser.send("/the", {"pin": "9999"}, expect=404).text

    assert all("Mã PIN chưa đúng" in page for page in pages)
    assert "Thẻ này chưa mở được lúc này" in last
    assert "Thẻ này chưa mở được lúc này" in browser.send("/the", {"pin": PIN}, expect=404).text


def test_unknown_void_blocked_and_unused_cards_get_one_page(app: Flask) -> None:
    pages = set()
    for kind in ("unknown", "void", "blocked", "unused"):
        person, token = given(pin=None if kind == "unused" else PIN)
        if kind == "void":
            cards.void(person, actor=factories.actor(Role.HELPER))
        for _ in range(5 if kind == "blocked" else 0):
            cards.open_card(token, "9999", class_id=None, address="127.0.0.1")
        db.session.commit()
        phone = Browser(app)
        token = "x" * 22 if kind == "unknown" else token
        pages.add(plain(scanned(phone, token, expect=404)))
        pages.add(plain(phone.send("/the", {"pin": PIN}, expect=404).text))
        pages.add(plain(phone.send(f"/the/{token}", {"pin": PIN}, expect=404).text))

    assert len(pages) == 1


def plain(page: str) -> str:
    """Return the page without its tokens."""
    return re.sub(r'name="(csrf_token|op)" value="[^"]+"', "", page)


def test_in_an_open_class_the_card_asks_for_no_pin_and_then_offers_to_choose_one(browser: Browser) -> None:
    person, token = given(pin=None, of=factories.person(consents=(Purpose.LEARNING,)))
    assert "chưa mở được" in scanned(browser, token, expect=404)
    opened_class(browser)

    assert 'name="pin"' not in scanned(browser, token)
    browser.send("/the")
    answer = browser.send("/bac-la-ai")
    assert urlsplit(answer.location).path == "/toi/ma-pin"
    browser.open(answer.location)
    browser.send("/toi/ma-pin", {"pin": "2705", "again": "2706"}, expect=422)
    assert "dễ đoán" in browser.send("/toi/ma-pin", {"pin": "1234", "again": "1234"}, expect=422).text
    assert browser.send("/toi/ma-pin", {"pin": "2705", "again": "2705"}).location == "/toi"

    browser.send("/dang-xuat")
    assert 'name="pin"' not in scanned(browser, token), "the telephone is still in the class for the next learner"
    elsewhere = Browser(browser.app)
    scanned(elsewhere, token)
    elsewhere.send("/the", {"pin": "2705"})
    elsewhere.send("/bac-la-ai")
    assert person.full_name in elsewhere.get("registry.my_page").text


def test_a_forgotten_pin_is_chosen_anew_by_a_code_and_not_in_class(browser: Browser) -> None:
    person, token = given(of=factories.person(consents=(Purpose.LEARNING,)))
    account = db.session.scalars(select(Account).where(Account.person_id == person.id)).one()
    account.pin_hash, account.pin_failures = None, 20
    db.session.commit()
    opened_class(browser)
    scanned(browser, token)
    browser.send("/the")

    assert browser.send("/bac-la-ai").location == "/toi", "nobody is asked for what they may not choose"
    page = browser.get("identity.choose_pin").text
    assert "nhờ người hướng dẫn đọc mã" in page
    assert 'name="pin"' not in page


def test_a_button_pressed_twice_without_script_leads_back_to_the_card(browser: Browser) -> None:
    _, token = given()
    scanned(browser, token)

    assert browser.get("identity.is_it_you", expect=303).location == "/the"


def test_those_of_a_list_who_get_no_card_are_named_once_a_reason(browser: Browser) -> None:
    children = [factories.person(birth_year=clock.today().year - 10) for _ in range(12)]
    browser.sign_in(factories.account(Role.CULTURE))
    browser.get("identity.card_list", q=children[0].full_name.split()[0])

    answer = browser.post("identity.issue_cards", {"nguoi": [str(child.public_id) for child in children]})

    assert answer.location == "/ke-cap/the"
    page = browser.get("identity.card_list").text
    assert page.count("cần cha mẹ hoặc người giám hộ") == 1
    assert "+2:" in page


def test_a_pin_is_changed_by_card_only_with_the_old_one(app: Flask) -> None:
    phone, _ = came_in(app)
    assert 'name="old"' in phone.get("identity.choose_pin").text

    page = phone.send("/toi/ma-pin", {"old": "0000", "pin": "3816", "again": "3816"}, expect=422).text
    assert "đang dùng chưa đúng" in page
    phone.send("/toi/ma-pin", {"old": PIN, "pin": "3816", "again": "3816"})


def test_a_shared_session_says_so_on_every_page_and_keeps_nothing(app: Flask) -> None:
    phone, person = came_in(app)

    for path in ("/", "/toi", "/tro-giup", "/toi/ma-pin", "/toi/dang-nhap"):
        answer = phone.open(path)
        assert answer.headers["Cache-Control"] == "no-store", path
        assert answer.headers["Refresh"].startswith("540; url=/con-do-khong"), path
        assert f'who__name--large">{person.full_name}<' in answer.text
        assert "Xong, người tiếp theo" in answer.text
        forms = re.findall(r"<form[^>]*>", answer.text)
        assert forms
        assert all('autocomplete="off"' in form for form in forms), path
    answer = phone.send("/dang-xuat")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert person.full_name not in phone.open("/nguoi-tiep-theo").text


def test_an_own_telephone_is_left_alone(browser: Browser) -> None:
    browser.sign_in(factories.account())

    answer = browser.get("registry.my_page")

    assert "Refresh" not in answer.headers
    assert 'autocomplete="off"' not in answer.text
    assert "Đăng xuất" in answer.text
    assert browser.send("/dang-xuat").headers["Clear-Site-Data"] == '"cache"'


def test_a_password_on_a_shared_device_is_a_shared_session_when_the_box_is_ticked(browser: Browser) -> None:
    page = browser.get("identity.sign_in").text
    assert re.search(r'<input(?![^>]*checked)[^>]*name="is_shared"', page)
    official = factories.account(Role.CULTURE)

    browser.send("/dang-nhap", {"login": official.login, "password": factories.PASSWORD, "is_shared": "y"})
    browser.sign_in(official)
    learner = Browser(browser.app)
    learner.send("/dang-nhap", {"login": factories.account().login, "password": factories.PASSWORD, "is_shared": "y"})

    assert "Xong, người tiếp theo" in learner.get("registry.my_page").text


def test_an_official_who_ticked_the_box_is_shared_after_the_second_factor_too(browser: Browser) -> None:
    import pyotp

    from tests.browser import DEMO_SECRET

    official = factories.account(Role.CULTURE)
    browser.send("/dang-nhap", {"login": official.login, "password": factories.PASSWORD, "is_shared": "y"})
    browser.send("/dang-nhap/ma", {"code": pyotp.TOTP(DEMO_SECRET).now()})

    assert "Xong, người tiếp theo" in browser.get("identity.renew_factor").text


def test_the_question_whether_somebody_is_there_is_no_sign_of_life(app: Flask) -> None:
    now = clock.now()
    with time_machine.travel(now, tick=False) as moved:
        phone, _ = came_in(app)
        back = urlsplit(phone.open("/toi").headers["Refresh"].split("url=")[1])
        moved.move_to(now + timedelta(minutes=9))
        page = phone.open(f"{back.path}?{back.query}")
        assert 'href="/toi"' in page.text
        assert page.headers["Refresh"] == "75; url=/nguoi-tiep-theo"
        moved.move_to(now + timedelta(minutes=10, seconds=15))
        ended = phone.open("/nguoi-tiep-theo")
        assert "Mời người tiếp theo" in ended.text
        assert ended.headers["Clear-Site-Data"] == '"cache"', "what waits to be sent stays for its owner"
        assert "Clear-Site-Data" not in phone.open("/nguoi-tiep-theo").headers
        assert phone.open("/con-do-khong", expect=303).location == "/nguoi-tiep-theo"


def test_saying_i_am_here_goes_on(app: Flask) -> None:
    now = clock.now()
    with time_machine.travel(now, tick=False) as moved:
        phone, _ = came_in(app)
        moved.move_to(now + timedelta(minutes=9, seconds=30))
        phone.open("/toi")
        moved.move_to(now + timedelta(minutes=18))
        phone.open("/toi")


def test_a_quiz_on_a_shared_device_begins_with_bac_la(app: Flask) -> None:
    lesson = quizzes.practice_quiz()
    phone, person = came_in(app)
    path = f"/hoc/{lesson.key}/lam-bai"

    page = phone.send(path, expect=200).text
    assert f"Bác là {person.full_name}" in page
    answer = phone.send(path, {"la_toi": "1"})
    assert answer.location.startswith("/bai-lam/")

    own = Browser(app).sign_in(factories.account())
    assert own.send(path).location.startswith("/bai-lam/")


def test_a_helper_issues_prints_replaces_and_voids_a_card(browser: Browser) -> None:
    browser.sign_in(factories.account(Role.HELPER))
    person = factories.person()
    values = {"person_id": person.public_id}
    assert "chưa có thẻ học" in browser.get("identity.card", **values).text

    browser.post("identity.issue_card", **values)
    page = browser.get("identity.card", **values).text
    assert "Thẻ chờ in" in page
    printed = browser.get("identity.print_cards").text
    card = db.session.scalars(select(LearnerCard)).one()
    assert person.full_name in printed
    assert card.account.login in printed
    assert printed.count('src="data:image/svg+xml') == 1
    browser.post("identity.cards_printed", {"the": str(card.public_id)})
    assert "Không có thẻ nào chờ in" in browser.get("identity.print_cards").text
    browser.post("identity.issue_card", **values)
    browser.post("identity.void_card", **values)

    assert "chưa có thẻ học" in browser.get("identity.card", **values).text
    assert db.session.scalars(select(LearnerCard.voided_at.is_not(None))).all() == [True, True]


def test_the_owner_reads_on_their_page_what_became_of_the_card(browser: Browser) -> None:
    account = factories.account()
    for _ in range(2):
        cards.issue(account.person, actor=factories.actor(Role.HELPER))
    db.session.commit()

    page = browser.sign_in(account).get("registry.my_page").text

    assert re.search(r"Thẻ cũ của bác đã huỷ ngày \d\d/\d\d/\d{4}, thẻ mới do .+ cấp\.", page)


def test_a_child_gets_no_card_before_the_guardians_tick(browser: Browser) -> None:
    browser.sign_in(factories.account(Role.TEACHER))
    child = factories.person(birth_year=clock.today().year - 8)

    page = browser.post("identity.issue_card", person_id=child.public_id, expect=422).text
    assert "cha mẹ hoặc người giám hộ đồng ý" in page
    browser.post("identity.issue_card", {"guardian": "y"}, person_id=child.public_id)


def test_culture_finds_a_whole_thon_and_a_helper_only_names(app: Flask) -> None:
    home = factories.hamlet()
    chosen = [factories.person(hamlet=home) for _ in range(3)]
    factories.person()
    culture = Browser(app).sign_in(factories.account(Role.CULTURE))
    helper = Browser(app).sign_in(factories.account(Role.HELPER))

    page = culture.get("identity.card_list", thon=home.code).text
    assert page.count('<input type="checkbox" id="nguoi-') == 3 + 1, "and one tick for all"
    assert "nguoi-" not in helper.get("identity.card_list", thon=home.code).text
    assert 'name="nguoi"' in helper.get("identity.card_list", q=chosen[0].full_name).text
    culture.post("identity.issue_cards", {"nguoi": [str(one.public_id) for one in chosen] + ["nonsense"]})
    assert culture.get("identity.print_cards", kieu="muoi").text.count("card__name") == 3


@pytest.mark.parametrize("role", [Role.LEARNER, Role.EDITOR, Role.LEADER, Role.ADMIN, Role.POLICE])
def test_others_issue_no_cards_and_read_out_no_codes(browser: Browser, role: Role) -> None:
    browser.sign_in(factories.account(role))
    person = factories.person().public_id

    for endpoint in ("card", "give_code"):
        browser.get(f"identity.{endpoint}", person_id=person, expect=403)
    browser.get("identity.card_list", expect=403)
    browser.post("identity.issue_card", person_id=person, expect=403)


def test_a_code_is_asked_for_read_out_and_typed(app: Flask) -> None:
    phone, helper = Browser(app), Browser(app).sign_in(factories.account(Role.HELPER))
    person = factories.person(consents=(Purpose.LEARNING,))
    phone.post("identity.request_code")
    shown = phone.get("identity.ask_code").text
    number = re.search(r'data-testid="phone-number">(\d{4})<', shown)
    assert number

    assert (
        "Không thấy máy nào"
        in helper.post("identity.make_code", {"number": "0000"}, person_id=person.public_id, expect=422).text
    )
    helper.post("identity.make_code", {"number": number.group(1)}, person_id=person.public_id)
    read = helper.get("identity.give_code", person_id=person.public_id).text
    code = re.search(r'data-testid="code">(\d{4} \d{4})<', read)
    assert code
    assert "Mã chưa đúng" in phone.post("identity.open_with_code", {"code": "1"}, expect=422).text
    assert phone.post("identity.open_with_code", {"code": code.group(1)}).location == "/bac-la-ai"
    assert phone.send("/bac-la-ai").location == "/toi"
    assert "mã do người hướng dẫn đọc" in phone.get("identity.open_sign_ins").text
    assert "Lần gần nhất bác vào bằng mã" in phone.get("registry.my_page").text
    assert db.session.scalars(select(Account).where(Account.person_id == person.id)).one().login.startswith("hv")


def test_one_sees_ones_open_sign_ins_and_ends_the_others(app: Flask) -> None:
    account = factories.account()
    here, there = Browser(app).sign_in(account), Browser(app).sign_in(account)
    page = here.get("identity.open_sign_ins").text
    assert page.count("Bằng tên đăng nhập và mật khẩu") == 2
    ref = re.search(r'name="phien" value="(\w+)"', page)
    assert ref

    here.post("identity.end_sign_ins", {"phien": ref.group(1)})

    assert "/dang-nhap" in there.get("registry.my_page", expect=303).location
    assert here.get("identity.open_sign_ins").text.count("Bằng tên đăng nhập và mật khẩu") == 1


def test_a_passphrase_is_offered_kept_on_the_page_and_typed_as_one_likes(browser: Browser) -> None:
    page = browser.get("identity.register").text
    offered = re.search(r'data-testid="suggestion">([a-z ]+ \d\d)<', page)
    assert offered
    words = offered.group(1)
    again = browser.post("identity.register", {"goi_y": words}, expect=422).text
    assert f'data-testid="suggestion">{words}<' in again
    foreign = browser.post("identity.register", {"goi_y": "<b>x</b> 12"}, expect=422).text
    assert "&lt;b&gt;" not in foreign
    form = {
        "full_name": "Nguyễn Thị Hoa",
        "birth_year": "1962",
        "hamlet": factories.hamlet().code,
        "login": "hoa1962",
        "password": words,
        "consent_learning": "y",
    }
    browser.post("identity.register", form)
    browser.post("identity.sign_out")

    answer = browser.send("/dang-nhap", {"login": "hoa1962", "password": f"  {words.title()}"})

    assert answer.location == "/toi"


def test_a_card_opened_where_somebody_else_was_signed_in_ends_that_sign_in(browser: Browser) -> None:
    first = factories.account()
    browser.sign_in(first)
    cookie = browser.client.get_cookie("hocvu")
    assert cookie
    person, token = given(of=factories.person(consents=(Purpose.LEARNING,)))
    scanned(browser, token)
    browser.send("/the", {"pin": PIN})
    browser.send("/bac-la-ai")

    assert person.full_name in browser.get("registry.my_page").text
    browser.client.set_cookie("hocvu", cookie.value)
    assert "/dang-nhap" in browser.get("registry.my_page", expect=303).location
    assert token_of(db.session.scalars(select(LearnerCard)).one()) == token
