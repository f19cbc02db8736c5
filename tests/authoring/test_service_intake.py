"""Files and the editor beside each other: neither overwrites the other in silence, and writing back changes nothing."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from app.authoring import service as authoring
from app.catalog import service as catalog
from app.catalog.models import Media, ModuleVersion, ProgrammeVersion, ShelfFile
from app.catalog.publishing import PublishRefused
from app.core.db import db, transaction
from app.core.errors import NotFound
from app.operations.run import take_in_courses
from tests.authoring import given
from tests.catalog import library

pytestmark = pytest.mark.storage
WEBP = b"RIFF\x1a\x00\x00\x00WEBPVP8L" + b"\x00" * 30
NEW = "nguoi-dan/goi-dien-co-hinh"


@pytest.fixture
def courses(tmp_path: Path) -> Path:
    """The small library, taken in once."""
    given.published(tmp_path / "courses")
    return tmp_path / "courses"


def change_file(courses: Path, new: str = "Chữ từ tệp.", key: str = given.KEY) -> None:
    file = courses / f"{key}.md"
    file.write_text(file.read_text().replace("Nội dung bài.", new))


def codes(refusal: pytest.ExceptionInfo[PublishRefused]) -> list[tuple[str, str]]:
    return [(problem.file, problem.code) for problem in refusal.value.problems]


def number(key: str = given.KEY) -> int:
    db.session.expire_all()
    return catalog.current_module(key).number


def rows() -> tuple[int, int]:
    tables = (ModuleVersion, ProgrammeVersion)
    return tuple(db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables)  # type: ignore[return-value]


def add_picture(courses: Path, content: bytes = WEBP, key: str = given.KEY) -> None:
    media = courses / "nguoi-dan/media"
    media.mkdir(exist_ok=True)
    (media / "anh.webp").write_bytes(content)
    change_file(courses, "![Màn hình](anh.webp)", key)


def test_nothing_changed_and_nothing_happens(courses: Path) -> None:
    before = rows()

    report = library.published(courses)

    assert (report.published, report.withdrawn, report.unchanged, report.notes, rows()) == ([], [], 4, [], before)


def test_only_the_file_changed_and_it_is_taken(courses: Path) -> None:
    change_file(courses)

    assert library.published(courses).published == ["nguoi-dan/giu-otp@2"]
    assert "Chữ từ tệp." in given.page()


def test_only_the_editor_changed_and_its_version_stays_with_a_note(courses: Path) -> None:
    given.edited()

    for _ in range(2):
        report = library.published(courses)
        assert (report.published, report.withdrawn, report.unchanged) == ([], [], 4)
        assert [(note.file, note.code, note.is_error) for note in report.notes] == [
            ("nguoi-dan/giu-otp.md", "P12", False)
        ]
        assert "catalog export" in report.notes[0].message
    assert (number(), "Chữ mới." in given.page()) == (2, True)


def test_both_changed_and_nothing_is_stored_until_a_person_merges_them(courses: Path) -> None:
    given.edited()
    change_file(courses)
    change_file(courses, key="nguoi-dan/lam-quen")
    before = rows()

    with pytest.raises(PublishRefused) as refusal:
        library.published(courses)

    assert codes(refusal) == [("nguoi-dan/giu-otp.md", "P10")]
    assert "catalog export" in refusal.value.problems[0].message
    assert (rows(), "Chữ mới." in given.page()) == (before, True)


def test_both_changed_to_the_same_and_there_is_no_quarrel(courses: Path) -> None:
    version = given.edited()
    (courses / f"{given.KEY}.md").write_text(version.source_text)

    assert library.published(courses).published == []
    change_file(courses, "x")
    (courses / f"{given.KEY}.md").write_text(version.source_text.replace("Chữ mới.", "Chữ sau."))
    assert library.published(courses).published == ["nguoi-dan/giu-otp@3"]


def test_a_lesson_that_lives_only_in_the_editor_is_not_withdrawn(courses: Path) -> None:
    given.new_lesson()

    report = library.published(courses)

    assert (report.withdrawn, report.notes, report.unchanged) == ([], [], 4)
    assert number(NEW) == 1


def test_a_file_may_name_a_lesson_that_lives_only_in_the_editor(courses: Path) -> None:
    given.new_lesson()
    index = courses / "nguoi-dan/index.md"
    index.write_text(index.read_text().replace("- giu-otp", "- giu-otp\n- goi-dien-co-hinh"))

    assert library.published(courses).published == ["nguoi-dan@2"]

    index.write_text(index.read_text().replace("goi-dien-co-hinh", "goi-dien"))
    with pytest.raises(PublishRefused) as refusal:
        library.published(courses)
    assert codes(refusal) == [("nguoi-dan/index.md", "G01")]


def test_a_file_with_the_key_of_a_lesson_of_the_editor_does_not_take_its_place(courses: Path) -> None:
    given.new_lesson()
    library.lesson(courses, NEW, title="Bài khác", id="khac")

    with pytest.raises(PublishRefused) as refusal:
        library.published(courses)

    assert codes(refusal) == [(f"{NEW}.md", "P10")]


def test_an_id_of_a_lesson_of_the_editor_is_not_taken_by_a_file(courses: Path) -> None:
    version = given.new_lesson()
    (taken,) = [question["id"] for question in catalog.get_version(version.id).snapshot["questions"]]
    file = courses / f"{given.KEY}.md"
    file.write_text(file.read_text().replace("giuoaaaa", taken))

    with pytest.raises(PublishRefused) as refusal:
        library.published(courses)

    assert set(codes(refusal)) == {("nguoi-dan/giu-otp.md", "Q05"), ("nguoi-dan/giu-otp.md", "Q61")}


def test_another_kind_under_a_published_id_is_refused_for_files_too(courses: Path) -> None:
    file = courses / f"{given.KEY}.md"
    file.write_text(file.read_text().replace("Kiểu: một đáp án", "Kiểu: nhiều đáp án"))

    with pytest.raises(PublishRefused) as refusal:
        library.published(courses)

    assert codes(refusal) == [("nguoi-dan/giu-otp.md", "Q60")]


def test_a_lesson_of_the_editor_that_went_out_of_date_stops_no_file(courses: Path) -> None:
    head = "kiểm tra: đánh giá\nhiệu lực đến: 2026-12-31"
    author = given.teacher()
    with transaction():
        draft = authoring.new_draft("nguoi-dan", "Gọi điện có hình", actor=author)
    given.put_out(given.saved(draft, draft.text.replace("kiểm tra: luyện tập", head), author), author)
    change_file(courses)

    with time_machine.travel(datetime(2027, 2, 1, tzinfo=UTC), tick=False):
        assert library.published(courses).published == ["nguoi-dan/giu-otp@2"]


def test_a_file_that_is_gone_withdraws_what_it_was(courses: Path) -> None:
    (courses / f"{given.KEY}.md").unlink()
    library.programme(courses, lessons="- lam-quen")

    assert library.published(courses).withdrawn == ["nguoi-dan/giu-otp@1"]


def test_a_file_that_is_gone_withdraws_nothing_that_was_changed_in_the_editor_since(courses: Path) -> None:
    given.edited()
    (courses / f"{given.KEY}.md").unlink()
    library.programme(courses, lessons="- lam-quen")

    report = library.published(courses)

    assert (report.withdrawn, [note.code for note in report.notes]) == ([], ["P12"])
    assert number() == 2
    assert library.published(courses).notes == [], "from now on it lives in the editor"


def test_a_file_does_not_withdraw_a_lesson_that_the_index_of_the_editor_names(courses: Path) -> None:
    given.put_out(given.changed(author := given.teacher(), "Vài bài ngắn.", "Vài bài hay.", given.INDEX), author)
    (courses / f"{given.KEY}.md").unlink()

    with pytest.raises(PublishRefused) as refusal:
        library.published(courses)

    assert codes(refusal) == [("nguoi-dan/index.md", "G01")]


def withdraw(key: str = given.KEY) -> None:
    author = given.teacher()
    given.put_out(given.changed(author, "- giu-otp\n", "", given.INDEX), author)
    given.withdrawn(key)


def test_what_was_withdrawn_in_the_editor_stays_so_while_its_file_is_still_there(courses: Path) -> None:
    withdraw()

    report = library.published(courses)

    assert (report.published, sorted(note.file for note in report.notes)) == (
        [],
        ["nguoi-dan/giu-otp.md", "nguoi-dan/index.md"],
    )
    with pytest.raises(NotFound):
        catalog.current_module(given.KEY)


def test_a_changed_file_does_not_bring_back_in_silence_what_was_withdrawn_in_the_editor(courses: Path) -> None:
    withdraw()
    change_file(courses)

    with pytest.raises(PublishRefused) as refusal:
        library.published(courses)

    assert codes(refusal) == [("nguoi-dan/giu-otp.md", "P10")]
    assert "rút" in refusal.value.problems[0].message


def test_what_was_withdrawn_in_the_editor_and_published_there_again_is_not_touched_by_its_old_file(
    courses: Path,
) -> None:
    withdraw()
    author = given.teacher()
    given.put_out(given.changed(author), author)

    report = library.published(courses)

    assert (report.published, number()) == ([], 2)


def test_what_was_written_back_and_taken_in_again_changes_nothing(courses: Path, tmp_path: Path) -> None:
    add_picture(courses)
    library.published(courses)
    given.edited("Chữ mới.", "nguoi-dan/lam-quen")
    given.new_lesson()
    before = rows()

    done = catalog.export(tmp_path / "out")
    report = library.published(tmp_path / "out")

    assert (done.texts, done.media) == (5, 1)
    assert (report.published, report.withdrawn, report.unchanged, report.notes) == ([], [], 5, [])
    assert rows() == before
    assert (tmp_path / "out/nguoi-dan/media/anh.webp").read_bytes() == WEBP
    assert (tmp_path / "out/khung/TT02.md").is_file()


def test_after_writing_back_files_and_editor_go_on_taking_turns(courses: Path) -> None:
    given.edited("Một.")
    catalog.export(courses)
    assert library.published(courses).published == []
    given.edited("Hai.", old="Một.")

    report = library.published(courses)
    assert (report.published, [note.code for note in report.notes]) == ([], ["P12"])

    catalog.export(courses)
    library.published(courses)
    file = courses / f"{given.KEY}.md"
    file.write_text(file.read_text().replace("Hai.", "Ba."))
    assert library.published(courses).published == ["nguoi-dan/giu-otp@4"]


def test_writing_back_never_writes_over_a_file_that_somebody_changed(courses: Path) -> None:
    given.edited()
    change_file(courses)
    before = (courses / f"{given.KEY}.md").read_text()

    with pytest.raises(catalog.CannotExport) as refusal:
        catalog.export(courses)

    assert refusal.value.files == ["nguoi-dan/giu-otp.md"]
    assert (courses / f"{given.KEY}.md").read_text() == before


def test_a_lesson_taken_in_with_its_picture_is_edited_with_it(courses: Path) -> None:
    add_picture(courses)
    library.published(courses)

    (row,) = authoring.list_media("nguoi-dan")
    version = given.put_out(given.changed(author := given.teacher(), "# Phần một", "# Phần đầu"), author)

    assert (row.name, row.size) == ("anh.webp", len(WEBP))
    assert version.media == {"anh.webp": row.sha256}
    assert f'src="/media/{row.sha256}.webp"' in given.page()
    assert library.published(courses).published == []


def test_a_file_with_the_name_of_a_picture_of_the_editor_is_refused(courses: Path) -> None:
    with transaction():
        authoring.put_media("nguoi-dan", "anh.webp", WEBP + b"\x01", actor=given.teacher())
    add_picture(courses)

    with pytest.raises(PublishRefused) as refusal:
        library.published(courses)

    assert codes(refusal) == [("nguoi-dan/media/anh.webp", "P11")]


def test_a_picture_of_the_files_may_change_with_them_but_not_under_a_text_of_the_editor(courses: Path) -> None:
    add_picture(courses)
    library.published(courses)
    (courses / "nguoi-dan/media/anh.webp").write_bytes(WEBP + b"\x02")
    assert library.published(courses).published == ["nguoi-dan/giu-otp@3"]
    assert authoring.list_media("nguoi-dan")[0].size == len(WEBP) + 1

    given.edited("![Màn hình](anh.webp)", "nguoi-dan/lam-quen")
    (courses / "nguoi-dan/media/anh.webp").write_bytes(WEBP + b"\x03\x03")
    with pytest.raises(PublishRefused) as refusal:
        library.published(courses)
    assert codes(refusal) == [("nguoi-dan/media/anh.webp", "P11")]


def test_only_what_a_version_names_is_open_to_everybody(courses: Path) -> None:
    (courses / "nguoi-dan/media").mkdir()
    (courses / "nguoi-dan/media/chua-dung.webp").write_bytes(WEBP)
    library.published(courses)
    (row,) = authoring.list_media("nguoi-dan")

    with pytest.raises(NotFound):
        catalog.get_media(row.sha256, "webp")
    assert authoring.get_media(row.sha256, "webp") == WEBP
    assert db.session.scalars(select(Media.is_published)).all() == [False]
    assert db.session.scalars(select(ShelfFile.put_by_id)).all() == [None]


def test_the_demo_starts_although_files_and_editor_quarrel(
    app: Flask, courses: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    elsewhere = app.extensions["settings"].model_copy(update={"courses_dir": courses})
    monkeypatch.setitem(app.extensions, "settings", elsewhere)
    given.edited()
    change_file(courses)

    take_in_courses()

    assert "nguoi-dan/giu-otp.md: Bài này đã đổi ở cả hai nơi" in capsys.readouterr().err
    assert "Chữ mới." in given.page()


def test_the_command_writes_back_and_says_how_much(app: Flask, courses: Path, tmp_path: Path) -> None:
    done = app.test_cli_runner().invoke(args=["catalog", "export", str(tmp_path / "out")])

    assert (done.exit_code, "Đã ghi 4 bài và chương trình, 0 tệp" in done.output) == (0, True)
    (tmp_path / "out/nguoi-dan/giu-otp.md").write_text("của ai đó")
    again = app.test_cli_runner().invoke(args=["catalog", "export", str(tmp_path / "out")])
    assert (again.exit_code, "nguoi-dan/giu-otp.md" in again.output) == (1, True)


EXAM = "nguoi-dan/danh-gia"
LATER = datetime(2027, 7, 1, 3, tzinfo=UTC)


def growing_old(courses: Path) -> Path:
    """Give the assessment a last day."""
    file = courses / f"{EXAM}.md"
    file.write_text(file.read_text().replace("kiểm tra: đánh giá", "hiệu lực đến: 2027-06-30\nkiểm tra: đánh giá"))
    return file


def test_an_assessment_that_grew_old_stops_nobody_but_its_own_new_version(courses: Path) -> None:
    file = growing_old(courses)
    library.published(courses)
    with time_machine.travel(LATER, tick=True):
        change_file(courses)
        report = library.published(courses)
        assert report.published == [f"{given.KEY}@2"]
        assert [(note.file, note.code) for note in report.notes if note.code == "F28"] == [(f"{EXAM}.md", "F28")]

        file.write_text(file.read_text().replace("Nội dung bài.", "Chữ mới."))
        with pytest.raises(PublishRefused) as refusal:
            library.published(courses)
        assert codes(refusal) == [(f"{EXAM}.md", "F28")]

        text = catalog.current_module(EXAM).source_text
        assert not any(problem.is_error for problem in authoring.problems_of(EXAM, text))
        assert [
            problem.code
            for problem in authoring.problems_of(EXAM, text.replace("Nội dung", "Ruột"))
            if problem.is_error
        ] == ["F28"]


@pytest.mark.usefixtures("_rolled_back")
def test_a_site_that_begins_takes_over_what_grew_old_elsewhere(tmp_path: Path) -> None:
    with time_machine.travel(LATER, tick=True):
        courses = library.small(tmp_path / "moi")
        growing_old(courses)
        assert f"{EXAM}@1" in library.published(courses).published
