"""Pages of help of their own ("hỗ trợ riêng"), and the rest that a witness gives to the learner beside them."""

from datetime import datetime, time
from uuid import UUID

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from wtforms.fields.choices import SelectChoice

from app.core import clock
from app.people.models import Person
from app.quiz import accommodations, pausing, supervision
from app.quiz.accommodations import BadHelp, Wish
from app.quiz.forms import TIMES, HelpForm, WithdrawForm
from app.quiz.rules import Help
from app.quiz.words import ExtraTime
from app.web.access import Permission, requires
from app.web.once import once

bp = Blueprint("helping", __name__)


@bp.route("/ke-cap/<uuid:person_id>/ho-tro", methods=["GET", "POST"])
@requires(Permission.HELP_LEARNERS, Permission.GRANT_ATTEMPTS)
def give(person_id: UUID) -> ResponseReturnValue:
    """Show what help a learner was promised, and promise more."""
    person = supervision.get_person(person_id, helper=current_user.actor)
    form = HelpForm()
    form.module_key.choices = [
        SelectChoice(value="", label=_("Mọi bài")),
        *(SelectChoice(value=key, label=title) for key, title in supervision.modules_of(person.id).items()),
    ]
    may_give = current_user.may(Permission.GRANT_ATTEMPTS)
    if not may_give:
        del form.extra_attempts
    if not form.validate_on_submit():
        return _page(person, form, status=422 if form.errors else 200)
    try:
        with once() as op:
            wish, actor = _wish(form), current_user.actor
            accommodations.give(person=person, wish=wish, actor=actor, gives_attempts=may_give)
            op.location = url_for("helping.give", person_id=person_id)
    except BadHelp as refusal:
        form.until.errors = [_(str(refusal), **refusal.details)]
        return _page(person, form, status=refusal.status)
    flash(_("Đã ghi hỗ trợ cho %(name)s. Bài đang làm cũng được hưởng ngay.", name=person.full_name))
    return op.answer()


@bp.route("/ke-cap/<uuid:person_id>/ho-tro/<uuid:help_id>/thoi", methods=["GET", "POST"])
@requires(Permission.HELP_LEARNERS, Permission.GRANT_ATTEMPTS)
def withdraw(person_id: UUID, help_id: UUID) -> ResponseReturnValue:
    """Take a promise back, for attempts to come."""
    person, form = supervision.get_person(person_id, helper=current_user.actor), WithdrawForm()
    if not form.validate_on_submit():
        page = render_template("quiz/withdraw_help.html", person=person, form=form)
        return page, 422 if form.errors else 200
    with once() as op:
        reason, actor = form.reason.data or "", current_user.actor
        accommodations.withdraw(person=person, public_id=help_id, reason=reason, actor=actor)
        op.location = url_for("helping.give", person_id=person_id)
    flash(_("Đã thôi hỗ trợ này. Bài đang làm vẫn giữ như lúc bắt đầu."))
    return op.answer()


@bp.post("/ke-cap/<uuid:person_id>/bai-lam/<uuid:attempt_id>/dung")
@requires(Permission.HELP_LEARNERS)
def pause(person_id: UUID, attempt_id: UUID) -> ResponseReturnValue:
    """Stop the time of the attempt one witnesses."""
    person = supervision.get_person(person_id, helper=current_user.actor)
    with once() as op:
        pausing.pause(attempt_id=attempt_id, person_id=person.id, actor=current_user.actor)
        op.location = url_for("quiz.learner", person_id=person_id)
    return op.answer()


@bp.post("/ke-cap/<uuid:person_id>/bai-lam/<uuid:attempt_id>/lam-tiep")
@requires(Permission.HELP_LEARNERS)
def go_on(person_id: UUID, attempt_id: UUID) -> ResponseReturnValue:
    """Let the time of the attempt one witnesses run again."""
    person = supervision.get_person(person_id, helper=current_user.actor)
    with once() as op:
        pausing.go_on(attempt_id=attempt_id, person_id=person.id, actor=current_user.actor)
        op.location = url_for("quiz.learner", person_id=person_id)
    return op.answer()


def _page(person: Person, form: HelpForm, *, status: int) -> ResponseReturnValue:
    rows, titles = accommodations.list_of(person.id), supervision.modules_of(person.id)
    shown = {"person": person, "form": form, "rows": rows, "titles": titles, "times": TIMES, "now": clock.now()}
    return render_template("quiz/help.html", **shown), status


def _wish(form: HelpForm) -> Wish:
    """Return what the form asks for; a day ends at midnight here."""
    last = form.until.data or clock.today()
    return Wish(
        module_key=form.module_key.data,
        help=Help(
            extra_time=ExtraTime(form.extra_time.data),
            extra_attempts=int(form.extra_attempts.data) if "extra_attempts" in form else 0,
            has_reader=form.has_reader.data,
            may_pause=form.may_pause.data,
        ),
        reason=form.reason.data or "",
        ends_at=datetime.combine(last, time(23, 59, 59), clock.LOCAL),
    )
