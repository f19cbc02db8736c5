"""Has bytes from outside read in a process of its own, under limits on time and memory, killed when it takes more.

`ask` is the side of the application. Run as a program (`python -I child.py MODULE CPU_SECONDS MEMORY_BYTES`) this file
is the other side: it takes one job on standard input and writes what `MODULE.answer` makes of it. That process never
loads the application, only the module it is asked for.
"""

from __future__ import annotations

import importlib
import subprocess
import sys
import types
from dataclasses import dataclass
from pathlib import Path

ANSWERS = "answer"


@dataclass(frozen=True, slots=True)
class Task:
    """A module whose `answer(job: bytes) -> bytes` is asked, and what one job may take of the machine."""

    module: str
    cpu_seconds: int
    wall_seconds: float
    memory_bytes: int

    @property
    def program(self) -> list[str]:
        """Return the command that does one job."""
        return [sys.executable, "-I", __file__, self.module, str(self.cpu_seconds), str(self.memory_bytes)]


def ask(task: Task, job: bytes) -> bytes | None:
    """Return what the module made of a job, None when it crashed or took more time or memory than it may."""
    try:
        done = subprocess.run(task.program, input=job, capture_output=True, timeout=task.wall_seconds, check=False)
    except subprocess.TimeoutExpired:
        return None
    return done.stdout if done.returncode == 0 else None


def _limit(cpu_seconds: int, memory_bytes: int) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _without_the_application() -> None:
    """Make `app` a bare package: its own module would load the web, the database and every feature."""
    root = Path(__file__).resolve().parents[2]
    package = types.ModuleType("app")
    package.__path__ = [str(root / "app")]
    sys.modules["app"] = package
    sys.path.insert(0, str(root))


def main() -> None:
    """Do the one job on standard input."""
    module, cpu_seconds, memory_bytes = sys.argv[1:]
    _limit(int(cpu_seconds), int(memory_bytes))
    _without_the_application()
    answer = getattr(importlib.import_module(module), ANSWERS)
    sys.stdout.buffer.write(answer(sys.stdin.buffer.read()))


if __name__ == "__main__":
    main()
