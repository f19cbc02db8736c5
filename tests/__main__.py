"""Run the whole suite, two runs at a time, the second database among them, and add up the counts."""

import os
import re
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

# Two at a time, one that starts servers and browsers and mostly waits for them beside one that computes: the second is
# the shorter of the first two, so the third follows it.
RUNS = (
    ("SQLite, servers", "slow", {}),
    ("SQLite", "not slow", {}),
    ("PostgreSQL", "storage and not slow", {"HOCVU_TEST_DATABASE": "postgresql"}),
    ("PostgreSQL, servers", "storage and slow", {"HOCVU_TEST_DATABASE": "postgresql"}),
)
AT_A_TIME = 2
COUNTS = re.compile(r"(\d+) (passed|failed|skipped|errors?)\b")


def main(arguments: list[str]) -> int:
    """Run them all, print one closing line, and fail if one failed or ran nothing."""
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        ends = list(pool.map(lambda one: run(one[0], ["-m", one[1], *arguments], one[2]), RUNS))
    total = sum((counts for _, counts in ends), Counter[str]())
    failed = total["failed"] + total["error"]
    print(f"{total['passed']} passed, {failed} failed, {total['skipped']} skipped")
    return max(abs(code) or (0 if counts["passed"] else 5) for code, counts in ends)


def run(name: str, options: list[str], environ: dict[str, str]) -> tuple[int, Counter[str]]:
    """Run pytest once, show what it prints with its name before each line, and return its exit code and its counts."""
    command = [sys.executable, "-u", "-m", "pytest", *options]
    with subprocess.Popen(command, env=os.environ | environ, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        last = ""
        for line in process.stdout:
            print(f"{name:<19} | {line}", end="", flush=True)
            if COUNTS.search(line):
                last = line
    return process.returncode, Counter({word.rstrip("s"): int(count) for count, word in COUNTS.findall(last)})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
