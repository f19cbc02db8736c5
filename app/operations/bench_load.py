"""The load: clients that send prepared requests, one at a time each, check every answer and keep the time of it."""

import gc
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import cycle
from multiprocessing.pool import Pool

CLIENTS = 4
# All clients begin together, a moment after they were asked.
HEAD_START = 0.05
TIMEOUT = 60.0


class WrongAnswer(Exception):  # noqa: N818
    """A server answered something else than what is measured; the run means nothing then."""


@dataclass(frozen=True)
class Work:
    """What is sent to one server: requests over and over for `seconds`, or each of them once when it is None.

    Every answer must have this `status` and hold these `marks`; `keeps` says whether the answers are wanted back.
    """

    address: str
    requests: Sequence[bytes]
    status: int = 200
    marks: tuple[bytes, ...] = ()
    seconds: float | None = None
    clients: int = CLIENTS
    keeps: bool = False


@dataclass(frozen=True)
class Timing:
    """What clients saw: when the first began and the last ended, the time of every answer, all in seconds."""

    began: float
    ended: float
    times: list[float]
    answers: list[bytes] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Return how many answers came."""
        return len(self.times)

    @property
    def rate(self) -> float:
        """Return the answers per second."""
        return len(self.times) / (self.ended - self.began)

    def percentile(self, share: float) -> float:
        """Return the milliseconds within which this share (0 to 1) of the answers came."""
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


def drive(pool: Pool, *works: Work) -> list[Timing]:
    """Let the clients of all these works send at once and return what those of each saw together.

    The requests of a work are dealt out among its clients: the first to the first, the second to the second, and so on
    in turns; kept answers come back in the order of the requests.

    Raises:
        WrongAnswer: an answer was not the expected one.
    """
    starts_at = time.monotonic() + HEAD_START
    jobs = [(work, client, starts_at) for work in works for client in range(work.clients)]
    seen = iter(pool.starmap(_send, jobs, chunksize=1))
    return [together([next(seen) for _ in range(work.clients)]) for work in works]


def together(timings: Sequence[Timing]) -> Timing:
    """Return what clients saw side by side as one: from the first beginning to the last end."""
    return Timing(
        began=min(timing.began for timing in timings),
        ended=max(timing.ended for timing in timings),
        times=[moment for timing in timings for moment in timing.times],
        answers=_in_turns([timing.answers for timing in timings]),
    )


def in_a_row(timings: Sequence[Timing]) -> Timing:
    """Return what was measured slice after slice as one, without the pauses between the slices."""
    length = sum(timing.ended - timing.began for timing in timings)
    return Timing(began=0.0, ended=length, times=[moment for timing in timings for moment in timing.times])


def _in_turns(dealt: Sequence[list[bytes]]) -> list[bytes]:
    whole = [b""] * sum(map(len, dealt))
    for client, answers in enumerate(dealt):
        whole[client :: len(dealt)] = answers
    return whole


def _send(work: Work, client: int, starts_at: float) -> Timing:
    requests = work.requests[client :: work.clients]
    queue = iter(requests) if work.seconds is None else cycle(requests)
    times: list[float] = []
    kept: list[bytes] = []
    gc.disable()
    while time.monotonic() < starts_at:
        time.sleep(0.001)
    began = ended = time.monotonic()
    until = float("inf") if work.seconds is None else began + work.seconds
    for request in queue:
        answer = exchange(work.address, request)
        before, ended = ended, time.monotonic()
        times.append(ended - before)
        _check(answer, work)
        if work.keeps:
            kept.append(answer)
        if ended >= until:
            break
    gc.enable()
    return Timing(began, ended, times, kept)


def _check(answer: bytes, work: Work) -> None:
    if answer[9:12] != str(work.status).encode() or not all(mark in answer for mark in work.marks):
        raise WrongAnswer(answer[:600].decode(errors="replace"))
