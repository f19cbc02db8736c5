"""The texts of what is served now, read as documents: what a new text is checked against. Each is parsed once."""

from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select

from app.catalog.storing import MODULES, PROGRAMMES, Stock, stock_of
from app.content.files import list_sources
from app.content.parse import parse_bytes, parse_text
from app.content.schema import Document
from app.core.db import db
from app.core.runtime import settings

MOST = 400


class Source(NamedTuple):
    """One text that is served now: where it stands in a folder of courses, its number and the hash of its edition."""

    key: str
    number: int
    sha256: str

    @property
    def file(self) -> str:
        """Return how its file is called in a folder of courses."""
        return f"{self.key}.md"


# By file and edition: versions never change, so what was read of one stays right in every process.
_read: dict[tuple[str, str], Document] = {}
_frameworks: dict[tuple[str, int, int], Document] = {}


def current_sources() -> list[Source]:
    """Return the texts that are served now, without their words, by key."""
    found = []
    for stock in (MODULES, PROGRAMMES):
        table = stock.table
        rows = db.session.execute(select(stock.counted_by, table.number, table.source_sha256).where(table.is_current))
        found += [Source(stock.key_of(value), number, sha256) for value, number, sha256 in rows]
    return sorted(found)


def documents_of(sources: Collection[Source]) -> list[Document]:
    """Return these texts as documents, in order; at most two statements, none where all were read before.

    What was withdrawn or replaced since `sources` were asked for is left out or is the newer one.
    """
    known = {source.file: _read.get((source.file, source.sha256)) for source in sources}
    missing = [source for source in sources if known[source.file] is None]
    fresh = {document.file: document for document in _fetch(missing)} if missing else {}
    found = (known[source.file] or fresh.get(source.file) for source in sources)
    return [document for document in found if document]


def frameworks() -> list[Document]:
    """Return the tables of skills: they are files of the installation and are not published."""
    root = Path(settings().courses_dir)
    paths = list_sources(root, ("khung",)) if root.is_dir() else []
    stamps = {path: (str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in paths}
    found = {
        stamp: _frameworks.get(stamp) or parse_bytes(path.read_bytes(), path.relative_to(root).as_posix())
        for path, stamp in stamps.items()
    }
    if found.keys() != _frameworks.keys():
        _frameworks.clear()
        _frameworks.update(found)
    return list(found.values())


def _fetch(sources: Collection[Source]) -> list[Document]:
    """Read the texts of these keys as they are served now, and remember them by the edition they are of."""
    wanted: dict[Stock, list[str]] = {}
    for source in sources:
        stock, value = stock_of(source.key)
        wanted.setdefault(stock, []).append(value)
    if len(_read) + len(sources) > MOST:
        _read.clear()
    found = []
    for stock, values in wanted.items():
        table = stock.table
        query = select(stock.counted_by, table.source_sha256, table.source_text)
        for value, sha256, text in db.session.execute(query.where(table.is_current, stock.counted_by.in_(values))):
            document = parse_text(text, f"{stock.key_of(value)}.md")
            _read[document.file, sha256] = document
            found.append(document)
    return found
