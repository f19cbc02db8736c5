"""The author's commands for files of other programmes: what they print and write, where, and their exit codes."""

import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from app.content.parse import parse_bytes
from tests.interchange.qti import files as qti_files
from tests.interchange.word.files import Paper, photograph, png, repacked

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = Path(__file__).parent / "samples" / "du-cac-kieu.gift"
LESSON = Path(__file__).parents[1] / "content" / "sample.md"


def run(app: Flask, *words: str | Path) -> Result:
    return app.test_cli_runner().invoke(args=["catalog", *map(str, words)])


@pytest.fixture
def gift(tmp_path: Path) -> Path:
    path = tmp_path / "de.gift"
    path.write_bytes(SAMPLE.read_bytes())
    return path


def test_import_prints_the_module_and_reports_beside_it(app: Flask, gift: Path) -> None:
    result = run(app, "import", gift, "--format", "gift")

    assert result.exit_code == 0
    assert result.stdout.startswith(
        "---\nđịnh dạng: 1\nmã: an-toan-tren-mang\ntiêu đề: An toàn trên mạng\nnhóm: [người dân]\n"
    )
    assert len(parse_bytes(result.stdout_bytes, "nguoi-dan/x.md").module.questions) == 7  # type: ignore[union-attr]
    assert result.stderr.startswith("Đã nhập 7 câu hỏi.\n- 1 dòng ghi chú `//` không được giữ lại.\n- Dòng 5: ")


def test_import_writes_a_new_file_of_the_group_of_its_folder(app: Flask, gift: Path, tmp_path: Path) -> None:
    target = tmp_path / "hoc-sinh" / "de-moi.md"

    assert run(app, "import", gift, "--to", target).exit_code == 0
    assert "mã: de-moi\n" in target.read_text()
    assert "nhóm: [học sinh]" in target.read_text()
    assert run(app, "check", target).exit_code == 0


def test_import_never_writes_over_a_file(app: Flask, gift: Path, tmp_path: Path) -> None:
    target = tmp_path / "co-roi.md"
    target.write_text("của tôi")

    result = run(app, "import", gift, "--to", target)
    assert (result.exit_code, target.read_text()) == (1, "của tôi")
    assert f"Đã có tệp {target}, không ghi đè." in result.stderr


def test_import_of_a_broken_file_names_every_line_and_writes_nothing(app: Flask, gift: Path, tmp_path: Path) -> None:
    gift.write_text("Tốt {T}\n\nHỏng {~A ~B}\n\nNữa {#x}")
    target = tmp_path / "moi.md"

    result = run(app, "import", gift, "--to", target)
    assert (result.exit_code, target.exists(), result.stdout) == (1, False, "")
    assert result.stderr == (
        "Tệp chưa nhập được, có 2 chỗ cần sửa.\n- Dòng 3: Câu “Hỏng” chưa đánh dấu phương án đúng nào.\n"
        "- Dòng 5: “x” không phải số. Viết như `5`, `3.14`, `5:1` hoặc `1..5`.\n"
    )


def test_a_file_of_no_certain_format_asks_for_it(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "gi.txt"
    path.write_text("chữ")

    assert run(app, "import", path).exit_code == 2
    assert run(app, "import", path, "--format", "word").exit_code == 2
    assert run(app, "import", tmp_path / "khong-co.gift").exit_code == 2
    assert run(app, "convert", LESSON, "--to", "aiken").exit_code == 2


def test_ids_of_the_courses_are_not_used_again(app: Flask, tmp_path: Path) -> None:
    courses = Path(app.extensions["settings"].courses_dir)
    lesson = next(path for path in sorted(courses.glob("*/*.md")) if "\n## Kiểm tra\n" in path.read_text())
    exported = run(app, "convert", lesson, "--to", "gift")
    path = tmp_path / "lai.gift"
    path.write_bytes(exported.stdout_bytes)

    result = run(app, "import", path)
    assert result.exit_code == 0
    assert "đã có trong thư viện, câu sẽ có mã mới." in result.stderr
    before = {value for value, _ in parse_bytes(lesson.read_bytes(), "a/b.md").ids}
    assert not before & {value for value, _ in parse_bytes(result.stdout_bytes, "a/b.md").ids}


def test_convert_prints_or_writes_and_tells_what_is_not_carried(app: Flask, tmp_path: Path) -> None:
    printed = run(app, "convert", LESSON, "--to", "gift")
    assert printed.exit_code == 0
    assert printed.stdout.startswith("$CATEGORY: ")
    assert "- Nội dung bài đọc không có chỗ trong GIFT, chỉ xuất câu hỏi." in printed.stderr

    target = tmp_path / "bai.zip"
    assert run(app, "convert", LESSON, "--to", "qti3", "--to-file", target).exit_code == 0
    assert "imsmanifest.xml" in zipfile.ZipFile(io.BytesIO(target.read_bytes())).namelist()
    assert run(app, "convert", LESSON, "--to", "qti3", "--to-file", target).exit_code == 1


def test_convert_of_a_file_with_errors_or_of_no_lesson_is_refused(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "bai.md"
    path.write_text(LESSON.read_text().replace("- [x] Cúp", "- (x) Cúp"))
    result = run(app, "convert", path, "--to", "gift")
    assert (result.exit_code, result.stdout) == (1, "")
    assert ": Q12 Dòng" in result.stderr

    index = Path(app.extensions["settings"].courses_dir) / "nguoi-dan" / "index.md"
    assert run(app, "convert", index, "--to", "gift").exit_code == 1


def test_pictures_of_a_package_are_written_beside_the_module(app: Flask, tmp_path: Path) -> None:
    body = (
        '<p>Xem <img src="a.png" alt="màn hình"/></p><p>Gì? <textEntryInteraction responseIdentifier="RESPONSE"/></p>'
    )
    item = qti_files.item(body, qti_files.response("x", base="string"))
    source = tmp_path / "goi.zip"
    source.write_bytes(qti_files.package({"cau.xml": item}, {"a.png": qti_files.picture()}))

    target = tmp_path / "nguoi-dan" / "moi.md"
    assert run(app, "import", source, "--to", target).exit_code == 0
    (picture,) = (target.parent / "media").iterdir()
    assert "![màn hình](a.webp)" in target.read_text()
    assert (picture.name, picture.read_bytes()[8:12]) == ("a.webp", b"WEBP")

    again = run(app, "import", source, "--to", target.with_name("nua.md"))
    assert again.exit_code == 0, again.stderr
    picture.write_bytes(b"khac")
    assert run(app, "import", source, "--to", target.with_name("ba.md")).exit_code == 0
    assert "![màn hình](a-2.webp)" in target.with_name("ba.md").read_text()
    assert picture.read_bytes() == b"khac"


def test_a_teacher_needs_no_key_for_files_of_ones_own(gift: Path, tmp_path: Path) -> None:
    bare = {"PATH": os.environ["PATH"], "HOCVU_DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "catalog", "import", str(gift)]

    found = subprocess.run(command, cwd=ROOT, env=bare, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    assert "Đã nhập 7 câu hỏi." in found.stderr


def test_a_large_picture_of_word_is_made_small_as_an_upload_is(app: Flask, tmp_path: Path) -> None:
    paper = Paper()
    paper.picture(photograph(), "Màn hình khoá")
    paper.lines("Câu 1: Ảnh cho thấy gì?\nA. Màn hình\nB. Quyển sách\nĐáp án: A")
    source, target = tmp_path / "de.docx", tmp_path / "nguoi-dan" / "moi.md"
    source.write_bytes(paper.bytes())
    assert source.stat().st_size > 150_000

    assert run(app, "import", source, "--to", target).exit_code == 0
    (picture,) = (target.parent / "media").iterdir()
    assert picture.stat().st_size <= 150_000
    assert f"![Màn hình khoá]({picture.name})" in target.read_text()
    assert run(app, "check", target).exit_code == 0


def test_a_picture_that_cannot_be_opened_is_told(app: Flask, tmp_path: Path) -> None:
    paper = Paper()
    paper.picture(png(), "Màn hình khoá")
    paper.lines("Câu 1: Ảnh cho thấy gì?\nA. Màn hình\nB. Quyển sách\nĐáp án: A")
    broken = repacked(paper.bytes(), lambda name, data: data[:40] if name.endswith(".png") else data)
    source, target = tmp_path / "de.docx", tmp_path / "nguoi-dan" / "moi.md"
    source.write_bytes(broken)

    result = run(app, "import", source, "--to", target)
    assert result.exit_code == 0
    assert "\n- Tệp anh-" in result.stderr
    assert ".png không nhập được: " in result.stderr


def test_only_the_files_a_lesson_names_are_spoken_of(app: Flask, gift: Path, tmp_path: Path) -> None:
    lesson = tmp_path / "bai.md"
    assert run(app, "import", gift, "--to", lesson).exit_code == 0
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "cua-bai-khac.webp").write_bytes(qti_files.picture(form="WEBP"))

    result = run(app, "convert", lesson, "--to", "gift")
    assert result.exit_code == 0
    assert "cua-bai-khac" not in result.stderr
