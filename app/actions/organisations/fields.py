"""What may be said about an organisation; its status moves by verbs."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TypedDict

from app.models.organisation import OrganisationStatus


class OrganisationChanges(TypedDict, total=False):
    code: str
    name: str
    location_id: int
    invoice_email: str
    accounting_email: str
    currency: str
    address: str
    vat_number: str
    registration_number: str
    payment_days: int | None
    auto_pay: bool
    rooms_on_invoice: bool
    buys_on_account: bool
    allowed_payments: str
    escalation_percent: Decimal | None
    escalation_date: dt.date | None


class OrganisationFields(OrganisationChanges, total=False):
    status: OrganisationStatus
