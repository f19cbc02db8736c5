"""The closed lists of the register: states of a record and the acts that move it; the value is what is stored."""

from enum import StrEnum


class State(StrEnum):
    """The states of a record (`registry-and-push`, section 3). *Eligible* is derived and never stored."""

    PROPOSED = "proposed"
    RETURNED = "returned"
    REJECTED = "rejected"
    APPROVED = "approved"
    ON_HOLD = "on-hold"
    REVOKE_PROPOSED = "revoke-proposed"
    REVOKED = "revoked"


class Verb(StrEnum):
    """The acts on a record; nothing else ever changes its state."""

    PROPOSE = "propose"
    RETURN = "return"
    REJECT = "reject"
    APPROVE = "approve"
    HOLD = "hold"
    RELEASE = "release"
    PROPOSE_REVOKE = "propose-revoke"
    WITHDRAW_REVOKE = "withdraw-revoke"
    REFUSE_REVOKE = "refuse-revoke"
    REVOKE = "revoke"
    KEEP = "keep"


class Part(StrEnum):
    """The part a person has in a record; separation of duties keeps them in different hands."""

    SUBJECT = "subject"
    PROPOSER = "proposer"
    WITNESS = "witness"
    HOLDER = "holder"
    REVOKE_PROPOSER = "revoke-proposer"
