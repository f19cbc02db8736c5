"""The main job as people do it in the browser, step by step; every page on the way is looked at."""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

import pyotp
from axe_playwright_python import sync_playwright as axe
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from app.content.schema import Module
from app.operations.demo_accounts import PASSWORD, SAME_CODES
from tests.e2e.deeds import courses
from tests.e2e.house import ROOT, House
from tests.e2e.wire import Wire

NARROW, WIDE = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
AXE = (Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
# What axe finds well is counted nowhere, so it need not be written down node by node.
VIOLATIONS = """async () => (await axe.run({ resultTypes: ["violations"] }))
  .violations.map((found) => [found.id, found.nodes.map((node) => node.html)])"""
GROUP = "nguoi-dan"
ASSESSMENT = "nguoi-dan/danh-gia-nguoi-dan"
NAME, YEAR, NUMBER = "Trần Thị Mộng Mơ", 1962, "999162000777"


@dataclass
class Walk:
    """One resident's way through a house, with the officials who meet her."""

    house: House
    chromium: Chromium
    looks: bool = False
    wire: Wire = field(default_factory=Wire)
    faults: list[str] = field(default_factory=list)
    pages: dict[str, Page] = field(default_factory=dict)

    def someone(self, login: str = "", *, size: dict[str, int] = WIDE) -> Page:
        """Return the page of a signed-in person, or of a new one."""
        if login in self.pages:
            return self.pages[login]
        context = self.chromium.new_context(viewport=size, locale="vi-VN", base_url=self.house.base)  # type: ignore[arg-type]
        page = context.new_page()
        self.wire.listen(page)
        page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.pages[login] = page
        if login:
            self.sign_in(page, login)
        return page

    def sign_in(self, page: Page, login: str, password: str = PASSWORD) -> None:
        """Sign in, with the one-time code where one is asked for."""
        page.goto("/dang-nhap")
        page.get_by_label("Tên đăng nhập").fill(login)
        page.get_by_label("Mật khẩu").fill(password)
        page.get_by_role("button", name="Đăng nhập").click()
        if "/dang-nhap/ma" in page.url:
            page.get_by_label("Mã 6 chữ số").fill(pyotp.TOTP(SAME_CODES).now())
            page.get_by_role("button", name="Tiếp tục").click()

    def look(self, page: Page, name: str) -> None:
        """Look at a page at both widths: nothing sticks out, axe finds nothing; pictures are kept where wanted."""
        if not self.looks:
            return
        page.wait_for_load_state("load")
        for size in (NARROW, WIDE):
            before = page.viewport_size
            page.set_viewport_size(size)  # type: ignore[arg-type]
            wide = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if wide > 0:
                self.faults.append(f"{name}: {wide} px too wide at {size['width']}")
            self._axe(page, f"{name} at {size['width']}")
            folder = os.environ.get("HOCVU_TEST_PICTURES")
            if folder:
                page.screenshot(path=f"{folder}/{name}-{size['width']}.png", full_page=True)
            if before:
                page.set_viewport_size(before)

    def _axe(self, page: Page, where: str) -> None:
        if not page.evaluate("() => 'axe' in window"):
            page.evaluate(AXE)
        found = page.evaluate(VIOLATIONS)
        self.faults.extend(f"{where}: {rule} {nodes}" for rule, nodes in found)

    # -- the steps ------------------------------------------------------------------------------------------------

    def register(self) -> None:
        """A resident registers herself, without number, telephone or e-mail."""
        home = self.house.add_listed(full_name=NAME, birth_year=YEAR, number=NUMBER)
        page = self.someone(size=NARROW)
        page.goto("/")
        self.look(page, "home")
        page.goto("/dang-ky")
        self.look(page, "register")
        page.get_by_role("textbox", name="Họ và tên").fill(NAME)
        page.get_by_role("spinbutton", name="Năm sinh").fill(str(YEAR))
        page.get_by_role("combobox", name="Thôn").select_option(home)
        page.get_by_label("Tên đăng nhập").fill("momo62")
        page.get_by_label("Mật khẩu").fill("nồi cơm gà trống")
        page.get_by_label("Lưu tên, năm sinh").check()
        page.get_by_label("đưa kết quả vào sổ").check()
        page.get_by_role("button", name="Đăng ký").click()
        expect(page).to_have_url(re.compile("/toi$"))
        self.look(page, "my-page-new")

    def link(self) -> None:
        """Police see her card and type its number; a second official types it again."""
        police = self.someone("congan1")
        self._open_person(police, "Tự đăng ký, chờ xem thẻ")
        self.look(police, "person-first-look")
        police.get_by_label("Số định danh trên thẻ").fill(NUMBER)
        police.get_by_label(re.compile(f"{NAME}.*{YEAR}")).check()
        police.get_by_label("Đã xem giấy tờ gì").fill("Xem thẻ căn cước tại trụ sở Công an xã")
        police.get_by_role("button", name="Ghi lại, chờ người thứ hai").click()
        self.look(police, "person-waiting")
        second = self.someone("vanhoa1")
        self._open_person(second, "Chờ cán bộ thứ hai")
        self.look(second, "person-second-look")
        second.get_by_label("Số định danh trên thẻ").fill(NUMBER)
        second.get_by_role("button", name="Xác nhận").click()
        second.get_by_role("link", name=NAME).click()
        expect(second.get_by_test_id("identity-state")).to_contain_text("Đã xác minh")
        self.look(second, "person-verified")
        self.sign_in(self.someone(), "momo62", "nồi cơm gà trống")

    def _open_person(self, page: Page, waiting: str) -> None:
        page.goto("/can-bo/nguoi-dan")
        page.get_by_role("link", name=waiting).click()
        self.look(page, "people")
        page.get_by_role("link", name=NAME).first.click()

    def read(self) -> None:
        """She reads as many lessons as her programme asks for."""
        page = self.someone()
        page.goto(f"/hoc/{GROUP}")
        self.look(page, "programme")
        for key in self.lessons():
            page.goto(f"/hoc/{key}")
            self.look(page, key.replace("/", "-"))
            page.get_by_role("button", name="Tôi đã đọc xong").click()
            expect(page.get_by_text("Đã đọc xong ngày")).to_be_visible()

    def helper_opens(self) -> None:
        """A helper beside her opens the assessment and confirms what she did by hand."""
        page = self.someone("daisu1")
        self._find_learner(page)
        self.look(page, "learner")
        page.get_by_role("link", name="Mở bài đánh giá").first.click()
        self.look(page, "open-assessment")
        page.get_by_label("Đang ở đâu?").fill("Nhà văn hoá thôn")
        page.get_by_role("button", name="Mở bài").click()
        self._find_learner(page)
        page.locator("a[href*='/thuc-hanh/']").first.click()
        self.look(page, "practice")
        for box in page.locator("input[name='ticked']").all():
            box.check()
        page.get_by_label("Đang ở đâu?").fill("Nhà văn hoá thôn")
        page.get_by_label("nhìn tận mắt").check()
        page.get_by_role("button", name="Xác nhận").click()
        self.look(page, "practice-confirmed")

    def _find_learner(self, page: Page) -> None:
        page.goto("/ke-cap")
        self.look(page, "helper")
        page.get_by_label("Họ tên người học").fill("mong mo")
        page.get_by_role("button", name="Tìm").click()
        page.get_by_role("link", name=NAME).first.click()

    def answer(self) -> None:
        """She answers each question as it is shown; every answer is saved as it is chosen."""
        page = self.someone()
        page.goto("/toi")
        self.look(page, "my-page-opened")
        page.get_by_role("link", name="Làm tiếp").click()
        self.look(page, "question")
        right = self.right_answers()
        while "cau=het" not in page.url:
            title = page.locator(".question__title").inner_text().strip()
            for text in right[title]:
                page.get_by_label(text, exact=True).check()
            expect(page.get_by_text("Đã lưu", exact=True)).to_be_visible()
            page.get_by_role("button", name=re.compile("^Lưu và")).click()
        self.look(page, "before-submitting")

    def submit(self) -> None:
        """She hands in, passes, and her programme is done."""
        page = self.someone()
        page.get_by_role("button", name="Nộp bài").click()
        expect(page).to_have_url(re.compile("/ket-qua"))
        self.look(page, "result")
        page.goto("/toi")
        expect(page.get_by_test_id("status-line")).to_contain_text("chờ xã xác nhận")
        self.look(page, "my-page-done")

    def propose(self) -> None:
        """An official finds her among the eligible and proposes her."""
        page = self.someone("vanhoa1")
        page.goto("/can-bo")
        self.look(page, "overview")
        page.goto("/can-bo/so/de-nghi")
        self.look(page, "eligible")
        page.get_by_label(re.compile(NAME)).check()
        page.get_by_role("button", name="Chốt danh sách và đề nghị").click()
        self.look(page, "proposed")

    def approve(self) -> None:
        """Another person approves what was shown."""
        page = self.someone("lanhdao1")
        page.goto("/can-bo/duyet")
        self.look(page, "approvals")
        page.get_by_role("link", name=re.compile("Người dân|danh sách", re.IGNORECASE)).last.click()
        if not page.get_by_role("button", name="Duyệt danh sách").is_visible():
            page.goto("/can-bo/duyet")
            for link in page.locator("main a[href*='/can-bo/duyet/']").all():
                link.click()
                if page.get_by_role("link", name=NAME).count():
                    break
                page.go_back()
        self.look(page, "approval")
        page.get_by_role("button", name="Duyệt danh sách").click()
        self.look(page, "approved")

    def record(self, page: Page) -> None:
        """Open her record in the register."""
        page.goto(f"/can-bo/so?q={NAME}")
        self.look(page, "records")
        page.locator("main a[href*='/can-bo/so/']").get_by_text(NAME).first.click()

    # -- what is true of the courses ------------------------------------------------------------------------------

    def lessons(self) -> list[str]:
        """Return the keys of as many of the programme's lessons as it asks for, the first ones."""
        programme = courses().programmes[GROUP]
        return [f"{lesson.folder or GROUP}/{lesson.id}" for lesson in programme.lessons[: programme.rule.lessons]]

    def module(self) -> Module:
        """Return the assessment as its author wrote it."""
        return courses().modules[ASSESSMENT]

    def right_answers(self) -> dict[str, list[str]]:
        """Return the texts of the right options by the question's title."""
        found = {}
        for question in self.module().questions:
            texts = [option.text for option in question.options if option.correct]
            found[question.title] = texts or [question.answer]
        return found

    def secrets(self) -> list[str]:
        """Return sentences of the assessment that nobody may be sent before they hand in; lessons say some openly."""
        open_texts = [path.read_text(encoding="utf-8") for path in (ROOT / "courses").rglob("*.md")]
        return [
            text
            for question in self.module().questions
            for text in (question.explanation, *(option.feedback for option in question.options))
            if len(text) > 20 and sum(text in one for one in open_texts) == 1
        ]
