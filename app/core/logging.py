"""Logs: one JSON line an event, the name constant, the data from an allow-list."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

ALLOWED = frozenset({
    "event", "level", "timestamp", "request_id", "incident", "endpoint", "method", "status", "message_id", "state",
    "kind", "count", "seconds", "error", "stack", "record", "worker", "attempts", "action", "reason",
})  # fmt: skip


def configure() -> None:
    """Send every log line to standard error as JSON; anything not on the list stays out."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _only_allowed,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
    )


def _only_allowed(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in event.items() if key in ALLOWED}
