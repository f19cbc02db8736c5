"""What the background loop does for cards and codes: forget what has had its time."""

from app.core import clock
from app.core.db import transaction
from app.identity import cards, codes


def forget_secrets() -> None:
    """Forget the tokens that were never printed and the requests for a code that are over."""
    with transaction():
        cards.forget_printed(clock.now())
        codes.forget_ended(clock.now())
