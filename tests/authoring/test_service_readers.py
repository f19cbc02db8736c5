"""What learners see of the workshop's work: the new version at once, also of a lesson that no programme names."""

from pathlib import Path

import pytest

from app.authoring import service as authoring
from app.core.db import transaction
from app.identity.words import Role
from tests import factories
from tests.authoring import given
from tests.browser import Browser

pytestmark = pytest.mark.storage


@pytest.fixture(autouse=True)
def _library(_rolled_back: None, tmp_path: Path) -> None:
    given.published(tmp_path)


def lesson(browser: Browser, code: str) -> str:
    return browser.get("learning.lesson", group="nguoi-dan", code=code).text


def test_the_page_of_a_lesson_is_the_new_version_at_once(browser: Browser) -> None:
    assert "Nội dung bài." in lesson(browser, "giu-otp")

    given.edited()

    assert "Chữ mới." in lesson(browser, "giu-otp")


def test_a_lesson_outside_every_programme_is_read_and_taken(browser: Browser) -> None:
    given.new_lesson()
    assert "Việc thứ nhất" in lesson(browser, "goi-dien-co-hinh")

    browser.sign_in(factories.account(Role.LEARNER))
    page = browser.get("learning.lesson", group="nguoi-dan", code="goi-dien-co-hinh")

    assert "Gọi điện có hình" in page.text
    assert "/hoc/nguoi-dan/goi-dien-co-hinh/lam-bai" in page.text


def test_a_lesson_of_a_group_without_a_programme_is_read(browser: Browser) -> None:
    given.new_lesson("Ký số", "can-bo")

    assert "Việc thứ nhất" in browser.get("learning.lesson", group="can-bo", code="ky-so").text


def test_a_withdrawn_lesson_is_gone_and_a_picture_nobody_published_is_not_there(browser: Browser) -> None:
    given.new_lesson()
    with transaction():
        row = authoring.put_media("nguoi-dan", "loi.mp3", b"ID3" + bytes(9), actor=given.teacher())

    given.withdrawn("nguoi-dan/goi-dien-co-hinh")

    browser.get("learning.lesson", group="nguoi-dan", code="goi-dien-co-hinh", expect=404)
    browser.open(f"/media/{row.sha256}.mp3", expect=404)
