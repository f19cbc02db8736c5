"""What comes out of reading or writing a foreign file: questions, bytes, and every word that could not be carried."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.core.errors import Refusal
from app.core.text import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from app.content.schema import Question

MOST_PROBLEMS = 200  # More than anybody reads; a file of noise has a problem on every line.


@dataclass(frozen=True, slots=True)
class Loss:
    """One thing to know: the line of the foreign file (from 1; None for the whole file) and a Vietnamese sentence."""

    line: int | None
    what: str

    def text(self) -> str:
        """Return the sentence with its line in front."""
        return self.what if self.line is None else f"Dòng {self.line}: {self.what}"


class BadFile(Refusal):
    """The file cannot be read; `problems` has every reason at once, by line. Nothing of it is imported."""

    status = 422

    def __init__(self, problems: Iterable[Loss]) -> None:
        found = in_order(problems)
        super().__init__(N_("Tệp chưa nhập được, có %(count)s chỗ cần sửa."), count=len(found))
        self.problems = found


@dataclass(frozen=True, slots=True)
class Imported:
    """Questions read from a foreign file, in its order; `losses` is what they do not carry.

    `prose` is the Markdown of a lesson found before them, `media` the pictures they name (file name → bytes).
    """

    title: str
    questions: tuple[Question, ...]
    losses: tuple[Loss, ...] = ()
    prose: str = ""
    media: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Exported:
    """A foreign file made from a module: its bytes, its extension without the dot, what it does not carry.

    The line of a loss is the line of the question in the module file.
    """

    content: bytes
    extension: str
    losses: tuple[Loss, ...] = ()


class Findings:
    """Collects while a file is read: `bad` stops the import, `lost` is only told."""

    def __init__(self) -> None:
        self.problems: list[Loss] = []
        self.losses: list[Loss] = []

    def bad(self, line: int | None, what: str) -> None:
        """Note a reason to refuse the file."""
        self.problems.append(Loss(line, what))

    def lost(self, line: int | None, what: str) -> None:
        """Note something that is not carried."""
        self.losses.append(Loss(line, what))

    def carried(self) -> tuple[Loss, ...]:
        """Return what is not carried, by line; raises `BadFile` when there was a reason to refuse."""
        if self.problems:
            raise BadFile(self.problems)
        return in_order(self.losses)


def in_order(losses: Iterable[Loss]) -> tuple[Loss, ...]:
    """Return losses by line, each once; those about the whole file come first and at most `MOST_PROBLEMS` are kept."""
    found = sorted(dict.fromkeys(losses), key=lambda loss: loss.line or 0)
    if len(found) <= MOST_PROBLEMS:
        return tuple(found)
    rest = Loss(None, f"Còn {len(found) - MOST_PROBLEMS} chỗ nữa, chưa kể ra ở đây.")
    return (*found[:MOST_PROBLEMS], rest)


def refuse(what: str, line: int | None = None) -> BadFile:
    """Return the refusal of a file for one reason, to be raised."""
    return BadFile([Loss(line, what)])
