"""Credit set against invoices and taken off them again: of credit notes, and of over-payments."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from app.sandbox.exchange import Answer, Request
from app.sandbox.state import State
from app.sandbox.xero.amounts import money, number
from app.sandbox.xero.batch import each
from app.sandbox.xero.dates import told
from app.sandbox.xero.documents import INVOICE, Kind, existing, save
from app.sandbox.xero.problems import Invalid, missing

Body = dict[str, Any]


def allocate(state: State, request: Request, tenant: str, kind: Kind, id: str) -> Answer:
    """Against invoices of the same contact, at most what is left of both."""

    def make(sent: Body) -> Body:
        credit = existing(state.store, tenant, kind, id)
        invoice = existing(state.store, tenant, INVOICE, str((sent.get("Invoice") or {}).get("InvoiceID", "")))
        amount = money(number(sent, "Amount", "0") or Decimal(0))
        if credit is None or invoice is None or credit["Contact"]["ContactID"] != invoice["Contact"]["ContactID"]:
            raise Invalid(f"The invoice could not be found for the contact of this {kind.title.lower()}")
        if credit["Status"] != "AUTHORISED" or invoice["Status"] != "AUTHORISED":
            raise Invalid("Both documents must be approved and unpaid")
        if amount <= 0 or amount > credit["RemainingCredit"] or amount > invoice["AmountDue"]:
            raise Invalid(f"The amount is more than remains on the {kind.title.lower()} or is due on the invoice")
        applied = {
            "AllocationID": str(uuid.uuid4()),
            "Amount": amount,
            "Date": told(sent, "Date"),
            "Invoice": {"InvoiceID": invoice["InvoiceID"], "InvoiceNumber": invoice["InvoiceNumber"]},
        }
        credit["Allocations"] = [*credit.get("Allocations", []), applied]
        for which, document in ((kind, credit), (INVOICE, invoice)):
            document["AmountCredited"] += amount
            save(state.store, tenant, which, document)
        return applied

    if existing(state.store, tenant, kind, id) is None:
        return missing()
    return each(state.store, request, "Allocations", make)


def take_off(state: State, tenant: str, kind: Kind, id: str, allocation: str) -> Answer:
    credit = existing(state.store, tenant, kind, id)
    applied = next((one for one in (credit or {}).get("Allocations", []) if one["AllocationID"] == allocation), None)
    if credit is None or applied is None:
        return missing()
    invoice = existing(state.store, tenant, INVOICE, applied["Invoice"]["InvoiceID"])
    if invoice is None:
        return missing()
    credit["Allocations"] = [one for one in credit["Allocations"] if one is not applied]
    for which, document in ((kind, credit), (INVOICE, invoice)):
        document["AmountCredited"] -= applied["Amount"]
        save(state.store, tenant, which, document)
    return Answer.of(
        {"AllocationId": allocation, "Date": applied["Date"], "Invoice": applied["Invoice"], "Amount": applied["Amount"], "IsDeleted": True}
    )
