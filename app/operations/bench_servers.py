"""The servers of a bench run: ours and the floors, each a gunicorn with the same settings behind a socket file."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from app.operations.bench_load import exchange, request_bytes

FLOORS = {"b": "lesson_page", "s1": "one_answer", "s10": "ten_answers"}
FLOORS_FILE = Path(__file__).with_name("bench_floors.py")
STARTS_WITHIN = 30.0
# A socket file's whole address must fit into this many bytes (unix(7)).
LONGEST_ADDRESS = 107


class ServerDied(Exception):  # noqa: N818
    """A server did not start; the text ends with the last lines it wrote."""


@dataclass(frozen=True)
class Server:
    """A running server: its socket file and its process."""

    address: str
    process: subprocess.Popen[bytes]

    def cpu_seconds(self) -> float | None:
        """Return the processor time its workers have used so far; None where the system has no /proc."""
        spent = [_on_processor(pid) for pid in _children(self.process.pid)]
        return sum(spent) if spent else None

    def worker_megabytes(self) -> int | None:
        """Return the memory of the largest worker in MB; None where the system has no /proc."""
        sizes = [_resident(pid) for pid in _children(self.process.pid)]
        return max(sizes) // 1000 if sizes else None


@contextmanager
def running(folder: Path, environ: Mapping[str, str]) -> Iterator[dict[str, Server]]:
    """Run our application (`ours`, with these settings) and every floor (by its name) until the block ends.

    Raises:
        ServerDied: one of them did not start.
    """
    servers: dict[str, Server] = {}
    try:
        servers["ours"] = _start("ours", folder, ["wsgi:app"], environ)
        for name, factory in FLOORS.items():
            servers[name] = _start_floor(name, factory, folder)
        for server in servers.values():
            _wait(server)
        yield servers
    finally:
        for server in servers.values():
            server.process.terminate()
        for server in servers.values():
            server.process.wait()


def _start_floor(name: str, factory: str, folder: Path) -> Server:
    environ = {"BENCH_DATABASE": f"sqlite:///{folder.resolve() / name}.sqlite3"}
    subprocess.run([sys.executable, str(FLOORS_FILE)], env=os.environ | environ, check=True)
    return _start(name, folder, ["--pythonpath", str(FLOORS_FILE.parent), f"bench_floors:{factory}()"], environ)


def _start(name: str, folder: Path, target: list[str], environ: Mapping[str, str]) -> Server:
    address = _address(folder / f"{name}.sock")
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.py", "--bind", f"unix:{address}", *target]
    with _log(address).open("wb") as log:
        return Server(address, subprocess.Popen(command, env=os.environ | dict(environ), stdout=log, stderr=log))


def _log(address: str) -> Path:
    return Path(address).with_suffix(".log")


def _address(path: Path) -> str:
    """Return the shorter spelling of a socket file's place, from the root or from here.

    Raises:
        ServerDied: no system takes an address as long as that.
    """
    address = min(str(path.resolve()), os.path.relpath(path), key=len)
    if len(address.encode()) > LONGEST_ADDRESS:
        raise ServerDied(f"{address} is too long for a socket file; choose a shorter HOCVU_DATA_DIR")
    return address


def _wait(server: Server) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and server.process.poll() is None:
        with suppress(OSError):
            if exchange(server.address, request_bytes("GET", "/")):
                return
        time.sleep(0.1)
    raise ServerDied(_log(server.address).read_text(encoding="utf-8", errors="replace")[-2000:])


def _children(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return []


def _on_processor(pid: str) -> float:
    """Return the seconds a process has run: the first figure of its schedstat, in nanoseconds (proc(5))."""
    return int(Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[0]) / 1e9


def _resident(pid: str) -> int:
    """Return the resident memory of a process in kB."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))
