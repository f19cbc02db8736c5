"""Commands for authors: check, format, take in, write back and show the files of the courses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask import current_app
from flask.cli import AppGroup

from app.catalog import search_index, service
from app.catalog.interchange_cli import convert, import_file
from app.content.figures import figures_of
from app.content.figures_table import figures_text
from app.content.format import CannotFormat, NewIds, write
from app.content.parse import parse_bytes
from app.content.paths import check_alone, expand, read_paths
from app.content.show import problem_row, show
from app.core import clock
from app.core.actor import SYSTEM
from app.core.db import transaction

if TYPE_CHECKING:
    from app.content.schema import Problem

catalog_cli = AppGroup("catalog", help="Bài học: kiểm tra, sắp lại, xem, đưa vào sử dụng.")

catalog_cli.add_command(import_file)
catalog_cli.add_command(convert)

EXISTING = click.Path(exists=True, path_type=Path)


@catalog_cli.command("check", help="Kiểm tra bài viết. Không ghi đường dẫn thì kiểm tra cả thư mục bài học.")
@click.argument("paths", nargs=-1, type=EXISTING, metavar="[ĐƯỜNG DẪN…]")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", help="Cách in kết quả.")
@click.pass_context
def check(context: click.Context, paths: tuple[Path, ...], style: str) -> None:
    """Print every problem and, of whole folders, what they hold; exit 1 when a problem stops publishing."""
    found = read_paths(paths or (_courses(),), courses=_courses(), today=clock.today())
    problems = found.problems
    if style == "json":
        click.echo(json.dumps([problem_row(problem) for problem in problems], ensure_ascii=False))
    else:
        _print(problems)
        click.echo("Không có lỗi nào." if not any(problem.is_error for problem in problems) else _count(problems))
        if found.modules and all(path.is_dir() for path in paths):
            click.echo(f"\n{figures_text(figures_of(found.modules, found.frameworks))}")
    context.exit(int(any(problem.is_error for problem in problems)))


@catalog_cli.command("fmt", help="Sắp lại bài viết cho gọn và cấp mã cho câu hỏi mới. Tệp còn lỗi thì giữ nguyên.")
@click.argument("paths", nargs=-1, type=EXISTING, metavar="[ĐƯỜNG DẪN…]")
@click.option("--check", "only_check", is_flag=True, help="Chỉ nói tệp nào cần sắp lại, không ghi.")
@click.pass_context
def fmt(context: click.Context, paths: tuple[Path, ...], only_check: bool) -> None:
    """Write files in their fixed form; exit 1 when one has errors or, with --check, would change."""
    files = list(expand(paths or (_courses(),)))
    new_id = NewIds(_taken_ids([*files, *expand([_courses()])]))
    refused = changed = 0
    for file in files:
        outcome = _format_file(file, new_id, only_check=only_check)
        refused += outcome is None
        changed += bool(outcome)
    context.exit(int(bool(refused or (only_check and changed))))


@catalog_cli.command("publish", help="Đưa cả thư mục bài học vào sử dụng. Còn một lỗi thì không đưa gì.")
@click.pass_context
def publish(context: click.Context) -> None:
    """Publish what changed and withdraw what is gone; exit 1 with every problem when one stops it."""
    try:
        with transaction():
            report = service.publish(_courses(), SYSTEM)
    except service.PublishRefused as refusal:
        _print(refusal.problems)
        click.echo(refusal.text())
        context.exit(1)
    _print(tuple(report.notes))
    for version in report.published:
        click.echo(f"Đã phát hành {version}")
    for version in report.withdrawn:
        click.echo(f"Đã rút {version}")
    click.echo(f"Mới: {len(report.published)}. Không đổi: {report.unchanged}. Rút: {len(report.withdrawn)}.")


@catalog_cli.command("export", help="Ghi mọi bài đang dùng và ảnh, tiếng, phim của bài ra một thư mục.")
@click.argument("folder", type=click.Path(path_type=Path), metavar="THƯ-MỤC")
@click.pass_context
def export(context: click.Context, folder: Path) -> None:
    """Write back what is served now; exit 1 when something in the folder would be lost."""
    try:
        done = service.export(folder)
    except service.CannotExport as refusal:
        click.echo(refusal.text())
        context.exit(1)
    click.echo(f"Đã ghi {done.texts} bài và chương trình, {done.media} tệp ảnh, tiếng, phim vào {folder}.")


@catalog_cli.command("reindex", help="Làm lại mục lục tìm kiếm từ những bài đang dùng.")
def reindex() -> None:
    """Make the index of the search anew from what is served now."""
    with transaction():
        count = search_index.rebuild()
    click.echo(f"Đã làm lại mục lục tìm kiếm của {count} bài.")


@catalog_cli.command("show", help="In ra điều máy hiểu được từ bài viết, mỗi tệp một dòng JSON.")
@click.argument("files", nargs=-1, type=EXISTING, metavar="[TỆP…]")
def show_files(files: tuple[Path, ...]) -> None:
    """Print one JSON object a file, in the order given."""
    for file in expand(files or (_courses(),)):
        document, problems = check_alone(file, today=clock.today())
        click.echo(json.dumps(show(document, problems), ensure_ascii=False))


def _courses() -> Path:
    return Path(current_app.extensions["settings"].courses_dir)


def _print(problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        click.echo(f"{problem.file}:{problem.line}: {problem.code} {problem.message}")


def _count(problems: tuple[Problem, ...]) -> str:
    return f"Còn {sum(problem.is_error for problem in problems)} lỗi cần sửa."


def _taken_ids(files: list[Path]) -> set[str]:
    """Return every id in use, so that a new one is free in the whole library."""
    documents = [parse_bytes(file.read_bytes(), str(file)) for file in dict.fromkeys(files)]
    return {value for document in documents for value, _ in document.ids}


def _format_file(file: Path, new_id: NewIds, *, only_check: bool) -> bool | None:
    """Return whether a file was (or would be) changed, None when its errors forbid it."""
    before = file.read_bytes()
    try:
        after = write(parse_bytes(before, str(file)), new_id).encode()
    except CannotFormat as refusal:
        _print(refusal.problems)
        return None
    if after == before:
        return False
    click.echo(f"{file}: cần sắp lại." if only_check else f"{file}: đã sắp lại.")
    if not only_check:
        file.write_bytes(after)
    return True
