"""Reading in a real browser: read aloud with a voice of our own making, the place found again, the lesson on paper."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from app.operations.demo_accounts import PASSWORD
from tests.e2e.house import House
from tests.e2e.test_shared_phone import pages_of
from tests.e2e.walk import NARROW

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LESSON = "/hoc/nguoi-dan/lam-quen-dien-thoai"
# A device's voice as far as a page sees it. What is said is written down; an utterance ends when the test says so, or
# at once. `how` tells what voices there are: "now", "late" (they come after the page), "none", "english", "broken".
VOICE = """
((how) => {
  const said = [], listeners = [], vi = { lang: "vi_VN", name: "Tiếng Việt" }, en = { lang: "en-US", name: "English" };
  let voices = { now: [en, vi], broken: [en, vi], english: [en] }[how] ?? [];
  let current = null;
  const engine = {
    held: false, said,
    getVoices: () => voices,
    addEventListener: (name, told) => listeners.push(told),
    speak(one) {
      if (!one.text) return;  // The press that lets a page speak later.
      const marked = globalThis.CSS?.highlights?.get("dang-doc");
      const { text, rate, lang } = one;
      said.push({ text, rate, lang, marked: marked ? [...marked].map(String).join("") : "" });
      current = one;
      if (how === "broken") return setTimeout(() => one.onerror({ error: "synthesis-failed" }));
      if (!engine.held) setTimeout(() => engine.end(one));
    },
    end(one = current) { if (one === current) { current = null; one?.onend?.({}); } },
    cancel() {
      const one = current;
      current = null;
      if (one) setTimeout(() => { one.onerror?.({ error: "canceled" }); one.onend?.({}); });
    },
    come() { voices = [en, vi]; for (const told of listeners) told({}); },
  };
  Object.defineProperty(window, "speechSynthesis", { value: engine });
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
})("%s");
"""
Reader = Callable[..., Page]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Run the web server of a house with the published courses."""
    whole = House(tmp_path_factory.mktemp("reading"), people_count=20)
    whole.start("web")
    yield whole
    whole.close()


@pytest.fixture
def reader(site: House, chromium: Chromium) -> Iterator[Reader]:
    """Return what opens a page for somebody whose device has these voices."""
    faults: list[str] = []
    contexts = []

    def open_page(path: str, voices: str = "now", *, login: str = "", script: str = "", **given: Any) -> Page:
        context = chromium.new_context(base_url=site.base, locale="vi-VN", viewport=NARROW, **given)  # type: ignore[arg-type]
        contexts.append(context)
        context.add_init_script(VOICE % voices + script)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda told: faults.append(told.text) if told.type == "error" else None)
        if login:
            page.goto("/dang-nhap")
            page.get_by_label("Tên đăng nhập").fill(login)
            page.get_by_label("Mật khẩu").fill(PASSWORD)
            page.get_by_role("button", name="Đăng nhập").click()
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not faults


def said(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate("() => speechSynthesis.said")
    return found


def hold(page: Page) -> None:
    page.evaluate("() => { speechSynthesis.held = true }")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def spoken(page: Page, count: int) -> list[dict[str, Any]]:
    """Wait until so many sentences were begun and return them."""
    page.wait_for_function("count => speechSynthesis.said.length >= count", arg=count)
    return said(page)


def end_of(page: Page, count: int) -> None:
    """Let the sentence of this number end once it has begun."""
    spoken(page, count)
    page.evaluate("() => speechSynthesis.end()")


def test_a_lesson_is_read_from_beginning_to_end_a_sentence_at_a_time(reader: Reader) -> None:
    page = reader(LESSON)
    press(page, "Nghe đọc")
    expect(page.get_by_text("Đã đọc hết.")).to_be_visible()

    heard = said(page)
    whole = page.evaluate("() => ['#bai', '#thuc-hanh'].map((one) => document.querySelector(one).textContent).join('')")
    title = heard.pop(0)
    assert title["text"] == page.locator("h1").inner_text().replace("\n", " ")
    assert "".join(one["text"] for one in heard).replace(" ", "") == re.sub(r"\s", "", whole)
    assert [one["text"] for one in heard[:3]] == [
        "Đừng sợ bấm nhầm",
        "Nhiều bác ngại điện thoại vì sợ bấm nhầm thì hỏng máy.",
        "Bấm nhầm không làm hỏng máy.",
    ]
    assert all(len(one["text"]) <= 140 for one in heard)
    assert {(one["lang"], one["rate"]) for one in heard} == {("vi_VN", 1)}
    assert all(" ".join(one["marked"].split()) == one["text"] for one in heard), "what is read is what is marked"
    assert page.evaluate("() => CSS.highlights.size") == 0


def test_pausing_stops_and_going_on_begins_with_the_same_sentence(reader: Reader) -> None:
    page = reader(LESSON)
    hold(page)
    before = page.inner_html("#bai")
    press(page, "Nghe đọc")
    end_of(page, 1)
    spoken(page, 2)
    press(page, "Tạm dừng")
    page.wait_for_timeout(100)
    assert len(said(page)) == 2

    press(page, "Đọc tiếp")
    heard = spoken(page, 3)
    assert heard[2]["text"] == heard[1]["text"]
    page.keyboard.press("Escape")
    press(page, "Đọc lại từ đầu")
    assert spoken(page, 4)[3]["text"] == heard[0]["text"]
    assert page.inner_html("#bai") == before, "the text of the page is not touched"


def test_the_speed_holds_for_the_next_sentence_and_the_next_page(reader: Reader) -> None:
    page = reader(LESSON)
    hold(page)
    press(page, "Nghe đọc")
    spoken(page, 1)
    press(page, "Chậm")
    heard = spoken(page, 2)
    assert (heard[1]["text"], heard[1]["rate"]) == (heard[0]["text"], 0.75)

    page.reload()
    press(page, "Nghe đọc")
    expect(page.get_by_role("button", name="Chậm")).to_have_attribute("aria-pressed", "true")
    assert spoken(page, 1)[0]["rate"] == 0.75


def test_voices_that_come_late_are_waited_for(reader: Reader) -> None:
    page = reader(LESSON, "late")
    press(page, "Nghe đọc")
    expect(page.get_by_text("Đang tìm giọng đọc…")).to_be_visible()
    page.evaluate("() => speechSynthesis.come()")

    assert spoken(page, 1)[0]["text"] == "Làm quen với điện thoại thông minh"


@pytest.mark.parametrize("voices", ["none", "english", "broken"])
def test_without_a_vietnamese_voice_the_page_says_so_and_how_to_get_one(reader: Reader, voices: str) -> None:
    page = reader(LESSON, voices)
    expect(page.get_by_text("Máy này chưa có giọng đọc tiếng Việt.")).to_be_hidden()
    press(page, "Nghe đọc")

    expect(page.get_by_text("Máy này chưa có giọng đọc tiếng Việt.")).to_be_visible()
    expect(page.get_by_text("Bấm nhầm không làm hỏng máy.")).to_be_visible()
    expect(page.get_by_role("button", name="Nghe đọc", exact=True)).to_be_enabled()


def test_a_browser_that_cannot_paint_ranges_marks_the_paragraph(reader: Reader) -> None:
    page = reader(LESSON, script="delete globalThis.Highlight;")
    hold(page)
    press(page, "Nghe đọc")
    end_of(page, 1)
    end_of(page, 2)
    spoken(page, 3)

    expect(page.locator("[data-reading-now]")).to_have_count(1)
    expect(page.locator("[data-reading-now]")).to_contain_text("Nhiều bác ngại điện thoại")


def test_the_reader_is_fetched_with_the_first_press_only_and_a_lost_line_is_told(reader: Reader) -> None:
    page = reader(LESSON)
    fetched: list[str] = []
    page.on("request", lambda asked: fetched.append(asked.url))
    page.reload(wait_until="networkidle")
    assert not [url for url in fetched if url.endswith(("reading/aloud.js", "read-aloud.css"))]

    broken_off = "throw new Error('half a file')"
    page.route("**/reading/aloud.js", lambda route: route.fulfill(body=broken_off, content_type="text/javascript"))
    press(page, "Nghe đọc")
    expect(page.get_by_text("Mất mạng nên chưa đọc được. Bác thử lại sau.")).to_be_visible()


def test_leaving_the_page_makes_it_silent(reader: Reader) -> None:
    noted = "sessionStorage.setItem('im', '1')"
    script = f"const cancel = speechSynthesis.cancel; speechSynthesis.cancel = () => {{ {noted}; cancel(); }};"
    page = reader(LESSON, script=script)
    hold(page)
    press(page, "Nghe đọc")
    spoken(page, 1)
    page.evaluate("() => sessionStorage.removeItem('im')")
    page.goto("/tro-giup")

    assert page.evaluate("() => sessionStorage.getItem('im')") == "1"


def test_a_question_is_read_with_its_answers(reader: Reader) -> None:
    page = reader(LESSON, login="hocvien3")
    page.get_by_role("button", name="Làm bài luyện tập").click()
    page.wait_for_url("**/bai-lam/**")
    title = page.locator(".question__title").inner_text().strip()
    options = [label.strip() for label in page.locator(".choice label").all_inner_texts()]
    press(page, "Nghe đọc")
    expect(page.get_by_text("Đã đọc hết.")).to_be_visible()

    heard = [one["text"] for one in said(page)]
    assert " ".join(heard).startswith(title)
    assert " ".join(heard).endswith(" ".join(f"Đáp án {number}: {text}" for number, text in enumerate(options, 1)))


def test_without_script_no_button_promises_a_voice(reader: Reader) -> None:
    page = reader(LESSON, java_script_enabled=False)

    expect(page.get_by_role("button", name="Nghe đọc")).to_have_count(0)
    expect(page.get_by_text("Bấm nhầm không làm hỏng máy.")).to_be_visible()


def test_a_place_reached_on_one_phone_is_found_on_another(reader: Reader) -> None:
    first = reader(LESSON, login="hocvien1")
    with first.expect_response(lambda got: got.url.endswith("/cho-dang-doc")) as told:
        first.locator("#phan-3").scroll_into_view_if_needed()
        first.evaluate("() => document.querySelector('#phan-3').scrollIntoView()")
    assert told.value.status == 204

    other = reader("/toi", login="hocvien1")
    other.get_by_role("link", name="Học tiếp: Làm quen với điện thoại").click()
    expect(other).to_have_url(re.compile("#phan-3$"))
    expect(other.locator("#phan-3")).to_be_in_viewport()
    other.goto(LESSON)
    other.get_by_role("link", name="Đọc tiếp từ chỗ đang dở").click()
    expect(other.locator("#phan-3")).to_be_in_viewport()


def test_a_lesson_goes_to_paper_whole_in_black_on_white(reader: Reader, tmp_path: Path) -> None:
    page = reader(f"{LESSON}/in", color_scheme="dark")
    page.emulate_media(media="print")

    assert page.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("() => parseFloat(getComputedStyle(document.querySelector('.sheet__lesson')).fontSize)") >= 20
    expect(page.get_by_text("Để in: bấm Ctrl và P")).to_be_hidden()
    paper = page.pdf(path=tmp_path / "bai.pdf", format="A4")
    assert paper.startswith(b"%PDF")
    assert 2 <= len(re.findall(rb"/Type\s*/Page\b(?!s)", paper)) <= 12


def test_every_card_for_helpers_is_one_page_and_a_lesson_plan_in_small_letters_five_at_most(reader: Reader) -> None:
    page = reader("/hoc/nguoi-huong-dan")
    links = page.locator("main a").evaluate_all("all => all.map((one) => one.getAttribute('href'))")
    cards = sorted({link for link in links if "/the-" in link})
    plans = sorted({link for link in links if "/giao-an-" in link})
    assert len(cards) >= 6
    assert len(plans) >= 4

    long = []
    for address, most in [*((f"{card}/in", 1) for card in cards), *((f"{plan}/in?chu=nho", 5) for plan in plans)]:
        page.goto(address)
        if pages_of(page.pdf(format="A4", prefer_css_page_size=True)) > most:
            long.append(address)

    assert long == []
