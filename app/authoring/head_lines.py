"""The lines of a head: read where a form may show them, written anew above a body that stays as it is; pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.authoring.typed import Slip, Unclear
from app.content.files import clean
from app.content.format import write
from app.content.messages import Report
from app.content.parse import parse_text
from app.content.schema import Document, Module
from app.core.errors import Refusal
from app.core.text import N_, normal

Written = dict[str, str | tuple[str, ...]]
# Slips of lines that no form could show: writing the head anew would lose them.
UNREADABLE = frozenset({"F01", "F02", "F03", "F04", "F06", "F10", "F11", "F17", "F18"})
UNCLEAR = N_("Mục này chưa ghi vào bài được. Mời thầy cô xem lại.")


class HeadBroken(Refusal):
    """A line of the head cannot be read, so it is put right in the text first."""

    def __init__(self, what: str) -> None:
        super().__init__(N_("Phần đầu bài có dòng chưa đọc được, mời thầy cô sửa trong bài: %(what)s"), what=what)


def plain(value: Any) -> str:
    """Return one line as the format keeps it: NFC, single spaces, nothing invisible."""
    return normal(clean(str(value or ""), Report("")))


def same(typed: Any, shown: Any) -> bool:
    """Tell whether a field still says what it showed; every way of saying nothing is the same."""
    return (typed or None) == (shown or None)


def readable(text: str, file: str, unreadable: Collection[str] = UNREADABLE) -> Document:
    """Return a text whose head a form may show.

    Raises:
        HeadBroken: a line of the head has one of the slips that a form would lose.
    """
    document = parse_text(text, file)
    broken = [one for one in document.problems if one.code in unreadable and one.line <= document.body_line]
    if broken:
        raise HeadBroken(broken[0].message)
    return document


@dataclass(frozen=True)
class Fields:
    """Where a head's values were typed: the field of each key, and the field of each line of the lists in `rows`."""

    keys: Mapping[str, str]
    rows: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def by_line(self, lines: Mapping[str, int]) -> dict[int, str]:
        """Return the field that each line was written from, given the line of each key."""
        found = {line: self.keys.get(key, "") for key, line in lines.items()}
        for key, names in self.rows.items():
            found |= {lines[key] + place: name for place, name in enumerate(names, 1) if key in lines}
        return found


def rewritten(document: Document, wanted: Written, fields: Fields) -> str:
    """Return the text with these values as its head.

    Raises:
        Unclear: a value would not be read back as it was typed; every slip names its field.
    """
    head = _head(document, wanted).rstrip("\n")
    whole = "\n".join([head, *document.text.split("\n")[document.body_line - 1 :]])
    _ensure_read(parse_text(whole, document.file), wanted, fields)
    return whole


def _head(document: Document, wanted: Written) -> str:
    """Return the lines of a head alone."""
    if document.programme:
        bare = Document(document.file, programme=replace(document.programme, written=wanted, intro=""))
    elif document.module:
        bare = Document(document.file, module=Module(replace(document.module.meta, written=wanted)))
    else:
        raise HeadBroken(UNCLEAR)
    return write(bare, lambda: "")


def _ensure_read(document: Document, wanted: Written, fields: Fields) -> None:
    """Refuse what the head's reader reports at a line, or reads as something else."""
    tree = document.module.meta if document.module else document.programme
    at = fields.by_line(tree.lines) if tree else {}
    slips = [
        Slip(at.get(problem.line, ""), problem.message.partition(": ")[2] or problem.message)
        for problem in document.problems
        if problem.is_error and problem.line < document.body_line
    ]
    if not slips and (tree is None or dict(tree.written) != wanted):
        read = tree.written if tree else {}
        wrong = [key for key in {*wanted, *read} if wanted.get(key) != read.get(key)]
        slips = [Slip(fields.keys.get(key, ""), UNCLEAR) for key in wrong]
    if slips:
        raise Unclear(slips)
