"""The pictures, sounds and films an item of a QTI package names, taken along under names a lesson can use."""

from __future__ import annotations

import io
import re
from pathlib import PurePath
from typing import TYPE_CHECKING

from app.core.text import fold
from app.interchange.qti.package import inner_name

if TYPE_CHECKING:
    from collections.abc import Mapping

# What a file must begin with to be what its name says. SVG is not taken from outside: it can hold scripts.
STARTS = {
    "png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "jpg": re.compile(rb"\xff\xd8\xff"),
    "jpeg": re.compile(rb"\xff\xd8\xff"),
    "gif": re.compile(rb"GIF8[79]a"),
    "webp": re.compile(rb"RIFF.{4}WEBP", re.DOTALL),
    "mp3": re.compile(rb"ID3|\xff[\xe0-\xff]"),
    "mp4": re.compile(rb".{4}ftyp", re.DOTALL),
}
LONGEST_NAME = 60


class Media:
    """Collects the files that come along with the questions."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        self.taken: dict[str, bytes] = {}

    def take(self, address: str, item: str) -> str | None:
        """Return the name under which a file of the package comes along, None for one that may not or is not there."""
        name = inner_name(address, item)
        content = self.files.get(name) if name else None
        if name is None or content is None:
            return None
        ending = PurePath(name).suffix.lower().removeprefix(".")
        if ending not in STARTS or not STARTS[ending].match(content):
            return None
        own = self._free(PurePath(name).stem, ending, content)
        self.taken[own] = content
        captions = self.files.get(f"{name.rpartition('.')[0]}.vtt")
        if ending == "mp4" and captions and captions.lstrip(b"\xef\xbb\xbf").startswith(b"WEBVTT"):
            self.taken[f"{own.rpartition('.')[0]}.vtt"] = captions
        return own

    def _free(self, stem: str, ending: str, content: bytes) -> str:
        """Return a name of plain letters; files of one name but other content get a number."""
        plain = re.sub(r"[^a-z0-9]+", "-", fold(stem)).strip("-")[:LONGEST_NAME] or "tep"
        for number in range(1, len(self.taken) + 2):
            name = f"{plain}{f'-{number}' if number > 1 else ''}.{ending}"
            if self.taken.get(name, content) == content:
                return name
        return f"{plain}.{ending}"


def picture_size(content: bytes) -> tuple[int, int] | None:
    """Return width and height of a picture from its header, None when it has none; nothing is decoded."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(content)) as picture:
            width, height = picture.size
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    return (width, height) if width > 0 and height > 0 else None
