"""Make the delivery of a mail about a proposal or a contract."""

from __future__ import annotations

from sqlalchemy import func, select

from app.actions.deliveries.letter import habits, want_one
from app.models import Delivery, Location, Paper
from app.models.delivery import DeliveryKind
from app.work import Work


def want_paper_letter(work: Work, paper: Paper, kind: DeliveryKind, address: str) -> Delivery:
    """Another one each time it is asked for: who asks keeps it to once."""
    location = work.get(Location, paper.location_id)
    way = habits(location, address)
    earlier = work.session.scalar(select(func.count()).where(Delivery.paper_id == paper.id, Delivery.kind == kind)) or 0
    return want_one(work, kind, f"{kind.value}-{paper.id}-{earlier + 1}-{way[0]}", location, way, paper_id=paper.id)
