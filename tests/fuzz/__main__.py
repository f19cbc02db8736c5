"""Runs the fuzzing for a time and prints what it saw; ends with 1 and the input in a file when it finds something."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.fuzz.examine import Examiner, Hang
from tests.fuzz.inputs import any_bytes, spoilt_files

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

BATCH = 100  # Inputs between two looks at the clock.


def run(seconds: float, first_seed: int) -> int:
    """Examine inputs for `seconds`; return the exit code."""
    examine = Examiner()
    ends, number = time.monotonic() + seconds, first_seed
    while time.monotonic() < ends:
        for strategy in (any_bytes(), spoilt_files()):
            found = _batch(strategy, number, examine)
            if found:
                print(found)
                return 1
            number += 1
    counted = ", ".join(f"{count:,} {name}" for name, count in examine.counts.items())
    print(
        f"seeds {first_seed}-{number - 1}: {counted}; slowest {examine.slowest:.2f} s of processor time; nothing found"
    )
    return 0


def _batch(strategy: SearchStrategy[tuple[bytes, str]], number: int, examine: Examiner) -> str:
    """Examine one batch; return what was found, with the smallest input that shows it kept in a file."""
    last: list[tuple[bytes, str]] = [(b"", "")]

    @seed(number)
    @settings(
        max_examples=BATCH,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
    )
    @given(strategy)
    def check(given_file: tuple[bytes, str]) -> None:
        last[0] = given_file
        examine(*given_file)

    try:
        check()
    except (Exception, Hang) as error:  # noqa: BLE001, RUF100  # Whatever it is, it must be told.
        data, file = last[0]
        kept = Path(tempfile.mkdtemp(prefix="fuzz-")) / Path(file).name
        kept.write_bytes(data)
        return f"seed {number}: {type(error).__name__}: {error}\nread as {file}, kept in {kept}"
    return ""


def main() -> int:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=int(time.time()) % 1_000_000)
    given_values = parser.parse_args()
    return run(given_values.seconds, given_values.seed)


if __name__ == "__main__":
    sys.exit(main())
