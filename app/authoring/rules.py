"""The policy of the workshop: what a text may hold, when a save makes history, where a comment stands; pure."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from difflib import SequenceMatcher
from enum import StrEnum

from app.core.errors import Refusal
from app.core.text import N_, fold

LONGEST_TEXT = 200_000
LONGEST_COMMENT, SHORTEST_REASON = 2_000, 5
TOGETHER = timedelta(minutes=10)
SOON = timedelta(days=30)
AROUND = 3  # Lines that stay the same are shown this far around a difference.
MOST_COMPARED = 3_000
LONGEST_CODE = 50
# Controls, DEL and lone surrogates: no keyboard makes them, and a database refuses or hides them.
REFUSED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
KEY = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)*)/([a-z0-9]+(?:-[a-z0-9]+)*)")


class BadText(Refusal):
    """The text cannot be kept as it is; the sentence says where."""

    status = 422


class BadComment(Refusal):
    """A comment or a reason says nothing, or too much."""

    status = 422


class Change(StrEnum):
    """What a line of a difference is; `gap` stands for lines that stay the same and are not shown."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"
    GAP = "gap"


@dataclass(frozen=True)
class DiffLine:
    """One line of a difference with its place in the old and in the new text (from 1), None where it has none."""

    kind: Change
    old_line: int | None
    new_line: int | None
    text: str


def cleaned(text: str) -> str:
    """Return the text with the line ends that everything here counts by.

    Raises:
        BadText: longer than 200 KB, or a character in it that cannot be seen.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if found := REFUSED.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise BadText(
            N_("Dòng %(line)s có ký tự không nhìn thấy (%(char)s) nên chưa lưu. Mời thầy cô xoá rồi gõ lại chỗ ấy."),
            line=line,
            char=f"U+{ord(found.group()):04X}",
        )
    if (size := len(text.encode())) > LONGEST_TEXT:
        raise BadText(
            N_("Bài dài %(size)s KB, tối đa %(limit)s KB, nên chưa lưu. Mời thầy cô tách làm hai bài."),
            size=size // 1_000 + 1,
            limit=LONGEST_TEXT // 1_000,
        )
    return text


def comment_text(typed: str) -> str:
    """Return a comment as it is kept.

    Raises:
        BadComment: empty, too long, or with characters that cannot be seen.
    """
    text = typed.replace("\r\n", "\n").strip()
    if not text:
        raise BadComment(N_("Mời thầy cô viết nhận xét."))
    if len(text) > LONGEST_COMMENT or REFUSED.search(text):
        raise BadComment(N_("Nhận xét dài quá 2000 chữ, hoặc có ký tự lạ. Mời thầy cô viết gọn lại."))
    return text


def reason(typed: str) -> str:
    """Return a reason as it is kept.

    Raises:
        BadComment: too short to say anything, or too long.
    """
    text = comment_text(typed)
    if len(text) < SHORTEST_REASON:
        raise BadComment(N_("Mời thầy cô ghi rõ lý do, để người viết biết mà sửa."))
    return text


def makes_a_line(*, is_auto: bool, last_at: datetime, last_by: int, by: int, now: datetime) -> bool:
    """Tell whether a save becomes a line of the history.

    What somebody saves by hand does. What saves itself does when ten minutes have passed since the last line, or when
    that one is somebody else's; until then the draft alone holds it.
    """
    return not is_auto or by != last_by or now - last_at >= TOGETHER


def code_for(title: str, taken: Collection[str]) -> str:
    """Return a code made of a title, numbered where it is taken: "Mã OTP là gì?" becomes `ma-otp-la-gi`."""
    plain = "-".join(re.findall(r"[a-z0-9]+", fold(title)))
    stem = plain[: LONGEST_CODE + 1].rpartition("-")[0] if len(plain) > LONGEST_CODE else plain
    stem = stem or plain[:LONGEST_CODE] or "bai-moi"
    if stem == "index":
        stem = "bai-index"
    code, number = stem, 1
    while code in taken:
        number += 1
        code = f"{stem}-{number}"
    return code


def placed(line: int, quote: str, text: str) -> int | None:
    """Return where a commented line stands in a text now: where it was, else nearest to it, None when it is gone."""
    lines = text.split("\n")
    if 0 < line <= len(lines) and lines[line - 1] == quote:
        return line
    found = [number for number, one in enumerate(lines, 1) if one == quote and quote.strip()]
    return min(found, key=lambda number: abs(number - line), default=None)


def differences(old: str, new: str) -> list[DiffLine]:
    """Return what changed between two texts, line by line, with a few lines around that stay the same.

    Very long stretches that differ are not searched for what they may share: that takes quadratic time.
    """
    before, after = old.split("\n") if old else [], new.split("\n")
    found: list[DiffLine] = []
    blocks = _blocks(before, after)
    for place, (tag, i1, i2, j1, j2) in enumerate(blocks):
        if tag == "equal":
            rows = zip(range(i1, i2), range(j1, j2), strict=True)
            same = [DiffLine(Change.SAME, i + 1, j + 1, after[j]) for i, j in rows]
            found += _shortened(same, is_first=place == 0, is_last=place == len(blocks) - 1)
            continue
        found += [DiffLine(Change.REMOVED, i + 1, None, before[i]) for i in range(i1, i2)]
        found += [DiffLine(Change.ADDED, None, j + 1, after[j]) for j in range(j1, j2)]
    return found


def _blocks(before: list[str], after: list[str]) -> list[tuple[str, int, int, int, int]]:
    """Return the stretches of two texts as `difflib` tells them."""
    if max(len(before), len(after)) <= MOST_COMPARED:
        return [*SequenceMatcher(None, before, after).get_opcodes()]
    shortest = min(len(before), len(after))
    head = next((at for at in range(shortest) if before[at] != after[at]), shortest)
    tail = next((at for at in range(shortest - head) if before[-1 - at] != after[-1 - at]), shortest - head)
    ends = len(before) - tail, len(after) - tail
    blocks = [
        ("equal", 0, head, 0, head),
        ("replace", head, ends[0], head, ends[1]),
        ("equal", ends[0], len(before), ends[1], len(after)),
    ]
    return [block for block in blocks if block[2] > block[1] or block[4] > block[3]]


def _shortened(same: list[DiffLine], *, is_first: bool, is_last: bool) -> list[DiffLine]:
    """Return the lines next to a difference, and a gap for the others."""
    head = 0 if is_first else AROUND
    tail = 0 if is_last else AROUND
    if len(same) <= head + tail + 1:
        return same
    gap = DiffLine(Change.GAP, None, None, "")
    return [*same[:head], gap, *same[len(same) - tail :]]


def is_due(day: date, today: date) -> bool:
    """Tell whether a day is past or comes within thirty days."""
    return day <= today + SOON
