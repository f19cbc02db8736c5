"""Pages of a device that many use: is it you, are you there, who is next."""

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.identity import asking, entering, learners, mine, sessions
from app.identity.card_forms import ThatIsMeForm
from app.identity.views.blueprint import bp
from app.web import language
from app.web.access import public
from app.web.navigation import own_path
from app.web.once import once

# A little longer than what is left of the session, so that it has ended when the next page is opened.
LAST_SECONDS = 75


@bp.get("/bac-la-ai")
@public
def is_it_you() -> ResponseReturnValue:
    """Ask the person whom a card or a code let in whether it is them; before their yes they may do nothing."""
    if not current_user.is_authenticated:
        # A button pressed twice: the answer that let the learner in was lost, the card is still at hand.
        return redirect(url_for("card.show" if entering.held_card() else "identity.next_person"), code=303)
    if current_user.is_confirmed:
        return redirect(url_for("registry.my_page"), code=303)
    return _question(ThatIsMeForm())


@bp.post("/bac-la-ai")
@public
def that_is_me() -> ResponseReturnValue:
    """Take the learner's yes; the first time with their consent, unless it was given before."""
    if not current_user.is_authenticated:
        return redirect(url_for("identity.next_person"), code=303)
    form = ThatIsMeForm()
    if not mine.may_confirm(current_user.person_id, consents=form.consent_learning.data):
        form.consent_learning.errors = [_("Cần đồng ý mục này thì hệ thống mới lưu được việc học của bác.")]
        return _question(form), 422
    with once() as op:
        mine.confirm(current_user, consents=form.consent_learning.data)
        wanted = own_path(request.form.get("tiep"), url_for("registry.my_page"))
        asks_pin = mine.lacks_pin(current_user)
        op.location = url_for("identity.choose_pin", tiep=wanted) if asks_pin else wanted
    return op.answer()


def _question(form: ThatIsMeForm) -> str:
    person = asking.reader()
    asks = not learners.has_agreed(current_user.person_id)
    return render_template("identity/is_it_you.html", person=person, form=form if asks else None, action=request.path)


@bp.get("/con-do-khong")
@public
@sessions.keeps_quiet
def still_there() -> ResponseReturnValue:
    """Ask whether somebody is still there; unanswered for a minute, the session has ended by itself."""
    if not current_user.is_authenticated:
        return redirect(url_for("identity.next_person"), code=303)
    back = own_path(request.args.get("tiep"), url_for("registry.my_page"))
    answer = make_response(render_template("identity/still_there.html", back=back))
    answer.headers["Refresh"] = f"{LAST_SECONDS}; url={url_for('identity.next_person')}"
    return answer


@bp.get("/nguoi-tiep-theo")
@public
@sessions.keeps_quiet
def next_person() -> ResponseReturnValue:
    """Show the ways in for whoever takes the device now; nothing here is about who had it before."""
    if current_user.is_shared:
        return redirect(url_for("identity.still_there"), code=303)
    has_ended = entering.forget_ended()
    answer = make_response(render_template("identity/next_person.html"))
    if has_ended:
        answer.headers["Clear-Site-Data"] = '"cache"'
        language.forget(answer)
    return answer
