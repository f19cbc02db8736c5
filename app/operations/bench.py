"""`make bench`: the goals of speed as ratios to plain floors, measured in one interleaved run on one machine."""

import json
import os
import platform
import shutil
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from multiprocessing import Pool
from pathlib import Path
from typing import Any

import click

from app.core import clock
from app.operations.bench_authors import checking, previewing
from app.operations.bench_goals import GOALS, aligned, as_data, details, outcome, table, with_wholes
from app.operations.bench_learners import add_learners, count_finished
from app.operations.bench_load import CLIENTS
from app.operations.bench_rounds import Measured, Stage, run_round, set_stage
from app.operations.bench_search import searching
from app.operations.bench_servers import running
from app.operations.bench_weight import Weight, first_visit, from_server, start_of_worker, weight_rows
from app.operations.keys import ensure_keys

ROUNDS, LEARNERS = 5, 100
# People of the demo commune who already have an account or some history, with room to spare.
BUSY_PEOPLE = 200
GROUP = "nguoi-dan"


@dataclass(frozen=True)
class Prepared:
    """What the run works with: the learners' names, the path of a lesson and of the assessment."""

    logins: list[str]
    lesson: str
    assessment: str


@click.command()
@click.option("--rounds", type=click.IntRange(2, 50), default=ROUNDS, show_default=True, help="Rounds after the first.")
@click.option("--learners", type=click.IntRange(8, 1000), default=LEARNERS, show_default=True, help="Learners a round.")
def main(rounds: int, learners: int) -> None:
    """Measure and print; a goal that is missed is told, never hidden, and does not end in an error."""
    data_dir = Path(os.environ.get("HOCVU_DATA_DIR") or "var")
    folder = data_dir / "bench"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        found = measure(folder, rounds=rounds, learners=learners, say=click.echo)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    path = data_dir / "bench.json"
    path.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    click.echo(f"\nEvery single figure: {path}")


def measure(folder: Path, *, rounds: int, learners: int, say: Callable[[str], None]) -> dict[str, Any]:
    """Prepare a commune in `folder`, run the servers and the rounds, say the tables, and return every figure.

    A round before the first warms the servers up and is not counted.
    """
    environ = {"HOCVU_DEMO": "1", "HOCVU_DATA_DIR": str(folder.resolve()), "HOCVU_DATABASE_URL": ""}
    ensure_keys(folder)
    os.environ.update(environ)
    from wsgi import app  # It reads the environment, so not before.

    with Pool(CLIENTS + 1) as pool, app.app_context():
        say("Preparing a demo commune…")
        prepared = prepare(learners * (rounds + 1))
        with running(folder, environ) as servers:
            stage = set_stage(pool, servers, lesson=prepared.lesson, assessment=prepared.assessment)
            measured = _rounds(stage, prepared.logins, learners, say)
            outcomes = [outcome(goal, measured) for goal in GOALS]
            say("\n" + table(outcomes) + "\n\n" + details(measured))
            weights = _weights(stage)
            say("\n" + aligned(weight_rows(weights)))
            authors = [
                checking(app.extensions["settings"].courses_dir, folder),
                previewing(stage.servers["ours"], prepared.lesson, folder),
                *searching(),
            ]
            say("\n" + "\n".join(waited.line for waited in authors))
            worker = _worker(stage, environ)
            say("\n" + _worker_line(worker))
    machine = {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.platform()}
    waits = [asdict(waited) for waited in authors]
    told = {"measured_at": clock.now().isoformat(), "machine": machine, "worker": worker, "authors": waits}
    return told | as_data(outcomes, measured) | {"first_visits": [asdict(weight) for weight in weights]}


def prepare(learners: int) -> Prepared:
    """Make the database, publish the courses, load a demo commune, and bring this many learners to the assessment."""
    from flask_migrate import upgrade

    from app.catalog import service as catalog
    from app.core.actor import SYSTEM
    from app.core.db import db, transaction
    from app.core.runtime import settings
    from app.operations import demo

    upgrade()
    with transaction():
        catalog.publish(settings().courses_dir, SYSTEM)
    demo.load(people=learners + BUSY_PEOPLE, seed=demo.SEED)
    logins = add_learners(learners)
    programme = catalog.current_programme(GROUP)
    db.session.rollback()
    return Prepared(logins, f"/hoc/{programme.lessons[1]}", f"/hoc/{programme.assessment}")


def _rounds(stage: Stage, logins: list[str], learners: int, say: Callable[[str], None]) -> list[Measured]:
    measured = []
    for number, first in enumerate(range(0, len(logins), learners)):
        before = count_finished()
        one = run_round(stage, logins[first : first + learners], floors_first=bool(number % 2))
        if count_finished() - before != learners:
            raise click.ClickException("Not every submitted attempt finished the programme; the figures mean nothing.")
        say(f"Round {number}{' (to warm up)' if not number else ''} done.")
        measured.append(with_wholes(one))
    return measured[1:]


def _weights(stage: Stage) -> list[Weight]:
    address, signed_in = stage.readers[0].address, stage.readers[0].cookie
    strangers = ["/", f"/hoc/{GROUP}", stage.lesson, "/dang-nhap", "/tro-giup"]
    return [
        *(first_visit(from_server(address), path) for path in strangers),
        *(first_visit(from_server(address, signed_in), path) for path in (stage.lesson, "/toi")),
    ]


def _worker(stage: Stage, environ: dict[str, str]) -> dict[str, Any]:
    seconds, cpu_seconds = start_of_worker(environ)
    megabytes = {name: server.worker_megabytes() for name, server in stage.servers.items()}
    return {"start_seconds": seconds, "start_cpu_seconds": cpu_seconds, "megabytes": megabytes}


def _worker_line(worker: dict[str, Any]) -> str:
    megabytes = worker["megabytes"]
    return (
        f"F11 a worker: starts in {worker['start_seconds']:.2f} s (goal 0.7 s; {worker['start_cpu_seconds']:.2f} s of "
        f"processor time), holds {megabytes['ours']} MB after load (goal 100 MB; floor b {megabytes['b']} MB)"
    )


if __name__ == "__main__":
    sys.exit(main())
