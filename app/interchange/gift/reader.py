"""Reads a GIFT file: every question it holds, or every reason why it cannot be read."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING

from app.core.text import fold, normal
from app.interchange.decoding import decode
from app.interchange.gift.blocks import cut
from app.interchange.gift.kinds import GiftMaker
from app.interchange.report import BadFile, Findings, Imported, refuse
from app.interchange.stems import title_of
from app.interchange.wording import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.interchange.gift.blocks import Block, Part

ROOTS = re.compile(r"^(?:\$\w+\$/?)?(?:top/?)?")  # `$course$/top/` before the names a teacher gave.
SURE = re.compile(r"^\s*(?:::.+?::|\$CATEGORY:)|\{\s*(?:[=~#]|(?:T|TRUE|F|FALSE)\s*[#}])", re.MULTILINE)
MOST_QUESTIONS = 500
LINES_LOOKED_AT = 200


def read(data: bytes, filename: str) -> Imported:
    """Return the questions of a GIFT file; raises `BadFile` with all its problems at once."""
    found = decode(data)
    findings = Findings()
    findings.losses.extend(found.losses())
    whole = cut(found.text, findings)
    if len(whole.blocks) > MOST_QUESTIONS:
        raise refuse(f"Tệp có {len(whole.blocks)} câu, tối đa {MOST_QUESTIONS}. Mời bác tách làm nhiều tệp.")
    made = [GiftMaker(block, findings).question() for block in whole.blocks]
    questions = tuple(question for question in made if question)
    _names(whole.blocks, [question.title for question in questions], findings)
    title = _title(whole.categories, filename, findings)
    return Imported(title, questions, findings.carried())


def is_surely(data: bytes, filename: str) -> bool:
    """Return whether a file is GIFT beyond doubt: by its name, or a text with braces that hold GIFT answers."""
    name = PurePath(filename).suffix.lower()
    if name not in (".gift", ".txt", ""):
        return False
    try:
        text = decode(data).text
    except BadFile:
        return False
    return name == ".gift" or bool(SURE.search("\n".join(text.split("\n")[:LINES_LOOKED_AT])) and "{" in text)


def _title(categories: Sequence[Part], filename: str, findings: Findings) -> str:
    """Return the last part of the first category a teacher named, else the name of the file; others are told."""
    title = ""
    for category in categories:
        path = ROOTS.sub("", category.shown())
        name = normal(re.split("(?<!/)/(?!/)", path)[-1].replace("//", "/"))
        if name and not title:
            title = name
        elif name and name != title:
            findings.lost(category.line, f"Danh mục {quoted(path)} không có chỗ trong bài.")
    return title or title_of(filename)


def _names(blocks: Sequence[Block], titles: Sequence[str], findings: Findings) -> None:
    """Tell of names that say something the questions do not: a name is no part of ours."""
    said = [fold(title) for title in titles]
    own = [block for block in blocks if block.name and not any(fold(block.name).rstrip(" .…") in text for text in said)]
    if own:
        findings.lost(own[0].line, f"Tên riêng giữa hai dấu `::` của {len(own)} câu không giữ lại.")
