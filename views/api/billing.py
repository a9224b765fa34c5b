"""What is billed: charges, discounts and products to write; runs and documents to read, their verbs are on the screens."""

from __future__ import annotations

from app.actions.charges.change_adhoc import change_adhoc
from app.actions.charges.change_line_item import change_line_item
from app.actions.charges.create_adhoc import AdhocChanges, AdhocFields, create_adhoc
from app.actions.charges.create_line_item import LineItemChanges, LineItemFields, create_line_item
from app.actions.charges.remove_adhoc import remove_adhoc
from app.actions.charges.remove_line_item import remove_line_item
from app.actions.discounts.change import change_discount
from app.actions.discounts.create import create_discount
from app.actions.discounts.fields import DiscountFields
from app.actions.discounts.remove import remove_discount
from app.actions.products.change import change_product
from app.actions.products.create import create_product
from app.actions.products.fields import ProductFields
from app.actions.products.remove import remove_product
from app.models import Adhoc, CreditNote, CreditNoteLine, Delivery, Discount, Invoice, InvoiceLine, InvoiceRun, LineItem, Product
from app.web.api import FoyerApi
from app.web.interface import ScopedInterface
from views.api.writable import WritableApi, fields_of


class AdhocApi(WritableApi):
    resource_name = "adhoc"
    datamodel = ScopedInterface(Adhoc)
    add_columns, edit_columns = fields_of(AdhocFields), fields_of(AdhocChanges)
    create_with, change_with, remove_with = create_adhoc, change_adhoc, remove_adhoc


class LineItemApi(WritableApi):
    resource_name = "line_item"
    datamodel = ScopedInterface(LineItem)
    add_columns, edit_columns = fields_of(LineItemFields), fields_of(LineItemChanges)
    create_with, change_with, remove_with = create_line_item, change_line_item, remove_line_item


class DiscountApi(WritableApi):
    resource_name = "discount"
    datamodel = ScopedInterface(Discount)
    add_columns = edit_columns = fields_of(DiscountFields)
    create_with, change_with, remove_with = create_discount, change_discount, remove_discount


class ProductApi(WritableApi):
    resource_name = "product"
    datamodel = ScopedInterface(Product)
    add_columns = edit_columns = fields_of(ProductFields)
    create_with, change_with, remove_with = create_product, change_product, remove_product


class InvoiceRunApi(FoyerApi):
    resource_name = "invoice_run"
    datamodel = ScopedInterface(InvoiceRun)


class InvoiceApi(FoyerApi):
    resource_name = "invoice"
    datamodel = ScopedInterface(Invoice)


class InvoiceLineApi(FoyerApi):
    resource_name = "invoice_line"
    class_permission_name = "Invoice"
    datamodel = ScopedInterface(InvoiceLine)


class CreditNoteApi(FoyerApi):
    resource_name = "credit_note"
    datamodel = ScopedInterface(CreditNote)


class CreditNoteLineApi(FoyerApi):
    resource_name = "credit_note_line"
    class_permission_name = "CreditNote"
    datamodel = ScopedInterface(CreditNoteLine)


class DeliveryApi(FoyerApi):
    resource_name = "delivery"
    datamodel = ScopedInterface(Delivery)
