"""Commands of the audit trail: verify, export, checkpoint."""

from pathlib import Path

import click
from flask.cli import AppGroup

from app.audit import anchors, verify
from app.core.errors import Refusal

audit_cli = AppGroup("audit", help="Nhật ký hệ thống: kiểm, xuất, ghi mốc.")
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


@audit_cli.command("verify")
@click.argument("export", type=FILE, required=False)
@click.option("--checkpoints", type=FOLDER, help="Thư mục các mốc giữ bên ngoài.")
@click.option("--pubkey", type=FILE, help="Khoá công khai của các mốc (PEM).")
@click.pass_context
def verify_chain(context: click.Context, export: Path | None, checkpoints: Path | None, pubkey: Path | None) -> None:
    """Kiểm nhật ký: mã thoát 0 nguyên vẹn, 1 bị sửa, 2 thiếu dòng, 3 rẽ nhánh, 4 lùi lại, 5 sai nguồn hoặc khoá."""
    if export is None:
        finding = anchors.check()
    else:
        held = verify.read_checkpoints(checkpoints) if checkpoints else []
        finding = verify.verify(verify.read_export(export), held, pubkey.read_bytes() if pubkey else None)
    click.echo(finding.sentence)
    context.exit(int(finding.outcome))


@audit_cli.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--details", is_flag=True, help="Kèm chi tiết, có dữ liệu cá nhân.")
@click.pass_context
def export_chain(context: click.Context, file: Path, details: bool) -> None:
    """Xuất nhật ký ra tệp, mỗi dòng một việc."""
    try:
        count = anchors.export(file, details=details)
    except verify.Broken as broken:
        click.echo(str(broken), err=True)
        context.exit(1)
    except OSError as error:
        raise click.ClickException(f"Không ghi được {file}: {error.strerror}.") from None
    click.echo(f"Đã xuất {count} dòng.")


@audit_cli.command("checkpoint")
@click.pass_context
def checkpoint(context: click.Context) -> None:
    """Ghi một mốc có chữ ký để nơi khác giữ."""
    try:
        path = anchors.make_checkpoint()
    except Refusal as refusal:
        click.echo(refusal.text(), err=True)
        context.exit(1)
    click.echo(f"Đã ghi mốc {path.name}. Gửi tệp này cùng {anchors.PUBLIC_KEY} cho nơi giữ.")
