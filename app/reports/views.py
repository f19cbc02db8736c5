"""The first page of officials."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.people.models import Group
from app.push.words import MessageState
from app.registry.desk import FINISHED, LEARNERS
from app.registry.listing import IN_FORCE
from app.registry.words import State
from app.reports import service
from app.reports.rules import LABELS, Figure
from app.web.access import Permission, requires

bp = Blueprint("reports", __name__)


@bp.get("/can-bo")
@requires(Permission.SEE_REGISTER)
def overview() -> ResponseReturnValue:
    """Show where the commune stands, what waits for who is asking, and what is stuck."""
    wanted = request.args.get("nhom", "")
    group = Group(wanted) if wanted in set(Group) else Group.RESIDENTS
    found = service.overview(current_user.permissions, group)
    return render_template(
        "reports/overview.html", overview=found, figures=list(Figure), labels=LABELS, address=list_behind
    )


def list_behind(figure: Figure, group: str, hamlet: str = "") -> str:
    """Return the address of the list that a figure counts: as many rows as the figure says."""
    endpoint, shown = BEHIND[figure]
    place: dict[str, Any] = {"nhom": group} | ({"thon": hamlet} if hamlet else {}) | shown
    return url_for(endpoint, **place)


BEHIND: dict[Figure, tuple[str, dict[str, str]]] = {
    Figure.REGISTERED: ("registry.people", {"hien": LEARNERS}),
    Figure.FINISHED: ("registry.people", {"hien": FINISHED}),
    Figure.PROPOSED: ("registry.records", {"trang-thai": State.PROPOSED}),
    Figure.APPROVED: ("registry.records", {"trang-thai": IN_FORCE}),
    Figure.CONFIRMED: ("registry.records", {"trang-thai": IN_FORCE, "vneid": MessageState.CONFIRMED}),
}
