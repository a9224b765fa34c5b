"""The transaction log: every change of a balance with its comment, in the order in which it came."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from app.core import clock
from app.sandbox.papercut import people
from app.sandbox.papercut.people import TENANT, Person
from app.sandbox.store import Store

REDACTED = "[redacted]"


def change(store: Store, person: Person, by: Decimal, comment: str) -> None:
    """Move a balance, which may become negative, and log it. The caller keeps the person."""
    person["balance"] = str(people.balance(person) + by)
    at = clock.now().timestamp()
    entry = {"username": person["username"], "amount": str(by), "balance": person["balance"], "comment": comment, "at": at}
    values = (TENANT, f"{count(store) + 1:012}", person["username"].casefold(), json.dumps(entry, ensure_ascii=False), at)
    store.run("INSERT INTO record VALUES (?, 'transaction', ?, ?, NULL, ?, ?)", *values)


def listed(store: Store, username: str = "") -> list[dict[str, Any]]:
    """Of one user or of all, oldest first. Amounts are texts in units of the currency."""
    sql = "SELECT body FROM record WHERE tenant = ? AND kind = 'transaction' AND ? IN ('', name) ORDER BY id"
    return [json.loads(row["body"]) for row in store.rows(sql, TENANT, username.casefold())]


def count(store: Store) -> int:
    (row,) = store.rows("SELECT count(*) AS entries FROM record WHERE tenant = ? AND kind = 'transaction'", TENANT)
    return int(row["entries"])


def redact(store: Store, username: str) -> None:
    """What somebody did stays in the log; who it was does not."""
    sql = "UPDATE record SET name = ?, body = json_set(body, '$.username', ?) WHERE tenant = ? AND kind = 'transaction' AND name = ?"
    store.run(sql, REDACTED, REDACTED, TENANT, username.casefold())
