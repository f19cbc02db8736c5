"""What can go wrong at the sandbox gateway, and for which request: pure, so the same seed breaks the same requests."""

import random
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

# How an answer is broken on the wire. Each may be asked for with `-before` (nothing was applied; what the bare name
# means) or `-after` (the message was applied, the sender cannot know).
WIRE = (
    "500", "502", "504", "503", "409", "timeout", "reset", "reset-headers", "truncated", "garbage", "html", "empty",
    "no-receipt", "wrong-echo", "slow", "huge", "bomb",
)  # fmt: skip
# What the gateway says about itself or the message; nothing is applied.
SAYS = (
    "refuse", "key-mismatch", "429", "429-retry-after", "503-retry-after", "401", "403", "410", "redirect",
    "redirect-bomb",
)  # fmt: skip
# The gateway applies the message and tells later.
LATER = (
    "callback", "callback-late", "callback-early", "callback-twice", "callback-forged", "callback-never",
    "callback-rejected",
)  # fmt: skip
# The gateway answers well, and then something more happens.
AND_THEN = ("duplicate-ack", "callback-contradicts", "forget-key")
ALL = frozenset((*WIRE, *SAYS, *LATER, *AND_THEN, *(f"{name}-{when}" for name in WIRE for when in ("before", "after"))))


class UnknownFault(ValueError):  # noqa: N818
    """The control address was asked for something that does not exist; the text is a sentence that says what."""


@dataclass(frozen=True)
class Kind:
    """What a value given to the control address has to be, as a test and in words."""

    words: str
    holds: Callable[[Any], bool]


def _whole(value: Any, least: int) -> bool:
    return type(value) is int and least <= value < 10**15


def _number(value: Any, most: float) -> bool:
    return type(value) in (int, float) and 0 <= value <= most


def _text(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 200 and value.isprintable()


NO_OBJECT = "Cần một đối tượng JSON, ví dụ {“faults”: [{“fault”: “500-after”, “next”: 1}]}."
YES_OR_NO = Kind("true hoặc false", lambda value: isinstance(value, bool))
FROM_ZERO = Kind("một số nguyên từ 0", lambda value: _whole(value, 0))
TEXT = Kind("một dòng chữ ngắn", _text)
TEXT_OR_NOTHING = Kind("một dòng chữ ngắn", lambda value: value is None or _text(value))
SELECTORS = {
    "on": Kind("send hoặc query", lambda value: value in ("send", "query")),
    "order": Kind("một số nguyên từ 1", lambda value: value is None or _whole(value, 1)),
    "person": TEXT_OR_NOTHING,
    "message_id": TEXT_OR_NOTHING,
    "next": Kind("một số nguyên từ 0", lambda value: value is None or _whole(value, 0)),
    "probability": Kind("một số từ 0 đến 1", lambda value: _number(value, 1)),
    "seed": FROM_ZERO,
    "code": TEXT,
    "retry_after": TEXT,
    "delay": Kind("số giây từ 0 đến 3600", lambda value: _number(value, 3600)),
}
# What the control address takes besides the plans themselves.
ORDERS = {
    "reset": YES_OR_NO,
    "clear": YES_OR_NO,
    "forget_keys_after": FROM_ZERO,
    "faults": Kind("danh sách kế hoạch", lambda value: isinstance(value, list)),
}


@dataclass(frozen=True)
class Call:
    """One request as plans see it: `order` counts the requests of its kind from 1."""

    kind: str
    order: int
    person: str | None
    message_id: str


@dataclass(frozen=True)
class Plan:
    """Which requests break, and how; of several `faults` each request meets one by chance.

    `next` is how many requests the plan still breaks, `probability` needs a `seed`, `on` is `send` or `query`.
    """

    faults: tuple[str, ...]
    on: str = "send"
    order: int | None = None
    person: str | None = None
    message_id: str | None = None
    next: int | None = None
    probability: float = 1.0
    seed: int = 0
    code: str = "not_found"
    retry_after: str = "30"
    delay: float = 1.0
    id: int = field(default=0, compare=False)

    def meets(self, call: Call) -> str | None:
        """Return the fault this call meets by this plan, or None."""
        wanted = ((self.order, call.order), (self.person, call.person), (self.message_id, call.message_id))
        if self.on != call.kind or self.next == 0 or any(ask is not None and ask != is_ for ask, is_ in wanted):
            return None
        chance = random.Random(f"{self.seed}|{call.kind}|{call.order}")  # noqa: S311  # Repeatable, not secret.
        return chance.choice(self.faults) if chance.random() < self.probability else None

    def content(self) -> dict[str, Any]:
        """Return the plan as the control address takes it."""
        return {name: value for name, value in asdict(self).items() if name != "id"}


def read_plan(content: Any) -> Plan:
    """Build a plan from what the control address was given.

    Raises:
        UnknownFault: it names a fault or a selector that does not exist, or gives one a value it cannot have.
    """
    if not isinstance(content, dict):
        raise UnknownFault(NO_OBJECT)
    given = {name: value for name, value in content.items() if name not in ("fault", "faults")}
    faults = content.get("faults") or [content.get("fault")]
    if not isinstance(faults, list | tuple):
        raise UnknownFault("“faults” phải là danh sách tên sự cố.")
    unknown = [name for name in faults if not isinstance(name, str) or name not in ALL]
    if unknown:
        raise UnknownFault(f"Không có sự cố tên “{unknown[0]}”.")
    ensure_fits(given, SELECTORS)
    return Plan(faults=tuple(faults), **given)


def ensure_fits(given: dict[str, Any], known: Mapping[str, Kind]) -> None:
    """Refuse a name that is not known, or a value that is not of its kind.

    Raises:
        UnknownFault: says which one and what it has to be.
    """
    for name, value in given.items():
        if name not in known:
            raise UnknownFault(f"Không có mục “{name}”; các mục có thể dùng: {', '.join(sorted(known))}.")
        if not known[name].holds(value):
            raise UnknownFault(f"“{name}” phải là {known[name].words}.")


def split(fault: str | None) -> tuple[str, bool]:
    """Return how the answer looks and whether the message is applied first; no fault is an honest answer."""
    if fault is None:
        return "honest", True
    base, _, when = fault.rpartition("-")
    if when in ("before", "after") and base in WIRE:
        return base, when == "after"
    return fault, fault in (*LATER, *AND_THEN)
