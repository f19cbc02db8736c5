"""The one door to the gateway: one signed request, one bounded answer, nothing decided."""

import hashlib
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

import requests
from joserfc import jws
from joserfc.jwk import ECKey
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NameResolutionError, NewConnectionError

from app.core.settings import Settings
from app.push import rules
from app.push.answers import LIMIT, Answer, Trouble


class NotConnected(OSError):  # noqa: N818  # Reads as what happened.
    """TLS was never agreed on, so no byte of a request left."""


class WrongPlace(OSError):  # noqa: N818  # Reads as what happened.
    """The gateway's name led to an address inside the house; nothing was sent."""


# TLS that breaks later is not among them: by then the gateway may have the whole message.
NOT_REACHED = (ConnectTimeoutError, NameResolutionError, NewConnectionError, NotConnected, WrongPlace)


class Gateway:
    """The configured gateway: address and keys from the settings only, no redirects, no proxies of the environment.

    Used by one thread at a time.
    """

    def __init__(self, settings: Settings) -> None:
        if settings.gateway_url is None:
            raise ValueError("no gateway is configured")
        self._base = str(settings.gateway_url).rstrip("/")
        self._key = ECKey.import_key(settings.gateway_key.get_secret_value())
        self._connect, self._read, self._whole = rules.timeouts(settings.push_pace)
        self._session = _Session()
        self._session.trust_env = False
        self._session.headers["User-Agent"] = "hoc-vu-so"
        self._line = _Line()
        self._session.mount(self._base, _Adapter(self._line))

    def send(self, body: bytes, *, key: str) -> Answer:
        """POST a message under its idempotency key (contract, section 5)."""
        return self._ask("POST", "/confirmations", body, {"Content-Type": "application/json", "Idempotency-Key": key})

    def ask(self, message_id: str) -> Answer:
        """GET where a message stands; changes nothing at the gateway."""
        return self._ask("GET", f"/confirmations/{message_id}", b"", {})

    def close(self) -> None:
        """Let the connections go."""
        self._session.close()

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        stamp = str(int(time.time()))
        signed = {"X-Timestamp": stamp, "X-Signature": self._signature(stamp, body), "Accept-Encoding": "identity"}
        try:
            with (
                self._line.cut_after(self._whole),
                self._session.request(
                    method,
                    self._base + path,
                    data=body or None,
                    headers=headers | signed,
                    timeout=(self._connect, self._read),
                    allow_redirects=False,
                    stream=True,
                ) as response,
            ):
                return _answer(response, self._line.certificate())
        except (requests.RequestException, HTTPError, OSError) as error:
            return Answer(trouble=_trouble(error))

    def _signature(self, stamp: str, body: bytes) -> str:
        """Return a detached JWS (RFC 7515, appendix F), ES256, over `timestamp.body`."""
        token = jws.serialize_compact({"alg": "ES256"}, stamp.encode() + b"." + body, self._key)
        return str(jws.detach_content(token))


class _Session(requests.Session):
    """A session that never looks where a redirect leads: even asked not to, requests would read and unpack it all."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        return None


def _answer(response: requests.Response, certificate: str | None) -> Answer:
    """Read the body as it came (nothing is unpacked), at most 64 kB of it."""
    body = b""
    for chunk in response.raw.stream(8192, decode_content=False):
        body += chunk
        if len(body) > LIMIT:
            return Answer(trouble=Trouble.TOO_LONG)
    return Answer(
        status=response.status_code,
        body=body,
        retry_after=response.headers.get("Retry-After"),
        sha256=hashlib.sha256(body).hexdigest(),
        certificate=certificate,
    )


def _trouble(error: BaseException) -> Trouble:
    chain = list(_causes(error))
    if any(isinstance(cause, NOT_REACHED) for cause in chain):
        return Trouble.NOT_REACHED
    return Trouble.TIMEOUT if any(isinstance(cause, TimeoutError) for cause in chain) else Trouble.BROKEN


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield the error and what it wraps: requests and urllib3 hide the reason in `args` and `reason`."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        one = waiting.pop()
        if isinstance(one, BaseException) and id(one) not in seen:
            seen.add(id(one))
            yield one
            waiting += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]


class _Line:
    """The connection under way: what the deadline cuts and whose certificate is kept."""

    def __init__(self) -> None:
        self.connection: HTTPConnection | None = None

    @contextmanager
    def cut_after(self, seconds: float) -> Iterator[None]:
        """Shut the connection when a request takes too long: a byte now and then never meets the read timeout."""
        timer = threading.Timer(seconds, self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def certificate(self) -> str | None:
        """Return the SHA-256 of the peer's certificate; None without TLS."""
        sock = self.connection.sock if self.connection is not None else None
        found = sock.getpeercert(binary_form=True) if isinstance(sock, ssl.SSLSocket) else None
        return hashlib.sha256(found).hexdigest() if found else None

    def _cut(self) -> None:
        sock = self.connection.sock if self.connection is not None else None
        if sock is not None:
            with suppress(OSError):  # It was closed in the same moment.
                sock.shutdown(socket.SHUT_RDWR)


class _Adapter(HTTPAdapter):
    """Connects through connections that the line knows and that refuse addresses inside the house."""

    def __init__(self, line: _Line) -> None:
        self._line = line
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = {
            "http": partial(_pool, HTTPConnectionPool, _Plain, self._line),
            "https": partial(_pool, HTTPSConnectionPool, _Secure, self._line),
        }


def _pool(kind: Any, connection: Any, line: _Line, *args: Any, **options: Any) -> Any:
    pool = kind(*args, **options)
    pool.ConnectionCls = partial(connection, line=line)
    return pool


class _Watched:
    """Checks where a fresh socket led to before a byte is sent, so that a changed name cannot aim us inwards."""

    host: str

    def __init__(self, *args: Any, line: _Line, **options: Any) -> None:
        self._line = line
        super().__init__(*args, **options)

    def _new_conn(self) -> socket.socket:
        sock: socket.socket = super()._new_conn()  # type: ignore[misc]
        self._line.connection = self  # type: ignore[assignment]
        try:
            _ensure_right_place(self.host, sock.getpeername()[0])
        except OSError:
            sock.close()
            raise
        return sock


class _Plain(_Watched, HTTPConnection):
    """A watched connection."""


class _Secure(_Watched, HTTPSConnection):
    """A watched connection under TLS; what breaks until TLS stands is told apart from what breaks afterwards."""

    def connect(self) -> None:
        try:
            super().connect()
        except (HTTPError, OSError) as error:
            raise NotConnected from error


def _ensure_right_place(host: str, address: str) -> None:
    """Refuse loopback, link-local and private addresses unless exactly that one is configured (requirement S35)."""
    found = ipaddress.ip_address(address.partition("%")[0])
    is_named = host.strip("[]") == address or (host == "localhost" and found.is_loopback)
    if not (found.is_global or is_named):
        raise WrongPlace
