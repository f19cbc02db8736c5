"""From the texts of a head to typed values: groups, days, minutes, percentages, sources."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

from app.content.frontmatter import Entry, Key
from app.content.messages import Report, replace_line
from app.content.nearby import nearest
from app.content.schema import Group, Source
from app.core.text import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

E = TypeVar("E", bound=StrEnum)

FORMAT = Key("định dạng", example="1")
TITLE = Key("tiêu đề", example="Mã OTP và cuộc gọi lạ")
SOURCES = Key("nguồn", is_list=True)
DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
LOCAL_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
DURATION = re.compile(r"(\d{1,4})\s*(phut|gio|ngay)")
MINUTES = {"phut": 1, "gio": 60, "ngay": 24 * 60}
MODULE_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
SKILL_ID = re.compile(r"(?:[A-Za-z0-9][\w-]*:)?\d{1,2}(?:\.\d{1,2}){0,2}")


class Values:
    """Reads typed values out of the entries of one head; what cannot be read is reported and left at its default."""

    def __init__(self, entries: Mapping[str, Entry], report: Report) -> None:
        self.entries, self.report = entries, report

    def text(self, name: str) -> str:
        """Return the text of a key, empty when it is not given."""
        entry = self.entries.get(name)
        return entry.value if entry else ""

    def texts(self, name: str) -> tuple[str, ...]:
        """Return the items of a list key."""
        entry = self.entries.get(name)
        return tuple(entry.values) if entry else ()

    def format(self) -> None:
        """Report a format number other than 1."""
        entry = self.entries.get("định dạng")
        if entry and entry.value != "1":
            self.report.add(entry.line, "F19", value=entry.value, fix=replace_line(entry.line, "định dạng: 1"))

    def id(self, pattern: re.Pattern[str] = MODULE_ID) -> str:
        """Return the id of the file (`mã`)."""
        entry = self.entries.get("mã")
        if entry and entry.value and not pattern.fullmatch(entry.value):
            self.report.add(entry.line, "F16", value=entry.value)
        return entry.value if entry else ""

    def groups(self) -> tuple[Group, ...]:
        """Return the target groups (`nhóm`)."""
        entry = self.entries.get("nhóm")
        found = [self._group(value, line) for value, line in _items(entry)]
        return tuple(dict.fromkeys(group for group in found if group))

    def _group(self, value: str, line: int) -> Group | None:
        known = {fold(group): group for group in Group}
        group = known.get(fold(" ".join(value.split())))
        if group is None:
            self.report.add(line, "F05", value=value)
        return group

    def skills(self) -> tuple[str, ...]:
        """Return the skill tags (`kỹ năng`)."""
        for value, line in _items(self.entries.get("kỹ năng")):
            if not SKILL_ID.fullmatch(value):
                self.report.add(line, "G16", value=value)
        return self.texts("kỹ năng")

    def choice(self, name: str, choices: type[E]) -> E | None:
        """Return one word of a closed list, or None when it is not given or not known."""
        entry = self.entries.get(name)
        if entry is None or not entry.value:
            return None
        known = {fold(choice): choice for choice in choices}
        if (found := known.get(fold(" ".join(entry.value.split())))) is not None:
            return found
        if near := nearest(fold(entry.value), known):
            fix = replace_line(entry.line, f"{name}: {known[near]}")
            self.report.add(entry.line, "F15.near", key=name, value=entry.value, wanted=known[near], fix=fix)
        else:
            self.report.add(entry.line, "F15", key=name, value=entry.value, choices=" · ".join(choices))
        return None

    def yes(self, name: str) -> bool | None:
        """Return `có` or `không` as a truth value."""
        entry = self.entries.get(name)
        known = {"co": True, "khong": False}
        if entry is None or not entry.value:
            return None
        if fold(entry.value) not in known:
            self._unclear(entry, "`có` hoặc `không`", "có")
        return known.get(fold(entry.value))

    def day(self, name: str) -> date | None:
        """Return a day written YYYY-MM-DD; the Vietnamese order is reported with its repair."""
        entry = self.entries.get(name)
        if entry is None or not entry.value:
            return None
        found = parse_day(entry.value)
        if found is None:
            local = parse_local_day(entry.value)
            fix = replace_line(entry.line, f"{name}: {local.isoformat()}") if local else None
            self.report.add(
                entry.line, "F07", key=name, value=entry.value, wanted="năm-tháng-ngày", example="2027-02-28", fix=fix
            )
        return found

    def minutes(self, name: str, none: str = "") -> int | None:
        """Return a length of time in minutes; `none` is the word for "no limit"."""
        entry = self.entries.get(name)
        if entry is None or not entry.value or (none and fold(entry.value) == fold(none)):
            return None
        found = DURATION.fullmatch(fold(entry.value))
        if found and int(found[1]):
            return int(found[1]) * MINUTES[found[2]]
        self._unclear(entry, "số phút", "15 phút")
        return None

    def percent(self, name: str, default: Fraction) -> Fraction:
        """Return a percentage above 0 and up to 100, exactly."""
        entry = self.entries.get(name)
        if entry is None or not entry.value:
            return default
        found = re.fullmatch(r"(\d{1,3})(?:,(\d{1,2}))?\s*%", entry.value)
        value = Fraction(f"{found[1]}.{found[2] or 0}") if found else Fraction(0)
        if not 0 < value <= 100:
            self._unclear(entry, "phần trăm", "80%")
            return default
        return value

    def count(self, name: str, unit: str, none: str) -> int | None:
        """Return a number of at least 1, with or without its unit; 0 for the word `none` ("all", "no limit")."""
        entry = self.entries.get(name)
        if entry is None or not entry.value:
            return None
        if fold(entry.value) == fold(none):
            return 0
        found = re.fullmatch(rf"(\d{{1,4}})\s*(?:{fold(unit)})?", fold(entry.value))
        if found and int(found[1]):
            return int(found[1])
        self._unclear(entry, f"số {unit} hoặc `{none}`", f"5 {unit}")
        return None

    def sources(self) -> tuple[Source, ...]:
        """Return the sources (`nguồn`): `Tên | địa chỉ | YYYY-MM-DD` each."""
        return tuple(self._source(value, line) for value, line in _items(self.entries.get("nguồn")))

    def _source(self, value: str, line: int) -> Source:
        parts = [part.strip() for part in value.split("|")]
        checked = parse_day(parts[2]) if len(parts) == 3 else None
        if len(parts) != 3 or not parts[0] or checked is None:
            self.report.add(line, "F25")
        elif parts[1] and not re.fullmatch(r"https://[^\s/]+\.[^\s]+", parts[1]):
            self.report.add(line, "F26", value=parts[1])
        return Source(parts[0], parts[1] if len(parts) > 1 else "", checked, line)

    def _unclear(self, entry: Entry, wanted: str, example: str) -> None:
        self.report.add(entry.line, "F07", key=entry.key.name, value=entry.value, wanted=wanted, example=example)


def parse_day(text: str) -> date | None:
    """Return the day of a text YYYY-MM-DD, or None."""
    found = DATE.fullmatch(text.strip())
    return _day(int(found[1]), int(found[2]), int(found[3])) if found else None


def parse_local_day(text: str) -> date | None:
    """Return the day of a text written day/month/year, or None."""
    found = LOCAL_DATE.fullmatch(text.strip())
    return _day(int(found[3]), int(found[2]), int(found[1])) if found else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _items(entry: Entry | None) -> list[tuple[str, int]]:
    return list(zip(entry.values, entry.value_lines, strict=True)) if entry else []
