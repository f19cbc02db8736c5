"""Opens a zip that came from outside: limits on count, size and ratio; no paths upwards, links, locks, zips inside."""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from typing import TYPE_CHECKING

from app.interchange.report import Findings, refuse

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

MAX_BYTES = 10_000_000
MAX_MEMBERS = 500
MAX_UNPACKED = 40_000_000
MAX_RATIO = 100
SMALL = 100_000  # Small members may pack well without being a bomb: a blank page of XML does.
MAX_NAME = 200
INNER = re.compile(r".+\.(?:zip|7z|rar|gz|tgz|bz2|xz|tar|jar|docx|xlsx|pptx|odt|epub)", re.IGNORECASE)
STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"7z\xbc\xaf", b"Rar!\x1a\x07", b"\x1f\x8b\x08")
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
LOCKED = 0x1  # Bit of the general purpose flag: the member is encrypted.
# What zipfile raises on bytes that only look like an archive.
BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, LookupError)
LIMITS = (
    f"Tệp nén tối đa {MAX_BYTES // 1_000_000} MB, {MAX_MEMBERS} tệp bên trong, "
    f"{MAX_UNPACKED // 1_000_000} MB sau khi mở."
)


def unpack(data: bytes, *, may_hold_archives: bool = False) -> dict[str, bytes]:
    """Return every file of a zip by its name; raises `BadFile` with all reasons when one rule is broken.

    The sizes in the directory are judged first, then enforced while reading, so a directory that lies gains nothing.
    With `may_hold_archives` zips inside are left packed but allowed (spreadsheets embedded in a document).
    """
    if len(data) > MAX_BYTES:
        raise refuse(f"Tệp nén nặng {len(data) // 1_000_000 + 1} MB. {LIMITS}")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _judge(members, may_hold_archives=may_hold_archives)
            return _read(archive, members, may_hold_archives=may_hold_archives)
    except BROKEN as error:
        raise refuse("Tệp nén bị hỏng nên không mở được. Mời bác tải lại tệp từ nơi gửi.") from error


def is_archive(data: bytes) -> bool:
    """Return whether the bytes begin like a zip."""
    return data.startswith(STARTS[:2])


def _judge(members: list[ZipInfo], *, may_hold_archives: bool) -> None:
    if len(members) > MAX_MEMBERS:
        raise refuse(f"Tệp nén có {len(members)} tệp bên trong. {LIMITS}")
    findings = Findings()
    seen: set[str] = set()
    for member in members:
        for reason in _reasons(member, may_hold_archives=may_hold_archives):
            findings.bad(None, f"Trong tệp nén, “{_shown(member.filename)}” {reason}.")
        if member.filename.lower() in seen:
            findings.bad(None, f"Trong tệp nén có hai tệp cùng tên “{_shown(member.filename)}”.")
        seen.add(member.filename.lower())
    if sum(member.file_size for member in members) > MAX_UNPACKED:
        findings.bad(None, f"Tệp nén mở ra quá lớn. {LIMITS}")
    findings.carried()


def _reasons(member: ZipInfo, *, may_hold_archives: bool) -> list[str]:
    kind = stat.S_IFMT(member.external_attr >> 16)
    tests = (
        (not is_safe_name(member.filename), "có đường dẫn không an toàn"),
        (kind not in (0, stat.S_IFREG, stat.S_IFDIR), "là liên kết chứ không phải tệp"),
        (bool(member.flag_bits & LOCKED), "bị khoá bằng mật khẩu"),
        (member.compress_type not in METHODS, "dùng cách nén lạ"),
        (_is_bomb(member), "nén quá chặt, có thể là tệp phá hoại"),
        (not may_hold_archives and bool(INNER.fullmatch(member.filename)), "là tệp nén nằm trong tệp nén"),
    )
    return [words for fails, words in tests if fails]


def is_safe_name(name: str) -> bool:
    """Return whether a name inside an archive stays inside it: relative, no `..`, no drive, no backslash, no control.

    Also for the addresses a package uses for its own files.
    """
    parts = name.rstrip("/").split("/")
    return (
        0 < len(name) <= MAX_NAME
        and not re.search(r"[\x00-\x1f\x7f\\:]", name)
        and all(part not in ("", ".", "..") for part in parts)
    )


def _is_bomb(member: ZipInfo) -> bool:
    return member.file_size > SMALL and member.file_size > MAX_RATIO * max(member.compress_size, 1)


def _read(archive: ZipFile, members: list[ZipInfo], *, may_hold_archives: bool) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for member in members:
        if member.is_dir():
            continue
        with archive.open(member) as stream:
            content = stream.read(member.file_size + 1)
        if len(content) > member.file_size:
            raise refuse(f"Trong tệp nén, “{_shown(member.filename)}” lớn hơn kích thước đã ghi.")
        if content.startswith(STARTS) and not may_hold_archives:
            raise refuse(f"Trong tệp nén, “{_shown(member.filename)}” là tệp nén nằm trong tệp nén.")
        found[member.filename] = content
    return found


def _shown(name: str) -> str:
    """Return a name fit for a sentence: short, without controls."""
    clean = re.sub(r"[^\w.,()/ \\:+-]", "?", name)
    return clean if len(clean) <= 60 else f"{clean[:57]}…"
