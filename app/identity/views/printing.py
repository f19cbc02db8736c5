"""Cards on A4: one page a person, or ten a sheet."""

from uuid import UUID

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.identity import printing
from app.identity.views.blueprint import bp
from app.web.access import Permission, requires
from app.web.language import on_paper
from app.web.once import once

TEN, ONE = "muoi", "mot"


@bp.get("/ke-cap/the/in")
@requires(Permission.ISSUE_CARDS)
@on_paper
def print_cards() -> ResponseReturnValue:
    """Show the cards this person issued and has not printed yet, as the printer puts them on paper."""
    waiting = printing.waiting(current_user.actor, request.args.getlist("the", type=UUID))
    return render_template(
        "identity/print_cards.html",
        cards=printing.on_paper(waiting),
        ids=[card.public_id for card in waiting],
        is_ten=request.args.get("kieu") == TEN,
    )


@bp.post("/ke-cap/the/da-in")
@requires(Permission.ISSUE_CARDS)
def cards_printed() -> ResponseReturnValue:
    """Forget the tokens of cards that are on paper."""
    with once() as op:
        count = printing.finish(current_user.actor, request.form.getlist("the", type=UUID))
        op.location = url_for("identity.card_list")
    flash(_("Đã xong %(count)s thẻ. Muốn in lại thì cấp thẻ mới.", count=count))
    return op.answer()
