"""How an answer of the sandbox looks on the wire, whole or broken in every way the contract names."""

import gzip
import json
import select
import socket
import struct
import time
from collections.abc import Callable
from typing import Any

from app.operations.sandbox_faults import AND_THEN, LATER, Plan

HANG = 40.0
# Shorter than any read timeout: only a limit on the whole request ends such an answer.
TRICKLE = 0.5
HUGE = 50_000_000


def write(sock: socket.socket, look: str, plan: Plan, honest: tuple[int, dict[str, Any]]) -> bool:
    """Write the answer of this look; return whether the connection may be used again."""
    if look in LOOKS:
        LOOKS[look](sock, honest[1])
        return False
    status, content = _spoken(look, plan, honest)
    headers = {"Location": "http://127.0.0.1:1/ben-trong"} if look == "redirect" else {}
    if look.endswith("-retry-after"):
        headers["Retry-After"] = plan.retry_after
    send(sock, status, json.dumps(content).encode(), headers)
    return True


def send(sock: socket.socket, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
    """Write one whole answer in one piece."""
    kind = {"Content-Type": "application/json; charset=utf-8"} | (headers or {})
    sock.sendall(_head(status, len(body), kind) + body)


def _spoken(look: str, plan: Plan, honest: tuple[int, dict[str, Any]]) -> tuple[int, dict[str, Any]]:
    """Return status and content of the answers that are well-formed."""
    if look in ("honest", "refuse", *LATER, *AND_THEN):
        return honest
    if look == "no-receipt":
        return honest[0], honest[1] | {"receipt": None}
    if look == "wrong-echo":
        return honest[0], honest[1] | {"body_sha256": "0" * 64}
    if look == "key-mismatch":
        return 422, {"code": "key_mismatch", "message": "Khoá này đã dùng cho nội dung khác."}
    status = 302 if look == "redirect" else int(look[:3])
    return status, {"code": f"sandbox_{status}", "message": "Cổng thử đang giả lập sự cố."}


def _head(status: int, length: int, headers: dict[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status} Sandbox", f"Content-Length: {length}", *(f"{k}: {v}" for k, v in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _raw(status: int, body: bytes, **headers: str) -> Callable[[socket.socket, dict[str, Any]], None]:
    """Return a look that is the same whatever was asked."""
    named = {name.replace("_", "-"): value for name, value in headers.items()} | {"Connection": "close"}
    return lambda sock, _content: send(sock, status, body, named)


def _hang(sock: socket.socket, _content: dict[str, Any]) -> None:
    select.select([sock], [], [], HANG)


def _reset(sock: socket.socket, _content: dict[str, Any]) -> None:
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


def _reset_after_headers(sock: socket.socket, content: dict[str, Any]) -> None:
    sock.sendall(_head(200, 300, {"Content-Type": "application/json"}))
    time.sleep(0.05)
    _reset(sock, content)


def _truncated(sock: socket.socket, content: dict[str, Any]) -> None:
    body = json.dumps(content).encode()
    sock.sendall(_head(200, len(body), {"Content-Type": "application/json"}) + body[: len(body) // 2])


def _slowly(sock: socket.socket, content: dict[str, Any]) -> None:
    body = json.dumps(content).encode()
    for byte in _head(200, len(body), {"Content-Type": "application/json"}) + body:
        sock.sendall(bytes([byte]))
        if select.select([sock], [], [], TRICKLE)[0]:
            return


def _huge(sock: socket.socket, _content: dict[str, Any]) -> None:
    sock.sendall(_head(200, HUGE, {"Content-Type": "application/json"}))
    for _ in range(HUGE // 100_000):
        sock.sendall(b" " * 100_000)


def _bomb(sock: socket.socket, content: dict[str, Any], status: int = 200) -> None:
    packed = gzip.compress(json.dumps(content).encode() + b" " * 20_000_000)
    send(sock, status, packed, {"Content-Encoding": "gzip", "Connection": "close", "Location": "http://127.0.0.1:1/"})


PAGE = "<!doctype html><title>Đăng nhập mạng</title><h1>Mời đăng nhập để dùng mạng</h1>".encode()
LOOKS: dict[str, Callable[[socket.socket, dict[str, Any]], None]] = {
    "timeout": _hang,
    "reset": _reset,
    "reset-headers": _reset_after_headers,
    "truncated": _truncated,
    "slow": _slowly,
    "huge": _huge,
    "bomb": _bomb,
    "redirect-bomb": lambda sock, content: _bomb(sock, content, 302),
    "garbage": _raw(200, b"\x00\xff{not json", Content_Type="application/json"),
    "html": _raw(200, PAGE, Content_Type="text/html; charset=utf-8"),
    "empty": _raw(200, b""),
}
