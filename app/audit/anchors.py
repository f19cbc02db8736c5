"""What leaves the house so that others can hold it: exports of the chain and signed checkpoints."""

import json
from collections import deque
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from app.audit import queries, verify
from app.audit.verify import Finding
from app.core import clock
from app.core.errors import Refusal
from app.core.runtime import settings
from app.core.text import N_

PUBLIC_KEY = "khoa-cong-khai.pem"


class ChainBroken(Refusal):
    """The stored chain does not hold; nothing is signed over it."""


def check() -> Finding:
    """Verify the stored chain against the checkpoints in the data directory."""
    with closing(queries.stored_lines()) as lines:
        return verify.verify(lines, verify.read_checkpoints(_folder()), public_key())


def export(path: Path, *, details: bool) -> int:
    """Write the chain to `path` as JSON lines and return how many; personal details only when asked for."""
    count = 0
    with path.open("w", encoding="utf-8") as file, closing(queries.stored_lines(details=details)) as lines:
        for line in lines:
            file.write(json.dumps(asdict(line), ensure_ascii=False, sort_keys=True) + "\n")
            count += 1
    return count


def make_checkpoint() -> Path:
    """Sign how far the chain holds now and write it, with the public key, to `<data_dir>/checkpoints`.

    Raises:
        ChainBroken: the chain is empty, or does not hold up to its end.
    """
    try:
        with closing(queries.stored_lines()) as lines:
            places = deque(verify.walk(lines), maxlen=1)
    except verify.Broken as broken:
        raise ChainBroken(N_("Nhật ký không còn nguyên vẹn: %(problem)s."), problem=str(broken)) from None
    if not places:
        raise ChainBroken(N_("Nhật ký chưa có dòng nào để ghi mốc."))
    place = places.pop()
    checkpoint = verify.sign(place, clock.now().isoformat(timespec="seconds"), _key())
    _write(_folder() / PUBLIC_KEY, public_key())
    path = _folder() / f"{place.size:010d}.json"
    _write(path, _text(checkpoint))
    return path


def public_key() -> bytes:
    """Return the public key of the checkpoints in PEM: what an outside holder verifies with."""
    return _key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _key() -> Ed25519PrivateKey:
    key = load_pem_private_key(settings().audit_key.get_secret_value().encode(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError("HOCVU_AUDIT_KEY is an Ed25519 key in PEM")
    return key


def _folder() -> Path:
    return settings().data_dir / "checkpoints"


def _text(checkpoint: dict[str, Any]) -> bytes:
    return (json.dumps(checkpoint, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(path.suffix + ".part")
    fresh.write_bytes(data)
    fresh.replace(path)
