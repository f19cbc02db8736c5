"""Pages of the register, one module per noun; importing this package puts them all on the blueprint."""

import app.registry.views.approvals
import app.registry.views.mine
import app.registry.views.people
import app.registry.views.post
import app.registry.views.records  # noqa: F401
from app.registry.views.blueprint import bp

__all__ = ["bp"]
