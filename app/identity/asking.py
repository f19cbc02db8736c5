"""The question that a shared device asks before something is done in somebody's name."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.people import service as people
from app.people.models import Person
from app.web.access import kept_fields

P = ParamSpec("P")
THAT_IS_ME = "la_toi"


def asks_who(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Mark a view whose form, on a shared device, is carried out once the learner has said "that is me" (S42)."""

    @wraps(view)
    def asked(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if not current_user.is_shared or request.form.get(THAT_IS_ME) == "1":
            return view(*args, **kwargs)
        kept = [*kept_fields("op", THAT_IS_ME), (THAT_IS_ME, "1")]
        return render_template("identity/is_it_you.html", person=reader(), fields=kept, action=request.path)

    return asked


def reader() -> Person | None:
    """Return the person who is signed in."""
    return people.find_person(current_user.person_id)
