"""One attempt open on two telephones, in real Chromium: every saved answer is on both, what crosses is told."""

import os
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from app.core import clock
from app.core.db import db, transaction
from app.identity.models import Account
from app.identity.words import Role
from app.operations.demo_accounts import PASSWORD
from app.quiz import accommodations
from app.quiz.accommodations import Wish
from app.quiz.models import Attempt, SavedAnswer
from app.quiz.rules import Help
from tests import factories
from tests.e2e.deeds import database_of
from tests.e2e.house import House
from tests.quiz import given

pytestmark = [pytest.mark.browser, pytest.mark.slow]
KEY = "nguoi-dan/hai-may"
LEARNER = "hocvien1"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Run the web part of a house with a timed assessment, and a learner who may rest."""
    whole = House(tmp_path_factory.mktemp("hai-may"))
    with database_of(whole):
        given.module(KEY, giới_hạn_thời_gian="20 phút")
        wish = Wish("", Help(may_pause=True), "đọc chậm, hay mệt", clock.now() + timedelta(days=30))
        with transaction():
            person = db.session.scalars(select(Account).where(Account.login == LEARNER)).one().person
            actor = factories.actor(Role.TEACHER)
            accommodations.give(person=person, wish=wish, actor=actor, gives_attempts=True)
    whole.start("web")
    yield whole
    whole.close()


@pytest.fixture
def phones(house: House, chromium: Chromium) -> Iterator[list[BrowserContext]]:
    """Return two telephones of one learner."""
    look: Any = {"viewport": {"width": 360, "height": 740}, "locale": "vi-VN", "base_url": house.base}
    both = [chromium.new_context(**look) for _ in range(2)]
    yield both
    for one in both:
        one.close()


def sign_in(phone: BrowserContext) -> Page:
    page = phone.new_page()
    page.goto("/dang-nhap")
    page.get_by_label("Tên đăng nhập").fill(LEARNER)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("button", name="Đăng xuất")).to_be_visible()
    return page


def picture(page: Page, name: str) -> None:
    folder = os.environ.get("HOCVU_TEST_PICTURES")
    if not folder:
        return
    for scheme in ("light", "dark"):
        for width in (360, 1280):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 800})
            page.screenshot(path=str(Path(folder) / f"{name}-{scheme}-{width}.png"), full_page=True)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 360, "height": 740})


def choose(page: Page, label: str) -> None:
    page.get_by_label(label).check()


def question(page: Page, title: str, address: str) -> None:
    """Open the question of this title; the order of an assessment is drawn."""
    for place in range(1, 4):
        page.goto(f"{address}?cau={place}")
        if page.get_by_text(title).count():
            return
    raise AssertionError(f"no question {title}")


def saved(house: House) -> dict[str, list[int]]:
    with database_of(house):
        mine = select(Attempt.id).where(Attempt.module_key == KEY)
        rows = db.session.scalars(select(SavedAnswer).where(SavedAnswer.attempt_id.in_(mine)))
        return {row.question_id: row.chosen for row in rows}


def test_an_attempt_goes_on_on_another_telephone_and_loses_no_answer(
    house: House, phones: list[BrowserContext]
) -> None:
    first, second = map(sign_in, phones)
    first.goto(f"/hoc/{KEY}")
    first.locator("form[action$='/lam-bai'] button").first.click()
    first.wait_for_url("**/bai-lam/**")
    address = first.url.partition("?")[0]
    expect(first.get_by_text(re.compile(r"Còn khoảng \d+ phút\."))).to_be_visible()
    picture(first, "take-timed")

    question(first, "Ai được biết mã OTP?", address)
    question(second, "Ai được biết mã OTP?", address)
    choose(second, "Tổng đài")
    expect(second.get_by_text("Đã lưu", exact=True)).to_be_visible()
    choose(first, "Chỉ một mình bác")
    expect(first.get_by_text("Bài này cũng đang mở ở máy khác")).to_be_visible()
    first.reload()
    expect(first.get_by_label("Tổng đài")).to_be_checked()
    choose(first, "Chỉ một mình bác")
    expect(first.get_by_text("Đã lưu", exact=True)).to_be_visible()

    question(second, "Báo số lừa đảo thì mất phí.", address)
    choose(second, "Sai")
    expect(second.get_by_text("Đã lưu", exact=True)).to_be_visible()
    first.goto(f"{address}?cau=het")
    expect(first.get_by_text("Bác đã trả lời 2/3 câu.")).to_be_visible()
    assert saved(house) == {"aaaaaaa1": [1], "aaaaaaa3": [1]}

    first.goto(f"{address}?cau=1")
    first.get_by_role("button", name="Tạm dừng, nghỉ một lát").click()
    expect(first.get_by_role("heading", name="Bài đang tạm dừng")).to_be_visible()
    picture(first, "paused")
    second.reload()
    second.get_by_role("button", name="Làm tiếp").click()
    second.wait_for_url("**/bai-lam/**")
    expect(second.get_by_text(re.compile("Còn khoảng (19|20) phút"))).to_be_visible()
    second.goto(f"{address}?cau=het")
    second.get_by_role("button", name="Vẫn nộp bài").click()
    expect(second.get_by_test_id("result")).to_be_visible()
    picture(second, "result-missed")
    first.goto(address)
    expect(first.get_by_test_id("result")).to_be_visible()
    picture(first, "result")
    first.goto("/toi")
    expect(first.get_by_role("heading", name="Bác được giúp thêm")).to_be_visible()
    picture(first, "my-page-help")
