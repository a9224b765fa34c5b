"""What PayFast holds: open checkouts, kept cards, payments with our references, and the notices about them."""

from __future__ import annotations

import json
import uuid
from decimal import Decimal
from typing import Any

from app.core import clock
from app.sandbox.store import Store

TENANT = "payfast"
MERCHANT = {"merchant_id": "10000100", "merchant_key": "46f0cd694581a", "passphrase": "foyer-sandbox-phrase"}
Record = dict[str, Any]

# What the test cards do: at the checkout, and when they are charged later. Words as card networks have them, code in brackets.
CARDS = {
    "good": ("Works", "", ""),
    "soft": ("Is declined today", "Insufficient funds (51)", "Insufficient funds (51)"),
    "hard": ("Is declined for good", "Lost card, pick up (41)", "Lost card, pick up (41)"),
    "soft_later": ("Works now, and is declined today when charged later", "", "Insufficient funds (51)"),
    "hard_later": ("Works now, and has expired when charged later", "", "Expired card (54)"),
}


def keep(store: Store, kind: str, record: Record) -> Record:
    body = json.dumps(record, ensure_ascii=False)
    store.run(
        "INSERT OR REPLACE INTO record VALUES (?, ?, ?, ?, NULL, ?, ?)",
        TENANT,
        kind,
        record["id"],
        record.get("reference"),
        body,
        clock.now().timestamp(),
    )
    return record


def found(store: Store, kind: str, record_id: str) -> Record | None:
    row = store.row("SELECT body FROM record WHERE tenant = ? AND kind = ? AND id = ?", TENANT, kind, record_id)
    return json.loads(row["body"]) if row else None


def listed(store: Store, kind: str) -> list[Record]:
    """In the order of their coming."""
    rows = store.rows("SELECT body FROM record WHERE tenant = ? AND kind = ?", TENANT, kind)
    return sorted((json.loads(row["body"]) for row in rows), key=lambda each: int(each.get("order", 0)))


def new_id() -> str:
    return str(uuid.uuid4())


def next_number(store: Store) -> int:
    """Numbers of payments and notices, never twice."""
    number = int(store.setting("payfast_last", "1000000")) + 1
    store.set("payfast_last", number)
    return number


def take_payment(store: Store, *, reference: str, cents: int, item: str) -> Record:
    """Money has come; its fee is 3.5 % and two rand."""
    number = next_number(store)
    fee = min(cents, 200 + cents * 35 // 1000)
    return keep(
        store,
        "payment",
        {
            "id": str(number),
            "order": number,
            "reference": reference,
            "cents": cents,
            "fee": fee,
            "item": item,
            "at": clock.now().isoformat(),
        },
    )


def amount(cents: int) -> str:
    return f"{Decimal(cents) / 100:.2f}"
