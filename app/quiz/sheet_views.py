"""Pages of quizzes on paper: the desk, choosing and printing, typing in, deciding, voiding."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.community import service as community
from app.community.forms import ReasonForm
from app.community.models import ClassSession
from app.core.errors import Refusal
from app.people import service as people
from app.people.models import Person
from app.quiz import paper_sheets, supervision
from app.quiz import paper_sheets_typing as typing_in
from app.quiz.models import PaperSheet, SheetState
from app.quiz.paper_sheets_forms import HeadForm, PrintForm
from app.quiz.paper_sheets_rules import MOST_SHEETS, spaced
from app.quiz.paper_sheets_screens import Typist
from app.quiz.paper_sheets_typing import Head
from app.web import language
from app.web.access import Permission, requires
from app.web.once import once

bp = Blueprint("sheets", __name__)


@bp.get("/ke-cap/giay")
@requires(Permission.HELP_LEARNERS)
def desk() -> ResponseReturnValue:
    """Take the code of a sheet; list those that wait for a second typist, and those nobody typed in."""
    typed, problem = request.args.get("ma", "")[:40], ""
    if typed:
        try:
            return redirect(url_for("sheets.sheet", code=paper_sheets.find_sheet(typed).code), code=303)
        except paper_sheets.WrongCode as refusal:
            problem = _(str(refusal))
    actor = current_user.actor
    page = render_template(
        "quiz/sheet_desk.html",
        typed=typed,
        problem=problem,
        half=paper_sheets.list_half_typed(),
        stale=paper_sheets.list_stale(),
        mine=paper_sheets.list_mine_untyped(actor),
        spaced=spaced,
    )
    return page, 404 if problem else 200


@bp.route("/ke-cap/giay/in", methods=["GET", "POST"])
@requires(Permission.HELP_LEARNERS)
def choose() -> ResponseReturnValue:
    """Choose the quiz and for whom; what paper can't ask is told before anything is printed."""
    found = _class_of(request.values.get("lop", ""))
    typed, key = request.args.get("q", "")[:100], request.values.get("bai", "")
    plan = paper_sheets.plan_for(key) if key else None
    form = PrintForm(place=found.place if found else "")
    if plan is None or not form.validate_on_submit():
        listed = community.present(found) if found else supervision.find_learners(typed)
        modules = paper_sheets.list_modules()
        given = {"found": found, "typed": typed, "plan": plan, "listed": listed, "modules": modules}
        return render_template("quiz/sheet_choose.html", form=form, **given), 422 if form.errors else 200
    chosen = paper_sheets.list_named(request.form.getlist("nguoi", type=UUID)[: MOST_SHEETS + 1])
    wanted = paper_sheets.Print(key, chosen, form.blanks.data, form.place.data, form.held_on.data, found)
    with once() as op:
        batch = paper_sheets.print_sheets(wanted, actor=current_user.actor)
        op.location = url_for("sheets.on_paper", batch=batch)
    return op.answer()


@bp.get("/ke-cap/giay/in/<uuid:batch>")
@requires(Permission.HELP_LEARNERS)
@language.on_paper
def on_paper(batch: UUID) -> ResponseReturnValue:
    """Show sheets as they go to the printer."""
    return render_template("quiz/sheet_print.html", sheets=paper_sheets.on_paper(batch, actor=current_user.actor))


@bp.get("/ke-cap/giay/<code>")
@requires(Permission.HELP_LEARNERS)
def sheet(code: str) -> ResponseReturnValue:
    """Show a sheet to be typed in, to be decided on, or in words why not."""
    found = paper_sheets.find_sheet(code)
    obstacle, typist = typing_in.obstacle(found, current_user.actor), Typist(found)
    if obstacle is not None or found.state is SheetState.AGREED:
        return render_template("quiz/sheet_closed.html", sheet=found, typist=typist, obstacle=obstacle, spaced=spaced)
    if found.state is SheetState.DIFFERS:
        return _decision(typist)
    owner = found.person or _chosen_owner()
    if owner is None:
        typed = request.args.get("ten", "")[:100]
        learners = supervision.find_learners(typed)
        return render_template("quiz/sheet_owner.html", sheet=found, typed=typed, learners=learners, spaced=spaced)
    return _lines(typist, typist.empty(), _head_form(found), owner)


@bp.post("/ke-cap/giay/<code>")
@requires(Permission.HELP_LEARNERS)
def type_in(code: str) -> ResponseReturnValue:
    """Keep what was typed, if every line can be read; else, or when asked to, show how it is read."""
    found = paper_sheets.find_sheet(code)
    form, typist, owner = _head_form(found), Typist(found), found.person or _chosen_owner()
    shown, answers = typist.read(request.form)
    is_second = request.form.get("lan") == "2"
    if answers is None or "xem" in request.form or not (is_second or form.validate()):
        return _lines(typist, shown, form, owner), 200 if answers is not None and not form.errors else 422
    try:
        with once() as op:
            held = paper_sheets.find_sheet(code, to_change=True)
            if is_second:
                typing_in.type_second(held, answers, actor=current_user.actor)
            else:
                typing_in.type_first(held, _head(form, owner), answers, actor=current_user.actor)
            op.location = _enter_or_go_on(held)
    except typing_in.BadSheet as refusal:
        form.held_on.errors = [_(str(refusal))]
        return _lines(typist, shown, form, owner), 422
    return op.answer()


@bp.post("/ke-cap/giay/<code>/xem-lai")
@requires(Permission.HELP_LEARNERS)
def decide(code: str) -> ResponseReturnValue:
    """Keep what the second typist decided for each line that was read differently."""
    typist = Typist(paper_sheets.find_sheet(code))
    ids = typing_in.differences(typist.sheet)
    try:
        decided = typist.decided(ids, request.form)
        with once() as op:
            held = paper_sheets.find_sheet(code, to_change=True)
            typing_in.decide(held, decided, actor=current_user.actor)
            op.location = _enter_or_go_on(held)
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        return _decision(typist, _(str(refusal), **refusal.details)), 422
    return op.answer()


@bp.post("/ke-cap/giay/<code>/ghi")
@requires(Permission.HELP_LEARNERS)
def enter(code: str) -> ResponseReturnValue:
    """Try again to enter a sheet that was agreed on."""
    with once() as op:
        op.location = _enter_or_go_on(paper_sheets.find_sheet(code, to_change=True))
    return op.answer()


@bp.route("/ke-cap/giay/<code>/huy", methods=["GET", "POST"])
@requires(Permission.HELP_LEARNERS)
def void(code: str) -> ResponseReturnValue:
    """Void a sheet, with the reason."""
    found, form = paper_sheets.find_sheet(code), ReasonForm()
    if not form.validate_on_submit():
        return render_template(
            "quiz/sheet_void.html", form=form, sheet=found, spaced=spaced
        ), 422 if form.errors else 200
    with once() as op:
        held = paper_sheets.find_sheet(code, to_change=True)
        paper_sheets.void(held, reason=form.reason.data, actor=current_user.actor)
        op.location = url_for("sheets.desk")
    flash(_("Đã huỷ phiếu %(code)s.", code=spaced(found.code)))
    return op.answer()


def _enter_or_go_on(held: PaperSheet) -> str:
    """Return where to go on after a sheet was typed; one that is agreed on is entered on the way."""
    code = spaced(held.code)
    if held.state is SheetState.DIFFERS:
        return url_for("sheets.sheet", code=held.code)
    if held.state is SheetState.TYPED:
        flash(_("Đã lưu phiếu %(code)s. Mời một người khác gõ lại lần hai.", code=code))
        return url_for("sheets.desk")
    refusal = typing_in.try_to_enter(held, actor=current_user.actor)
    if refusal is None:
        flash(_("Đã ghi phiếu %(code)s thành bài làm. Mời gõ phiếu tiếp theo.", code=code))
        return url_for("sheets.desk")
    flash(_(str(refusal), **refusal.details), "warning")
    return url_for("sheets.sheet", code=held.code)


def _lines(typist: Typist, shown: list[Any], form: HeadForm, owner: Person | None) -> str:
    is_second = typist.sheet.state is SheetState.TYPED
    given = {"typist": typist, "sheet": typist.sheet, "lines": shown, "owner": owner, "is_second": is_second}
    is_assessment = typing_in.is_assessment(typist.sheet)
    return render_template("quiz/sheet_type.html", form=form, is_assessment=is_assessment, spaced=spaced, **given)


def _decision(typist: Typist, problem: str = "") -> str:
    rows = typist.differing(typing_in.differences(typist.sheet))
    given = {"typist": typist, "sheet": typist.sheet, "rows": rows, "problem": problem}
    return render_template("quiz/sheet_decide.html", spaced=spaced, **given)


def _head_form(found: PaperSheet) -> HeadForm:
    helpers = typing_in.witnesses() if typing_in.is_assessment(found) else []
    first = found.witness or next((one for one in helpers if one.id == current_user.person_id), None)
    form = HeadForm(held_on=found.held_on, witness=str(first.public_id) if first else "")
    form.offer([(str(one.public_id), one.full_name) for one in helpers])
    return form


def _head(form: HeadForm, owner: Person | None) -> Head:
    witness = people.get_person(UUID(form.witness.data)) if form.witness else None
    return Head(owner, witness, form.held_on.data)


def _chosen_owner() -> Person | None:
    chosen = request.values.get("nguoi", type=UUID)
    return supervision.get_person(chosen, helper=current_user.actor) if chosen else None


def _class_of(public_id: str) -> ClassSession | None:
    try:
        chosen = UUID(public_id)
    except ValueError:
        return None
    return community.get_class(chosen, reader=current_user.actor, sees_all=False)
