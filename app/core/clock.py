"""The time of the server; tests move it by moving Python's clock."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """Return the current time, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return the current day in Vietnam: what a form or an official means by "today"."""
    return now().astimezone(LOCAL).date()
