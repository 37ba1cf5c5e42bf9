"""Log events are single JSON lines with a correlation id and nothing personal."""

import logging
import secrets
import sys
from typing import Any

import structlog

_PERSONAL = frozenset({"text", "phone", "name", "message", "sender", "words"})


def _drop_personal(_logger: Any, _method: str, event: structlog.typing.EventDict) -> Any:
    return {key: value for key, value in event.items() if key not in _PERSONAL}


def configure(level: int = logging.INFO) -> None:
    """Send every event of this process to standard error, one JSON object a line."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(message)s")
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _drop_personal,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )


def logger(area: str) -> structlog.stdlib.BoundLogger:
    """Give the logger of one area (`actions`, `storage`, …)."""
    bound: structlog.stdlib.BoundLogger = structlog.get_logger(area=area)
    return bound


def reference() -> str:
    """Make the short code that a person can quote and the log can be searched for."""
    return secrets.token_hex(3).upper()
