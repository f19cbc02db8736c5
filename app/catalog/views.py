"""Pages for everybody: choose a group, search, hard words, help, privacy; and the media of the lessons."""

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.catalog import service
from app.catalog.coverage import coverage_page
from app.catalog.words import GROUPS
from app.core.errors import NotFound
from app.core.text import N_
from app.people import service as people
from app.web.access import public
from app.web.addresses import site_address
from app.web.caching import kept_bytes, shared_page

bp = Blueprint("catalog", __name__)
bp.add_app_template_global(site_address)

MEDIA_TYPES = {
    "webp": "image/webp",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "avif": "image/avif",
    "svg": "image/svg+xml",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "vtt": "text/vtt",
}


@bp.get("/")
@public
def home() -> ResponseReturnValue:
    """Choose a group; the reader's own groups come first."""
    own = people.groups_of(current_user.person_id) if current_user.is_authenticated else []
    programmes = service.list_doors(own)
    return shared_page(render_template("catalog/home.html", programmes=programmes, own=own, words=GROUPS))


@bp.get("/tim")
@public
def search() -> ResponseReturnValue:
    """Find lessons by their words; what was asked for stands in the address only."""
    results = service.search(request.args.get("q", ""))
    page = render_template("catalog/search.html", results=results, programmes=service.list_doors(), words=GROUPS)
    return shared_page(page, is_one_of_many=bool(results.text))


@bp.get("/tu-kho")
@public
def hard_words() -> ResponseReturnValue:
    """Explain the hard words of all lessons."""
    return shared_page(render_template("catalog/hard_words.html", words=service.words()))


@bp.get("/ky-nang/<group>")
@public
def skills(group: str) -> ResponseReturnValue:
    """Show which skills of its frameworks a programme teaches and asks for, and which it does not."""
    return shared_page(render_template("catalog/skills.html", page=coverage_page(group)))


@bp.get("/tro-giup")
@public
def help_page() -> ResponseReturnValue:
    """Tell what to do and whom to ask."""
    return shared_page(render_template("catalog/help.html"))


@bp.get("/quyen-rieng-tu")
@public
def privacy() -> ResponseReturnValue:
    """Tell which data are kept, what for, and what everybody may ask."""
    return shared_page(render_template("catalog/privacy.html"))


@bp.get("/media/<string(length=64):sha256>.<extension>")
@public
def media(sha256: str, extension: str) -> Response:
    """Serve published bytes under a type of our own list."""
    if extension not in MEDIA_TYPES:
        raise NotFound(N_("Không có tệp này."))
    return kept_bytes(service.get_media(sha256, extension), MEDIA_TYPES[extension])
