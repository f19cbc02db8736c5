"""The one writer of the chain: what was done is appended in the act's own transaction."""

import hashlib
import json
import secrets
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, insert, select

from app.audit.actions import Action
from app.audit.models import AuditEntry, AuditPayload
from app.core import clock
from app.core.actor import Actor
from app.core.canonical import canonical
from app.core.db import db, lock
from app.core.runtime import settings

NOTHING = "0" * 64
# Made once and without ORM objects: nearly every form appends to the chain while others wait for it.
APPEND = insert(cast(Table, AuditEntry.__table__))
KEEP = insert(cast(Table, AuditPayload.__table__))
NEWEST = select(AuditEntry.seq, AuditEntry.hash, AuditEntry.entry).order_by(AuditEntry.seq.desc()).limit(1)


def record(  # noqa: PLR0913  # One sentence of the trail: who did what to which, from where to where, and why.
    action: Action,
    *,
    actor: Actor,
    subject: str,
    from_state: str | None = None,
    to_state: str | None = None,
    reason: str = "",
    payload: dict[str, Any] | None = None,
) -> int:
    """Append one act to the chain and return its `seq`, which is contiguous from 1.

    Personal text belongs in `payload` only: it is kept beside the chain behind a salted commitment and may be erased.
    The caller's transaction decides whether the act and its trace exist, both or neither.

    Raises:
        TypeError: the payload holds a float or something JSON does not know.
    """
    db.session.flush()  # The trail's lock is the last one anybody takes.
    lock("audit")
    chain = _next_place()
    commitment = _keep(chain["seq"], payload) if payload is not None else None
    content = chain | {
        "at": clock.now().isoformat(timespec="microseconds"),
        "actor": actor.person,
        "account": actor.account,
        "role": actor.roles,
        "action": action.value,
        "object": subject,
        "from": from_state,
        "to": to_state,
        "reason": reason,
        "commitment": commitment,
    }
    db.session.execute(APPEND, _entry(content))
    seq: int = chain["seq"]
    return seq


def head() -> str:
    """Return `sha256:<hex>` of the newest entry; zeros before the first one. Travels in every message as an anchor."""
    newest = db.session.scalars(select(AuditEntry.hash).order_by(AuditEntry.seq.desc()).limit(1)).first()
    return f"sha256:{newest.hex() if newest else NOTHING}"


def _next_place() -> dict[str, Any]:
    """Return origin, epoch, seq and prev of the next entry: the first entry names the log, the others carry it on."""
    last = db.session.execute(NEWEST).first()
    if last is None:
        origin = f"hoc-vu-so/{settings().commune_code}/{secrets.token_hex(4)}"
        return {"origin": origin, "epoch": 1, "seq": 1, "prev": NOTHING}
    before = json.loads(last.entry)
    return {"origin": before["origin"], "epoch": before["epoch"], "seq": last.seq + 1, "prev": last.hash.hex()}


def _entry(content: dict[str, Any]) -> dict[str, Any]:
    text = canonical(content)
    return {
        "seq": content["seq"],
        "at": datetime.fromisoformat(content["at"]),
        "action": content["action"],
        "subject": content["object"],
        "actor": content["actor"],
        "entry": text.decode(),
        "hash": hashlib.sha256(b"\x00" + text).digest(),
    }


def _keep(seq: int, payload: dict[str, Any]) -> str:
    salt = secrets.token_bytes(16)
    db.session.execute(KEEP, {"seq": seq, "salt": salt, "payload": payload})
    return hashlib.sha256(salt + canonical(payload)).hexdigest()
