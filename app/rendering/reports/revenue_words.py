"""Revenue in the words of the desk: movements, kinds of documents, ways of paying, causes."""

from __future__ import annotations

from flask_babel import gettext as _

from app.rules.causes import Cause
from app.rules.recurring_revenue import Movement

OTHER = "other"


def movement_said(movement: Movement | str) -> str:
    return {
        Movement.NEW: _("New"),
        Movement.EXPANSION: _("Expansion"),
        Movement.BACK: _("Back"),
        Movement.CONTRACTION: _("Contraction"),
        Movement.LEFT: _("Left"),
    }[Movement(movement)]


def kind_said(kind: str) -> str:
    """Of a document, or of a way in which money came or went."""
    return {
        "monthly": _("Monthly invoices"),
        "purchase": _("Shop"),
        "manual": _("Made by hand"),
        "credit_note": _("Credit notes"),
        "card": _("Card"),
        "eft": _("Transfer"),
        "cash": _("Cash"),
        "card_machine": _("Card machine"),
        "deposit": _("Deposits, in and out"),
        "refund": _("Given back"),
        "chargeback": _("Taken back by a bank"),
    }.get(kind, kind)


def cause_said(cause: str) -> str:
    """The name of each bar of the waterfall."""
    return {
        Cause.JOINED: _("Joined"),
        Cause.LEFT: _("Left"),
        Cause.DAYS: _("Days"),
        Cause.PRICE: _("Price"),
        Cause.ROLE: _("First or further license"),
        Cause.VOLUME: _("Volume discount"),
        Cause.DISCOUNT: _("Discount"),
        Cause.USAGE: _("Usage"),
        Cause.CORRECTION: _("Correction"),
        Cause.DEPOSIT: _("Deposit"),
        OTHER: _("Other"),
    }.get(cause, cause)
