"""A person's own pages: how far they are, and what is stored about them."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.identity import mine as identity
from app.identity.forms import CONSENTS
from app.people import service as people
from app.people.models import Purpose
from app.quiz import accommodations
from app.quiz import service as quiz
from app.registry import journeys, owner, rules
from app.registry.views.blueprint import bp
from app.web.access import Permission, requires
from app.web.once import once


@bp.get("/toi")
@requires(Permission.LEARN)
def my_page() -> ResponseReturnValue:
    """Answer in one line whether one has finished and what is missing, then say it programme by programme."""
    person = people.find_person(current_user.person_id)
    courses = journeys.courses_of(person) if person else []
    waiting = quiz.list_open(current_user.person_id)
    return render_template(
        "registry/my_page.html",
        person=person,
        courses=courses,
        waiting=waiting,
        steps=rules.STEPS,
        helps=accommodations.list_held(current_user.person_id),
        news=identity.card_news(current_user.person_id),
    )


@bp.get("/toi/du-lieu")
@requires(Permission.LEARN)
def my_data() -> ResponseReturnValue:
    """Show what is stored about oneself, what one has agreed to, and who looked at one's number."""
    return render_template("registry/my_data.html", stored=owner.stored_about(current_user.person_id), words=CONSENTS)


@bp.post("/toi/du-lieu/dong-y")
@requires(Permission.LEARN)
def set_consent() -> ResponseReturnValue:
    """Give or withdraw one's consent for one purpose."""
    purpose, given = request.form.get("purpose"), request.form.get("given") == "1"
    if purpose not in set(Purpose):
        return redirect(url_for("registry.my_data"), code=303)
    with once() as op:
        owner.set_consent(Purpose(purpose), is_given=given, actor=current_user.actor)
        op.location = url_for("registry.my_data")
    flash(_("Đã ghi là bác đồng ý.") if given else _("Đã ghi là bác rút lại đồng ý."))
    return op.answer()
