"""The shelf of a folder: the pictures, sounds and films its lessons can name, and which of them everybody may see."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import count

from sqlalchemy import exists, func, select

from app.catalog.models import Media, ShelfFile
from app.catalog.rendering import MediaByFolder, MediaFile, media_file
from app.core import clock
from app.core.actor import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.core.text import N_


@dataclass(frozen=True)
class ShelfRow:
    """One file of a shelf; `preview_address` answers to those who write, also before a version names it."""

    folder: str
    name: str
    sha256: str
    extension: str
    size: int

    @property
    def preview_address(self) -> str:
        """Return where it is served to those who write lessons."""
        return f"/soan/media/{self.sha256}.{self.extension}"

    def as_file(self) -> MediaFile:
        """Return it as a file beside the lessons, its bytes being stored."""
        return MediaFile(self.sha256, self.extension, self.size)


def rows(folder: str | None = None) -> list[ShelfRow]:
    """Return the files of a folder, or of all, by folder and name."""
    columns = (ShelfFile.folder, ShelfFile.name, ShelfFile.sha256, Media.extension, ShelfFile.size)
    query = select(*columns).join(Media, Media.sha256 == ShelfFile.sha256).order_by(ShelfFile.folder, ShelfFile.name)
    found = db.session.execute(query if folder is None else query.where(ShelfFile.folder == folder))
    return [ShelfRow(*row) for row in found]


def files(folder: str) -> dict[str, MediaFile]:
    """Return the files of a folder by name, as publishing needs them."""
    return {row.name: row.as_file() for row in rows(folder)}


def content_of(sha256: str, extension: str) -> bytes:
    """Return bytes of a shelf or of a version, published or not: for those who write.

    Raises:
        NotFound: there are none with this hash and ending.
    """
    content = db.session.scalar(select(Media.content).where(Media.sha256 == sha256, Media.extension == extension))
    if content is None:
        raise NotFound(N_("Không có tệp này."))
    return content


def put(folder: str, name: str, content: bytes, *, actor: Actor) -> ShelfRow:
    """Put bytes on a shelf under this name and return the row.

    Where the name already stands for other bytes that were published it stays with them, and the row has the next free
    name (`anh-2.webp`): a name in the text of a published lesson never comes to mean another picture. Bytes that lose
    their only name and were never published are let go.
    """
    file = media_file(content, name.rpartition(".")[2])
    row = db.session.get(ShelfFile, (folder, name), with_for_update=True)
    if row is not None and row.sha256 != file.sha256 and _is_published(row.sha256):
        name, row = _free_name(folder, name, file.sha256)
    _keep([file], is_published=False)
    db.session.flush()
    before = row.sha256 if row else None
    _write(row or ShelfFile(folder=folder, name=name), file, actor.person_id or None)
    db.session.flush()
    if before not in (None, file.sha256):
        _let_go(before)
    return ShelfRow(folder, name, file.sha256, file.extension, file.size)


def fill(media: MediaByFolder) -> None:
    """Put the media of a folder of courses on the shelves; what somebody put there by hand is not touched."""
    known = {(row.folder, row.name): row for row in db.session.scalars(select(ShelfFile))}
    for folder, beside in media.items():
        for name, file in beside.items():
            row = known.get((folder, name))
            if row is None or (row.put_by_id is None and row.sha256 != file.sha256):
                _keep([file], is_published=False)
                db.session.flush()
                _write(row or ShelfFile(folder=folder, name=name), file, None)


def put_by_hand() -> dict[tuple[str, str], str]:
    """Return the hash of each file that did not come from the folder of courses, by folder and name."""
    query = select(ShelfFile.folder, ShelfFile.name, ShelfFile.sha256).where(ShelfFile.put_by_id.is_not(None))
    return {(folder, name): sha256 for folder, name, sha256 in db.session.execute(query)}


def weight(folder: str) -> tuple[int, int]:
    """Return how many files a shelf has and how many bytes they are."""
    query = select(func.count(), func.coalesce(func.sum(ShelfFile.size), 0)).where(ShelfFile.folder == folder)
    number, size = db.session.execute(query).one()
    return int(number), int(size)


def weight_of(person_id: int) -> tuple[int, int]:
    """Return how many files one person put on shelves, and how many bytes they are; published ones no longer count."""
    mine = select(func.count(), func.coalesce(func.sum(ShelfFile.size), 0)).join(
        Media, Media.sha256 == ShelfFile.sha256
    )
    number, size = db.session.execute(mine.where(ShelfFile.put_by_id == person_id, ~Media.is_published)).one()
    return int(number), int(size)


def loose(folder: str) -> list[str]:
    """Return the names of the files somebody put here by hand that no version, served or not, ever showed."""
    query = select(ShelfFile.name).join(Media, Media.sha256 == ShelfFile.sha256)
    query = query.where(ShelfFile.folder == folder, ShelfFile.put_by_id.is_not(None), ~Media.is_published)
    return list(db.session.scalars(query.order_by(ShelfFile.name)))


def remove(folder: str, name: str) -> str:
    """Take a file off its shelf, with its bytes where nothing else has them; returns their hash.

    Raises:
        NotFound: there is no such file.
    """
    row = db.session.get(ShelfFile, (folder, name), with_for_update=True)
    if row is None:
        raise NotFound(N_("Không có tệp này."))
    sha256 = row.sha256
    db.session.delete(row)
    db.session.flush()
    _let_go(sha256)
    return sha256


def publish(named: Iterable[MediaFile]) -> None:
    """Let everybody see these files from now on."""
    _keep(named, is_published=True)


def contents(hashes: Collection[str]) -> Iterable[tuple[str, bytes]]:
    """Yield the bytes of these hashes, one at a time."""
    for sha256 in sorted(set(hashes)):
        yield sha256, db.session.scalars(select(Media.content).where(Media.sha256 == sha256)).one()


def _keep(named: Iterable[MediaFile], *, is_published: bool) -> None:
    for file in named:
        stored = db.session.get(Media, file.sha256)
        if stored is not None:
            stored.is_published |= is_published
        elif file.content is not None:
            fields = {"sha256": file.sha256, "extension": file.extension, "content": file.content}
            db.session.add(Media(**fields, is_published=is_published))


def _write(row: ShelfFile, file: MediaFile, person_id: int | None) -> None:
    row.sha256, row.size, row.put_by_id, row.put_at = file.sha256, file.size, person_id, clock.now()
    db.session.add(row)


def _is_published(sha256: str) -> bool:
    return bool(db.session.scalar(select(Media.is_published).where(Media.sha256 == sha256)))


def _free_name(folder: str, name: str, sha256: str) -> tuple[str, ShelfFile | None]:
    """Return the first name in the row that is free, or that stands for these very bytes."""
    stem, _, extension = name.rpartition(".")
    names = (f"{stem}-{number}.{extension}" for number in count(2))
    tried = ((one, db.session.get(ShelfFile, (folder, one))) for one in names)
    return next((one, row) for one, row in tried if row is None or row.sha256 == sha256)


def _let_go(sha256: str | None) -> None:
    stored = db.session.get(Media, sha256)
    if stored is None or stored.is_published:
        return
    if not db.session.scalar(select(exists().where(ShelfFile.sha256 == sha256))):
        db.session.delete(stored)
