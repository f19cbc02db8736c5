"""The pictures, sounds and films a file brings: made fit for a lesson, then named beside those already there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from time import monotonic
from typing import TYPE_CHECKING

from app.content.media import Ready, free_stem, ready, stem_of
from app.core.errors import Refusal
from app.core.text import N_
from app.interchange.report import Loss

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


MOST_SECONDS = 15.0  # For all files of one import: whoever serves the form has others to serve.
TOO_MANY = N_("các ảnh trong tệp cần quá nhiều thời gian. Mời bác nhập ít ảnh hơn mỗi lần.")


@dataclass(frozen=True, slots=True)
class Fit:
    """Files by the name a text calls them, each with what goes with it; `losses` has the reason for each left out."""

    files: Mapping[str, Sequence[Ready]]
    losses: tuple[Loss, ...]


@dataclass(frozen=True, slots=True)
class Shelved:
    """A text that calls its files as they are kept, and those files by their name; some may be there already."""

    text: str
    files: Mapping[str, bytes]


def made_fit(media: Mapping[str, bytes]) -> Fit:
    """Return files as a lesson may have them: told by their bytes, small, without a word about where they were made.

    This is what takes time, and no more than a quarter of a minute of it; a file that cannot stand in a lesson, or is
    not done by then, is told and stays out. Captions go with their film.
    """
    until = monotonic() + MOST_SECONDS
    files: dict[str, Sequence[Ready]] = {}
    losses = []
    for name, content in media.items():
        if name.endswith(".vtt"):
            continue
        try:
            if monotonic() >= until:
                raise Refusal(TOO_MANY)
            captions = media.get(f"{name.rpartition('.')[0]}.vtt", b"")
            files[name] = ready(content, captions, patience=until - monotonic())
        except Refusal as refusal:
            losses.append(not_taken(name, refusal))
    return Fit(files, tuple(losses))


def not_taken(name: str, refusal: Refusal) -> Loss:
    """Return what to tell of a file that stays out."""
    return Loss(None, f"Tệp {name} không nhập được: {refusal.text()}")


def shelved(text: str, fit: Fit, known: Mapping[str, str]) -> Shelved:
    """Return the text of a module with its files under names that are free, or that stand for these very bytes.

    `known` has the SHA-256 of the files that are there, by name.
    """
    taken = dict(known)
    names: dict[str, str] = {}
    files: dict[str, bytes] = {}
    for name, parts in fit.files.items():
        stem = free_stem(stem_of(name.rpartition(".")[0]), parts, taken)
        kept = {f"{stem}.{part.extension}": part.content for part in parts}
        names[name] = f"{stem}.{parts[0].extension}"
        files |= kept
        taken |= {own: sha256(content).hexdigest() for own, content in kept.items()}
    return Shelved(renamed(text, names), files)


def renamed(text: str, names: Mapping[str, str]) -> str:
    """Return the text of a module with files called by their new names, where a module names a file."""
    if not names:
        return text
    either = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    named = re.compile(rf"(\]\(|^Ảnh: )({either})(?=\)|$)", re.MULTILINE)
    return named.sub(lambda part: part[1] + names[part[2]], text)
