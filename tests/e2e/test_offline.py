"""A device without a line, in real Chromium: lessons are read, a practice is answered, and everything arrives."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from app.core.db import db
from app.identity.models import Account
from app.operations.demo_accounts import PASSWORD
from app.quiz.models import Attempt, AttemptState, SavedAnswer
from tests.e2e.deeds import database_of
from tests.e2e.house import House
from tests.quiz import given

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LESSON = f"/hoc/{given.LESSON}"
QUEUE = """() => new Promise((resolve) => {
  const opening = indexedDB.open("hoc-vu-so");
  opening.onsuccess = () => {
    const asked = opening.result.transaction("answers").objectStore("answers").getAll();
    asked.onsuccess = () => { opening.result.close(); resolve(asked.result); };
  };
})"""
KEPT = """async () => Promise.all((await caches.keys()).map(async (name) =>
  [name, (await (await caches.open(name)).keys()).map((request) => new URL(request.url).pathname)]))"""

# What an update brings: none of the files of today's pages, but those of what was saved.
WITHOUT_SHELL = """async () => {
  for (const name of await caches.keys()) if (name.startsWith("vo-")) await caches.delete(name);
}"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Run the web part of a house with a lesson and its practice."""
    whole = House(tmp_path_factory.mktemp("offline"))
    with database_of(whole):
        given.practice_quiz()
        given.module("nguoi-dan/lop-hai", kiểm_tra="luyện tập")
    whole.start("web")
    yield whole
    whole.close()


@pytest.fixture
def phone(house: House, chromium: Chromium) -> Iterator[BrowserContext]:
    """Return a telephone."""
    context = chromium.new_context(viewport={"width": 360, "height": 740}, locale="vi-VN", base_url=house.base)
    yield context
    context.close()


def sign_in(page: Page, login: str) -> None:
    page.goto("/dang-nhap")
    page.get_by_label("Tên đăng nhập").fill(login)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("button", name="Đăng xuất")).to_be_visible()


def save_lesson(page: Page) -> None:
    page.goto(LESSON)
    page.get_by_role("button", name="Lưu để học khi mất mạng").click()
    expect(page.get_by_text(re.compile(r"Đã lưu ngày \d\d/\d\d/\d{4}, [\d.]+ KB"))).to_be_visible()


def stored(house: House, login: str) -> tuple[Attempt, dict[str, list[int]]]:
    with database_of(house):
        person_id = db.session.scalars(select(Account.person_id).where(Account.login == login)).one()
        mine = select(Attempt).where(Attempt.person_id == person_id, Attempt.module_key == given.LESSON)
        attempt = db.session.scalars(mine.order_by(Attempt.number.desc())).first()
        assert attempt
        rows = db.session.scalars(select(SavedAnswer).where(SavedAnswer.attempt_id == attempt.id))
        answers = {row.question_id: row.chosen for row in rows}
        db.session.expunge_all()
        return attempt, answers


def look(page: Page, name: str) -> None:
    folder = os.environ.get("HOCVU_TEST_PICTURES")
    if not folder:
        return
    for scheme in ("light", "dark"):
        for width in (360, 1280):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.set_viewport_size({"width": width, "height": 800})
            page.screenshot(path=str(Path(folder) / f"{name}-{scheme}-{width}.png"), full_page=True)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 360, "height": 740})


def test_a_lesson_is_saved_read_and_practised_without_a_line_and_everything_arrives(
    house: House, phone: BrowserContext
) -> None:
    page = phone.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    sign_in(page, "hocvien1")
    save_lesson(page)
    look(page, "lesson-saved")
    phone.set_offline(True)

    page.goto(LESSON)
    expect(page.get_by_role("heading", name="Mã OTP là gì?")).to_be_visible()
    strangers = page.get_by_role("banner").get_by_role("link", name="Đăng nhập")
    expect(strangers).to_be_visible()  # The public copy: nobody's page.
    page.get_by_role("link", name="Mở bài luyện tập đã lưu").click()
    expect(page.locator("[data-question]")).to_have_count(3)
    page.get_by_label("Chỉ một mình bác").check()
    expect(page.get_by_text("đang chờ trên máy này").first).to_be_visible()
    page.get_by_role("button", name="Xem giải thích").click()
    expect(page.get_by_text("Đáp án đúng: Chỉ một mình bác.")).to_be_visible()
    page.get_by_label("Cúp máy").check()
    page.get_by_label("Hỏi công an xã").check()
    page.get_by_label("Sai", exact=True).check()
    look(page, "whole-offline")
    page.get_by_role("button", name="Xem lại và nộp bài").click()
    expect(page.get_by_text("Bác đã trả lời 3/3 câu")).to_be_visible()
    page.get_by_role("button", name="Nộp bài, gửi khi có mạng").click()
    expect(page.get_by_text("Bài đã nộp trên máy này")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Bài đã nộp trên máy này")).to_be_visible()
    expect(page.get_by_label("Chỉ một mình bác")).to_be_checked()
    page.goto("/cho-gui")
    expect(page.get_by_text("3 câu đang chờ gửi")).to_be_visible()
    look(page, "waiting-offline")
    assert page.evaluate("localStorage['cho-gui']") == "4"
    assert stored(house, "hocvien1")[1] == {}

    phone.set_offline(False)
    page.goto("/cho-gui")
    expect(page.get_by_text("Không còn câu nào chờ gửi.")).to_be_visible()
    attempt, answers = stored(house, "hocvien1")
    assert attempt.state is AttemptState.FINISHED
    assert answers == {"aaaaaaa1": [1], "aaaaaaa2": [0, 2], "aaaaaaa3": [1]}
    assert page.evaluate("localStorage['cho-gui'] ?? null") is None
    assert not faults


def test_without_a_line_every_other_page_says_what_is_saved(phone: BrowserContext) -> None:
    page = phone.new_page()
    save_lesson(page)
    phone.set_offline(True)

    page.goto("/tro-giup")

    expect(page.get_by_role("heading", level=1, name="Bài mang theo")).to_be_visible()
    expect(page.get_by_text("trang bác vừa mở chưa có trên máy này")).to_be_visible()
    expect(page.get_by_role("link", name="Bài luyen", exact=True)).to_be_visible()
    look(page, "lost")
    page.get_by_role("button", name="Bỏ lưu", exact=True).click()
    expect(page.get_by_text("Máy này chưa lưu bài nào")).to_be_visible()
    assert not [path for name, paths in page.evaluate(KEPT) for path in paths if path.startswith("/hoc")]


def test_no_page_of_a_signed_in_reader_is_kept(phone: BrowserContext) -> None:
    page = phone.new_page()
    sign_in(page, "hocvien2")
    save_lesson(page)
    for path in ("/toi", "/", LESSON, "/cho-gui", "/mang-theo"):
        page.goto(path)

    texts = page.evaluate("""async () => {
      const found = [];
      for (const name of await caches.keys()) {
        const place = await caches.open(name);
        for (const request of await place.keys()) {
          const answer = await place.match(request);
          found.push([new URL(request.url).pathname, await answer.text()]);
        }
      }
      return found;
    }""")

    name = page.locator(".who__name").inner_text()
    personal = {path for path, text in texts if name in text}
    assert personal
    assert all(re.fullmatch(r"/bai-lam/[0-9a-f-]{36}/tron-bai", path) for path in personal)


def test_signing_out_takes_the_own_practice_from_the_device_and_leaves_the_lessons(phone: BrowserContext) -> None:
    page = phone.new_page()
    sign_in(page, "hocvien2")
    save_lesson(page)
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_text("Hẹn gặp lại bác")).to_be_visible()
    page.goto("/mang-theo")

    expect(page.get_by_role("link", name="Bài luyen", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Làm bài luyện tập")).to_be_hidden()
    kept = [path for _, paths in page.evaluate(KEPT) for path in paths]
    assert not [path for path in kept if path.startswith(("/bai-lam", "/nguoi-doc"))]


def test_what_one_learner_left_waits_for_them_and_the_next_one_sees_only_a_number(
    house: House, phone: BrowserContext
) -> None:
    page = phone.new_page()
    sign_in(page, "hocvien1")
    attempt = begin(page)
    phone.route("**/api/dong-bo", lambda route: route.abort())
    phone.route("**/bai-lam/*", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.get_by_label("Chỉ một mình bác").check()
    expect(page.get_by_text("đang chờ trên máy này")).to_be_visible()
    page.goto("/")
    expect(page.get_by_text("Có 1 câu trả lời đang chờ gửi trên máy này.")).to_be_visible()
    page.get_by_role("button", name="Đăng xuất").click()
    phone.unroute_all()

    page.goto("/cho-gui")
    expect(page.get_by_text("Mời người làm bài đăng nhập")).to_be_visible()
    sign_in(page, "hocvien3")
    page.goto("/cho-gui")
    expect(page.get_by_text("Trên máy này còn 1 câu của người khác")).to_be_visible()
    assert "luyen" not in page.locator("main").inner_text()
    assert attempt.rpartition("/")[2] not in page.content()
    assert stored(house, "hocvien1")[1] == {}
    page.get_by_role("button", name="Đăng xuất").click()
    sign_in(page, "hocvien1")
    page.goto("/")  # Whatever page is open sends it.
    page.wait_for_function("() => localStorage['cho-gui'] === undefined")
    assert stored(house, "hocvien1")[1] == {"aaaaaaa1": [1]}


def begin(page: Page) -> str:
    page.goto(LESSON)
    page.get_by_role("button", name="Làm bài luyện tập").click()
    page.wait_for_url("**/bai-lam/*")
    return page.url.partition("?")[0]


def test_the_file_of_a_device_without_a_line_is_handed_in_on_another_one(
    house: House, chromium: Chromium, phone: BrowserContext, tmp_path: Path
) -> None:
    page = phone.new_page()
    sign_in(page, "laodong1")
    begin(page)
    phone.route("**/api/dong-bo", lambda route: route.abort())
    phone.route("**/bai-lam/*", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.get_by_label("Chỉ một mình bác").check()
    expect(page.get_by_text("đang chờ trên máy này")).to_be_visible()
    page.goto("/cho-gui")
    expect(page.get_by_text("Chưa gửi được vì đang mất mạng")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Tải tệp câu trả lời").click()
    path = tmp_path / "cau-tra-loi.json"
    download.value.save_as(path)
    assert set(json.loads(path.read_text())) == {"kind", "form", "made_at", "items", "sum"}

    other = chromium.new_context(locale="vi-VN", base_url=house.base).new_page()
    sign_in(other, "laodong1")
    other.goto("/cho-gui/nhan-tep")
    look(other, "hand-in")
    other.get_by_label("Tệp câu trả lời").set_input_files(path)
    other.get_by_role("button", name="Nộp tệp").click()
    expect(other.locator('[data-outcome="saved"]')).to_have_count(1)
    look(other, "handed-in")
    assert stored(house, "laodong1")[1] == {"aaaaaaa1": [1]}
    other.context.close()


def test_a_refused_database_is_told(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.add_init_script("Object.defineProperty(window, 'indexedDB', { value: { open() { throw new Error('no') } } })")
    sign_in(page, "hocsinh1")
    begin(page)
    page.wait_for_load_state("networkidle")
    phone.set_offline(True)
    page.get_by_label("Chỉ một mình bác").check()
    expect(page.get_by_text("đừng đóng trang này")).to_be_visible()
    phone.set_offline(False)
    expect(page.get_by_text("Đã lưu", exact=True)).to_be_visible()


def test_a_choice_made_before_the_scripts_came_is_saved_when_they_come(house: House, phone: BrowserContext) -> None:
    page = phone.new_page()
    sign_in(page, "canbo-hv1")
    phone.route("**/autosave.js", lambda route: route.abort())
    begin(page)
    page.get_by_label("Chỉ một mình bác").check()
    phone.unroute_all()

    expect(page.get_by_text("Đã lưu", exact=True)).to_be_visible()
    assert stored(house, "canbo-hv1")[1] == {"aaaaaaa1": [1]}


def test_the_queue_outlives_the_tab(house: House, phone: BrowserContext) -> None:
    page = phone.new_page()
    sign_in(page, "hocsinh2")
    begin(page)
    second = phone.new_page()
    second_url = page.url.partition("?")[0] + "?cau=1"
    second.goto(second_url, wait_until="networkidle")
    phone.set_offline(True)
    second.get_by_label("Tổng đài").check()
    expect(second.get_by_text("đang chờ trên máy này")).to_be_visible()
    second.close(run_before_unload=False)
    page.close()
    third = phone.new_page()
    phone.set_offline(False)
    third.goto(second_url)
    expect(third.get_by_label("Tổng đài")).to_be_checked()
    expect(third.get_by_text("Đã lưu").first).to_be_visible()
    assert stored(house, "hocsinh2")[1] == {"aaaaaaa1": [2]}


def test_after_an_update_a_saved_lesson_opens_with_its_own_files(house: House, phone: BrowserContext) -> None:
    page = phone.new_page()
    save_lesson(page)
    kept = dict(page.evaluate(KEPT))["hoc-1"]
    scripts = [path for path in kept if path.endswith("/js/app.js")]
    assert len({path.split("/")[2] for path in kept if "/js/" in path}) == 1
    page.evaluate(WITHOUT_SHELL)
    phone.set_offline(True)
    asked: list[str] = []
    page.on("requestfailed", lambda request: asked.append(request.url))

    page.goto(LESSON)

    expect(page.get_by_text(re.compile("Đã lưu ngày"))).to_be_visible()
    assert scripts
    assert asked == []


def test_a_full_device_is_told_in_words(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.add_init_script("Cache.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError') }")
    page.goto(LESSON)
    page.get_by_role("button", name="Lưu để học khi mất mạng").click()

    expect(page.get_by_text("Máy đã đầy nên chưa lưu được")).to_be_visible()


def test_a_programme_is_saved_whole_and_forgotten_whole(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto("/hoc/nguoi-dan")
    page.get_by_role("button", name=re.compile("^Lưu cả")).click()
    expect(page.get_by_text(re.compile("Đã lưu ngày"))).to_be_visible(timeout=60_000)
    saved: list[Any] = [path for path in dict(page.evaluate(KEPT))["hoc-1"] if path.startswith("/hoc/")]
    assert len(saved) >= 3
    page.goto("/mang-theo")
    expect(page.locator(".device-list__item")).to_have_count(len(saved))
    look(page, "carried")
    page.get_by_role("button", name="Bỏ lưu tất cả").click()
    expect(page.get_by_text("Máy này chưa lưu bài nào")).to_be_visible()


def test_nobody_gets_a_worker_who_saved_nothing(phone: BrowserContext) -> None:
    page = phone.new_page()
    for path in ("/", LESSON, "/mang-theo", "/cho-gui"):
        page.goto(path)
        page.wait_for_load_state("networkidle")

    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
    assert page.evaluate("caches.keys()") == []
