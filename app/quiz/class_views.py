"""The leader's screen of a class: its door, who is here, where each stands, and a quiz opened for all of them."""

from uuid import UUID

import segno
from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.community import service as community
from app.core.db import transaction
from app.core.errors import NotFound
from app.core.text import N_
from app.quiz import class_work
from app.web.access import Permission, requires
from app.web.once import once

bp = Blueprint("classes", __name__)


@bp.get("/lop/<uuid:class_id>")
@requires(Permission.HELP_LEARNERS, Permission.SEE_PEOPLE)
def work(class_id: UUID) -> ResponseReturnValue:
    """Show a class to its leader; who sees all people may read it."""
    reader = current_user.actor
    found = community.get_class(class_id, reader=reader, sees_all=current_user.may(Permission.SEE_PEOPLE))
    is_leader = found.leader_id == reader.person_id and current_user.may(Permission.HELP_LEARNERS)
    door = community.shown_door(found) if is_leader else None
    return render_template(
        "quiz/class_work.html",
        found=found,
        work=class_work.work_of(found),
        is_open=community.is_open(found),
        is_leader=is_leader,
        door=door,
        picture=segno.make(door.address, error="m").svg_data_uri(scale=4, border=2) if door else "",
    )


@bp.post("/lop/<uuid:class_id>/mo-bai")
@requires(Permission.HELP_LEARNERS)
def open_for_all(class_id: UUID) -> ResponseReturnValue:
    """Open a quiz for all those present; those it can't be opened for are listed with the reason."""
    leader, key = current_user.actor, request.form.get("bai", "")
    found = community.get_class(class_id, reader=leader, sees_all=False)
    if key not in class_work.choices():
        raise NotFound(N_("Không có bài đánh giá này."))
    persons, refused = class_work.present_ids(found), {}
    for person_id in persons:
        with transaction():
            refusal = class_work.open_for_one(found, person_id, key, leader=leader)
        if refusal is not None:
            refused[person_id] = refusal
    with once() as op:
        class_work.note_opened(found, key, refused, leader=leader)
        op.location = url_for("classes.work", class_id=class_id)
    flash(_("Đã mở bài cho %(count)s người.", count=len(persons) - len(refused)))
    return op.answer()
