"""The dunning policy of the whole network, as somebody set it; off until then."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.orm import Session

from app.queries.settings import setting
from app.rules.dunning import DunningPolicy

SETTING = "dunning"


def dunning_policy(session: Session) -> DunningPolicy:
    return policy_of(setting(session, SETTING, {}))


def policy_of(stored: dict[str, Any]) -> DunningPolicy:
    """From its row, or a part of it; what is not said is as I9 has it."""
    usual = DunningPolicy()
    return DunningPolicy(
        is_on=stored.get("is_on", usual.is_on),
        since=dt.date.fromisoformat(stored["since"]) if stored.get("since") else None,
        reminders=tuple(stored.get("reminders", usual.reminders)),
        block_after=stored.get("block_after", usual.block_after),
        review_after=stored.get("review_after", usual.review_after),
        least_cents=stored.get("least_cents", usual.least_cents),
    )


def stored_of(policy: DunningPolicy) -> dict[str, Any]:
    return {
        "is_on": policy.is_on,
        "since": policy.since.isoformat() if policy.since else None,
        "reminders": list(policy.reminders),
        "block_after": policy.block_after,
        "review_after": policy.review_after,
        "least_cents": policy.least_cents,
    }
