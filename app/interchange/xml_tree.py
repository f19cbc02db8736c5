"""Reads XML that came from outside into a small tree with lines; document types and entities never reach the parser."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from app.content.files import INVISIBLE, SPACES
from app.interchange.decoding import decode_unicode
from app.interchange.report import refuse

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_DEPTH = 60
MAX_NODES = 20_000
DECLARED = re.compile(r"<!\s*(DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)", re.IGNORECASE)
ENCODING = re.compile(r"\s*<\?xml\b[^>]*?\bencoding\s*=\s*[\"']([^\"']*)[\"']")
INCLUDE = "{http://www.w3.org/2001/XInclude}"
UNKNOWN_ENTITY = 11  # The number of this error in Expat.


@dataclass(slots=True)
class Node:
    """One element: its name without namespace, attributes, children (elements and texts), the line it begins on.

    Names of QTI 3 (`qti-simple-choice`, `response-identifier`) stand as those of QTI 2 (`simpleChoice`, …).
    """

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)
    line: int = 1

    def get(self, name: str, default: str = "") -> str:
        """Return an attribute, trimmed."""
        return self.attributes.get(name, default).strip()

    def elements(self, tag: str = "") -> list[Node]:
        """Return the child elements, or those of one name."""
        return [child for child in self.children if isinstance(child, Node) and tag in ("", child.tag)]

    def first(self, tag: str) -> Node | None:
        """Return the first child element of a name."""
        return next(iter(self.elements(tag)), None)

    def every(self, tag: str = "") -> Iterator[Node]:
        """Yield all elements below, in the order of the document, or those of one name."""
        for child in self.elements():
            if tag in ("", child.tag):
                yield child
            yield from child.every(tag)

    def text(self) -> str:
        """Return all text below, runs of white space made one."""
        return " ".join("".join(self._texts()).split())

    def _texts(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            else:
                yield from child._texts()


def parse_xml(data: bytes) -> Node:
    """Return the root of an XML file in UTF-8 or UTF-16; raises `BadFile` with a line for anything else.

    A document type or an entity is looked for in the decoded text and refused before the parser sees a byte; the
    parser refuses them again. Depth and number of elements are limited.
    """
    decoded = decode_unicode(data)
    text = decoded.text
    _same_encoding(text, decoded.encoding)
    if found := DECLARED.search(text):
        words = f"Tệp XML có khai báo {found[1].upper()} nên bị từ chối vì lý do an toàn. Xoá khai báo đó rồi nhập lại."
        raise refuse(words, text.count("\n", 0, found.start()) + 1)
    builder = _Builder()
    parser = DefusedXMLParser(target=builder, forbid_dtd=True)
    builder.parser = parser.parser
    try:
        parser.feed(re.sub(r"^\s*<\?xml[^>]*\?>", lambda found: "\n" * found.group().count("\n"), text))
        parser.close()
    except ParseError as error:
        words = "Tệp XML chưa đúng: thẻ chưa đóng hoặc viết sai ở chỗ này."
        if error.code == UNKNOWN_ENTITY:
            words = "XML không có ký hiệu dạng &tên; này. Thay bằng chính chữ đó."
        raise refuse(words, error.position[0]) from error
    except DefusedXmlException as error:
        raise refuse("Tệp XML có khai báo bị từ chối vì lý do an toàn.") from error
    if builder.root is None:
        raise refuse("Tệp XML không có nội dung.")
    return builder.root


def _same_encoding(text: str, encoding: str) -> None:
    """Refuse a declared encoding that is not the one of the bytes: two readers could see two texts."""
    found = ENCODING.match(text)
    declared = found[1].lower() if found else ""
    family = encoding.split(" ", maxsplit=1)[0].lower()
    if declared and declared != family and not declared.startswith(f"{family}-1") and declared != "us-ascii":
        if family == "utf-16" and declared in ("utf-16le", "utf-16be"):
            return
        words = f"Tệp ghi bảng mã “{declared[:20]}” nhưng thật ra là {encoding}. Lưu lại tệp với bảng mã UTF-8."
        raise refuse(words, 1)


class _Builder:
    """Takes what the parser meets and builds the tree."""

    def __init__(self) -> None:
        self.parser: Any = None
        self.root: Node | None = None
        self.open: list[Node] = []
        self.count = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        line = self.parser.CurrentLineNumber
        self.count += 1
        if tag.startswith(INCLUDE):
            raise refuse("Tệp XML đòi lấy thêm tệp khác (XInclude) nên bị từ chối vì lý do an toàn.", line)
        if len(self.open) >= MAX_DEPTH or self.count > MAX_NODES:
            raise refuse(f"Tệp XML quá rối: tối đa {MAX_DEPTH} lớp thẻ và {MAX_NODES:,} thẻ.".replace(",", "."), line)
        given = {_name(name): _tidy(value) for name, value in attributes.items()}
        node = Node(_name(tag), given, line=line)
        if self.open:
            self.open[-1].children.append(node)
        else:
            self.root = node
        self.open.append(node)

    def end(self, _tag: str) -> None:
        node = self.open.pop()
        node.children = _joined(node.children)

    def data(self, text: str) -> None:
        self.open[-1].children.append(text)

    def close(self) -> None:
        return None


def _name(name: str) -> str:
    """Return the name of QTI 2 for a name of QTI 3, without namespace; data attributes stay as they are."""
    local = name.rpartition("}")[2]
    if local.startswith("data-"):
        return local
    words = local.removeprefix("qti-").split("-")
    return words[0] + "".join(word[:1].upper() + word[1:] for word in words[1:])


def _joined(children: list[Node | str]) -> list[Node | str]:
    """Return the children with texts that follow each other made one."""
    found: list[Node | str] = []
    for child in children:
        if isinstance(child, str) and found and isinstance(found[-1], str):
            found[-1] += child
        else:
            found.append(child)
    return [_tidy(child) if isinstance(child, str) else child for child in found]


def _tidy(text: str) -> str:
    return SPACES.sub(" ", INVISIBLE.sub("", unicodedata.normalize("NFC", text)))
