"""Putting media on the shelf of a folder: which kinds, how large, what their bytes must look like."""

import re
from collections.abc import Callable
from typing import NamedTuple

from app.audit import service as audit
from app.audit.actions import Action
from app.authoring import queries
from app.catalog import shelf
from app.catalog.shelf import ShelfRow
from app.content.library import FOLDERS
from app.core.actor import Actor
from app.core.db import lock
from app.core.errors import Refusal
from app.core.text import N_

NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\.(?:webp|mp3|mp4|vtt)")
LONGEST_NAME = 80
MOST_FILES, MOST_BYTES = 300, 200_000_000
MOST_OWN_FILES, MOST_OWN_BYTES = 100, 60_000_000  # Of one person, not yet in a published lesson (requirement S31).
BAD_NAME = N_("Tên tệp chỉ gồm chữ thường không dấu, chữ số và dấu gạch ngang, đuôi là webp, mp3, mp4 hoặc vtt.")
TOO_LARGE = N_("Tệp nặng %(size)s KB, tối đa %(limit)s KB. Mời thầy cô làm tệp nhẹ hơn.")
FULL = N_("Kho ảnh, tiếng và phim của nhóm này đã đầy. Mời thầy cô dùng lại tệp đã có, hoặc xoá tệp không dùng.")
OWN_FULL = N_("Thầy cô đã cất nhiều tệp chưa dùng. Mời thầy cô xoá bớt tệp không dùng rồi thêm tệp mới.")
IN_USE = N_("Tệp này có bài đang dùng, hoặc là tệp của hệ thống, nên không xoá được.")


class BadMedia(Refusal):
    """The file cannot stand beside a lesson; the sentence says why."""

    status = 422


class InUse(Refusal):
    """Something needs the file, so it stays."""


class MediaKind(NamedTuple):
    """What a kind of file may weigh in bytes, how its bytes begin, and what is said when they do not."""

    limit: int
    begins: Callable[[bytes], bool]
    otherwise: str


def _is_mp3(content: bytes) -> bool:
    """Tell whether it begins with a tag (ID3) or with the sync word of a frame of layer III."""
    return content[:3] == b"ID3" or (len(content) > 1 and content[0] == 0xFF and content[1] & 0xE6 == 0xE2)


def _is_vtt(content: bytes) -> bool:
    """Tell whether it is UTF-8 text without NUL that opens as WebVTT says (W3C, section 4.1)."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return "\x00" not in text and re.match(r"WEBVTT(?:[ \t].*)?(?:\r?\n|\r|$)", text) is not None


KINDS = {
    "webp": MediaKind(
        150_000,
        lambda content: content[:4] == b"RIFF" and content[8:12] == b"WEBP",
        N_("Tệp này không phải ảnh WebP. Mời thầy cô chọn lại ảnh."),
    ),
    "mp3": MediaKind(5_000_000, _is_mp3, N_("Tệp này không phải tiếng MP3. Mời thầy cô chọn lại tệp.")),
    "mp4": MediaKind(
        20_000_000,
        lambda content: content[4:8] == b"ftyp",
        N_("Tệp này không phải phim MP4. Mời thầy cô chọn lại tệp."),
    ),
    "vtt": MediaKind(100_000, _is_vtt, N_("Tệp phụ đề phải là WebVTT: dòng đầu tiên ghi `WEBVTT`.")),
}


def list_media(folder: str) -> list[ShelfRow]:
    """Return what lessons of a folder can name, by name."""
    return shelf.rows(folder)


def get_media(sha256: str, extension: str) -> bytes:
    """Return bytes for those who write, published or not.

    Raises:
        NotFound: there are none with this hash and ending.
    """
    return shelf.content_of(sha256, extension)


def put_media(folder: str, name: str, content: bytes, *, actor: Actor) -> ShelfRow:
    """Put a file on the shelf of a folder; the row says under which name, as published ones keep theirs.

    Raises:
        BadMedia: no such folder, another name or kind, too large, bytes that are something else, or the shelf is full.
    """
    if folder not in FOLDERS or len(name) > LONGEST_NAME or not NAME.fullmatch(name):
        raise BadMedia(BAD_NAME)
    kind = KINDS[name.rpartition(".")[2]]
    if len(content) > kind.limit:
        raise BadMedia(TOO_LARGE, size=len(content) // 1_000 + 1, limit=kind.limit // 1_000)
    if not kind.begins(content):
        raise BadMedia(kind.otherwise)
    lock(f"shelf|{folder}")
    count, weight = shelf.weight(folder)
    if count >= MOST_FILES or weight + len(content) > MOST_BYTES:
        raise BadMedia(FULL)
    count, weight = shelf.weight_of(actor.person_id)
    if count >= MOST_OWN_FILES or weight + len(content) > MOST_OWN_BYTES:
        raise BadMedia(OWN_FULL)
    row = shelf.put(folder, name, content, actor=actor)
    payload = {"sha256": row.sha256, "size": row.size}
    audit.record(Action.MEDIA_PUT, actor=actor, subject=f"media:{folder}/{row.name}", payload=payload)
    return row


def removable(folder: str) -> frozenset[str]:
    """Return the names of files that nothing needs: no version ever showed them and no living draft names them."""
    texts = queries.living_texts(folder)
    names = {name for name in shelf.loose(folder) if not any(name in text for text in texts)}
    stems = {name.rpartition(".")[0] for name in shelf.loose(folder) if name not in names}
    return frozenset(name for name in names if not (name.endswith(".vtt") and name.rpartition(".")[0] in stems))


def remove_media(folder: str, name: str, *, actor: Actor) -> None:
    """Take a file that nothing needs off the shelf of a folder, a film with its captions.

    Raises:
        InUse: a version showed it, a living draft names it, or it came with the files of the courses.
    """
    lock(f"shelf|{folder}")
    free = removable(folder)
    if name not in free:
        raise InUse(IN_USE)
    captions = f"{name.rpartition('.')[0]}.vtt"
    for one in [name, *([captions] if name.endswith(".mp4") and captions in free else [])]:
        sha256 = shelf.remove(folder, one)
        audit.record(Action.MEDIA_REMOVED, actor=actor, subject=f"media:{folder}/{one}", payload={"sha256": sha256})
