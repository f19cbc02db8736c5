"""Builds the XML of a QTI 3 package: elements with escaped text, and the HTML of our renderer made well-formed."""

from __future__ import annotations

import html
from html.parser import HTMLParser

ITEM_SPACE = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
ITEM_SCHEMA = "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0p1_v1p0.xsd"
PACKAGE_SPACE = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
PACKAGE_SCHEMA = "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqtiv3p0_imscpv1p2_v1p0.xsd"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
VOID = frozenset({"br", "hr", "img", "track"})
ATTRIBUTES = frozenset({"href", "src", "alt", "title", "start", "aria-label", "kind", "srclang", "label"})
Attributes = dict[str, str]


def element(tag: str, attributes: Attributes | None = None, *content: str) -> str:
    """Return one element; `content` is XML already, attributes are plain text."""
    given = "".join(f' {name}="{html.escape(value)}"' for name, value in (attributes or {}).items())
    inside = "".join(content)
    return f"<{tag}{given}>{inside}</{tag}>" if inside else f"<{tag}{given}/>"


def text(words: str) -> str:
    """Return plain text as XML."""
    return html.escape(words, quote=False)


def document(tag: str, space: str, schema: str, attributes: Attributes, *content: str) -> bytes:
    """Return a whole XML file in UTF-8 whose root names its schema."""
    given = {"xmlns": space, "xmlns:xsi": INSTANCE, "xsi:schemaLocation": f"{space} {schema}", **attributes}
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{element(tag, given, *content)}\n'.encode()


def well_formed(fragment: str) -> str:
    """Return HTML of our renderer as XML: every tag closed, only attributes that other programmes need."""
    writer = _Writer()
    writer.feed(fragment)
    writer.close()
    return "".join([*writer.out, *(f"</{tag}>" for tag in reversed(writer.open))])


class _Writer(HTMLParser):
    """Writes what it reads; the renderer's HTML is clean, so nothing is judged here."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs if name in ATTRIBUTES}
        if tag in ("audio", "video"):
            given["controls"] = "true"
        if tag in VOID:
            self.out.append(element(tag, given))
            return
        self.out.append(element(tag, given).removesuffix("/>") + ">")
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open:
                last = self.open.pop()
                self.out.append(f"</{last}>")
                if last == tag:
                    return

    def handle_data(self, data: str) -> None:
        self.out.append(text(data))
