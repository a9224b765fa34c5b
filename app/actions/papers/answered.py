"""What became of a paper is told: an activity of its person and lead, and for a no a mail to whoever sells."""

from __future__ import annotations

from app.actions.activities.effect import done_with
from app.actions.deliveries.to_paper import want_paper_letter
from app.core.clock import now
from app.models import Activity, Lead, Paper
from app.models.activity import ActivityKind
from app.models.delivery import DeliveryKind
from app.models.paper import PaperStatus
from app.work import Work

KINDS = {
    PaperStatus.ACCEPTED: ActivityKind.ACCEPTED,
    PaperStatus.SIGNED: ActivityKind.SIGNED,
    PaperStatus.DECLINED: ActivityKind.DECLINED,
    PaperStatus.EXPIRED: ActivityKind.EXPIRED,
}


def tell_answer(work: Work, paper: Paper) -> None:
    """Within the transaction that moved the paper; takes the lead's lock, so it comes before the opportunity's."""
    lead = work.lock(Lead, paper.opportunity.lead_id)
    who = paper.signer_name or (paper.addressee if paper.status is PaperStatus.DECLINED else work.by.name)
    about = {"location_id": paper.location_id, "contact_id": lead.contact_id, "lead_id": lead.id, "paper_id": paper.id}
    activity = Activity(kind=KINDS[paper.status], at=now(), subject=paper.code, text=paper.decline_reason, done_by=who[:200], **about)
    done_with(work, work.add(activity))
    if paper.status is PaperStatus.DECLINED:
        want_paper_letter(work, paper, DeliveryKind.PAPER_DECLINED, our_address(paper))


def our_address(paper: Paper) -> str:
    """Whose answers these are: the owner of the deal while they work here, else the location's manager."""
    owner, location = paper.opportunity.owner, paper.location
    return owner.email if owner is not None and owner.active else location.manager_email or location.sender_email
