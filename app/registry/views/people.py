"""Pages about who is whom: people who wait, search over everybody, one person and the looks at their card."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.core.errors import Refusal
from app.people import service as persons
from app.registry import desk, linking
from app.registry.forms import FirstLookForm, ReasonForm, SecondLookForm
from app.registry.views.blueprint import bp, carry_out, named, page_place, sentence, turns
from app.web.access import Permission as May
from app.web.access import requires
from app.web.once import once


@bp.get("/can-bo/nguoi-dan")
@requires(May.SEE_PEOPLE)
def people() -> ResponseReturnValue:
    """Show who waits for a look at their card, or search over everybody."""
    asked = request.args
    wanted = desk.Wanted(
        text=asked.get("q", "").strip()[:100],
        hamlet=asked.get("thon", ""),
        show=asked.get("hien", ""),
        group=asked.get("nhom", ""),
    )
    place, is_before = page_place()
    page = desk.listed(wanted, place, is_before=is_before)
    return render_template(
        "registry/people.html",
        wanted=wanted,
        page=page,
        turns=turns(page, lambda row: row.Person.public_id),
        counts=desk.counts(),
        hamlets=persons.list_hamlets(),
    )


@bp.get("/can-bo/nguoi-dan/<uuid:person_id>")
@requires(May.SEE_PEOPLE)
def person(person_id: UUID) -> ResponseReturnValue:
    """Show one person: who they may be in the list, and where the check of their identity stands."""
    return _page(person_id)


def _page(person_id: UUID, tried: str = "", refusal: Refusal | None = None, number: str | None = None) -> str:
    found = desk.read(person_id, current_user.actor, search=request.values.get("tim", "").strip()[:100])
    first = FirstLookForm() if tried == "first" else FirstLookForm(formdata=None, listed=found.likely_choice)
    second = SecondLookForm() if tried == "second" else SecondLookForm(formdata=None)
    forms = {
        "first": first.offer(found.choices()),
        "second": named(second, "second"),
        "refuse": named(ReasonForm() if tried == "refuse" else ReasonForm(formdata=None), "refuse"),
        "show": named(ReasonForm() if tried == "show" else ReasonForm(formdata=None), "show"),
    }
    problem = sentence(refusal) if refusal else None
    if problem and isinstance(refusal, linking.WrongNumber):
        forms[tried].number.errors, problem = [problem], None
    return render_template("registry/person.html", desk=found, forms=forms, tried=tried, problem=problem, number=number)


def _act(person_id: UUID, tried: str, act: Callable[[], Any], done: str) -> ResponseReturnValue:
    then = url_for("registry.person", person_id=person_id)
    return carry_out(act, then=then, done=done, again=lambda refusal: _page(person_id, tried, refusal))


@bp.post("/can-bo/nguoi-dan/<uuid:person_id>/xem-the")
@requires(May.VERIFY_IDENTITY)
def first_look(person_id: UUID) -> ResponseReturnValue:
    """Note the number read from the card, and which resident of the list this is."""

    def act() -> object:
        return linking.ask(
            person_id,
            number=request.form.get("number", ""),
            listed_id=desk.chosen(request.form.get("listed")),
            note=request.form.get("note", ""),
            actor=current_user.actor,
        )

    return _act(person_id, "first", act, _("Đã ghi. Chờ cán bộ thứ hai xem thẻ và nhập lại số."))


@bp.post("/can-bo/nguoi-dan/<uuid:person_id>/xac-nhan/<uuid:check_id>")
@requires(May.CONFIRM_IDENTITY)
def second_look(person_id: UUID, check_id: UUID) -> ResponseReturnValue:
    """Type the number again as another official; when it is the same, the person is verified."""

    def act() -> object:
        check = linking.get_check(check_id, about=person_id)
        return linking.confirm(check.public_id, number=request.form.get("number", ""), actor=current_user.actor)

    return _act(person_id, "second", act, _("Đã xác minh danh tính."))


@bp.post("/can-bo/nguoi-dan/<uuid:person_id>/khong-xac-nhan/<uuid:check_id>")
@requires(May.CONFIRM_IDENTITY, May.VERIFY_IDENTITY)
def refuse_look(person_id: UUID, check_id: UUID) -> ResponseReturnValue:
    """End a waiting check without a result."""

    def act() -> None:
        check = linking.get_check(check_id, about=person_id)
        linking.refuse(check.public_id, reason=request.form.get("reason", ""), actor=current_user.actor)

    return _act(person_id, "refuse", act, _("Đã trả lại lần kiểm tra này. Có thể nhập lại từ đầu."))


@bp.post("/can-bo/nguoi-dan/<uuid:person_id>/xem-so")
@requires(May.SEE_NUMBER, fresh_factor=True)
def show_number(person_id: UUID) -> ResponseReturnValue:
    """Show the number in full, once, after the look is written into the trail."""
    try:
        with once() as op:
            number = linking.show_number(person_id, reason=request.form.get("reason", ""), actor=current_user.actor)
            op.location = url_for("registry.person", person_id=person_id)
    except linking.NoNote as refusal:
        return _page(person_id, "show", refusal), refusal.status
    return _page(person_id, number=number)
