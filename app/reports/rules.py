"""The figures by name, the targets they are held against, and what a figure may not be."""

import json
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from app.core.text import N_

TARGETS = Path(__file__).with_name("targets.json")


class Figure(StrEnum):
    """What is counted; approved by the commune and confirmed on VNeID are two figures and never mixed."""

    REGISTERED = "registered"
    FINISHED = "finished"
    PROPOSED = "proposed"
    APPROVED = "approved"
    CONFIRMED = "confirmed"


LABELS = {
    Figure.REGISTERED: N_("Đã tham gia học"),
    Figure.FINISHED: N_("Học xong"),
    Figure.PROPOSED: N_("Đã đề nghị"),
    Figure.APPROVED: N_("Xã đã xác nhận"),
    Figure.CONFIRMED: N_("VNeID đã ghi nhận"),
}


@dataclass(frozen=True)
class Target:
    """One indicator of the plan in one year; `text` is the plan's own wording, `percent` what it is held to.

    "trên 100%" is impossible as a rate, so 100 is stored and the wording shown. `denominator` stays None until the
    commune names one with its source; no rate is shown before.
    """

    code: str
    group: str
    figure: Figure
    population: str
    aim: str
    text: str
    percent: int
    denominator: int | None


@dataclass(frozen=True)
class Plan:
    """The targets of one year with their source."""

    year: int
    source: str
    targets: tuple[Target, ...]


@cache
def plan_of(year: int) -> Plan:
    """Return the plan of a year; without targets where the plan names none."""
    data = json.loads(TARGETS.read_text(encoding="utf-8"))
    rows = data["years"].get(str(year), [])
    return Plan(year, data["source"], tuple(Target(**row | {"figure": Figure(row["figure"])}) for row in rows))


def problem_of(count: int, denominator: int | None) -> str | None:
    """Return what is wrong with a share before anybody reads it, or None: no rate passes 100 % silently."""
    if denominator is None:
        return N_("Chưa có mẫu số, nên chưa tính tỷ lệ.")
    if count > denominator:
        return N_("Số đếm lớn hơn mẫu số: cần xem lại dữ liệu.")
    return None
