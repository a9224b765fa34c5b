"""Send an organisation the receipt of a payment."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.deliveries.to_account import want_account_letter
from app.core.clock import today
from app.core.errors import Refused
from app.models import AccountLetter, Payment
from app.models.account_letter import LetterKind
from app.work import transaction


def mail_receipt(payment_id: int, *, by: Actor) -> AccountLetter:
    """To wherever its invoices go, signed by where the payment lies. Raises Refused without such an address, or where that location sends no mail."""
    with transaction(by=by) as work:
        payment = work.get(Payment, payment_id)
        require(by, Permission.PAYMENT_WRITE, payment)
        letter = work.add(
            AccountLetter(
                organisation_id=payment.organisation_id,
                location_id=payment.location_id,
                kind=LetterKind.RECEIPT,
                written_on=today(payment.location.zone),
                payment_id=payment.id,
            )
        )
        if not want_account_letter(work, letter, payment.organisation):
            raise Refused(_("%(name)s has no address for invoices, or its location sends no mail.", name=payment.organisation.name))
    return letter
