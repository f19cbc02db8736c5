"""Publishing the library: all or nothing, versions for what changed, withdrawal of what is gone."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.audit.models import AuditEntry
from app.catalog import service as catalog
from app.catalog.models import Media, ModuleMedia, ModuleVersion, ProgrammeLesson, ProgrammeVersion
from app.catalog.publishing import PublishRefused
from app.core.actor import SYSTEM
from app.core.db import db
from app.core.errors import NotFound
from tests.catalog import library

pytestmark = pytest.mark.storage
WEBP = b"RIFF\x1a\x00\x00\x00WEBPVP8L" + b"\x00" * 30


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def actions() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)))


def test_a_library_is_published_with_its_pages_its_rule_and_its_trace(tmp_path: Path) -> None:
    report = library.published(library.small(tmp_path))

    assert report.published == ["nguoi-dan/danh-gia@1", "nguoi-dan/giu-otp@1", "nguoi-dan/lam-quen@1", "nguoi-dan@1"]
    module = catalog.current_module("nguoi-dan/lam-quen")
    assert (module.number, module.title, module.minutes, module.mode) == (1, "Làm quen với điện thoại", 15, "luyện tập")
    assert module.page_html.startswith("<h2>Phần một</h2>")
    assert module.page_bytes == len(module.page_html.encode())
    assert module.about["practices"][0]["needed"] == 2
    assert module.about["asked"] == 1
    programme = catalog.current_programme("nguoi-dan")
    assert programme.lessons == ["nguoi-dan/lam-quen", "nguoi-dan/giu-otp"]
    assert programme.assessment == "nguoi-dan/danh-gia"
    assert programme.rule == {
        "all_lessons": True, "lessons": None, "assessment": True, "practices": 1, "trust": "có người chứng kiến",
    }  # fmt: skip
    assert (programme.has_register, programme.is_provisional) == (True, True)
    assert db.session.scalars(select(ProgrammeLesson.module_key).order_by(ProgrammeLesson.position)).all() == [
        "nguoi-dan/lam-quen", "nguoi-dan/giu-otp", "nguoi-dan/danh-gia",
    ]  # fmt: skip
    assert actions() == ["catalog.module.published"] * 3 + ["catalog.programme.published"]


def test_publishing_the_same_folder_again_makes_no_version(tmp_path: Path) -> None:
    library.published(library.small(tmp_path))

    report = library.published(tmp_path)

    assert (report.published, report.withdrawn, report.unchanged) == ([], [], 4)
    assert (count(ModuleVersion), count(ProgrammeVersion), len(actions())) == (3, 1, 4)


def test_another_spelling_of_the_same_text_is_no_change(tmp_path: Path) -> None:
    library.published(library.small(tmp_path))
    file = tmp_path / "nguoi-dan/giu-otp.md"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))

    assert library.published(tmp_path).published == []


def test_a_changed_lesson_gets_the_next_number_and_the_old_version_stays_as_it_was(tmp_path: Path) -> None:
    library.published(library.small(tmp_path))
    before = catalog.current_module("nguoi-dan/giu-otp")
    library.lesson(tmp_path, "nguoi-dan/giu-otp", title="Giữ kín mã OTP", text="Chữ mới.")

    report = library.published(tmp_path)

    now = catalog.current_module("nguoi-dan/giu-otp")
    assert report.published == ["nguoi-dan/giu-otp@2"]
    assert (now.number, now.title) == (2, "Giữ kín mã OTP")
    assert (before.is_current, before.title, "Nội dung bài." in before.page_html) == (False, "Giữ mã OTP", True)


@pytest.mark.parametrize(
    ("spoilt", "code"),
    [("Kiểu: một đáp án", "Q01"), ("Mã: giuoaaaa\n", "Q06"), ("thời lượng: 15 phút", None)],
)
def test_one_error_anywhere_and_nothing_is_stored(tmp_path: Path, spoilt: str, code: str | None) -> None:
    file = library.small(tmp_path) / "nguoi-dan/giu-otp.md"
    file.write_text(file.read_text().replace(spoilt, ""))
    if code is None:
        file.write_text(file.read_text().replace("tiêu đề:", "tieu de"))

    with pytest.raises(PublishRefused) as refusal:
        library.published(tmp_path)

    problem = refusal.value.problems[0]
    assert problem.file == "nguoi-dan/giu-otp.md"
    assert code in (None, problem.code)
    assert (count(ModuleVersion), count(ProgrammeVersion), actions()) == (0, 0, [])


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    library.small(tmp_path)
    for name in ("giu-otp", "lam-quen"):
        file = tmp_path / f"nguoi-dan/{name}.md"
        file.write_text(file.read_text().replace("- [x] Đáp án bí mật", "- [ ] Đáp án bí mật"))

    with pytest.raises(PublishRefused) as refusal:
        library.published(tmp_path)

    assert [problem.file for problem in refusal.value.problems] == ["nguoi-dan/giu-otp.md", "nguoi-dan/lam-quen.md"]


def test_a_lesson_that_is_gone_is_withdrawn_and_its_versions_can_still_be_shown(tmp_path: Path) -> None:
    library.published(library.small(tmp_path))
    old = catalog.current_module("nguoi-dan/giu-otp").id
    (tmp_path / "nguoi-dan/giu-otp.md").unlink()
    library.programme(tmp_path, lessons="- lam-quen")

    report = library.published(tmp_path)

    assert report.withdrawn == ["nguoi-dan/giu-otp@1"]
    assert catalog.get_version(old).withdrawn_at is not None
    assert catalog.module_titles(["nguoi-dan/giu-otp"])["nguoi-dan/giu-otp"].title == "Giữ mã OTP"
    with pytest.raises(NotFound):
        catalog.current_module("nguoi-dan/giu-otp")
    assert "catalog.module.withdrawn" in actions()


def test_a_lesson_that_comes_back_goes_on_counting(tmp_path: Path) -> None:
    library.published(library.small(tmp_path))
    library.programme(tmp_path, lessons="- lam-quen")
    text = (tmp_path / "nguoi-dan/giu-otp.md").read_text()
    (tmp_path / "nguoi-dan/giu-otp.md").unlink()
    library.published(tmp_path)
    (tmp_path / "nguoi-dan/giu-otp.md").write_text(text)

    assert library.published(tmp_path).published == ["nguoi-dan/giu-otp@2"]


def test_a_programme_that_is_gone_is_withdrawn(tmp_path: Path) -> None:
    library.published(library.small(tmp_path))
    (tmp_path / "nguoi-dan/index.md").unlink()

    assert library.published(tmp_path).withdrawn == ["nguoi-dan@1"]
    assert catalog.list_programmes() == []


def test_the_helpers_programme_has_no_register_and_may_take_lessons_of_others(tmp_path: Path) -> None:
    library.small(tmp_path)
    library.programme(
        tmp_path, "nguoi-huong-dan", lessons="- nguoi-dan/giu-otp", assessment="", rule="tất cả bài", trust="tự khai"
    )
    library.published(tmp_path)

    helpers = catalog.current_programme("nguoi-huong-dan")
    assert (helpers.has_register, helpers.lessons) == (False, ["nguoi-dan/giu-otp"])
    both = catalog.list_programmes_with("nguoi-dan/giu-otp")
    assert [programme.group for programme in both] == ["nguoi-dan", "nguoi-huong-dan"]


def test_a_picture_is_stored_by_its_hash_and_weighs_on_the_page(tmp_path: Path) -> None:
    library.small(tmp_path)
    (tmp_path / "nguoi-dan/media").mkdir()
    (tmp_path / "nguoi-dan/media/anh.webp").write_bytes(WEBP)
    library.lesson(tmp_path, "nguoi-dan/giu-otp", text="![Màn hình điện thoại](anh.webp)")
    library.published(tmp_path)

    module = catalog.current_module("nguoi-dan/giu-otp")
    media = db.session.scalars(select(Media)).one()
    assert f'src="/media/{media.sha256}.webp"' in module.page_html
    assert module.page_bytes == len(module.page_html.encode()) + len(WEBP)
    assert db.session.scalars(select(ModuleMedia.version_id)).all() == [module.id]
    assert catalog.get_media(media.sha256, "webp") == WEBP


def test_another_picture_under_the_same_name_is_a_change(tmp_path: Path) -> None:
    library.small(tmp_path)
    (tmp_path / "nguoi-dan/media").mkdir()
    (tmp_path / "nguoi-dan/media/anh.webp").write_bytes(WEBP)
    library.lesson(tmp_path, "nguoi-dan/giu-otp", text="![Màn hình điện thoại](anh.webp)")
    library.published(tmp_path)
    (tmp_path / "nguoi-dan/media/anh.webp").write_bytes(WEBP + b"\x00")

    assert library.published(tmp_path).published == ["nguoi-dan/giu-otp@2"]


def test_what_is_read_beside_the_text_holds_nothing_of_the_key(tmp_path: Path) -> None:
    library.published(library.small(tmp_path))

    for module in db.session.scalars(select(ModuleVersion)):
        assert "bí mật" not in f"{module.page_html}{module.about}"


def test_an_outdated_lesson_is_told_to_its_author_and_published(tmp_path: Path) -> None:
    library.small(tmp_path)
    library.lesson(tmp_path, "nguoi-dan/giu-otp", head="soát lại trước: 2020-01-01\nkiểm tra: luyện tập")

    report = library.published(tmp_path)

    assert [note.code for note in report.notes] == ["F27"]
    assert catalog.current_module("nguoi-dan/giu-otp").published_at < datetime.now(UTC)


def test_the_courses_of_the_repository_can_be_published() -> None:
    report = library.real()

    assert report.published
    assert {"can-bo", "hoc-sinh", "nguoi-dan", "nguoi-lao-dong"} <= {p.group for p in catalog.list_programmes()}


@pytest.mark.parametrize("emptied", ["missing", "empty"])
def test_a_folder_without_courses_withdraws_nothing(tmp_path: Path, emptied: str) -> None:
    library.published(library.small(tmp_path / "small"))
    (tmp_path / "empty").mkdir()

    with pytest.raises(PublishRefused):
        catalog.publish(tmp_path / emptied, SYSTEM)

    assert catalog.current_module("nguoi-dan/giu-otp").is_current
