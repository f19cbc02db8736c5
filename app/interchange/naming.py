"""The files that texts and whole modules name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.content.snapshot import texts_to_render

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.content.schema import Module

SHOWN = re.compile(r"!\[[^\[\]\n]*\]\(([^()\s]*)\)")


def files_of(module: Module) -> set[str]:
    """Return the names of the files a module shows or plays, and of the captions that may stand beside its films."""
    own = {question.picture for question in module.items} | {module.meta.audio or ""}
    return (named_in(texts_to_render(module)) | own) - {""}


def named_in(texts: Iterable[str]) -> set[str]:
    """Return the names of the files in Markdown texts, and of the captions that may stand beside films."""
    names = {name for text in texts for name in SHOWN.findall(text)}
    return names | {f"{name.rpartition('.')[0]}.vtt" for name in names if name.endswith(".mp4")}
