"""QTI files written for the tests: items in the names of version 2, the same in those of version 3, packages."""

import io
import re
import zipfile

from PIL import Image

SPACES = {
    "2.1": "http://www.imsglobal.org/xsd/imsqti_v2p1",
    "2.2": "http://www.imsglobal.org/xsd/imsqti_v2p2",
    "3.0": "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
}
ITEM = "imsqti_item_xmlv2p1"
MATCH_CORRECT = '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"/>'
MAP_RESPONSE = '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/map_response"/>'
HTML = re.compile(r"p|b|i|em|strong|br|ul|ol|li|img|object|span|div|blockquote|script|table|tr|td|sub|u|video")


def response(*right: str, cardinality: str = "single", base: str = "identifier", mapping: str = "") -> str:
    """Return a declared response."""
    values = "".join(f"<value>{value}</value>" for value in right)
    correct = f"<correctResponse>{values}</correctResponse>" if right else ""
    return (
        f'<responseDeclaration identifier="RESPONSE" cardinality="{cardinality}" baseType="{base}">'
        f"{correct}{mapping}</responseDeclaration>"
    )


def item(body: str, declared: str, scored: str = MATCH_CORRECT, *, after: str = "", version: str = "2.1") -> bytes:
    """Return a whole item, each part on a line of its own."""
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<assessmentItem xmlns="{SPACES[version]}" identifier="i1" '
        f'title="" adaptive="false" timeDependent="false">\n{declared}\n'
        f'<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>\n'
        f"<itemBody>\n{body}\n</itemBody>\n{scored}\n{after}\n</assessmentItem>\n"
    )
    return (as_three(text) if version == "3.0" else text).encode()


def as_three(text: str) -> str:
    """Return the XML of version 2 with the names of version 3."""

    def tag(found: re.Match[str]) -> str:
        return found[0] if HTML.fullmatch(found[2]) else f"<{found[1]}qti-{kebab(found[2])}"

    def attribute(found: re.Match[str]) -> str:
        return f" {kebab(found[1])}="

    return re.sub(r" ([a-z]+[A-Z]\w*)=", attribute, re.sub(r"<(/?)([a-z]\w*)", tag, text))


def kebab(name: str) -> str:
    """Return `simpleChoice` as `simple-choice`."""
    return re.sub("[A-Z]", lambda found: f"-{found[0].lower()}", name)


def picture(width: int = 200, height: int = 100, form: str = "PNG") -> bytes:
    """Return a small picture."""
    stream = io.BytesIO()
    Image.new("RGB", (width, height)).save(stream, form)
    return stream.getvalue()


def package(
    items: dict[str, bytes], files: dict[str, bytes] | None = None, *, kind: str = "imsqti_item_xmlv2p1"
) -> bytes:
    """Return a package of these items, in the order given."""
    resources = "".join(
        f'<resource identifier="r{at}" type="{kind}" href="{name}"><file href="{name}"/></resource>'
        for at, name in enumerate(items)
    )
    manifest = (
        f'<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources>{resources}</resources></manifest>'
    )
    return archive({"imsmanifest.xml": manifest.encode(), **items, **(files or {})})


def archive(files: dict[str, bytes]) -> bytes:
    """Return a zip of these files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in files.items():
            opened.writestr(name, content)
    return stream.getvalue()
