"""The Flask application as this product runs it."""

from collections.abc import Callable
from typing import Any

from flask import Flask


class Application(Flask):
    """Flask whose views and hooks are plain functions, so it does not ask at each of them whether it is a coroutine."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function as it is."""
        return func
