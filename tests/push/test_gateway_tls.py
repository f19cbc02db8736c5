"""TLS that breaks before the request is a door never reached; TLS that breaks afterwards leaves the outcome unknown."""

import os
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask
from pydantic import HttpUrl

from app.push.answers import Answer, Trouble
from app.push.gateway import Gateway

PLAIN = b"HTTP/1.1 502 Bad Gateway\r\n\r\n"
Talk = Callable[[socket.socket, ssl.SSLContext], None]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a key and its certificate for localhost into one file."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    signed = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False).sign(
        key, hashes.SHA256()
    )
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    path.write_bytes(key.private_bytes(encoding, form, serialization.NoEncryption()) + signed.public_bytes(encoding))
    return path


@pytest.fixture
def speak(app: Flask, certificate: Path) -> Callable[..., Answer]:
    """Return what sends one message to a gateway that answers a connection by `talk`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def send(talk: Talk, *, trusted: bool = True) -> Answer:
        with socket.create_server(("127.0.0.1", 0)) as door:
            serving = threading.Thread(target=lambda: talk(door.accept()[0], context))
            serving.start()
            url = HttpUrl(f"https://localhost:{door.getsockname()[1]}")
            gateway = Gateway(app.extensions["settings"].model_copy(update={"gateway_url": url}))
            if trusted:
                gateway._session.verify = str(certificate)
            answer = gateway.send(b'{"m":"x"}', key="k")
            serving.join()
            gateway.close()
            return answer

    return send


def _plain_text_instead_of_tls(raw: socket.socket, _context: ssl.SSLContext) -> None:
    with raw:
        raw.recv(65536)
        raw.sendall(PLAIN)


def _handshake_only(raw: socket.socket, context: ssl.SSLContext) -> None:
    with suppress(OSError), context.wrap_socket(raw, server_side=True):
        pass


def _plain_text_after(said: bytes) -> Talk:
    """Take the whole request, say this much of an answer, then let a box in between speak plain text into TLS."""

    def talk(raw: socket.socket, context: ssl.SSLContext) -> None:
        below = socket.socket(fileno=os.dup(raw.fileno()))
        with below, context.wrap_socket(raw, server_side=True) as line:
            got = b""
            while b'"x"' not in got:
                got += line.recv(65536)
            line.sendall(said)
            below.sendall(PLAIN)

    return talk


def test_a_door_that_speaks_no_tls_was_never_reached(speak: Callable[..., Answer]) -> None:
    assert speak(_plain_text_instead_of_tls).trouble is Trouble.NOT_REACHED


def test_a_door_with_a_strange_certificate_was_never_reached(speak: Callable[..., Answer]) -> None:
    assert speak(_handshake_only, trusted=False).trouble is Trouble.NOT_REACHED


@pytest.mark.parametrize("said", [b"", b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"message'])
def test_tls_that_breaks_while_the_answer_is_read_leaves_the_outcome_unknown(
    speak: Callable[..., Answer], said: bytes
) -> None:
    assert speak(_plain_text_after(said)).trouble is Trouble.BROKEN
