"""What invoices and credit notes have in common: party, dates, lines, totals."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.core import clock
from app.sandbox.store import Store
from app.sandbox.xero import dates
from app.sandbox.xero.amounts import number, priced, totals
from app.sandbox.xero.contacts import party
from app.sandbox.xero.problems import Invalid
from app.sandbox.xero.tenants import everything, found, keep

Body = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """One kind of document."""

    plural: str
    id: str
    number: str
    types: tuple[str, ...]
    prefix: str
    moves: dict[str, tuple[str, ...]]
    title: str


DRAFTS = ("DRAFT", "SUBMITTED", "AUTHORISED", "DELETED")
MOVES = {
    "DRAFT": DRAFTS,
    "SUBMITTED": DRAFTS,
    "AUTHORISED": ("AUTHORISED", "VOIDED"),
    "PAID": ("PAID",),
    "VOIDED": ("VOIDED",),
    "DELETED": ("DELETED",),
}
INVOICE = Kind("Invoices", "InvoiceID", "InvoiceNumber", ("ACCREC", "ACCPAY"), "INV-", MOVES, "Invoice")
OVERPAYMENT = Kind("Overpayments", "OverpaymentID", "OverpaymentID", ("RECEIVE-OVERPAYMENT",), "", MOVES, "Overpayment")
CREDIT_NOTE = Kind("CreditNotes", "CreditNoteID", "CreditNoteNumber", ("ACCRECCREDIT", "ACCPAYCREDIT"), "CN-", MOVES, "Credit note")
SETTABLE = (
    "Type",
    "Contact",
    "LineItems",
    "Date",
    "DueDate",
    "LineAmountTypes",
    "Reference",
    "CurrencyCode",
    "Status",
    "SentToContact",
    "Url",
)


def write(store: Store, tenant: str, kind: Kind, sent: Body, *, before: Body | None, places: int) -> Body:
    """Create or change one document; totals are worked out here. Raises Invalid."""
    old = before or {
        kind.id: str(uuid.uuid4()),
        "Status": None,
        "Type": sent.get("Type"),
        "AmountPaid": Decimal(0),
        "AmountCredited": Decimal(0),
    }
    if before and before["Status"] in ("PAID", "VOIDED", "DELETED"):
        raise Invalid(f"{kind.title} not of valid status for modification")
    body: Body = {**old, **{name: sent[name] for name in SETTABLE if sent.get(name) is not None}}
    body["Status"] = _status(kind, old["Status"], sent.get("Status"))
    if body["Type"] not in kind.types:
        raise Invalid(f"{kind.title} type must be one of {', '.join(kind.types)}")
    body[kind.number] = _number(store, tenant, kind, str(sent.get(kind.number) or old.get(kind.number) or ""), body[kind.id])
    body["Contact"] = party(store, tenant, body.get("Contact"))
    body["CurrencyCode"] = _currency(store, tenant, body.get("CurrencyCode"))
    _date(body, "Date", default=dates.text(clock.now().date()), changed="Date" in sent)
    _date(body, "DueDate", default=None, changed="DueDate" in sent)
    mode = body.setdefault("LineAmountTypes", "Exclusive")
    approved = body["Status"] in ("AUTHORISED", "SUBMITTED")
    if approved and not body.get("LineItems"):
        raise Invalid("One or more line items must be specified")
    if approved and kind is INVOICE and not body.get("DueDate"):
        raise Invalid("DueDate is required")
    body["LineItems"] = [_line(store, tenant, line, approved=approved, mode=mode, places=places) for line in body.get("LineItems") or []]
    body |= totals(body["LineItems"], mode)
    return save(store, tenant, kind, body)


def save(store: Store, tenant: str, kind: Kind, body: Body) -> Body:
    """Keep a document with what follows from its amounts."""
    open_amount = body["Total"] - body["AmountPaid"] - body["AmountCredited"]
    body["AmountDue" if kind is INVOICE else "RemainingCredit"] = open_amount
    if body["Status"] in ("AUTHORISED", "PAID") and body["Total"]:
        body["Status"] = "PAID" if open_amount == 0 else "AUTHORISED"
    body["UpdatedDateUTC"] = dates.stamp(clock.now().timestamp())
    # a deleted document gives its number free
    name = None if body["Status"] == "DELETED" else body[kind.number]
    keep(store, tenant, kind.plural, body[kind.id], body, name=name)
    return body


def existing(store: Store, tenant: str, kind: Kind, id_or_number: str) -> Body | None:
    return found(store, tenant, kind.plural, id=id_or_number) or found(store, tenant, kind.plural, name=id_or_number)


def _status(kind: Kind, before: str | None, wanted: str | None) -> str:
    status = wanted or before or "DRAFT"
    allowed = kind.moves[before] if before else ("DRAFT", "SUBMITTED", "AUTHORISED")
    if status not in allowed:
        raise Invalid(
            f"{kind.title} not of valid status for modification" if before else f"{status} is not a valid status for a new document"
        )
    return status


def _number(store: Store, tenant: str, kind: Kind, wanted: str, id: str) -> str:
    if len(wanted) > 255:
        raise Invalid(f"The {kind.number} field must not exceed 255 characters")
    if not wanted:
        return f"{kind.prefix}{len(everything(store, tenant, kind.plural)) + 1:04d}"
    other = found(store, tenant, kind.plural, name=wanted)
    if other and other[kind.id] != id:
        raise Invalid(f"{kind.title} # must be unique.")
    return wanted


def _currency(store: Store, tenant: str, wanted: str | None) -> str:
    (books,) = everything(store, tenant, "Organisation")
    if wanted and wanted != books["BaseCurrency"]:
        raise Invalid(f"Organisation is not subscribed to currency {wanted}")
    return str(books["BaseCurrency"])


def _date(body: Body, name: str, *, default: str | None, changed: bool) -> None:
    if not changed and f"{name}String" in body:
        return
    given = body.get(name) or default
    if given is None:
        return
    try:
        day = dates.read(given)
    except (ValueError, OverflowError) as wrong:
        raise Invalid(f"{name} is not a date") from wrong
    body[name], body[f"{name}String"] = dates.written(day), dates.text(day)


def _line(store: Store, tenant: str, line: Body, *, approved: bool, mode: str, places: int) -> Body:
    if not str(line.get("Description") or "").strip():
        raise Invalid("Description is required for each line item")
    if len(line["Description"]) > 4000:
        raise Invalid("The Description field must not exceed 4000 characters")
    if line.get("ItemCode") and not found(store, tenant, "Items", name=line["ItemCode"]):
        raise Invalid(f"Item code '{line['ItemCode']}' is not valid")
    code, tax = line.get("AccountCode"), line.get("TaxType")
    if code and not found(store, tenant, "Accounts", name=str(code)):
        raise Invalid(f"Account code '{code}' is not a valid code for this document.")
    if approved and not code:
        raise Invalid("Account code must be specified")
    rate = found(store, tenant, "TaxRates", name=tax) if tax else None
    if tax and (rate is None or rate["Status"] != "ACTIVE"):
        raise Invalid(f"The TaxType code '{tax}' is not a valid code for this document.")
    if approved and mode != "NoTax" and rate is None:
        raise Invalid("Tax type must be specified")
    percent = number(rate, "EffectiveRate", "0") if rate else Decimal(0)
    tracking = [_tracked(store, tenant, option) for option in line.get("Tracking") or []]
    done = priced(line, percent=percent or Decimal(0), mode=mode, places=places)
    return {"LineItemID": str(uuid.uuid4()), **done, "Tracking": tracking}


def _tracked(store: Store, tenant: str, wanted: Body) -> Body:
    for category in everything(store, tenant, "TrackingCategories"):
        for option in category["Options"]:
            if (category["Name"], option["Name"]) == (wanted.get("Name"), wanted.get("Option")) and option["Status"] == "ACTIVE":
                ids = {"TrackingCategoryID": category["TrackingCategoryID"], "TrackingOptionID": option["TrackingOptionID"]}
                return {"Name": category["Name"], "Option": option["Name"], **ids}
    raise Invalid(f"The tracking option '{wanted.get('Option')}' of '{wanted.get('Name')}' does not exist")
