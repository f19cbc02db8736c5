"""`điểm ảnh`: areas of a picture, each with the words that say the same to who cannot see it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from app.content.kinds.base import Draft, KindRules
from app.content.kinds.choice import judge
from app.content.kinds.options import Options, quoted
from app.content.messages import Report, replace_line
from app.content.schema import Area, Option, Scoring

if TYPE_CHECKING:
    from app.content.schema import Question

PICTURE = re.compile(r"\w[\w.-]*\.(?:webp|png|jpe?g|gif|avif|svg)", re.IGNORECASE)
PICTURE_INSIDE = re.compile(
    r"(?:^|[(/\\\s\"'<`])(\w[\w.-]*\.(?:webp|png|jpe?g|gif|avif|svg))(?=$|[)\s\"'>`])", re.IGNORECASE
)
AREA = re.compile(r"\(\s*(\d{1,4})\s*,\s*(\d{1,4})\s*-\s*(\d{1,4})\s*,\s*(\d{1,4})\s*\)\s*(.*)")
N, COMMA, DASH = r"(\d{1,3})\s*%?", r"\s*[,;:x×\s]\s*", r"\s*[)\]]?\s*(?:[-–—−]+>?|→|[,;:\s])\s*[(\[]?\s*"
LOOSE = re.compile(rf"[(\[{{<]?\s*{N}{COMMA}{N}{DASH}{N}{COMMA}{N}(?!\d)\s*[)\]}}>]?\s*[:.–—-]?\s*(\D.*)")
AT_END = re.compile(r"([\d,\s-]{7,40}\))\.?")
NUMBERS = re.compile(r"\(([^()]{1,60})\)")
EXAMPLE = "- [x] (10,55 - 90,70) …"
MOST_COMPARED = 50  # Areas that others are held against; a telephone shows no more of them.


def read(draft: Draft, report: Report) -> Question:
    """Read a picture with its areas."""
    options = Options(draft, report)
    areas = [_with_area(option, report) for option in options.options]
    if options.is_clean and all(area.area for area in areas):
        judge(draft, areas, report)
        _overlaps(areas, report)
    return draft.question(
        options=tuple(areas),
        picture=_picture(draft, report),
        picture_text=draft.attributes.value("Mô tả ảnh"),
        scoring=draft.attributes.scoring(Scoring.SHARE, Scoring.ALL_RIGHT),
    )


def _picture(draft: Draft, report: Report) -> str:
    given = draft.attributes.found.get("Ảnh")
    if given is None:
        report.add(draft.kind_line, "Q53")
    elif given.value and not PICTURE.fullmatch(given.value):
        inside = PICTURE_INSIDE.findall(given.value)
        fix = replace_line(given.line, f"Ảnh: {inside[0]}") if len(inside) == 1 and "://" not in given.value else None
        report.add(given.line, "Q53.name", wanted=inside[0] if fix else "tin-nhan.webp", fix=fix)
    if given and "Mô tả ảnh" not in draft.attributes.found:
        report.add(given.line, "Q34")
    return given.value if given else ""


def _with_area(option: Option, report: Report) -> Option:
    """Return the option with its area and without the coordinates in its text; an unclear area is reported."""
    found = AREA.fullmatch(option.text)
    if not found:
        _no_area(option, report)
        return option
    left, top, right, bottom = (int(number) for number in found.groups()[:4])
    value = f"({left},{top} - {right},{bottom})"
    area = (min(left, right), min(top, bottom), max(left, right), max(top, bottom))
    if max(area) > 100:
        report.add(option.line, "Q51.outside", value=value)
    elif left == right or top == bottom:
        report.add(option.line, "Q51.flat", value=value)
    elif area != (left, top, right, bottom):
        wanted = line_of(replace(option, text=found[5], area=area))
        report.add(option.line, "Q51.corners", wanted=wanted, fix=replace_line(option.line, wanted))
    elif not found[5]:
        report.add(option.line, "Q11")
    else:
        return replace(option, text=found[5], area=area)
    return option


def _no_area(option: Option, report: Report) -> None:
    if not option.text:
        return
    inside = NUMBERS.match(option.text)
    loose = LOOSE.fullmatch(_area_first(option.text))
    wanted = _certain(option, loose) if loose else ""
    if wanted:
        report.add(option.line, "Q51", wanted=wanted, fix=replace_line(option.line, wanted))
    elif inside and len(re.findall(r"\d+", inside[1])) >= 4:
        report.add(option.line, "Q51.outside", value=inside[0])
    else:
        report.add(option.line, "Q51", wanted=EXAMPLE)


def _area_first(text: str) -> str:
    """Return the text of an option with the coordinates at its start when they stand at its end."""
    words, bracket, rest = text.rpartition("(")
    found = AT_END.fullmatch(rest) if bracket else None
    return f"({found[1]} {words.strip()}" if found and words.strip() else text


def _certain(option: Option, found: re.Match[str]) -> str:
    area = (int(found[1]), int(found[2]), int(found[3]), int(found[4]))
    is_sure = max(area) <= 100 and area[0] < area[2] and area[1] < area[3]
    return line_of(replace(option, text=found[5].strip(), area=area)) if is_sure and found[5].strip() else ""


def _overlaps(options: list[Option], report: Report) -> None:
    """Report the first area above that is the same, or is right where this one is wrong and lies over it."""
    seen: dict[Area | None, Option] = {}
    for at, option in enumerate(options):
        above = options[: min(at, MOST_COMPARED)]
        same = seen.setdefault(option.area, option)
        if same is not option:
            report.add(option.line, "Q14.area", first=same.line)
        elif other := next((one for one in above if one.correct != option.correct and _meet(one, option)), None):
            report.add(option.line, "Q52", first=other.line)


def _meet(one: Option, other: Option) -> bool:
    if one.area is None or other.area is None:
        return False
    left, top, right, bottom = one.area
    return left < other.area[2] and other.area[0] < right and top < other.area[3] and other.area[1] < bottom


def line_of(option: Option) -> str:
    """Return the line of an area."""
    left, top, right, bottom = option.area or (0, 0, 0, 0)
    return f"- [{'x' if option.correct else ' '}] ({left},{top} - {right},{bottom}) {option.text}"


def write_items(question: Question) -> list[str]:
    """Return the lines of the areas, feedback below each."""
    lines: list[str] = []
    for option in question.options:
        lines += [line_of(option), *quoted(option.feedback)]
    return lines


HOTSPOT = KindRules(frozenset({"Điểm", "Trộn", "Tính điểm", "Ảnh", "Mô tả ảnh"}), read, write_items)
