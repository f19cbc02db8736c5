"""The list of hard words: published with the courses, replaced, withdrawn, written back, and picked out for a page."""

from pathlib import Path

import pytest
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.catalog import glossary
from app.catalog import service as catalog
from app.core.db import db
from tests.catalog import library

pytestmark = pytest.mark.storage
FILE = "khung/tu-kho.md"
WORDS = "---\nđịnh dạng: 1\ntiêu đề: Từ khó\n---\n\n## phishing\n\nThả câu.\n\n## OTP, mã OTP\n\nMã dùng\nmột lần.\n"


@pytest.fixture
def courses(tmp_path: Path) -> Path:
    library.small(tmp_path / "courses")
    library.write(tmp_path / "courses", FILE, WORDS)
    return tmp_path / "courses"


def trail() -> list[str]:
    rows = select(AuditEntry.action).where(AuditEntry.action.like("catalog.glossary.%")).order_by(AuditEntry.seq)
    return list(db.session.scalars(rows))


def test_the_list_is_published_once_replaced_and_withdrawn(courses: Path) -> None:
    assert "tu-kho@1" in library.published(courses).published
    assert library.published(courses).published == []
    assert catalog.words() == [catalog.Word("OTP", "Mã dùng một lần."), catalog.Word("phishing", "Thả câu.")]

    library.write(courses, FILE, WORDS.replace("Thả câu.", "Lừa lấy mật khẩu."))
    assert library.published(courses).published == ["tu-kho@2"]
    assert catalog.words()[1].text == "Lừa lấy mật khẩu."

    (courses / FILE).unlink()
    assert library.published(courses).withdrawn == ["tu-kho@2"]
    assert catalog.words() == []
    assert trail() == ["catalog.glossary.published"] * 2 + ["catalog.glossary.withdrawn"]


def test_the_list_is_written_back_and_taken_in_again_without_a_change(courses: Path, tmp_path: Path) -> None:
    library.published(courses)

    catalog.export(tmp_path / "out")

    assert (tmp_path / "out" / FILE).read_text(encoding="utf-8") == WORDS
    assert library.published(tmp_path / "out").published == []


def test_a_list_somebody_changed_in_the_folder_is_not_written_over(courses: Path, tmp_path: Path) -> None:
    library.published(courses)
    library.write(tmp_path / "out", FILE, WORDS.replace("Thả câu.", "Việc của tôi."))

    with pytest.raises(catalog.CannotExport) as refusal:
        catalog.export(tmp_path / "out")
    assert refusal.value.files == [FILE]


def test_an_error_in_the_list_stops_publishing_at_its_line(courses: Path) -> None:
    library.write(courses, FILE, WORDS + "\n## Zalo\n")

    with pytest.raises(catalog.PublishRefused) as refusal:
        library.published(courses)
    assert [(problem.file, problem.line, problem.code) for problem in refusal.value.problems] == [(FILE, 15, "G23")]


def test_the_words_of_a_page_come_in_its_order(courses: Path) -> None:
    library.published(courses)

    found = glossary.words_in("<p>Trò <em>phishing</em></p><p>đòi mã\nOTP, phishing</p>")

    assert [word.name for word in found] == ["phishing", "OTP"]
    assert glossary.words_in("<p>Phisher, otpx</p>") == []
