"""A QTI file as it came: one item in XML, or a package with its manifest, its test and its pictures."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote

from app.interchange.archives import is_archive, is_safe_name, unpack
from app.interchange.report import BadFile, Loss, refuse
from app.interchange.wording import quoted
from app.interchange.xml_tree import parse_xml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.interchange.xml_tree import Node

MANIFEST = "imsmanifest.xml"
ITEM_TYPE = re.compile(r"imsqti_item_xmlv[23]p\d(?:p\d)?|imsqti_item_xmlv3p0")
OLD = re.compile(r"questestinterop|imsqti_xmlv1p\d.*", re.IGNORECASE)
MAX_ITEMS = 300
OUTSIDE = re.compile(r"[a-z][a-z0-9+.-]*:|//|/", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ItemSource:
    """One item: its file inside the package (empty for a single file) and its root."""

    name: str
    root: Node


@dataclass(frozen=True, slots=True)
class Package:
    """All items in the order of the test, the files they may use, and what of the package itself is not carried."""

    title: str
    items: tuple[ItemSource, ...]
    files: Mapping[str, bytes] = field(default_factory=dict)
    losses: tuple[Loss, ...] = ()


def open_package(data: bytes) -> Package:
    """Return the items of a QTI file (2.1, 2.2, 3.0); raises `BadFile` for anything else, with the reason."""
    if not is_archive(data):
        root = parse_xml(data)
        _is_item(root)
        return Package(root.get("title"), (ItemSource("", root),))
    files = unpack(data)
    if MANIFEST not in files:
        raise refuse("Gói QTI thiếu tệp imsmanifest.xml.")
    manifest = _parsed(MANIFEST, files)
    resources = [node for node in manifest.every("resource") if node.get("href")]
    if any(OLD.fullmatch(node.get("type")) for node in resources):
        raise refuse("Gói này là QTI 1.2, chưa nhập được. Mời bác xuất lại thành QTI 2.1, 2.2 hoặc 3.0.")
    tests = [_parsed(_file(node, files), files) for node in resources if "imsqti_test" in node.get("type")]
    tests = [test for test in tests if test.tag == "assessmentTest"]
    names = [_file(node, files) for node in resources if ITEM_TYPE.fullmatch(node.get("type"))]
    if not names:
        raise refuse("Gói QTI không có câu hỏi nào trong imsmanifest.xml.")
    if len(names) > MAX_ITEMS:
        raise refuse(f"Gói QTI có {len(names)} câu, tối đa {MAX_ITEMS}. Mời bác tách làm nhiều gói.")
    ordered = _ordered(names, tests, resources)
    items = tuple(ItemSource(name, _parsed(name, files)) for name in ordered)
    for item in items:
        _is_item(item.root)
    title = next((test.get("title") for test in tests if test.get("title")), "")
    return Package(title, items, files, _losses(tests, manifest))


def inner_name(address: str, item: str) -> str | None:
    """Return the file of the package an item means by `address`, None when it lies outside or is no safe name."""
    plain = unquote(address.partition("?")[0].partition("#")[0])
    if not plain or OUTSIDE.match(plain):
        return None
    name = posixpath.normpath(posixpath.join(posixpath.dirname(item), plain))
    return name if is_safe_name(name) else None


def _parsed(name: str, files: Mapping[str, bytes]) -> Node:
    """Parse one file of the package; a refusal names the file it is about."""
    try:
        return parse_xml(files[name])
    except BadFile as error:
        raise BadFile(Loss(loss.line, f"(tệp {name}) {loss.what}") for loss in error.problems) from error


def _file(resource: Node, files: Mapping[str, bytes]) -> str:
    name = inner_name(resource.get("href"), MANIFEST)
    if name is None or name not in files:
        raise refuse(f"Gói QTI thiếu tệp {quoted(resource.get('href'))} có tên trong imsmanifest.xml.", resource.line)
    return name


def _is_item(root: Node) -> None:
    if root.tag == "assessmentItem":
        return
    if root.tag == "questestinterop":
        raise refuse("Tệp này là QTI 1.2, chưa nhập được. Mời bác xuất lại thành QTI 2.1, 2.2 hoặc 3.0.")
    if root.tag == "assessmentTest":
        raise refuse("Tệp này chỉ là khung đề, không chứa câu hỏi. Mời bác nhập cả gói zip.")
    raise refuse(f"Tệp XML này không phải câu hỏi QTI (thẻ gốc là {quoted(root.tag)}).", root.line)


def _ordered(names: list[str], tests: list[Node], resources: list[Node]) -> list[str]:
    """Return the items in the order of the first test, those it does not name behind it."""
    homes = [inner_name(node.get("href"), MANIFEST) or "" for node in resources if "imsqti_test" in node.get("type")]
    named: list[str] = []
    for test, home in zip(tests, homes, strict=False):
        for reference in test.every("assessmentItemRef"):
            name = inner_name(reference.get("href"), home)
            if name in names:
                named.append(name)
    return list(dict.fromkeys([*named, *names]))


def _losses(tests: list[Node], manifest: Node) -> tuple[Loss, ...]:
    found = []
    if any(node.tag in ("timeLimits", "selection", "ordering") for test in tests for node in test.every()):
        found.append(Loss(None, "Giờ làm, chọn câu và trộn câu của đề QTI không giữ lại; mời bác đặt lại ở đầu bài."))
    if any(node.tag in ("preCondition", "branchRule") for test in tests for node in test.every()):
        found.append(Loss(None, "Đường đi giữa các câu của đề QTI không giữ lại."))
    if any("imsqti_stimulus" in node.get("type") for node in manifest.every("resource")):
        found.append(Loss(None, "Bài đọc chung (stimulus) trong gói QTI không giữ lại."))
    return tuple(found)
