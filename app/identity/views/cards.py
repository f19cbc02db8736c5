"""Pages where a helper issues, replaces and voids learners' cards, for one person or for a list."""

from collections.abc import Sequence
from uuid import UUID

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.core.errors import Refusal
from app.identity import cards, desk, learners
from app.identity.card_forms import IssueForm
from app.identity.views.blueprint import bp
from app.people import service as people
from app.web.access import Permission, requires
from app.web.once import once

NAMED = 10


@bp.get("/ke-cap/<uuid:person_id>/the")
@requires(Permission.ISSUE_CARDS)
def card(person_id: UUID) -> ResponseReturnValue:
    """Show where a learner's card stands, and what can be done about it."""
    return _page(person_id, IssueForm())


def _page(person_id: UUID, form: IssueForm) -> str:
    return render_template("identity/card.html", desk=desk.read(person_id, helper=current_user.actor), form=form)


@bp.post("/ke-cap/<uuid:person_id>/the")
@requires(Permission.ISSUE_CARDS)
def issue_card(person_id: UUID) -> ResponseReturnValue:
    """Issue a card; one of before is void from this moment on."""
    form, actor = IssueForm(), current_user.actor
    try:
        with once() as op:
            person = learners.get_learner(person_id, helper=actor)
            cards.issue(person, actor=actor, guardian_agreed=form.guardian.data)
            op.location = url_for("identity.card", person_id=person_id)
    except learners.NeedsGuardian as refusal:
        form.guardian.errors = [_(str(refusal))]
        return _page(person_id, form), 422
    flash(_("Đã cấp thẻ cho %(name)s. Mời in trong 24 giờ.", name=person.full_name))
    return op.answer()


@bp.post("/ke-cap/<uuid:person_id>/the/huy")
@requires(Permission.ISSUE_CARDS)
def void_card(person_id: UUID) -> ResponseReturnValue:
    """Void a card; what it opened ends at once."""
    actor = current_user.actor
    with once() as op:
        cards.void(learners.get_learner(person_id, helper=actor), actor=actor)
        op.location = url_for("identity.card", person_id=person_id)
    flash(_("Đã huỷ thẻ. Thẻ ấy không mở được nữa, máy đang mở bằng thẻ ấy cũng thoát ra."))
    return op.answer()


@bp.get("/ke-cap/the")
@requires(Permission.ISSUE_CARDS)
def card_list() -> ResponseReturnValue:
    """Find the people who are to get a card: by name, and for those who see all people by thôn."""
    typed, hamlet = request.args.get("q", "").strip()[:100], request.args.get("thon", "")
    sees_all = current_user.may(Permission.SEE_PEOPLE)
    rows = desk.list_people(typed, hamlet, whole_hamlet=sees_all)
    hamlets = people.list_hamlets() if sees_all else []
    return render_template("identity/cards.html", rows=rows, typed=typed, hamlet=hamlet, hamlets=hamlets)


@bp.post("/ke-cap/the")
@requires(Permission.ISSUE_CARDS)
def issue_cards() -> ResponseReturnValue:
    """Issue a card to each chosen person who has none."""
    chosen = request.form.getlist("nguoi", type=UUID)[: desk.SHOWN]
    with once() as op:
        issued = desk.issue_to(chosen, actor=current_user.actor)
        # The page for the printer has no place for what has to be said about those who got none.
        op.location = url_for("identity.card_list") if issued.refused else url_for("identity.print_cards", kieu="muoi")
    flash(_("Đã cấp %(count)s thẻ mới. Ai đã có thẻ thì giữ thẻ cũ.", count=issued.count))
    for said, names in _by_reason(issued.refused).items():
        more = len(names) - NAMED
        named = ", ".join(names[:NAMED]) + (f" +{more}" if more > 0 else "")
        flash(f"{named}: {said}", "warning")
    return op.answer()


def _by_reason(refused: Sequence[tuple[str, Refusal]]) -> dict[str, list[str]]:
    """Return whose card was refused by what the rule says: one message a reason, since the cookie carries them."""
    found: dict[str, list[str]] = {}
    for name, refusal in refused:
        found.setdefault(str(_(str(refusal), **refusal.details)), []).append(name)
    return found
