"""The `KEY: value` lines of a question: the closed list of keys, slips of them, and the values they all share."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from app.content.messages import Report, remove_line, replace_line
from app.content.meta import SKILL_ID
from app.content.nearby import nearest
from app.core.text import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.content.schema import Fix
    from app.content.words import Scoring

# In the order in which the formatter writes them; those after the items come last.
BEFORE_ITEMS = (
    "Kiểu",
    "Mã",
    "Điểm",
    "Tính điểm",
    "Kỹ năng",
    "Trộn",
    "Người xác nhận",
    "Tối thiểu",
    "Ảnh",
    "Mô tả ảnh",
    "So sánh",
    "Đáp án",
    "Chấp nhận",
    "Đơn vị",
)
AFTER_ITEMS = ("Gợi ý", "Giải thích")
KEYS = {fold(key): key for key in (*BEFORE_ITEMS, *AFTER_ITEMS)}
REPEATABLE = frozenset({"Chấp nhận"})
COMMON = frozenset({"Kiểu", "Mã", "Kỹ năng", "Gợi ý", "Giải thích"})
PAIR = re.compile(r"([^:]{1,30}):(.*)")
WORD = re.compile(r"[^\W\d_][^:]*")
ID = re.compile(r"[a-z0-9]{8}")
NAMED_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")
POINTS = re.compile(r"(\d{1,3})(?:,(\d{1,2}))?")
# Keys that are also everyday words: without a colon only these values make them sure.
SURE_VALUES = {
    "Kiểu": r"(?:\d|mot|nhieu|dung|thuc|tra|so|sap|ghep|diem|tim|tinh)\b.*",
    "Mã": r"[a-z0-9-]{6,40}",
    "Điểm": r"\d[\d,.]*",
    "Trộn": "co|khong",
    "Ảnh": r"\S+\.\w{3,4}",
    "Đáp án": r"dung|sai|\d.*",
    "Tối thiểu": r"\d.*",
}


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute as written: the spelling of the list, the value, the line."""

    key: str
    value: str
    line: int


@dataclass(frozen=True, slots=True)
class Slip:
    """A line that was surely or probably meant to be an attribute."""

    key: str
    typed: str
    value: str
    code: str


def attribute_of(line: int, text: str) -> Attribute | None:
    """Return the attribute on a line, or None; only the exact words of the list count, accents and case aside."""
    found = PAIR.fullmatch(text.strip())
    key = _key(found[1]) if found else None
    return Attribute(key, found[2].strip(), line) if found and key else None


@lru_cache(maxsize=2048)
def _key(words: str) -> str | None:
    """Return the key that these words spell; remembered, because a file is asked the same words again and again."""
    return KEYS.get(" ".join(fold(words).split()))


@lru_cache(maxsize=2048)
def _near_key(words: str) -> str | None:
    return nearest(" ".join(fold(words).split()), KEYS)


def slip_of(text: str) -> Slip | None:
    """Return what a line was meant to be that is nearly an attribute: another colon, a typo, bold type, no colon."""
    plain = re.sub(r"[*_`]", "", unicodedata.normalize("NFKC", text)).strip()
    found = PAIR.fullmatch(plain)
    if found and WORD.fullmatch(found[1].strip()):
        near = _near_key(found[1])
        if near:
            is_same = fold(found[1].strip()) == near
            return Slip(KEYS[near], found[1].strip(), found[2].strip(), "Q03.plain" if is_same else "Q02")
    return _without_colon(plain, SURE_VALUES)


def answer_slip_of(text: str) -> Slip | None:
    """Return the attribute a line is without its colon, in a question where no other lines are expected."""
    return _without_colon(text, {})


def _without_colon(plain: str, sure: Mapping[str, str]) -> Slip | None:
    words = plain.split()
    for count in (3, 2, 1):
        typed = " ".join(words[:count]).rstrip(";=-–—.,")
        key, value = KEYS.get(fold(typed)), " ".join(words[count:]).lstrip(";=-–— ")
        if key and re.fullmatch(sure.get(key, ".+"), fold(value)):
            return Slip(key, typed, value, "Q03")
    return None


def report_slip(report: Report, line: int, slip: Slip, *, in_prompt: bool = False) -> Attribute:
    """Report a slip with its repair and return the attribute it was meant to be."""
    wanted = f"{slip.key}: {slip.value}".strip()
    is_story = in_prompt and slip.code == "Q02"
    code = "Q02.prompt" if is_story else slip.code
    shown = slip.key if slip.code == "Q02" else wanted
    report.add(line, code, key=slip.typed, wanted=shown, fix=None if is_story else replace_line(line, wanted))
    return Attribute(slip.key, slip.value, line)


class Attributes:
    """The attributes of one question, by key."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.found: dict[str, Attribute] = {}
        self.further: dict[str, list[Attribute]] = {}

    def put(self, attribute: Attribute) -> None:
        """Take one attribute; a second one of the same key, or one without a value, is reported."""
        first = self.found.get(attribute.key)
        if first and attribute.key not in REPEATABLE:
            fix = remove_line(attribute.line) if attribute.value == first.value else None
            self.report.add(attribute.line, "Q15", key=attribute.key, first=first.line, fix=fix)
            return
        if not attribute.value:
            self.report.add(attribute.line, "Q16", key=attribute.key)
        self.found.setdefault(attribute.key, attribute)
        self.further.setdefault(attribute.key, []).append(attribute)

    def every(self, *keys: str) -> list[Attribute]:
        """Return all attributes of these keys that have a value, key by key, each as often as it was written."""
        return [found for key in keys for found in self.further.get(key, []) if found.value]

    def value(self, key: str) -> str:
        """Return the value of a key, empty when it is not given."""
        return self.found[key].value if key in self.found else ""

    def line(self, key: str, default: int) -> int:
        """Return the line of a key, or `default`."""
        return self.found[key].line if key in self.found else default

    def id(self) -> str:
        """Return the id (`Mã`): eight letters or digits by the system; a readable one by hand gets a note."""
        attribute = self.found.get("Mã")
        if attribute is None or not attribute.value:
            return ""
        if NAMED_ID.fullmatch(attribute.value):
            self.report.add(attribute.line, "Q39", value=attribute.value, fix=remove_line(attribute.line))
        elif not ID.fullmatch(attribute.value):
            self.report.add(attribute.line, "Q09", value=attribute.value, fix=remove_line(attribute.line))
        return attribute.value

    def points(self) -> Fraction:
        """Return the points (`Điểm`), 1 when not given; a decimal comma, as Vietnamese writes it."""
        attribute = self.found.get("Điểm")
        if attribute is None or not attribute.value:
            return Fraction(1)
        found = POINTS.fullmatch(attribute.value)
        value = Fraction(f"{found[1]}.{found[2] or 0}") if found else Fraction(0)
        if value <= 0:
            fix = None
            if re.fullmatch(r"\d{1,3}\.\d{1,2}", attribute.value):
                fix = replace_line(attribute.line, f"Điểm: {attribute.value.replace('.', ',')}")
            self.unclear("Điểm", "số lớn hơn 0, phần lẻ sau dấu phẩy", "1,5", fix)
            return Fraction(1)
        return value

    def shuffle(self) -> bool:
        """Return whether the options may be shuffled (`Trộn`)."""
        attribute = self.found.get("Trộn")
        known = {"co": True, "khong": False}
        if attribute and attribute.value and fold(attribute.value) not in known:
            self.unclear("Trộn", "`có` hoặc `không`", "không")
        return known.get(fold(self.value("Trộn")), True)

    def scoring(self, *allowed: Scoring) -> Scoring | None:
        """Return how the question is counted (`Tính điểm`), None when it is not given."""
        known = {fold(word): word for word in allowed}
        value = " ".join(fold(self.value("Tính điểm")).split())
        if value and value not in known:
            near = nearest(value, known)
            fix = replace_line(self.found["Tính điểm"].line, f"Tính điểm: {known[near]}") if near else None
            wanted = " hoặc ".join(f"`{word}`" for word in allowed)
            self.unclear("Tính điểm", wanted, allowed[-1], fix)
        return known.get(value)

    def skills(self) -> tuple[str, ...]:
        """Return the skill tags (`Kỹ năng`)."""
        tags = tuple(tag.strip() for tag in self.value("Kỹ năng").strip("[]").split(",") if tag.strip())
        for tag in tags:
            if not SKILL_ID.fullmatch(tag):
                self.report.add(self.found["Kỹ năng"].line, "G16", value=tag)
        return tags

    def unclear(self, key: str, wanted: str, example: str, fix: Fix | None = None) -> None:
        """Report a value that cannot be read."""
        attribute = self.found[key]
        self.report.add(attribute.line, "Q26", key=key, value=attribute.value, wanted=wanted, example=example, fix=fix)
