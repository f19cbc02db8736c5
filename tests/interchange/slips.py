"""What a reader refuses and what it tells, by line: for the tests of every reader."""

from collections.abc import Callable

import pytest

from app.interchange.report import BadFile, Imported

Slip = tuple[int | None, str]


def problems(read: Callable[[str], Imported], text: str) -> list[Slip]:
    """Return every reason for which a text is refused; it must be refused."""
    with pytest.raises(BadFile) as refusal:
        read(text)
    return [(problem.line, problem.what) for problem in refusal.value.problems]


def told(found: Imported, line: int | None) -> str:
    """Return all that is told about one line (None: about the whole file)."""
    return " ".join(loss.what for loss in found.losses if loss.line == line)
