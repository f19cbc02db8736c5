"""Commands to run the house: the demo commune, the sandbox gateway, the benches."""

from contextlib import suppress
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from app.core.errors import Refusal
from app.core.runtime import settings
from app.operations import demo
from app.operations.demo_accounts import ACCOUNTS
from app.operations.keys import ensure_keys

keys_cli = AppGroup("keys", help="Khoá của hệ thống.")
demo_cli = AppGroup("demo", help="Xã mẫu với dữ liệu bịa.")
bench_cli = AppGroup("bench", help="Đo tốc độ.")


@keys_cli.command("new")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def new_keys(folder: Path) -> None:
    """Tạo bộ khoá ngẫu nhiên trong FOLDER/keys, chỉ chủ máy đọc được; khoá đã có thì giữ nguyên."""
    made = ensure_keys(folder)
    click.echo("Đã tạo khoá mới." if made else "Khoá đã có đủ, không tạo thêm.")


@demo_cli.command("load")
@click.option(
    "--people", type=click.IntRange(len(ACCOUNTS), 200_000), default=demo.PEOPLE, show_default=True, help="Số người."
)
@click.option("--seed", type=int, default=demo.SEED, show_default=True, help="Cùng số này thì ra cùng một xã.")
def load(people: int, seed: int) -> None:
    """Tạo thôn, hộ, người, tài khoản và một ít kết quả học bịa (chỉ khi HOCVU_DEMO=1)."""
    try:
        made = demo.load(people=people, seed=seed)
    except Refusal as refusal:
        raise click.ClickException(refusal.text()) from None
    click.echo(
        f"Đã tạo {made.people} người, {made.households} hộ, {made.hamlets} thôn; "
        f"{made.finished} người học xong, {made.records} người đã vào sổ."
    )


@bench_cli.command("run", with_appcontext=False, context_settings={"ignore_unknown_options": True})
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def run_bench(options: tuple[str, ...]) -> None:
    """Đo các mục tiêu tốc độ bằng tỉ số với mức sàn trong cùng một lần chạy; việc của `make bench`."""
    from app.operations import bench  # Serving pages never needs it.

    bench.main(list(options))


@click.command("sandbox-gateway")
@click.option("--port", type=click.IntRange(0, 65535), help="Cổng mạng; mặc định là HOCVU_PORT + 1.")
@with_appcontext
def sandbox_gateway(port: int | None) -> None:
    """Chạy cổng thử (không phải VNeID thật) để thử việc gửi xác nhận."""
    from app.operations.sandbox import Sandbox

    ours = settings()
    port = ours.port + 1 if port is None else port
    try:
        gateway = Sandbox(
            port,
            folder=ours.data_dir / "sandbox",
            gateway_key=ours.gateway_key.get_secret_value(),
            callback=str(ours.base_url).rstrip("/") + "/api/vneid/callback",
            secret=ours.callback_secret.get_secret_value(),
        )
    except (OSError, OverflowError) as error:  # Taken, not ours to take, or higher than ports go.
        raise click.ClickException(f"Không mở được cổng {port} ({error}). Chọn cổng khác bằng --port.") from None
    click.echo(f"Cổng thử, không phải VNeID thật: {gateway.address}")
    with gateway, suppress(KeyboardInterrupt):
        gateway.serve_forever()
