"""Dates, numbers and shares as readers of the page's language expect them; the names of the filters are older."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent
from flask import Flask
from flask_babel import get_locale

from app.core.clock import LOCAL
from app.core.text import N_
from app.web.language import VIETNAMESE, words

MOMENT = N_("%(time)s ngày %(day)s")


def clock_time(moment: datetime) -> str:
    """Return `14:05` in Vietnam."""
    return moment.astimezone(LOCAL).strftime("%H:%M")


def date_vi(day: date | datetime | str | None) -> str:
    """Return `22/11/2026`, in English `22 Nov 2026`, also of a day in ISO text; an empty string for no day."""
    if not day:
        return ""
    if isinstance(day, str):
        day = date.fromisoformat(day)
    if isinstance(day, datetime):
        day = day.astimezone(LOCAL).date()
    locale = _locale()
    return day.strftime("%d/%m/%Y") if locale == VIETNAMESE else format_date(day, "d MMM y", locale)


def datetime_vi(moment: datetime | None) -> str:
    """Return `14:05 ngày 22/11/2026`; an empty string for no moment."""
    if not moment:
        return ""
    parts = {"time": clock_time(moment), "day": date_vi(moment)}
    return MOMENT % parts if _locale() == VIETNAMESE else words(MOMENT, **parts)


def kilobytes(size: int) -> str:
    """Return `9 KB`, rounded up: a page never weighs more than it says."""
    return f"{number_vi(-(-size // 1000))} KB"


def number_vi(value: int) -> str:
    """Return `1.234.567`, in English `1,234,567`."""
    locale = _locale()
    return f"{value:,}".replace(",", ".") if locale == VIETNAMESE else format_decimal(value, locale=locale)


def percent_vi(part: int, whole: int) -> str:
    """Return the share with one decimal, `66,6 %` of 2/3, in English `66.6%`; a dash when the whole is nothing.

    Never rounded up: what missed the mark never reads as the mark.
    """
    if not whole:
        return "–"
    tenths, locale = 1000 * part // whole, _locale()
    if locale != VIETNAMESE:
        return format_percent(Decimal(tenths) / 1000, locale=locale, decimal_quantization=False)
    return f"{tenths // 10},{tenths % 10} %" if tenths % 10 else f"{tenths // 10} %"


def share_vi(share: Fraction | str) -> str:
    """Return an exact share ("2/3", "1") like `percent_vi`."""
    exact = Fraction(share)
    return percent_vi(exact.numerator, exact.denominator)


def _locale() -> Locale:
    return get_locale() or VIETNAMESE


def init_app(app: Flask) -> None:
    """Register the filters for templates."""
    for function in (clock_time, date_vi, datetime_vi, kilobytes, number_vi, percent_vi, share_vi):
        app.template_filter(function.__name__)(function)
