"""The public door of the register: its verbs, each kept in the module of its noun."""

from app.registry.approvals import approve
from app.registry.proposals import get_list, propose, reject_names, return_names
from app.registry.records import (
    NothingToReview,
    hold,
    keep,
    propose_revoke,
    refuse_revoke,
    release,
    revoke,
    withdraw_revoke,
)
from app.registry.slots import get_slot

__all__ = [
    "NothingToReview",
    "approve",
    "get_list",
    "get_slot",
    "hold",
    "keep",
    "propose",
    "propose_revoke",
    "refuse_revoke",
    "reject_names",
    "release",
    "return_names",
    "revoke",
    "withdraw_revoke",
]
