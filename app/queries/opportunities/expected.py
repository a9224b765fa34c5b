"""Open opportunities as the forecast counts them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.models import Opportunity
from app.models.opportunity import OPEN_STAGES
from app.queries.opportunities.deals import Wanted, chosen
from app.rules.forecast import Expected

COLUMNS = (Opportunity.stage, Opportunity.currency, Opportunity.value_cents, Opportunity.expected_on)


def expected(session: Session, wanted: Wanted, *, by: Actor) -> list[Expected]:
    rows = session.execute(chosen(select(*COLUMNS), wanted, by=by).where(Opportunity.stage.in_(OPEN_STAGES)))
    return [Expected(row.stage.value, row.currency, row.value_cents, row.expected_on) for row in rows]
