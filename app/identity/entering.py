"""What the cookie of a browser holds around a sign-in: the session's token, and what belongs to the telephone."""

from typing import Any

from flask import session
from flask_login import current_user, login_user, logout_user

from app.core import clock
from app.core.db import db
from app.identity import sessions

# The public id of the class this telephone has joined: it outlives the sign-ins of the learners who share it.
CLASS = "class"
CARD, ASKED = "card", "asked"
CARD_LIVES = 600


def enter(token: str) -> None:
    """Start a clean cookie with the new session's token, so nothing set before the sign-in lives on."""
    _start_anew()
    login_user(sessions.find_signed_in(token))
    db.session.rollback()  # Reading who it is must not keep the write lock while the page is made.


def leave() -> None:
    """Forget who was signed in here."""
    logout_user()
    _start_anew()


def forget_ended() -> bool:
    """Forget in the cookie a session that ended by itself; tell whether there was one."""
    if current_user.is_authenticated or "_user_id" not in session:
        return False
    leave()
    return True


def end_earlier() -> None:
    """End the session of whoever is signed in here, because somebody else is coming in."""
    if current_user.is_authenticated:
        sessions.end_session(current_user.token)


def hold_card(token: str) -> None:
    """Hold a scanned card's token for ten minutes, so that it stands in no address and in no history."""
    session[CARD] = [token, int(clock.now().timestamp())]


def held_card() -> str:
    """Return the token of the card scanned last, or an empty string."""
    token, since = session.get(CARD, ("", 0))
    return str(token) if clock.now().timestamp() - since < CARD_LIVES else ""


def hold_request(phone: str) -> None:
    """Hold the secret under which this telephone's request for a code is found."""
    session[ASKED] = phone


def held_request() -> str:
    """Return the secret of this telephone's request for a code, or an empty string."""
    return str(session.get(ASKED, ""))


def _start_anew() -> None:
    joined: Any = session.get(CLASS)
    session.clear()
    if joined:
        session[CLASS] = joined
