"""Answers from devices that lost the line: sent later, handed in as a file; what waits and what is saved there."""

from uuid import UUID

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.core.db import transaction
from app.core.errors import Refusal
from app.identity.words import Assurance
from app.quiz import handed_in, layout, service, syncing
from app.quiz.forms import HandInForm
from app.quiz.syncing import Batch, Fate, Told, Whose
from app.web.access import Permission, for_scripts, public, requires
from app.web.caching import shared_page
from app.web.extensions import csrf
from app.web.headers import reads_first, takes_files
from app.web.installing import reader_id

bp = Blueprint("syncing", __name__)


@bp.post("/api/dong-bo")
@csrf.exempt  # type: ignore[untyped-decorator]
@for_scripts(Permission.LEARN, largest=syncing.LARGEST_BATCH)
@reads_first
def send() -> ResponseReturnValue:
    """Take in what waited on a device; every entry is told what became of it, once that is committed."""
    try:
        batch = syncing.read_batch(request.get_data(cache=False))
    except Refusal as refusal:
        return {"error": "unreadable"}, refusal.status
    if batch.owner != reader_id():
        return {"error": "other-reader"}, 409
    told = [*batch.told]
    for entries in batch.by_attempt.values():
        with transaction():
            told += syncing.take_in(entries, person_id=current_user.person_id, method=current_user.method)
    return jsonify(results=[_as_json(one) for one in told])


@bp.get("/bai-lam/<uuid:attempt_id>/tron-bai")
@requires(Permission.LEARN)
def whole(attempt_id: UUID) -> ResponseReturnValue:
    """Show all questions of a practice on one page, which a device may keep for its owner."""
    paper = service.get_paper(attempt_id, current_user.person_id)
    if not paper.is_open or paper.is_over or not paper.is_practice:
        return redirect(url_for("quiz.take", attempt_id=attempt_id), code=303)
    return render_template("syncing/whole.html", paper=paper, questions=syncing.whole_questions(paper))


@bp.post("/bai-lam/<uuid:attempt_id>/tron-bai")
@requires(Permission.LEARN, keeps_typing=True)
def save_whole(attempt_id: UUID) -> ResponseReturnValue:
    """Save all answers of the page at once, and go on to the check before submitting where that was pressed."""
    paper = service.get_paper(attempt_id, current_user.person_id)
    with transaction():
        saved = service.save_answer(
            attempt_id=attempt_id,
            person_id=current_user.person_id,
            fields=syncing.whole_fields(paper, dict(request.form.lists())),
            seq=layout.read_seq(request.form.get("seq")),
            method=current_user.method,
        )
    if saved.outcome is service.Outcome.OLDER:
        flash(_("Có câu đã được trả lời mới hơn ở trang khác hoặc máy khác. Mời bác xem lại."), "warning")
    elif saved.outcome is service.Outcome.SAVED:
        flash(_("Đã lưu các câu trả lời."))
    if request.form.get("den") == layout.CHECK:
        return redirect(url_for("quiz.take", attempt_id=attempt_id, cau=layout.CHECK), code=303)
    return redirect(url_for("syncing.whole", attempt_id=attempt_id), code=303)


@bp.get("/cho-gui")
@public
def waiting() -> ResponseReturnValue:
    """Show what waits on this device; the page is the same for everybody, its script reads the device's own queue."""
    return shared_page(render_template("syncing/waiting.html", is_copy="ban-luu" in request.args))


@bp.get("/mang-theo")
@public
def carried() -> ResponseReturnValue:
    """Show what is saved on this device, also where the line is down."""
    return shared_page(render_template("syncing/carried.html", is_copy="ban-luu" in request.args))


@bp.get("/cho-gui/nhan-tep")
@requires(Permission.LEARN, Permission.HELP_LEARNERS)
def hand_in() -> ResponseReturnValue:
    """Ask for a file with answers from another device."""
    return render_template("syncing/hand_in.html", form=HandInForm(formdata=None))


@bp.post("/cho-gui/nhan-tep")
@requires(Permission.LEARN, Permission.HELP_LEARNERS)
@takes_files(handed_in.LARGEST_FILE + 10_000)
@reads_first
def take_file() -> ResponseReturnValue:
    """Take in a file and show what became of each answer; the same file again changes nothing."""
    form = HandInForm()
    if not form.validate():
        return render_template("syncing/hand_in.html", form=form), 422
    try:
        batch = handed_in.read_file(request.files["file"].read())
    except handed_in.BadFile as refusal:
        form.file.errors = [_(str(refusal))]
        return render_template("syncing/hand_in.html", form=form), refusal.status
    owners = syncing.whose(batch.by_attempt)
    rows = [(owners.get(one), _handed_in(one, owners.get(one), batch)) for one in batch.by_attempt]
    return render_template("syncing/handed_in.html", rows=rows, unread=batch.told, me=current_user.person_id)


def _handed_in(attempt_id: UUID, owner: Whose | None, batch: Batch) -> list[Told]:
    """Carry out the entries of one attempt; those that are not the reader's to hand in look like unknown ones."""
    entries = batch.by_attempt[attempt_id]
    is_learner, is_helper = (current_user.may(one) for one in (Permission.LEARN, Permission.HELP_LEARNERS))
    me = current_user.person_id
    may = handed_in.may_hand_in(owner, reader=me, is_learner=is_learner, is_helper=is_helper)
    if owner is None or not may:
        return [Told(str(late.id), str(attempt_id), Fate.UNKNOWN) for late in entries]
    with transaction():
        # A file from somebody else's device shows no sign-in of its own: as much as a code read out, and no more.
        method = current_user.method if owner.person_id == me else Assurance.CODE
        told = syncing.take_in(entries, person_id=owner.person_id, method=method)
        if owner.person_id != me:
            handed_in.note_help(attempt_id, told, helper=current_user.actor)
    return syncing.with_places(told, entries, person_id=owner.person_id)


def _as_json(told: Told) -> dict[str, object]:
    words = {"words": _(str(told.refusal), **told.refusal.details)} if told.refusal else {}
    return {"id": told.id, "attempt": told.attempt, "outcome": told.fate, "seq": told.seq, **words}
