"""What an answer of the gateway means: every answer of the contract becomes the state it leads to. Pure."""

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from app.push import rules
from app.push.words import Kind
from app.push.words import MessageState as S

CODE = re.compile(r"[A-Za-z0-9_.-]{1,64}")
LONG_NUMBER = re.compile(r"\d[\d .-]{5,}\d")
LIMIT = 64 * 1024


class Trouble(StrEnum):
    """Why there is no answer to read."""

    NOT_REACHED = "not-reached"
    BROKEN = "broken"
    TIMEOUT = "timeout"
    TOO_LONG = "too-long"


@dataclass(frozen=True)
class Answer:
    """What came back over the wire, or the trouble that kept it from coming; `certificate` is the peer's SHA-256."""

    status: int = 0
    body: bytes = b""
    retry_after: str | None = None
    trouble: Trouble | None = None
    sha256: str | None = None
    certificate: str | None = None


@dataclass(frozen=True)
class Sent:
    """What an answer must echo to be believed."""

    message_id: str
    body_sha256: str
    kind: Kind

    @property
    def done(self) -> str:
        """Return the status that means "done" for this kind."""
        return "revoked" if self.kind is Kind.REVOKE else "confirmed"


@dataclass(frozen=True)
class Outcome:
    """Where the message goes and why; `note` is a constant word, `text` the gateway's own for a person to read.

    `is_ill` counts against the gateway's health, `refused_us` opens the circuit without counting a try.
    """

    state: S
    note: str
    receipt: str | None = None
    code: str | None = None
    text: str | None = None
    asked_wait: timedelta | None = None
    is_ill: bool = False
    refused_us: bool = False


def of_sending(answer: Answer, sent: Sent, *, now: datetime) -> Outcome:
    """Return what the answer to a POST means; what the contract does not name is unknown, never failed."""
    if answer.trouble is Trouble.NOT_REACHED:
        return Outcome(S.RETRY_WAIT, "not-reached", is_ill=True)
    if answer.trouble is not None:
        return Outcome(S.UNKNOWN, answer.trouble.value, is_ill=True)
    if answer.status in (401, 403):
        return Outcome(S.RETRY_WAIT, "refused-us", refused_us=True)
    return _waits(answer, now) or _for_a_person(answer) or _refused(answer) or _done(answer, sent)


def of_asking(answer: Answer, sent: Sent, *, stands: S) -> Outcome:
    """Return what the answer to a status query means for a message that stands UNKNOWN or ACCEPTED."""
    if answer.status in (401, 403):
        return Outcome(stands, "refused-us", refused_us=True)
    content = _object(answer)
    if answer.status == 404 and content.get("code") == "unknown":
        # An accepted message that the gateway forgot is asked about once more before it is sent again.
        return Outcome(S.UNKNOWN if stands is S.ACCEPTED else S.RETRY_WAIT, "not-there")
    person = _for_a_person(answer) if answer.trouble is None else None
    if person is not None:
        return person
    if answer.status == 200 and _echoes(content, sent):
        return of_status(content, sent) or Outcome(stands, "no-meaning")
    return Outcome(stands, "no-answer", is_ill=answer.trouble is not None or answer.status >= 500)


def of_status(content: dict[str, Any], sent: Sent) -> Outcome | None:
    """Return what a status means, said by a query or a callback; None when it means nothing for this message."""
    status, receipt, code = (_word(content.get(name)) for name in ("status", "receipt", "code"))
    if status == sent.done and receipt:
        return Outcome(S.CONFIRMED, "confirmed", receipt=receipt)
    if status == "accepted":
        return Outcome(S.ACCEPTED, "accepted", receipt=receipt)
    if status == "rejected":
        return Outcome(S.REJECTED, "rejected", code=code, text=_readable(content.get("message")))
    if status == "revoked":
        return Outcome(S.NEEDS_HUMAN, "revoked-elsewhere", code=code)
    return None


def _waits(answer: Answer, now: datetime) -> Outcome | None:
    if answer.status not in (429, 503):
        return None
    asked = rules.retry_after(answer.retry_after, now=now)
    if asked is None:
        return Outcome(S.UNKNOWN, f"http-{answer.status}", is_ill=True)
    return Outcome(S.RETRY_WAIT, "asked-to-wait", asked_wait=asked)


def _for_a_person(answer: Answer) -> Outcome | None:
    content = _object(answer)
    if 300 <= answer.status < 400 or answer.status == 410:
        return Outcome(S.NEEDS_HUMAN, f"http-{answer.status}", code=_code(content))
    if answer.status == 422 and content.get("code") == "key_mismatch":
        return Outcome(S.NEEDS_HUMAN, "key-mismatch", code="key_mismatch", text=_readable(content.get("message")))
    return None


def _refused(answer: Answer) -> Outcome | None:
    content = _object(answer)
    code = _code(content)
    if answer.status not in (400, 404, 422) or code is None:
        return None
    return Outcome(S.REJECTED, "rejected", code=code, text=_readable(content.get("message")))


def _done(answer: Answer, sent: Sent) -> Outcome:
    content = _object(answer)
    receipt, status = _word(content.get("receipt")), content.get("status")
    if _echoes(content, sent) and receipt:
        if (answer.status, status) == (200, sent.done):
            return Outcome(S.CONFIRMED, "confirmed", receipt=receipt)
        if (answer.status, status) == (202, "accepted"):
            return Outcome(S.ACCEPTED, "accepted", receipt=receipt)
    if answer.status in (200, 202):
        return Outcome(S.UNKNOWN, "unreadable", is_ill=True)
    return Outcome(S.UNKNOWN, f"http-{answer.status}", is_ill=answer.status >= 500)


def _echoes(content: dict[str, Any], sent: Sent) -> bool:
    return (content.get("message_id"), content.get("body_sha256")) == (sent.message_id, sent.body_sha256)


def _object(answer: Answer) -> dict[str, Any]:
    try:
        content = json.loads(answer.body)
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _code(content: dict[str, Any]) -> str | None:
    code = content.get("code")
    return code if isinstance(code, str) and CODE.fullmatch(code) else None


def _word(value: Any) -> str | None:
    fits = isinstance(value, str) and 0 < len(value) <= 200 and value.isprintable()
    return value if fits else None


def _readable(value: Any) -> str | None:
    """Return the gateway's sentence fit for a page and the database: one line, short, long numbers masked."""
    if not isinstance(value, str):
        return None
    line = "".join(char if char.isprintable() else " " for char in value[:300])
    return LONG_NUMBER.sub("…", line).strip() or None
