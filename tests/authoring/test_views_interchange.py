"""Files of other programmes on the teachers' pages: read, looked at with a report, made a draft, taken away again."""

import io
import zipfile
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.authoring import service as authoring
from app.authoring.models import Draft
from app.content.parse import parse_text
from app.core.db import db
from app.identity.words import Role
from app.interchange.gift.reader import read as read_gift
from app.interchange.qti.reader import read as read_qti
from tests import factories
from tests.authoring import given
from tests.authoring.test_views import CODE, FOLDER, HERE, signed_in
from tests.authoring.test_views_forms import send_bytes
from tests.browser import Browser
from tests.interchange.qti import files as qti_files

pytestmark = pytest.mark.storage

SAMPLE = Path(__file__).parents[1] / "interchange" / "samples" / "du-cac-kieu.gift"
IMPORT = "/soan/nhap-tu-tep"


@pytest.fixture
def teacher(app: Flask, tmp_path: Path) -> Browser:
    given.published(tmp_path)
    return signed_in(app)


def send(teacher: Browser, data: bytes, name: str, *, expect: int = 200, **fields: str) -> TestResponse:
    """Send a file as the form does."""
    whole: dict[str, Any] = {"folder": "hoc-sinh", "form": "", "title": ""} | fields
    return teacher.send(IMPORT, whole | {"file": (io.BytesIO(data), name)}, expect=expect)


def accept(teacher: Browser, page: TestResponse, **fields: str) -> TestResponse:
    """Press the button of the preview."""
    form = page.text.split(f'action="{IMPORT}/nhan"')[1].split("</form>")[0]
    text = unescape(form.split('name="text" value="')[1].split('">')[0])
    return teacher.send(f"{IMPORT}/nhan", {"folder": "hoc-sinh", "text": text} | fields)


def draft_at(location: str) -> Draft:
    """Return the draft a form led to."""
    draft = authoring.find_draft(location.removeprefix("/soan/"))
    assert draft
    return draft


def package() -> bytes:
    """Return a package whose one question shows a picture."""
    entry = '<p><textEntryInteraction responseIdentifier="RESPONSE"/></p>'
    body = f'<p>Gì đây?</p><p>Xem <img src="anh/man.png" alt="màn hình"/></p>{entry}'
    item = qti_files.item(body, qti_files.response("x", base="string"))
    return qti_files.package({"cau.xml": item}, {"anh/man.png": qti_files.picture(400, 300)})


def test_a_file_is_looked_at_with_its_report_and_becomes_a_draft(teacher: Browser) -> None:
    assert "Nhập câu hỏi từ tệp" in teacher.open("/soan").text

    page = send(teacher, SAMPLE.read_bytes(), "de.gift")
    assert "7 câu hỏi, cho nhóm" in page.text
    assert "1 dòng ghi chú <code>//</code> không được giữ lại." in page.text
    assert "<strong>Dòng 5:</strong> Tên riêng giữa hai dấu <code>::</code> của 1 câu" in page.text
    assert page.text.count("<fieldset") >= 7
    assert db.session.query(Draft).count() == 0

    answer = accept(teacher, page)
    assert answer.location == "/soan/hoc-sinh/an-toan-tren-mang"
    draft = draft_at(answer.location)
    document = parse_text(draft.text, f"{draft.key}.md")
    assert document.module
    assert not document.has_errors
    assert document.module.questions[0].title == "Ai được biết mã OTP của bà con?"
    assert not any(question.id for question in document.module.questions)
    assert "Đã thành bản nháp." in teacher.open(answer.location).text


def test_a_title_of_ones_own_names_the_lesson(teacher: Browser) -> None:
    page = send(teacher, SAMPLE.read_bytes(), "de.gift", title="Đề số: một")

    assert accept(teacher, page).location == "/soan/hoc-sinh/de-so-mot"
    assert draft_at("/soan/hoc-sinh/de-so-mot").title == "Đề số: một"


def test_a_broken_file_is_refused_with_every_line_and_nothing_is_kept(teacher: Browser) -> None:
    page = send(teacher, "Tốt {T}\n\nHỏng {~A ~B}\n\nNữa {#x}".encode(), "de.gift", expect=422)

    assert "<strong>Dòng 3:</strong> Câu “Hỏng” chưa đánh dấu phương án đúng nào." in page.text
    assert "<strong>Dòng 5:</strong> “x” không phải số." in page.text
    assert db.session.query(Draft).count() == 0


def test_a_file_nobody_can_tell_asks_for_its_format(teacher: Browser) -> None:
    data = "Đúng không?\n{T}".encode()

    assert "Chưa chắc tệp này dạng gì." in send(teacher, b"chu", "de.txt", expect=422).text
    assert "1 câu hỏi" in send(teacher, data, "de.txt", form="gift").text


def test_no_file_no_group_and_a_strange_format_are_asked_for_again(teacher: Browser) -> None:
    assert "Mục này cần được điền." in teacher.send(IMPORT, {"folder": "hoc-sinh", "form": ""}, expect=422).text
    send(teacher, b"x", "a.gift", expect=422, folder="dau-do")
    send(teacher, b"x", "a.gift", expect=422, form="word")
    teacher.send(f"{IMPORT}/nhan", {"folder": "dau-do", "text": "x"}, expect=400)


def test_a_text_that_is_no_lesson_any_more_comes_back(teacher: Browser) -> None:
    page = teacher.send(f"{IMPORT}/nhan", {"folder": "hoc-sinh", "text": "chữ"}, expect=422)

    assert "Mời thầy cô đặt tên cho bài." in page.text


def test_pictures_of_a_package_go_on_the_shelf_and_are_seen(teacher: Browser) -> None:
    page = send(teacher, package(), "goi.zip")

    assert "1 tệp ảnh, tiếng, phim đã cất vào kho của nhóm." in page.text
    (row,) = [row for row in authoring.list_media("hoc-sinh") if row.name == "man.webp"]
    assert f'src="{row.preview_address}"' in page.text
    again = send(teacher, package(), "goi.zip")
    assert len([one for one in authoring.list_media("hoc-sinh") if one.name.startswith("man")]) == 1
    assert "![màn hình](man.webp)" in draft_at(accept(teacher, again).location).text


def test_a_file_is_sent_by_those_who_write_only(app: Flask, teacher: Browser) -> None:
    learner = Browser(app).sign_in(factories.account(Role.LEARNER))

    learner.open(IMPORT, expect=403)
    learner.open(f"{HERE}/xuat", expect=403)
    learner.send(f"{IMPORT}/nhan", {"folder": "hoc-sinh", "text": "x"}, expect=403)


def test_too_large_a_file_is_refused(teacher: Browser) -> None:
    assert send_bytes(teacher, IMPORT, 10_200_000) == 413


def test_scripts_of_a_file_never_reach_the_page(teacher: Browser) -> None:
    text = "[html]<p>Xem <script>alert(1)</script><img src\\=x onerror\\=alert(2)></p> {\\=\n=<b onclick\\=1>A</b> ~B}"
    page = send(teacher, text.replace("{\\=\n", "{").encode(), "de.gift")

    assert "alert(" not in page.text
    assert "onclick" not in page.text


def test_a_lesson_is_taken_away_with_a_report(teacher: Browser) -> None:
    page = teacher.open(f"{HERE}/xuat")
    assert "Nội dung bài đọc không có chỗ trong GIFT, chỉ xuất câu hỏi." in page.text
    assert "Tải tệp QTI 3.0 (gói zip)" in page.text

    gift = teacher.open(f"{HERE}/xuat?dang=gift")
    assert gift.headers["Content-Disposition"] == f'attachment; filename="{CODE}.gift"'
    assert gift.mimetype == "application/octet-stream"
    assert read_gift(gift.data, "a.gift").questions

    qti = teacher.open(f"{HERE}/xuat?dang=qti3")
    assert "imsmanifest.xml" in zipfile.ZipFile(io.BytesIO(qti.data)).namelist()
    teacher.open(f"{HERE}/xuat?dang=word", expect=404)
    teacher.open(f"/soan/{FOLDER}/index/xuat", expect=404)


def test_pictures_of_a_lesson_go_along_in_a_package(teacher: Browser) -> None:
    location = accept(teacher, send(teacher, package(), "goi.zip")).location

    found = read_qti(teacher.open(f"{location}/xuat?dang=qti3").data, "a.zip")
    assert list(found.media) == ["man.webp"]
    assert found.questions[0].prompt == "Xem ![màn hình](man.webp)"


def test_a_draft_with_errors_is_not_taken_away(teacher: Browser) -> None:
    actor = given.teacher()
    given.changed(actor, "- [x]", "- (x)")

    page = teacher.open(f"{HERE}/xuat", expect=409)
    assert "Mời thầy cô sửa mấy chỗ này trước" in page.text
    teacher.open(f"{HERE}/xuat?dang=gift", expect=409)
