"""Charges of cards in the words of the desk."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from app.models import PaymentAttempt, PaymentMethod
from app.models.payment_attempt import AttemptState as S
from app.web.formats import as_badge

TONES = {S.OPEN: "wanted", S.ASKED: "working", S.LOST: "unknown", S.TAKEN: "paid", S.DECLINED: "failed", S.DROPPED: "dropped"}


def state_said(state: Any, row: PaymentAttempt) -> Any:
    """Word and colour; of a payment on the vendor's page only what a notice told is known."""
    words = {
        S.OPEN: _("To be charged") if row.method_id is not None else _("On PayFast's page"),
        S.ASKED: _("Being charged"),
        S.LOST: _("Unknown"),
        S.TAKEN: _("Money taken") if row.amount_cents else _("Card kept"),
        S.DECLINED: _("Declined"),
        S.DROPPED: _("Not charged") if row.method_id is not None else _("Not paid there"),
    }
    return as_badge(TONES[row.state], text=words[row.state])


def card_said(is_default: Any, card: PaymentMethod) -> Any:
    """How a kept card stands."""
    if card.cancelled_at is not None or card.removed_at is not None:
        return as_badge("removed", text=_("Removed"))
    if card.refused_at is not None:
        return as_badge("failed", text=_("Needs another card"))
    return as_badge("active", text=_("Default card") if card.is_default else _("Can be charged"))
