"""How the page of jobs and health says what it knows."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from flask import url_for
from flask_babel import format_timedelta
from flask_babel import gettext as _

from app.access.actor import Actor
from app.access.permissions import Permission
from app.core.clock import now
from app.queries.health.vendors import Vendor
from app.web.formats import as_number
from views.base.to_decide import to_decide_list

MEGABYTE = 1024 * 1024


class Undecided(NamedTuple):
    """How many outcomes of a kind wait, and the page on which they are decided; without an address for whoever may not."""

    label: str
    number: int
    href: str


def ago(instant: dt.datetime | None) -> str:
    """ "3 minutes ago"; nothing for never."""
    if instant is None:
        return ""
    past = now() - instant
    return _("just now") if past < dt.timedelta(seconds=5) else str(format_timedelta(-past, add_direction=True, threshold=1.2))


def age(since: dt.datetime | None) -> str:
    """ "12 minutes"; nothing without a beginning."""
    return "" if since is None else str(format_timedelta(now() - since, threshold=1.2))


def megabytes(size: int) -> str:
    return _("%(size)s MB", size=as_number(round(size / MEGABYTE)))


def undecided_said(found: dict[str, int], by: Actor) -> list[Undecided]:
    """Only what waits."""
    places = {
        "deliveries": (_("Mails that failed, or may have arrived"), Permission.DELIVERY_DECIDE, lambda: to_decide_list("DeliveryView")),
        "invoices": (
            _("Invoices of which a step failed, or may have happened"),
            Permission.INVOICE_READ,
            lambda: to_decide_list("InvoiceView"),
        ),
        "credit_notes": (
            _("Credit notes of which a step failed, or may have happened"),
            Permission.CREDIT_NOTE_READ,
            lambda: to_decide_list("CreditNoteView"),
        ),
        "charges": (
            _("Card charges of which nobody knows whether they were taken, or that no job asks for"),
            Permission.PAYMENT_READ,
            lambda: to_decide_list("PaymentAttemptView"),
        ),
        "refunds": (
            _("Refunds whose answer was lost"),
            Permission.PAYMENT_READ,
            lambda: url_for("RefundView.list", _flt_0_state="unknown"),
        ),
        "fulfilments": (_("Purchases that did not come through"), Permission.FULFILMENT_READ, lambda: to_decide_list("FulfilmentView")),
        "entries": (_("Entries that Xero did not take"), Permission.XERO_READ, lambda: url_for("XeroView.books")),
        "peers": (_("Other networks with something to look at"), Permission.PEER_READ, lambda: url_for("PeerView.list")),
    }
    return [
        Undecided(places[kind][0], number, places[kind][2]() if by.may(places[kind][1]) else "") for kind, number in found.items() if number
    ]


def vendor_tone(each: Vendor) -> str:
    if each.is_red:
        return "red"
    if each.trouble or each.rests_until is not None:
        return "yellow"
    return "green" if each.answered_at is not None else "secondary"


def vendor_state(each: Vendor) -> str:
    if each.is_lost:
        return _("has to be connected again") if not each.trouble else _("to look at")
    if each.rests_until is not None:
        return _("left in peace for a while")
    if each.trouble:
        return _("does not answer")
    return _("answers") if each.answered_at is not None else _("not asked yet")
