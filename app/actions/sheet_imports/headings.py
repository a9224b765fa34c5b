"""What people and other systems call our columns, in small letters: Nexudus writes names as one word, OfficeRnD and Cobot as people do."""

from __future__ import annotations

from collections.abc import Mapping

Names = tuple[str, ...]
CODE: Names = ("id", "number", "no", "key", "reference", "external id")
NAME: Names = ("title",)
PLACE: Names = ("site", "building", "branch", "centre", "center", "office location", "space name")
MAIL: Names = ("e-mail", "mail", "mail address", "email address", "e-mail address")
PHONE: Names = ("telephone", "mobile", "mobilephone", "mobile phone", "cell", "cellphone", "phone number", "tel", "landline")
COMPANY: Names = (
    "company",
    "company name",
    "companyname",
    "team",
    "account",
    "customer",
    "client",
    "organization",
    "organisation name",
    "organisation code",
)
START: Names = ("start date", "startdate", "starts", "from", "first day", "move in", "since", "valid from")
END: Names = ("end date", "enddate", "ends", "until", "to", "last day", "move out", "expires", "cancellation date")
PRICE: Names = ("amount", "unit price", "monthly price", "net price", "rate", "fee")
PLAN: Names = ("plan", "tariff", "tariffname", "plan name", "membership name", "package")

HEADINGS: dict[str, Mapping[str, Names]] = {
    "users": {
        "email": MAIL,
        "name": ("full name", "fullname", "person", "member", "member name", "contact name"),
        "organisation": COMPANY,
        "location": PLACE,
        "phone": PHONE,
        "roles": ("role",),
        "owner": ("is owner", "team owner", "billing person"),
        "end": END,
    },
    "contacts": {
        "email": MAIL,
        "name": ("full name", "fullname", "person", "contact", "contact name"),
        "phone": PHONE,
        "company": ("organisation", "organization", "company name", "companyname", "employer", "business"),
        "language": ("locale",),
    },
    "organisations": {
        "code": (
            *CODE,
            "customer number",
            "customernumber",
            "customer no",
            "customer id",
            "account number",
            "account no",
            "company id",
            "client number",
        ),
        "name": (
            "company",
            "company name",
            "companyname",
            "organisation",
            "organization",
            "customer",
            "client",
            "account",
            "team",
            "billing name",
            "billingname",
        ),
        "location": PLACE,
        "status": ("state", "account status", "customer status"),
        "invoice_email": ("billing email", "billingemail", "invoices to", "invoice mail", "email", "e-mail"),
        "accounting_email": ("accounts email", "accountant email"),
        "vat_number": ("vat", "vat no", "vat id", "tax id", "tax number", "taxidnumber", "tax id number", "vat reg"),
        "address": ("street", "postal address", "company address", "billing address", "billingaddress"),
        "registration_number": ("company number", "registration", "reg no", "chamber of commerce number"),
        "payment_days": ("payment terms", "days to pay", "terms", "duedays"),
    },
    "spaces": {
        "code": CODE,
        "name": (*NAME, "space", "desk", "office", "resource", "floor"),
        "location": PLACE,
        "kind": ("type", "space type"),
        "capacity": ("size", "desks", "seats", "places"),
    },
    "rooms": {
        "code": CODE,
        "name": (*NAME, "room", "resource", "meeting room", "resource name"),
        "space": ("floor", "area"),
        "kind": ("type", "resource type", "room type"),
        "capacity": ("size", "seats", "people", "allocation"),
        "peak_rate": ("price", "rate", "hourly rate", "price per hour", "price an hour"),
        "off_peak_rate": ("off peak price", "evening rate"),
        "opening_hours": ("hours", "availability"),
        "amenities": ("equipment", "facilities"),
    },
    "memberships": {
        "code": CODE,
        "name": (*NAME, "membership", *PLAN),
        "location": PLACE,
        "primary_price": ("price", "monthly price", "amount", "fee"),
        "extra_price": ("additional price", "price of further people", "price for more"),
        "wifi_group": ("wifi", "network"),
    },
    "products": {
        "code": (*CODE, "sku"),
        "name": (*NAME, "product", "product name", "item"),
        "location": PLACE,
        "type": ("kind", "category"),
        "price": PRICE,
        "price_includes_vat": ("tax included", "vat included", "includes tax"),
    },
    "licenses": {
        "code": (*CODE, "contract", "contract number", "membership id", "membership number"),
        "organisation": COMPANY,
        "user": ("member", "email", "e-mail", "member email", "person", "coworker"),
        "membership": PLAN,
        "space": ("office", "desk", "room", "unit", "resource", "floor"),
        "start": START,
        "end": END,
        "commitment_months": ("commitment", "months", "term", "minimum term"),
        "custom_price": ("price", "agreed price", "special price", "rate", "monthly price"),
    },
    "discounts": {
        "code": CODE,
        "organisation": COMPANY,
        "membership": PLAN,
        "percent": ("discount", "percentage", "rate"),
        "start": START,
        "end": END,
        "reason": ("why", "note"),
    },
    "line_items": {
        "code": CODE,
        "organisation": COMPANY,
        "location": PLACE,
        "description": ("item", "text", "what", "name"),
        "price": PRICE,
        "start": START,
        "end": END,
    },
    "adhocs": {
        "code": CODE,
        "organisation": COMPANY,
        "location": PLACE,
        "date": ("day", "charge date"),
        "description": ("item", "text", "what", "name"),
        "quantity": ("qty", "count", "number of"),
        "unit_price": PRICE,
    },
    "wallets": {
        "code": CODE,
        "owner": ("email", "member", "customer", "organisation", "company"),
        "unit": ("kind", "type"),
        "amount": ("balance", "credits", "credit"),
        "expires": END,
    },
    "deposits": {
        "code": CODE,
        "organisation": COMPANY,
        "license": ("contract",),
        "location": PLACE,
        "amount": ("deposit", "held"),
        "received": ("date", "paid on", "received on"),
    },
    "opening_balances": {
        "organisation": COMPANY,
        "date": ("invoice date", "due date", "day"),
        "document": ("invoice", "invoice number", "number", "reference"),
        "amount_due": ("amount", "balance", "outstanding", "due", "open"),
    },
    "bookings": {
        "code": CODE,
        "room": ("resource", "meeting room"),
        "user": ("email", "booked by", "member"),
        "start": ("from", "start time", "fromtime"),
        "end": ("to", "until", "end time", "totime"),
        "title": ("subject", "what"),
    },
}
