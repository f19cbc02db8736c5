"""From a draft to what learners read, in the browser: sent, commented at its lines, returned, published, withdrawn."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from app.authoring import service as authoring
from app.core import clock
from app.core.db import db
from app.identity.words import Role
from tests import factories
from tests.authoring import given
from tests.authoring.test_views import CODE, FOLDER, HERE, revision_of, signed_in, text_of, write
from tests.browser import Browser

pytestmark = pytest.mark.storage
REVIEW = f"{HERE}/duyet"


@pytest.fixture
def teacher(app: Flask, tmp_path: Path) -> Browser:
    given.published(tmp_path)
    return signed_in(app)


@pytest.fixture
def editor(app: Flask, teacher: Browser) -> Browser:
    return signed_in(app, Role.EDITOR)


def send(browser: Browser, old: str = "Nội dung bài.", new: str = "Chữ mới.") -> None:
    """Change the lesson and send it to its review."""
    write(browser, text_of(browser.open(HERE).text).replace(old, new))
    page = browser.open(f"{HERE}/gui-duyet").text
    browser.send(f"{HERE}/gui-duyet", {"revision": revision_of(page)})


def publish(browser: Browser, expect: int = 303) -> str:
    """Publish what the review's page shows; returns where it led, or the page."""
    page = browser.open(REVIEW).text
    found = re.search(r'name="seal" value="([0-9a-f]+)"', page)
    assert found, "no button to publish"
    answer = browser.send(f"{HERE}/phat-hanh", {"revision": revision_of(page), "seal": found.group(1)}, expect=expect)
    return answer.location or answer.text


def comment(browser: Browser, line: int, text: str, expect: int = 303) -> str:
    """Say something about a line."""
    page = browser.open(f"{REVIEW}?dong={line}").text
    form = {"dong": str(line), "revision": revision_of(page), "text": text}
    answer = browser.send(f"{HERE}/nhan-xet", form, expect=expect)
    return answer.location or answer.text


def line_of(words: str) -> int:
    """Return the line of the draft that says this."""
    db.session.expire_all()
    draft = authoring.find_draft(given.KEY)
    assert draft
    return next(number for number, line in enumerate(draft.text.split("\n"), 1) if words in line)


def test_the_whole_way_from_a_change_to_what_learners_read(app: Flask, teacher: Browser, editor: Browser) -> None:
    send(teacher)
    board = editor.open("/soan").text
    assert f'href="{REVIEW}"' in board
    assert "Chờ thầy cô xem và duyệt" in board
    page = editor.open(REVIEW).text
    assert re.search(r'data-kind="removed".*Nội dung bài\.', page)
    assert re.search(r'data-kind="added".*Chữ mới\.', page)

    assert publish(editor) == "/soan"

    assert "Đã phát hành “Giữ mã OTP”, bản số 2." in editor.open("/soan").text
    assert "Chữ mới." in Browser(app).open(f"/hoc/{given.KEY}").text
    assert "bản đang dùng: số 2" in teacher.open(HERE).text


def test_who_wrote_does_not_publish(app: Flask, editor: Browser) -> None:
    send(editor)

    page = editor.open(REVIEW).text
    assert "người khác sẽ duyệt và phát hành" in page
    assert 'name="seal"' not in page
    draft = authoring.find_draft(given.KEY)
    assert draft
    form = {"revision": str(draft.revision), "seal": authoring.seal_of(draft)}
    assert "cần một người khác" in editor.send(f"{HERE}/phat-hanh", form, expect=403).text
    publish(signed_in(app, Role.EDITOR))


def test_a_teacher_reads_and_comments_but_does_not_decide(app: Flask, teacher: Browser) -> None:
    send(teacher)
    colleague = signed_in(app)

    assert 'name="seal"' not in colleague.open(REVIEW).text
    comment(colleague, line_of("Chữ mới."), "Rõ hơn chút nữa nhé.")
    for path, form in (
        ("phat-hanh", {"seal": "x"}),
        ("tra-lai", {"reason": "Sửa lại"}),
        ("rut-bai", {"reason": "Cũ rồi"}),
    ):
        colleague.send(f"{HERE}/{path}", form, expect=403)
    colleague.open(f"{HERE}/rut-bai", expect=403)


def test_a_comment_stands_at_its_line_and_is_ticked_by_the_writer(teacher: Browser, editor: Browser) -> None:
    send(teacher)
    line = line_of("Chữ mới.")
    assert comment(editor, line, "Bà con chưa hiểu <b>OTP</b>.").endswith(f"#dong-{line}")
    page = editor.open(REVIEW).text
    assert "Bà con chưa hiểu &lt;b&gt;OTP&lt;/b&gt;." in page
    assert 'name="seal"' not in page, "an open comment stops publishing"

    editor.send(f"{HERE}/tra-lai", {"revision": revision_of(page), "reason": "Mời cô xem nhận xét."})
    page = teacher.open(HERE).text
    assert "Mời cô xem nhận xét." in page
    assert f'data-comment-line="{line}"' in page
    tick = re.search(r'name="xong" value="([0-9a-f-]{36})"', page)
    assert tick
    text = text_of(page).replace("Chữ mới.", "Chữ dễ hiểu.")
    teacher.send(HERE, {"text": text, "revision": revision_of(page), "xong": tick.group(1)})

    page = teacher.open(HERE).text
    assert "Chữ dễ hiểu." in text_of(page), "what was typed was saved with the tick"
    assert "đã xong" in page
    assert 'name="xong"' not in page
    send(teacher, "Chữ dễ hiểu.", "Chữ rất dễ hiểu.")
    publish(editor)
    assert "Chữ rất dễ hiểu." in given.page()


def test_a_comment_without_words_or_a_line_is_told_and_kept(teacher: Browser, editor: Browser) -> None:
    send(teacher)

    assert 'id="text-error"' in comment(editor, 5, " ", expect=422)
    comment(editor, 5, "Xem lại.")
    for line in ("0", "99999", "-1", "x"):
        form = {"dong": line, "revision": revision_of(editor.open(REVIEW).text), "text": "Xem lại dòng này."}
        editor.send(f"{HERE}/nhan-xet", form, expect=404)
    stale = editor.send(f"{HERE}/nhan-xet", {"dong": "5", "revision": "1", "text": "Chữ giữ lại."}, expect=409).text
    assert "vừa có người sửa thêm" in stale
    editor.open(f"{REVIEW}?dong=99999999999999999999")


def test_a_reviewer_resolves_a_comment_on_the_page_of_the_review(teacher: Browser, editor: Browser) -> None:
    send(teacher)
    comment(editor, 5, "Xem lại dòng này.")
    found = re.search(r'action="([^"]+/xong)"', editor.open(REVIEW).text)
    assert found

    editor.send(found.group(1))

    assert publish(editor) == "/soan"
    editor.send(found.group(1), expect=404)


def test_a_draft_with_errors_is_not_sent_and_says_which(teacher: Browser) -> None:
    write(teacher, text_of(teacher.open(HERE).text).replace("Kiểu: một đáp án", "Kiểu: 1 đáp án"))

    page = teacher.open(f"{HERE}/gui-duyet").text
    assert "Còn 1 chỗ cần sửa trước khi gửi duyệt." in page
    revision = revision_of(teacher.open(HERE).text)
    assert "Chưa gửi được" in teacher.send(f"{HERE}/gui-duyet", {"revision": revision}, expect=409).text
    assert "chưa có gì để duyệt" in teacher.open("/soan/nguoi-dan/lam-quen/gui-duyet").text


def test_a_draft_in_review_is_locked_until_it_is_taken_back(teacher: Browser) -> None:
    send(teacher)
    page = teacher.open(HERE).text
    assert "tạm khoá" in page
    assert "<textarea" not in page
    late = teacher.send(HERE, {"text": "Chữ gõ muộn", "revision": "2"}, expect=409).text
    assert "Chữ gõ muộn" in late
    assert "được giữ ở lịch sử" in late

    teacher.send(f"{HERE}/rut-ve")

    assert "<textarea" in teacher.open(HERE).text
    teacher.open(REVIEW, expect=404)
    assert "không chờ duyệt" in teacher.send(f"{HERE}/rut-ve", expect=409).text


def test_what_changed_while_it_was_reviewed_is_not_published(app: Flask, teacher: Browser, editor: Browser) -> None:
    send(teacher)
    page = editor.open(REVIEW).text
    teacher.send(f"{HERE}/rut-ve")
    send(teacher, "Chữ mới.", "Chữ khác hẳn.")
    found = re.search(r'name="seal" value="([0-9a-f]+)"', page)
    assert found

    form = {"revision": revision_of(page), "seal": found.group(1)}
    answer = editor.send(f"{HERE}/phat-hanh", form, expect=409)

    assert "vừa có người sửa thêm" in answer.text
    assert "Nội dung bài." in given.page()


def test_the_history_compares_and_brings_back(teacher: Browser) -> None:
    first = text_of(teacher.open(HERE).text)
    write(teacher, first.replace("Nội dung bài.", "Bản hai."))
    write(teacher, first.replace("Nội dung bài.", "Bản ba."))

    page = teacher.get("authoring.history", folder=FOLDER, code=CODE).text
    assert page.count("Khác gì lần trước") == 3
    compared = teacher.open(f"{HERE}/so-sanh?tu=2&den=3").text
    assert re.search(r'data-kind="removed".*Bản hai\.', compared)
    assert re.search(r'data-kind="added".*Bản ba\.', compared)
    restored = re.search(
        r'action="[^"]+/khoi-phuc".*?name="so" value="2".*?name="revision" value="(\d+)"', page, re.DOTALL
    )
    assert restored
    teacher.send(f"{HERE}/khoi-phuc", {"so": "2", "revision": restored.group(1)})

    assert "Bản hai." in text_of(teacher.open(HERE).text)
    assert "Bản ba." in teacher.open(f"{HERE}/so-sanh?tu=3&den=nay").text
    assert "vừa có người sửa thêm" in teacher.send(f"{HERE}/khoi-phuc", {"so": "1", "revision": "1"}, expect=409).text


def test_strange_numbers_of_the_history_are_not_there(teacher: Browser) -> None:
    write(teacher, text_of(teacher.open(HERE).text) + "\nA")

    for query in ("tu=99", "den=99", "tu=x", "den=-1", "tu=99999999999999999999", "tu=%00"):
        teacher.open(f"{HERE}/so-sanh?{query}", expect=400 if "%00" in query else 404)
    teacher.send(f"{HERE}/khoi-phuc", {"so": "99", "revision": "2"}, expect=404)
    assert "Hai bản giống hệt nhau." in teacher.open("/soan/nguoi-dan/lam-quen/so-sanh").text


def test_a_lesson_no_programme_names_is_withdrawn_with_a_reason(app: Flask, teacher: Browser, editor: Browser) -> None:
    given.new_lesson("Gọi điện có hình")
    path = "/soan/nguoi-dan/goi-dien-co-hinh/rut-bai"
    assert 'id="reason-error"' in editor.send(path, {"reason": "a"}, expect=422).text

    editor.send(path, {"reason": "Số liệu đã cũ, đang viết lại."})

    Browser(app).open("/hoc/nguoi-dan/goi-dien-co-hinh", expect=404)
    assert "Bài đã rút (1)" in editor.open("/soan").text
    assert "Gọi điện có hình" in text_of(teacher.open("/soan/nguoi-dan/goi-dien-co-hinh").text)
    assert "đang nằm trong chương trình" in editor.send(f"{HERE}/rut-bai", {"reason": "Thử rút bài"}, expect=409).text


def test_a_draft_behind_a_newer_version_says_so_and_goes_on_when_that_was_seen(app: Flask, teacher: Browser) -> None:
    write(teacher, text_of(teacher.open(HERE).text) + "\nChữ của cô.")
    draft = authoring.find_draft(given.KEY)
    assert draft
    draft.base_number = 0
    db.session.commit()

    page = teacher.open(HERE).text
    assert "Bài vừa có bản phát hành mới, số 1" in page
    assert "Chữ của cô." in teacher.open(f"{HERE}/so-sanh?tu=moi&den=nay").text
    teacher.send(f"{HERE}/nhan-ban-moi", {"so": "1"})

    assert "Bài vừa có bản phát hành mới" not in teacher.open(HERE).text


def test_the_board_tells_what_is_due_and_what_is_empty(app: Flask, teacher: Browser) -> None:
    page = teacher.open("/soan").text
    assert "Thầy cô chưa viết dở bài nào." in page
    assert "Không có bài nào đến hạn" in page
    assert f'href="{HERE}"' in page
    author = factories.actor(Role.TEACHER)
    soon = (clock.today() + timedelta(days=10)).isoformat()
    draft = given.changed(author, "thời lượng: 15 phút", f"thời lượng: 15 phút\nsoát lại trước: {soon}")
    given.put_out(draft, author)

    assert "sắp đến hạn" in teacher.open("/soan").text


def test_a_group_without_a_programme_gets_one(teacher: Browser) -> None:
    teacher.send("/soan/can-bo/index/bat-dau")

    assert "nhóm: cán bộ" in text_of(teacher.open("/soan/can-bo/index").text)
    teacher.send("/soan/khong-co/index/bat-dau", expect=404)
