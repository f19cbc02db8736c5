"""The hard words as learners get them: taken in from the file, listed, and picked out for a lesson."""

from dataclasses import dataclass

from sqlalchemy import func, select

from app.audit import service as audit
from app.audit.actions import Action
from app.catalog.models import GlossaryVersion
from app.content.hard_words import Glossary, occurring
from app.content.pages import words_of
from app.content.schema import Document
from app.core import clock
from app.core.actor import Actor
from app.core.db import db
from app.core.text import fold

KEY = "khung/tu-kho"


@dataclass(frozen=True)
class Word:
    """A hard word as it is shown, and its explanation."""

    name: str
    text: str


def current() -> GlossaryVersion | None:
    """Return the list that is served now, or None."""
    return db.session.scalar(select(GlossaryVersion).where(GlossaryVersion.is_current))


def words() -> list[Word]:
    """Return all hard words in the order of the alphabet."""
    version = current()
    rows = version.words if version else []
    return sorted((_word(row) for row in rows), key=lambda word: (fold(word.name), word.name))


def words_in(page_html: str) -> list[Word]:
    """Return the hard words that stand in a page, in the order they come there."""
    version = current()
    rows = {row["name"]: row for row in version.words} if version else {}
    if not rows:
        return []
    text = "\n".join(block.text for block in words_of(page_html))
    return [_word(rows[name]) for name in occurring(text, {name: row["forms"] for name, row in rows.items()})]


def take(document: Document | None, actor: Actor) -> tuple[list[str], list[str]]:
    """Serve the list of a folder of courses; returns what was published and what was withdrawn, by their labels.

    It is written in the folder only, so what is there is what is served. The caller holds the lock of the catalog.
    """
    before = current()
    text = document.text if document else None
    if text == (before.source_text if before else None):
        return [], []
    if before is not None:
        before.is_current = False
        db.session.flush()
    if document is None or document.glossary is None:
        return [], [_withdrawn(before, actor)] if before else []
    version = _store(document, document.glossary)
    payload = {"words": len(version.words), "source_sha256": version.source_sha256}
    audit.record(Action.GLOSSARY_PUBLISHED, actor=actor, subject=f"glossary:{version.label}", payload=payload)
    return [version.label], []


def _withdrawn(version: GlossaryVersion, actor: Actor) -> str:
    audit.record(Action.GLOSSARY_WITHDRAWN, actor=actor, subject=f"glossary:{version.label}")
    return version.label


def _store(document: Document, glossary: Glossary) -> GlossaryVersion:
    rows = [{"name": word.name, "forms": list(word.forms), "text": word.text} for word in glossary.words]
    version = GlossaryVersion(
        number=(db.session.scalar(select(func.max(GlossaryVersion.number))) or 0) + 1,
        is_current=True,
        title=glossary.title,
        words=rows,
        source_text=document.text,
        source_sha256=document.sha256,
        published_at=clock.now(),
    )
    db.session.add(version)
    db.session.flush()
    return version


def _word(row: dict[str, str]) -> Word:
    return Word(row["name"], " ".join(row["text"].split()))
