"""What a teacher typed into the form of a question, read field by field; pure.

`data` is the form's data: plain texts, ticks and choices under flat names (`text_1`, `right_1`). Every text is brought
to the spelling the format keeps (NFC, single spaces, nothing invisible); what has to be put right comes back as slips.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.content.files import clean
from app.content.messages import Report
from app.content.prose import canonical
from app.core.errors import Refusal
from app.core.text import N_, normal

Data = Mapping[str, Any]
MOST_ROWS = 6
EMPTY_ROW = N_("Dòng này đã đánh dấu nhưng chưa có chữ.")
HIDDEN = N_("Có ký tự lạ không nhìn thấy được. Mời thầy cô xoá chỗ này rồi gõ lại.")
TWICE = N_("Dòng này giống hệt một dòng ở trên.")


@dataclass(frozen=True)
class Slip:
    """One thing to put right: the field of the form (empty for the whole form) and a sentence."""

    field: str
    message: str


class Unclear(Refusal):
    """What was typed is no question yet; `slips` says where."""

    status = 422

    def __init__(self, slips: list[Slip]) -> None:
        super().__init__(slips[0].message)
        self.slips = tuple(slips)


class Typed:
    """Reads the fields of one form and collects what has to be put right."""

    def __init__(self, data: Data) -> None:
        self.data = data
        self.slips: list[Slip] = []

    def slip(self, field: str, message: str) -> None:
        """Note one thing to put right."""
        self.slips.append(Slip(field, message))

    def line(self, name: str) -> str:
        """Return one line of text."""
        return normal(self._cleaned(name))

    def lines(self, name: str) -> str:
        """Return a Markdown text of several lines as the format keeps it."""
        return canonical(self._cleaned(name).split("\n")).strip("\n")

    def _cleaned(self, name: str) -> str:
        report = Report("")
        text = clean(str(self.data.get(name) or ""), report)
        if report.problems:
            self.slip(name, HIDDEN)
        return text

    def ticked(self, name: str) -> bool:
        """Return whether a box is ticked."""
        return bool(self.data.get(name))

    def choice(self, name: str) -> str:
        """Return the value of a choice."""
        return str(self.data.get(name) or "")

    def rows(self, name: str = "text", most: int = MOST_ROWS) -> list[tuple[int, str]]:
        """Return the rows that have words, with their numbers from 1; a second row with the same words is a slip."""
        found: list[tuple[int, str]] = []
        for number in range(1, most + 1):
            text = self.line(f"{name}_{number}")
            if text and text.lower() in (other.lower() for _, other in found):
                self.slip(f"{name}_{number}", TWICE)
            if text:
                found.append((number, text))
            elif self.ticked(f"right_{number}") or self.line(f"feedback_{number}"):
                self.slip(f"{name}_{number}", EMPTY_ROW)
        return found
