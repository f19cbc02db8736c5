"""Commands for files of other programmes: import one as a module file, convert a module into one."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask import current_app
from flask.cli import with_appcontext

from app.content.library import FOLDERS
from app.content.meta import MODULE_ID
from app.content.parse import parse_bytes
from app.content.paths import check_alone, expand
from app.content.schema import Group
from app.core import clock
from app.interchange import formats
from app.interchange.module_text import module_id_of, module_text, without_taken_ids
from app.interchange.naming import files_of
from app.interchange.report import BadFile, Loss, in_order
from app.interchange.shelving import made_fit, shelved

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from app.interchange.report import Imported

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("import", help="Đọc câu hỏi từ tệp của phần mềm khác và viết thành bài học.")
@click.argument("file", type=FILE, metavar="TỆP")
@click.option("--format", "form", type=click.Choice(formats.readable()), help="Dạng của tệp; bỏ trống thì tự nhận.")
@click.option("--to", "target", type=NEW_FILE, help="Ghi thành tệp mới; bỏ trống thì in ra.")
@click.option("--group", type=click.Choice([group.value for group in Group]), help="Nhóm người học của bài.")
@click.pass_context
@with_appcontext
def import_file(context: click.Context, file: Path, form: str | None, target: Path | None, group: str | None) -> None:
    """Print or write the module; exit 1 with every reason when the file cannot be imported, and then write nothing."""
    data = file.read_bytes()
    name = form or formats.guess(data, file.name)
    if name is None:
        raise click.UsageError(f"Không chắc tệp này dạng gì. Ghi thêm --format: {', '.join(formats.readable())}.")
    try:
        taken = _taken()
        imported = without_taken_ids(formats.read(name, data, file.name), taken)
        text = module_text(imported, module_id=_id(imported, target), group=_group(group, target), taken=taken)
        losses = _write(text, imported, target)
    except BadFile as refusal:
        click.echo(refusal.text(), err=True)
        _tell(refusal.problems)
        context.exit(1)
    click.echo(f"Đã nhập {len(imported.questions)} câu hỏi.", err=True)
    _tell(in_order([*imported.losses, *losses]))


@click.command("convert", help="Viết một bài học thành tệp cho phần mềm khác hoặc để in.")
@click.argument("file", type=FILE, metavar="TỆP")
@click.option("--to", "form", type=click.Choice(formats.writable()), required=True, help="Dạng của tệp mới.")
@click.option("--to-file", "target", type=NEW_FILE, help="Ghi thành tệp mới; bỏ trống thì in ra.")
@click.pass_context
def convert(context: click.Context, file: Path, form: str, target: Path | None) -> None:
    """Print or write the foreign file; exit 1 with every problem when the module has errors."""
    document, problems = check_alone(file, today=clock.today())
    errors = [problem for problem in problems if problem.is_error]
    if errors or document.module is None:
        for problem in errors:
            click.echo(f"{file}:{problem.line}: {problem.code} {problem.message}", err=True)
        click.echo("Bài còn lỗi nên chưa chuyển được." if errors else "Tệp này không phải bài học.", err=True)
        context.exit(1)
    try:
        names = files_of(document.module)
        media = {name: content for name, content in _media(file.parent / "media").items() if name in names}
        exported = formats.write(form, document.module, media)
        _put({target: exported.content} if target else {})
    except BadFile as refusal:
        _tell(refusal.problems)
        context.exit(1)
    if target is None:
        click.echo(exported.content, nl=False)
    _tell(exported.losses)


def _taken() -> set[str]:
    """Return the ids in use in the courses, so that an imported question gets a new one."""
    files = expand([Path(current_app.extensions["settings"].courses_dir)])
    documents = (parse_bytes(file.read_bytes(), str(file)) for file in files)
    return {value for document in documents for value, _ in document.ids}


def _id(imported: Imported, target: Path | None) -> str:
    """Return the id of the module: the name of its file when that is one, else made from the title."""
    return target.stem if target and MODULE_ID.fullmatch(target.stem) else module_id_of(imported.title)


def _group(named: str | None, target: Path | None) -> Group:
    """Return the group that was named, else that of the folder, else residents, who are most of the learners."""
    if named:
        return Group(named)
    return FOLDERS.get(target.resolve().parent.name, Group.RESIDENTS) if target else Group.RESIDENTS


def _write(text: str, imported: Imported, target: Path | None) -> tuple[Loss, ...]:
    """Write the module and its files, or print the module; return what of the files is not carried.

    Files are made fit as uploads are, and need a place beside a module; one that is there already is used again.
    """
    if target is None:
        click.echo(text, nl=False)
        count = len(imported.media)
        return (Loss(None, f"{count} tệp ảnh, tiếng, phim chỉ được ghi ra khi có --to."),) if count else ()
    folder = target.parent / "media"
    there = {name: sha256(content).hexdigest() for name, content in _media(folder).items()}
    fit = made_fit(imported.media)
    lesson = shelved(text, fit, there)
    new = {folder / name: content for name, content in lesson.files.items() if name not in there}
    _put({target: lesson.text.encode()} | new)
    return fit.losses


def _put(files: Mapping[Path, bytes]) -> None:
    """Write new files; raises `BadFile` when one of them is there already, before anything is written."""
    there = [path for path in files if path.exists()]
    if there:
        raise BadFile(Loss(None, f"Đã có tệp {path}, không ghi đè.") for path in there)
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as stream:
            stream.write(content)


def _media(folder: Path) -> dict[str, bytes]:
    """Return the files beside modules by their name."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} if folder.is_dir() else {}


def _tell(losses: Iterable[Loss]) -> None:
    """Print the report where it does not mix with the text."""
    for loss in losses:
        click.echo(f"- {loss.text()}", err=True)
