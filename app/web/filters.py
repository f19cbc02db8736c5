"""Dates, numbers and shares as Vietnamese readers expect them."""

from datetime import date, datetime
from fractions import Fraction

from flask import Flask

from app.core.clock import LOCAL


def clock_time(moment: datetime) -> str:
    """Return `14:05` in Vietnam."""
    return moment.astimezone(LOCAL).strftime("%H:%M")


def date_vi(day: date | datetime | str | None) -> str:
    """Return `22/11/2026`, also of a day in ISO text; an empty string for no day."""
    if not day:
        return ""
    if isinstance(day, str):
        day = date.fromisoformat(day)
    if isinstance(day, datetime):
        day = day.astimezone(LOCAL).date()
    return day.strftime("%d/%m/%Y")


def datetime_vi(moment: datetime | None) -> str:
    """Return `14:05 ngày 22/11/2026`; an empty string for no moment."""
    return f"{clock_time(moment)} ngày {date_vi(moment)}" if moment else ""


def kilobytes(size: int) -> str:
    """Return `9 KB`, rounded up: a page never weighs more than it says."""
    return f"{number_vi(-(-size // 1000))} KB"


def number_vi(value: int) -> str:
    """Return `1.234.567`."""
    return f"{value:,}".replace(",", ".")


def percent_vi(part: int, whole: int) -> str:
    """Return the share with one decimal, `66,6 %` of 2/3; a dash when the whole is nothing.

    Never rounded up: what missed the mark never reads as the mark.
    """
    if not whole:
        return "–"
    tenths = 1000 * part // whole
    return f"{tenths // 10},{tenths % 10} %" if tenths % 10 else f"{tenths // 10} %"


def share_vi(share: Fraction | str) -> str:
    """Return an exact share ("2/3", "1") like `percent_vi`."""
    exact = Fraction(share)
    return percent_vi(exact.numerator, exact.denominator)


def init_app(app: Flask) -> None:
    """Register the filters for templates."""
    for function in (clock_time, date_vi, datetime_vi, kilobytes, number_vi, percent_vi, share_vi):
        app.template_filter(function.__name__)(function)
