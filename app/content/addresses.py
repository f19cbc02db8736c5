"""Web addresses compared whole: one different letter in the host is another house, however alike it looks."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote

from app.content.numbers import plain_signs

LONGEST = 2_000
LONGEST_LABEL = 63
SCHEMES = {"http": "80", "https": "443"}
SHAPE = re.compile(r"(?:([A-Za-z][A-Za-z0-9+.-]*)://)?([^/?#\s\\@]+)(/[^?#\s\\]*)?(\?[^#\s\\]*)?(#[^\s\\]*)?")
PORT = re.compile(r"(.+?)(?::(\d{1,5}))?")
ASCII_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
FINAL_MARKS = ".,;:!?…"


class UnclearAddress(ValueError):  # noqa: N818  # Named like the refusals of the application.
    """A text is no web address."""


@dataclass(frozen=True, slots=True)
class Address:
    """A web address taken apart: host in the letters of IDNA without "www.", port ("" for the usual one), the rest."""

    host: str
    port: str
    path: tuple[str, ...]
    query: str
    fragment: str


def read_address(text: str) -> Address:
    """Return a web address as it is compared.

    `http://`, `https://`, a first label "www.", the port that goes with the scheme, the case of the host, a slash or a
    full stop at the end make no difference: they lead to the same owner. Everything else does. Raises `UnclearAddress`
    for another scheme, for a name before "@" (it hides the host), and for what no host can be.
    """
    plain = plain_signs(text).rstrip(FINAL_MARKS)
    found = SHAPE.fullmatch(plain) if len(plain) <= LONGEST else None
    if found is None:
        raise UnclearAddress(text)
    scheme = (found[1] or "").lower()
    place = PORT.fullmatch(found[2])
    if place is None or (scheme and scheme not in SCHEMES):
        raise UnclearAddress(text)
    path = tuple(unquote(part, errors="surrogateescape") for part in (found[3] or "").rstrip("/").split("/")[1:])
    query, fragment = (found[4] or "").lstrip("?"), (found[5] or "").lstrip("#")
    return Address(_host(place[1]), _port(scheme, place[2] or ""), path, query, fragment)


def _port(scheme: str, port: str) -> str:
    port = port.lstrip("0")
    usual = {SCHEMES[scheme]} if scheme else set(SCHEMES.values())
    return "" if port in usual else port


def _host(text: str) -> str:
    labels = [_label(label) for label in text.rstrip(".").lower().split(".")]
    if labels[0] == "www" and len(labels) > 2:
        del labels[0]
    if len(labels) < 2:
        raise UnclearAddress(text)
    return ".".join(labels)


def _label(text: str) -> str:
    """Return one label in ASCII: letters beyond it become `xn--…`, so that two alphabets never look alike."""
    label = unicodedata.normalize("NFC", text)
    if not label.isascii():
        if not all(char.isalnum() or char == "-" or unicodedata.combining(char) for char in label):
            raise UnclearAddress(text)
        label = f"xn--{label.encode('punycode').decode('ascii')}"
    if len(label) > LONGEST_LABEL or not ASCII_LABEL.fullmatch(label):
        raise UnclearAddress(text)
    return label
