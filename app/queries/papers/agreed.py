"""The paper that a won deal is made of."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.models import Paper
from app.models.paper import AGREED, PaperKind


def agreed_paper(session: Session, opportunity_id: int) -> Paper | None:
    """The contract that was signed last, else the proposal that was accepted last, with its lines; None where nobody said yes to anything.

    A contract may say something else than the proposal that it came from, and is what holds. Each line becomes `places` licenses with
    `membership_id`, `space_id`, `starts_on`, `commitment_months`, `price_cents` (None: the membership's) and `net_price`; a discount of
    `discount_percent` on each of them until `discount_until` (None: for good) with `discount_reason`; and a deposit of `deposit_cents` for
    each, 0 for none. Made in the order of the lines they bill exactly what the paper shows (app/queries/papers/priced.py).
    """
    query = select(Paper).where(Paper.opportunity_id == opportunity_id, Paper.status.in_(AGREED)).options(selectinload(Paper.lines))
    is_proposal = Paper.kind == PaperKind.PROPOSAL
    return session.scalars(query.order_by(is_proposal, Paper.signed_at.desc(), Paper.id.desc()).limit(1)).one_or_none()
