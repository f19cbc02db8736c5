"""Pages of attempts: start, one question a screen, check, submit, result; and the helper's page beside a learner."""

from uuid import UUID

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.core import clock
from app.core.db import transaction
from app.identity.asking import asks_who
from app.learning import service as learning
from app.quiz import accommodations, layout, pausing, screens, service, supervision, voiding
from app.quiz.forms import OpenForm, PracticeForm
from app.quiz.models import AttemptState
from app.quiz.service import Outcome, Saved
from app.web.access import Permission, requires
from app.web.once import once

bp = Blueprint("quiz", __name__)


@bp.post("/hoc/<group>/<lesson>/lam-bai")
@requires(Permission.LEARN)
@asks_who
def start(group: str, lesson: str) -> ResponseReturnValue:
    """Start the quiz of a module, or go on with the attempt under way."""
    with once() as op:
        who, how = current_user.person_id, current_user.method
        attempt = service.start(person_id=who, key=f"{group}/{lesson}", method=how)
        op.location = url_for("quiz.take", attempt_id=attempt.id)
    return op.answer()


@bp.get("/bai-lam/<uuid:attempt_id>")
@requires(Permission.LEARN)
def take(attempt_id: UUID) -> ResponseReturnValue:
    """Show one question (`?cau=3`), or what is still open before submitting (`?cau=het`)."""
    paper = service.get_paper(attempt_id, current_user.person_id)
    if not paper.is_open:
        return redirect(url_for("quiz.result", attempt_id=attempt_id), code=303)
    if paper.is_over:
        return render_template("quiz/time_over.html", paper=paper)
    if paper.is_paused:
        return render_template("quiz/paused.html", paper=paper, left=screens.time_left(paper, clock.now()))
    step = request.args.get("cau") or screens.first_step(paper)
    if step == layout.CHECK:
        return render_template("quiz/check.html", paper=paper, screen=screens.check_screen(paper))
    screen = screens.question_screen(paper, layout.read_place(step, len(paper.sheet)))
    return render_template("quiz/take.html", screen=screen, paper=paper, left=screens.time_left(paper, clock.now()))


@bp.post("/bai-lam/<uuid:attempt_id>")
@requires(Permission.LEARN)
def save(attempt_id: UUID) -> ResponseReturnValue:
    """Save what was chosen; a script gets JSON after the commit, a form goes on to the next question."""
    with transaction():
        saved = service.save_answer(
            attempt_id=attempt_id,
            person_id=current_user.person_id,
            fields=dict(request.form.lists()),
            seq=layout.read_seq(request.form.get("seq")),
            shown=layout.find_place(request.form.get("cau")),
            method=current_user.method,
        )
    if request.accept_mimetypes.best == "application/json":
        note = {"note": _(saved.note.message, **saved.note.details)} if saved.note else {}
        body = jsonify(saved=saved.outcome is not Outcome.CLOSED, seq=saved.seq, outcome=saved.outcome, **note)
        return body, 409 if saved.outcome is Outcome.CLOSED else 200
    return redirect(url_for("quiz.take", attempt_id=attempt_id, cau=_next_step(saved)), code=303)


@bp.post("/bai-lam/<uuid:attempt_id>/nop")
@requires(Permission.LEARN)
def submit(attempt_id: UUID) -> ResponseReturnValue:
    """Close the attempt; the result is shown once it is committed."""
    with once() as op:
        service.submit(attempt_id=attempt_id, person_id=current_user.person_id, method=current_user.method)
        op.location = url_for("quiz.result", attempt_id=attempt_id)
    return op.answer()


@bp.post("/bai-lam/<uuid:attempt_id>/dung")
@requires(Permission.LEARN)
def pause(attempt_id: UUID) -> ResponseReturnValue:
    """Let the time of one's own attempt stand still."""
    with once() as op:
        pausing.pause(attempt_id=attempt_id, person_id=current_user.person_id, actor=current_user.actor)
        op.location = url_for("quiz.take", attempt_id=attempt_id)
    return op.answer()


@bp.post("/bai-lam/<uuid:attempt_id>/lam-tiep")
@requires(Permission.LEARN)
def go_on(attempt_id: UUID) -> ResponseReturnValue:
    """Let the time run again."""
    with once() as op:
        pausing.go_on(attempt_id=attempt_id, person_id=current_user.person_id, actor=current_user.actor)
        op.location = url_for("quiz.take", attempt_id=attempt_id)
    return op.answer()


@bp.get("/bai-lam/<uuid:attempt_id>/ket-qua")
@requires(Permission.LEARN)
def result(attempt_id: UUID) -> ResponseReturnValue:
    """Show the outcome of a closed attempt, and what comes next."""
    paper = service.get_paper(attempt_id, current_user.person_id)
    if paper.is_open:
        return redirect(url_for("quiz.take", attempt_id=attempt_id), code=303)
    following = service.what_next(paper, current_user.person_id, now=clock.now())
    screen, is_void = screens.result_screen(paper, following), paper.state is AttemptState.VOIDED
    voided = voiding.voided_of([attempt_id]).get(attempt_id) if is_void else None
    shown = {"screen": screen, "paper": paper, "following": following, "is_void": is_void, "voided": voided}
    return render_template("quiz/result.html", **shown)


@bp.get("/ke-cap")
@requires(Permission.HELP_LEARNERS)
def help_page() -> ResponseReturnValue:
    """Find the learner one sits beside."""
    typed = request.args.get("q", "")
    return render_template("quiz/help_page.html", typed=typed, learners=supervision.find_learners(typed))


@bp.get("/ke-cap/<uuid:person_id>")
@requires(Permission.HELP_LEARNERS)
def learner(person_id: UUID) -> ResponseReturnValue:
    """Show where a learner stands, and what a helper can open or confirm."""
    found = supervision.get_learner(person_id, helper=current_user.actor)
    sides = [screens.side_screen(found.person, side) for side in found.sides]
    return render_template("quiz/learner.html", person=found.person, sides=sides)


@bp.route("/ke-cap/<uuid:person_id>/mo-bai/<group>/<lesson>", methods=["GET", "POST"])
@requires(Permission.HELP_LEARNERS)
def open_assessment(person_id: UUID, group: str, lesson: str) -> ResponseReturnValue:
    """Open an assessment for a learner, as its witness."""
    person = supervision.get_person(person_id, helper=current_user.actor)
    key = f"{group}/{lesson}"
    promised = accommodations.promised(person.id, key, clock.now()).help
    form = OpenForm(reads_aloud=promised.has_reader)
    title = supervision.get_title(key)
    if not form.validate_on_submit():
        page = render_template("quiz/open_assessment.html", form=form, person=person, title=title)
        return page, 422 if form.errors else 200
    with once() as op:
        where, reads = form.place.data, form.reads_aloud.data
        service.open_for(person_id=person.id, key=key, helper=current_user.actor, place=where, reads_aloud=reads)
        op.location = url_for("quiz.learner", person_id=person_id)
    flash(_("Đã mở bài cho %(name)s. Mời người học mở “Trang của tôi” trên máy của mình.", name=person.full_name))
    return op.answer()


@bp.route("/ke-cap/<uuid:person_id>/thuc-hanh/<group>/<lesson>/<question_id>", methods=["GET", "POST"])
@requires(Permission.HELP_LEARNERS)
def confirm_practice(person_id: UUID, group: str, lesson: str, question_id: str) -> ResponseReturnValue:
    """Confirm a practice that was seen face to face."""
    person = supervision.get_person(person_id, helper=current_user.actor)
    key, form = f"{group}/{lesson}", PracticeForm()
    task = supervision.get_task(key, question_id)
    form.ticked.choices = list(enumerate(task.steps))
    if not form.validate_on_submit():
        page = render_template("quiz/confirm_practice.html", form=form, person=person, task=task)
        return page, 422 if form.errors else 200
    with once() as op:
        learning.confirm_practice(
            person_id=person.id,
            key=key,
            question_id=question_id,
            ticked=form.ticked.data,
            helper=current_user.actor,
            place=form.place.data,
        )
        op.location = url_for("quiz.learner", person_id=person_id)
    flash(_("Đã xác nhận thực hành cho %(name)s.", name=person.full_name))
    return op.answer()


def _next_step(saved: Saved) -> str | None:
    """Return the step after a saved form, with a word where something unexpected happened to the answer."""
    if saved.outcome is Outcome.CLOSED:
        flash(_("Bài đã khép lại trước khi câu trả lời này đến, nên câu này không được tính."), "warning")
        return None
    if saved.outcome is Outcome.OLDER:
        flash(_("Bài này cũng đang mở ở máy khác, và câu này đã có câu trả lời mới hơn. Mời bác xem lại."), "warning")
        return saved.here
    noticed = saved.note is None or request.form.get("biet")
    return layout.find_step(request.form.get("den")) or (saved.next_step if noticed else saved.here)
