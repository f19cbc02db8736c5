"""What the walks rely on: everything a browser is sent is read, and what could not be read is told."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser as Chromium

from tests.e2e.wire import Wire

pytestmark = [pytest.mark.browser, pytest.mark.slow]
HTML = "text/html; charset=utf-8"
PAGES = {
    "/": (HTML, b"<script>fetch('/part').then(() => { location = '/next' })</script>"),
    "/part": ("application/json", b'"a part that the page leaves behind"'),
    "/next": (HTML, b""),
    "/left?told=%E1%BA%A9n": (HTML, b"<script>location = '/last'</script> a page that is left at once"),
    "/last": (HTML, b"<h1>the last one</h1>"),
    "/broken": ("text/plain; charset=utf-8", b"\xff\xfe\xfd"),
}


class Handler(BaseHTTPRequestHandler):
    """Serves the pages above, and leads on from one."""

    def do_GET(self) -> None:
        kind, body = PAGES.get(self.path, ("image/x-icon", b""))
        self.send_response(303 if self.path == "/next" else 200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if self.path == "/next":
            self.send_header("Location", "/left?told=%E1%BA%A9n")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Stay quiet."""


@pytest.fixture
def base() -> Iterator[str]:
    """Serve on a port of the loopback address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_what_a_page_leaves_behind_was_read(base: str, chromium: Chromium) -> None:
    wire = Wire()
    page = chromium.new_page()
    wire.listen(page)
    page.goto(base)
    page.wait_for_url("**/last")

    whole = "\n".join(body for _, body in wire.sent)
    assert all(body.decode() in whole for _, body in PAGES.values() if body.isascii())
    assert "location: /left?told=ẩn" in whole, "a redirect tells in its head"
    assert wire.missed() == []


def test_what_could_not_be_read_is_told(base: str, chromium: Chromium) -> None:
    wire = Wire()
    page = chromium.new_page()
    page.goto(f"{base}/last")
    wire.listen(page)
    page.goto(f"{base}/broken", wait_until="commit")

    assert [trouble for trouble in wire.missed() if "/broken" in trouble]
