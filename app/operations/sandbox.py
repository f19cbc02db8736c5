"""The sandbox gateway: speaks the contract over a real socket, counts what it did, and breaks on request.

It is a test gateway, not VNeID, and answers on the loopback address only.
"""

import hashlib
import json
import time
from base64 import urlsafe_b64encode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from app.operations import sandbox_page, sandbox_wire
from app.operations.sandbox_callbacks import Teller
from app.operations.sandbox_faults import LATER, NO_OBJECT, Plan, UnknownFault, split
from app.operations.sandbox_store import KeyMismatch, Letter, Store, hash_of

SKEW = 300
LIMIT = 64 * 1024
LATE = 3.0


class Refused(Exception):  # noqa: N818
    """The request gets this status and content instead of being worked on."""

    def __init__(self, status: int, code: str, message: str = "Cổng thử không nhận yêu cầu này.") -> None:
        super().__init__(code)
        self.status = status
        self.content = {"code": code, "message": message}


class Sandbox(ThreadingHTTPServer):
    """The gateway on a port of the loopback address (0: a free one), with its memory in `folder`."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, port: int, *, folder: Path, gateway_key: str, callback: str, secret: str) -> None:
        self.store = Store(folder / "sandbox.sqlite3")
        self.key = ECKey.import_key(ECKey.import_key(gateway_key).as_dict(private=False))
        self.teller = Teller(self.store, callback, secret.encode())
        super().__init__(("127.0.0.1", port), Handler)
        self.teller.start()

    @property
    def address(self) -> str:
        """Return the base address that the push is configured with."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def server_close(self) -> None:
        """Stop telling and close the memory."""
        self.teller.stop()
        if self.teller.is_alive():  # Not yet, when the port was taken.
            self.teller.join()
        super().server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay quiet about connections that the other side gave up: half of the faults are meant to cause that."""


class Handler(BaseHTTPRequestHandler):
    """One connection to the sandbox."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    @property
    def sandbox(self) -> Sandbox:
        """Return the server, by its own name."""
        return cast(Sandbox, self.server)

    def do_GET(self) -> None:
        """Answer a status query, the control address or the page for people."""
        if self.path == "/control":
            self._json(200, self.sandbox.store.state())
        elif self.path == "/":
            page = sandbox_page.render(self.sandbox.store.state()).encode()
            sandbox_wire.send(self.connection, 200, page, {"Content-Type": "text/html; charset=utf-8"})
        else:
            self._guarded(self._ask)

    def do_POST(self) -> None:
        """Take in a confirmation, or new plans for faults."""
        self._guarded(self._control if self.path == "/control" else self._take)

    def log_message(self, *_: Any) -> None:
        """Write no access log: bodies and paths here stand for people."""

    def _guarded(self, work: Any) -> None:
        try:
            work()
        except Refused as refused:
            self._json(refused.status, refused.content)
        except OSError:
            self.close_connection = True

    def _take(self) -> None:
        raw = self._body()
        if self.path != "/confirmations":
            raise Refused(404, "no_such_address")
        self._ensure_signed(raw)
        letter = _letter(raw, self.headers.get("Idempotency-Key", ""))
        fault, plan = self.sandbox.store.fault_for("send", person=letter.person, message_id=letter.message_id)
        look, is_applied = split(fault)
        self._answer(look, plan, self._apply(letter, look, plan) if is_applied else _refusal(letter, look, plan, self))

    def _apply(self, letter: Letter, look: str, plan: Plan) -> tuple[int, dict[str, Any]]:
        store = self.sandbox.store
        try:
            row = store.apply(letter, "rejected" if look == "callback-rejected" else letter.done, code=plan.code)
        except KeyMismatch:
            raise Refused(422, "key_mismatch") from None
        self._follow_up(letter, look, plan)
        if look in LATER:
            return 202, _echo(row, "accepted")
        return (422 if row["status"] == "rejected" else 200), _echo(row, row["status"])

    def _follow_up(self, letter: Letter, look: str, plan: Plan) -> None:
        """Arrange what is told after the answer."""
        store, message_id, done = self.sandbox.store, letter.message_id, letter.done
        if look == "callback-early":
            store.tell(message_id, done)
            self.sandbox.teller.tell_due()
        elif look in ("callback", "callback-late", "duplicate-ack"):
            store.tell(message_id, done, after=LATE if look == "callback-late" else plan.delay)
        elif look == "callback-twice":
            store.tell(message_id, done, after=plan.delay, times=2)
        elif look == "callback-forged":
            store.tell(message_id, done, after=0.1, is_forged=True)
        elif look in ("callback-rejected", "callback-contradicts"):
            store.tell(message_id, "rejected", after=plan.delay)
        elif look == "forget-key":
            store.forget_key(letter.key)

    def _ask(self) -> None:
        self._ensure_signed(b"")
        collection, _, message_id = self.path.rpartition("/")
        if collection != "/confirmations":
            raise Refused(404, "no_such_address")
        fault, plan = self.sandbox.store.fault_for("query", person=None, message_id=message_id)
        row = self.sandbox.store.find(message_id)
        honest = (404, {"code": "unknown"}) if row is None else (200, _echo(row, row["status"]))
        self._answer(split(fault)[0], plan, honest)

    def _control(self) -> None:
        try:
            content = json.loads(self._body())
            if not isinstance(content, dict):
                raise UnknownFault(NO_OBJECT)
            self.sandbox.store.control(content)
        except UnknownFault as unknown:
            raise Refused(400, "bad_plan", str(unknown)) from None
        except (ValueError, RecursionError):
            raise Refused(400, "unreadable", "Nội dung không phải JSON.") from None
        self._json(200, self.sandbox.store.state())

    def _answer(self, look: str, plan: Plan, honest: tuple[int, dict[str, Any]]) -> None:
        self.close_connection = not sandbox_wire.write(self.connection, look, plan, honest)

    def _json(self, status: int, content: dict[str, Any]) -> None:
        sandbox_wire.send(self.connection, status, json.dumps(content, ensure_ascii=False).encode())

    def _body(self) -> bytes:
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > LIMIT:
            self.close_connection = True
            raise Refused(400, "bad_length")
        return self.rfile.read(int(length))

    def _ensure_signed(self, raw: bytes) -> None:
        """Refuse what does not carry our key's signature over `timestamp.body`, or a time five minutes away."""
        stamp, token = self.headers.get("X-Timestamp", ""), self.headers.get("X-Signature", "")
        head, _, signature = token.partition("..")
        payload = urlsafe_b64encode(stamp.encode() + b"." + raw).rstrip(b"=").decode()
        try:
            jws.deserialize_compact(f"{head}.{payload}.{signature}", self.sandbox.key, algorithms=["ES256"])
            is_fresh = abs(time.time() - int(stamp)) <= SKEW
        except (JoseError, ValueError):
            raise Refused(401, "bad_signature") from None
        if not is_fresh:
            raise Refused(401, "bad_timestamp")


def _letter(raw: bytes, key: str) -> Letter:
    try:
        content = json.loads(raw)
        record, person = content["record"], content["citizen"]["personal_number"]
        return Letter(
            message_id=str(content["message_id"]),
            key=key or "-",
            body_sha256=hashlib.sha256(raw).hexdigest(),
            kind=str(content["kind"]),
            person=hash_of(str(person)),
            programme=str(record["programme"]),
            version=int(record["version"]),
            number=str(record["number"]),
        )
    except (ValueError, KeyError, TypeError):
        raise Refused(400, "unreadable") from None


def _refusal(letter: Letter, look: str, plan: Plan, handler: Handler) -> tuple[int, dict[str, Any]]:
    """Return the honest answer behind one that applies nothing; a refused letter is remembered as refused."""
    if look != "refuse":
        echo = {"message_id": letter.message_id, "body_sha256": letter.body_sha256}
        return 200, echo | {"receipt": "SBX-0", "status": letter.done}
    handler.sandbox.store.apply(letter, "rejected", code=plan.code)
    return 422, {"code": plan.code, "message": "Không tìm thấy công dân với số định danh này."}


def _echo(row: Any, status: str) -> dict[str, Any]:
    content = {name: row[name] for name in ("message_id", "body_sha256", "receipt")} | {"status": status}
    return content | ({"code": row["code"]} if status == "rejected" else {})
