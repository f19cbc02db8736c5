"""The areas of a QTI hotspot: pixels of a picture turned into per cents, every shape into its rectangle."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.interchange.making import Answer
from app.interchange.qti.media import picture_size

if TYPE_CHECKING:
    from app.content.schema import Area
    from app.interchange.qti.item import Response
    from app.interchange.qti.media import Media
    from app.interchange.report import Findings
    from app.interchange.xml_tree import Node

COORDINATE = re.compile(r"-?\d{1,6}(?:\.\d{1,6})?(%?)")
NO_DESCRIPTION = "Ảnh của câu hỏi (chưa có mô tả)"


@dataclass(frozen=True, slots=True)
class Areas:
    """A picture, its description, and its areas with the answers they stand for."""

    picture: str
    description: str
    answers: tuple[Answer, ...]
    areas: tuple[Area, ...]


def areas_of(interaction: Node, response: Response, item: str, media: Media, findings: Findings) -> Areas | None:
    """Return the areas, None when the picture does not come along or a place on it cannot be told."""
    image = interaction.first("object") or interaction.first("img")
    choices = interaction.elements("hotspotChoice")
    if image is None or not choices or not response.right:
        return None
    picture = media.take(image.get("data") or image.get("src"), item)
    size = _size(image, media.taken[picture]) if picture else None
    areas = [_area(node, size) if size else None for node in choices]
    if picture is None or not all(areas):
        return None
    description = image.get("alt") or image.text()
    if not description:
        findings.lost(image.line, "Ảnh chưa có mô tả, mời bác viết lại dòng Mô tả ảnh.")
    if any(node.get("shape") not in ("rect", "default") for node in choices):
        findings.lost(interaction.line, "Vùng tròn hoặc nhiều góc trên ảnh thành hình chữ nhật bao quanh.")
    if not all(_label(node) for node in choices):
        findings.lost(interaction.line, "Có vùng chưa có tên, mời bác viết lại tên vùng cho người không nhìn rõ ảnh.")
    answers = tuple(
        Answer(_label(node) or f"Vùng {at}", node.get("identifier") in response.right, "", node.line)
        for at, node in enumerate(choices, 1)
    )
    return Areas(picture, description or NO_DESCRIPTION, answers, tuple(area for area in areas if area))


def _label(node: Node) -> str:
    return " ".join((node.get("hotspotLabel") or node.get("label") or node.text()).split())


def _size(image: Node, content: bytes) -> tuple[float, float] | None:
    """Return the size the coordinates are measured in: the one the item gives, else that of the picture itself."""
    given = [COORDINATE.fullmatch(image.get(name)) for name in ("width", "height")]
    if all(found and not found[1] and float(found[0]) > 0 for found in given):
        return float(image.get("width")), float(image.get("height"))
    return picture_size(content)


def _area(node: Node, size: tuple[float, float]) -> Area | None:
    shape, parts = node.get("shape", "default"), [part.strip() for part in node.get("coords").split(",")]
    if shape == "default":
        return 0, 0, 100, 100
    found = [COORDINATE.fullmatch(part) for part in parts]
    if not all(found):
        return None
    scales = [100 / size[0], 100 / size[1]]
    values = [float(part.rstrip("%")) * (1 if part.endswith("%") else scales[at % 2]) for at, part in enumerate(parts)]
    box = _box(shape, values, float(parts[2]) * scales[1] if shape == "circle" and len(parts) == 3 else 0)
    return _whole(box) if box else None


def _box(shape: str, values: list[float], other_radius: float) -> tuple[float, float, float, float] | None:
    """Return left, top, right, bottom around a shape; a radius is measured across and down."""
    if shape == "rect" and len(values) == 4:
        return values[0], values[1], values[2], values[3]
    if shape == "circle" and len(values) == 3:
        x, y, radius = values
        return x - radius, y - other_radius, x + radius, y + other_radius
    if shape == "ellipse" and len(values) == 4:
        x, y, across, down = values
        return x - across, y - down, x + across, y + down
    if shape == "poly" and len(values) >= 6 and len(values) % 2 == 0:
        return min(values[::2]), min(values[1::2]), max(values[::2]), max(values[1::2])
    return None


def _whole(box: tuple[float, float, float, float]) -> Area | None:
    """Return whole per cents inside the picture, at least one wide and high, None outside the picture."""
    left, top, right, bottom = (min(100, max(0, round(value))) for value in box)
    if box[0] >= box[2] or box[1] >= box[3] or left >= 100 or top >= 100 or right <= 0 or bottom <= 0:
        return None
    return left, top, max(right, left + 1), max(bottom, top + 1)
