"""Commands of the post: one pass, the loop, how it stands."""

import json
import signal
import threading
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from app.push import queries
from app.push.queries import Status

push_cli = AppGroup("push", help="Bưu tá: gửi xác nhận đi và nhận trả lời về.")


@push_cli.command("once")
def once() -> None:
    """Gửi một lượt những gì đã đến hạn rồi dừng."""
    from app.push import worker  # With it comes the HTTP client, which serving pages never needs.

    click.echo(f"Đã làm {worker.once()} bước.")


@push_cli.command("work")
def work() -> None:
    """Gửi liên tục; dừng lịch sự khi nhận tín hiệu TERM."""
    from app.push import worker

    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    worker.run(stop, chores=current_app.extensions.get("chores", ()))


@push_cli.command("status")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Cách trình bày.")
def status(form: str) -> None:
    """Bưu tá đang thế nào: số bản tin theo trạng thái, việc cần người xem."""
    now = queries.status()
    click.echo(json.dumps(_as_json(now), ensure_ascii=False, indent=1) if form == "json" else _as_text(now))


def _as_json(now: Status) -> dict[str, Any]:
    return {
        "counts": {state.value: count for state, count in now.counts.items()},
        "oldest": now.oldest.isoformat() if now.oldest else None,
        "circuit": {
            "open": now.circuit_open_until is not None,
            "until": now.circuit_open_until.isoformat() if now.circuit_open_until else None,
            "reason": now.circuit_reason,
        },
        "silent": now.silent,
        "alarms": now.alarms,
        "unknown_events": now.unknown_events,
        "needs_a_person": now.needs_a_person,
    }


def _as_text(now: Status) -> str:
    lines = [f"{state.value:<12} {count:>6}" for state, count in now.counts.items() if count]
    lines += [f"Chờ lâu nhất: từ {now.oldest.isoformat(timespec='minutes')}"] if now.oldest else []
    if now.circuit_open_until:
        lines.append(f"Tạm ngừng nói với cổng ({now.circuit_reason}).")
    lines += [f"Im lặng quá 24 giờ: {number}" for number in now.silent]
    lines += [f"Cần người xem: {kind} × {count}" for kind, count in now.alarms.items()]
    if now.unknown_events:
        lines.append(f"Trả lời không rõ của bản tin nào: {now.unknown_events}")
    return "\n".join(lines) or "Chưa có bản tin nào."
