"""What PayFast says of the refunds of a payment (contracts.md 1.5). Only the live host knows them; the names of the two amounts are unverified
there, so an answer without them is none, and the refund waits for a person.
"""

from __future__ import annotations

import json
from typing import Any

from app.integrations.payfast.calls import unreadable

ORIGINAL, LEFT = "amount_original", "amount_available_for_refund"


def given_back(text: str) -> int:
    """Cents: what the payment was, less what is left to be refunded. Raises Retry for an answer that makes no sense."""
    try:
        told: dict[str, Any] = json.loads(text)["data"]["response"]
        original, left = int(told[ORIGINAL]), int(told[LEFT])
    except (ValueError, KeyError, TypeError) as nonsense:
        raise unreadable(writes=False) from nonsense
    if not 0 <= left <= original:
        raise unreadable(writes=False)
    return original - left
