"""What lets the site live on a device: its manifest, the worker that opens saved pages, and whose page this is."""

import hashlib
import json
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, g, jsonify
from flask_babel import gettext as _
from flask_login import current_user

from app.web.access import public

# Pages for a device without a line, as a stranger gets them; the worker fetches them when it is installed.
SHELL = ("/mang-theo?ban-luu=1", "/cho-gui?ban-luu=1")
SHELL_FILES = (
    "css/learner.css",
    "css/components/device.css",
    "js/app.js",
    "js/queue.js",
    "js/queue-sending.js",
    "js/offline.js",
    "js/components/carried.js",
    "js/components/waiting.js",
)
ICONS = ((192, "any"), (512, "any"), (512, "maskable"))
READER = "Reader"


def init_app(app: Flask) -> None:
    """Serve the manifest and the worker at the root, and name the reader of each page to the reader's own worker."""
    worker = (Path(str(app.static_folder)) / "sw/worker.js").read_text(encoding="utf-8")
    app.after_request(_name_reader)
    app.jinja_env.globals["reader_id"] = reader_id

    @app.get("/manifest.webmanifest")
    @public
    def manifest() -> Response:
        return _manifest()

    @app.get("/sw.js")
    @public
    def service_worker() -> Response:
        return _worker(worker)


def reader_id() -> str:
    """Return an opaque name of the signed-in account for its own browser; empty for a stranger.

    It tells one reader from another and nothing else: the account's random id can't be found from it.
    """
    if not current_user.is_authenticated:
        return ""
    return hashlib.sha256(f"reader|{current_user.account}".encode()).hexdigest()[:16]


def _name_reader(response: Response) -> Response:
    reader: Any = g.get("_login_user")
    if reader is not None and reader.is_authenticated and response.mimetype == "text/html":
        response.headers[READER] = reader_id()
    return response


def _manifest() -> Response:
    asset = current_app.extensions["assets"].url
    response = jsonify(
        name=_("Học Vụ Số – xã Dương Hưu"),
        short_name=_("Học Vụ Số"),
        description=_("Bài học kỹ năng số cho bà con."),
        lang="vi",
        id="/",
        start_url="/",
        scope="/",
        display="standalone",
        background_color="#faf6ed",
        theme_color="#2a3877",
        icons=[
            {"src": asset(f"icons/{kind}-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": kind}
            for size, kind in ICONS
        ],
    )
    response.mimetype = "application/manifest+json"
    response.headers["Cache-Control"] = "no-cache"
    return response


def _worker(script: str) -> Response:
    """Answer the worker with the addresses of its pages and files; another address is another worker."""
    assets = current_app.extensions["assets"]
    files = [assets.url(name) for name in SHELL_FILES]
    version = hashlib.sha256("|".join([script, *files]).encode()).hexdigest()[:12]
    given = {"VERSION": version, "PAGES": list(SHELL), "FILES": files, "READER": READER}
    head = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in given.items())
    response = Response(head + script, mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response
