"""The pages that go to the printer: every part, the published version and the draft, and for whom they are."""

import re
from pathlib import Path

import pytest
from flask import Flask

from app.identity.words import Role
from tests import factories
from tests.authoring import given
from tests.browser import Browser

pytestmark = pytest.mark.storage
HERE = f"/soan/{given.KEY}/in"
SECRETS = ("Giải thích bí mật", "Phản hồi bí mật")


def signed_in(app: Flask, role: Role = Role.TEACHER) -> Browser:
    return Browser(app).sign_in(factories.account(role))


@pytest.fixture
def teacher(app: Flask, tmp_path: Path) -> Browser:
    given.published(tmp_path)
    return signed_in(app)


def main_of(page: str) -> str:
    """Return what is printed: the page without its links for the screen."""
    return page[page.index("<main") :]


def test_all_parts_of_the_published_lesson_are_on_one_page(teacher: Browser) -> None:
    page = main_of(teacher.open(HERE).text)

    assert re.findall(r"<span>(Bài học|Câu hỏi|Phiếu trả lời|Đáp án, dành cho giáo viên)</span>", page) == [
        "Bài học",
        "Câu hỏi",
        "Phiếu trả lời",
        "Đáp án, dành cho giáo viên",
    ]
    assert len(re.findall(r"<span>Bản số 1 · \d\d/\d\d/\d{4}</span>", page)) == 4
    assert "Nội dung bài." in page
    assert "B. Đáp án bí mật" in page


@pytest.mark.parametrize("part", ["bai", "cau-hoi", "phieu"])
def test_only_the_key_tells_the_answers(teacher: Browser, part: str) -> None:
    page = teacher.open(f"{HERE}?phan={part}").text

    assert not any(secret in page for secret in SECRETS)
    assert "B. Đáp án bí mật" not in page
    assert page.count("handout__head") == 1


def test_the_key_has_answers_remarks_and_explanations(teacher: Browser) -> None:
    page = teacher.open(f"{HERE}?phan=dap-an").text

    assert "B. Đáp án bí mật" in page
    assert all(secret in page for secret in SECRETS)
    assert "không phát cho người học" in page


def test_the_questions_have_letters_and_the_sheet_has_squares_for_them(teacher: Browser) -> None:
    questions = teacher.open(f"{HERE}?phan=cau-hoi").text
    sheet = teacher.open(f"{HERE}?phan=phieu").text

    assert "<strong>A.</strong><span>Người xưng tên " in questions
    assert re.findall(r'handout__square">([^<]+)<', sheet) == ["A", "B"]
    assert "Họ và tên:" in sheet


def test_a_draft_is_printed_as_it_stands_and_says_that_it_is_one(teacher: Browser, app: Flask) -> None:
    given.changed(given.teacher(), new="Chữ mới chưa ai duyệt.")

    draft, published = teacher.open(HERE).text, teacher.open(f"{HERE}?ban=phat-hanh").text

    assert "Chữ mới chưa ai duyệt." in draft
    assert "Bản nháp, lần lưu 2" in draft
    assert "Xem bản đang phát hành" in draft
    assert "Chữ mới chưa ai duyệt." not in published
    assert "Bản số 1" in published
    assert "Xem bản nháp" in published


def test_a_draft_with_errors_is_not_printed_and_says_what_to_put_right(teacher: Browser) -> None:
    given.changed(given.teacher(), old="Kiểu: một đáp án", new="Kiểu: một đáp ánn")

    page = teacher.open(HERE, expect=409).text

    assert "Bản nháp chưa in được" in page
    assert "một đáp án" in page


def test_a_part_nobody_knows_and_a_programme_are_not_found(teacher: Browser) -> None:
    for path in (f"{HERE}?phan=khac", f"/soan/{given.INDEX}/in", "/soan/nguoi-dan/khong-co/in"):
        teacher.open(path, expect=404)


@pytest.mark.parametrize("role", [Role.LEARNER, Role.HELPER, Role.CULTURE, Role.LEADER])
def test_only_those_who_write_print(app: Flask, tmp_path: Path, role: Role) -> None:
    given.published(tmp_path)

    signed_in(app, role).open(HERE, expect=403)
