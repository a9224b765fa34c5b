"""Who may open a mail that was kept as it went."""

from __future__ import annotations

from app.access.actor import Actor
from app.access.nouns import READS
from app.access.permissions import P, Permission
from app.models import Delivery
from app.models.delivery import DeliveryKind

# What a mail tells of beside the record that it hangs on: a colleague's page may hold mails about leads, money or reports.
ABOUT: dict[str, tuple[Permission, ...]] = {
    "invoice_id": (P.INVOICE_READ,),
    "credit_note_id": (P.CREDIT_NOTE_READ,),
    "letter_id": (P.INVOICE_READ,),
    "attempt_id": (P.PAYMENT_READ,),
    "refund_id": (P.PAYMENT_READ,),
    "lead_id": (P.LEAD_READ,),
    "activity_id": (P.CONTACT_READ,),
    "booking_id": (P.BOOKING_READ,),
    "visit_id": (P.VISIT_READ,),
    "check_in_id": (P.CHECK_IN_READ,),
    "ticket_entry_id": (P.TICKET_READ,),
    "offer_id": (P.WAITING_ENTRY_READ,),
    "episode_id": (P.OUTBOX_READ,),
}
# Who sells has no right to the mails of the house, and reads what was written about the own trade with the right to each of these.
SELLING = ("paper_id", "lead_id", "activity_id")
# Written with the rights of its reader, who may see more than who looks at the reader's page.
OWN = frozenset({DeliveryKind.REPORT, DeliveryKind.TASK_DIGEST, DeliveryKind.BELL_DIGEST, DeliveryKind.MAIL_TEST})


def may_open(by: Actor, row: Delivery) -> bool:
    """Beside the right to read the record that it is about; of a proposal or a contract, the right to that kind."""
    if row.kind in OWN and row.user_id != by.id:
        return False
    if not by.may(P.DELIVERY_READ) and all(getattr(row, column) is None for column in SELLING):
        return False
    if row.paper is not None and not by.may(READS[type(row.paper)]):
        return False
    return all(by.may(permission) for column, needed in ABOUT.items() if getattr(row, column) is not None for permission in needed)
