"""Pictures from a teacher's phone made fit for a lesson: small, upright, without a word about where they were taken."""

from __future__ import annotations

import fcntl
import re
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING

from app.core.child import Task, ask
from app.core.errors import Refusal
from app.core.text import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST_IN = 10_000_000
LARGEST_OUT = 150_000
LONGEST_SIDE = 960
HEIC = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
# An honest picture of a telephone takes a tenth of this; a dishonest one is ended.
TASK = Task("app.content.redrawing", cpu_seconds=6, wall_seconds=12.0, memory_bytes=800 * 1024 * 1024)
PATIENCE = 3.0  # Seconds to wait for somebody else's picture before one says so.
PAUSE = 0.05
# A progressive JPEG is unpacked whole, and all of it once more for each scan; honest ones have about ten.
MOST_SCANS, MOST_PROGRESSIVE = 40, 25_000_000
PROGRESSIVE = frozenset({0xC2, 0xC6, 0xCA, 0xCE})
MARKER = re.compile(rb"\xff+([^\x00\xd0-\xd7\xff])")
START_OF_SCAN, END = 0xDA, 0xD9

TOO_MANY_PIXELS = N_("Ảnh có quá nhiều điểm ảnh nên không mở được. Mời thầy cô thu nhỏ ảnh trước.")
TOO_TANGLED = N_("Ảnh này mở quá lâu nên không nhận được. Mời thầy cô chụp màn hình ảnh đó rồi gửi ảnh chụp.")
# What the other process says of a picture it does not take.
WORDS = {
    b"strange": N_("Tệp này không phải ảnh JPEG, PNG, WebP hay GIF nên không nhận được."),
    b"pixels": TOO_MANY_PIXELS,
    b"broken": N_("Ảnh bị hỏng hoặc thiếu một phần. Mời thầy cô chọn ảnh khác."),
}


class BadPicture(Refusal):
    """The bytes are no picture that may stand in a lesson; the sentence says what to do."""

    status = 422


class Busy(Refusal):
    """Somebody else's picture is being made small; a moment later there is room."""

    status = 503

    def __init__(self) -> None:
        super().__init__(N_("Máy đang thu nhỏ ảnh của người khác. Mời thầy cô chờ nửa phút rồi gửi lại."))


def shrink(data: bytes, *, patience: float = PATIENCE) -> bytes:
    """Return the picture as WebP of at most 150 KB and 960 px a side: upright, in sRGB, without EXIF or other words.

    Only the first picture of a moving one is kept. Requirements S31, S32: the type is told by the bytes, never by the
    name; what comes out was drawn anew from the pixels, in a process that is ended when a picture takes too much.

    Raises:
        BadPicture: too large, of a kind that is not taken (SVG, HEIC, …), broken, or bytes that unpack to far too many
            pixels or take too long.
        Busy: another picture was at it for all of the `patience` (seconds).
    """
    _refuse_strangers(data)
    _refuse_tangles(data)
    with _one_at_a_time(patience):
        told = ask(TASK, data)
    if told is None:
        raise BadPicture(TOO_TANGLED)
    if told in WORDS:
        raise BadPicture(WORDS[told])
    return told


@contextmanager
def _one_at_a_time(patience: float) -> Iterator[None]:
    """Have at most one picture unpacked on this machine: they are large, and each takes a core from the learners.

    The lock is on this very file, so that all processes of one installation share it; it goes when its holder does.
    """
    with Path(__file__).open("rb") as door:
        until = monotonic() + patience
        while not _taken(door.fileno()):
            if monotonic() >= until:
                raise Busy
            sleep(PAUSE)
        yield


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _refuse_strangers(data: bytes) -> None:
    if not data:
        raise BadPicture(N_("Chưa có tệp nào. Mời thầy cô chọn một ảnh."))
    if len(data) > LARGEST_IN:
        raise BadPicture(N_("Ảnh nặng quá 10 MB. Mời thầy cô chọn ảnh nhẹ hơn, hoặc chụp lại cỡ nhỏ hơn."))
    if data[4:8] == b"ftyp" and data[8:12] in HEIC:
        raise BadPicture(
            N_("Ảnh kiểu HEIC của iPhone chưa dùng được. Mời thầy cô chụp màn hình ảnh đó, hoặc lưu lại thành JPEG.")
        )
    head = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<?xml", b"<svg", b"<!doctype", b"<!--", b"<html")):
        raise BadPicture(N_("Ảnh vẽ SVG có thể mang mã lạ nên không nhận. Mời thầy cô lưu lại thành PNG hoặc JPEG."))


def _refuse_tangles(data: bytes) -> None:
    """Refuse a JPEG that can be seen from outside to take far too long: many scans, or too large a progressive one."""
    scans = 0
    for kind, body in _segments(data):
        if kind in PROGRESSIVE and int.from_bytes(body[1:3]) * int.from_bytes(body[3:5]) > MOST_PROGRESSIVE:
            raise BadPicture(TOO_MANY_PIXELS)
        scans += kind == START_OF_SCAN
        if scans > MOST_SCANS:
            raise BadPicture(TOO_TANGLED)


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the marker and the first bytes of each segment of a JPEG up to its end; nothing for another kind of file.

    What stands inside a segment (the small picture in the EXIF) or behind the end (a film) is not the picture.
    """
    at = 2 if data.startswith(b"\xff\xd8") else len(data)
    while (found := MARKER.search(data, at)) and found[1][0] != END:
        yield found[1][0], data[found.end() + 2 : found.end() + 12]
        at = found.end() + int.from_bytes(data[found.end() : found.end() + 2])
