"""A lesson read from a file of another programme on its way into a draft: its pictures go on the shelf of the group."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.authoring import uploads
from app.authoring.shelf import list_media, put_media
from app.content.parse import parse_text
from app.core.actor import Actor
from app.core.errors import Refusal
from app.interchange.guarded import ReadFile
from app.interchange.module_text import module_id_of
from app.interchange.report import Loss, in_order

FILE = "nhap/bai.md"


@dataclass(frozen=True)
class Brought:
    """What a file brought: the text of a lesson, what it does not carry, how many pictures went on the shelf."""

    title: str
    text: str
    questions: int
    losses: tuple[Loss, ...]
    pictures: int


def bring(found: ReadFile, *, folder: str, actor: Actor) -> Brought:
    """Put the pictures, sounds and films of a file on the shelf of a group and call them in the text as they are there.

    Each is told by its bytes and made fit first; one that cannot stand in a lesson is told and stays out. The same file
    a second time changes nothing.
    """
    losses, names = list(found.losses), {}
    known = {row.name: row.sha256 for row in list_media(folder)}
    for name, content in found.media.items():
        if name.endswith(".vtt"):
            continue  # Captions go with their film.
        try:
            names[name] = _shelved(name, content, found.media, folder, known, actor)
        except Refusal as refusal:
            losses.append(Loss(None, f"Tệp {name} không nhập được: {refusal.text()}"))
    return Brought(found.title, renamed(found.text, names), found.questions, in_order(losses), len(names))


def title_of(text: str) -> str:
    """Return the title a lesson gives itself, empty where it has none."""
    module = parse_text(text, FILE).module
    return module.meta.title if module else ""


def code_of(text: str) -> str:
    """Return the code a lesson gives itself; it gets another one where a lesson of its group has it already."""
    module = parse_text(text, FILE).module
    return module.meta.id if module and module.meta.id else module_id_of("")


def renamed(text: str, names: Mapping[str, str]) -> str:
    """Return the text of a lesson with files called by their new names, where a lesson names a file."""
    if not names:
        return text
    either = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    named = re.compile(rf"(\]\(|^Ảnh: )({either})(?=\)|$)", re.MULTILINE)
    return named.sub(lambda part: part[1] + names[part[2]], text)


def _shelved(
    name: str, content: bytes, media: Mapping[str, bytes], folder: str, known: dict[str, str], actor: Actor
) -> str:
    stem = name.rpartition(".")[0]
    files = uploads.ready(content, media.get(f"{stem}.vtt", b""))
    free = uploads.free_stem(uploads.stem_of(stem), files, known)
    for file in files:
        row = put_media(folder, f"{free}.{file.extension}", file.content, actor=actor)
        known[row.name] = row.sha256
    return f"{free}.{files[0].extension}"
