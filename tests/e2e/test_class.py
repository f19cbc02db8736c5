"""A class evening in real Chromium: the door, two cards on one telephone, one quiz on it and one on paper."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from tests.e2e.cards import Holder, hand_out
from tests.e2e.house import House
from tests.e2e.test_shared_phone import pages_of
from tests.e2e.walk import ASSESSMENT, NARROW, Walk

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PLACE = "Nhà văn hoá thôn Đồng Làng"
LONGEST = "Nguyễn Hoàng Thị Phương Khuyên Thảo Nguyên"
# What a typist may type of any question, by its shape.
TYPED = {"letters": "a", "areas": "1", "truth": "đ", "line": "15"}


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Run one house for the classes of this file."""
    whole = House(tmp_path_factory.mktemp("lop-hoc"), people_count=30)
    whole.start("web")
    yield whole
    whole.close()


@pytest.fixture
def walk(hall: House, chromium: Chromium) -> Iterator[Walk]:
    """Look at every page on the way; nothing is wrong with any at the end."""
    walked = Walk(hall, chromium, looks=True)
    yield walked
    for page in walked.pages.values():
        page.context.close()
    assert not walked.faults, "\n".join(walked.faults)


def open_class(walk: Walk, login: str) -> Page:
    """Open a class as its leader; the page that runs it is open."""
    page = walk.someone(login)
    page.goto("/lop")
    walk.look(page, f"classes-{login}")
    page.get_by_role("link", name="Mở buổi học").click()
    walk.look(page, "class-new")
    page.get_by_label("Học ở đâu?").fill(PLACE)
    page.get_by_role("button", name="Mở buổi học").click()
    return page


def come_in(page: Page, holder: Holder) -> None:
    """Scan a card on a telephone of the class: a button, no PIN, "that is me"."""
    page.goto(f"/the/{holder.token}")
    page.get_by_role("button", name="Mở thẻ của tôi").click()
    agree = page.get_by_label("Lưu tên, năm sinh")
    if agree.count():
        agree.check()
    page.get_by_role("button", name="Đúng, là tôi").click()
    expect(page).to_have_url(re.compile("/toi$"))


def state_of(page: Page, name: str) -> str:
    """Return where somebody stands on the leader's screen."""
    return page.get_by_role("row").filter(has_text=name).get_by_test_id("class-state").inner_text()


def type_lines(page: Page, *, skips: int = 0) -> None:
    """Type every line by keyboard; leave the first ones open."""
    for place, line in enumerate(page.locator("input[data-known]").all()):
        known = json.loads(line.get_attribute("data-known") or "{}")
        rows, shape = len(known["rows"]), known["shape"]
        text = TYPED.get(shape) or " ".join(
            str(n) if shape == "order" else known["signs"][0] for n in range(1, rows + 1)
        )
        line.fill("" if place < skips else text)
        if place >= skips and shape != "line":
            expect(page.locator(f"output[for='{line.get_attribute('id')}']")).not_to_be_empty()


def test_two_come_in_by_card_one_answers_on_the_phone_and_one_on_paper(walk: Walk) -> None:
    on_phone, on_sheet = hand_out(walk.house, ["Lò Thị Mận", LONGEST])
    leader = open_class(walk, "daisu1")
    walk.look(leader, "class-empty")
    code, address = leader.get_by_test_id("class-code").inner_text(), leader.url

    phone = walk.someone(size=NARROW)
    phone.goto("/lop/vao")
    walk.look(phone, "class-join")
    phone.get_by_label("Mã lớp 6 số").fill(code)
    phone.get_by_role("button", name="Vào lớp").click()
    expect(phone.get_by_text(f"Máy này đang ở lớp {PLACE}")).to_be_visible()
    walk.look(phone, "class-joined")
    for holder in (on_sheet, on_phone):
        come_in(phone, holder)
        if holder is on_sheet:
            phone.get_by_role("button", name="Xong, người tiếp theo").click()

    leader.reload()
    expect(leader.get_by_text("Có mặt: 2 người")).to_be_visible()
    leader.get_by_label("Bài đánh giá").select_option(ASSESSMENT)
    leader.get_by_role("button", name="Mở bài cho 2 người có mặt").click()
    assert state_of(leader, on_phone.name) == "Chưa làm"
    walk.look(leader, "class-opened")

    answer_on(phone)
    leader.goto(address)
    assert state_of(leader, on_phone.name) in ("Đã nộp", "Đã đạt")
    on_paper(walk, leader, on_sheet)
    leader.goto(address)
    assert state_of(leader, on_sheet.name) in ("Đã nộp", "Đã đạt")
    walk.look(leader, "class-done")
    leader.get_by_role("button", name="Đóng buổi học").click()
    expect(leader.get_by_text("Buổi học đã đóng lúc")).to_be_visible()
    phone.goto("/lop/vao")
    expect(phone.get_by_label("Mã lớp 6 số")).to_be_visible()


def answer_on(phone: Page) -> None:
    """Answer one question on the telephone and hand in."""
    phone.goto("/toi")
    phone.get_by_role("link", name="Làm tiếp").first.click()
    phone.locator("fieldset.question label").first.click()
    expect(phone.get_by_text("Đã lưu", exact=True)).to_be_visible()
    phone.goto(f"{phone.url.partition('?')[0]}?cau=het")
    phone.get_by_role("button", name="Nộp bài").click()
    expect(phone).to_have_url(re.compile("/ket-qua"))


def on_paper(walk: Walk, leader: Page, holder: Holder) -> None:
    """Print a sheet for who answers on paper, and let two people type it in."""
    leader.get_by_role("link", name="In phiếu cho người có mặt").click()
    leader.get_by_label("Bài", exact=True).select_option(ASSESSMENT)
    leader.get_by_role("button", name="Chọn").click()
    leader.get_by_label("Chọn Lò Thị Mận").uncheck()
    walk.look(leader, "sheet-choose")
    leader.get_by_role("button", name="Làm phiếu để in").click()
    code = leader.locator(".paper-sheet__code").first.inner_text()
    walk.look(leader, "sheet-print")
    assert pages_of(leader.pdf(prefer_css_page_size=True)) >= 1
    leader.goto("/ke-cap/giay")
    walk.look(leader, "sheet-desk")
    leader.get_by_label("Mã phiếu").fill(code)
    leader.get_by_label("Mã phiếu").press("Enter")
    type_lines(leader, skips=1)
    walk.look(leader, "sheet-type")
    leader.get_by_role("button", name="Lưu, sang phiếu sau").click()
    expect(leader.get_by_text("Mời một người khác gõ lại lần hai")).to_be_visible()
    second = walk.someone("daisu2")
    second.goto(f"/ke-cap/giay/{code.replace('-', '')}")
    type_lines(second)
    second.get_by_role("button", name="Lưu, sang phiếu sau").click()
    expect(second.get_by_text("1 câu hai lần gõ khác nhau")).to_be_visible()
    walk.look(second, "sheet-decide")
    second.get_by_label(re.compile("^Lần hai")).check()
    second.get_by_role("button", name="Lưu như đã chọn").click()
    expect(second.get_by_text("Mời gõ phiếu tiếp theo")).to_be_visible()


def test_forty_sheets_are_whole_and_the_screen_of_forty_fits(walk: Walk) -> None:
    names = [f"{LONGEST} {chr(ord('A') + n // 20)}{chr(ord('A') + n % 20)}" for n in range(40)]
    hand_out(walk.house, names, helper="daisu2")
    page = open_class(walk, "giaovien1")
    address = page.url
    page.goto(f"{address}/cua")
    walk.look(page, "class-door")
    page.goto(f"{address}/co-mat?q=phuong khuyen")
    page.locator("#nguoi-all").check()
    walk.look(page, "class-attendance")
    page.get_by_role("button", name="Ghi có mặt").click()
    expect(page.get_by_text(re.compile("Có mặt: 4[01] người"))).to_be_visible()
    page.get_by_label("Bài đánh giá").select_option(ASSESSMENT)
    page.get_by_role("button", name=re.compile("^Mở bài cho 4")).click()
    walk.look(page, "class-forty")
    page.get_by_role("link", name="Bỏ tên").first.click()
    walk.look(page, "class-take-back")
    page.goto(f"/ke-cap/giay/in?lop={address.rpartition('/')[2]}&bai={ASSESSMENT}")
    page.get_by_label("Thêm mấy phiếu").fill("1")
    page.get_by_role("button", name="Làm phiếu để in").click()
    sheets = page.locator(".paper-sheet").count()
    pages = pages_of(page.pdf(prefer_css_page_size=True))
    assert sheets >= 41
    assert 2 * sheets <= pages <= 5 * sheets, f"{pages} pages for {sheets} sheets"
    assert_nothing_sticks_out(page)


def assert_nothing_sticks_out(page: Page) -> None:
    """Assert that nothing of a sheet is wider than what A4 leaves between the margins."""
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 658, "height": 990})
    over = page.eval_on_selector_all(
        ".paper-sheet *",
        "all => all.filter((one) => one.getBoundingClientRect().right > 659).map((one) => one.outerHTML.slice(0, 80))",
    )
    assert not over, over[:5]
    page.emulate_media(media="screen")
