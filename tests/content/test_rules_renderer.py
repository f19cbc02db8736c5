"""The renderer's server: quick, killed without harm, gone with its owner, never shared, never left dead behind."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest

from app.content import renderer
from app.content.markdown import RenderRefused, render_batch

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = "&" * 99_000
OWNER = """
import os, sys, time
from app.content import renderer
from app.content.markdown import render_batch
render_batch(["Chào."], media={})
print(renderer._keeper.server.process.pid, flush=True)
THEN
"""


@pytest.fixture(autouse=True)
def _own_server() -> Iterator[None]:
    renderer._keeper.end()
    yield
    renderer._keeper.end()


def server_pid() -> int:
    server = renderer._keeper.server
    assert server is not None
    return server.process.pid


def is_alive(pid: int) -> bool:
    """Tell whether a process runs; a dead one that nobody waited for is dead, too."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def children() -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()]


def refuse_hostile() -> None:
    with pytest.raises(RenderRefused):
        render_batch([HOSTILE], media={})


def wait_until(what: object) -> None:
    end = monotonic() + 10
    while not what():  # type: ignore[operator]
        assert monotonic() < end
        sleep(0.01)


def test_one_server_does_all_batches() -> None:
    assert render_batch(["**một**"], media={}) == ["<p><strong>một</strong></p>"]
    first = server_pid()

    assert render_batch(["*hai*", "", "ba"], media={}) == ["<p><em>hai</em></p>", "", "<p>ba</p>"]
    assert server_pid() == first


def test_a_server_that_was_killed_is_started_again_and_leaves_no_dead_process() -> None:
    render_batch(["một"], media={})
    first = server_pid()
    os.kill(first, signal.SIGKILL)

    assert render_batch(["hai"], media={}) == ["<p>hai</p>"]
    assert server_pid() != first
    assert first not in children()


def test_a_server_killed_in_the_middle_of_a_batch_costs_time_but_no_answer() -> None:
    render_batch(["một"], media={})
    first, found = server_pid(), []
    slow = ["&" * 25_000, "Xong."]
    thread = threading.Thread(target=lambda: found.extend(render_batch(slow, media={})))
    thread.start()
    wait_until(lambda: Path(f"/proc/{first}/task/{first}/children").read_text())
    os.kill(first, signal.SIGKILL)
    thread.join()

    assert found[1] == "<p>Xong.</p>"
    assert server_pid() != first


def test_hostile_text_ends_its_child_and_not_the_server() -> None:
    render_batch(["một"], media={})
    first = server_pid()

    with pytest.raises(RenderRefused) as refusal:
        render_batch(["Một.", "Hai.", HOSTILE], media={})

    assert refusal.value.index == 2
    assert render_batch(["sau"], media={}) == ["<p>sau</p>"]
    assert server_pid() == first
    assert Path(f"/proc/{first}/task/{first}/children").read_text() == ""


def test_while_one_text_is_slow_another_thread_gets_its_own_child() -> None:
    render_batch(["một"], media={})
    first = server_pid()
    thread = threading.Thread(target=refuse_hostile)
    thread.start()
    wait_until(lambda: Path(f"/proc/{first}/task/{first}/children").read_text())

    assert render_batch(["hai"], media={}) == ["<p>hai</p>"]
    assert thread.is_alive()
    thread.join()


def test_a_server_that_answers_nothing_is_given_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    render_batch(["một"], media={})
    monkeypatch.setattr(renderer, "WALL_SECONDS", 0.2)
    first = server_pid()
    os.kill(first, signal.SIGSTOP)

    with pytest.raises(RenderRefused) as refusal:
        render_batch(["hai"], media={})

    assert refusal.value.index is None
    assert not is_alive(first)
    monkeypatch.undo()
    assert render_batch(["ba"], media={}) == ["<p>ba</p>"]


def test_a_forked_process_starts_a_server_of_its_own() -> None:
    render_batch(["một"], media={})
    first = server_pid()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        html = render_batch(["hai"], media={})
        os.write(writing, f"{server_pid()} {html[0]}".encode())
        renderer._keeper.end()
        os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    pid, _, html = os.read(reading, 100).decode().partition(" ")
    os.close(reading)

    assert (int(pid) != first, html) == (True, "<p>hai</p>")
    assert render_batch(["ba"], media={}) == ["<p>ba</p>"]
    assert server_pid() == first


@pytest.mark.parametrize("then", ["os._exit(0)", "os.kill(os.getpid(), 9)", "sys.exit()"])
def test_the_server_ends_with_its_owner_however_that_ends(then: str) -> None:
    program = [sys.executable, "-c", OWNER.replace("THEN", then)]
    owner = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=False)

    wait_until(lambda: not is_alive(int(owner.stdout)))


def test_the_server_of_a_parent_ends_although_a_forked_child_lives_on() -> None:
    then = "child = os.fork()\nif child == 0:\n    time.sleep(60)\nprint(child, flush=True)\nos._exit(0)"
    program = [sys.executable, "-c", OWNER.replace("THEN", then)]
    with subprocess.Popen(program, cwd=ROOT, stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        server, child = int(owner.stdout.readline()), int(owner.stdout.readline())
        wait_until(lambda: not is_alive(server))
        assert is_alive(child)
        os.kill(child, signal.SIGKILL)


def test_without_fork_every_batch_has_a_fresh_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork")

    assert render_batch(["một"], media={}) == ["<p>một</p>"]
    assert renderer._keeper.server is None


def test_warming_up_starts_the_server_without_waiting_for_it() -> None:
    seconds = []
    for _ in range(5):  # The quickest counts: the machine may be busy, but loading the libraries takes longer always.
        renderer._keeper.end()
        started = monotonic()
        renderer.warm_up()
        seconds.append(monotonic() - started)

    assert min(seconds) < 0.1
    first = server_pid()
    assert render_batch(["một"], media={}) == ["<p>một</p>"]
    assert server_pid() == first


def test_the_server_knows_nothing_of_the_application() -> None:
    render_batch(["một"], media={})
    maps = Path(f"/proc/{server_pid()}/maps").read_text()
    command = Path(f"/proc/{server_pid()}/cmdline").read_bytes().split(b"\x00")

    assert "sqlite" not in maps
    assert command[1] == b"-I"
