"""Emptying the database between tests: only what a test filled, past triggers that forbid deleting."""

from __future__ import annotations

from functools import cache

import psycopg
from sqlalchemy import Engine

from app.core.entity import Model

REFERENCE = {
    "access_version",
    "ab_permission",
    "ab_permission_view",
    "ab_permission_view_role",
    "ab_role",
    "ab_view_menu",
    "tax_rate",
}
RADIUS = ("radcheck", "radreply", "radusergroup", "radgroupcheck", "radgroupreply", "radacct", "radpostauth", "usage")


def clean(engine: Engine) -> None:
    """Delete every row but those that migrations and the permission sync wrote."""
    url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        sweep(connected(url))
    except psycopg.OperationalError:  # a test ended every connection, this one as well
        connected.cache_clear()
        sweep(connected(url))


def sweep(broom: psycopg.Connection) -> None:
    names = [*sorted(set(Model.metadata.tables) - REFERENCE), *(f"radius.{table}" for table in RADIUS)]
    asked = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in names)
    filled = [name for (name,) in broom.execute(asked, prepare=True)]
    if filled:
        with broom.transaction():
            for name in filled:
                broom.execute(f"DELETE FROM {name}", prepare=True)


@cache
def connected(url: str) -> psycopg.Connection:
    """One for all tests, past triggers from the start: who changes that setting forgets every plan, and the plan for all tables costs more than all else here."""
    return psycopg.connect(url, autocommit=True, options="-c session_replication_role=replica -c lock_timeout=30s")
