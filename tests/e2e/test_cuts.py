"""The line drops at random moments of a quiz of ten questions: no answer is lost, none is stored twice, all is told.

The suite makes 3 runs; `make cuts` makes 200 (or as many as HOCVU_CUTS says). A seed names a run for ever.
"""

import contextlib
import os
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Locator, Page, Request, Route, expect
from playwright.sync_api import Error as Broken
from sqlalchemy import func, select

from app.core.db import db
from app.operations.demo_accounts import PASSWORD
from app.quiz.models import Attempt, AttemptState, SavedAnswer
from tests.e2e.deeds import database_of
from tests.e2e.house import House
from tests.e2e.proxy import Cut, Line, line_to
from tests.quiz import given

pytestmark = [pytest.mark.browser, pytest.mark.slow]
RUNS = int(os.environ.get("HOCVU_CUTS", "3"))
TEN = "nguoi-dan/muoi-cau"
LOGIN = "hocvien1"
# Every state of an answer that a learner may meet here, as the page says it.
WORDS = re.compile(r"Đang lưu|Đã lưu|đang chờ trên máy này|vẫn chờ trên máy này")
# The scripts of a question page are here.
LOADED = """() => ["autosave.js", "queue.js", "queue-sending.js"].every((name) =>
  performance.getEntriesByType("resource").some((one) => one.name.endsWith("/" + name)))"""
# What may happen while an answer is given, and while the next page is asked for.
ANSWERING = ("calm", "calm", "no line", "before", "after", "middle", "aborted", "tab closed", "power cut")
LEAVING = ("calm", "calm", "button before", "button after", "page before", "page middle")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Run the web part of a house with a practice of ten questions that tells after handing in."""
    whole = House(tmp_path_factory.mktemp("cuts"))
    with database_of(whole):
        given.module(TEN, body=given.many_questions(10), kiểm_tra="luyện tập", xem_lại="sau khi nộp")
    whole.start("web")
    yield whole
    whole.close()


@pytest.fixture(scope="module")
def line(house: House) -> Iterator[Line]:
    """Put a line that can be cut before the house."""
    with line_to(house.base) as opened:
        yield opened


@pytest.fixture(scope="module")
def cookies(line: Line, chromium: Chromium) -> list[dict[str, object]]:
    """Sign in once; every run begins with these cookies and an empty browser."""
    context = chromium.new_context(base_url=line.base)
    page = context.new_page()
    page.goto("/dang-nhap")
    page.get_by_label("Tên đăng nhập").fill(LOGIN)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("button", name="Đăng xuất")).to_be_visible()
    found: list[dict[str, object]] = context.cookies()  # type: ignore[assignment]
    context.close()
    return found


@dataclass
class Learner:
    """Somebody who answers ten questions while the line drops; waits, or opens the page again, as people do."""

    line: Line
    context: BrowserContext
    page: Page
    chance: random.Random
    attempt: str = ""
    chosen: dict[str, str] = field(default_factory=dict)
    happened: list[str] = field(default_factory=list)

    def begin(self) -> None:
        self.page.goto(f"/hoc/{TEN}")
        self.page.get_by_role("button", name="Làm bài luyện tập").click()
        self.page.wait_for_url("**/bai-lam/*")
        self.attempt = self.page.url.partition("?")[0].rpartition("/")[2]

    def answer_all(self) -> None:
        for place in range(1, 11):
            self.open(f"/bai-lam/{self.attempt}?cau={place}")
            for _ in range(self.chance.choice((1, 1, 1, 2))):  # Some change their mind.
                self.answer(self.chance.choice(ANSWERING), place)
            self.leave(self.chance.choice(LEAVING), place)

    def hand_in(self) -> None:
        """Hand in over a line that loses the answer to it; pressed again, it is done once."""
        self.open(f"/bai-lam/{self.attempt}?cau=het")
        expect(self.page.get_by_text("Bác đã trả lời đủ 10/10 câu.")).to_be_visible()
        self.cut(self.chance.choice((None, Cut.BEFORE, Cut.AFTER)), f"POST /bai-lam/{self.attempt}/nop")
        with contextlib.suppress(Broken):
            self.page.get_by_role("button", name="Nộp bài").click(timeout=1_000)
            self.page.wait_for_load_state("domcontentloaded", timeout=1_000)
        self.mend()
        self.open(f"/bai-lam/{self.attempt}?cau=het")  # Leads to the result where it was handed in already.
        if "/ket-qua" not in self.page.url:
            self.page.get_by_role("button", name="Nộp bài").click()
        expect(self.page).to_have_url(re.compile("/ket-qua"))

    # -- one answer -------------------------------------------------------------------------------------------------

    def answer(self, how: str, place: int) -> None:
        """Choose something while `how` happens; the page says how it stands, and in the end that it is saved."""
        self.happened.append(f"{place}: {how}")
        self.wait_for_script()
        if how == "no line":
            self.context.set_offline(True)
        elif how == "aborted":
            self.context.route(re.compile("/bai-lam/[^/]*$|/api/"), abort_posts)
        elif how in ("before", "after", "middle"):
            self.cut(Cut(how), "POST ")
        elif how in ("tab closed", "power cut"):
            self.cut(Cut.BEFORE, "POST ")
        self.choose()
        if how != "calm":
            expect(self.words()).to_have_text(re.compile("đang chờ trên máy này"))
        if how in ("tab closed", "power cut"):
            self.open_anew(place, is_power_cut=how == "power cut")
        self.mend()
        expect(self.words()).to_have_text("Đã lưu")

    def choose(self) -> None:
        field = self.page.locator("[data-question]")
        question = field.get_attribute("data-question")
        assert question
        texts = [text.strip() for text in field.locator(".choice label").all_inner_texts()]
        fresh = [text for text in texts if text != self.chosen.get(question)]
        text = self.chance.choice(fresh)
        self.page.get_by_label(text, exact=True).check()
        self.chosen[question] = text
        expect(self.words()).to_have_text(WORDS)

    def words(self) -> Locator:
        return self.page.locator("[data-saved-words]")

    def open_anew(self, place: int, *, is_power_cut: bool) -> None:
        """Lose the tab, as a crash or an empty battery would, and open the page again; the choice is still there."""
        if is_power_cut:
            crash(self.page)
        self.page.close(run_before_unload=False)
        self.page = self.context.new_page()
        self.open(f"/bai-lam/{self.attempt}?cau={place}")
        question = self.page.locator("[data-question]").get_attribute("data-question")
        expect(self.page.get_by_label(self.chosen[str(question)], exact=True)).to_be_checked()

    # -- going on ---------------------------------------------------------------------------------------------------

    def leave(self, how: str, place: int) -> None:
        self.happened.append(f"{place}: {how}")
        if how.startswith("button"):
            self.cut(Cut(how.removeprefix("button ")), f"POST /bai-lam/{self.attempt}")
        elif how.startswith("page"):
            self.cut(Cut(how.removeprefix("page ")), f"GET /bai-lam/{self.attempt}")
        try:
            self.page.get_by_role("button", name=re.compile("^Lưu và")).click(timeout=1_000)
            self.page.wait_for_load_state("domcontentloaded", timeout=1_000)
        except Broken:
            pass  # The browser's own page says that the line is down; the learner opens the quiz again.
        self.mend()

    def open(self, path: str) -> None:
        """Open a page, as often as it takes."""
        for _ in range(5):
            try:
                answer = self.page.goto(path)
                if answer and answer.status < 500:
                    return
            except Broken:
                self.page.wait_for_timeout(50)
        raise AssertionError(f"{path} can't be opened")

    def wait_for_script(self) -> None:
        self.page.wait_for_function(LOADED)

    def cut(self, how: Cut | None, what: str) -> None:
        self.line.cut = lambda first: how if first.startswith(what) else None

    def mend(self) -> None:
        """Bring the line back; the device notices, as it does when its antenna finds a mast."""
        self.line.mend()
        self.context.set_offline(False)
        self.context.unroute_all()
        with contextlib.suppress(Broken):  # A page under way has nothing to notice.
            self.page.evaluate("dispatchEvent(new Event('online'))")


def abort_posts(route: Route, request: Request) -> None:
    if request.method == "POST":
        route.abort("connectionreset")
    else:
        route.continue_()


def crash(page: Page) -> None:
    """Kill the process of a page: nothing of it can still be written."""
    with contextlib.suppress(Broken):  # The dead do not answer.
        page.goto("chrome://crash", timeout=2_000)


@pytest.mark.parametrize("seed", range(RUNS))
def test_cuts_at_random_moments_lose_no_answer_and_double_none(
    seed: int, house: House, line: Line, chromium: Chromium, cookies: list[dict[str, object]]
) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 740}, locale="vi-VN", base_url=line.base)
    context.add_cookies(cookies)  # type: ignore[arg-type]
    learner = Learner(line, context, context.new_page(), random.Random(seed))
    try:
        learner.begin()
        learner.answer_all()
        assert_stored(house, learner)
        learner.hand_in()
        learner.page.goto("/cho-gui")
        expect(learner.page.get_by_text("Không còn câu nào chờ gửi.")).to_be_visible()
        assert_stored(house, learner, is_closed=True)
    except AssertionError as error:
        raise AssertionError(f"seed {seed}: {learner.happened}\n{learner.line.seen[-12:]}\n{error}") from error
    finally:
        line.mend()
        context.close()


def assert_stored(house: House, learner: Learner, *, is_closed: bool = False) -> None:
    """Assert that the server holds what was chosen last, each once, in one attempt."""
    with database_of(house):
        attempt = db.session.get_one(Attempt, UUID(learner.attempt))
        rows = db.session.scalars(select(SavedAnswer).where(SavedAnswer.attempt_id == attempt.id)).all()
        number_of = {"Phải": 0, "Trái": 1, "Giữa": 2}
        expected = {question: [number_of[text.split()[0]]] for question, text in learner.chosen.items()}
        assert {row.question_id: row.chosen for row in rows} == expected
        assert len({row.seq for row in rows}) == len(rows) == 10
        mine = select(func.count()).where(Attempt.person_id == attempt.person_id, Attempt.module_key == TEN)
        still_open = db.session.scalar(mine.where(Attempt.state == AttemptState.IN_PROGRESS))
        assert still_open == (0 if is_closed else 1)
        assert (attempt.state is AttemptState.FINISHED) == is_closed
