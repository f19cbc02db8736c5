"""Writing what is served now back as a folder of courses: taken in again, it changes nothing."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from app.catalog import glossary, shelf
from app.catalog.editions import fingerprint
from app.catalog.models import TakenFile
from app.catalog.rendering import media_file
from app.catalog.storing import Version, current_versions
from app.content.files import list_sources
from app.content.hard_words import FILE as GLOSSARY_FILE
from app.content.parse import parse_bytes
from app.core.db import db
from app.core.errors import Refusal
from app.core.runtime import settings
from app.core.text import N_


class CannotExport(Refusal):
    """Something in the folder would be lost; nothing was written. `files` says what."""

    def __init__(self, files: list[str]) -> None:
        super().__init__(
            N_("Chưa ghi gì cả: trong thư mục có tệp khác với bài trên trang, ghi đè sẽ mất: %(files)s."),
            files=", ".join(files),
        )
        self.files = files


@dataclass(frozen=True)
class Exported:
    """How many texts and how many pictures, sounds and films the folder holds now."""

    texts: int
    media: int


def export(folder: Path) -> Exported:
    """Write every text that is served now, the media it names and the tables of skills into a folder.

    What lies there already is written over only where nobody changed it since it was last taken in.

    Raises:
        CannotExport: a file there holds somebody's work.
    """
    versions = current_versions()
    texts = {folder / f"{key}.md": version for key, version in versions.items()}
    media = {
        folder / key.partition("/")[0] / "media" / name: sha256
        for key, version in versions.items()
        for name, sha256 in version.media.items()
    }
    lost = [path for path, version in texts.items() if path.exists() and not _is_known(path, version)]
    lost += [path for path, sha256 in media.items() if path.exists() and _hash(path) != sha256]
    words, list_file = glossary.current(), folder / f"{glossary.KEY}.md"
    if words and list_file.exists() and parse_bytes(list_file.read_bytes(), list_file.name).text != words.source_text:
        lost.append(list_file)
    if lost:
        raise CannotExport(sorted(path.relative_to(folder).as_posix() for path in lost))
    for path, version in texts.items():
        _write(path, version.source_text.encode())
    if words:
        _write(list_file, words.source_text.encode())
    _write_media(media)
    _copy_frameworks(folder)
    return Exported(len(texts), len(media))


def _is_known(path: Path, version: Version) -> bool:
    """Tell whether a file is what is served, or what it was when it was last taken in."""
    beside = {
        file.name: media_file(file.read_bytes(), file.suffix.lstrip(".").lower())
        for file in path.parent.glob("media/*")
        if file.is_file()
    }
    text = parse_bytes(path.read_bytes(), path.name).text
    taken = db.session.scalar(select(TakenFile.sha256).where(TakenFile.key == version.source_key))
    return fingerprint(text, beside) in (version.source_sha256, taken)


def _hash(path: Path) -> str:
    return media_file(path.read_bytes(), "").sha256


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _write_media(media: Mapping[Path, str]) -> None:
    paths: dict[str, list[Path]] = {}
    for path, sha256 in media.items():
        paths.setdefault(sha256, []).append(path)
    for sha256, content in shelf.contents(paths):
        for path in paths[sha256]:
            _write(path, content)


def _copy_frameworks(folder: Path) -> None:
    """Copy the tables of skills: they are files of the installation and the texts name their numbers."""
    for source in list_sources(settings().courses_dir, ("khung",)):
        if source.name == GLOSSARY_FILE:
            continue  # It is published: what is served is written, or nothing.
        target = folder / "khung" / source.name
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
