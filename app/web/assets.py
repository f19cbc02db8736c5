"""Style sheets, scripts and pictures: read once at the start, joined, hashed, compressed, and served for ever."""

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path

import brotli
from flask import Flask, Response, abort, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin

from app.web.access import public

LEARNER = (
    "tokens",
    "base",
    *(f"components/{name}" for name in ("site", "button", "field", "notice", "list", "question")),
)
# What is put on paper only: loaded beside the sheet of the office by layouts/print.html.
PAPER = ("components/card", "components/handout")
# Named here because the tables of operating systems differ; scripts and styles are refused under a wrong type.
TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
}
ENDPOINT = "static_asset"
COMPRESSED = ("text/", "image/svg+xml", "application/json", "application/manifest+json")
FOR_EVER = "public, max-age=31536000, immutable"
# A page opened before an update asks for a name that is no more: it gets today's file, and nobody may keep it.
PASSING = "no-cache"
# A string, a comment, a mark with the blanks around it, a colon with those after it, other blanks.
CSS_PARTS = re.compile(r"""("[^"]*"|'[^']*')|/\*.*?\*/\s*|\s*([{};,])\s*|(:)\s+|(\s+)""", re.DOTALL)


@dataclass(frozen=True)
class Asset:
    """One file as it travels: its bytes in each encoding, and the version that stands in its address."""

    version: str
    mimetype: str
    bodies: dict[str, bytes]

    def body(self, accepted: list[str]) -> tuple[bytes, str]:
        """Return the smallest body the browser accepts, with the name of its encoding (empty when plain)."""
        encoding = next((name for name in ("br", "gzip") if name in accepted and name in self.bodies), "")
        return self.bodies[encoding], encoding


class Assets:
    """All static files by name; `learner.css`, `office.css` and `paper.css` are joined from the small files."""

    def __init__(self, folder: Path) -> None:
        files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in _files(folder)}
        learner = [f"css/{name}.css" for name in LEARNER]
        paper = [f"css/{name}.css" for name in PAPER]
        placed = {*learner, *paper}
        office = sorted(name for name in files if name.startswith("css/components/") and name not in placed)
        files["css/learner.css"] = _joined(files, learner)
        files["css/office.css"] = _joined(files, office)
        files["css/paper.css"] = _joined(files, paper)
        # Scripts import each other by relative address, so they share one version.
        scripts = _version(*(body for name, body in sorted(files.items()) if name.startswith("js/")))
        self._assets = {
            name: _asset(name, body, scripts if name.startswith("js/") else _version(body))
            for name, body in files.items()
        }

    def url(self, name: str) -> str:
        """Return the address of a file, which changes with its content; an unknown name is a KeyError."""
        return f"/static/{self._assets[name].version}/{name}"

    def size(self, name: str, encoding: str = "br") -> int:
        """Return the bytes of a file over the wire."""
        return len(self._assets[name].body([encoding])[0])

    def text(self, name: str) -> str:
        """Return a style sheet or script as it is served, uncompressed."""
        return self._assets[name].bodies[""].decode()

    def answer(self, version: str, name: str) -> Response:
        """Return the file in the best encoding; under another version the current one, not to be kept."""
        asset = self._assets.get(name) or abort(404)
        accepted = [value for value, quality in request.accept_encodings if quality > 0]
        body, encoding = asset.body(accepted)
        response = Response(body, mimetype=asset.mimetype)
        response.headers["Cache-Control"] = FOR_EVER if version == asset.version else PASSING
        response.headers["Vary"] = "Accept-Encoding"
        if encoding:
            response.headers["Content-Encoding"] = encoding
        return response


class Sessions(SecureCookieSessionInterface):
    """The sessions of pages; a static file is the same for everybody, so it neither reads nor sets their cookie.

    With `Vary: Cookie` a browser would fetch styles and scripts anew after every sign-in.
    """

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Save as Flask does, but for static files."""
        if request.endpoint != ENDPOINT:
            super().save_session(app, session, response)


def init_app(app: Flask) -> None:
    """Serve the files of the static folder and give templates `asset(name)`."""
    app.session_interface = Sessions()
    assets = Assets(Path(str(app.static_folder)))
    app.extensions["assets"] = assets
    app.jinja_env.globals["asset"] = assets.url

    @app.get("/static/<string(length=12):version>/<path:name>", endpoint=ENDPOINT)
    @public
    def static_asset(version: str, name: str) -> Response:
        return assets.answer(version, name)


def minified(css: str) -> str:
    """Return a style sheet without comments and needless blanks; strings stay as they are."""

    def shorter(part: re.Match[str]) -> str:
        string, mark, colon, blank = part.groups()
        return string or mark or colon or (" " if blank else "")

    return CSS_PARTS.sub(shorter, css).replace(";}", "}").strip()


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))


def _joined(files: dict[str, bytes], names: list[str]) -> bytes:
    return "".join(minified(files[name].decode()) for name in names).encode()


def _version(*bodies: bytes) -> str:
    return hashlib.sha256(b"\0".join(bodies)).hexdigest()[:12]


def _asset(name: str, body: bytes, version: str) -> Asset:
    mimetype = TYPES.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    bodies = {"": body}
    if mimetype.startswith(COMPRESSED):
        packed = {"br": brotli.compress(body, mode=brotli.MODE_TEXT), "gzip": gzip.compress(body, mtime=0)}
        bodies |= {encoding: data for encoding, data in packed.items() if len(data) < len(body)}
    return Asset(version, mimetype, bodies)
