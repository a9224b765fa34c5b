"""A purchase that is not paid yet is paid another way: by the kept card, or on the vendor's page (U2, U3)."""

from __future__ import annotations

from dataclasses import replace

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.invoices.locked import hold_organisation
from app.actions.payments.begin_charge import begin_charge
from app.actions.payments.checkout import checkout_of
from app.core.checkout import CheckoutForm
from app.core.errors import Refused
from app.models import Purchase
from app.models.purchase import PayWay
from app.models.user import TeamRole
from app.queries.cards import cards_shut
from app.queries.shop.ways import card_shut
from app.work import Work, transaction


def charge_purchase(purchase_id: int, *, by: Actor) -> Purchase:
    """By the organisation's default card; a second click is the same charge."""
    with transaction(by=by) as work:
        row = _unpaid(work, purchase_id)
        shut = cards_shut(row.organisation, row.currency, row.total_cents - row.wallet_cents) or card_shut(
            work.session, row.organisation_id, by=by
        )
        if shut:
            raise Refused(shut, field="way")
        begin_charge(row.invoice_id or 0, by=by)
        _ask(row, PayWay.CARD)
    return row


def checkout_purchase(purchase_id: int, *, keep_card: bool = False, back: str, by: Actor) -> CheckoutForm:
    """The way to the vendor's page for one's own purchase. Only who sees the invoices leaves a card for the organisation there."""
    with transaction(by=by) as work:
        row = _unpaid(work, purchase_id)
        found = checkout_of(row.invoice_id or 0, keep_card=keep_card and by.sees_invoices, back=back, by=payer(by))
        _ask(row, PayWay.CHECKOUT)
    return found


def payer(by: Actor) -> Actor:
    """A member may pay for what they bought, also where they see no other invoice of the organisation."""
    return by if by.is_staff else replace(by, team_role=TeamRole.BILLING)


def _unpaid(work: Work, purchase_id: int) -> Purchase:
    seen = work.get(Purchase, purchase_id)
    hold_organisation(work, seen.organisation_id)
    row = work.lock(Purchase, purchase_id)
    if work.by.is_staff:
        require(work.by, Permission.PURCHASE_WRITE, row)
    if not row.awaits_payment:
        raise Refused(_("%(what)s waits for no payment.", what=row))
    return row


def _ask(row: Purchase, way: PayWay) -> None:
    row.way = way
    Purchase.moves.move(row, "ask_again")
