"""One round of a bench run: every kind of work measured for a moment, each beside its floor."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.pool import Pool

from app.identity import passwords
from app.operations.bench_learners import sheets_of
from app.operations.bench_load import Timing, Work, drive, in_a_row, request_bytes, together
from app.operations.bench_servers import Server
from app.operations.bench_visitors import Visitor
from app.operations.demo_accounts import PASSWORD

SECONDS = 2.0
SLICE, SLICES = 0.25, 8
CORES = 2
READERS = ("hocvien1", "hocvien2", "hocvien3", "laodong1")
QUESTIONS = 10


@dataclass(frozen=True)
class Sample:
    """What one measurement gave: answers a second, milliseconds within which half and 99 of 100 came.

    `cpu_ms` is the processor time the server's workers spent on one answer; None where the system does not tell.
    """

    rate: float
    p50_ms: float
    p99_ms: float
    cpu_ms: float | None

    @classmethod
    def of(cls, timing: Timing, cpu_seconds: float | None) -> "Sample":
        """Return the sample of a timing."""
        cpu_ms = None if cpu_seconds is None else 1000 * cpu_seconds / timing.count
        return cls(timing.rate, timing.percentile(0.5), timing.percentile(0.99), cpu_ms)


@dataclass(frozen=True)
class Stage:
    """What every round uses: the clients, the servers, and the addresses of the pages that are measured."""

    pool: Pool
    servers: dict[str, Server]
    lesson: str
    assessment: str
    hashed: str
    readers: tuple[Visitor, ...]
    floor_readers: dict[str, tuple[Visitor, ...]]


Measured = dict[str, Sample]


def set_stage(pool: Pool, servers: dict[str, Server], *, lesson: str, assessment: str) -> Stage:
    """Sign the readers in everywhere; `lesson` and `assessment` are paths of ours.

    Each opens the lesson once: from then on the cookie holds what a browser's would.
    """
    readers = tuple(Visitor(servers["ours"].address) for _ in READERS)
    for reader, login in zip(readers, READERS, strict=True):
        reader.sign_in(login, PASSWORD)
        reader.open(lesson)
    floors = {name: _floor_visitors(server) for name, server in servers.items() if name != "ours"}
    return Stage(pool, servers, lesson, assessment, passwords.hash_of(PASSWORD), readers, floors)


def run_round(stage: Stage, logins: Sequence[str], *, floors_first: bool) -> Measured:
    """Measure everything once; `logins` are learners who have only the assessment before them.

    Ours and floors take turns in going first, so that a machine growing slower or faster favours neither.
    """
    visitors = [Visitor(stage.servers["ours"].address) for _ in logins]
    pairs: list[tuple[Callable[[Stage], Measured], Callable[[Stage], Measured]]] = [
        (_floor_hash, lambda stage: _sign_in(stage, visitors, logins)),
        (_floor_answers, lambda stage: _attempts(stage, visitors, logins)),
    ]
    done = _pages(stage, floor_first=floors_first)
    for floor, ours in pairs:
        for part in (floor, ours) if floors_first else (ours, floor):
            done |= part(stage)
    return done


def _pages(stage: Stage, *, floor_first: bool) -> Measured:
    """Measure pages and their floor in short slices by turns: a shared machine changes its speed within a second."""
    works = {"b": _floor_page(stage), **_lesson_pages(stage)}
    order = list(works) if floor_first else list(reversed(works))
    slices: dict[str, list[tuple[Timing, float | None]]] = {name: [] for name in order}
    for _ in range(SLICES):
        for name in order:
            slices[name].append(_timed(stage.servers["b" if name == "b" else "ours"], stage.pool, works[name]))
    return {name: _joined(parts) for name, parts in slices.items()}


def _lesson_pages(stage: Stage) -> dict[str, Work]:
    path, ours = stage.lesson, stage.readers[0].address
    signed_in = [request_bytes("GET", path, cookie=reader.cookie) for reader in stage.readers]
    stranger = Visitor(ours).open(path)
    again = request_bytes("GET", path, extra=f"If-None-Match: {stranger.headers['etag']}\r\n")
    mark = b"</html>"
    return {
        "lesson": Work(ours, signed_in, marks=(mark, b"/dang-xuat"), seconds=SLICE),
        "anonymous": Work(ours, [request_bytes("GET", path)] * 4, marks=(mark,), seconds=SLICE),
        "unchanged": Work(ours, [again] * 4, status=304, seconds=SLICE),
    }


def _floor_page(stage: Stage) -> Work:
    requests = [request_bytes("GET", "/lesson/lesson", cookie=one.cookie) for one in stage.floor_readers["b"]]
    return Work(stage.servers["b"].address, requests, marks=(b"</html>", "Nguyễn".encode()), seconds=SLICE)


def _floor_hash(stage: Stage) -> Measured:
    """Measure how many passwords the cores can check at all."""
    parts = stage.pool.starmap(_hash_for, [(stage.hashed, 1.0)] * CORES, chunksize=1)
    return {"argon2": Sample.of(together([timing for timing, _ in parts]), sum(cpu for _, cpu in parts))}


def _sign_in(stage: Stage, visitors: Sequence[Visitor], logins: Sequence[str]) -> Measured:
    """Measure signing in, with one reader of a lesson beside it all the time."""
    forms = [visitor.sign_in_form(login, PASSWORD) for visitor, login in zip(visitors, logins, strict=True)]
    page = request_bytes("GET", stage.lesson, cookie=stage.readers[0].cookie)
    server = stage.servers["ours"]
    before = server.cpu_seconds()
    signing, reading = drive(
        stage.pool,
        Work(server.address, forms, status=303, marks=(b"Location: /toi",), keeps=True),
        Work(server.address, [page], seconds=1.0, clients=1),
    )
    spent = _difference(server.cpu_seconds(), before)
    for visitor, answer in zip(visitors, signing.answers, strict=True):
        visitor.take(answer)
        visitor.open(stage.assessment)
    return {"sign-in": Sample.of(signing, spent), "lesson while signing in": Sample.of(reading, None)}


def _floor_answers(stage: Stage) -> Measured:
    ten = "&".join(f"q-{n}=1" for n in range(QUESTIONS))
    parts = {"s1": ("/answer", "question=q-1&chosen=2", b"saved"), "s10": ("/attempt", ten, b"submitted")}
    done: Measured = {}
    for name, (path, body, mark) in parts.items():
        requests = [request_bytes("POST", path, cookie=one.cookie, body=body) for one in stage.floor_readers[name]]
        work = Work(stage.servers[name].address, requests, marks=(mark,), seconds=SECONDS)
        done[name] = _measure(stage, name, work)
    return done


def _attempts(stage: Stage, visitors: Sequence[Visitor], logins: Sequence[str]) -> Measured:
    """Measure starting, saving every answer by itself, and submitting; what a page tells is read in between, untimed.

    Every submission here passes and finishes the programme: grading, progress, completion with its evidence, audit.
    """
    address = stage.servers["ours"].address
    starts = [visitor.form(f"{stage.assessment}/lam-bai") for visitor in visitors]
    done = {"start": _measure(stage, "ours", Work(address, starts, status=303, marks=(b"/bai-lam/",)))}
    sheets = sheets_of(logins)
    saves: list[list[bytes]] = []
    submits: list[bytes] = []
    for visitor, login in zip(visitors, logins, strict=True):
        attempt_id, questions = sheets[login]
        path = f"/bai-lam/{attempt_id}"
        saves.append(
            [
                visitor.form(path, accept="application/json", seq=str(seq), **fields)
                for seq, fields in enumerate(questions, start=1)
            ]
        )
        submits.append(visitor.form(f"{path}/nop"))
    # Question by question through all learners, so that no two clients write for one learner at a time.
    in_turns = [form for forms in zip(*saves, strict=True) for form in forms]
    done["save"] = _measure(stage, "ours", Work(address, in_turns, marks=(b'"outcome":"saved"',)))
    done["submit"] = _measure(stage, "ours", Work(address, submits, status=303, marks=(b"/ket-qua",)))
    return done


def _measure(stage: Stage, name: str, work: Work) -> Sample:
    return Sample.of(*_timed(stage.servers[name], stage.pool, work))


def _timed(server: Server, pool: Pool, work: Work) -> tuple[Timing, float | None]:
    before = server.cpu_seconds()
    (timing,) = drive(pool, work)
    return timing, _difference(server.cpu_seconds(), before)


def _joined(slices: Sequence[tuple[Timing, float | None]]) -> Sample:
    spent = [cpu for _, cpu in slices if cpu is not None]
    whole = sum(spent) if len(spent) == len(slices) else None
    return Sample.of(in_a_row([timing for timing, _ in slices]), whole)


def _difference(after: float | None, before: float | None) -> float | None:
    return None if after is None or before is None else after - before


def _hash_for(hashed: str, seconds: float) -> tuple[Timing, float]:
    began = ended = time.monotonic()
    spent = time.process_time()
    times: list[float] = []
    while ended < began + seconds:
        if not passwords.is_right(hashed, PASSWORD):
            raise ValueError("the password is right")
        before, ended = ended, time.monotonic()
        times.append(ended - before)
    return Timing(began, ended, times), time.process_time() - spent


def _floor_visitors(server: Server) -> tuple[Visitor, ...]:
    visitors = tuple(Visitor(server.address) for _ in READERS)
    for number, visitor in enumerate(visitors, start=1):
        visitor.post(f"/sign-in/{number}")
    return visitors
