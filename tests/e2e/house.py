"""A whole installation for a test: web, worker and sandbox gateway as processes that may be killed at any moment."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import requests

from app import create_app
from app.core import settings as environment
from app.core.db import db, transaction
from app.people import service as people

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = {
    "web": ["gunicorn", "--config", "deploy/gunicorn.py", "wsgi:app"],
    "worker": ["flask", "--app", "wsgi", "push", "work"],
    "gateway": ["flask", "--app", "wsgi", "sandbox-gateway"],
}


def free_ports() -> int:
    """Return a port that is free, with the one above it free as well."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


class House:
    """One data directory, one database, three processes."""

    def __init__(self, folder: Path, *, database_url: str = "", people_count: int = 60, pace: str = "0.005") -> None:
        port = free_ports()
        self.base = f"http://127.0.0.1:{port}"
        self.gateway = f"http://127.0.0.1:{port + 1}"
        secrets = {name.upper(): value for name, value in environment.new_secrets().items()}
        given = {
            "DATA_DIR": str(folder),
            "DEMO": "1",
            "PORT": str(port),
            "BASE_URL": self.base,
            "GATEWAY_URL": self.gateway,
            "DATABASE_URL": database_url,
            "PUSH_PACE": pace,
        }
        self.environ = {f"HOCVU_{name}": value for name, value in (secrets | given).items()}
        self.log = (folder / "processes.log").open("ab")
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        for step in (["db", "upgrade"], ["catalog", "publish"], ["demo", "load", "--people", str(people_count)]):
            done = self.flask(*step)
            assert done.returncode == 0, done.stdout + done.stderr

    def flask(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the application to its end."""
        command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
        return subprocess.run(command, cwd=ROOT, env=self._whole(), capture_output=True, text=True, check=False)

    def add_listed(self, *, full_name: str, birth_year: int, number: str) -> str:
        """Enter somebody into the resident list, as an import would; returns the code of their thôn."""
        with create_app(environment.load(self.environ)).app_context():
            home = people.list_hamlets()[0]
            with transaction():
                person = people.add_person(people.NewPerson(full_name, birth_year, home, is_listed=True))
                people.set_number(person, number)
                code = home.code
            db.session.remove()
            db.engine.dispose()
        return code

    def start(self, *names: str) -> None:
        """Start processes, and wait until each one serves."""
        for name in names or COMMANDS:
            command = [str(Path(sys.executable).parent / COMMANDS[name][0]), *COMMANDS[name][1:]]
            self.running[name] = subprocess.Popen(
                command, cwd=ROOT, env=self._whole(), stdout=self.log, stderr=self.log, start_new_session=True
            )
        if "web" in (names or COMMANDS):
            self._wait(f"{self.base}/readyz")
        if "gateway" in (names or COMMANDS):
            self._wait(f"{self.gateway}/control")

    def kill(self, *names: str) -> None:
        """Kill processes with all their children, as a power cut would."""
        for name in names:
            process = self.running.pop(name)
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def restart(self, *names: str) -> None:
        """Kill processes and start them anew."""
        self.kill(*names)
        self.start(*names)

    def plan(self, *faults: str, **given: Any) -> None:
        """Tell the gateway what to break."""
        plans = [{"faults": list(faults), **given}] if faults else []
        requests.post(f"{self.gateway}/control", json={"faults": plans}, timeout=10).raise_for_status()

    def effects(self) -> dict[str, Any]:
        """Return what the gateway has applied."""
        state: dict[str, Any] = requests.get(f"{self.gateway}/control", timeout=10).json()
        return state

    def push_status(self) -> dict[str, Any]:
        """Return what `push status` says."""
        found: dict[str, Any] = json.loads(self.flask("push", "status", "--format", "json").stdout)
        return found

    def assert_sound(self) -> None:
        """Assert that both checkers of the product have nothing to say."""
        for command in (["registry", "check"], ["audit", "verify"]):
            done = self.flask(*command)
            assert done.returncode == 0, done.stdout + done.stderr

    def close(self) -> None:
        """End every process that is left."""
        self.kill(*list(self.running))
        self.log.close()

    def _whole(self) -> dict[str, str]:
        outside = {name: value for name, value in os.environ.items() if not name.startswith("HOCVU_")}
        return outside | self.environ

    @staticmethod
    def _wait(address: str) -> None:
        end = time.monotonic() + 30
        while True:
            try:
                if requests.get(address, timeout=2).ok:
                    return
            except requests.RequestException:
                pass
            assert time.monotonic() < end, f"{address} does not answer"
            time.sleep(0.1)
