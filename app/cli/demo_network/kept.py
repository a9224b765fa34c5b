"""Filters that finance keeps for everybody."""

from __future__ import annotations

from app.access.actor import Actor
from app.actions.lists.keep_filter import keep_filter
from app.models.list_view import Sharing

KEPT = (
    ("InvoiceView", "To be paid, oldest first", "_flt_0_status=sent&_oc_InvoiceView=due_on&_od_InvoiceView=asc"),
    ("LicenseView", "Prices of their own", "_columns=code%2Corganisation%2Cuser%2Cmembership%2Ccustom_price_cents%2Ccustom_price_end"),
    ("OrganisationView", "Who pays by card", "_flt_0_auto_pay=y&_columns=name%2Clocation%2Cinvoice_email%2Cpayment_days"),
)


def keep_filters(*, by: Actor) -> None:
    for screen, name, query in KEPT:
        keep_filter(screen, name, query, sharing=Sharing.ALL, by=by)
