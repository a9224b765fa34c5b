"""The proposal that a won deal is made of."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.models import Proposal
from app.models.paper import PaperStatus


def accepted_proposal(session: Session, opportunity_id: int) -> Proposal | None:
    """The last that was accepted, with its lines; None where none was.

    Each line becomes `places` licenses with `membership_id`, `space_id`, `starts_on`, `commitment_months`, `price_cents` (None: the
    membership's) and `net_price`; a discount of `discount_percent` on each of them until `discount_until` (None: for good) with
    `discount_reason`; and a deposit of `deposit_cents` for each, 0 for none. Made in the order of the lines they bill exactly what the
    proposal shows (app/queries/papers/priced.py).
    """
    query = select(Proposal).where(Proposal.opportunity_id == opportunity_id, Proposal.status == PaperStatus.ACCEPTED)
    return session.scalars(query.options(selectinload(Proposal.lines)).order_by(Proposal.signed_at.desc(), Proposal.id.desc()).limit(1)).one_or_none()
