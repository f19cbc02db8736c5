"""Run the whole suite on SQLite, then what touches storage once more on PostgreSQL, and add up the counts."""

import os
import re
import subprocess
import sys
from collections import Counter

RUNS = (
    ("SQLite", {}, []),
    ("PostgreSQL", {"HOCVU_TEST_DATABASE": "postgresql"}, ["-m", "storage"]),
)
COUNTS = re.compile(r"(\d+) (passed|failed|skipped|errors?)\b")


def main(arguments: list[str]) -> int:
    """Run both, print one closing line, and fail if either failed or ran nothing."""
    total: Counter[str] = Counter()
    worst = 0
    for name, environ, options in RUNS:
        print(f"== {name}", flush=True)
        code, counts = run([*options, *arguments], environ)
        total += counts
        worst = worst or code or (0 if counts["passed"] else 5)
    failed = total["failed"] + total["error"]
    print(f"{total['passed']} passed, {failed} failed, {total['skipped']} skipped")
    return worst


def run(options: list[str], environ: dict[str, str]) -> tuple[int, Counter[str]]:
    """Run pytest once, show what it prints, and return its exit code with its counts."""
    command = [sys.executable, "-m", "pytest", *options]
    with subprocess.Popen(command, env=os.environ | environ, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        last = ""
        for line in process.stdout:
            print(line, end="", flush=True)
            if COUNTS.search(line):
                last = line
    counts = Counter({word.rstrip("s"): int(count) for count, word in COUNTS.findall(last)})
    return process.returncode, Counter({"passed": counts["passed"]} | dict(counts))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
