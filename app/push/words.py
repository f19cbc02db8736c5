"""The closed lists of the post: kinds of message, states, what became of a callback."""

from enum import StrEnum


class Kind(StrEnum):
    """What a message asks the gateway to do."""

    CONFIRM = "CONFIRM"
    CORRECT = "CORRECT"
    REVOKE = "REVOKE"


class MessageState(StrEnum):
    """Where a message stands (`registry-and-push`, section 4)."""

    QUEUED = "queued"
    BLOCKED = "blocked"
    CLAIMED = "claimed"
    SENDING = "sending"
    UNKNOWN = "unknown"
    ACCEPTED = "accepted"
    RETRY_WAIT = "retry-wait"
    NEEDS_HUMAN = "needs-human"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    CANCELLED = "cancelled"


class DecisionOutcome(StrEnum):
    """What became of what an official asked to be done with a letter that stopped."""

    AGREED = "agreed"
    PUT_ASIDE = "put-aside"
    OVERTAKEN = "overtaken"


class EventOutcome(StrEnum):
    """What became of a callback; every one that starts with `alarm` is for a person to look at."""

    APPLIED = "applied"
    REPEATED = "repeated"
    CONTRADICTS = "alarm-contradicts"
    OTHER_BODY = "alarm-other-body"
    NEVER_SENT = "alarm-never-sent"
    WITH_A_PERSON = "alarm-with-a-person"
    NO_MEANING = "alarm-no-meaning"
