"""Pages of the workshop, one module per noun; importing this package puts them all on the blueprint."""

import app.authoring.views.board
import app.authoring.views.editing
import app.authoring.views.heading
import app.authoring.views.history
import app.authoring.views.inserting
import app.authoring.views.interchange
import app.authoring.views.media
import app.authoring.views.printing
import app.authoring.views.programme
import app.authoring.views.quality
import app.authoring.views.reviewing  # noqa: F401
from app.authoring.views.blueprint import bp

__all__ = ["bp"]
