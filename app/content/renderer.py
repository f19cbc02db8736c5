"""Keeps the renderer at hand: one server for each process of the application, and a fresh child where there is none.

The server (`markdown.py serve`) has the HTML libraries loaded and forks a limited child for each job, so a preview does
not wait for Python to start. It belongs to the process that started it: a fork of that process starts its own. It ends
when its input does, that is with its owner, however that one ends.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import select
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

WALL_SECONDS = 12.0
PROGRAM = [sys.executable, "-I", str(Path(__file__).with_name("markdown.py"))]
CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class Done:
    """What a job came to: whether its child ended well, and the lines it had written by then (None: not known)."""

    is_whole: bool
    output: bytes | None


class _Gone(Exception):  # noqa: N818  # Never leaves this module.
    """The server is dead or does not answer."""


class _Server:
    """One running server and the two pipes to it."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [*PROGRAM, "serve"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            start_new_session=True,
        )
        if self.process.stdin is None or self.process.stdout is None:
            raise _Gone
        self.jobs, self.answers = self.process.stdin, self.process.stdout
        os.set_blocking(self.jobs.fileno(), False)

    def run(self, job: bytes) -> Done | None:
        """Return what the job came to, None when it took more than its time; then the server was ended with its child.

        Raises:
            _Gone: the server died; the job may be tried elsewhere.
        """
        until = monotonic() + WALL_SECONDS
        try:
            self._send(b"%d\n" % len(job) + job, until)
            head, _, output = self._receive(b"", lambda got: b"\n" in got, until).partition(b"\n")
            code, length = (int(part) for part in head.split())
            return Done(code == 0, self._receive(output, lambda got: len(got) >= length, until))
        except TimeoutError:
            self.end()
            return None

    def _send(self, data: bytes, until: float) -> None:
        while data:
            self._wait(self.jobs.fileno(), select.POLLOUT, until)
            try:
                data = data[os.write(self.jobs.fileno(), data[:CHUNK]) :]
            except BrokenPipeError as error:
                raise _Gone from error

    def _receive(self, got: bytes, is_enough: Callable[[bytes], bool], until: float) -> bytes:
        while not is_enough(got):
            self._wait(self.answers.fileno(), select.POLLIN, until)
            more = os.read(self.answers.fileno(), CHUNK)
            if not more:
                raise _Gone
            got += more
        return got

    def _wait(self, descriptor: int, event: int, until: float) -> None:
        poll = select.poll()
        poll.register(descriptor, event)
        if not poll.poll(max(0, until - monotonic()) * 1000):
            raise TimeoutError

    def end(self) -> None:
        """End the server with the child it may have, and leave no dead process behind."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self._close()
        self.process.wait()

    def disown(self) -> None:
        """Forget the server of another process: close the copies of its pipes, or it would not see its owner's end."""
        self._close()
        self.process.returncode = 0  # It is not ours to wait for.

    def _close(self) -> None:
        for pipe in (self.jobs, self.answers):
            with contextlib.suppress(OSError):
                pipe.close()


class _Keeper:
    """Holds the server of this process; one job at a time."""

    def __init__(self) -> None:
        self.busy = Lock()
        self.server: _Server | None = None

    def run(self, job: bytes) -> Done | None:
        """Let the server do the job, a new one if the old one died; None when a fresh child has to do it."""
        if not hasattr(os, "fork") or not self.busy.acquire(blocking=False):
            return None  # Another thread is at it: nobody waits for a stranger's slow text.
        try:
            for _ in range(2):
                try:
                    self.server = self.server or _Server()
                    return self.server.run(job) or self._timed_out()
                except (_Gone, OSError):
                    self.end()
            return None
        finally:
            self.busy.release()

    def _timed_out(self) -> Done:
        self.server = None
        return Done(is_whole=False, output=None)

    def end(self) -> None:
        """End the server, if there is one."""
        server, self.server = self.server, None
        if server is not None:
            server.end()

    def after_fork(self) -> None:
        """Begin anew in the child of a fork: the server and the lock are the parent's."""
        server, self.server, self.busy = self.server, None, Lock()
        if server is not None:
            server.disown()


def run(job: bytes) -> Done:
    """Return what the renderer made of one job (bytes of JSON, as `markdown.py` reads it)."""
    return _keeper.run(job) or _in_fresh_child(job)


def warm_up() -> None:
    """Start the server now, without waiting for it, so that the first preview need not wait for it either."""
    if hasattr(os, "fork") and _keeper.busy.acquire(blocking=False):
        try:
            _keeper.server = _keeper.server or _Server()
        except OSError:
            _keeper.server = None  # A fresh child will do.
        finally:
            _keeper.busy.release()


def _in_fresh_child(job: bytes) -> Done:
    try:
        done = subprocess.run(PROGRAM, input=job, capture_output=True, timeout=WALL_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        return Done(is_whole=False, output=error.stdout or b"")
    return Done(done.returncode == 0, done.stdout)


_keeper = _Keeper()
atexit.register(_keeper.end)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_keeper.after_fork)
