"""The teachers' desk through the inspecting browser: written, checked, repaired, looked at; no word is ever lost."""

import io
import os
import re
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from PIL import Image
from sqlalchemy import select

from app.authoring import service as authoring
from app.authoring.models import DraftRevision
from app.catalog import shelf
from app.catalog.sources import frameworks
from app.core import clock
from app.core.actor import SYSTEM
from app.core.db import db, transaction
from app.identity.models import SignInSession
from app.identity.words import Role
from tests import factories
from tests.authoring import given
from tests.browser import Browser

pytestmark = pytest.mark.storage
FOLDER, CODE = given.KEY.split("/")
HERE = f"/soan/{given.KEY}"
JSON = {"Accept": "application/json"}


def signed_in(app: Flask, role: Role = Role.TEACHER) -> Browser:
    return Browser(app).sign_in(factories.account(role))


@pytest.fixture
def teacher(app: Flask, tmp_path: Path) -> Browser:
    given.published(tmp_path)
    return signed_in(app)


def text_of(page: str) -> str:
    """Return what stands in the textarea of the editor."""
    found = re.search(r'<textarea class="input paper__text" id="text"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    assert found
    return unescape(found.group(1))


def revision_of(page: str) -> str:
    """Return the revision the editor's form starts from."""
    found = re.search(r'name="revision" value="(\d+)"', page)
    assert found
    return found.group(1)


def write(browser: Browser, text: str, expect: int = 303, **more: str) -> str:
    """Write a text over the one in the editor and press Lưu; returns where it led, or the page."""
    page = browser.open(HERE).text
    answer = browser.send(HERE, {"text": text, "revision": revision_of(page)} | more, expect=expect)
    return answer.location or answer.text


@pytest.mark.parametrize("role", [Role.LEARNER, Role.HELPER, Role.CULTURE, Role.LEADER, Role.INSPECTOR, Role.ADMIN])
def test_only_those_who_write_open_the_workshop(app: Flask, tmp_path: Path, role: Role) -> None:
    given.published(tmp_path)
    browser = signed_in(app, role)

    for path in ("/soan", "/soan/moi", HERE, f"{HERE}/xem-thu", f"{HERE}/chen", f"{HERE}/media", f"{HERE}/lich-su"):
        browser.open(path, expect=403)
    browser.send(HERE, {"text": "x", "revision": "0"}, expect=403)


def test_a_lesson_that_is_not_there_is_a_404(teacher: Browser) -> None:
    for path in ("/soan/nguoi-dan/khong-co", "/soan/khong-co/bai", "/soan/a/b%2Fc", f"{HERE}/chen/khong-co-kieu"):
        teacher.open(path, expect=404)
    teacher.send("/soan/nguoi-dan/khong-co", {"text": "x", "revision": "0"}, expect=404)


def test_looking_at_a_published_lesson_opens_no_draft(teacher: Browser) -> None:
    page = teacher.open(HERE).text

    assert "Nội dung bài." in text_of(page)
    assert revision_of(page) == "0"
    assert "bản đang dùng: số 1" in page
    assert authoring.find_draft(given.KEY) is None


def test_the_first_save_opens_a_draft_and_the_page_says_when_it_was_saved(teacher: Browser) -> None:
    text = text_of(teacher.open(HERE).text).replace("Nội dung bài.", "Chữ mới của cô giáo.")

    assert write(teacher, text) == HERE
    page = teacher.open(HERE).text

    assert text_of(page) == text
    assert "Đã lưu." in page
    assert re.search(r"Đã lưu lúc\s+\d\d:\d\d ngày", page)
    assert "Nội dung bài." in given.page(), "learners still get what was published"


def test_a_new_lesson_begins_with_a_text_that_has_no_errors(teacher: Browser) -> None:
    answer = teacher.post("authoring.start", {"folder": FOLDER, "title": 'Nhận biết "lừa đảo": a # b'})
    page = teacher.open(answer.location).text

    assert answer.location == "/soan/nguoi-dan/nhan-biet-lua-dao-a-b"
    assert "Chưa thấy lỗi nào." in page
    assert "data-none hidden" not in page
    teacher.post("authoring.start", {"folder": "nguoi-la", "title": "Bài"}, expect=422)
    assert "Mục này cần được điền" in teacher.post("authoring.start", {"folder": FOLDER, "title": ""}, expect=422).text


def test_a_slip_is_told_at_its_line_and_repaired_by_the_button(teacher: Browser) -> None:
    text = text_of(teacher.open(HERE).text)
    line = text.split("\n").index("Kiểu: một đáp án") + 1
    slipped = text.replace("Kiểu: một đáp án", "Kiểu: 1 đáp án")
    write(teacher, slipped)
    page = teacher.open(HERE).text
    assert f'href="#dong-{line}" data-line="{line}"' in page
    assert f'value="Q04:{line}"' in page

    form = {"text": slipped + "\nChữ chưa lưu.", "revision": revision_of(page), "sua": f"Q04:{line}"}
    answer = teacher.send(f"{HERE}/sua-giup", form)

    assert answer.location.endswith(f"?dong={line}")
    after = text_of(teacher.open(HERE).text)
    assert after.split("\n")[line - 1] == "Kiểu: một đáp án"
    assert "Chữ chưa lưu." in after


def test_a_repair_that_is_gone_says_so_and_keeps_what_was_typed(teacher: Browser) -> None:
    for wanted in ("Q04:3", "Q04", ":", "x" * 400, "Q04:99999999999999999999"):
        answer = teacher.send(f"{HERE}/sua-giup", {"text": "Chữ <vừa> gõ", "revision": "0", "sua": wanted}, expect=409)
        assert text_of(answer.text) == "Chữ <vừa> gõ"
        assert "Chỗ này không còn lỗi ấy nữa" in answer.text


def test_the_check_answers_with_rows_and_writes_nothing(teacher: Browser) -> None:
    text = text_of(teacher.open(HERE).text).replace("Kiểu: một đáp án", "Kiểu: 1 đáp án")

    rows = teacher.send(f"{HERE}/kiem-tra", {"text": text.replace("\n", "\r\n")}, expect=200).get_json()["problems"]

    (row,) = [row for row in rows if row["code"] == "Q04"]
    assert set(row) == {"file", "line", "code", "level", "message", "fix"}
    assert row["fix"]["insert"] == ["Kiểu: một đáp án"]
    assert authoring.find_draft(given.KEY) is None


def test_saving_in_the_background_answers_in_json_and_joins_what_follows(teacher: Browser) -> None:
    text = text_of(teacher.open(HERE).text)
    first = teacher.send(HERE, {"text": text + "\nA", "revision": "0", "tu_luu": "1"}, expect=200, headers=JSON)
    revision = first.get_json()["revision"]

    again = teacher.send(HERE, {"text": text + "\nA B", "revision": revision, "tu_luu": "1"}, expect=200, headers=JSON)

    assert re.fullmatch(r"\d\d:\d\d", again.get_json()["at"])
    assert again.get_json()["revision"] == revision + 1
    assert text_of(teacher.open(HERE).text).rstrip("\n") == (text + "\nA B").rstrip("\n")


def test_the_same_text_twice_is_no_conflict_with_oneself(teacher: Browser) -> None:
    page = teacher.open(HERE).text
    form = {"text": text_of(page) + "\nA", "revision": revision_of(page)}

    assert teacher.send(HERE, form).location == HERE
    assert teacher.send(HERE, form).location == HERE


def test_going_back_and_saving_again_with_the_old_form_loses_nothing(teacher: Browser) -> None:
    page = teacher.open(HERE).text
    form = {"text": text_of(page) + "\nA", "revision": revision_of(page), "op": "0c1f9a51-7a44-4a36-9b9c-0d8c5a2f4a11"}
    teacher.send(HERE, form)

    answer = teacher.send(HERE, form | {"text": form["text"] + " thêm"}, expect=409)

    assert "thêm" in answer.text
    assert "Hai người cùng sửa bài này" in answer.text


def test_two_writers_see_both_texts_and_one_decides(app: Flask, teacher: Browser) -> None:
    colleague = signed_in(app)
    page = teacher.open(HERE).text
    text, revision = text_of(page), revision_of(page)
    write(colleague, text.replace("Nội dung bài.", "Chữ của thầy."))

    answer = teacher.send(
        HERE, {"text": text.replace("Nội dung bài.", "Chữ của cô."), "revision": revision}, expect=409
    )

    assert re.search(r'data-kind="removed".*Chữ của thầy\.', answer.text)
    assert re.search(r'data-kind="added".*Chữ của cô\.', answer.text)
    assert "− bỏ" in answer.text
    assert "+ thêm" in answer.text
    assert "Chữ của cô." in text_of(answer.text)
    kept = db.session.scalars(select(DraftRevision).where(DraftRevision.note.is_not(None))).all()
    assert [("Chữ của cô." in row.text) for row in kept] == [True]
    teacher.send(HERE, {"text": text_of(answer.text), "revision": revision_of(answer.text)})
    assert "Chữ của cô." in text_of(teacher.open(HERE).text)


def test_a_conflict_in_the_background_is_a_409_in_json(app: Flask, teacher: Browser) -> None:
    text = text_of(teacher.open(HERE).text)
    write(signed_in(app), text + "\nThầy")

    answer = teacher.send(HERE, {"text": text + "\nCô", "revision": "0", "tu_luu": "1"}, expect=409, headers=JSON)

    assert "vừa lưu một bản khác" in answer.get_json()["message"]


def test_a_hundred_kilobytes_survive_an_old_token_and_an_ended_session(app: Flask, teacher: Browser) -> None:
    text = ("Tiếng Việt có dấu: ế ộ ữ <b>&amp;</b> \"'\n" * 2_400)[: 100_000 // 2]
    assert len(text.encode()) > 60_000
    stale = teacher.send(HERE, {"text": text, "revision": "0", "csrf_token": "cu"}, expect=400).text
    kept = re.search(r'<input type="hidden" name="text" value="([^"]*)"', stale)
    assert kept
    assert unescape(kept.group(1)) == text
    assert 'enctype="multipart/form-data"' in stale

    for session in db.session.scalars(select(SignInSession)):
        session.seen_at = clock.now() - timedelta(minutes=16)
    db.session.commit()
    ended = teacher.send(HERE, {"text": unescape(kept.group(1)), "revision": "0"}, expect=401).text
    kept = re.search(r'<input type="hidden" name="text" value="([^"]*)"', ended)
    assert kept
    assert "Đăng nhập ở một thẻ mới" in ended
    back = signed_in(app)
    back.send(HERE, {"text": unescape(kept.group(1)), "revision": "0"})
    assert text_of(back.open(HERE).text) == text


def test_a_text_that_cannot_be_kept_stays_on_the_page_with_the_reason(teacher: Browser) -> None:
    for text, reason in (("a" * 200_001, "tối đa 200 KB"), ("a\x07b", "ký tự không nhìn thấy")):
        answer = teacher.send(HERE, {"text": text, "revision": "0"}, expect=422)
        assert text_of(answer.text) == text
        assert reason in answer.text
    assert authoring.find_draft(given.KEY) is None


def test_a_button_that_leads_on_saves_first(teacher: Browser) -> None:
    text = text_of(teacher.open(HERE).text) + "\nGiữ chữ này."

    assert write(teacher, text, roi="chen") == f"{HERE}/chen"
    assert "Giữ chữ này." in text_of(teacher.open(HERE).text)
    assert write(teacher, text, roi="//evil.example") == HERE


def test_the_preview_shows_what_a_learner_sees_and_no_key(teacher: Browser) -> None:
    page = teacher.open(f"{HERE}/xem-thu").text

    assert "Bản xem thử" in page
    assert "Nội dung bài." in page
    assert "Câu 1/1" in page
    assert "Phản hồi bí mật." not in page
    assert "Giải thích bí mật." not in page
    assert "Giải thích bí mật." in teacher.open(f"{HERE}/xem-thu?dap-an=1").text


def test_the_preview_of_what_was_typed_stores_nothing(teacher: Browser) -> None:
    text = text_of(teacher.open(HERE).text).replace("Nội dung bài.", "Chữ **chưa** lưu. <script>alert(1)</script>")

    page = teacher.send(f"{HERE}/xem-thu", {"text": text, "revision": "0"}, expect=200).text

    assert "Chữ <strong>chưa</strong> lưu." in page
    assert "<script>alert" not in page
    assert authoring.find_draft(given.KEY) is None


def test_a_text_that_is_no_lesson_yet_still_has_a_preview(teacher: Browser) -> None:
    for text in ("", "---\n", "xin chào", "# " * 50, "a" * 150_000, "[" * 2_000):
        page = teacher.send(f"{HERE}/xem-thu", {"text": text, "revision": "0"}, expect=200).text
        assert "Bản xem thử" in page


def test_only_the_preview_may_be_framed_and_only_the_desk_frames(teacher: Browser) -> None:
    def policy(path: str) -> str:
        return teacher.open(path).headers["Content-Security-Policy"]

    preview = teacher.open(f"{HERE}/xem-thu")
    assert "frame-ancestors 'self'" in preview.headers["Content-Security-Policy"]
    assert preview.headers["Cache-Control"] == "no-store"
    assert preview.headers["Referrer-Policy"] == "same-origin"
    assert "frame-src" not in preview.headers["Content-Security-Policy"]
    assert "frame-src 'self'" in policy(HERE)
    assert "frame-ancestors 'none'" in policy(HERE)
    for path in ("/soan", f"{HERE}/chen", f"{HERE}/lich-su", "/"):
        assert "frame-ancestors 'none'" in policy(path)
        assert "frame-src" not in policy(path)


def test_the_programme_of_a_group_is_edited_as_a_text(teacher: Browser) -> None:
    page = teacher.open("/soan/nguoi-dan/index").text

    assert "tiêu đề: Kỹ năng số cho bà con" in text_of(page)
    assert "Thêm câu hỏi" not in page
    assert "Kỹ năng số cho bà con" in teacher.open("/soan/nguoi-dan/index/xem-thu").text
    for path in ("chen", "thong-tin"):
        teacher.open(f"/soan/nguoi-dan/index/{path}", expect=404)


def test_a_draft_can_be_thrown_away_and_what_is_published_stays(teacher: Browser) -> None:
    write(teacher, text_of(teacher.open(HERE).text) + "\nBỏ đi.")

    answer = teacher.send(f"{HERE}/bo", {"revision": "1"}, expect=409)
    assert "vừa có người sửa thêm" in answer.text
    teacher.send(f"{HERE}/bo", {"revision": revision_of(teacher.open(HERE).text)})

    assert "Bỏ đi." not in text_of(teacher.open(HERE).text)
    teacher.send(f"{HERE}/bo", {"revision": "0"}, expect=404)


def test_saving_what_everybody_reads_already_opens_no_draft(teacher: Browser) -> None:
    text = text_of(teacher.open(HERE).text)

    by_script = teacher.send(HERE, {"text": text, "revision": "0"}, expect=200, headers=JSON)
    write(teacher, text, roi="lich-su")

    assert by_script.json["revision"] == 0
    assert authoring.find_draft(given.KEY) is None
    assert "Chưa sửa gì" in teacher.open(HERE).text
    assert "chưa mở bản nháp" in teacher.open(write(teacher, text)).text
    write(teacher, text + "\n")
    assert authoring.find_draft(given.KEY) is not None


def test_a_draft_that_was_opened_and_not_yet_written_is_on_the_desk_of_who_opened_it(teacher: Browser) -> None:
    teacher.send(f"{HERE}/bat-dau", {})

    page = teacher.open("/soan").text

    assert "Bài thầy cô đang viết" in page.partition("Cần soát lại")[0]
    assert "Đồng nghiệp đang viết" not in page


def test_a_heavy_picture_is_made_small_by_its_button_and_the_text_names_the_small_one(teacher: Browser) -> None:
    noise = io.BytesIO()
    Image.frombytes("RGB", (400, 400), os.urandom(400 * 400 * 3)).save(noise, "PNG")
    with transaction():
        shelf.put(FOLDER, "tin-nhan.png", noise.getvalue(), actor=SYSTEM)
    text = text_of(teacher.open(HERE).text).replace("Nội dung bài.", "![Tin nhắn](tin-nhan.png)")
    write(teacher, text)
    page = teacher.open(HERE).text
    line = text.split("\n").index("![Tin nhắn](tin-nhan.png)") + 1
    assert f'name="sua" value="Q35:{line}">Thu nhỏ giúp tôi</button>' in page

    form = {"text": text, "revision": revision_of(page), "sua": f"Q35:{line}"}
    after = teacher.open(teacher.send(f"{HERE}/sua-giup", form).location).text

    assert text_of(after).split("\n")[line - 1] == "![Tin nhắn](tin-nhan.webp)"
    assert f"Đã thu nhỏ ảnh ở dòng {line} còn" in after
    assert "Thu nhỏ giúp tôi</button>" not in after.partition("<template>")[0]
    assert {row.name: row.size < 150_000 for row in authoring.list_media(FOLDER)} == {
        "tin-nhan.png": False,
        "tin-nhan.webp": True,
    }
    assert teacher.send(f"{HERE}/sua-giup", form | {"sua": "Q35:1"}, expect=409)


def test_the_preview_has_the_recording_the_minutes_and_the_notice_of_the_learners_page(teacher: Browser) -> None:
    with transaction():
        shelf.put(FOLDER, "giong-doc.mp3", b"\xff\xfb\x90\x00" + b"\0" * 400, actor=SYSTEM)
    text = text_of(teacher.open(HERE).text)
    text = text.replace("thời lượng: 15 phút\n", "hiệu lực đến: 2026-01-31\nâm thanh: giong-doc.mp3\n", 1)
    write(teacher, text)

    page = teacher.open(f"{HERE}/xem-thu").text

    assert "Khoảng 1 phút" in page
    assert "Bài này hết hiệu lực từ ngày 31/1/2026" in page or "Bài này hết hiệu lực từ ngày 31/01/2026" in page
    assert re.search(r'<audio controls preload="none" src="/soan/media/[0-9a-f]{64}\.mp3"', page)


def test_the_board_says_who_published_and_which_table_of_skills_is_due(teacher: Browser) -> None:
    given.edited()
    framework = next(one.framework for one in frameworks() if one.framework and one.framework.review_by)

    with time_machine.travel(datetime(2027, 2, 20, 3, tzinfo=UTC), tick=True):
        found = authoring.board(actor=given.teacher())
        assert (framework.title, "") in {(row.title, row.key) for row in found.due}

    page = teacher.open("/soan").text
    assert re.search(r"số 2, [\d/]+, [^<]+ phát hành", page)
    assert "từ tệp" in page
