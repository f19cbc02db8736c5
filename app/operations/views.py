"""What machines ask (is the process alive, can it serve), and the page of components for developers."""

from pathlib import Path

from flask import Blueprint, abort, current_app, render_template
from flask.typing import ResponseReturnValue

from app.core import readiness
from app.core.runtime import settings
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


@bp.get("/bo-phan")
@public
def gallery() -> ResponseReturnValue:
    """Show developers every component in its states; only in a demo, a real installation has no such page."""
    if not settings().demo:
        abort(404)
    from app.operations.gallery import components
    from app.operations.gallery_samples import samples

    found = components(Path(current_app.root_path) / "templates")
    return render_template("operations/components.html", components=found, **samples())
