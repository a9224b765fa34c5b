"""Cards that organisations of the demo network left at the sandbox of PayFast: what each does when it is charged stands in its name."""

from __future__ import annotations

from pathlib import Path

from flask import current_app
from sqlalchemy import select

from app.access.sealing import CARD, marked, sealed
from app.actions.payments.checkout import NOTICES
from app.models import FoyerUser, Organisation, PaymentMethod
from app.models.organisation import OrganisationStatus
from app.rules.payfast import CURRENCY
from app.sandbox.payfast import records
from app.sandbox.store import Store
from app.work import Work

# The sandbox's test card, the name that people gave it, and whether the organisation pays automatically; the member who is shown has the first.
KEPT = (("good", "Visa 4242", False), ("good", "Mastercard 5100", True), ("soft_later", "Visa 0002, no money today", True), ("hard_later", "Visa 0069, expired", True))


def leave_cards(work: Work, sandbox: Path, member_email: str) -> None:
    """Known to both sides, so that charging them does what it says."""
    home = work.session.scalar(select(FoyerUser.organisation_id).where(FoyerUser.email == member_email)) or 0
    others = select(Organisation.id).where(Organisation.status == OrganisationStatus.ACTIVE, Organisation.currency == CURRENCY, Organisation.id != home)
    owners = [home, *work.session.scalars(others.order_by(Organisation.id).limit(len(KEPT) - 1))]
    notify = current_app.extensions["settings"].public_url.rstrip("/") + NOTICES
    store = Store(sandbox)
    try:
        for organisation_id, (card, name, pays_itself) in zip(owners, KEPT, strict=False):
            token = records.new_id()
            records.keep(store, "token", {"id": token, "card": card, "status": "ACTIVE", "form": {"notify_url": notify}})
            content = token.encode()
            work.add(PaymentMethod(organisation_id=organisation_id, name=name, is_default=True, token_mark=marked(content, CARD), sealed_token=sealed(content, CARD)))
            work.get(Organisation, organisation_id).auto_pay = pays_itself
    finally:
        store.close()
