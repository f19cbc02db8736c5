"""Opens a Word file that came from outside: refuses what is no plain .docx, and finds its parts without the network."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.interchange.archives import is_archive, unpack
from app.interchange.report import refuse

if TYPE_CHECKING:
    from collections.abc import Mapping

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
R = f"{{{OFFICE}}}"
MAX_XML = 8_000_000  # Bytes of one part; a book of 500 pages has five.
MAX_ALL_XML = 20_000_000
OLD_WORD = b"\xd0\xcf\x11\xe0"
LOCKED = "EncryptedPackage".encode("utf-16-le")
ENCODING = re.compile(rb"""\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([^"']{1,40})["']""")
BESIDE = frozenset({"styles", "numbering", "footnotes", "endnotes", "comments"})
SAVE_AS = "Bác mở tệp bằng Word, chọn Lưu thành (Save As) kiểu .docx rồi nhập lại."


@dataclass(frozen=True, slots=True)
class Package:
    """An open document: its body, and the roots of the parts beside it (None when there is none).

    `relations` maps ids to the bytes of a part of the file, `links` to addresses outside of it, which nobody opens.
    """

    body: Any
    styles: Any
    numbering: Any
    footnotes: Any
    endnotes: Any
    comments: Any
    relations: Mapping[str, bytes]
    links: Mapping[str, str]
    margins: tuple[Any, ...]


def open_package(data: bytes) -> Package:
    """Return the parts of a .docx; raises `BadFile` with one clear sentence for everything that is not one."""
    _refuse_others(data)
    files = unpack(data, may_hold_archives=True)
    _refuse_insides(files)
    return _opened(data)


def _refuse_others(data: bytes) -> None:
    if data.startswith(OLD_WORD):
        if LOCKED in data:
            raise refuse("Tệp Word có mật khẩu nên không mở được. Bác bỏ mật khẩu, lưu lại rồi nhập lại.")
        raise refuse(f"Đây là tệp Word kiểu cũ (.doc). {SAVE_AS}")
    if data.startswith(b"{\\rtf"):
        raise refuse(f"Đây là tệp RTF. {SAVE_AS}")
    if not is_archive(data):
        raise refuse(f"Đây không phải tệp Word .docx. {SAVE_AS}")


def _refuse_insides(files: Mapping[str, bytes]) -> None:
    types = files.get("[Content_Types].xml", b"")
    if b"macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in files):
        raise refuse("Tệp Word có macro (đoạn mã tự chạy) nên không nhận. Bác lưu lại kiểu .docx không macro.")
    if not types or b"wordprocessingml" not in types:
        raise refuse(f"Đây không phải tệp Word .docx (có thể là Excel, PowerPoint hay OpenDocument). {SAVE_AS}")
    parts = {name: content for name, content in files.items() if name.lower().endswith((".xml", ".rels"))}
    is_large = any(len(content) > MAX_XML for content in parts.values())
    if is_large or sum(map(len, parts.values())) > MAX_ALL_XML:
        raise refuse("Tệp Word dài quá mức một bài học. Bác tách làm nhiều tệp rồi nhập từng tệp.")
    if not all(_is_plain_xml(content) for content in parts.values()):
        raise refuse("Bên trong tệp Word có chỗ khai báo không an toàn (DOCTYPE) nên không nhận.")


def _is_plain_xml(content: bytes) -> bool:
    """Return whether XML is UTF-8, so that the bytes can be searched, and declares no type and no entity."""
    declared = ENCODING.match(content.removeprefix(b"\xef\xbb\xbf"))
    is_utf8 = b"\0" not in content and (declared is None or declared[1].lower() in (b"utf-8", b"utf8", b"us-ascii"))
    return is_utf8 and not re.search(rb"<!(?:DOCTYPE|ENTITY)", content, re.IGNORECASE)


def _opened(data: bytes) -> Package:
    """Return the parts as python-docx finds them; it reads the zip again, whose sizes `unpack` has proved."""
    from docx import Document

    try:
        document = Document(io.BytesIO(data))
        return _parts(document)
    except Exception as error:  # python-docx documents no exceptions: whatever it raises, the file is broken.
        raise refuse("Tệp Word bị hỏng nên không mở được. Bác mở bằng Word, lưu lại rồi nhập lại.") from error


def _parts(document: Any) -> Package:
    part = document.part
    relations = {key: rel.target_part.blob for key, rel in part.rels.items() if not rel.is_external}
    links = {key: str(rel.target_ref) for key, rel in part.rels.items() if rel.is_external}
    inner = [(rel.reltype.rpartition("/")[2], rel.target_part) for rel in part.rels.values() if not rel.is_external]
    roots = {kind: _root(target) for kind, target in inner if kind in BESIDE}
    margins = [_root(target) for kind, target in inner if kind in ("header", "footer")]
    return Package(
        body=document.element.body,
        styles=roots.get("styles"),
        numbering=roots.get("numbering"),
        footnotes=roots.get("footnotes"),
        endnotes=roots.get("endnotes"),
        comments=roots.get("comments"),
        relations=relations,
        links=links,
        margins=tuple(margins),
    )


def _root(part: Any) -> Any:
    """Return the root of a part that is XML; its parser resolves no entities."""
    from docx.oxml import parse_xml

    element = getattr(part, "element", None)
    return parse_xml(part.blob) if element is None else element
