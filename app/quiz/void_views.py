"""Pages of officials about the assessments somebody sat: how each was made, and declaring one void."""

from uuid import UUID

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.core.errors import NotFound
from app.core.text import N_
from app.learning import circumstances
from app.quiz import supervision, voiding
from app.quiz.forms import VoidForm
from app.quiz.voiding import Sitting
from app.web.access import Permission, requires
from app.web.once import once

bp = Blueprint("voiding", __name__)
STATES = {
    "in-progress": N_("Đang làm"),
    "passed": N_("Đạt"),
    "failed": N_("Chưa đạt"),
    "voided": N_("Không được tính"),
}


@bp.get("/ke-cap/<uuid:person_id>/bai-da-lam")
@requires(Permission.VOID_ATTEMPTS)
def sittings(person_id: UUID) -> ResponseReturnValue:
    """Show the assessments a person sat."""
    person = supervision.get_person(person_id, helper=current_user.actor)
    rows = [(one, circumstances.say(one.made, one.witness)) for one in voiding.list_sittings(person.id)]
    return render_template("quiz/sittings.html", person=person, rows=rows, states=STATES)


@bp.get("/ke-cap/<uuid:person_id>/bai-da-lam/<uuid:attempt_id>/huy")
@requires(Permission.VOID_ATTEMPTS)
def ask(person_id: UUID, attempt_id: UUID) -> ResponseReturnValue:
    """Ask why an attempt should count for nothing, and say what then happens."""
    return _page(VoidForm(), person_id, attempt_id)


@bp.post("/ke-cap/<uuid:person_id>/bai-da-lam/<uuid:attempt_id>/huy")
@requires(Permission.VOID_ATTEMPTS, fresh_factor=True)
def void(person_id: UUID, attempt_id: UUID) -> ResponseReturnValue:
    """Declare an attempt void."""
    form = VoidForm()
    if not form.validate():
        return _page(form, person_id, attempt_id, status=422)
    _sitting(person_id, attempt_id)
    with once() as op:
        voiding.void(attempt_id=attempt_id, reason=form.reason.data or "", actor=current_user.actor)
        op.location = url_for("voiding.sittings", person_id=person_id)
    flash(_("Bài làm này không được tính nữa. Người học đọc được lý do ở trang kết quả."))
    return op.answer()


def _page(form: VoidForm, person_id: UUID, attempt_id: UUID, *, status: int = 200) -> ResponseReturnValue:
    person, sitting = supervision.get_person(person_id, helper=current_user.actor), _sitting(person_id, attempt_id)
    made = circumstances.say(sitting.made, sitting.witness)
    shown = {"person": person, "sitting": sitting, "made": made, "form": form, "states": STATES}
    return render_template("quiz/void.html", **shown), status


def _sitting(person_id: UUID, attempt_id: UUID) -> Sitting:
    """Return one assessment of this person; refuses as `supervision.get_person` does."""
    person = supervision.get_person(person_id, helper=current_user.actor)
    found = next((one for one in voiding.list_sittings(person.id) if one.id == attempt_id), None)
    if found is None:
        raise NotFound(N_("Không tìm thấy bài làm này."))
    return found
