"""The post as processes that are killed, stopped and raced: nothing is lost and nothing takes effect twice."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.serving import make_server

from app import create_app
from app.core import settings as environment
from app.core.db import db
from app.operations.sandbox import Sandbox
from app.push import queries
from app.push.words import Kind
from app.push.words import MessageState as S
from tests.postgres import NewDatabase
from tests.push.letters import fresh, letter, path_of, plan, settle

pytestmark = [pytest.mark.storage, pytest.mark.slow]
ROOT = Path(__file__).resolve().parents[2]
FAULTS = [
    "500-before", "500-after", "502-before", "504-after", "409-after", "timeout-after",
    "reset-before", "reset-after", "reset-headers-after", "truncated-after", "garbage-before", "html-after",
    "empty-before", "no-receipt-after", "wrong-echo-after", "503-retry-after", "429-retry-after", "401",
    "callback", "callback-early", "callback-twice", "callback-forged", "callback-never", "forget-key",
]  # fmt: skip


@dataclass
class House:
    """One application with a database, a web server and a sandbox of its own, and the workers started for it."""

    app: Flask
    sandbox: Sandbox
    environ: dict[str, str]
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def worker(self) -> subprocess.Popen[bytes]:
        """Start a worker process."""
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "push", "work"]
        process = subprocess.Popen(command, cwd=ROOT, env=surroundings() | self.environ, stderr=subprocess.DEVNULL)
        self.workers.append(process)
        return process


@pytest.fixture
def own_database(tmp_path: Path, new_database: NewDatabase) -> Iterator[House]:
    """Run a house of its own: what processes do is committed, so nothing here is rolled back."""
    secrets = environment.new_secrets()
    secret, key = secrets["callback_secret"], secrets["gateway_key"]
    web = make_server("127.0.0.1", 0, app=lambda *given: app(*given), threaded=True)
    base = f"http://127.0.0.1:{web.server_port}"
    sandbox = Sandbox(
        0, folder=tmp_path / "sandbox", gateway_key=key, callback=f"{base}/api/vneid/callback", secret=secret
    )
    given = {"data_dir": str(tmp_path), "demo": "1", "push_pace": "0.0005", "base_url": base}
    given |= {"gateway_url": sandbox.address, "database_url": new_database()}
    environ = {f"HOCVU_{name.upper()}": value for name, value in (secrets | given).items()}
    app = create_app(environment.load(environ))
    house = House(app, sandbox, environ)
    for server in (web, sandbox):
        threading.Thread(target=server.serve_forever, daemon=True).start()
    with app.app_context():
        db.create_all()
        yield house
        for process in house.workers:
            process.kill()
            process.wait()
        db.session.remove()
        db.engine.dispose()
    for server in (web, sandbox):
        server.shutdown()
        server.server_close()


def surroundings() -> dict[str, str]:
    """Return the environment without settings of ours: those are given to each process one by one."""
    return {name: value for name, value in os.environ.items() if not name.startswith("HOCVU_")}


def until(done: Callable[[], bool], *, seconds: float, pause: float = 0.05) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "it never came to that"
        db.session.rollback()
        time.sleep(pause)
    db.session.rollback()


def test_two_workers_and_a_faulty_gateway_deliver_three_hundred_messages_once_each(own_database: House) -> None:
    house = own_database
    confirms = [letter(lane=f"p{n}", subject=f"r{n:03d}") for n in range(150)]
    corrects = [letter(lane=f"p{n}", subject=f"r{n:03d}", kind=Kind.CORRECT, version=2) for n in range(150)]
    house.sandbox.store.control({
        "faults": [
            {"faults": FAULTS, "probability": 0.3, "seed": 20261120, "delay": 0.05, "retry_after": "1"},
            {"faults": ["500", "reset", "html"], "probability": 0.3, "seed": 7, "on": "query"},
        ]
    })  # fmt: skip
    first = house.worker()
    house.worker()

    until(lambda: queries.status().counts[S.CONFIRMED] > 60, seconds=90, pause=0.5)
    first.kill()
    house.worker()
    until(lambda: queries.status().counts[S.CONFIRMED] == 300, seconds=180, pause=0.5)

    effects = house.sandbox.store.state()["effects"]
    assert (effects["total"], len(effects["per_key"]), len(effects["per_record"])) == (300, 300, 300)
    assert set(house.sandbox.store.state()["records"].values()) == {"CORRECT"}, (
        "no correction overtook its confirmation"
    )
    for before, after in zip(confirms, corrects, strict=True):
        assert fresh(before).settled_at <= fresh(after).first_sent_at


def test_a_worker_killed_while_sending_loses_nothing_and_doubles_nothing(own_database: House) -> None:
    message = letter()
    plan(own_database.sandbox, "timeout-after")
    worker = own_database.worker()

    until(lambda: fresh(message).state is S.SENDING, seconds=40)
    worker.kill()

    assert settle(message) is S.CONFIRMED
    assert path_of(message)[:4] == ["queued", "claimed", "sending", "unknown"]
    assert own_database.sandbox.store.state()["effects"]["total"] == 1


def test_a_worker_that_slept_through_its_claim_changes_nothing_when_it_wakes(own_database: House) -> None:
    message = letter()
    plan(own_database.sandbox, "timeout-before")
    sleeper = own_database.worker()

    until(lambda: fresh(message).state is S.SENDING, seconds=40)
    sleeper.send_signal(signal.SIGSTOP)
    assert settle(message) is S.CONFIRMED
    before = path_of(message)
    sleeper.send_signal(signal.SIGCONT)
    other = letter()
    until(lambda: fresh(other).state is S.CONFIRMED, seconds=40)

    assert path_of(message) == before
    assert own_database.sandbox.store.state()["effects"]["total"] == 2


def test_a_worker_asked_to_stop_brings_its_message_to_an_end_first(own_database: House) -> None:
    message = letter()
    plan(own_database.sandbox, "timeout-before")
    worker = own_database.worker()

    until(lambda: fresh(message).state is S.SENDING, seconds=40)
    worker.terminate()

    assert worker.wait(timeout=10) == 0
    assert fresh(message).state is S.UNKNOWN
