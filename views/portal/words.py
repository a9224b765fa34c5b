"""Licenses and papers in the words of members, who know neither codes nor statuses."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.core import clock
from app.models import CreditNote, Invoice, License
from app.web.formats import as_date


@dataclass(frozen=True)
class Said:
    """`tone` colours the word beside it, which says the same."""

    title: str
    place: str
    text: str
    word: str = ""
    tone: str = "secondary"


def license_said(license: License) -> Said:
    """What it is, where, and until when, as of today at its place."""
    today = clock.today(license.location.zone)
    place = _("%(space)s at %(location)s", space=license.space.name, location=license.location.name)
    word, tone = _standing(license, today)
    return Said(license.membership.name, place, _since_when(license, today), word, tone)


def _standing(license: License, today: dt.date) -> tuple[str, str]:
    if license.starts_on > today:
        return _("Starts soon"), "azure"
    if any(pause.starts_on <= today <= (pause.ends_on or dt.date.max) for pause in license.pauses):
        return _("Paused"), "yellow"
    return _("Active"), "green"


def _since_when(license: License, today: dt.date) -> str:
    paused = next((pause for pause in license.pauses if pause.starts_on <= today <= (pause.ends_on or dt.date.max)), None)
    if license.starts_on > today:
        begins = _("Starts on %(day)s.", day=as_date(license.starts_on))
    elif paused is not None:
        begins = (
            _("Paused until %(day)s.", day=as_date(paused.ends_on))
            if paused.ends_on
            else _("Paused since %(day)s.", day=as_date(paused.starts_on))
        )
    else:
        begins = _("Since %(day)s.", day=as_date(license.starts_on))
    ends = _("The last day is %(day)s.", day=as_date(license.ends_on)) if license.ends_on else _("It runs on.")
    return f"{begins} {ends}"


def invoice_said(invoice: Invoice) -> tuple[str, str]:
    """How it stands, as word and tone."""
    if invoice.due_cents <= 0:
        return (_("Credited"), "secondary") if not invoice.paid_cents else (_("Paid"), "green")
    if invoice.due_on < clock.today(invoice.location.zone):
        return _("Overdue since %(day)s", day=as_date(invoice.due_on)), "red"
    return _("Due on %(day)s", day=as_date(invoice.due_on)), "azure"


def paper_said(paper: Invoice | CreditNote) -> dict[str, Any]:
    """One line of the list: what it is, how it stands, how much, and where its PDF is."""
    is_invoice = isinstance(paper, Invoice)
    word, tone = invoice_said(paper) if isinstance(paper, Invoice) else (_("Credit"), "secondary")
    return {
        "id": paper.id,
        "kind": "invoice" if is_invoice else "credit-note",
        "name": _("Invoice %(number)s", number=paper.number) if is_invoice else _("Credit note %(number)s", number=paper.number),
        "issued_on": paper.issued_on,
        "month": paper.month,
        "word": word,
        "tone": tone,
        "total_cents": paper.total_cents,
        "due_cents": paper.due_cents if isinstance(paper, Invoice) else 0,
        "currency": paper.currency,
    }
