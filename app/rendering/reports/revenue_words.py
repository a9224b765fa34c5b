"""Revenue in the words of the desk: movements, kinds of documents, ways of paying, causes."""

from __future__ import annotations

from flask_babel import gettext as _

from app.models.payment import PaymentMethodKind
from app.rendering.words.causes import cause_said
from app.rendering.words.ways_of_paying import came_said, went_back_said
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
    said = {
        "monthly": _("Monthly invoices"),
        "purchase": _("Shop"),
        "manual": _("Made by hand"),
        "credit_note": _("Credit notes"),
        "deposit": _("Deposits, in and out"),
        "refund": _("Given back"),
    }
    if kind in said:
        return said[kind]
    return came_said(kind) if kind in set(PaymentMethodKind) else went_back_said(kind)


def bar_said(cause: str) -> str:
    """The name of each bar of the waterfall; what no cause explains has one of its own."""
    return _("Other") if cause == OTHER else cause_said(cause)
