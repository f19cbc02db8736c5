"""What stays when a draft has ended: published versions and discarded lessons, compared and taken up again."""

from pathlib import Path

import pytest
from flask import Flask

from app.authoring import service as authoring
from app.identity.words import Role
from tests import factories
from tests.authoring import given
from tests.browser import Browser

pytestmark = pytest.mark.storage
HERE = f"/soan/{given.KEY}"


@pytest.fixture
def teacher(app: Flask, tmp_path: Path) -> Browser:
    given.published(tmp_path)
    return Browser(app).sign_in(factories.account(Role.TEACHER))


def test_published_versions_are_listed_compared_and_taken_up_again(teacher: Browser) -> None:
    given.edited("Chữ mới.")
    page = teacher.open(f"{HERE}/lich-su").text
    assert "Các bản đã phát hành" in page
    assert "Bản nháp đã khép lại" in page

    difference = teacher.open(f"{HERE}/so-sanh?tu=ph1&den=ph2").text
    assert "Nội dung bài." in difference
    assert "Chữ mới." in difference
    teacher.open(f"{HERE}/so-sanh?tu=ph9&den=nay", expect=404)

    teacher.send(f"{HERE}/lay-ban-phat-hanh", {"so": "1", "revision": "0"})

    draft = authoring.find_draft(given.KEY)
    assert draft is not None
    assert "Nội dung bài." in draft.text
    teacher.send(f"{HERE}/lay-ban-phat-hanh", {"so": "1", "revision": "7"}, expect=409)


def test_a_lesson_discarded_before_anybody_read_it_is_found_on_the_board_and_goes_on(teacher: Browser) -> None:
    there = teacher.send("/soan/moi", {"folder": "nguoi-dan", "title": "Gọi taxi"}).location
    first = authoring.drafts_of("nguoi-dan/goi-taxi")[0].text
    teacher.send(there, {"text": first + "\nMột.", "revision": "1"})
    teacher.send(f"{there}/bo", {"revision": "2"})
    assert "Bài mới thầy cô đã bỏ (1)" in teacher.open("/soan").text
    assert "Lấy lại bản 1<" not in teacher.open(f"{there}/lich-su").text

    assert 'name="revision" value="2"' in teacher.open(there).text
    text = authoring.drafts_of("nguoi-dan/goi-taxi")[0].text
    teacher.send(there, {"text": text + "\nThêm.", "revision": "2"})

    (draft,) = authoring.drafts_of("nguoi-dan/goi-taxi")
    assert draft.text.endswith("Thêm.")
    assert draft.is_writable
    assert "thầy cô đã bỏ" not in teacher.open("/soan").text
