"""What the site holds: users by their site id, groups with the platform ids of their members, tokens with their end."""

from __future__ import annotations

import json
import uuid
from typing import Any

from app.core import clock
from app.sandbox.store import Store

TENANT = "salto"
SITE = {"id": str(uuid.uuid5(uuid.NAMESPACE_DNS, "foyer.salto")), "site_uid": "ZA4520168385", "customer_reference": "Foyer Demo"}
ROLES = [
    {"id": str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{code}.foyer.salto")), "code": code, "customer_reference": name}
    for code, name in (("site_user", "User"), ("site_admin", "Administrator"), ("site_guest", "Guest"))
]
Record = dict[str, Any]


def keep(store: Store, kind: str, record: Record) -> None:
    body = json.dumps(record, ensure_ascii=False)
    store.run(
        "INSERT OR REPLACE INTO record VALUES (?, ?, ?, ?, NULL, ?, ?)",
        TENANT,
        kind,
        record["id"],
        record.get("name"),
        body,
        clock.now().timestamp(),
    )


def found(store: Store, kind: str, record_id: str) -> Record | None:
    row = store.row("SELECT body FROM record WHERE tenant = ? AND kind = ? AND id = ?", TENANT, kind, record_id)
    return json.loads(row["body"]) if row else None


def listed(store: Store, kind: str) -> list[Record]:
    """In the order in which they came."""
    return [
        json.loads(row["body"]) for row in store.rows("SELECT body FROM record WHERE tenant = ? AND kind = ? ORDER BY rowid", TENANT, kind)
    ]


def drop(store: Store, kind: str, record_id: str) -> None:
    store.run("DELETE FROM record WHERE tenant = ? AND kind = ? AND id = ?", TENANT, kind, record_id)


def new_id() -> str:
    return str(uuid.uuid4())
