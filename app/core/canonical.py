"""One byte form for one value: what is hashed, signed or frozen is written here."""

import hashlib
import json
from typing import Any


def canonical(value: Any) -> bytes:
    """Return the canonical JSON (RFC 8785) of strings, integers, booleans, None, lists and string-keyed objects.

    Raises:
        TypeError: the value holds a float or something that JSON does not know; their text form is not unique.
    """
    _ensure_exact(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sha256_hex(data: bytes) -> str:
    """Return the SHA-256 of `data` as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def _ensure_exact(value: Any) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise TypeError("keys are strings")
            _ensure_exact(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _ensure_exact(inner)
    elif not (value is None or isinstance(value, str | int | bool)):
        raise TypeError(f"{type(value).__name__} has no canonical form")
