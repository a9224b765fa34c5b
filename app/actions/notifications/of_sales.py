"""Whoever sells hears of a lead that became theirs, and of an answer to a proposal or a contract."""

from __future__ import annotations

from app.access.actor import SYSTEM
from app.access.permissions import P
from app.access.staff import staff, working
from app.actions.notifications.tell import tell
from app.models import Lead, Paper
from app.models.notification import NotificationKind
from app.models.paper import AGREED, PaperStatus
from app.work import transaction


def tell_of_lead(lead_id: int, owner_id: int) -> None:
    """Once for each time that it is given to them."""
    with transaction(by=SYSTEM) as work:
        lead = work.session.get(Lead, lead_id)
        if lead is not None and lead.owner_id == owner_id and lead.owned_since is not None:
            tell(
                work,
                NotificationKind.LEAD_ASSIGNED,
                to=[owner_id],
                about=lead,
                key=f"lead-{lead.id}-{int(lead.owned_since.timestamp())}",
                name=lead.name,
            )


def tell_of_answer(paper_id: int) -> None:
    """To the owner of the deal; where that is nobody, to who sells at the location."""
    with transaction(by=SYSTEM) as work:
        paper = work.session.get(Paper, paper_id)
        if paper is None or paper.status not in (*AGREED, PaperStatus.DECLINED):
            return
        kind = NotificationKind.PAPER_DECLINED if paper.status is PaperStatus.DECLINED else NotificationKind.PAPER_AGREED
        owner = paper.opportunity.owner_id
        to = [owner] if owner is not None else working(staff(work.session), P.OPPORTUNITY_WRITE, paper.location_id)
        who = paper.signer_name or paper.addressee
        tell(
            work,
            kind,
            to=to,
            about=paper,
            key=f"paper-{paper.id}-{paper.status.value}",
            who=who,
            name=paper.code,
            reason=paper.decline_reason,
        )
