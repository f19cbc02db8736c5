"""The editor in real Chromium: from a blank page to a published lesson that a learner takes; two at one text."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from tests.e2e import lesson_of_all_kinds as lesson
from tests.e2e.author_walk import DESK, NEW_QUESTION, AuthorWalk, state, text_of
from tests.e2e.house import House

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LEARNERS = re.compile("/(hoc|bai-lam)/")
WRONG = "Nhân viên ngân hàng"

PLAIN_TITLE, PLAIN = "Gọi số khẩn cấp", "/soan/nguoi-dan/goi-so-khan-cap"
PLAIN_TEXT = """
Số 115 gọi được cả khi máy hết tiền.

## Kiểm tra

### Gọi cứu thương số nào?
Kiểu: một đáp án
- [ ] 113
- (x) 115
"""


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Run one house for the teachers of this file; they need no worker and no gateway."""
    whole = House(tmp_path_factory.mktemp("soan"), people_count=30)
    whole.start("web")
    yield whole
    whole.close()


@pytest.fixture
def walk(workshop: House, chromium: Chromium, tmp_path: object) -> Iterator[AuthorWalk]:
    """Return a walk whose browsers are closed at its end."""
    whole = AuthorWalk(workshop, chromium, looks=True, folder=tmp_path)  # type: ignore[arg-type]
    yield whole
    for page in whole.pages.values():
        page.context.close()


def test_a_lesson_with_every_kind_is_written_repaired_reviewed_published_and_taken(walk: AuthorWalk) -> None:
    walk.begin()
    walk.write()
    walk.fill_head()
    walk.add_picture()
    for one in lesson.ALL_KINDS:
        walk.add_question(one)
    walk.slip()
    walk.preview()
    walk.send()
    walk.comment_and_send_back()
    walk.correct()
    assert_refused_to_publish(walk.someone(walk.teacher))
    walk.publish()
    walk.arrange()

    learner = walk.begin_attempt()
    walk.reply(learner, WRONG, most=len(lesson.ANSWERED) // 2)
    walk.publish_anew()
    learner.reload()
    walk.reply(learner, WRONG)
    before = "\n".join(body for _, body in of_learner(walk))
    assert NEW_QUESTION not in before, "who is at an attempt stays on its version"
    walk.hand_in(learner)
    expect(learner.get_by_text("Bác làm đúng 10/11 câu, được")).to_be_visible()
    walk.look(learner, "result")

    after = "\n".join(body for _, body in of_learner(walk))
    assert not [one for one in lesson.SECRETS if one in before], "a feedback was sent before the rules allow it"
    assert any(one in after for one in lesson.SECRETS), "the result explains, so the search finds what it looks for"
    assert not [one for one in walk.wire.missed() if LEARNERS.search(one)], "all of it was read"

    another = walk.begin_attempt("hocvien2")
    sheet = another.locator("form.answers")
    expect(sheet).to_be_visible()
    asked = set()
    while "cau=het" not in another.url:
        asked.add(another.locator(".question__title").inner_text().strip())
        another.locator("form.answers").get_by_role("button").first.click()
    assert NEW_QUESTION in asked, "who begins now gets the new version"
    assert not walk.faults, "\n".join(walk.faults)


def of_learner(walk: AuthorWalk) -> list[tuple[str, str]]:
    """Return what came over the wire from addresses that learners open; teachers were shown every key on others."""
    return [(address, body) for address, body in walk.wire.sent if LEARNERS.search(address)]


def assert_refused_to_publish(page: Page) -> None:
    """Assert that who wrote a lesson is offered no button to publish it, and is refused when they ask without one."""
    page.goto(f"{DESK}/duyet")
    expect(page.get_by_text("người khác sẽ duyệt và phát hành")).to_be_visible()
    expect(page.get_by_role("button", name="Phát hành")).to_have_count(0)
    token = page.locator("input[name='csrf_token']").first.input_value()
    answer = page.request.post(f"{DESK}/phat-hanh", form={"csrf_token": token}, max_redirects=0)
    assert answer.status == 403


def test_a_lesson_is_written_published_and_taken_without_script(workshop: House, chromium: Chromium) -> None:
    teacher, reviewer, learner = (
        without_script(workshop, chromium, login) for login in ("giaovien2", "bientap2", "hocvien2")
    )
    write_plainly(teacher)
    reviewer.goto("/soan")
    reviewer.get_by_role("link", name=PLAIN_TITLE).first.click()
    expect(reviewer.frame_locator("iframe").get_by_text("Gọi cứu thương số nào?")).to_be_visible()
    narrow_enough(reviewer)
    reviewer.get_by_role("button", name="Phát hành").click()
    expect(reviewer.get_by_text(f"Đã phát hành “{PLAIN_TITLE}”, bản số 1.")).to_be_visible()

    learner.goto(PLAIN.replace("/soan/", "/hoc/"))
    learner.get_by_role("button", name="Làm bài luyện tập").click()
    while "cau=het" not in learner.url:
        if learner.get_by_text("Gọi cứu thương số nào?").count():
            learner.get_by_label("115", exact=True).check()
        else:
            learner.get_by_role("textbox").fill("3")
        learner.get_by_role("button", name="Trả lời").click()
        expect(learner.locator("main .link-button")).to_be_visible()
        narrow_enough(learner)
        learner.locator("main .link-button").click()
    learner.get_by_role("button", name="Nộp bài").click()
    expect(learner.get_by_text("Bác làm đúng 2/2 câu.")).to_be_visible()
    for page in (teacher, reviewer, learner):
        page.context.close()


def without_script(house: House, chromium: Chromium, login: str) -> Page:
    """Return the page of somebody whose browser runs no script."""
    size, walk = {"width": 1280, "height": 900}, AuthorWalk(house, chromium)
    context = chromium.new_context(viewport=size, locale="vi-VN", base_url=house.base, java_script_enabled=False)  # type: ignore[arg-type]
    page = context.new_page()
    walk.sign_in(page, login)
    return page


def narrow_enough(page: Page) -> None:
    """Assert that nothing sticks out on a telephone."""
    page.set_viewport_size({"width": 360, "height": 740})
    assert not page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    page.set_viewport_size({"width": 1280, "height": 900})


def write_plainly(page: Page) -> None:
    """Write a lesson of two questions with buttons alone, repair a slip, and send it."""
    page.goto("/soan")
    page.get_by_role("link", name="Soạn bài mới").click()
    page.get_by_label("Tên bài").fill(PLAIN_TITLE)
    page.get_by_label("Bà con nhân dân").check()
    page.get_by_role("button", name="Mở bài và bắt đầu viết").click()
    head = text_of(page).input_value().split("---\n")[1]
    text_of(page).fill(f"---\n{head}---\n{PLAIN_TEXT}")
    page.get_by_role("button", name="Xem thử").click()
    expect(page.frame_locator("iframe").get_by_text("Số 115 gọi được cả khi máy hết tiền.")).to_be_visible()
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_text("Đã lưu.", exact=True)).to_be_visible()
    page.get_by_role("button", name="Sửa giúp tôi").click()
    expect(page.get_by_text(re.compile(r"Đã sửa dòng \d+ và lưu\."))).to_be_visible()
    expect(page.get_by_text("Chưa thấy lỗi nào.")).to_be_visible()
    narrow_enough(page)
    page.get_by_role("button", name="Thêm câu hỏi").click()
    page.locator("main a[href$='/chen/so']").click()
    lesson.fill(page, {"title": "Số cứu thương có mấy chữ số?", "answer": "3"})
    narrow_enough(page)
    page.get_by_role("button", name="Thêm vào bài").click()
    expect(text_of(page)).to_have_value(re.compile("### Số cứu thương có mấy chữ số"))
    page.get_by_role("button", name="Gửi duyệt").click()
    page.get_by_role("button", name="Gửi duyệt").click()
    expect(page.get_by_text("Đã gửi duyệt.")).to_be_visible()


def test_two_who_write_at_once_are_told_and_lose_nothing(walk: AuthorWalk) -> None:
    first, second = walk.someone("giaovien1"), walk.someone("bientap1")
    for page in (first, second):
        page.goto("/soan/nguoi-dan/an-toan-otp")
    text = text_of(first).input_value()
    text_of(first).fill(text.replace("OTP là mã dùng một lần.", "OTP là mã chỉ dùng một lần."))
    expect(state(first)).to_have_text(re.compile(r"^Đã lưu lúc"))
    text_of(second).fill(text.replace("Ngân hàng không hỏi.", "Ngân hàng không bao giờ hỏi."))
    expect(state(second)).to_contain_text("Có người vừa lưu bản khác.")
    second.get_by_role("button", name="Lưu", exact=True).click()

    expect(second.get_by_role("heading", name="Hai người cùng sửa bài này")).to_be_visible()
    expect(second.locator(".diff")).to_contain_text("OTP là mã chỉ dùng một lần.")
    expect(second.locator(".diff")).to_contain_text("Ngân hàng không bao giờ hỏi.")
    walk.look(second, "conflict")
    merged = text_of(second).input_value().replace("OTP là mã dùng một lần.", "OTP là mã chỉ dùng một lần.")
    text_of(second).fill(merged)
    second.get_by_role("button", name="Lưu bản này làm bản mới nhất").click()
    expect(text_of(second)).to_have_value(merged)
    assert "Ngân hàng không bao giờ hỏi." in merged
    second.get_by_role("button", name="Lịch sử các lần lưu").click()
    expect(second.locator("tbody tr")).not_to_have_count(0)
    walk.look(second, "history")
    second.get_by_role("link", name="Khác gì lần trước").first.click()
    walk.look(second, "compare")

    # Chromium reports every answer from 400 on in its console; being told of the other writer is one, twice.
    assert not [fault for fault in walk.faults if "status of 409" not in fault], "\n".join(walk.faults)
