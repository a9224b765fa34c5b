"""How the screens say what becomes of a rise."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _

from app.actions.deliveries.prepare import distinct_addresses
from app.models import Escalation
from app.models.escalation import EscalationStatus
from app.web.formats import as_date


def status_said(status: EscalationStatus) -> str:
    return {
        EscalationStatus.PROPOSED: _("To decide"),
        EscalationStatus.APPROVED: _("Approved"),
        EscalationStatus.DECLINED: _("Declined"),
        EscalationStatus.UNDONE: _("Undone"),
    }[status]


def title_of_verb(verb: str) -> str:
    return {"approve": _("Approve"), "decline": _("Decline"), "undo": _("Undo")}[verb]


def letter_said(row: Escalation, ahead: dt.timedelta | None) -> str:
    """Whether who pays knows, or when they will."""
    if row.undo_letter is not None:
        return _("taken back by mail %(day)s", day=as_date(row.undo_letter.written_on))
    if row.letter is not None:
        return _("told %(day)s", day=as_date(row.letter.written_on))
    if row.status is not EscalationStatus.APPROVED or ahead is None:
        return ""
    if not distinct_addresses(row.organisation.invoice_email, row.organisation.accounting_email):
        return _("nobody to tell: no address for invoices")
    return _("letter on %(day)s", day=as_date(row.valid_from - ahead))
