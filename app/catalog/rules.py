"""The policy of the intake: what happens to a text when its file, the site, or both have changed; pure."""

from enum import StrEnum


class Step(StrEnum):
    """What an intake does with one key."""

    SAME = "same"
    TAKE = "take"
    KEEP = "keep"
    WITHDRAW = "withdraw"
    FORGET = "forget"
    CLASH = "clash"


def step(*, file: str | None, taken: str | None, current: str | None) -> Step:
    """Return the step for a key from three hashes: the file now, the file last time, what is served now.

    None says that there is none. Who changed it since last time wins; when both did, nobody does. What never had a file
    is not the intake's business, and a file that is gone withdraws only what it was.
    """
    if file is None:
        if current is None:
            return Step.FORGET
        return Step.WITHDRAW if taken == current else Step.KEEP
    if file == current:
        return Step.SAME
    if file == taken:
        return Step.KEEP
    return Step.TAKE if current == taken else Step.CLASH
