"""What of a license's commitment discount was charged back already (P7)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Adhoc, CreditNote, CreditNoteLine, InvoiceLine
from app.models.credit_note import CreditNoteKind
from app.rules.adhoc_lines import adhoc_net


def clawed_back(session: Session, license_id: int, since: dt.date) -> int:
    """Cents, VAT exclusive, of the commitment that began on that day: charges that wait or are billed, less what credit notes took back of them. A gift took nothing back.

    A charge for a commitment before, which ended earlier, was for days that are not asked about.
    """
    mine = (Adhoc.claws_back_id == license_id, Adhoc.clawed_until >= since)
    charges = session.execute(select(Adhoc.quantity, Adhoc.unit_price_cents).where(*mine)).all()
    credited = (
        select(func.coalesce(func.sum(CreditNoteLine.net_cents), 0))
        .join(CreditNote, CreditNote.id == CreditNoteLine.credit_note_id)
        .join(InvoiceLine, InvoiceLine.id == CreditNoteLine.invoice_line_id)
        .join(Adhoc, Adhoc.id == InvoiceLine.adhoc_id)
        .where(*mine, CreditNote.kind != CreditNoteKind.GOODWILL)
    )
    charged = sum(adhoc_net(cents, quantity) for quantity, cents in charges)
    return charged - int(session.scalar(credited) or 0)
