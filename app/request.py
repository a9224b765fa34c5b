"""What travels with a request or a job: its id for the logs, and who acts when no transaction names an author."""

from __future__ import annotations

import contextvars

from app.access.actor import Actor

request_id: contextvars.ContextVar[str] = contextvars.ContextVar("request_id", default="")
acting: contextvars.ContextVar[Actor | None] = contextvars.ContextVar("acting", default=None)
