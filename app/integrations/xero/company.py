"""A company in Xero, as plain values: who was let in, its tokens, its accounts and tax rates."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class XeroTaxRate:
    tax_type: str
    name: str
    percent: Decimal


@dataclass(frozen=True)
class XeroAccount:
    code: str
    name: str
    kind: str
    takes_payments: bool


@dataclass(frozen=True)
class XeroConnection:
    """An organisation that a person let Foyer into, the last time at `chosen_at`."""

    connection_id: str
    tenant_id: str
    name: str
    chosen_at: dt.datetime


@dataclass(frozen=True)
class Tokens:
    """A token set as it is stored. `expires_at` is that of the access token."""

    access_token: str
    refresh_token: str
    expires_at: dt.datetime
    scope: str
