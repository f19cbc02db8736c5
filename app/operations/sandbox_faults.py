"""What can go wrong at the sandbox gateway, and for which request: pure, so the same seed breaks the same requests."""

import random
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
    """The control address was asked for a fault or a selector that does not exist."""


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
        UnknownFault: it names a fault or a selector that does not exist.
    """
    if not isinstance(content, dict):
        raise UnknownFault("a plan is an object")
    given = {name: value for name, value in content.items() if name != "fault"}
    faults = tuple(given.pop("faults", None) or [content.get("fault")])
    unknown = sorted({str(name) for name in faults} - ALL) + sorted(set(given) - set(Plan.__annotations__))
    if unknown or given.get("on", "send") not in ("send", "query"):
        raise UnknownFault(", ".join(unknown) or "on")
    return Plan(faults=faults, **given)


def split(fault: str | None) -> tuple[str, bool]:
    """Return how the answer looks and whether the message is applied first; no fault is an honest answer."""
    if fault is None:
        return "honest", True
    base, _, when = fault.rpartition("-")
    if when in ("before", "after") and base in WIRE:
        return base, when == "after"
    return fault, fault in (*LATER, *AND_THEN)
