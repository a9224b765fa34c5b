"""Cards that organisations of the demo network left at the sandbox of PayFast: what each does when it is charged stands in its name."""

from __future__ import annotations

from pathlib import Path

from flask import current_app
from sqlalchemy import and_, select

from app.access.actor import SYSTEM
from app.access.sealing import CARD, marked, sealed
from app.actions.invoices.paid import OPEN
from app.actions.payments.begin_charge import begin_charge
from app.actions.payments.checkout import NOTICES
from app.models import FoyerUser, Invoice, Organisation, PaymentMethod
from app.models.organisation import OrganisationStatus
from app.queries.cards import asks_card
from app.rules.payfast import CURRENCY
from app.sandbox.payfast import records
from app.sandbox.store import Store
from app.work import Work

# The sandbox's test card, the name that people gave it, and whether the organisation pays automatically; the member who is shown has the first.
KEPT = (
    ("good", "Visa 4242", False),
    ("good", "Mastercard 5100", True),
    ("soft_later", "Visa 0002, no money today", True),
    ("hard_later", "Visa 0069, expired", True),
)


def leave_cards(work: Work, sandbox: Path, member_email: str) -> None:
    """Known to both sides, so that charging them does what it says."""
    home = work.session.scalar(select(FoyerUser.organisation_id).where(FoyerUser.email == member_email)) or 0
    others = select(Organisation.id).where(
        Organisation.status == OrganisationStatus.ACTIVE, Organisation.currency == CURRENCY, Organisation.id != home
    )
    owners = [home, *work.session.scalars(others.order_by(Organisation.id).limit(len(KEPT) - 1))]
    notify = current_app.extensions["settings"].public_url.rstrip("/") + NOTICES
    store = Store(sandbox)
    try:
        for organisation_id, (card, name, pays_itself) in zip(owners, KEPT, strict=False):
            token = records.new_id()
            records.keep(store, "token", {"id": token, "card": card, "status": "ACTIVE", "form": {"notify_url": notify}})
            content = token.encode()
            work.add(
                PaymentMethod(
                    organisation_id=organisation_id,
                    name=name,
                    is_default=True,
                    token_mark=marked(content, CARD),
                    sealed_token=sealed(content, CARD),
                )
            )
            organisation = work.get(Organisation, organisation_id)
            organisation.auto_pay, organisation.allowed_payments = pays_itself, "eft; card"
    finally:
        store.close()


def charge_cards(work: Work) -> None:
    """Whoever pays automatically and owes is charged as soon as Foyer is up: one card works, one has no money today, one has expired."""
    owing = (
        select(Invoice.id)
        .join(PaymentMethod, and_(PaymentMethod.organisation_id == Invoice.organisation_id, PaymentMethod.is_default))
        .join(Organisation, and_(Organisation.id == Invoice.organisation_id, asks_card()))
        .where(Invoice.status.in_(OPEN), Invoice.total_cents > Invoice.paid_cents + Invoice.credited_cents)
        .distinct(Invoice.organisation_id)
        .order_by(Invoice.organisation_id, Invoice.due_on, Invoice.id)
    )
    for invoice_id in work.session.scalars(owing).all():
        begin_charge(invoice_id, is_auto=True, by=SYSTEM)
