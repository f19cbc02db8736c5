"""Searching the lessons: what a page of results shows, and what may help when nothing was found."""

from dataclasses import dataclass

from app.catalog import search_index
from app.catalog.finding import Asked, Piece, Run, asked, excerpt, marked
from app.catalog.search_index import Found

MOST = 20
MOST_HINTS = 4


@dataclass(frozen=True)
class Result:
    """One lesson that was found: its key, its group, its title and a stretch of it in pieces, found ones marked."""

    key: str
    group: str
    title: list[Piece]
    stretch: list[Piece]


@dataclass(frozen=True)
class Results:
    """What a search came to; `hints` are words of the query that do stand in lessons, when all together do not."""

    text: str
    has_words: bool
    rows: list[Result]
    has_more: bool = False
    hints: tuple[str, ...] = ()


def search(text: str) -> Results:
    """Return the lessons that a query finds, the best first, at most twenty; nothing about the search is kept."""
    shown = " ".join(text.split())
    wanted = asked(text)
    if wanted is None:
        return Results(shown, has_words=False, rows=[])
    found = search_index.find(wanted, most=MOST + 1)
    rows = [_result(one, wanted) for one in found[:MOST]]
    hints = () if rows else _hints(wanted)
    return Results(shown, has_words=True, rows=rows, has_more=len(found) > MOST, hints=hints)


def _result(found: Found, wanted: Asked) -> Result:
    stretch = excerpt(found.text, wanted, found.plain) or marked(found.summary, wanted)
    return Result(found.key, found.key.partition("/")[0], marked(found.title, wanted), stretch)


def _hints(wanted: Asked) -> tuple[str, ...]:
    """Return words of a query that lead somewhere by themselves."""
    words = list(dict.fromkeys(wanted.words)) if len(wanted.words) > 1 else []
    alone = [(word, Asked((Run((word,)),))) for word in words[:MOST_HINTS] if len(word) > 1]
    return tuple(word for word, one in alone if search_index.find(one, most=1))
