"""The licenses that winning an opportunity makes, place by place, at the prices that were agreed to (C3)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from app.models import Opportunity, Paper
from app.queries.papers.priced import offer_of
from app.rules.lines import LineKind


@dataclass(frozen=True, slots=True)
class WonPlace:
    """One license. `price_cents` a month replaces the membership's; `deposit_cents` None is what the membership asks for."""

    membership_id: int
    space_id: int
    starts_on: dt.date
    commitment_months: int | None = None
    price_cents: int | None = None
    price_reason: str = ""
    net_price: bool = False
    discount_percent: Decimal | None = None
    discount_until: dt.date | None = None
    discount_reason: str = ""
    deposit_cents: int | None = None
    deposit_reason: str = ""


def won_places(session: Session, deal: Opportunity, paper: Paper, organisation_id: int | None) -> list[WonPlace]:
    """In the order in which the paper bills them. Where the membership would cost something else by now, or the organisation that it
    becomes pays other prices, the price that was agreed to stands as a price of its own. What costs nothing has no line, then as now."""
    agreed = paper.code
    then = _prices(paper.monthly) if paper.monthly else None
    now = _prices(offer_of(session, deal.location, organisation_id, paper.lines).monthly)
    found = []
    for index, line in enumerate(paper.lines):
        for place in range(line.places):
            number = -(index * 1000 + place + 1)
            price = line.price_cents
            if price is None and then is not None and then.get(number, 0) != now.get(number, 0):
                price = then.get(number, 0)
            found.append(
                WonPlace(
                    membership_id=line.membership_id,
                    space_id=line.space_id,
                    starts_on=line.starts_on,
                    commitment_months=line.commitment_months,
                    price_cents=price,
                    price_reason=agreed if price is not None or line.net_price else "",
                    net_price=line.net_price,
                    discount_percent=line.discount_percent,
                    discount_until=line.discount_until,
                    discount_reason=line.discount_reason or agreed,
                    deposit_cents=line.deposit_cents,
                    deposit_reason=agreed,
                )
            )
    return found


def _prices(monthly: dict[str, Any]) -> dict[int, int]:
    """What one place costs a whole month, before discounts, by the number that the paper gave its license."""
    return {line["id"]: line["price"] for line in monthly.get("lines", ()) if line["kind"] == LineKind.LICENSE.value}
