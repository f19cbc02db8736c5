"""Commands of the register: the checker of its invariants, and the list as CSV."""

import csv
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict

import click
from flask.cli import AppGroup

from app.core.clock import LOCAL
from app.core.db import transaction
from app.registry import checker, listing, mergers, reviews, rules

registry_cli = AppGroup("registry", help="Sổ ghi nhận hoàn thành.")
TO_REVIEW = "kết quả chấm lại theo đáp án sửa không còn đạt; hồ sơ giữ nguyên cho đến khi có người quyết định."
HEAD = (
    *("Số hồ sơ", "Họ và tên", "Năm sinh", "Số định danh (che)", "Thôn", "Nhóm"),
    *("Khung", "Tình trạng", "Ngày duyệt", "VNeID"),
)


@registry_cli.command("check", help="Kiểm tra sổ: mỗi điều đã hứa được tính lại từ dữ liệu.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def check(form: str) -> None:
    """Print every finding, then what waits for a person, which is no finding; exit 0 without a finding, else 1."""
    findings = checker.check()
    if form == "json":
        click.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            click.echo(f"{finding.code} {finding.subject}: {finding.message}")
        for review in reviews.waiting():
            click.echo(f"Cần người xem lại {review.number}: {TO_REVIEW} /can-bo/so/{review.record_id}")
        click.echo("Sổ đúng." if not findings else f"Có {len(findings)} chỗ cần xem lại.")
    sys.exit(1 if findings else 0)


@registry_cli.command("look-again", help="Tính lại chương trình đã hoàn thành của những người được gắn với danh sách.")
def look_again() -> None:
    """Mark the completions that a merger of old left standing; a person a transaction, and a second run finds none."""
    found = 0
    for person_id in mergers.merged_into():
        with transaction():
            found += mergers.look_again(person_id)
    click.echo(f"Đã ghi {found} lần hoàn thành là chưa đủ. Người học được báo còn thiếu gì ở Trang của tôi.")


@registry_cli.command("export", help="In sổ ra CSV, số định danh được che.")
def export() -> None:
    """Write the register to standard output: RFC 4180, UTF-8, no cell that a spreadsheet would run."""
    out = csv.writer(sys.stdout, lineterminator="\r\n")
    out.writerow(HEAD)
    out.writerows(_lines())


def _lines() -> Iterator[list[str]]:
    for row in listing.everything():
        approved = row.approved_at.astimezone(LOCAL).strftime("%d/%m/%Y") if row.approved_at else ""
        masked = f"•••••••••{row.number_tail}" if row.number_tail else ""
        told = rules.journey(row.state, row.push, is_finished=True).words
        known = (row.number, row.full_name, str(row.birth_year), masked, row.hamlet, row.programme, row.framework)
        yield [_harmless(cell or "") for cell in (*known, told, approved, row.push)]


def _harmless(cell: str) -> str:
    """Return the cell so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
