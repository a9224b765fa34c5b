"""The organisations that the sandbox holds books for, each with its currency, tax rates and accounts."""

from __future__ import annotations

import json
import uuid
from decimal import Decimal
from typing import Any

from app.core import clock
from app.sandbox.store import Store

SPACE = uuid.UUID("6f3d0c5e-2b5a-4f0e-9b1c-0a4f0ce5f0e2")
DEMO = (
    {
        "name": "Foyer Demo ZA",
        "country": "ZA",
        "currency": "ZAR",
        "rates": {
            "OUTPUT3": ("Standard Rate Sales", "15"),
            "ZERORATEDOUTPUT": ("Zero Rate Sales", "0"),
            "EXEMPTOUTPUT": ("Exempt Sales", "0"),
            "NONE": ("No VAT", "0"),
        },
    },
    {
        "name": "Foyer Demo NL",
        "country": "NL",
        "currency": "EUR",
        "rates": {
            "OUTPUT": ("BTW hoog", "21"),
            "TAX001": ("BTW laag", "9"),
            "ZERORATEDOUTPUT": ("BTW nul", "0"),
            "NONE": ("Vrijgesteld", "0"),
        },
    },
)
ACCOUNTS = (
    ("200", "Sales", "REVENUE", False),
    ("210", "Membership income", "REVENUE", False),
    ("220", "Meeting room income", "REVENUE", False),
    ("260", "Other revenue", "REVENUE", False),
    ("835", "Customer deposits held", "CURRLIAB", True),
    ("836", "Prepaid credits", "CURRLIAB", True),
    ("610", "Accounts Receivable", "CURRENT", False),
    ("090", "Business bank account", "BANK", True),
    ("091", "Card payments clearing", "BANK", True),
)


def tenant_id(name: str) -> str:
    """The same name has the same id in every sandbox."""
    return str(uuid.uuid5(SPACE, name))


def open_books(store: Store, *, name: str, country: str, currency: str, rates: dict[str, Any]) -> str:
    """Add an organisation, or leave it as it is; returns its tenant id. `rates`: tax type -> (name, percent)."""
    tenant = tenant_id(name)
    books = {"Name": name, "CountryCode": country, "BaseCurrency": currency}
    if store.row("SELECT 1 FROM record WHERE tenant = ? AND kind = 'Organisation'", tenant):
        return tenant
    with store.writing():
        keep(
            store,
            tenant,
            "Organisation",
            tenant,
            {"OrganisationID": tenant, "OrganisationStatus": "ACTIVE", "IsDemoCompany": True, **books},
        )
        for code, (title, percent) in rates.items():
            rate = {"Name": title, "TaxType": code, "Status": "ACTIVE", "CanApplyToRevenue": True}
            rate |= {"DisplayTaxRate": Decimal(percent), "EffectiveRate": Decimal(percent)}
            keep(store, tenant, "TaxRates", code, rate, name=code)
        for number, title, kind, pays in ACCOUNTS:
            account_id = str(uuid.uuid5(SPACE, f"{name} {number}"))
            account = {"AccountID": account_id, "Code": number, "Name": title, "Type": kind, "Status": "ACTIVE"}
            keep(store, tenant, "Accounts", account_id, account | {"EnablePaymentsToAccount": pays}, name=number)
    return tenant


def seed(store: Store) -> None:
    for books in DEMO:
        open_books(store, **books)  # type: ignore[arg-type]


def keep(store: Store, tenant: str, kind: str, id: str, body: dict[str, Any], *, name: str | None = None, code: str | None = None) -> None:
    """Write one record; `name` and `code` are what it can be looked up by."""
    text = json.dumps(body, ensure_ascii=False, default=float)
    store.run("INSERT OR REPLACE INTO record VALUES (?, ?, ?, ?, ?, ?, ?)", tenant, kind, id, name, code, text, clock.now().timestamp())


def found(store: Store, tenant: str, kind: str, **by: str) -> dict[str, Any] | None:
    """One record by id=, name= or code=."""
    ((column, value),) = by.items()
    if column not in ("id", "name", "code"):
        raise KeyError(column)
    row = store.row(f"SELECT body FROM record WHERE tenant = ? AND kind = ? AND {column} = ?", tenant, kind, value)  # noqa: S608
    return read(row["body"]) if row else None


def account(store: Store, tenant: str, wanted: dict[str, Any]) -> dict[str, Any] | None:
    """The account that a payment names, by its code or its id."""
    by_code = found(store, tenant, "Accounts", name=str(wanted.get("Code", "")))
    return by_code or found(store, tenant, "Accounts", id=str(wanted.get("AccountID", "")))


def everything(store: Store, tenant: str, kind: str, *, since: float = 0) -> list[dict[str, Any]]:
    """All records of a kind, oldest change first."""
    sql = "SELECT body FROM record WHERE tenant = ? AND kind = ? AND updated > ? ORDER BY updated, rowid"
    return [read(row["body"]) for row in store.rows(sql, tenant, kind, since)]


def read(text: str) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(text, parse_float=Decimal)
    return body
