"""The address where the gateway tells us later what became of a message."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from app.core.db import transaction
from app.core.errors import Refusal
from app.push import inbox
from app.web.access import public
from app.web.extensions import csrf

bp = Blueprint("push", __name__)


@bp.post("/api/vneid/callback")
@csrf.exempt  # type: ignore[untyped-decorator]
@public
def callback() -> ResponseReturnValue:
    """Store a signed callback and thank for it after the commit; a refusal says nothing about why."""
    try:
        raw = request.get_data(cache=False)
        given = request.headers
        inbox.ensure_signed(raw, timestamp=given.get("X-Timestamp", ""), signature=given.get("X-Signature", ""))
        with transaction():
            inbox.receive(raw)
    except Refusal as refusal:
        return "", refusal.status
    except IntegrityError:
        return "", 204  # The same event came twice at once and the other one was stored.
    return "", 204
