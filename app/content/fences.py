"""Lines of text and the code fences among them: inside a closed fence nothing is a heading or a question."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

FENCE = re.compile(r"\s*(`{3,}|~{3,})([^`]*)")


def fenced(lines: Sequence[str], start: int = 0) -> tuple[list[bool], list[int]]:
    """Return for each line whether it lies in a closed fence (its marks included), and the lines (from 0) of unclosed ones."""
    mask = [False] * len(lines)
    unclosed: list[int] = []
    closers = _last_closers(lines)
    index = start
    while index < len(lines):
        mark = _mark(lines[index])
        if not mark:
            index += 1
            continue
        end = _closing(lines, index + 1, mark) if closers.get(mark[0], -1) > index else None
        if end is None:
            unclosed.append(index)
            index += 1
            continue
        mask[index : end + 1] = [True] * (end + 1 - index)
        index = end + 1
    return mask, unclosed


def _mark(line: str) -> str:
    found = FENCE.fullmatch(line)
    return found.group(1) if found else ""


def _is_closing(line: str, mark: str) -> bool:
    text = line.strip()
    return len(text) >= len(mark) and not text.strip(mark[0])


def _closing(lines: Sequence[str], start: int, mark: str) -> int | None:
    return next((i for i in range(start, len(lines)) if _is_closing(lines[i], mark)), None)


def _last_closers(lines: Sequence[str]) -> dict[str, int]:
    """Return the last line that could close a fence of each sign, so that many unclosed ones cost nothing."""
    return {line.strip()[0]: i for i, line in enumerate(lines) if line.strip()[:3] in ("```", "~~~")}
