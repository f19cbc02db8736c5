"""The author's commands: check, fmt and show, with their exit codes."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

SAMPLE = Path(__file__).with_name("sample.md").read_text()


@pytest.fixture
def lesson(tmp_path: Path) -> Path:
    path = tmp_path / "an-toan-otp.md"
    path.write_text(SAMPLE)
    return path


def run(app: Flask, *words: str | Path) -> Result:
    return app.test_cli_runner().invoke(args=["catalog", *map(str, words)])


def test_check_of_a_good_file_says_so_and_ends_with_0(app: Flask, lesson: Path) -> None:
    result = run(app, "check", lesson)
    assert (result.exit_code, result.output) == (0, "Không có lỗi nào.\n")


def test_check_names_the_place_of_each_problem_and_ends_with_1(app: Flask, lesson: Path) -> None:
    lesson.write_text(SAMPLE.replace("Kiểu: nhiều", "Kiểu nhiều"))
    result = run(app, "check", lesson)
    assert (result.exit_code, result.output) == (
        1,
        f"{lesson}:65: Q03 Dòng 65: Thiếu dấu hai chấm. Viết: `Kiểu: nhiều đáp án`.\nCòn 1 lỗi cần sửa.\n",
    )


def test_check_prints_rows_for_other_programs(app: Flask, lesson: Path) -> None:
    lesson.write_text(SAMPLE.replace("- [x] Cúp máy\n- [ ] Đọc mã OTP", "- (x) Cúp máy\n- [ ] Đọc mã OTP"))
    (row,) = json.loads(run(app, "check", lesson, "--format", "json").output)
    assert (row["file"], row["line"], row["code"], row["level"]) == (str(lesson), 70, "Q12", "error")
    assert row["fix"]["insert"] == ["- [x] Cúp máy"]


def test_check_without_a_path_reads_all_courses(app: Flask) -> None:
    assert run(app, "check").exit_code == 0


def test_wrong_use_ends_with_2(app: Flask, tmp_path: Path) -> None:
    assert run(app, "check", tmp_path / "khong-co.md").exit_code == 2
    assert run(app, "check", "--format", "xml").exit_code == 2


def test_a_folder_with_a_programme_is_checked_together(app: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "nguoi-dan"
    folder.mkdir()
    index = folder / "index.md"
    index.write_text(
        "---\nđịnh dạng: 1\nnhóm: người dân\ntiêu đề: Kỹ năng\nkhung: tạm\n"
        "bài: [an-toan-otp]\nđạt khi: [tất cả bài]\n---\n\nChào.\n"
    )
    assert run(app, "check", index).output.startswith(f'{index}:6: G01 Dòng 6: Không tìm thấy bài "an-toan-otp".')
    (folder / "an-toan-otp.md").write_text(SAMPLE)
    (folder / "media").mkdir()
    (folder / "media" / "tin-nhan-gia.webp").write_bytes(b"RIFF")
    assert run(app, "check", folder).exit_code == 0


def test_check_of_a_whole_folder_ends_with_its_figures(app: Flask, tmp_path: Path) -> None:
    lesson = tmp_path / "nguoi-dan" / "an-toan-otp.md"
    lesson.parent.mkdir()
    lesson.write_text(SAMPLE)
    verdict, _, figures = run(app, "check", tmp_path).output.partition("\n\n")
    assert verdict == "Không có lỗi nào."
    head, row, *_ = figures.splitlines()
    assert head.partition(" ")[0] == "Nhóm"
    assert row.split()[:6] == ["nguoi-dan", "0", "0", "0,0", "0", "12"]
    assert "\ntìm dấu hiệu    1\n" in figures
    assert run(app, "check", lesson).output == "Không có lỗi nào.\n"
    assert json.loads(run(app, "check", tmp_path, "--format", "json").output) == []


def test_fmt_gives_ids_and_a_second_run_changes_nothing(app: Flask, lesson: Path) -> None:
    lesson.write_text(SAMPLE.replace("Mã: 1956mo43\n", ""))
    assert run(app, "fmt", "--check", lesson).exit_code == 1
    assert run(app, "fmt", lesson).exit_code == 0
    written = lesson.read_bytes()
    assert run(app, "fmt", "--check", lesson).exit_code == 0
    assert lesson.read_bytes() == written


def test_fmt_leaves_a_file_with_errors_as_it_is(app: Flask, lesson: Path) -> None:
    spoilt = SAMPLE.replace("Kiểu: nhiều", "Kiểu nhiều")
    lesson.write_text(spoilt)
    result = run(app, "fmt", lesson)
    assert (result.exit_code, lesson.read_text()) == (1, spoilt)
    assert "Q03" in result.output


def test_show_prints_one_line_a_file_in_the_order_given(app: Flask, lesson: Path, tmp_path: Path) -> None:
    other = tmp_path / "khac.md"
    other.write_bytes(SAMPLE.replace("\n", "\r\n").encode())
    result = run(app, "show", other, lesson)
    rows = [json.loads(line) for line in result.output.splitlines()]
    assert [row["file"] for row in rows] == [str(other), str(lesson)]
    assert rows[0]["meta"] == rows[1]["meta"]
    assert [option["correct"] for option in rows[0]["questions"][0]["options"]] == [False, True, False]
