"""One input through the whole reader: what must hold for any bytes at all."""

from __future__ import annotations

import signal
import time
from collections import Counter
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from app.content.check import check_document
from app.content.files import MAX_BYTES, MAX_LINES
from app.content.format import write
from app.content.messages import apply_fix
from app.content.parse import parse_bytes
from app.content.show import show
from app.content.snapshot import texts_to_render

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    from app.content.schema import Document, Problem

TODAY = date(2026, 11, 22)
MEDIA = {"anh.webp": 10_000, "nang.webp": 2_400_000, "tin-nhan-gia.webp": 9_000}
SLOW_SECONDS = 2.0  # Of processor time, so that a busy machine accuses nobody.
HANG_SECONDS = 60


class Finding(AssertionError):  # noqa: N818  # A finding, not an error of the fuzzing.
    """Something that must not happen for any input."""


class Hang(BaseException):
    """The input is not done in any time; no `except Exception` may swallow it."""


class Examiner:
    """Examines inputs and counts what they were."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.slowest = 0.0

    def __call__(self, data: bytes, file: str) -> None:
        """Read, check, show and write one file; raises `Finding` or `Hang`, or whatever the reader raised."""
        started = time.process_time()
        with _alarm():
            document = parse_bytes(data, file)
            problems = check_document(document, today=TODAY, media=MEDIA)
            show(document, problems)
        spent = time.process_time() - started
        self.slowest = max(self.slowest, spent)
        if spent > SLOW_SECONDS:
            raise Finding(f"{spent:.1f} s for {len(data)} bytes")
        self.counts["inputs"] += 1
        self.counts["problems"] += len(problems)
        self.counts["repairs"] += sum(problem.fix is not None for problem in problems)
        lines = (document.text if document.text else data.decode("latin-1")).count("\n") + 1
        for problem in problems:
            _has_place(problem, lines)
            if problem.fix:
                apply_fix(document.text, problem.fix)
        if not document.has_errors:
            self._written(document, file)

    def _written(self, document: Document, file: str) -> None:
        """A file without errors keeps its tree in its fixed form, and the form is a fixed point."""
        self.counts["readable"] += 1
        numbers = iter(range(10_000_000, 99_999_999))
        once = write(document, lambda: str(next(numbers)))
        again = parse_bytes(once.encode(), file)
        if again.has_errors and len(once.encode()) < MAX_BYTES and once.count("\n") < MAX_LINES:
            raise Finding(f"the fixed form has errors: {again.problems[0]}")
        if not again.has_errors and write(again, lambda: str(next(numbers))) != once:
            raise Finding("the fixed form is no fixed point")
        has_ids = document.module is None or all(question.id for question in document.module.items)
        trees = (document.module, document.programme, document.framework)
        if has_ids and not again.has_errors and trees != (again.module, again.programme, again.framework):
            raise Finding("the fixed form is another tree")
        if document.module:
            texts_to_render(document.module)


def _has_place(problem: Problem, lines: int) -> None:
    if not 1 <= problem.line <= lines + 1:
        raise Finding(f"{problem.code} stands on line {problem.line} of {lines}")
    fix = problem.fix
    if fix and not (1 <= fix.first_line <= lines + 1 and fix.first_line - 1 <= fix.last_line <= lines + 1):
        raise Finding(f"{problem.code} is repaired on lines {fix.first_line} to {fix.last_line} of {lines}")


@contextmanager
def _alarm() -> Iterator[None]:
    def ring(_signal: int, _frame: FrameType | None) -> None:
        raise Hang

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(HANG_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
