"""Fields that must not be readable in the database: sealed with their place, found by a keyed hash."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12


class CannotOpen(Exception):  # noqa: N818
    """The sealed value was made for another place, with another key, or was changed."""


class Vault:
    """Seals and opens field values with a ring of AES-256-GCM keys (requirement S20).

    A sealed value is bound to its place (`table|column|row`): moved to another row it does not open.
    """

    def __init__(self, ring: Mapping[str, bytes], index_key: bytes) -> None:
        self._ring = dict(ring)
        self._current = next(iter(ring))
        self._index_key = index_key

    def seal(self, value: bytes, *, place: str) -> bytes:
        """Return `key id . nonce . ciphertext` of `value` for this place."""
        nonce = secrets.token_bytes(NONCE)
        body = AESGCM(self._ring[self._current]).encrypt(nonce, value, self._associated(place, self._current))
        return self._current.encode() + b"." + nonce + body

    def open(self, sealed: bytes, *, place: str) -> bytes:
        """Return the value sealed for this place.

        Raises:
            CannotOpen: the key is unknown, the place is another one, or a byte was changed.
        """
        key_id, _, rest = bytes(sealed).partition(b".")
        key = self._ring.get(key_id.decode(errors="replace"))
        if key is None:
            raise CannotOpen
        try:
            return AESGCM(key).decrypt(rest[:NONCE], rest[NONCE:], self._associated(place, key_id.decode()))
        except (InvalidTag, ValueError):
            raise CannotOpen from None

    def index(self, value: str, *, purpose: str) -> bytes:
        """Return the keyed hash under which `value` is found; each purpose has its own key."""
        key = hmac.digest(self._index_key, purpose.encode(), hashlib.sha256)
        return hmac.digest(key, value.encode(), hashlib.sha256)

    @staticmethod
    def _associated(place: str, key_id: str) -> bytes:
        return f"{place}|{key_id}".encode()
