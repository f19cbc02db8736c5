"""Everything a browser is sent, read before its page gets it: nobody can navigate away from what was not yet seen."""

from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from playwright.sync_api import CDPSession, Page, Response

READABLE = ("text/", "application/json", "application/javascript", "application/manifest", "image/svg")

GONE = "Invalid InterceptionId"
# What lies under an address that changes with its content.
FILES = ("Stylesheet", "Script", "Image", "Font", "Media", "Manifest")


@dataclass
class Wire:
    """What came over the wire of the pages that are listened to, in order: address, then headers and body."""

    sent: list[tuple[str, str]] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    _answered: set[str] = field(default_factory=set)

    def listen(self, page: Page) -> None:
        """Hold every answer to this page until it was read; whatever goes wrong with that is a trouble."""
        session = page.context.new_cdp_session(page)
        session.on("Fetch.requestPaused", lambda paused: self._read(session, paused))
        session.send("Fetch.enable", {"patterns": [{"requestStage": "Response"}]})
        page.on("response", self._note)

    def missed(self) -> list[str]:
        """Return what went wrong while listening, and the addresses that were answered and not read."""
        read = {address for address, _ in self.sent}
        return [*self.troubles, *sorted(f"never read: {address}" for address in self._answered - read)]

    def _read(self, session: CDPSession, paused: dict[str, Any]) -> None:
        """Read an answer and let it go on; an exception here would only be printed, so it is kept."""
        address, request = paused["request"]["url"], {"requestId": paused["requestId"]}
        try:
            self.sent.append((address, "\n".join(_words(session, paused))))
        except Exception as error:
            if GONE in str(error) and paused["resourceType"] in FILES:
                self._answered.add(address)  # Its page left before it came; the same file is read for another one.
            else:
                self.troubles.append(f"{address}: {error}")
        try:
            session.send("Fetch.continueRequest", request)
        except Exception as error:
            if GONE not in str(error):  # It was read; that nobody waits for it any more hides nothing.
                self.troubles.append(f"{address}: {error}")

    def _note(self, response: Response) -> None:
        if _is_readable(response.status, response.headers.get("content-type", "")):
            self._answered.add(response.url)


def _words(session: CDPSession, paused: dict[str, Any]) -> Iterator[str]:
    """Yield headers (a redirect has nothing else), then the body of pages, data, scripts and styles."""
    headers = {one["name"].lower(): one["value"] for one in paused.get("responseHeaders", ())}
    for name, value in headers.items():
        yield f"{name}: {unquote(value)}"
    if _is_readable(paused.get("responseStatusCode", 0), headers.get("content-type", "")):
        body = session.send("Fetch.getResponseBody", {"requestId": paused["requestId"]})
        yield b64decode(body["body"]).decode() if body["base64Encoded"] else body["body"]


def _is_readable(status: int, kind: str) -> bool:
    return not 300 <= status < 400 and kind.startswith(READABLE)
