"""Tell old versions which file stands behind which name, and put a practice seen by nobody else back where it was.

Before 0003 a version did not keep the names of its pictures, sounds and films; exported, its text came without them.
The hash of its source was made of text, names and files together, so names that give this hash again are certain;
where none do, the version stays as it is.

Before the merger of two persons was put right, a practice that one of the two had confirmed for the other moved along.
Such a practice counts for nothing and kept the place of one that would: it goes back to the row it was confirmed for.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from itertools import islice, product
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NAME = re.compile(r"\w[\w.-]*\.(?:webp|png|jpe?g|gif|avif|svg|mp3|mp4)(?!\w)", re.IGNORECASE)
ADDRESS = re.compile(r"/media/([0-9a-f]{64})\.(\w+)")
# More guesses than any lesson with some pictures needs; one with very many stays as it is.
MOST = 50_000
# Table: the columns in which a version shows its files, in the order in which it shows them.
SHOWN = {"module_version": ("about", "page_html", "snapshot"), "programme_version": ("intro_html",)}


def upgrade() -> None:
    for table, shown in SHOWN.items():
        found = _found(table, shown)
        if found:
            guard = _thaw(table)
            _write(table, found)
            op.execute(guard)
    op.execute(
        "UPDATE practice SET person_id = (SELECT min(id) FROM person WHERE merged_into_id = practice.person_id) "
        "WHERE person_id = helper_id AND EXISTS (SELECT 1 FROM person WHERE merged_into_id = practice.person_id)"
    )


def downgrade() -> None:
    """Leave both: what is written now is what would have been written then."""


def _found(table: str, shown: tuple[str, ...]) -> dict[int, dict[str, str]]:
    """Return the files by name of the versions that do not say theirs, by id, as far as they are certain."""
    columns = ("id", "source_text", "source_sha256", "media", *shown)
    version = sa.table(table, *(sa.column(name, sa.JSON() if name == "media" else None) for name in columns))
    found = {}
    for row in op.get_bind().execute(sa.select(version)):
        if not row.media:
            media = _media(row.source_text, " ".join(str(getattr(row, name)) for name in shown), row.source_sha256)
            if media:
                found[row.id] = media
    return found


def _media(text: str, shown: str, wanted: str) -> dict[str, str]:
    """Return the hash of each file the text names; empty where no names give the wanted hash of the source."""
    hashes = {match[1]: match[2] for match in ADDRESS.finditer(shown)}
    if not hashes:
        return {}
    names = list(dict.fromkeys(NAME.findall(text)))
    names += [f"{name[:-4]}.vtt" for name in names if name.endswith(".mp4")]
    for media in islice(_guesses(names, hashes), MOST):
        if set(media.values()) == hashes.keys() and _hash(text, media) == wanted:
            return media
    return {}


def _guesses(names: list[str], hashes: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Yield what may stand behind the names: first each file once in the order of its name, then every other way."""
    fitting = [[one for one, extension in hashes.items() if name.lower().endswith(f".{extension}")] for name in names]
    taken: dict[str, str] = {}
    for name, ones in zip(names, fitting, strict=True):
        free = [one for one in ones if one not in taken.values()]
        if free:
            taken[name] = free[0]
    yield taken
    for choice in product(*([*ones, ""] for ones in fitting)):
        yield {name: one for name, one in zip(names, choice, strict=True) if one}


def _hash(text: str, media: Mapping[str, str]) -> str:
    value = {"text": text, "media": media}
    return hashlib.sha256(
        json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    ).hexdigest()


def _write(table: str, found: Mapping[int, dict[str, str]]) -> None:
    version = sa.table(table, sa.column("id"), sa.column("media", sa.JSON()))
    for id_, media in found.items():
        op.execute(sa.update(version).where(version.c.id == id_).values(media=media))


def _thaw(table: str) -> Any:
    """Take the guard of published versions away; returns the statement that puts the same one back."""
    name, bind = f"guard_{table}_frozen", op.get_bind()
    if bind.dialect.name == "sqlite":
        guard = bind.scalar(sa.text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": name})
        op.execute(f"DROP TRIGGER {name}")
        return guard
    guard = bind.scalar(sa.text("SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = :name"), {"name": name})
    op.execute(f"DROP TRIGGER {name} ON {table}")
    return guard
