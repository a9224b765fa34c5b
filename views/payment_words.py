"""How payments and refunds are called on screens."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from app.models import Payment
from app.models.payment import PaymentMethodKind as K
from app.models.payment import charged_invoice
from app.models.refund import RefundWay
from app.web.words import spoken


def kind_said(kind: Any, row: Any = None) -> str:
    """How the money came."""
    value = str(getattr(kind, "value", kind))
    said = {K.CARD: _("Card"), K.EFT: _("EFT"), K.CASH: _("Cash"), K.CARD_MACHINE: _("Card machine"), K.WALLET: _("Credits")}
    return next((words for each, words in said.items() if each.value == value), "") or spoken(value)


def reference_said(reference: str, row: Payment) -> str:
    """What a vendor calls a charge says less than the invoice that it was for."""
    return charged_invoice(reference, row.kind) or reference


def way_said(way: Any, row: Any = None) -> str:
    """How it went back."""
    value = str(getattr(way, "value", way))
    return {RefundWay.EFT.value: _("EFT"), RefundWay.CARD.value: _("To the card"), RefundWay.CHARGEBACK.value: _("Chargeback"), RefundWay.WALLET.value: _("Credits")}[value]
