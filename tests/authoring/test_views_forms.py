"""The forms around a lesson: a question of each kind, the head, pictures; what was typed comes back with the reason."""

import io
import re
from html import unescape
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from PIL import Image

from app.authoring import service as authoring
from app.authoring.question_forms import ENTRIES, Entry
from app.content.parse import parse_text
from app.core.db import db
from app.identity.words import Role
from tests import factories
from tests.authoring import given
from tests.authoring.test_views import CODE, FOLDER, HERE, signed_in, text_of
from tests.authoring.typed import typed
from tests.browser import Browser

pytestmark = pytest.mark.storage


@pytest.fixture
def teacher(app: Flask, tmp_path: Path) -> Browser:
    given.published(tmp_path)
    return signed_in(app)


def now_written() -> str:
    """Return the text of the draft."""
    db.session.expire_all()
    draft = authoring.find_draft(given.KEY)
    assert draft
    return draft.text


def picture(**given_options: Any) -> bytes:
    """Return a photograph as a telephone makes it."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Máy của cô Hoa"
    Image.new("RGB", (3000, 2000), "#7a3").save(out, "JPEG", **{"exif": exif} | given_options)
    return out.getvalue()


def form_of(entry: Entry) -> dict[str, str]:
    """Return what a browser sends for a filled-in form of this kind."""
    data = {name: "y" if value is True else value for name, value in typed(entry.kind).items() if value}
    return {name: str(value) for name, value in data.items()}


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.slug)
def test_a_question_of_each_kind_is_put_in_and_opened_at_its_line(teacher: Browser, entry: Entry) -> None:
    if entry.slug == "diem-anh":
        send_picture(teacher, place="cat", description="Tin nhắn giả")
    path = f"{HERE}/chen/{entry.slug}"
    assert teacher.open(path).text.count('<label for="title"') == 1

    form = form_of(entry) | ({"picture": "tin-nhan-gia.webp"} if entry.slug == "diem-anh" else {})
    answer = teacher.send(path, form)

    line = int(answer.location.rpartition("=")[2])
    document = parse_text(now_written(), f"{given.KEY}.md")
    assert document.module
    (question,) = [one for one in document.module.items if one.line == line]
    assert (question.kind, question.title) == (entry.kind, form["title"])
    page = teacher.open(answer.location).text
    assert f"Đã thêm câu hỏi ở dòng {line}." in page
    assert "data-none hidden" not in page, "what a form writes has no errors"


def test_the_doors_name_every_kind(teacher: Browser) -> None:
    page = teacher.get("authoring.choose_kind", folder=FOLDER, code=CODE).text

    for entry in ENTRIES:
        assert f'href="{HERE}/chen/{entry.slug}"' in page


def test_one_more_row_keeps_what_was_typed_and_saves_nothing(teacher: Browser) -> None:
    path = f"{HERE}/chen/nhieu-dap-an"
    form = {"title": "Câu <hỏi>?", "text_1": "A", "right_1": "y", "rows": "4", "them": "1"}

    page = teacher.send(path, form, expect=200).text

    assert 'value="Câu &lt;hỏi&gt;?"' in page
    assert 'name="text_5"' in page
    assert 'name="text_6"' not in page
    assert re.search(r'<input[^>]*checked[^>]*name="right_1"|name="right_1"[^>]*checked', page)
    assert authoring.find_draft(given.KEY) is None
    assert "Thêm dòng" not in teacher.send(path, form | {"rows": "5"}, expect=200).text
    assert 'name="text_2"' in teacher.send(path, {"title": "A", "rows": "-9x"}, expect=422).text


@pytest.mark.parametrize(
    ("slug", "form", "field"),
    [
        ("mot-dap-an", {"title": "", "text_1": "A"}, "title"),
        ("mot-dap-an", {"title": "Câu?", "text_1": "A", "text_2": "a", "right": "1"}, "text_2"),
        ("mot-dap-an", {"title": "Câu?", "text_1": "A", "text_2": "B", "right": "6"}, "right"),
        ("mot-dap-an", {"title": "Câu?", "text_1": "A", "text_2": "B", "right": "1", "prompt": "Kiểu: số"}, "prompt"),
        ("so", {"title": "Mấy?", "answer": "1.000"}, "answer"),
        ("dung-sai", {"title": "Đất tròn."}, "answer"),
        ("diem-anh", {"title": "Chạm", "picture": "../la.webp"}, "picture"),
        ("diem-anh", {"title": "Chạm", "text_1": "A", "left_1": "101"}, "left_1"),
        ("thuc-hanh", {"title": "Cài", "text_1": "A", "minimum": "x"}, "minimum"),
    ],
)
def test_a_slip_is_told_at_its_field(teacher: Browser, slug: str, form: dict[str, str], field: str) -> None:
    page = teacher.send(f"{HERE}/chen/{slug}", form, expect=422).text

    assert f'id="{field}-error"' in page
    assert f'href="#{field}' in page, "the summary leads to the field"
    assert authoring.find_draft(given.KEY) is None


def test_a_question_is_not_put_into_a_lesson_that_waits_for_its_review(teacher: Browser) -> None:
    author = given.teacher()
    given.sent(given.changed(author), author)

    answer = teacher.send(f"{HERE}/chen/dung-sai", {"title": "Đất tròn.", "answer": "Đúng"}, expect=409)

    assert "đang chờ duyệt" in answer.text
    assert 'value="Đất tròn."' in answer.text


def test_the_head_is_shown_and_written_as_fields(teacher: Browser) -> None:
    page = teacher.get("authoring.head", folder=FOLDER, code=CODE).text
    assert 'value="Báo mẫu: Bài gốc"' in page
    assert 'value="2026-11-22"' in page

    form = {
        "title": 'Giữ "mã": # 1', "groups": ["người dân", "cán bộ"], "minutes": "20", "quiz": "luyện tập",
        "pass_percent": "75", "scoring": "từng phần", "revision": "0", "review_by": "2027-02-28",
        "source_title_1": "Luật 1", "source_url_1": "https://example.org/a", "source_day_1": "2026-11-20",
    }  # fmt: skip
    before = text_of(teacher.open(HERE).text).partition("\n---\n")[2]
    teacher.post("authoring.save_head", form, folder=FOLDER, code=CODE)

    head, _, body = now_written().partition("\n---\n")
    assert body == before
    module = parse_text(now_written(), f"{given.KEY}.md").module
    assert module
    assert module.meta.title == 'Giữ "mã": # 1'
    assert [group.value for group in module.meta.groups] == ["người dân", "cán bộ"]
    assert (module.meta.minutes, module.meta.pass_percent) == (20, 75)
    assert "- Luật 1 | https://example.org/a | 2026-11-20" in head
    assert "Báo mẫu" not in head


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"title": ""}, "title"),
        ({"minutes": "lâu"}, "minutes"),
        ({"pass_percent": "nhiều"}, "pass_percent"),
        ({"skills": "kỹ năng mềm"}, "skills"),
        ({"source_title_1": "Luật"}, "source_day_1"),
        ({"source_title_1": "Luật", "source_day_1": "2026-11-20", "source_url_1": "http://a"}, "source_url_1"),
        ({"review_by": "28/02/2027"}, "review_by"),
    ],
)
def test_a_slip_of_the_head_is_told_at_its_field(teacher: Browser, form: dict[str, Any], field: str) -> None:
    good = {"title": "Bài", "groups": ["người dân"], "quiz": "luyện tập", "scoring": "từng phần", "revision": "0"}

    page = teacher.post("authoring.save_head", good | form, folder=FOLDER, code=CODE, expect=422).text

    assert f'id="{field}-error"' in page
    assert authoring.find_draft(given.KEY) is None


def test_a_head_that_was_changed_meanwhile_is_not_written_over_in_silence(app: Flask, teacher: Browser) -> None:
    colleague = given.teacher()
    given.changed(colleague)
    form = {"title": "Tên của cô", "groups": ["người dân"], "quiz": "luyện tập", "scoring": "từng phần"}

    answer = teacher.post("authoring.save_head", form | {"revision": "1"}, folder=FOLDER, code=CODE, expect=409)

    assert 'value="Tên của cô"' in answer.text
    assert "vừa có người sửa thêm" in answer.text
    assert "Tên của cô" not in now_written()


def test_a_head_with_a_line_nobody_understands_is_put_right_in_the_text(teacher: Browser) -> None:
    text = text_of(teacher.open(HERE).text).replace("thời lượng: 15 phút", "thời lượng 15 phút\nlạ hoắc")
    teacher.send(HERE, {"text": text, "revision": "0"})

    page = teacher.get("authoring.head", folder=FOLDER, code=CODE, expect=409).text

    assert "mời thầy cô sửa trong bài" in page


def send_picture(browser: Browser, data: bytes | None = None, expect: int = 303, **more: str) -> Any:
    """Send a picture as the form does."""
    form = {"file": (io.BytesIO(picture() if data is None else data), "IMG_0001.jpg"), "place": ""}
    return browser.send(f"{HERE}/media", form | {"description": "Màn hình đăng nhập VNeID"} | more, expect=expect)


def test_a_photograph_is_shrunk_stripped_described_and_shown_in_the_lesson(teacher: Browser) -> None:
    answer = send_picture(teacher)

    line = int(answer.location.rpartition("=")[2])
    assert now_written().split("\n")[line - 1] == "![Màn hình đăng nhập VNeID](man-hinh-dang-nhap-vneid.webp)"
    page = teacher.open(f"{HERE}/xem-thu").text
    found = re.search(r'<img src="(/soan/media/[0-9a-f]{64}\.webp)" alt="Màn hình đăng nhập VNeID"', page)
    assert found
    media = teacher.open(found.group(1))
    assert media.mimetype == "image/webp"
    assert len(media.data) <= 150_000
    assert "cô Hoa".encode() not in media.data
    with Image.open(io.BytesIO(media.data)) as shown:
        assert max(shown.size) == 960
        assert not shown.getexif()
    assert "data-none hidden" not in teacher.open(HERE).text


def test_two_pictures_with_the_same_words_get_two_names(teacher: Browser) -> None:
    send_picture(teacher, place="cat")
    other = io.BytesIO()
    Image.new("RGB", (50, 50), "#f00").save(other, "PNG")

    send_picture(teacher, other.getvalue(), place="cat")
    send_picture(teacher, place="cat")

    names = [row.name for row in authoring.list_media(FOLDER)]
    assert names == ["man-hinh-dang-nhap-vneid-2.webp", "man-hinh-dang-nhap-vneid.webp"]


def test_a_picture_goes_below_the_heading_that_was_chosen(teacher: Browser) -> None:
    text = text_of(teacher.open(HERE).text)
    line = text.split("\n").index("# Phần một") + 1

    send_picture(teacher, place=str(line))

    assert now_written().split("\n")[line - 1 : line + 3] == [
        "# Phần một", "", "![Màn hình đăng nhập VNeID](man-hinh-dang-nhap-vneid.webp)", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "Chưa có tệp nào"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"\x00\x00\x00\x18ftypheic" + b"\0" * 40, "HEIC"),
        (b"MZ\x90\x00" + b"\0" * 100, "không phải ảnh"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 100, "không phải ảnh"),
    ],
)
def test_what_is_no_picture_for_a_lesson_is_refused_in_plain_words(teacher: Browser, data: bytes, reason: str) -> None:
    page = send_picture(teacher, data, expect=422).text

    assert reason in unescape(page)
    assert 'value="Màn hình đăng nhập VNeID"' in page
    assert authoring.list_media(FOLDER) == []


def test_a_picture_without_words_is_refused(teacher: Browser) -> None:
    assert 'id="description-error"' in send_picture(teacher, description="", expect=422).text


def send_bytes(browser: Browser, path: str, size: int, *, name: str = 'file"; filename="a.jpg') -> int:
    """Send a multipart form with one part of this many bytes."""
    fields = {"csrf_token": browser.token(), "op": str(uuid4()), "description": "Màn hình", "place": "cat"}
    parts = [f'--x\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in fields.items()]
    head = "".join(parts) + f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
    body = head.encode() + b"\xff\xd8" + b"a" * size + b"\r\n--x--\r\n"
    return browser.client.post(path, data=body, content_type="multipart/form-data; boundary=x").status_code


def test_a_file_of_megabytes_is_read_from_those_who_write_and_only_where_files_belong(
    app: Flask, teacher: Browser
) -> None:
    path = f"{HERE}/media"

    assert send_bytes(teacher, path, 9_000_000) == 422
    assert send_bytes(teacher, path, 25_000_000) == 413
    assert send_bytes(teacher, "/soan/moi", 2_000_000, name="title") == 413
    assert send_bytes(Browser(app), path, 9_000_000) == 413
    assert send_bytes(signed_in(app, Role.LEARNER), path, 900_000) == 403


def test_the_media_of_drafts_are_for_those_who_write(app: Flask, teacher: Browser) -> None:
    send_picture(teacher, place="cat")
    (row,) = authoring.list_media(FOLDER)

    assert row.name in teacher.open(f"{HERE}/media").text
    teacher.open(row.preview_address)
    Browser(app).open(row.preview_address, expect=303)
    Browser(app).sign_in(factories.account(Role.LEARNER)).open(row.preview_address, expect=403)
    teacher.open(f"/soan/media/{'0' * 64}.webp", expect=404)
    teacher.open(f"/soan/media/{row.sha256}.exe", expect=404)
