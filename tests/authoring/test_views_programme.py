"""The form of a programme in the browser: lessons put in, moved, taken out; nothing stored before it is sent."""

import re
from html import unescape
from pathlib import Path

import pytest
from flask import Flask

from app.authoring import service as authoring
from app.core.db import db
from tests.authoring import given
from tests.authoring.test_views import signed_in, text_of
from tests.browser import Browser

pytestmark = pytest.mark.storage
PATH = "/soan/nguoi-dan/index/chuong-trinh"


@pytest.fixture
def teacher(app: Flask, tmp_path: Path) -> Browser:
    given.published(tmp_path)
    return signed_in(app)


def chosen(page: str) -> list[str]:
    """Return the lesson of each row as the page shows it."""
    selects = re.findall(r'<select[^>]*name="lesson_\d+"[^>]*>(.*?)</select>', page, re.DOTALL)
    return [found[0] if (found := re.findall(r'<option selected value="([^"]*)"', one)) else "" for one in selects]


def fields(page: str) -> dict[str, str]:
    """Return what a browser would send of the page's form."""
    form = page[page.index('action="/soan/nguoi-dan/index/chuong-trinh"') :]
    found = dict(re.findall(r'name="(revision|rows)"[^>]*value="([^"]*)"', form))
    for name in ("title", "framework", "needed", "practices"):
        value = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', form)
        found[name] = unescape(value.group(1)) if value else ""
    found |= {f"lesson_{row}": key for row, key in enumerate(chosen(page), 1)}
    exam = re.search(r'name="exam"[^>]*>.*?<option selected value="([^"]*)"', form, re.DOTALL)
    found["exam"] = exam.group(1) if exam else ""
    found |= {name: unescape(value) for name, value in re.findall(r'name="(must|trust)" value="([^"]*)" checked', form)}
    return found | ({"must_exam": "y"} if re.search(r'<input[^>]*checked[^>]*name="must_exam"', form) else {})


def test_a_new_lesson_is_put_into_its_programme_from_the_board(teacher: Browser) -> None:
    given.new_lesson()
    board = teacher.open("/soan").text
    assert f'href="{PATH}?bai=nguoi-dan/goi-dien-co-hinh"' in board
    assert board.count("xếp vào chương trình") == 1, "the other lessons stand in it"

    page = teacher.open(f"{PATH}?bai=nguoi-dan/goi-dien-co-hinh").text
    assert chosen(page)[-1] == "nguoi-dan/goi-dien-co-hinh"
    assert authoring.find_draft(given.INDEX) is None
    answer = teacher.send(PATH, fields(page))

    text = text_of(teacher.open(answer.location).text)
    assert "- goi-dien-co-hinh\n" in text
    assert text.partition("- goi-dien-co-hinh\n")[2].startswith("bài đánh giá:")
    assert "Chưa thấy lỗi nào." in teacher.open(answer.location).text


def test_lessons_change_places_by_buttons_and_nothing_is_stored(teacher: Browser) -> None:
    page = teacher.open(PATH).text
    first, second = chosen(page)[:2]

    moved = teacher.send(PATH, fields(page) | {"xuong": "1"}, expect=200).text
    back = teacher.send(PATH, fields(moved) | {"len": "2"}, expect=200).text

    assert chosen(moved)[:2] == [second, first]
    assert chosen(back) == chosen(page)
    for wild in ({"len": "1"}, {"xuong": "999"}, {"len": "x"}):
        assert chosen(teacher.send(PATH, fields(page) | wild, expect=200).text)[:2] == [first, second]
    assert len(chosen(teacher.send(PATH, fields(page) | {"them": "1"}, expect=200).text)) == len(chosen(page)) + 1
    assert authoring.find_draft(given.INDEX) is None


def test_what_is_missing_is_told_at_its_field_and_the_typing_stays(teacher: Browser) -> None:
    form = fields(teacher.open(PATH).text) | {"title": "Chương trình <mới>", "must": "some", "needed": ""}

    page = teacher.send(PATH, form, expect=422).text

    assert 'id="needed-error"' in page
    assert 'value="Chương trình &lt;mới&gt;"' in page
    assert authoring.find_draft(given.INDEX) is None


def test_a_lesson_that_is_served_no_more_is_shown_and_not_lost(teacher: Browser) -> None:
    draft = given.opened(given.teacher(), given.INDEX)
    given.saved(draft, draft.text.replace("- giu-otp", "- giu-otp\n- bai-cu"), given.teacher())

    page = teacher.open(PATH).text

    assert "nguoi-dan/bai-cu" in chosen(page)
    assert "nguoi-dan/bai-cu (không phải bài đang dùng)" in page
    db.session.expire_all()
    teacher.send(PATH, fields(page))
    assert "- bai-cu" in text_of(teacher.open("/soan/nguoi-dan/index").text)


def test_two_who_arrange_at_once_are_told(teacher: Browser) -> None:
    old = fields(teacher.open(PATH).text)
    teacher.send(PATH, old | {"title": "Tên một"})

    answer = teacher.send(PATH, old | {"title": "Tên hai"}, expect=409)

    assert "vừa có người sửa thêm" in answer.text
    assert 'value="Tên hai"' in answer.text


def test_enter_in_a_line_sends_the_form_and_does_not_only_add_a_row(teacher: Browser) -> None:
    for path in (PATH, f"/soan/{given.KEY}/thong-tin", f"/soan/{given.KEY}/chen/mot-dap-an"):
        page = teacher.open(path).text
        form = page[page.rindex("<form", 0, page.index('name="them"')) :]
        first = re.search(r'<button[^>]*type="submit"[^>]*>', form)
        assert first is not None
        assert "name=" not in first.group(), path
