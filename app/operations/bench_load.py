"""The load: clients that send prepared requests, one at a time each, check every answer and keep the time of it."""

import gc
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from multiprocessing.pool import Pool

CLIENTS = 4
# All clients begin together, a moment after they were asked.
HEAD_START = 0.05
TIMEOUT = 60.0


class WrongAnswer(Exception):  # noqa: N818
    """A server answered something else than what is measured; the run means nothing then."""


@dataclass(frozen=True)
class Expected:
    """What every answer must be: its status, and words that must stand in it."""

    status: int = 200
    marks: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class Job:
    """What one client does: its requests over and over for `seconds`, or each of them once when `seconds` is None."""

    address: str
    requests: Sequence[bytes]
    expected: Expected
    seconds: float | None
    starts_at: float


@dataclass(frozen=True)
class Tally:
    """What one client saw: when it began and ended, and the time of every answer in seconds."""

    began: float
    ended: float
    times: list[float]


@dataclass(frozen=True)
class Timing:
    """What all clients saw together."""

    rate: float
    times: list[float]

    @property
    def count(self) -> int:
        """Return how many answers came."""
        return len(self.times)

    def percentile(self, share: float) -> float:
        """Return the time in milliseconds within which this share (0 to 1) of the answers came."""
        ordered = sorted(self.times)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def request_bytes(method: str, path: str, *, cookie: str = "", body: str = "", extra: str = "") -> bytes:
    """Return one whole request as it goes over the wire; `extra` are more header lines, each with its line end.

    The connection is closed after every answer, as gunicorn's sync workers do anyhow.
    """
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close"]
    if cookie:
        lines.append(f"Cookie: {cookie}")
    if method == "POST":
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body.encode())}"]
    return ("\r\n".join(lines) + "\r\n" + extra + "\r\n" + body).encode()


def exchange(address: str, request: bytes) -> bytes:
    """Send one request to a server's socket file and return its whole answer."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(TIMEOUT)
        connection.connect(address)
        connection.sendall(request)
        parts = []
        while part := connection.recv(65536):
            parts.append(part)
    return b"".join(parts)


def drive(pool: Pool, address: str, requests: Sequence[bytes], expected: Expected, seconds: float | None) -> Timing:
    """Let all clients work at once and return what they saw; requests are dealt out among them.

    Raises:
        WrongAnswer: an answer was not the expected one.
    """
    starts_at = time.monotonic() + HEAD_START
    jobs = [Job(address, requests[n::CLIENTS], expected, seconds, starts_at) for n in range(CLIENTS)]
    return together(pool.map(_work, jobs, chunksize=1))


def start(pool: Pool, job: Job) -> "Waiting":
    """Let one client work beside the others; its tally is asked for later."""
    return Waiting(pool.apply_async(_work, (job,)))


def together(tallies: Sequence[Tally]) -> Timing:
    """Return the tallies of clients that worked side by side as one: all answers over the time from first to last."""
    times = [moment for tally in tallies for moment in tally.times]
    elapsed = max(tally.ended for tally in tallies) - min(tally.began for tally in tallies)
    return Timing(len(times) / elapsed, times)


def _work(job: Job) -> Tally:
    gc.disable()
    while time.monotonic() < job.starts_at:
        time.sleep(0.001)
    began = time.monotonic()
    times: list[float] = []
    queue = iter(job.requests) if job.seconds is None else cycle(job.requests)
    until = float("inf") if job.seconds is None else began + job.seconds
    ended = began
    for request in queue:
        answer = exchange(job.address, request)
        now = time.monotonic()
        times.append(now - ended)
        ended = now
        _check(answer, job.expected)
        if now >= until:
            break
    gc.enable()
    return Tally(began, ended, times)


def _check(answer: bytes, expected: Expected) -> None:
    if answer[9:12] != str(expected.status).encode() or not all(mark in answer for mark in expected.marks):
        raise WrongAnswer(answer[:600].decode(errors="replace"))
