"""Structured logs: one JSON line an event on standard error, with the request's or job's id, and no secrets."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import TYPE_CHECKING, Any

import structlog

from app.access.opening_links import without_links
from app.request import request_id

if TYPE_CHECKING:
    from config import Settings

SECRET_WORDS = ("password", "secret", "token", "authorization", "cookie", "api_key")


def _with_request(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    if found := request_id.get():
        line["request_id"] = found
    return line


def _without_secrets(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for name in line:
        if any(word in name.lower() for word in SECRET_WORDS):
            line[name] = "•••"
    return line


def _without_links(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for name, value in line.items():
        if isinstance(value, str):
            line[name] = without_links(value)
    return line


def install(settings: Settings) -> None:
    """Send our own lines and those of the libraries through the same pipe."""
    steps: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _with_request,
        _without_secrets,
        structlog.processors.format_exc_info,
        _without_links,
    ]
    structlog.configure(
        processors=[*steps, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=steps,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, structlog.processors.JSONRenderer()],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level.upper())
    for chatty in ("mail", "weasyprint", "fontTools", "flask_appbuilder", "rq", "httpx", "urllib3", "xero_python", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
