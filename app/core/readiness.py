"""Whether the database is there, and as new as this program: for the health check, error pages and commands."""

from functools import cache
from pathlib import Path

from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from app.core.db import db
from app.core.text import N_

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
TABLE = "alembic_version"
# PostgreSQL gave up on a deadlock or on a lock: nothing was stored, and the same thing will do a moment later.
TRY_AGAIN = frozenset({"40P01", "40001", "55P03"})

UNREACHED = N_("Không mở được cơ sở dữ liệu: xem HOCVU_DATABASE_URL, HOCVU_DATA_DIR và máy chủ có đang chạy không.")
EMPTY = N_("Cơ sở dữ liệu chưa có bảng. Chạy: flask --app wsgi db upgrade")
OLD = N_("Cơ sở dữ liệu ở bản %(found)s, chương trình cần bản %(needed)s. Chạy: flask --app wsgi db upgrade")
NEWER = N_("Cơ sở dữ liệu ở bản %(found)s, mới hơn chương trình (%(needed)s). Cập nhật chương trình.")


def problem() -> str | None:
    """Return why the database cannot serve this program, in words for whoever runs it; None when it can.

    One small read; what an earlier statement left of the transaction is undone only when that read breaks.
    """
    try:
        found = list(db.session.scalars(text(f"SELECT version_num FROM {TABLE}")))  # noqa: S608  # A constant.
    except DBAPIError:
        db.session.rollback()
        return EMPTY if _answers() else UNREACHED
    needed = revisions()[0]
    if found == [needed]:
        return None
    sentence = OLD if set(found) <= set(revisions()) else NEWER
    return sentence % {"found": ", ".join(sorted(found)) or "0", "needed": needed}


def is_busy(error: DBAPIError) -> bool:
    """Tell whether the database only had no time: the same thing will do a moment later."""
    return "locked" in str(error.orig) or getattr(error.orig, "sqlstate", None) in TRY_AGAIN


@cache
def revisions() -> tuple[str, ...]:
    """Return the revisions of the migrations, the newest first; read once a process.

    They are numbered in a row and their files begin with the number, so Alembic need not be loaded to tell.
    """
    names = (path.name for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    return tuple(sorted((name.partition("_")[0] for name in names), reverse=True))


def _answers() -> bool:
    """Tell whether the database can be spoken to and only lacks the tables."""
    try:
        return not inspect(db.session.connection()).has_table(TABLE)
    except DBAPIError:
        db.session.rollback()
        return False
