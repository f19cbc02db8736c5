"""Pages of accounts and sign-in, one module per noun; importing this package puts them all on the blueprint."""

import app.identity.views.accounts
import app.identity.views.cards
import app.identity.views.codes
import app.identity.views.language
import app.identity.views.mine
import app.identity.views.printing
import app.identity.views.sharing
import app.identity.views.signing  # noqa: F401
from app.identity.views.blueprint import bp

__all__ = ["bp"]
