"""What the benches compute and send; no test here is about how fast anything is."""

import socketserver
import subprocess
import sys
import threading
from collections.abc import Iterator
from multiprocessing.pool import ThreadPool
from pathlib import Path

import pytest

from app.operations.bench_goals import GOALS, Goal, aligned, in_sequence, outcome, with_wholes
from app.operations.bench_load import Timing, Work, WrongAnswer, drive, request_bytes
from app.operations.bench_rounds import Sample
from app.operations.bench_servers import FLOORS, FLOORS_FILE
from app.operations.bench_visitors import Answer, Visitor
from app.operations.bench_weight import first_visit, from_server

pytestmark = pytest.mark.pure

GOAL = Goal("F0", "ours", "ours", "floor", step=0.5, wanted=1.0)

# The floors hold engines of their own, so they are asked in a process of their own, as in a real run.
ASK_THE_FLOORS = """
import bench_floors as floors
from sqlalchemy import text
one = {"question": "q-1", "chosen": "1"}
forms = {"one_answer": ("/answer", one), "ten_answers": ("/attempt", {"q-1": "1", "q-2": "0"})}
page = floors.lesson_page().test_client()
assert page.get("/lesson/lesson").status_code == 401
page.post("/sign-in/1")
assert 11_000 < len(page.get("/lesson/lesson").data) < 13_000
for name, (path, form) in forms.items():
    app = getattr(floors, name)()
    client = app.test_client()
    assert client.post(path, data=form).status_code == 401
    client.post("/sign-in/2")
    assert client.post(path, data=form).status_code == 200
    with app.app_context():
        tables = (floors.Attempt, floors.Answer, floors.Progress, floors.Entry)
        print(*(len(floors.db.session.scalars(floors.select(table)).all()) for table in tables))
        print(floors.db.session.execute(text("PRAGMA synchronous")).scalar(),
              floors.db.session.execute(text("PRAGMA journal_mode")).scalar())
"""


def sample(rate: float, cpu_ms: float | None = 1.0) -> Sample:
    return Sample(rate, p50_ms=1000 / rate, p99_ms=2000 / rate, cpu_ms=cpu_ms)


def test_a_ratio_is_the_median_of_the_ratios_of_each_round() -> None:
    rounds = [{"ours": sample(ours), "floor": sample(floor)} for ours, floor in ((10, 100), (90, 100), (300, 200))]

    found = outcome(GOAL, rounds)

    assert (found.ratio, found.lowest, found.highest) == (0.9, 0.1, 1.5)
    assert (found.ours, found.floor) == (90, 100)


def test_the_ratio_by_processor_time_is_above_one_when_ours_takes_less_of_it() -> None:
    assert outcome(GOAL, [{"ours": sample(1, cpu_ms=2.0), "floor": sample(1, cpu_ms=3.0)}]).by_cpu == 1.5
    assert outcome(GOAL, [{"ours": sample(1, cpu_ms=None), "floor": sample(1)}]).by_cpu is None


@pytest.mark.parametrize(("ratio", "said"), [(1.0, "yes"), (0.99, "the step"), (0.5, "the step"), (0.49, "not yet")])
def test_a_missed_goal_is_told(ratio: float, said: str) -> None:
    assert outcome(GOAL, [{"ours": sample(ratio), "floor": sample(1)}]).verdict == said


def test_steps_one_after_the_other_take_the_sum_of_their_times() -> None:
    whole = in_sequence([sample(100, cpu_ms=10), sample(50, cpu_ms=20)])

    assert whole.rate == pytest.approx(1 / 0.03)
    assert whole.cpu_ms == 30
    assert in_sequence([sample(100, cpu_ms=10), sample(50, cpu_ms=None)]).cpu_ms is None


def test_a_whole_quiz_is_a_start_eight_saves_and_a_submission() -> None:
    measured = {name: sample(1000) for name in ("start", "save", "submit", "s1", "s10")}

    whole = with_wholes(measured)

    assert whole["whole quiz"].rate == whole["s1 x 9 + s10"].rate == pytest.approx(100)


def test_every_goal_has_its_step_below_it_and_a_floor_that_is_measured() -> None:
    assert all(goal.step <= goal.wanted for goal in GOALS if goal.step and goal.wanted)
    assert {goal.floor for goal in GOALS} <= {*FLOORS, "argon2", "s1 x 9 + s10"}


def test_a_percentile_is_the_time_within_which_that_share_came() -> None:
    timing = Timing(began=0, ended=2, times=[0.001 * n for n in range(1, 101)])

    assert timing.rate == 50
    assert timing.percentile(0.5) == pytest.approx(51)
    assert timing.percentile(0.99) == pytest.approx(100)


def test_a_table_has_straight_columns() -> None:
    assert aligned([("a", "10"), ("long", "9")]) == "a     10\nlong   9"


def test_an_answer_is_read_with_its_cookies_and_the_token_of_its_form() -> None:
    answer = Answer.read(
        b"HTTP/1.1 200 OK\r\nSet-Cookie: hocvu=abc; Path=/\r\nSet-Cookie: other=d\r\nETag: x\r\n\r\n"
        b'<input name="csrf_token" value="t-1">'
    )

    assert answer.status == 200
    assert answer.cookies == {"hocvu": "abc", "other": "d"}
    assert answer.headers["etag"] == "x"
    assert answer.token == "t-1"


def test_a_form_carries_cookies_token_and_every_value_of_a_field() -> None:
    visitor = Visitor("nowhere")
    visitor.cookies, visitor.token = {"hocvu": "abc"}, "t"

    sent = visitor.form("/bai-lam", **{"q-1": ["a", "b"]}).decode()

    head, _, body = sent.partition("\r\n\r\n")
    assert "Cookie: hocvu=abc\r\n" in head
    assert f"Content-Length: {len(body)}" in head
    assert body.startswith("csrf_token=t&op=")
    assert body.endswith("&q-1=a&q-1=b")


class Echo(socketserver.StreamRequestHandler):
    """Answers 200 with the path that was asked, and a page with one style sheet and one component at `/page`."""

    HEAD = b"HTTP/1.1 200 OK\r\nX-A: b\r\n\r\n"
    PAGE = (
        '<link rel="stylesheet" href="/style.css"><script type="module" src="/static/v/js/app.js"></script>'
        '<p data-component="share"></p>'
    )

    def handle(self) -> None:
        path = self.rfile.readline().split()[1].decode()
        while self.rfile.readline().strip():
            pass
        bodies = {"/page": self.PAGE, "/static/v/js/components/share.js": 'import { a } from "../other.js";'}
        self.wfile.write(self.HEAD + bodies.get(path, path).encode())


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.chdir(tmp_path)  # The address of a socket file must be short.
    with socketserver.ThreadingUnixStreamServer("echo.sock", Echo) as listening:
        threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield "echo.sock"
        listening.shutdown()


def test_the_clients_send_every_request_once_and_keep_the_answers_in_order(server: str) -> None:
    requests = [request_bytes("GET", f"/{n}") for n in range(10)]

    with ThreadPool(5) as pool:
        (timing,) = drive(pool, Work(server, requests, keeps=True))

    assert [Answer.read(answer).body for answer in timing.answers] == [b"/%d" % n for n in range(10)]
    assert timing.count == 10


def test_an_answer_that_is_not_the_measured_one_ends_the_run(server: str) -> None:
    with ThreadPool(5) as pool:
        with pytest.raises(WrongAnswer):
            drive(pool, Work(server, [request_bytes("GET", "/a")] * 4, status=304))
        with pytest.raises(WrongAnswer):
            drive(pool, Work(server, [request_bytes("GET", "/a")] * 4, marks=(b"/b",)))


def test_a_first_visit_counts_styles_scripts_and_what_those_import(server: str) -> None:
    found = first_visit(from_server(server), "/page")

    head = len(Echo.HEAD)
    at_once = len(Echo.PAGE) + len("/style.css") + len("/static/v/js/app.js")
    later = len('import { a } from "../other.js";') + len("/static/v/js/other.js")
    assert (found.requests, found.later_requests) == (2, 2)
    assert (found.bytes, found.later_bytes) == (at_once + 3 * head, later + 2 * head)
    assert found.is_light


def test_every_floor_answers_and_writes_what_it_says(tmp_path: Path) -> None:
    environ = {"BENCH_DATABASE": f"sqlite:///{tmp_path}/floor.sqlite3", "PYTHONPATH": str(FLOORS_FILE.parent)}
    subprocess.run([sys.executable, str(FLOORS_FILE)], env=environ, check=True)

    asked = subprocess.run(
        [sys.executable, "-c", ASK_THE_FLOORS], env=environ, check=True, capture_output=True, text=True
    )

    durable = "2 wal"  # PRAGMA synchronous=FULL is 2.
    assert asked.stdout.splitlines() == ["0 1 0 0", durable, "1 3 1 1", durable]
