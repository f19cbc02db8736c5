"""The index of the words of lessons on both databases: FTS5 on SQLite, lexemes under a GIN index on PostgreSQL.

Each lesson stands in it with its tone marks and folded, by field. A search asks in tiers, the best first: words as they
were written before folded ones, together before apart, whole before begun, in the title before anywhere (ADR 0015).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, TextClause, bindparam, delete, select, text

from app.catalog.finding import Asked, evenly_folded, words_in
from app.catalog.models import ModuleVersion, SearchedLesson
from app.catalog.words import GROUPS
from app.content.pages import words_of
from app.core.db import db
from app.core.text import fold


class Field(StrEnum):
    """Where words may stand; each field is part of the next."""

    TITLE = "t"
    HEAD = "h"
    ANY = "a"


class Tier(NamedTuple):
    """One way of asking; `is_exact` with tone marks, `together` as they were written, `begun` the last word open."""

    is_exact: bool
    together: bool
    field: Field
    begun: bool = False


TIERS = (
    Tier(True, True, Field.TITLE),
    Tier(True, True, Field.HEAD),
    Tier(True, True, Field.ANY),
    Tier(True, False, Field.ANY),
    Tier(False, True, Field.TITLE),
    Tier(False, True, Field.HEAD),
    Tier(False, True, Field.ANY),
    Tier(True, True, Field.TITLE, begun=True),
    Tier(True, True, Field.ANY, begun=True),
    Tier(False, True, Field.TITLE, begun=True),
    Tier(False, True, Field.ANY, begun=True),
    Tier(False, False, Field.ANY),
    Tier(False, False, Field.ANY, begun=True),
)
# By dialect: one branch of the question, with the numbers of its tier set in, and how a row is put in.
BRANCH = {
    "sqlite": "SELECT rowid AS id, %d AS tier FROM lesson_index WHERE lesson_index MATCH :tier_%d",
    "postgresql": "SELECT id, %d AS tier FROM lessons_with(:tier_%d) AS id",
}
PUT = {
    "sqlite": text(
        "INSERT INTO lesson_index (rowid, title, head, body, title_plain, head_plain, body_plain) "
        "VALUES (:id, :title, :head, :body, :title_plain, :head_plain, :body_plain)"
    ),
    "postgresql": text("INSERT INTO lesson_index (id, words) VALUES (:id, array_to_tsvector(CAST(:words AS text[])))"),
}
DROP = {
    "sqlite": text("DELETE FROM lesson_index WHERE rowid = :id"),
    "postgresql": text("DELETE FROM lesson_index WHERE id = :id"),
}
FIND = (
    "SELECT l.key, l.title, l.summary, l.text, l.plain FROM "
    "(SELECT id, min(tier) AS tier FROM (%s) AS asked GROUP BY id) AS best "
    "JOIN searched_lesson AS l ON l.id = best.id ORDER BY best.tier, l.place, l.key LIMIT :most"
)
COLUMNS = {Field.TITLE: ("title",), Field.HEAD: ("title", "head"), Field.ANY: ("title", "head", "body")}


# Of each field: from 3,000 words on a lesson is told to be too long, and PostgreSQL holds a megabyte of lexemes a row.
MOST_INDEXED = 8_000


class Found(NamedTuple):
    """One lesson that was found, the best first; `plain` is its text evenly folded."""

    key: str
    title: str
    summary: str
    text: str
    plain: str


@dataclass(frozen=True)
class Words:
    """The words of a lesson by field, with their tone marks; `head` are those of its summary and headings."""

    title: list[str]
    head: list[str]
    body: list[str]


def enter(key: str, *, title: str, summary: str, page_html: str) -> None:
    """Put a lesson in, in the place of what was there under its key."""
    leave(key)
    blocks = words_of(page_html)
    shown = "\n".join(block.text for block in blocks)
    row = SearchedLesson(
        key=key, place=_place(key), title=title, summary=summary, text=shown, plain=evenly_folded(shown)
    )
    db.session.add(row)
    db.session.flush()
    headings = " ".join(block.text for block in blocks if block.is_heading)
    body = " ".join(block.text for block in blocks if not block.is_heading)
    found = Words(*(words_in(one)[:MOST_INDEXED] for one in (title, f"{summary} {headings}", body)))
    db.session.execute(PUT[_dialect()], {"id": row.id, **_columns(found)})


def leave(key: str) -> None:
    """Take a lesson out, if it is there."""
    row_id = db.session.scalar(select(SearchedLesson.id).where(SearchedLesson.key == key))
    if row_id is not None:
        db.session.execute(DROP[_dialect()], {"id": row_id})
        db.session.execute(delete(SearchedLesson).where(SearchedLesson.id == row_id))


def rebuild() -> int:
    """Make the index anew from what is served now; returns how many lessons are in it."""
    db.session.execute(text("DELETE FROM lesson_index"))
    db.session.execute(delete(SearchedLesson))
    module = ModuleVersion
    served = select(module.key, module.title, module.summary, module.page_html).where(module.is_current)
    rows = db.session.execute(served.order_by(module.key)).all()
    for row in rows:
        enter(row.key, title=row.title, summary=row.summary, page_html=row.page_html)
    return len(rows)


def find(wanted: Asked, *, most: int) -> list[Found]:
    """Return at most so many lessons in which every word of a query stands, the best first; one statement."""
    dialect = _dialect()
    tiers = _tiers(wanted)
    ask = _fts5 if dialect == "sqlite" else _tsquery
    given: dict[str, Any] = {f"tier_{number}": ask(wanted, tier) for number, tier in enumerate(tiers)}
    return [Found(*row) for row in db.session.execute(_statement(dialect, len(tiers)), given | {"most": most})]


def _tiers(wanted: Asked) -> list[Tier]:
    """Return the ways that differ for this query: a single word has no "together", words in quotes do not go on."""
    is_one = wanted.parts(together=True) == wanted.parts(together=False)
    return [tier for tier in TIERS if (tier.together or not is_one) and (wanted.may_go_on or not tier.begun)]


_statements: dict[tuple[str, int], TextClause] = {}


def _statement(dialect: str, tiers: int) -> TextClause:
    known = _statements.get((dialect, tiers))
    if known is None:
        branches = " UNION ALL ".join(BRANCH[dialect] % (number, number) for number in range(tiers))
        names: list[BindParameter[Any]] = [bindparam(f"tier_{number}") for number in range(tiers)]
        known = _statements[dialect, tiers] = text(FIND % branches).bindparams(*names)
    return known


def _fts5(wanted: Asked, tier: Tier) -> str:
    """Return a tier as FTS5 asks: words in quotes are phrases, an asterisk leaves the last one open."""
    columns = " ".join(name if tier.is_exact else f"{name}_plain" for name in COLUMNS[tier.field])
    parts = [f'"{" ".join(_shape(part, tier))}"' for part in wanted.parts(together=tier.together)]
    if tier.begun:
        parts[-1] += " *"
    return f"{{{columns}}} : ({' AND '.join(parts)})"


def _tsquery(wanted: Asked, tier: Tier) -> str:
    """Return a tier as PostgreSQL asks: a word or two neighbours are one lexeme, so nothing has to be checked again."""
    lexemes = []
    for part in wanted.parts(together=tier.together):
        lexemes += [f"'{_code(tier.is_exact, tier.field)}{one}'" for one in _neighbours(_shape(part, tier))]
    if tier.begun:
        lexemes[-1] += ":*"
    return " & ".join(lexemes)


def _shape(part: Iterable[str], tier: Tier) -> list[str]:
    return [word if tier.is_exact else fold(word) for word in part]


def _neighbours(words: Sequence[str]) -> list[str]:
    """Return each pair of words that stand side by side, or the only word."""
    return [f"{one} {other}" for one, other in pairwise(words)] or list(words)


def _code(is_exact: bool, field: Field) -> str:  # Two letters before every lexeme.
    return f"{int(is_exact)}{field}:"


def _columns(found: Words) -> dict[str, Any]:
    """Return the words as the columns of the index of this database."""
    by_name = {"title": found.title, "head": found.head, "body": found.body}
    if _dialect() == "sqlite":
        exact = {name: " ".join(words) for name, words in by_name.items()}
        return exact | {f"{name}_plain": " ".join(map(fold, words)) for name, words in by_name.items()}
    lexemes: set[str] = set()
    for field, names in COLUMNS.items():
        for words in (by_name[name] for name in names):
            plain = [fold(word) for word in words]
            lexemes |= {f"{_code(True, field)}{one}" for one in {*words, *_neighbours(words)}}
            lexemes |= {f"{_code(False, field)}{one}" for one in {*plain, *_neighbours(plain)}}
    return {"words": sorted(lexemes)}


def _place(key: str) -> int:
    """Return where the group of a lesson stands on the page that lets people choose: the many before the few."""
    order = list(GROUPS)
    group = key.partition("/")[0]
    return order.index(group) if group in order else len(order)


def _dialect() -> str:
    return db.session.get_bind().dialect.name
