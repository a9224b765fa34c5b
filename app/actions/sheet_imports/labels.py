"""The columns of a spreadsheet in the words of the reader, and how a cell of each is written."""

from __future__ import annotations

from flask_babel import gettext as _

from app.actions.packages.cells import date, email, emails, moment, phone, yes_no
from app.actions.packages.sheet import Column, Sheet
from app.actions.packages.sheets.contacts import address
from app.actions.packages.sheets.users import login
from app.actions.sheet_imports.spelling import is_number
from app.core.entity import table_of


def labels() -> dict[str, str]:
    """By our name of the column."""
    return {
        "code": _("Code"),
        "name": _("Name"),
        "email": _("Email"),
        "organisation": _("Organisation"),
        "location": _("Location"),
        "roles": _("Roles"),
        "phone": _("Phone"),
        "owner": _("Owner"),
        "company": _("Company"),
        "language": _("Language"),
        "status": _("Status"),
        "invoice_email": _("Invoice email"),
        "accounting_email": _("Accounting email"),
        "vat_number": _("VAT number"),
        "currency": _("Currency"),
        "auto_pay": _("Pays by itself"),
        "allowed_payments": _("Allowed payments"),
        "escalation_percent": _("Yearly increase"),
        "escalation_date": _("Day of the increase"),
        "address": _("Address"),
        "registration_number": _("Registration number"),
        "payment_days": _("Days to pay"),
        "rooms_on_invoice": _("Rooms on invoice"),
        "xero_contact_id": _("Contact in Xero"),
        "manual_discount_percent": _("Discount"),
        "manual_discount_end": _("End of the discount"),
        "manual_discount_reason": _("Reason of the discount"),
        "kind": _("Kind"),
        "capacity": _("Capacity"),
        "space": _("Space"),
        "amenities": _("Amenities"),
        "opening_hours": _("Opening hours"),
        "peak_rate": _("Peak rate"),
        "off_peak_rate": _("Off-peak rate"),
        "private": _("Private"),
        "buffer_minutes": _("Minutes between bookings"),
        "min_minutes": _("Shortest booking"),
        "max_minutes": _("Longest booking"),
        "primary_price": _("Primary price"),
        "extra_price": _("Extra price"),
        "included_primary": _("Primary licenses included"),
        "valid_from": _("Valid from"),
        "xero_item_code": _("Item code in Xero"),
        "quota_unit": _("Unit of the quota"),
        "quota_amount": _("Quota"),
        "quota_frequency": _("How often the quota comes"),
        "quota_shared": _("Quota is shared"),
        "quota_here_only": _("Quota pays here only"),
        "quota_room_kind": _("Kind of room that the quota pays"),
        "quota_from_start": _("Quota counts from the first day"),
        "room_discount_percent": _("Discount on rooms"),
        "wifi_group": _("WiFi group"),
        "door_groups": _("Door groups"),
        "deposit_months": _("Deposit in months"),
        "deposit_amount": _("Deposit"),
        "notice_months": _("Notice in months"),
        "notice_days": _("Notice in days"),
        "days_a_month": _("Days a month"),
        "extra_day_price": _("Price of an extra day"),
        "type": _("Type"),
        "price": _("Price"),
        "price_includes_vat": _("Price includes VAT"),
        "occupancy_reason": _("Reason to put one more in"),
        "vat_point": _("When VAT is due"),
        "credit_amount": _("Credit"),
        "days": _("Days"),
        "extra_most": _("At a booking, at most"),
        "user": _("Person"),
        "membership": _("Membership"),
        "start": _("Start"),
        "end": _("End"),
        "end_reason": _("Reason of the end"),
        "pause_start": _("Start of the pause"),
        "pause_end": _("End of the pause"),
        "commitment_months": _("Commitment in months"),
        "commitment_start": _("Start of the commitment"),
        "custom_price": _("Custom price"),
        "net_price": _("Net price"),
        "custom_price_end": _("End of the custom price"),
        "custom_price_reason": _("Reason of the custom price"),
        "license": _("License"),
        "product": _("Product"),
        "percent": _("Percent"),
        "reason": _("Reason"),
        "description": _("Description"),
        "date": _("Date"),
        "quantity": _("Quantity"),
        "unit_price": _("Unit price"),
        "unit": _("Unit"),
        "amount": _("Amount"),
        "source": _("Source"),
        "expires": _("Expires"),
        "received": _("Received"),
        "reference": _("Reference"),
        "document": _("Document"),
        "amount_due": _("Amount due"),
        "room": _("Room"),
        "title": _("Title"),
    }


def about(sheet: Sheet) -> dict[str, str]:
    """How a cell is written, by our name of the column."""
    return {column.name: _about(sheet, column) for column in sheet.columns}


def _about(sheet: Sheet, column: Column) -> str:
    read = column.read
    if column.name == sheet.key[0] and len(sheet.key) == 1:
        return _("By it a row is found again.")
    if column.name == "owner" and sheet.name == "wallets":
        return _("A mail address, or the code of an organisation.")
    if column.ref:
        return _("A mail address that Foyer knows.") if column.ref == "users" else _("A code or a name that Foyer knows.")
    if read in (login, address) or read.__qualname__.startswith(email.__name__ + "."):
        return _("A mail address.")
    if read.__qualname__.startswith(emails.__name__ + "."):
        return _("Mail addresses, separated by a semicolon.")
    if read.__qualname__.startswith(phone.__name__ + "."):
        return _("As people write it.")
    if read is date:
        return _("A day, like 2026-06-30.")
    if read is moment:
        return _("A day and a time, like 2026-06-30 09:00.")
    if read is yes_no:
        return _("yes or no")
    if is_number(column):
        return _("An amount, like 2950.00.") if read.__qualname__.startswith("money.") else _("A number.")
    return _choices(sheet, column)


def _choices(sheet: Sheet, column: Column) -> str:
    """The words that its column of the table takes; nothing for text."""
    kind = getattr(table_of(sheet.model).c[column.to].type, "enums", None) if column.to else None
    return ", ".join(kind) if kind else ""
