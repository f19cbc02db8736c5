"""A whole installation for a test: web, worker and sandbox gateway as processes that may be killed at any moment."""

import atexit
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import requests
from click.testing import Result
from flask import Flask
from flask_migrate import upgrade

from app import create_app
from app.core import settings as environment
from app.core.db import db, transaction
from app.operations import demo
from app.people import service as people
from tests.catalog import library
from tests.e2e import ticked

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = {
    "web": ["gunicorn", "--config", "deploy/gunicorn.py", "wsgi:app"],
    "worker": ["flask", "--app", "wsgi", "push", "work"],
    "gateway": ["flask", "--app", "wsgi", "sandbox-gateway"],
}


def free_ports() -> int:
    """Return a port that is free, with the one above it free as well.

    Both stay free while nobody listens: the system hands out ports this low to nobody who asks for any.
    """
    while True:
        port = random.SystemRandom().randrange(20_000, 32_000)
        with socket.socket() as first, socket.socket() as second:
            try:
                first.bind(("127.0.0.1", port))
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


@cache
def secrets() -> dict[str, str]:
    """Return the keys of every house of this run: what is sealed in a copied database opens with them."""
    return environment.new_secrets()


@contextmanager
def inside(environ: dict[str, str]) -> Iterator[Flask]:
    """Reach into a house: its application here, with its database, let go of at the end."""
    app = create_app(environment.load(environ))
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


def prepare(environ: dict[str, str], people_count: int) -> None:
    """Do in an empty database what an operator does with three commands: its tables, the courses, the demo commune."""
    with inside(environ):
        upgrade()
        library.published(ticked.folder())  # Rendered once for all houses.
        demo.load(people=people_count, seed=demo.SEED)


@cache
def prepared(people_count: int) -> Path:
    """Return a data directory with the commune of this many, made once; houses on SQLite begin with a copy of it."""
    folder = Path(tempfile.mkdtemp(prefix="hocvu-commune-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    given = {"data_dir": str(folder), "demo": "1"} | secrets()
    prepare({f"HOCVU_{name.upper()}": value for name, value in given.items()}, people_count)
    return folder


class House:
    """One data directory, one database, three processes."""

    def __init__(self, folder: Path, *, database_url: str = "", people_count: int = 60, pace: str = "0.005") -> None:
        port = free_ports()
        self.base = f"http://127.0.0.1:{port}"
        self.gateway = f"http://127.0.0.1:{port + 1}"
        given = {
            "data_dir": str(folder),
            "demo": "1",
            "port": str(port),
            "base_url": self.base,
            "gateway_url": self.gateway,
            "database_url": database_url,
            "push_pace": pace,
        }
        self.environ = {f"HOCVU_{name.upper()}": value for name, value in (secrets() | given).items()}
        if database_url:
            prepare(self.environ, people_count)
        else:
            shutil.copytree(prepared(people_count), folder, dirs_exist_ok=True)
        self.log = (folder / "processes.log").open("ab")
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def flask(self, *arguments: str) -> Result:
        """Run a command of the application to its end, without the price of another Python."""
        with inside(self.environ) as app:
            return app.test_cli_runner().invoke(args=arguments)

    def add_listed(self, *, full_name: str, birth_year: int, number: str) -> str:
        """Enter somebody into the resident list, as an import would; returns the code of their thôn."""
        with inside(self.environ):
            home = people.list_hamlets()[0]
            with transaction():
                person = people.add_person(people.NewPerson(full_name, birth_year, home, is_listed=True))
                people.set_number(person, number)
                return home.code

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
            assert done.exit_code == 0, done.output

    def close(self) -> None:
        """End every process that is left."""
        self.kill(*list(self.running))
        self.log.close()

    def _whole(self) -> dict[str, str]:
        outside = {name: value for name, value in os.environ.items() if not name.startswith("HOCVU_")}
        return outside | self.environ

    @staticmethod
    def _wait(address: str) -> None:
        end = time.monotonic() + 60
        while True:
            try:
                if requests.get(address, timeout=2).ok:
                    return
            except requests.RequestException:
                pass
            assert time.monotonic() < end, f"{address} does not answer"
            time.sleep(0.1)
