"""An organisation's addresses are addresses, and it pays in the currency of its home."""

from __future__ import annotations

from flask_babel import gettext as _

from app.actions.emails import addresses
from app.core.errors import Refused
from app.models import Location, Organisation
from app.rules.ways_to_pay import Way, allows, in_order


def check_organisation(organisation: Organisation, home: Location) -> None:
    """Raises Refused at the field; an empty currency becomes that of the home location."""
    organisation.invoice_email = addresses(organisation.invoice_email or "", field="invoice_email")
    organisation.accounting_email = addresses(organisation.accounting_email or "", field="accounting_email")
    organisation.currency = (organisation.currency or home.currency).upper()
    if organisation.currency != home.currency:
        raise Refused(_("%(location)s charges in %(currency)s.", location=home.name, currency=home.currency), field="currency")
    if organisation.payment_days is not None and not 0 <= organisation.payment_days <= 365:
        raise Refused(_("Between 0 and 365 days."), field="payment_days")
    if organisation.escalation_percent is not None and not 0 <= organisation.escalation_percent <= 100:
        raise Refused(_("A percentage lies between 0 and 100."), field="escalation_percent")


def check_ways_to_pay(organisation: Organisation) -> None:
    """Of one whose ways to pay are new or others than before; what was written when nothing read it stays until then. Raises Refused at the field."""
    try:
        organisation.allowed_payments = in_order(organisation.allowed_payments or "")
    except ValueError as unknown:
        raise Refused(
            _("%(word)s is no way to pay: write eft, card, or both separated by ;.", word=unknown), field="allowed_payments"
        ) from unknown
    if organisation.auto_pay and not allows(organisation.allowed_payments, Way.CARD):
        raise Refused(_("Who does not pay by card does not pay by card automatically."), field="auto_pay")
