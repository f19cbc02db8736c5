"""Pages of classes: the list, a new one, its door, who is present; and how a telephone joins one."""

from uuid import UUID

import segno
from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.community import presence, service
from app.community.forms import JoinForm, OpenClassForm, ReasonForm
from app.community.models import ClassSession
from app.core.errors import NotFound
from app.core.text import N_
from app.people import service as people
from app.web.access import Permission, public, requires
from app.web.language import on_paper
from app.web.once import once

bp = Blueprint("community", __name__)
LONGEST_TOKEN = 64


@bp.get("/lop")
@requires(Permission.HELP_LEARNERS, Permission.SEE_PEOPLE)
def classes() -> ResponseReturnValue:
    """List one's classes: those going on, the coming ones, those of the past."""
    sees_all = current_user.may(Permission.SEE_PEOPLE)
    rows = service.list_classes(reader=current_user.actor, sees_all=sees_all)
    return render_template("community/classes.html", parts=service.by_time(rows), sees_all=sees_all)


@bp.route("/lop/moi", methods=["GET", "POST"])
@requires(Permission.HELP_LEARNERS)
def new_class() -> ResponseReturnValue:
    """Open a class; who opens it leads it."""
    form = OpenClassForm()
    if not form.validate_on_submit():
        return render_template("community/new_class.html", form=form), 422 if form.errors else 200
    try:
        with once() as op:
            opened = service.open_class(
                leader=current_user.actor, place=form.place.data, starts_at=form.starts_at, ends_at=form.ends_at
            )
            op.location = url_for("classes.work", class_id=opened.public_id)
    except service.BadTimes as refusal:
        form.ends.errors = [_(str(refusal))]
        return render_template("community/new_class.html", form=form), 422
    return op.answer()


@bp.get("/lop/<uuid:class_id>/cua")
@requires(Permission.HELP_LEARNERS)
@on_paper
def door(class_id: UUID) -> ResponseReturnValue:
    """Show the door as large as the screen or the sheet of paper is."""
    found = _mine(class_id)
    shown = service.shown_door(found)
    if shown is None:
        raise NotFound(N_("Buổi học này không mở, nên không còn mã vào lớp."))
    picture = segno.make(shown.address, error="m").svg_data_uri(scale=4, border=2)
    return render_template("community/door.html", found=found, door=shown, picture=picture)


@bp.route("/lop/<uuid:class_id>/co-mat", methods=["GET", "POST"])
@requires(Permission.HELP_LEARNERS)
def attendance(class_id: UUID) -> ResponseReturnValue:
    """Tick who is here: found by name, or those who came to this leader's classes before."""
    found = _mine(class_id)
    if request.method == "GET":
        typed = request.args.get("q", "")[:100]
        rows = presence.candidates(found, typed)
        return render_template("community/attendance.html", found=found, typed=typed, people=rows)
    chosen = request.form.getlist("nguoi", type=UUID)[: presence.SHOWN]
    with once() as op:
        count = service.note_present(found, chosen, actor=current_user.actor)
        op.location = url_for("classes.work", class_id=class_id)
    flash(_("Đã ghi %(count)s người có mặt.", count=count))
    return op.answer()


@bp.route("/lop/<uuid:class_id>/co-mat/<uuid:person_id>/bo", methods=["GET", "POST"])
@requires(Permission.HELP_LEARNERS)
def take_back(class_id: UUID, person_id: UUID) -> ResponseReturnValue:
    """Take a presence back, with the reason."""
    found, person, form = _mine(class_id), people.get_person(person_id), ReasonForm()
    if not form.validate_on_submit():
        page = render_template("community/take_back.html", form=form, found=found, person=person)
        return page, 422 if form.errors else 200
    with once() as op:
        service.take_back(found, person, reason=form.reason.data, actor=current_user.actor)
        op.location = url_for("classes.work", class_id=class_id)
    flash(_("Đã bỏ tên %(name)s khỏi danh sách có mặt.", name=person.full_name))
    return op.answer()


@bp.post("/lop/<uuid:class_id>/dong")
@requires(Permission.HELP_LEARNERS)
def close(class_id: UUID) -> ResponseReturnValue:
    """Close the class: its door is shut at once."""
    with once() as op:
        service.close_class(_mine(class_id), actor=current_user.actor)
        op.location = url_for("classes.work", class_id=class_id)
    flash(_("Đã đóng buổi học. Máy đã vào lớp không mở thẻ được nữa nếu không có mã PIN."))
    return op.answer()


@bp.route("/lop/vao", methods=["GET", "POST"])
@public
def join() -> ResponseReturnValue:
    """Join a class by its six digits; a telephone that has joined shows which class, and how to leave."""
    form, joined = JoinForm(), service.find_open_class(session)
    if form.validate_on_submit():
        return _join(form, code=form.code.data)
    return render_template("community/join.html", form=form, joined=joined), 422 if form.errors else 200


@bp.route("/lop/vao/<token>", methods=["GET", "POST"])
@public
def join_by_picture(token: str) -> ResponseReturnValue:
    """Join a class by the picture on the leader's screen: a button first."""
    if request.method == "POST":
        return _join(JoinForm(), token=token[:LONGEST_TOKEN])
    found = service.door_of_token(token[:LONGEST_TOKEN])
    if found is None:
        return render_template("community/join.html", form=JoinForm(), joined=None, is_shut=True), 404
    return render_template("community/join_by_picture.html", found=found, token=token)


@bp.post("/lop/roi")
@public
def leave() -> ResponseReturnValue:
    """Let this telephone leave the class it joined."""
    session.pop(service.JOINED, None)
    flash(_("Máy này đã rời lớp."))
    return redirect(url_for("community.join"), code=303)


def _join(form: JoinForm, *, code: str = "", token: str = "") -> ResponseReturnValue:
    with once() as op:
        found = service.join(code=code, token=token, address=request.remote_addr or "-")
        op.location = url_for("community.join")
    if found is not None:
        session[service.JOINED] = str(found.public_id)
        return op.answer()
    form.code.errors = [_("Mã này chưa đúng, hoặc lớp đã đóng. Mời bác xem lại 6 số đang hiện ở lớp.")]
    return render_template("community/join.html", form=form, joined=None), 422


def _mine(class_id: UUID) -> ClassSession:
    return service.get_class(class_id, reader=current_user.actor, sees_all=False)
