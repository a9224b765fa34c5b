"""Send a document once more, to an address that somebody names."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.deliveries.prepare import delivery_row, distinct_addresses
from app.actions.deliveries.wanted import DeliveryWanted
from app.actions.emails import one_address
from app.core.errors import Refused
from app.models import Delivery, Invoice, Location
from app.models.delivery import DeliveryKind
from app.models.invoice import InvoiceStatus
from app.queries.bounces import why_suppressed
from app.work import transaction


def send_again(invoice_id: int, address: str, *, by: Actor) -> Delivery:
    """A delivery of its own, beside those of the run. Raises Refused for an invoice that is void, that nobody has sent yet, or without its PDF, and for a wrong address."""
    with transaction(by=by) as work:
        invoice = work.lock(Invoice, invoice_id)
        require(by, Permission.DELIVERY_DECIDE, invoice)
        if invoice.status is InvoiceStatus.VOID:
            raise Refused(_("%(invoice)s is void: nobody should get it.", invoice=invoice))
        if invoice.sent_at is None and invoice.send_wanted_at is None:
            raise Refused(_("%(invoice)s waits for its run to be sent.", invoice=invoice))
        if invoice.document_id is None:
            raise Refused(_("%(invoice)s has no PDF yet.", invoice=invoice))
        found = distinct_addresses(address)
        if len(found) != 1:
            raise Refused(_("Name one address."), field="address")
        one_address(found[0], field="address")
        if why := why_suppressed(work.session, found[0], DeliveryKind.INVOICE):
            raise Refused(why, field="address")
        earlier = work.session.scalar(select(func.count()).select_from(Delivery).where(Delivery.invoice_id == invoice_id))
        location = work.get(Location, invoice.location_id)
        values = delivery_row(DeliveryKind.INVOICE, location, None, invoice_id, found[0], again=(earlier or 0) + 1)
        row = work.add(Delivery(**values | {"decided_by": by.name}))
        work.emit(DeliveryWanted(row.id))
    return row
