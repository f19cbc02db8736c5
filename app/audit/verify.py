"""The verifier of an exported chain: standard library and one crypto package, no database, no network, no application.

It shows edits, cuts, forks and rollbacks up to the last anchor held outside. It cannot show events that were never
written, who sat at the keyboard, or a rewrite of what came after the last anchor.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

NOTHING = "0" * 64
SIGNED = ("origin", "epoch", "size", "head", "root", "at")


class Outcome(IntEnum):
    """What the verifier found; the number is the exit code of the command."""

    OK = 0
    ALTERED = 1
    GAP = 2
    FORK = 3
    ROLLBACK = 4
    FOREIGN = 5


@dataclass(frozen=True)
class Line:
    """One exported entry: its canonical text, its stored hash, and its details where they were kept."""

    entry: str
    hash: str
    salt: str | None = None
    payload: Any = None


@dataclass(frozen=True)
class Finding:
    """The verdict: the outcome, the sentence for people, and how many entries were read before it."""

    outcome: Outcome
    sentence: str
    size: int


class Broken(Exception):  # noqa: N818
    """The chain or an anchor does not hold."""

    def __init__(self, outcome: Outcome, sentence: str) -> None:
        super().__init__(sentence)
        self.outcome = outcome


class Tree:
    """The Merkle tree hash of RFC 9162 over the lines read so far, kept as the roots of its full subtrees."""

    def __init__(self) -> None:
        self._subtrees: list[tuple[int, bytes]] = []

    def add(self, leaf: bytes) -> None:
        """Add the hash of the next entry."""
        size, node = 1, leaf
        while self._subtrees and self._subtrees[-1][0] == size:
            node = _joined(self._subtrees.pop()[1], node)
            size *= 2
        self._subtrees.append((size, node))

    def root(self) -> str:
        """Return the root as hexadecimal digits; zeros for an empty tree."""
        if not self._subtrees:
            return NOTHING
        node = self._subtrees[-1][1]
        for _, left in reversed(self._subtrees[:-1]):
            node = _joined(left, node)
        return node.hex()


@dataclass(frozen=True)
class Place:
    """How far the chain holds: size, head and root there, with the names it goes by."""

    origin: str
    epoch: int
    size: int
    head: str
    root: str


def verify(lines: Iterable[Line], checkpoints: Sequence[dict[str, Any]] = (), key: bytes | None = None) -> Finding:
    """Say whether the chain holds from its first line and every checkpoint is a prefix of it.

    `key` is the public key in PEM; without it the signatures of the checkpoints are not looked at.
    """
    size = 0
    try:
        signed = [_authentic(checkpoint, key) for checkpoint in checkpoints]
        waiting = sorted(signed, key=lambda checkpoint: checkpoint["size"])
        for place in walk(lines):
            size = place.size
            _same_log(signed, place)
            while waiting and waiting[0]["size"] == place.size:
                _compare(waiting.pop(0), place)
        for missing in waiting:
            raise Broken(Outcome.ROLLBACK, f"LÙI LẠI: mốc ngoài ghi {missing['size']} dòng, ở đây chỉ còn {size} dòng")
    except Broken as broken:
        return Finding(broken.outcome, str(broken), size)
    unsigned = "; chưa kiểm chữ ký của mốc vì thiếu khoá công khai" if checkpoints and key is None else ""
    return Finding(Outcome.OK, f"nguyên vẹn: {size} dòng, {len(checkpoints)} mốc ngoài khớp{unsigned}", size)


def walk(lines: Iterable[Line]) -> Iterator[Place]:
    """Yield the place after each line that holds.

    Raises:
        Broken: at the first line that was edited, removed, moved, doubled or taken from another log.
    """
    tree = Tree()
    before: Place | None = None
    for number, line in enumerate(lines, start=1):
        content = _own_content(line, Broken(Outcome.ALTERED, f"bị sửa ở dòng {number}"))
        _follows(content, before, number)
        tree.add(bytes.fromhex(line.hash))
        before = Place(content["origin"], content["epoch"], number, line.hash, tree.root())
        yield before


def sign(place: Place, at: str, key: Ed25519PrivateKey) -> dict[str, Any]:
    """Return the checkpoint of a place, signed; `at` is the time in UTC."""
    checkpoint: dict[str, Any] = {name: getattr(place, name) for name in SIGNED if name != "at"} | {"at": at}
    return checkpoint | {"signature": key.sign(_signed_text(checkpoint)).hex()}


def _own_content(line: Line, altered: Broken) -> dict[str, Any]:
    if hashlib.sha256(b"\x00" + line.entry.encode()).hexdigest() != line.hash:
        raise altered
    content = _object(line.entry, altered)
    if line.salt is not None and line.payload is not None:
        kept = (line.salt + _canonical(line.payload).hex()).lower()
        if hashlib.sha256(_bytes(kept, altered)).hexdigest() != content.get("commitment"):
            raise altered
    return content


def _bytes(digits: str, problem: Broken) -> bytes:
    try:
        return bytes.fromhex(digits)
    except ValueError:
        raise problem from None


def _follows(content: dict[str, Any], before: Place | None, number: int) -> None:
    seq = content["seq"]
    if before is not None and seq == before.size:
        raise Broken(Outcome.FORK, f"RẼ NHÁNH: hai dòng cùng số {seq}")
    if seq != number:
        raise Broken(Outcome.GAP, f"thiếu hoặc đổi chỗ: chờ dòng {number}, gặp dòng {seq}")
    if content.get("prev") != (before.head if before else NOTHING):
        raise Broken(Outcome.ALTERED, f"bị sửa ở dòng {max(number - 1, 1)}")
    if before is not None and content["origin"] != before.origin:
        raise Broken(Outcome.FOREIGN, f"dòng {number} của nhật ký khác")
    if before is not None and content["epoch"] < before.epoch:
        raise Broken(Outcome.ROLLBACK, f"LÙI LẠI: kỳ ở dòng {number} nhỏ hơn kỳ trước")


def _same_log(checkpoints: Sequence[dict[str, Any]], place: Place) -> None:
    if place.size == 1 and any(checkpoint["origin"] != place.origin for checkpoint in checkpoints):
        raise Broken(Outcome.FOREIGN, "mốc ngoài của nhật ký khác")


def _compare(checkpoint: dict[str, Any], place: Place) -> None:
    if (checkpoint["head"], checkpoint["root"]) != (place.head, place.root):
        raise Broken(Outcome.FORK, f"RẼ NHÁNH: nội dung tới dòng {place.size} khác với mốc ngoài")


def _authentic(checkpoint: dict[str, Any], key: bytes | None) -> dict[str, Any]:
    foreign = Broken(Outcome.FOREIGN, "chữ ký của mốc ngoài không đúng khoá")
    if not isinstance(checkpoint, dict) or not {*SIGNED, "signature"} <= checkpoint.keys():
        raise foreign
    if not isinstance(checkpoint["size"], int):
        raise foreign
    if key is None:
        return checkpoint
    try:
        public = load_pem_public_key(key)
        if not isinstance(public, Ed25519PublicKey):
            raise foreign
        public.verify(bytes.fromhex(checkpoint["signature"]), _signed_text(checkpoint))
    except (InvalidSignature, ValueError, TypeError):
        raise foreign from None
    return checkpoint


def _signed_text(checkpoint: dict[str, Any]) -> bytes:
    return b"hoc-vu-so audit checkpoint\n" + _canonical({name: checkpoint[name] for name in SIGNED})


def _canonical(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _joined(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _object(text: str, problem: Broken) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError:
        raise problem from None
    if not isinstance(value, dict) or [type(value.get(name)) for name in ("seq", "epoch", "origin")] != [int, int, str]:
        raise problem
    return value


def read_export(path: Path) -> Iterator[Line]:
    """Yield the lines of an exported file.

    Raises:
        Broken: a line is not one of an export.
    """
    with path.open(encoding="utf-8") as file:
        for number, text in enumerate(file, start=1):
            try:
                row = json.loads(text)
                yield Line(row["entry"], row["hash"], row.get("salt"), row.get("payload"))
            except (ValueError, KeyError, TypeError, AttributeError):
                raise Broken(Outcome.ALTERED, f"bị sửa ở dòng {number}") from None


def read_checkpoints(folder: Path) -> list[dict[str, Any]]:
    """Return the checkpoints in a folder; one that cannot be read counts as forged."""
    found = []
    for path in sorted(folder.glob("*.json")):
        try:
            found.append(json.loads(path.read_text(encoding="utf-8")))
        except ValueError:
            found.append({})
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify an export from the command line and return the exit code."""
    parser = argparse.ArgumentParser(description="Kiểm nhật ký đã xuất, không cần cơ sở dữ liệu.")
    parser.add_argument("export", type=Path)
    parser.add_argument("--checkpoints", type=Path)
    parser.add_argument("--pubkey", type=Path)
    given = parser.parse_args(arguments)
    checkpoints = read_checkpoints(given.checkpoints) if given.checkpoints else []
    key = given.pubkey.read_bytes() if given.pubkey else None
    finding = verify(read_export(given.export), checkpoints, key)
    sys.stdout.write(finding.sentence + "\n")
    return int(finding.outcome)


if __name__ == "__main__":
    sys.exit(main())
