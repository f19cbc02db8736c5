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
from app.operations.sandbox import Sandbox
from app.operations.sandbox_faults import Call, Plan, UnknownFault, read_plan, split
from app.push.gateway import Gateway
from app.push.words import Kind
from tests.push.conftest import sandbox
from tests.push.letters import content

__all__ = ["sandbox"]

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


NAMELESS = {"fault": "500"}
WRONG_PLANS = [
    ({}, "Không có sự cố tên “None”."),
    ({"fault": "flood"}, "Không có sự cố tên “flood”."),
    ({"fault": 500}, "Không có sự cố tên “500”."),
    ({"faults": [["500"]]}, "Không có sự cố tên “['500']”."),
    ({"faults": "500"}, "“faults” phải là danh sách tên sự cố."),
    ([], "Cần một đối tượng JSON"),
    (NAMELESS | {"whose": 1}, "Không có mục “whose”; các mục có thể dùng: code, delay,"),
    (NAMELESS | {"id": 7}, "Không có mục “id”"),
    (NAMELESS | {"on": "x"}, "“on” phải là send hoặc query."),
    (NAMELESS | {"on": ["send"]}, "“on” phải là send hoặc query."),
    (NAMELESS | {"order": "3"}, "“order” phải là một số nguyên từ 1."),
    (NAMELESS | {"order": 0}, "“order” phải là một số nguyên từ 1."),
    (NAMELESS | {"next": "1"}, "“next” phải là một số nguyên từ 0."),
    (NAMELESS | {"next": True}, "“next” phải là một số nguyên từ 0."),
    (NAMELESS | {"next": -1}, "“next” phải là một số nguyên từ 0."),
    (NAMELESS | {"person": 999200000001}, "“person” phải là một dòng chữ ngắn."),
    (NAMELESS | {"message_id": {}}, "“message_id” phải là một dòng chữ ngắn."),
    (NAMELESS | {"probability": "0.3"}, "“probability” phải là một số từ 0 đến 1."),
    (NAMELESS | {"probability": 30}, "“probability” phải là một số từ 0 đến 1."),
    (NAMELESS | {"probability": float("nan")}, "“probability” phải là một số từ 0 đến 1."),
    (NAMELESS | {"seed": None}, "“seed” phải là một số nguyên từ 0."),
    (NAMELESS | {"code": None}, "“code” phải là một dòng chữ ngắn."),
    (NAMELESS | {"retry_after": 30}, "“retry_after” phải là một dòng chữ ngắn."),
    (NAMELESS | {"retry_after": "1\r\nX: y"}, "“retry_after” phải là một dòng chữ ngắn."),
    (NAMELESS | {"delay": "soon"}, "“delay” phải là số giây từ 0 đến 3600."),
]


@pytest.mark.parametrize(("wrong", "sentence"), WRONG_PLANS)
def test_a_plan_that_cannot_be_is_refused_with_a_sentence(wrong: object, sentence: str) -> None:
    with pytest.raises(UnknownFault) as refused:
        read_plan(wrong)

    assert str(refused.value).startswith(sentence)


def test_a_plan_is_read_back_as_it_was_given() -> None:
    plan = Plan(("500", "html"), on="query", order=3, person="hoa", next=2, probability=0.5, seed=11, delay=0)

    assert read_plan(json.loads(json.dumps(plan.content()))) == plan


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        (b"{", "Nội dung không phải JSON."),
        (b"[" * 5000, "Nội dung không phải JSON."),
        (b"\xff", "Nội dung không phải JSON."),
        (b"[]", "Cần một đối tượng JSON"),
        (b'{"faults": {"fault": "500"}}', "“faults” phải là danh sách kế hoạch."),
        (b'{"faults": [{"fault": "500", "next": "1"}]}', "“next” phải là một số nguyên từ 0."),
        (b'{"reset": "no"}', "“reset” phải là true hoặc false."),
        (b'{"forget_keys_after": "x", "clear": true}', "“forget_keys_after” phải là một số nguyên từ 0."),
        (b'{"fault": "500"}', "Không có mục “fault”"),
    ],
)
def test_the_control_address_refuses_what_it_cannot_do_and_changes_nothing(
    sandbox: Sandbox, sent: bytes, sentence: str
) -> None:
    sandbox.store.control({"faults": [NAMELESS]})

    answer = requests.post(f"{sandbox.address}/control", data=sent, timeout=5)

    assert answer.status_code == 400
    assert answer.json()["message"].startswith(sentence)
    assert [plan["faults"] for plan in sandbox.store.state()["faults"]] == [("500",)]


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
