"""The board of the post to VNeID: how many letters stand where, what is stuck and why, and what two decide about it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.core.errors import Refusal
from app.push import decisions
from app.push import queries as push_queries
from app.push.decisions import Wish
from app.push.words import MessageState
from app.registry import board, stopped
from app.registry.forms import LetterForm, ShownForm
from app.registry.views.blueprint import bp, carry_out, named, page_place, sentence, turns, uuid_or_none
from app.web.access import Permission, requires

NOBODY = UUID(int=0)


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
        stopped=stopped.list_stopped() if state is None else [],
        stuck=board.stuck() if state is None else [],
        page=page,
        turns=turns(page, lambda letter: letter.id),
        state=state,
        states=list(MessageState),
    )


@bp.get("/can-bo/vneid/<uuid:message_id>")
@requires(Permission.SEE_PUSH)
def letter(message_id: UUID) -> ResponseReturnValue:
    """Show one letter with its history; one that stopped also with what may be decided about it."""
    return _letter_page(message_id)


def _letter_page(message_id: UUID, tried: str = "", refusal: Refusal | None = None) -> str:
    return render_template(
        "registry/letter.html",
        sheet=stopped.read(message_id, current_user.actor, current_user.permissions),
        ask=LetterForm() if tried == "ask" else LetterForm(formdata=None),
        aside=named(ShownForm() if tried == "aside" else ShownForm(formdata=None), "aside"),
        tried=tried,
        words=stopped.DONE,
        problem=sentence(refusal) if refusal else None,
    )


def _decide(message_id: UUID, tried: str, act: Callable[[], Any], done: str) -> ResponseReturnValue:
    then = url_for("registry.letter", message_id=message_id)
    return carry_out(act, then=then, done=done, again=lambda refusal: _letter_page(message_id, tried, refusal))


def _shown() -> UUID:
    return uuid_or_none(request.form.get("shown")) or NOBODY


@bp.post("/can-bo/vneid/<uuid:message_id>/de-nghi")
@requires(Permission.RESOLVE_PUSH, fresh_factor=True)
def ask_decision(message_id: UUID) -> ResponseReturnValue:
    """Ask the other official to decide with one about a letter that stopped."""

    def act() -> None:
        form = request.form
        to = MessageState(form["outcome"]) if form.get("outcome") in set(MessageState) else None
        wish = Wish(to, form.get("reason", ""), form.get("answer", ""))
        is_leader = current_user.may(Permission.APPROVE)
        decisions.ask(message_id, wish, actor=current_user.actor, is_leader=is_leader)

    return _decide(message_id, "ask", act, _("Đã ghi đề nghị, chờ người thứ hai đồng ý."))


@bp.post("/can-bo/vneid/<uuid:message_id>/dong-y")
@requires(Permission.RESOLVE_PUSH, fresh_factor=True)
def agree_decision(message_id: UUID) -> ResponseReturnValue:
    """Agree to what was asked and shown, which carries it out."""

    def act() -> None:
        is_leader = current_user.may(Permission.APPROVE)
        decisions.agree(message_id, _shown(), actor=current_user.actor, is_leader=is_leader)

    return _decide(message_id, "agree", act, _("Đã cùng quyết định về bản tin này."))


@bp.post("/can-bo/vneid/<uuid:message_id>/khong-dong-y")
@requires(Permission.RESOLVE_PUSH)
def put_decision_aside(message_id: UUID) -> ResponseReturnValue:
    """Take back what one asked, or do not agree to what somebody else asked."""

    def act() -> None:
        decisions.put_aside(message_id, _shown(), reason=request.form.get("reason", ""), actor=current_user.actor)

    return _decide(message_id, "aside", act, _("Đã để đề nghị sang một bên. Bản tin vẫn chờ quyết định."))
