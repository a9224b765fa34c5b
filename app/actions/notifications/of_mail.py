"""Whoever can put it right hears of a document, or a letter about money, that did not arrive."""

from __future__ import annotations

from typing import Any

from app.access.actor import SYSTEM, Actor
from app.access.permissions import P
from app.access.staff import staff, working
from app.actions.notifications.tell import tell
from app.models import Delivery
from app.models.delivery import DeliveryState
from app.models.notification import NotificationKind
from app.work import Work, transaction


def tell_of_return(delivery_id: int, attempt: int) -> None:
    """Once for each attempt; nothing where somebody has sent it again by now. Other mails are told where all failed ones are."""
    with transaction(by=SYSTEM) as work:
        row = work.session.get(Delivery, delivery_id)
        about = _about(row) if row is not None and row.state is DeliveryState.FAILED and row.attempt == attempt else None
        if row is None or about is None:
            return
        tell(
            work,
            NotificationKind.MAIL_RETURNED,
            to=_people(work, row),
            about=about,
            key=f"returned-{row.id}-{attempt}",
            name=str(about),
            address=row.address,
            reason=row.reason[:300],
        )


def _about(row: Delivery) -> Any:
    """The record on whose page the mail is; None for a mail that nobody has to run after."""
    if row.letter is not None:
        return row.letter.organisation
    return row.invoice or row.credit_note or row.paper or (row.charge.invoice if row.charge is not None else None)


def _people(work: Work, row: Delivery) -> list[int | Actor | None]:
    """Who looks after mails at that location; of a proposal or contract the owner of the deal, or whoever sells there."""
    owner = row.paper.opportunity.owner_id if row.paper is not None else None
    if owner is not None:
        return [owner]
    return [*working(staff(work.session), P.OPPORTUNITY_WRITE if row.paper is not None else P.DELIVERY_DECIDE, row.location_id)]
