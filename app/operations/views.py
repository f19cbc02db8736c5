"""What machines ask: is the process alive, and can it serve."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.core import readiness
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
    """Answer that the database can be read and is as new as the program; otherwise 503 with what has to be done."""
    reason = readiness.problem()
    return {"status": "ready"} if reason is None else ({"status": "not ready", "reason": reason}, 503)
