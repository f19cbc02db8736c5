"""What machines ask: is the process alive, and can it serve."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from app.core.db import db
from app.web.access import public

bp = Blueprint("operations", __name__)


@bp.get("/healthz")
@public
def alive() -> ResponseReturnValue:
    """Answer that the process runs; touches nothing."""
    return {"status": "ok"}


@bp.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """Answer that the database can be read and has its tables; otherwise the error page says 503 or 500."""
    db.session.execute(text("SELECT 1 FROM alembic_version"))
    return {"status": "ready"}
