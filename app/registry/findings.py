"""What the checker of the register says when something does not hold."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One place where the register does not hold what it promises; `subject` is a number or a public id."""

    code: str
    subject: str
    message: str
