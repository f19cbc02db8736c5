"""The board of the post to VNeID: how many letters stand where, what is stuck and why."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.push import queries as push_queries
from app.push.words import MessageState
from app.registry import board
from app.registry.views.blueprint import bp, page_place, turns
from app.web.access import Permission, requires


@bp.get("/can-bo/vneid")
@requires(Permission.SEE_PUSH)
def push_board() -> ResponseReturnValue:
    """Show the counts for each state and the letters, the stuck ones first."""
    wanted = request.args.get("trang-thai", "")
    state = MessageState(wanted) if wanted in set(MessageState) else None
    place, is_before = page_place()
    page = board.letters(state, place, is_before=is_before)
    return render_template(
        "registry/push_board.html",
        status=push_queries.status(),
        stuck=board.stuck() if state is None else [],
        page=page,
        turns=turns(page, lambda letter: letter.id),
        state=state,
        states=list(MessageState),
    )
