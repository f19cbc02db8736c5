"""A lesson on its way through the workshop, in the browser: written, repaired, reviewed, published, taken."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.e2e import lesson_of_all_kinds as lesson
from tests.e2e.walk import NARROW, Walk

DESK = f"/soan/{lesson.FOLDER}/{lesson.CODE}"
# What a teacher mistypes: the right line, the slip, and a part of what the checker says of it.
SLIPS = (
    ("Kiểu: một đáp án", "Kiểu: 1 đáp án", "Không có kiểu “1 đáp án”"),
    ("- [x] Chỉ một mình bác", "- (x) Chỉ một mình bác", "không dùng ngoặc tròn"),
    ("Kiểu: nhiều đáp án", "Kiểu nhiều đáp án", "Thiếu dấu hai chấm"),
)
REMARK = "Nói rõ thêm: người quen hỏi cũng không đọc."
REASON = "Bài tốt. Thầy cô thêm một ý ở dòng tôi nhận xét rồi gửi lại nhé."
PROGRAMME = f"/soan/{lesson.FOLDER}/index"
NEW_WORDS, NEW_QUESTION = "Mã gồm **6 con số**", "Người nào được biết mã OTP của bác?"
BEFORE, AFTER = "Ai hỏi mã ấy đều là kẻ lừa", "Không đọc mã cho bất cứ ai. Ai hỏi mã ấy đều là kẻ lừa"


@dataclass
class AuthorWalk(Walk):
    """A teacher, a reviewer and a learner around one lesson."""

    teacher: str = "giaovien1"
    reviewer: str = "bientap1"
    learner: str = "hocvien1"
    folder: Path = field(default_factory=Path)

    def begin(self) -> Page:
        """A teacher signs in with a second factor and makes a new lesson from the board."""
        page = self.someone(self.teacher)
        page.get_by_role("link", name="Soạn bài", exact=True).first.click()
        self.look(page, "board")
        page.get_by_role("link", name="Soạn bài mới").click()
        page.get_by_label("Tên bài").fill(lesson.TITLE)
        page.get_by_label("Bà con nhân dân").check()
        self.look(page, "new-lesson")
        page.get_by_role("button", name="Mở bài và bắt đầu viết").click()
        expect(page).to_have_url(re.compile(f"{DESK}$"))
        self.look(page, "editor-new")
        return page

    def write(self) -> None:
        """The teacher writes over the sample text; it is saved without a button."""
        page = self.someone(self.teacher)
        head = text_of(page).input_value().split("---\n")[1]
        text_of(page).fill(f"---\n{head}---\n{lesson.PROSE}")
        expect(state(page)).to_have_text("Có chỗ chưa lưu")
        expect(state(page)).to_have_text(re.compile(r"^Đã lưu lúc \d\d:\d\d"))
        expect(shown(page).get_by_text("Tự gọi lại số bác vẫn lưu.")).to_be_visible()

    def fill_head(self) -> None:
        """The head is filled in as a form."""
        page = self.someone(self.teacher)
        page.get_by_role("button", name="Thông tin bài").click()
        page.get_by_label("Tóm tắt một hai câu").fill("Nhận ra tin nhắn lừa, và làm gì khi có cuộc gọi lạ.")
        page.get_by_label("Thời lượng").fill("20")
        page.get_by_label("Nguồn 1", exact=False).first.fill("Sổ tay an toàn số của xã mẫu")
        expect(page.get_by_label("Ngày xem nguồn 1")).to_have_js_property("required", True)
        expect(page.get_by_label("Ngày xem nguồn 2")).to_have_js_property("required", False)
        page.get_by_label("Ngày xem nguồn 1").fill("2026-11-20")
        page.get_by_label("Soát lại trước ngày").fill("2027-05-31")
        page.get_by_label("Đánh giá", exact=True).check()
        page.get_by_label("Đạt từ").fill("80")
        self.look(page, "head")
        page.get_by_role("button", name="Ghi vào bài").click()
        expect(page.get_by_text("Đã ghi thông tin bài.")).to_be_visible()
        expect(text_of(page)).to_have_value(re.compile("kiểm tra: đánh giá"))

    def add_picture(self) -> None:
        """A picture is sent with its description; it lands in the text, made small."""
        page = self.someone(self.teacher)
        page.get_by_role("button", name="Thêm ảnh, tiếng, phim").click()
        page.get_by_label("Tệp ảnh, tiếng hoặc phim").set_input_files(lesson.picture(self.folder / "tin nhắn.jpg"))
        page.get_by_label("Mô tả bằng lời").fill(lesson.PICTURE_WORDS)
        page.get_by_label("Đặt ở đâu trong bài?").select_option(label="Ngay dưới mục “Mã OTP là gì?”")
        self.look(page, "media")
        page.get_by_role("button", name="Thêm vào bài").click()
        expect(page.get_by_text(f"Đã thêm “{lesson.PICTURE_NAME}”")).to_be_visible()
        expect(text_of(page)).to_have_value(re.compile(rf"!\[{lesson.PICTURE_WORDS}\]\({lesson.PICTURE_NAME}\)"))

    def add_question(self, one: lesson.Asked) -> None:
        """A question is put in by the form of its kind."""
        page = self.someone(self.teacher)
        page.get_by_role("button", name="Thêm câu hỏi").click()
        page.wait_for_url("**/chen")
        if one is lesson.ALL_KINDS[0]:
            self.look(page, "kinds")
        page.locator(f"main a[href$='/chen/{one.slug}']").click()
        lesson.fill(page, one.fields)
        self.look(page, f"insert-{one.slug}")
        page.get_by_role("button", name="Thêm vào bài").click()
        expect(page.get_by_text("Đã thêm câu hỏi ở dòng")).to_be_visible()

    def slip(self) -> None:
        """Three slips are typed, told at their lines, and repaired by the button."""
        page = self.someone(self.teacher)
        right = text_of(page).input_value()
        wrong = right
        for good, bad, _ in SLIPS:
            assert good in wrong
            wrong = wrong.replace(good, bad, 1)
        text_of(page).fill(wrong)
        for _, bad, said in SLIPS:
            expect(told(page, line_of(wrong, bad), said)).to_be_visible()
        told(page, line_of(wrong, SLIPS[0][1]), SLIPS[0][2]).get_by_role("link").click()
        assert text_of(page).evaluate("one => one.value.slice(one.selectionStart, one.selectionEnd)") == SLIPS[0][1]
        self.look(page, "slips")
        for _, bad, said in SLIPS:
            told(page, line_of(wrong, bad), said).get_by_role("button", name="Sửa giúp tôi").click()
        expect(page.get_by_text("Chưa thấy lỗi nào.")).to_be_visible()
        expect(text_of(page)).to_have_value(right)
        page.get_by_role("button", name="Lưu", exact=True).click()
        expect(state(page)).to_have_text(re.compile(r"^Đã lưu lúc"))
        self.look(page, "repaired")

    def preview(self) -> None:
        """The frame shows each question as learners will see it; the page in it is looked at by itself."""
        page = self.someone(self.teacher)
        for title in lesson.ANSWERED:
            expect(shown(page).get_by_text(title, exact=True)).to_have_count(1)
        expect(shown(page).get_by_role("img", name=lesson.PICTURE_WORDS).first).to_be_visible()
        page.get_by_role("link", name="Xem kèm đáp án").click()
        expect(shown(page).get_by_text("kèm đáp án")).to_be_visible()
        page.goto(f"{DESK}/xem-thu?dap-an=1")
        self.look(page, "preview")
        page.goto(DESK)

    def send(self) -> None:
        """The teacher sends what lies on the desk to a second person."""
        page = self.someone(self.teacher)
        page.get_by_role("button", name="Gửi duyệt").click()
        expect(page).to_have_url(re.compile("/gui-duyet$"))
        self.look(page, "send")
        page.get_by_role("button", name="Gửi duyệt").click()
        expect(page.get_by_text("Đã gửi duyệt.")).to_be_visible()

    def open_review(self, title: str = lesson.TITLE) -> Page:
        """The reviewer opens the lesson from the board."""
        page = self.someone(self.reviewer)
        page.get_by_role("link", name="Soạn bài", exact=True).first.click()
        page.locator("#cho-duyet").get_by_role("link", name=title).click()
        return page

    def comment_and_send_back(self) -> None:
        """The reviewer says something about a line and gives the lesson back."""
        page = self.open_review()
        self.look(page, "review")
        number = page.locator("ol.numbered > li").filter(has_text=BEFORE).get_attribute("id")
        assert number
        line = number.removeprefix("dong-")
        page.get_by_role("link", name=f"Nhận xét dòng {line}", exact=True).click()
        page.get_by_label("Nhận xét", exact=True).fill(REMARK)
        self.look(page, "review-comment")
        page.get_by_role("button", name=f"Ghi nhận xét dòng {line}").click()
        expect(page.get_by_text("chưa phát hành được")).to_be_visible()
        page.get_by_text("Trả lại kèm lý do").click()
        page.get_by_label("Lý do").fill(REASON)
        page.get_by_role("button", name="Trả lại bài").click()
        expect(page.get_by_text("Đã trả lại bài kèm lý do.")).to_be_visible()

    def correct(self) -> None:
        """The teacher reads reason and comment, puts the line right, ticks the comment and sends again."""
        page = self.open_desk()
        expect(page.get_by_text(REASON)).to_be_visible()
        expect(page.get_by_text(REMARK)).to_be_visible()
        self.look(page, "returned")
        text_of(page).fill(text_of(page).input_value().replace(BEFORE, AFTER))
        page.get_by_role("button", name="Đánh dấu đã sửa xong").click()
        expect(page.locator(".comments")).to_contain_text("đã xong")
        expect(text_of(page)).to_have_value(re.compile(AFTER))
        self.send()

    def open_desk(self) -> Page:
        """The teacher opens the lesson from the board."""
        page = self.someone(self.teacher)
        page.get_by_role("link", name="Soạn bài", exact=True).first.click()
        page.get_by_role("link", name=lesson.TITLE).first.click()
        expect(page).to_have_url(re.compile(f"{DESK}$"))
        return page

    def publish(self) -> None:
        """The reviewer publishes what was shown."""
        page = self.open_review()
        expect(page.locator(".numbered")).to_contain_text(AFTER)
        self.look(page, "review-again")
        page.get_by_role("button", name="Phát hành").click()
        expect(page.get_by_text(f"Đã phát hành “{lesson.TITLE}”, bản số 1.")).to_be_visible()
        self.look(page, "board-published")

    def arrange(self) -> None:
        """The teacher puts the new lesson into its programme by the form, before the last one; it is reviewed too."""
        page = self.someone(self.teacher)
        page.get_by_role("link", name="Soạn bài", exact=True).first.click()
        page.get_by_role("link", name="xếp vào chương trình").click()
        row = page.locator("select[name^='lesson_']").evaluate_all(
            "(all, key) => all.findIndex((one) => one.value === key) + 1", f"{lesson.FOLDER}/{lesson.CODE}"
        )
        page.get_by_role("button", name=f"Đưa bài {row} lên").click()
        expect(page.locator(f"#lesson_{row - 1}")).to_have_value(f"{lesson.FOLDER}/{lesson.CODE}")
        self.look(page, "programme-form")
        page.get_by_role("button", name="Ghi vào chương trình").click()
        expect(page).to_have_url(re.compile(f"{PROGRAMME}$"))
        expect(text_of(page)).to_have_value(re.compile(rf"- {lesson.CODE}\n- "))
        expect(page.get_by_text("Chưa thấy lỗi nào.")).to_be_visible()
        self.look(page, "programme-editor")
        self.send()
        page = self.open_review("Kỹ năng số cho bà con")
        page.get_by_role("button", name="Phát hành").click()
        expect(page.get_by_text("Đã phát hành “Kỹ năng số cho bà con”, bản số 2.")).to_be_visible()

    def publish_anew(self) -> None:
        """Teacher and reviewer bring out a second version, with other words in the lesson and in a question."""
        page = self.open_desk()
        old = text_of(page).input_value()
        new = old.replace("Mã gồm **6 chữ số**", NEW_WORDS).replace(lesson.ALL_KINDS[0].title, NEW_QUESTION)
        assert new.count(NEW_WORDS) == new.count(NEW_QUESTION) == 1
        text_of(page).fill(new)
        self.send()
        page = self.open_review()
        page.get_by_role("button", name="Phát hành").click()
        expect(page.get_by_text(f"Đã phát hành “{lesson.TITLE}”, bản số 2.")).to_be_visible()

    def begin_attempt(self, login: str = "") -> Page:
        """A learner finds the lesson in the programme, reads it and begins its assessment."""
        page = self.someone(login or self.learner, size=NARROW)
        page.goto(f"/hoc/{lesson.FOLDER}")
        page.get_by_role("link", name=lesson.TITLE).first.click()
        self.look(page, "lesson")
        page.get_by_role("button", name="Làm bài đánh giá").click()
        return page

    def reply(self, page: Page, wrong: str, *, most: int = len(lesson.ANSWERED)) -> None:
        """Answer some or all questions rightly, but the first one of all kinds with `wrong`."""
        for _ in range(most):
            if "cau=het" in page.url:
                break
            title = page.locator(".question__title").inner_text().strip()
            sheet = page.locator("fieldset[data-question]")
            self.look(page, f"question-{lesson.ANSWERED[title].slug}")
            answer = lesson.ticks(wrong) if title == lesson.ALL_KINDS[0].title else lesson.ANSWERED[title].answer
            answer(sheet)
            expect(sheet.locator("[data-saved-words]")).to_have_text("Đã lưu")
            page.locator("form.answers").get_by_role("button").first.click()

    def hand_in(self, page: Page) -> None:
        """Everything is answered, and the learner hands it in."""
        expect(
            page.get_by_text(f"Bác đã trả lời đủ {len(lesson.ANSWERED)}/{len(lesson.ANSWERED)} câu.")
        ).to_be_visible()
        page.get_by_role("button", name="Nộp bài").click()


def text_of(page: Page) -> Locator:
    """Return the field that holds the text of the lesson."""
    return page.locator("textarea#text")


def state(page: Page) -> Locator:
    """Return the words that say whether everything is saved."""
    return page.locator("[data-save-state]")


def shown(page: Page) -> Locator:
    """Return what the telephone beside the text shows."""
    return page.frame_locator("iframe[name='xem-thu']").locator("main")


def told(page: Page, line: int, words: str) -> Locator:
    """Return what the checker says of a line."""
    row = page.locator("[data-problems] > li").filter(has=page.locator(f"a[data-line='{line}']"))
    return row.filter(has_text=re.compile(words.replace("“", '[“"]').replace("”", '[”"]')))


def line_of(text: str, line: str) -> int:
    """Return the number of a line of a text."""
    return text.split("\n").index(line) + 1
