"""A lesson read from a file of another programme on its way into a draft: its pictures go on the shelf of the group."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.authoring.shelf import list_media, put_media
from app.content.parse import parse_text
from app.core.actor import Actor
from app.core.errors import Refusal
from app.interchange.guarded import ReadFile
from app.interchange.module_text import module_id_of
from app.interchange.report import Loss, in_order
from app.interchange.shelving import Fit, not_taken, shelved

FILE = "nhap/bai.md"


@dataclass(frozen=True)
class Brought:
    """What a file brought: the text of a lesson, what it does not carry, how many files went on the shelf."""

    text: str
    losses: tuple[Loss, ...]
    files: int


def bring(found: ReadFile, fit: Fit, *, folder: str, actor: Actor) -> Brought:
    """Put the files of a lesson, made `fit` before, on the shelf of a group; its text calls them as they are there.

    One the shelf refuses is told and stays out. The same file a second time changes nothing.
    """
    known = {row.name: row.sha256 for row in list_media(folder)}
    lesson = shelved(found.text, fit, known)
    refused = _put(lesson.files, folder, actor)
    count = sum(not name.endswith(".vtt") and name not in refused for name in lesson.files)
    return Brought(lesson.text, in_order([*found.losses, *fit.losses, *refused.values()]), count)


def title_of(text: str) -> str:
    """Return the title a lesson gives itself, empty where it has none."""
    module = parse_text(text, FILE).module
    return module.meta.title if module else ""


def code_of(text: str) -> str:
    """Return the code a lesson gives itself; it gets another one where a lesson of its group has it already."""
    module = parse_text(text, FILE).module
    return module.meta.id if module and module.meta.id else module_id_of("")


def _put(files: Mapping[str, bytes], folder: str, actor: Actor) -> dict[str, Loss]:
    """Put files on a shelf and return the reason for each that it refuses."""
    refused = {}
    for name, content in files.items():
        try:
            put_media(folder, name, content, actor=actor)
        except Refusal as refusal:
            refused[name] = not_taken(name, refusal)
    return refused
