"""What may be said about a location."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TypedDict

from app.models.location import MailMode
from app.rules.policy import Proration


class LocationFields(TypedDict, total=False):
    code: str
    name: str
    zone: str
    currency: str
    country: str
    language: str
    is_headquarters: bool
    address: str
    legal_name: str
    registration_number: str
    vat_registered: bool
    vat_number: str
    bank_details: str
    invoice_prefix: str
    payment_days: int
    due_on_working_day: bool
    proration: Proration
    second_approver_above_cents: int | None
    manager_email: str
    staff_emails: str
    sender_email: str
    mail_mode: MailMode
    redirect_email: str | None
    xero_connection_id: int | None
    xero_tracking: str
    xero_account_code: str
    xero_deposit_account_code: str
    xero_card_account_code: str
    xero_eft_account_code: str
    xero_wallet_account_code: str
    peak_start: dt.time
    peak_end: dt.time
    half_day_percent: Decimal
    full_day_percent: Decimal
    price_cap: bool
    wifi_network: str
    guest_wifi_group: str
    access_points: str
    welcome_text: str
    opening_hours: str
    referral_cents: int
    referral_days: int
    takes_sign_ups: bool
