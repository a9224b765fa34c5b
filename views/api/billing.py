"""What is billed: charges, discounts and products to write; runs and documents to read, their verbs are on the screens."""

from __future__ import annotations

from marshmallow import fields

from app.actions.charges.change_adhoc import change_adhoc
from app.actions.charges.change_line_item import change_line_item
from app.actions.charges.create_adhoc import create_adhoc
from app.actions.charges.create_line_item import create_line_item
from app.actions.charges.remove_adhoc import remove_adhoc
from app.actions.charges.remove_line_item import remove_line_item
from app.actions.credit_notes.release import release_credit_note
from app.actions.discounts.change import change_discount
from app.actions.discounts.create import create_discount
from app.actions.discounts.remove import remove_discount
from app.actions.products.change import change_product
from app.actions.products.create import create_product
from app.actions.products.remove import remove_product
from app.models import (
    Adhoc,
    CreditNote,
    CreditNoteLine,
    Delivery,
    Deposit,
    DepositMovement,
    Discount,
    Escalation,
    Invoice,
    InvoiceLine,
    InvoiceRun,
    LineItem,
    Product,
)
from app.web.api import READ_ROUTES
from app.web.interface import ScopedInterface
from views.api.resource import readable, writable
from views.api.writable import Verb, WritableApi


class CreditNoteApi(WritableApi):
    """Read; the verb `release` takes it off an invoice that it paid, the same `key` once."""

    resource_name = "credit_note"
    datamodel = ScopedInterface(CreditNote)
    include_route_methods = READ_ROUTES | {"verb"}
    verbs = {
        "release": Verb(
            release_credit_note,
            {
                "invoice_id": fields.Integer(),
                "amount_cents": fields.Integer(allow_none=True),
                "reason": fields.String(),
                "key": fields.String(),
            },
        )
    }


AdhocApi = writable(Adhoc, create_adhoc, change_adhoc, remove_adhoc)
LineItemApi = writable(LineItem, create_line_item, change_line_item, remove_line_item)
DiscountApi = writable(Discount, create_discount, change_discount, remove_discount)
ProductApi = writable(Product, create_product, change_product, remove_product)

InvoiceRunApi = readable(InvoiceRun)
DepositApi = readable(Deposit)
DepositMovementApi = readable(DepositMovement, class_permission_name="Deposit")
EscalationApi = readable(Escalation)
InvoiceApi = readable(Invoice)
InvoiceLineApi = readable(InvoiceLine, class_permission_name="Invoice")
CreditNoteLineApi = readable(CreditNoteLine, class_permission_name="CreditNote")
DeliveryApi = readable(Delivery)
