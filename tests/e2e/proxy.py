"""A line that can be cut: a TCP proxy before a house, which loses requests, answers, or the second half of a page."""

import contextlib
import random
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from urllib.parse import urlsplit

# Closing with this option set sends a reset: the other side learns at once that nothing more will come.
RESET = struct.pack("ii", 1, 0)


class Cut(Enum):
    """Where a request is cut: before it reaches the house, before its answer leaves, in the middle of the answer."""

    BEFORE = "before"
    AFTER = "after"
    MIDDLE = "middle"


@dataclass
class Line:
    """The line of one browser; `cut` decides by the first line of a request ("POST /x HTTP/1.1"), None lets it pass."""

    upstream: tuple[str, int]
    cut: Callable[[str], Cut | None] = lambda _: None
    cuts: int = 0
    seen: list[str] = field(default_factory=list)
    _server: socket.socket = field(default_factory=socket.socket)

    @property
    def base(self) -> str:
        """Return the address under which the house is reached over this line."""
        return f"http://127.0.0.1:{self._server.getsockname()[1]}"

    def open(self) -> None:
        """Listen on a free port."""
        self._server.bind(("127.0.0.1", 0))
        self._server.listen(64)
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Stop listening."""
        self._server.close()

    def mend(self) -> None:
        """Let everything pass from now on."""
        self.cut = lambda _: None

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._server.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, contextlib.suppress(OSError):
            head = client.recv(65_536)
            if not head:
                return
            first = head.split(b"\r\n", 1)[0].decode("latin-1")
            self.seen.append(first)
            how = self.cut(first)
            if how is Cut.BEFORE:
                self._drop(client)
                return
            with socket.create_connection(self.upstream, timeout=30) as house:
                house.sendall(head)
                self._carry(client, house, how)

    def _carry(self, client: socket.socket, house: socket.socket, how: Cut | None) -> None:
        threading.Thread(target=_pump, args=(client, house), daemon=True).start()
        if how is None:
            while part := house.recv(65_536):
                client.sendall(part)
            return
        whole = b"".join(iter(lambda: house.recv(65_536), b""))  # The house has done its part before the line breaks.
        if how is Cut.MIDDLE:
            client.sendall(whole[: random.Random(len(whole)).randrange(1, len(whole))])
        self._drop(client)

    def _drop(self, client: socket.socket) -> None:
        self.cuts += 1
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        with contextlib.suppress(OSError):
            client.shutdown(socket.SHUT_RDWR)  # Somebody may still be reading from it, and would keep it open.


def _pump(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while part := source.recv(65_536):
            target.sendall(part)


@contextlib.contextmanager
def line_to(base: str) -> Iterator[Line]:
    """Open a line to a house."""
    parts = urlsplit(base)
    line = Line((parts.hostname or "", parts.port or 80))
    line.open()
    try:
        yield line
    finally:
        line.close()
