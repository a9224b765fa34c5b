"""Calls: the log of what came in, so that a test can say "exactly once"."""

from __future__ import annotations

from typing import Any

from app.core import clock
from app.sandbox.exchange import Request
from app.sandbox.store import Store

KEPT = 2 * 86400


def begin(store: Store, vendor: str, request: Request) -> int:
    """Note a call as it arrives; returns its id."""
    return store.run(
        "INSERT INTO call (at, vendor, tenant, method, path, key) VALUES (?, ?, ?, ?, ?, ?)",
        clock.now().timestamp(),
        vendor,
        request.headers.get("xero-tenant-id"),
        request.method,
        request.path,
        request.headers.get("idempotency-key"),
    )


def end(store: Store, call: int, *, status: int, fault: str | None) -> None:
    """`status` 0: no answer went out."""
    store.run("UPDATE call SET status = ?, fault = ? WHERE id = ?", status, fault, call)


def logged(store: Store, *, pattern: str = "*", limit: int = 1000) -> list[dict[str, Any]]:
    """The latest calls whose "METHOD /path" matches, newest first."""
    sql = "SELECT * FROM call WHERE lower(method || ' ' || path) GLOB ? ORDER BY id DESC LIMIT ?"
    return [dict(row) for row in store.rows(sql, pattern.lower(), limit)]


def forget_old(store: Store) -> None:
    """What is older than the longest rate limit interests nobody."""
    store.run("DELETE FROM call WHERE at < ?", clock.now().timestamp() - KEPT)
