"""The bank accounts of a company."""

from __future__ import annotations

from typing import Any

from app.sandbox.state import State
from app.sandbox.xero.problems import Invalid
from app.sandbox.xero.tenants import account

Body = dict[str, Any]


def bank_of(state: State, tenant: str, sent: Body) -> Body:
    """That of a bank transaction. Raises Invalid."""
    bank = account(state.store, tenant, sent.get("BankAccount") or {})
    if bank is None or bank["Type"] != "BANK":
        raise Invalid("Bank account must be of type BANK")
    return bank
