"""What a rule says when it says no."""

from typing import Any


class Refusal(Exception):  # noqa: N818
    """A rule said no. `str(error)` is a message id in Vietnamese; `details` fill its `%(name)s` placeholders."""

    status = 409

    def __init__(self, message: str, **details: Any) -> None:
        super().__init__(message)
        self.details = details

    def text(self) -> str:
        """Return the sentence with its placeholders filled, for places without a web page."""
        return str(self) % self.details if self.details else str(self)


class NotFound(Refusal):
    """There is no such thing, or it is not yours: both look the same."""

    status = 404


class NotAllowed(Refusal):
    """You may not do this."""

    status = 403
