"""POST a message to somebody's address, at the very number that was looked at (app/integrations/pinned.py)."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask_babel import gettext as _

from app.integrations.pinned import Pinned
from app.integrations.webhooks import Reply
from app.integrations.wire import Patience

PATIENCE = Patience(connect=5, read=10, whole=15)
LARGEST = 64 * 1024  # bytes of an answer; nobody reads the rest
HEAD = {"Content-Type": "application/json", "Accept": "*/*", "User-Agent": "Foyer-Webhooks/1"}
THIS_MACHINE = ("127.0.0.1", "::1", "localhost")


class HttpsReceiver:
    def __init__(self, *, to_loopback: bool, patience: Patience = PATIENCE) -> None:
        """`to_loopback`: http to this machine is fine, for trials."""
        self._to_loopback, self._patience = to_loopback, patience

    def deliver(self, url: str, headers: dict[str, str], body: str) -> Reply:
        is_here = self._to_loopback and urlsplit(url).hostname in THIS_MACHINE
        there = Pinned(_("The receiver"), self._patience, LARGEST, http_is_fine=is_here, loopback_is_fine=is_here, cuts=True)
        told = there.request("POST", url, headers=HEAD | headers, body=body.encode(), is_near=is_here)
        asked = told.headers.get("Retry-After", "")
        return Reply(
            told.status,
            bytes(told.data).decode(errors="replace"),
            int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else None,
        )
