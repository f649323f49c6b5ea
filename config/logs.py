"""Logs for operators: JSON lines with a request id, facts and ids, never names or free text."""

from __future__ import annotations

import logging.config
from typing import Any

import structlog
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware as StructlogRequestMiddleware

_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")

_SHARED: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
# Where an error came from, without the values of variables, among which are passwords.
_TRACEBACK = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)


def without_request(
    logger: structlog.typing.WrappedLogger, name: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Leave out the request that Django attaches: its text holds the query."""
    if isinstance(event.get("request"), HttpRequest):
        del event["request"]
    return event


class RequestMiddleware(StructlogRequestMiddleware):
    """Gives every request an id, and writes one line when it is answered."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """Name the request without its query, where people write names and free text."""
        return f"{request.method} {request.path}"


def configuration(*, level: str) -> dict[str, Any]:
    """Return the logging configuration for everything from that level on.

    Raises: ImproperlyConfigured for a level that logging does not know.
    """
    if level not in _LEVELS:
        raise ImproperlyConfigured(
            f"LOG_LEVEL is {level!r}: set it to one of {', '.join(_LEVELS)}."
        )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": [*_SHARED, structlog.stdlib.ExtraAdder(), without_request],
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.ExceptionRenderer(_TRACEBACK),
                    structlog.processors.JSONRenderer(),
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django.request": {"level": "ERROR"},  # the request's own line tells the rest
            "django.server": {"handlers": [], "level": level, "propagate": True},
            # what it tells at DEBUG holds secrets of a sign-in
            "authlib": {"level": _from(level, "INFO")},
            # each process says there which tasks it knows, whatever command it runs
            "procrastinate.blueprints": {"level": _from(level, "WARNING")},
        },
    }


def _from(level: str, least: str) -> str:
    """Return the level, or the least one that is wanted if it lets more through."""
    return max(level, least, key=_LEVELS.index)


def configure(settings: dict[str, Any]) -> None:
    """Set up structlog and the standard library's logging alike; Django calls it once."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(settings)
