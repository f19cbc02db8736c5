"""What stands in the sealed letters, compared with what the outbox and the register say of them."""

import json
from collections.abc import Iterator

from app.core.canonical import sha256_hex
from app.core.crypto import CannotOpen
from app.core.runtime import vault
from app.core.text import N_
from app.push import service as push
from app.registry.findings import Finding
from app.registry.snapshot import Found, Snapshot


def check(taken: Snapshot) -> Iterator[Finding]:
    """Open each letter and find those that do not open, were changed, or speak of something else."""
    known = {(version.number, version.version): version.evidence_sha256 for version in taken.versions}
    for letter in taken.letters:
        problem = _problem(letter, known.get((letter.subject, letter.version)))
        if problem is not None:
            yield Finding("I2", letter.subject, problem)


def _problem(letter: Found, evidence_sha256: str | None) -> str | None:
    try:
        body = vault().open(letter.body_sealed, place=push.place_of(letter.id))
    except CannotOpen:
        return N_("Bản tin không mở được.")
    if sha256_hex(body) != letter.body_sha256:
        return N_("Nội dung bản tin khác với mã băm của nó.")
    try:
        content = json.loads(body)
        record = content["record"]
        said = content["message_id"], content["kind"], record["number"], record["version"], record["evidence_sha256"]
    except (ValueError, KeyError, TypeError):
        return N_("Nội dung bản tin không đọc được.")
    if said != (str(letter.id), str(letter.kind), letter.subject, letter.version, evidence_sha256):
        return N_("Bản tin nói về hồ sơ khác, hoặc nói khác với bản ghi.")
    return None
