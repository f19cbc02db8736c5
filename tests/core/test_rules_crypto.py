"""Sealed fields open only in their place, with a known key, and unchanged."""

import pytest

from app.core.canonical import canonical
from app.core.crypto import CannotOpen, Vault

OLD, NEW, INDEX = b"o" * 32, b"n" * 32, b"i" * 32


def test_a_value_opens_in_its_place_and_nowhere_else() -> None:
    vault = Vault({"k1": OLD}, INDEX)
    sealed = vault.seal(b"999200000001", place="person|number|7")

    assert vault.open(sealed, place="person|number|7") == b"999200000001"
    assert b"999200000001" not in sealed
    with pytest.raises(CannotOpen):
        vault.open(sealed, place="person|number|8")


def test_the_ring_opens_what_an_older_key_sealed_and_seals_with_the_first() -> None:
    sealed = Vault({"k1": OLD}, INDEX).seal(b"x", place="p")
    ring = Vault({"k2": NEW, "k1": OLD}, INDEX)

    assert ring.open(sealed, place="p") == b"x"
    assert ring.seal(b"x", place="p").startswith(b"k2.")
    with pytest.raises(CannotOpen):
        Vault({"k2": NEW}, INDEX).open(sealed, place="p")


def test_one_changed_byte_is_noticed_wherever_it_is() -> None:
    vault = Vault({"k1": OLD}, INDEX)
    sealed = vault.seal(b"value", place="p")

    for at in range(len(sealed)):
        with pytest.raises(CannotOpen):
            vault.open(sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :], place="p")


def test_the_index_finds_the_same_value_and_differs_by_purpose_and_key() -> None:
    vault = Vault({"k1": OLD}, INDEX)

    assert vault.index("a", purpose="x") == vault.index("a", purpose="x")
    assert vault.index("a", purpose="x") != vault.index("a", purpose="y")
    assert vault.index("a", purpose="x") != Vault({"k1": OLD}, NEW).index("a", purpose="x")


def test_the_canonical_form_is_one_and_refuses_what_has_none() -> None:
    assert canonical({"b": 1, "a": ["đ", None, True]}) == '{"a":["đ",null,true],"b":1}'.encode()
    for bad in (1.5, {1: 2}, {"a": object()}):
        with pytest.raises(TypeError):
            canonical(bad)
