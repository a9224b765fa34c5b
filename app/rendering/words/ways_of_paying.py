"""How money came and how it went back, in words."""

from __future__ import annotations

from flask_babel import gettext as _

from app.models.payment import PaymentMethodKind as K
from app.models.refund import RefundWay as W


def came_said(kind: K | str) -> str:
    return {K.CARD: _("Card"), K.EFT: _("EFT"), K.CASH: _("Cash"), K.CARD_MACHINE: _("Card machine"), K.WALLET: _("Credits")}[K(kind)]


def went_back_said(way: W | str) -> str:
    return {W.EFT: _("EFT"), W.CARD: _("To the card"), W.CHARGEBACK: _("Chargeback"), W.WALLET: _("Credits")}[W(way)]
