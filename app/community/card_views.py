"""Pages of a scanned card: one large button, the PIN where it is needed, and not a word about whose card it is."""

from flask import Blueprint, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.community import service
from app.identity import cards, entering, mine, rules
from app.identity.card_forms import OpenCardForm
from app.identity.sessions import SignedIn
from app.identity.words import Assurance
from app.web.access import public
from app.web.once import once

bp = Blueprint("card", __name__)
LONGEST_TOKEN = 64
BY_CARD = (Assurance.CARD, Assurance.CLASS)


@bp.get("/the/<token>")
@public
def scan(token: str) -> ResponseReturnValue:
    """Take the token out of the address at once, so that no history, no back button and no referrer keeps it."""
    entering.hold_card(token[:LONGEST_TOKEN])
    answer = redirect(url_for("card.show"), code=303)
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@bp.get("/the")
@public
def show() -> ResponseReturnValue:
    """Show the button that opens the card scanned last."""
    return _page(OpenCardForm(), entering.held_card())


@bp.post("/the", defaults={"token": ""})
@bp.post("/the/<token>")
@public
def open_card(token: str) -> ResponseReturnValue:
    """Open a learner's session with the card; whoever was signed in here before is signed out."""
    form, token = OpenCardForm(), token[:LONGEST_TOKEN] or entering.held_card()
    pin = rules.digits(form.pin.data or "")
    with once() as op:
        joined = service.hold_open_class(session)
        class_id = str(joined.public_id) if joined is not None else None
        opened = cards.open_card(token, pin, class_id=class_id, address=_address())
        if opened.token is not None:
            entering.end_earlier()
        op.location = url_for("identity.is_it_you" if opened.token else "card.show")
    if opened.token is not None:
        entering.enter(opened.token)
        return op.answer()
    entering.hold_card(token)
    if opened.asks_again:
        form.pin.errors = [_("Mã PIN chưa đúng. Mời bác gõ lại; bác quên thì nhờ người hướng dẫn đọc mã.")]
        return _page(form, token, status=422)
    return _page(form, "")


def _page(form: OpenCardForm, token: str, *, status: int = 200) -> ResponseReturnValue:
    """Show the button; or, for a card of no use now, the one page that says the same about all of them."""
    door = cards.find_door(token, in_class=service.find_open_class(session) is not None, address=_address())
    if door is None:
        page, status = render_template("card/unusable.html"), 404
    else:
        form.pin.flags.required = door.asks_pin
        page = render_template("card/open.html", form=form, asks_pin=door.asks_pin)
    answer = make_response(page, status)
    answer.headers["Referrer-Policy"] = "strict-origin"  # Without any, browsers send no Origin with the form either.
    return answer


def _note_present(comer: SignedIn) -> None:
    """Note who came in by card at the class of this telephone, once they said that it is them."""
    joined = service.hold_open_class(session) if comer.method in BY_CARD else None
    if joined is not None:
        service.come_by_card(joined, comer.actor)


mine.WHEN_CONFIRMED.append(_note_present)


def _address() -> str:
    return request.remote_addr or "-"
