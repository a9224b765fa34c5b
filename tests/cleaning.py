"""Emptying the database between tests: only what a test filled, past triggers that forbid deleting."""

from __future__ import annotations

from sqlalchemy import Engine, text

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
    names = [*sorted(set(Model.metadata.tables) - REFERENCE), *(f"radius.{table}" for table in RADIUS)]
    asked = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in names)
    with engine.begin() as connection:
        filled = connection.scalars(text(asked)).all()
        if filled:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            for name in filled:
                connection.execute(text(f"DELETE FROM {name}"))
