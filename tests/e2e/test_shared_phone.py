"""One telephone, two learners in turn, in real Chromium: the second meets nothing of the first; cards on paper."""

import re
from collections.abc import Iterator
from itertools import count

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page, Route, expect
from playwright.sync_api import Error as BrowserError

from tests.e2e.cards import PIN, Holder, hand_out
from tests.e2e.house import House
from tests.e2e.walk import NARROW, Walk

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LESSON = "/hoc/nguoi-dan/an-toan-otp"
LEFT_BEHIND = """async () => ({
  local: Object.entries(localStorage), session: Object.entries(sessionStorage), caches: await caches.keys(),
  databases: (await indexedDB.databases()).map((one) => one.name),
  workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""
_serial = count(1)


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Run one house for the telephones of this file."""
    whole = House(tmp_path_factory.mktemp("dung-chung"), people_count=30)
    whole.start("web")
    yield whole
    whole.close()


@pytest.fixture
def two(hall: House) -> tuple[Holder, Holder]:
    """Return two learners with cards, whose names nobody else has."""
    letters = [chr(ord("A") + next(_serial)) for _ in range(2)]
    first, second = hand_out(hall, [f"Lò Thị Mận {letters[0]}", f"Hoàng Văn Quýt {letters[1]}"])
    return first, second


@pytest.fixture
def phone(hall: House, chromium: Chromium) -> Iterator[BrowserContext]:
    """Return a telephone with its own memory."""
    context = chromium.new_context(viewport=NARROW, locale="vi-VN", base_url=hall.base)  # type: ignore[arg-type]
    yield context
    context.close()


def come_in(page: Page, holder: Holder) -> None:
    """Scan the card, type the PIN, agree where it is asked, and say "that is me"."""
    page.goto(f"/the/{holder.token}")
    expect(page).to_have_url(re.compile("/the$"))
    page.get_by_label("Mã PIN").fill(PIN)
    page.get_by_role("button", name="Mở thẻ của tôi").click()
    expect(page.get_by_text(f"Bác là {holder.name}")).to_be_visible()
    agree = page.get_by_label("Lưu tên, năm sinh")
    if agree.count():
        agree.check()
    page.get_by_role("button", name="Đúng, là tôi").click()
    expect(page).to_have_url(re.compile("/toi$"))


def learn(page: Page) -> str:
    """Read a lesson and begin its quiz; returns the attempt's address."""
    page.goto(LESSON)
    page.get_by_role("button", name=re.compile("Chữ lớn")).click()
    page.locator("form[action$='/lam-bai'] button").first.click()
    page.get_by_role("button", name="Đúng, là tôi").click()
    page.wait_for_url("**/bai-lam/**")
    page.locator("fieldset.question label").first.click()
    page.wait_for_timeout(500)
    return page.url


def everything(page: Page) -> str:
    """Return all that a page shows and holds, its fields and addresses included."""
    values = page.eval_on_selector_all("input, textarea, select", "all => all.map(one => one.value).join(' ')")
    return " ".join((page.url, page.content(), values, page.evaluate("() => document.referrer")))


def seen_going_back(page: Page) -> list[str]:
    """Go to every page of the telephone's history, the newest first; return what each shows, and what its list says."""
    history = page.context.new_cdp_session(page)
    entries = history.send("Page.getNavigationHistory")["entries"]
    shown = []
    for entry in reversed(entries):
        history.send("Page.navigateToHistoryEntry", {"entryId": entry["id"]})
        page.wait_for_timeout(400)
        page.wait_for_load_state("load")
        shown.append(f"{everything(page)} {entry['url']} {entry['title']}")
    return shown


def assert_nothing_of(holder: Holder, shown: str, where: str) -> None:
    """Assert that neither name, sign-in name nor token stands there."""
    for secret in (holder.name, holder.login, holder.token):
        assert secret not in shown, f"{secret} of the first learner: {where}"


def test_the_second_learner_meets_nothing_of_the_first(
    hall: House, phone: BrowserContext, two: tuple[Holder, Holder]
) -> None:
    first, second = two
    page = phone.new_page()
    come_in(page, first)
    attempt = learn(page)
    for path in ("/toi/du-lieu", "/toi/dang-nhap", "/toi"):
        page.goto(path)
    assert first.name in page.content(), "what is looked for can be found"
    page.get_by_role("button", name="Xong, người tiếp theo").click()
    expect(page.get_by_role("heading", name="Mời người tiếp theo")).to_be_visible()

    assert_nothing_of(first, everything(page), "the page for the next")
    left = page.evaluate(LEFT_BEHIND)
    assert left == {"local": [], "session": [], "caches": [], "databases": [], "workers": 0}
    shown = seen_going_back(page)
    assert len(shown) > 6, "there was something to go back to"
    for one in shown:
        assert_nothing_of(first, one, one.split(" ", 1)[0])

    page = phone.new_page()
    come_in(page, second)
    assert_nothing_of(first, everything(page), "the second's own page")
    answer = page.goto(attempt)
    assert answer
    assert answer.status == 404, "the first's attempt is not there"
    page.goto(LESSON)
    assert_nothing_of(first, everything(page), "the lesson")
    for one in seen_going_back(page):
        assert_nothing_of(first, one, one.split(" ", 1)[0])


def test_no_page_of_the_first_learner_comes_from_the_cache(
    hall: House, phone: BrowserContext, two: tuple[Holder, Holder]
) -> None:
    page = phone.new_page()
    come_in(page, two[0])
    visited = [learn(page), f"{hall.base}/toi", f"{hall.base}{LESSON}"]
    for address in visited:
        page.goto(address)
    phone.set_offline(offline=True)
    for address in visited:
        with pytest.raises(BrowserError, match="ERR_INTERNET_DISCONNECTED"):
            page.goto(address)
    phone.set_offline(offline=False)
    page.goto("/toi")
    page.get_by_role("button", name="Xong, người tiếp theo").click()
    page.wait_for_url("**/nguoi-tiep-theo")


def test_fields_of_a_shared_session_ask_not_to_be_filled_in(phone: BrowserContext, two: tuple[Holder, Holder]) -> None:
    page = phone.new_page()
    page.goto(f"/the/{two[0].token}")
    assert page.get_by_label("Mã PIN").get_attribute("autocomplete") == "off"
    come_in(page, two[0])
    for path in ("/toi", "/toi/ma-pin", LESSON, "/"):
        page.goto(path)
        marks = page.eval_on_selector_all("form", "all => all.map(one => one.getAttribute('autocomplete'))")
        assert marks
        assert set(marks) == {"off"}, path
    typed = page.goto("/toi/ma-pin")
    assert typed
    page.get_by_label("Mã PIN đang dùng").fill("1111")
    page.reload()
    assert page.get_by_label("Mã PIN đang dùng").input_value() == "", "a reload brings nothing back"


def test_whoever_has_answers_waiting_is_asked_before_they_are_lost(
    phone: BrowserContext, two: tuple[Holder, Holder]
) -> None:
    page, said = phone.new_page(), []
    come_in(page, two[0])
    page.evaluate("() => localStorage.setItem('cho-gui', '2')")
    page.once("dialog", lambda box: (said.append(box.message), box.dismiss()))
    page.get_by_role("button", name="Xong, người tiếp theo").click()
    assert "chưa gửi được" in said[0]
    expect(page).to_have_url(re.compile("/toi$"))
    page.reload()
    page.once("dialog", lambda box: box.accept())
    page.get_by_role("button", name="Xong, người tiếp theo").click()

    page.wait_for_url("**/nguoi-tiep-theo")


def test_whoever_says_that_it_is_not_them_is_asked_too_before_answers_of_others_are_lost(
    phone: BrowserContext, two: tuple[Holder, Holder]
) -> None:
    page, said = phone.new_page(), []
    page.goto(f"/the/{two[0].token}")
    page.get_by_label("Mã PIN").fill(PIN)
    page.get_by_role("button", name="Mở thẻ của tôi").click()
    expect(page.get_by_text(f"Bác là {two[0].name}")).to_be_visible()
    page.evaluate("() => localStorage.setItem('cho-gui', '2')")
    page.once("dialog", lambda box: (said.append(box.message), box.dismiss()))
    page.get_by_role("button", name="Không phải tôi").click()

    assert "chưa gửi được" in said[0]
    expect(page).to_have_url(re.compile("/bac-la-ai$"))


def test_a_page_left_alone_asks_and_leaves_without_any_script(
    hall: House, chromium: Chromium, two: tuple[Holder, Holder]
) -> None:
    context = chromium.new_context(viewport=NARROW, base_url=hall.base, java_script_enabled=False)  # type: ignore[arg-type]
    page = context.new_page()
    come_in(page, two[0])

    def at_once(route: Route) -> None:
        answer = route.fetch(max_redirects=0)
        headers = answer.headers
        if "refresh" in headers:
            assert re.match("(540|75); url=/", headers["refresh"])
            headers["refresh"] = re.sub(r"^\d+", "1", headers["refresh"])
        route.fulfill(response=answer, headers=headers)

    page.route(re.compile(r"/toi$"), at_once)
    page.goto("/toi")
    expect(page.get_by_role("heading", name="Bác còn đó không?")).to_be_visible()
    page.unroute(re.compile(r"/toi$"))
    page.get_by_role("link", name="Tôi còn đây").click()
    expect(page).to_have_url(re.compile("/toi$"))
    page.get_by_role("button", name="Xong, người tiếp theo").click()
    expect(page).to_have_url(re.compile("/nguoi-tiep-theo$"))
    context.close()


def test_every_page_around_cards_reads_well_on_telephone_and_desk(
    hall: House, chromium: Chromium, two: tuple[Holder, Holder]
) -> None:
    walk = Walk(hall, chromium, looks=True)
    page = walk.someone()
    page.goto("/the/khong-co-the-nay-dau-nhe")
    walk.look(page, "card-unusable")
    page.goto(f"/the/{two[0].token}")
    walk.look(page, "card-open")
    page.get_by_label("Mã PIN").fill("9999")
    page.get_by_role("button", name="Mở thẻ của tôi").click()
    walk.look(page, "card-wrong-pin")
    page.get_by_label("Mã PIN").fill(PIN)
    page.get_by_role("button", name="Mở thẻ của tôi").click()
    walk.look(page, "is-it-you")
    come_in(page, two[0])
    walk.look(page, "my-page-shared")
    for name, path in (("still-there", "/con-do-khong"), ("pin", "/toi/ma-pin"), ("sign-ins", "/toi/dang-nhap")):
        page.goto(path)
        walk.look(page, name)
    page.get_by_role("button", name="Xong, người tiếp theo").click()
    walk.look(page, "next-person")
    page.goto("/dang-nhap")
    walk.look(page, "sign-in")
    page.goto("/dang-nhap/nho-doc-ma")
    walk.look(page, "ask-code")
    page.get_by_role("button", name="Hiện số của máy này").click()
    number = page.get_by_test_id("phone-number").inner_text()
    walk.look(page, "ask-code-number")
    read_out(walk, two[0], number)
    told = [fault for fault in walk.faults if "status of 404" in fault or "status of 422" in fault]
    assert len(told) == 2
    assert not set(walk.faults) - set(told), "\n".join(walk.faults)


def read_out(walk: Walk, holder: Holder, number: str) -> None:
    """Let a helper find the learner, look at the card and read a code out."""
    page = walk.someone("daisu1")
    page.goto(f"/ke-cap/the?q={holder.name}")
    walk.look(page, "cards")
    page.get_by_role("link", name=holder.name).click()
    walk.look(page, "card")
    page.get_by_role("link", name="Đọc mã một lần").click()
    page.get_by_label("Số đang hiện trên máy").fill(number)
    page.get_by_role("button", name="Lấy mã để đọc").click()
    expect(page.get_by_test_id("code")).to_have_text(re.compile(r"^\d{4} \d{4}$"))
    walk.look(page, "give-code")


def test_cards_on_paper_are_one_page_a_person_or_ten_a_sheet_and_nothing_is_cut(
    hall: House, chromium: Chromium
) -> None:
    longest = "Nguyễn Hoàng Thị Phương Khuyên Thảo Nguyên"
    hand_out(hall, [f"{longest} {letter}" for letter in "ABCDEGHIKLMN"], helper="daisu2")
    walk = Walk(hall, chromium, looks=True)
    page = walk.someone("daisu2")

    page.goto("/ke-cap/the/in")
    walk.look(page, "print-one")
    assert pages_of(page.pdf(prefer_css_page_size=True)) == 12
    assert_not_cut(page, ".card-page", highest=277)
    page.goto("/ke-cap/the/in?kieu=muoi")
    walk.look(page, "print-ten")
    assert pages_of(page.pdf(prefer_css_page_size=True)) == 2
    assert_not_cut(page, ".card", highest=54)
    assert not walk.faults, "\n".join(walk.faults)


def pages_of(pdf: bytes) -> int:
    """Count the pages of a PDF as Chromium writes it."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


def assert_not_cut(page: Page, part: str, *, highest: int) -> None:
    """Assert that each card shows all its words and is as high as it may be, in millimetres of the printed page."""
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 688, "height": 1047})  # What A4 leaves between the margins.
    sizes = page.eval_on_selector_all(
        part,
        "all => all.map(one => [one.scrollHeight - one.clientHeight, one.scrollWidth - one.clientWidth,"
        " one.getBoundingClientRect().height * 25.4 / 96])",
    )
    assert sizes
    assert all(over <= 1 and wide <= 1 for over, wide, _ in sizes), sizes
    assert all(height <= highest + 0.5 for _, _, height in sizes), sizes
    page.emulate_media(media="screen")
