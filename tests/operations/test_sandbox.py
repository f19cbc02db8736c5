"""The sandbox gateway: it believes our key only, counts what it did, survives a kill, and says that it is a sandbox."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from uuid import UUID

import pytest
import requests
from flask import Flask

from app.core import settings as environment
from app.operations.sandbox_faults import Call, Plan, UnknownFault, read_plan, split
from app.push.gateway import Gateway
from app.push.words import Kind
from tests.push.letters import content

ROOT = Path(__file__).resolve().parents[2]
MESSAGE = UUID("01936f2e-0000-7000-8000-000000000001")
BODY = content(MESSAGE, kind=Kind.CONFIRM, number="r1", person="999200000001", version=1)


def free_port() -> int:
    """Return a port nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Process:
    """The sandbox as the command runs it."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        given = {"data_dir": str(folder), "demo": "1", "gateway_url": self.address} | environment.new_secrets()
        self.environ = {f"HOCVU_{name.upper()}": value for name, value in given.items()}
        self.settings = environment.load(self.environ)
        self.start()

    def start(self) -> None:
        """Run it and wait until it answers."""
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "sandbox-gateway", "--port", str(self.port)]
        surroundings = {name: value for name, value in os.environ.items() if not name.startswith("HOCVU_")}
        self.process = subprocess.Popen(command, cwd=ROOT, env=surroundings | self.environ, stdout=subprocess.DEVNULL)
        end = time.monotonic() + 40
        while time.monotonic() < end:
            try:
                requests.get(self.address + "/control", timeout=1)
                return
            except requests.ConnectionError:
                time.sleep(0.1)
        pytest.fail("the sandbox never answered")

    def kill(self) -> None:
        """Kill it without a word."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@pytest.mark.slow
def test_the_sandbox_remembers_everything_after_a_kill(tmp_path: Path) -> None:
    sandbox = Process(tmp_path)
    door = Gateway(sandbox.settings)
    try:
        requests.post(f"{sandbox.address}/control", json={"faults": [{"fault": "500-after", "next": 1}]}, timeout=5)
        assert door.send(BODY, key="k1").status == 500
        sandbox.kill()
        sandbox.start()

        again, asked = door.send(BODY, key="k1"), door.ask(str(MESSAGE))
        state = requests.get(f"{sandbox.address}/control", timeout=5).json()
        page = requests.get(sandbox.address, timeout=5).content.decode()
    finally:
        door.close()
        sandbox.kill()

    assert json.loads(again.body) == json.loads(asked.body)
    assert state["effects"]["per_key"] == {"k1": 1}
    assert [plan["next"] for plan in state["faults"]] == [0]
    assert "Cổng thử, không phải VNeID thật" in page
    assert "r1" in page
    assert "999200000001" not in page + json.dumps(state)


def test_plans_choose_by_order_person_message_number_and_chance() -> None:
    call = Call("send", 3, "hoa", "m1")

    assert Plan(("500",)).meets(call) == "500"
    assert Plan(("500",), order=3, person="hoa", message_id="m1").meets(call) == "500"
    assert Plan(("500",), order=2).meets(call) is None
    assert Plan(("500",), person="lan").meets(call) is None
    assert Plan(("500",), next=0).meets(call) is None
    assert Plan(("500",), on="query").meets(call) is None


def test_the_same_seed_breaks_the_same_requests() -> None:
    plan = Plan(("500", "reset", "html"), probability=0.3, seed=11)

    met = [plan.meets(Call("send", n, None, "m")) for n in range(1000)]

    assert met == [plan.meets(Call("send", n, None, "m")) for n in range(1000)]
    assert 250 < sum(fault is not None for fault in met) < 350
    assert {"500", "reset", "html", None} == set(met)


@pytest.mark.parametrize(
    "wrong", [{}, {"fault": "flood"}, {"fault": "500", "whose": 1}, {"fault": "500", "on": "x"}, []]
)
def test_a_plan_that_names_nothing_known_is_refused(wrong: object) -> None:
    with pytest.raises(UnknownFault):
        read_plan(wrong)


@pytest.mark.parametrize(
    ("fault", "look", "is_applied"),
    [
        (None, "honest", True),
        ("500", "500", False),
        ("500-before", "500", False),
        ("500-after", "500", True),
        ("503-retry-after", "503-retry-after", False),
        ("callback-late", "callback-late", True),
        ("forget-key", "forget-key", True),
        ("refuse", "refuse", False),
    ],
)
def test_a_fault_says_how_the_answer_looks_and_whether_it_was_applied(
    fault: str | None, look: str, is_applied: bool
) -> None:
    assert split(fault) == (look, is_applied)


def test_the_command_is_there(app: Flask) -> None:
    done = app.test_cli_runner().invoke(args=["sandbox-gateway", "--help"])

    assert "không phải VNeID thật" in done.output
