"""The certain repairs of a text by button: a line written anew, a heavy picture made small under a name of its own."""

from dataclasses import dataclass
from hashlib import sha256

from app.authoring.checking import NoSuchRepair, apply_fix
from app.catalog import shelf
from app.catalog.shelf import ShelfRow
from app.content.check_text import MAX_IMAGE_BYTES
from app.content.media import Ready, free_stem, stem_of
from app.content.pictures import shrink
from app.core.db import let_go
from app.interchange.shelving import renamed

HEAVY = "Q35"


@dataclass(frozen=True)
class Repair:
    """A text put right; `content` goes on the shelf under `name` before the text is saved, where there is any."""

    text: str
    name: str = ""
    content: bytes = b""

    @property
    def kilobytes(self) -> int:
        """Return what the new picture weighs."""
        return len(self.content) // 1_000 + 1


def repair(key: str, text: str, code: str, line: int) -> Repair:
    """Return the text with the certain repair of one problem made; nothing is stored, and a picture may take seconds.

    Raises:
        NoSuchRepair: there is no such problem at this line, or only the author knows what is meant.
        BadPicture, Busy: the heavy picture cannot be made small, or not now.
    """
    if code != HEAVY:
        return Repair(apply_fix(key, text, code, line))
    rows = shelf.rows(key.partition("/")[0])
    heavy = _heavy(rows, text, line)
    content = shelf.content_of(heavy.sha256, heavy.extension)
    let_go()
    small = Ready("webp", shrink(content))
    known = {row.name: row.sha256 for row in rows}
    name = f"{free_stem(stem_of(heavy.name.rpartition('.')[0]), [small], known)}.webp"
    if sha256(small.content).hexdigest() == heavy.sha256:
        raise NoSuchRepair
    return Repair(renamed(text, {heavy.name: name}), name, small.content)


def _heavy(rows: list[ShelfRow], text: str, line: int) -> ShelfRow:
    """Return the file of a shelf that a line names and that weighs too much."""
    lines = text.split("\n")
    shown = lines[line - 1] if 0 < line <= len(lines) else ""
    found = (row for row in rows if row.size > MAX_IMAGE_BYTES and renamed(shown, {row.name: ""}) != shown)
    row = next(found, None)
    if row is None:
        raise NoSuchRepair
    return row
