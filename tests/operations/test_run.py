"""`make run` from an empty folder: it serves, prints the accounts, and does so again on what is there."""

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from tests.e2e.house import ROOT, free_ports

pytestmark = pytest.mark.slow


@pytest.fixture
def own_database() -> None:
    """Say that this test brings its own database."""


def started(folder: Path, port: int) -> tuple[subprocess.Popen[str], str]:
    """Start the demo and wait until it serves; returns the process and where it answers."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("HOCVU_")}
    environ |= {"HOCVU_DATA_DIR": str(folder), "HOCVU_PORT": str(port)}
    command = [sys.executable, "-m", "app.operations.run"]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    address = f"http://127.0.0.1:{port}"
    for _ in range(900):
        try:
            if requests.get(f"{address}/readyz", timeout=2).ok:
                return process, address
        except requests.RequestException:
            time.sleep(0.1)
    raise AssertionError("it never answered")


def stopped(process: "subprocess.Popen[str]") -> str:
    """Stop it as Ctrl-C does and return what it printed."""
    os.killpg(process.pid, signal.SIGINT)
    printed, _ = process.communicate(timeout=30)
    return printed


def test_it_runs_from_nothing_and_again(own_database: None, tmp_path: Path) -> None:
    port = free_ports()
    folder = tmp_path / "var"

    process, address = started(folder, port)
    busy = subprocess.run(
        [sys.executable, "-m", "app.operations.run"],
        cwd=ROOT,
        env=os.environ | {"HOCVU_DATA_DIR": str(tmp_path / "other"), "HOCVU_PORT": str(port)},
        capture_output=True,
        text=True,
        check=False,
    )
    home = requests.get(address, timeout=10).text
    first = stopped(process)
    process, _ = started(folder, port)
    second = stopped(process)

    assert "Bà con nhân dân" in home
    for printed in (first, second):
        assert address in printed
        assert "lanhdao1" in printed
        assert "JBSWY3DPEHPK3PXP" in printed
    assert "Đang tạo xã mẫu" in first
    assert "Đang tạo xã mẫu" not in second
    assert (busy.returncode, "đang có chương trình khác dùng" in busy.stderr) == (1, True)
    assert stat.S_IMODE((folder / "hocvu.sqlite3").stat().st_mode) == 0o600
