"""`make run`: from an empty folder to a running demo commune, and again in seconds."""

import os
import socket
import sys
from pathlib import Path

from honcho.manager import Manager

from app.core.settings import WrongSettings, dotenv
from app.operations import mistakes
from app.operations.keys import ensure_keys

PORTS, HIGHEST = 2, 65535


def main() -> int:
    """Prepare the data directory, then run web, worker and sandbox gateway until one of them ends."""
    os.umask(0o077)  # As in `wsgi.py`: what is written here is for its owner alone.
    with mistakes.in_one_line():
        environ = demo_environment()
        os.environ.update(environ)
        _ensure_free(environ)
        ensure_keys(Path(environ["HOCVU_DATA_DIR"]))
        prepare()
    return _serve(environ)


def demo_environment() -> dict[str, str]:
    """Return the settings of the demo; whatever the environment or `.env` already says stays.

    Raises:
        WrongSettings: the port is no number, or leaves none above it for the sandbox gateway.
    """
    said = dotenv(Path(".env")) | dict(os.environ)
    asked = said.get("HOCVU_PORT") or "8000"
    port = int(asked) if asked.isascii() and asked.isdigit() else 0
    if not 0 < port < HIGHEST:
        raise WrongSettings(f"HOCVU_PORT: cần một số từ 1 đến {HIGHEST - 1}, ví dụ 8080")
    default = {
        "HOCVU_DEMO": "1",
        "HOCVU_PORT": str(port),
        "HOCVU_DATA_DIR": "var",
        "HOCVU_BASE_URL": f"http://127.0.0.1:{port}",
        "HOCVU_GATEWAY_URL": f"http://127.0.0.1:{port + 1}",
        "HOCVU_PUSH_PACE": "0.02",
    }
    return default | {name: value for name in default if (value := said.get(name))}


def prepare() -> None:
    """Bring the database up to date, publish the courses, and load the demo commune into an empty one."""
    from flask_migrate import upgrade

    from app import create_app
    from app.core.runtime import settings
    from app.operations import demo

    with create_app().app_context(), mistakes.in_one_line():
        upgrade()
        take_in_courses()
        if demo.is_needed():
            print("Đang tạo xã mẫu, chừng mười mấy giây…", flush=True)
            demo.load(people=demo.PEOPLE, seed=demo.SEED)
        print(demo.table(str(settings().base_url)), flush=True)


def take_in_courses() -> None:
    """Publish the folder of courses; where it does not fit to what teachers published since, that goes on as it is.

    Raises:
        PublishRefused: nothing is published yet, so there is nothing to go on with.
    """
    from app.catalog import service as catalog
    from app.core.actor import SYSTEM
    from app.core.db import transaction
    from app.core.runtime import settings

    try:
        with transaction():
            catalog.publish(settings().courses_dir, SYSTEM)
    except catalog.PublishRefused as refusal:
        if not catalog.list_programmes():
            raise
        for problem in refusal.problems:
            print(f"{problem.file}: {problem.message}", file=sys.stderr)
        print(f"{refusal.text()} Các bài đang dùng vẫn giữ nguyên.", file=sys.stderr)


def _serve(environ: dict[str, str]) -> int:
    here = Path(sys.executable).parent
    python = {"PATH": f"{here}{os.pathsep}{os.environ.get('PATH', '')}", "PYTHONUNBUFFERED": "1"}
    manager = Manager()
    for line in Path("Procfile").read_text(encoding="utf-8").splitlines():
        name, _, command = line.partition(": ")
        manager.add_process(name, command, env=os.environ | environ | python)
    manager.loop()
    return int(manager.returncode or 0)


def _ensure_free(environ: dict[str, str]) -> None:
    first = int(environ["HOCVU_PORT"])
    for port in range(first, first + PORTS):
        if _is_taken(port):
            raise WrongSettings(f"HOCVU_PORT: cổng {port} đang có chương trình khác dùng; thử HOCVU_PORT=8080 make run")


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


if __name__ == "__main__":
    sys.exit(main())
