"""PaperCut under pressure: too many calls in a second are turned away by its web server, without an effect."""

from __future__ import annotations

from app.core import clock
from app.sandbox.exchange import Answer
from app.sandbox.store import Store

CALLS_A_SECOND = 50
NAME = "papercut_calls_a_second"


def calls_a_second(store: Store) -> int:
    """0: no limit."""
    return int(store.setting(NAME, str(CALLS_A_SECOND)))


def check(store: Store) -> Answer | None:
    """The refusal when the limit is passed. The present call is already in the log."""
    limit = calls_a_second(store)
    # calls without a tenant are few and indexed by time
    latest = "SELECT count(*) AS calls FROM call WHERE tenant IS NULL AND at > ? AND vendor = 'papercut' AND coalesce(status, 0) <> 503"
    (row,) = store.rows(latest, clock.now().timestamp() - 1)
    if not limit or row["calls"] <= limit:
        return None
    return Answer(503, b"Service Unavailable", "text/plain; charset=utf-8", {"Retry-After": "1"})
