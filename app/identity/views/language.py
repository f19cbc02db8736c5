"""The choice of a language: kept with the account, and in the browser of whoever is not signed in."""

from urllib.parse import urlsplit

from flask import abort, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.identity import mine
from app.identity.views.blueprint import bp
from app.web import language
from app.web.access import public
from app.web.navigation import own_path
from app.web.once import once


@bp.get("/ngon-ngu")
@public
def language_page() -> str:
    """Offer the languages; every page leads here and is gone back to."""
    return render_template("identity/language.html", back=own_path(request.args.get("tiep"), _page_before()))


@bp.post("/ngon-ngu")
@public
def choose_language() -> ResponseReturnValue:
    """Take the choice and go back to the page it was made on."""
    chosen = request.form.get("tieng", "")
    if chosen not in language.languages():
        abort(400)
    back = own_path(request.form.get("tiep"), _page_before())
    is_known = current_user.is_authenticated and current_user.is_confirmed
    if is_known:
        with once() as op:
            mine.choose_language(current_user.account_id, chosen)
            op.location = back
    answer = redirect(back, code=303)
    if not (is_known and current_user.is_shared):
        language.remember(answer, chosen)
    return answer


def _page_before() -> str:
    """Return the page of ours that led here and can be opened again, else the first page."""
    came = urlsplit(request.referrer or "")
    whole = f"{came.path}?{came.query}" if came.query else came.path
    opens = current_app.url_map.bind("").test(came.path, method="GET")
    return own_path(whole) if came.netloc == request.host and opens and came.path != request.path else "/"
