"""Reading a company's books: what changed in them since the last time (contracts.md 2.5, If-Modified-Since)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from email.utils import format_datetime
from functools import partial
from typing import Any

from app.integrations.xero import answers
from app.integrations.xero.answers import doubting
from app.integrations.xero.settling import Settling
from app.integrations.xero.values import XeroFact
from app.rules.reconcile import FactKind

A_PAGE = 100
CALLS = {
    FactKind.INVOICE: "get_invoices",
    FactKind.CREDIT_NOTE: "get_credit_notes",
    FactKind.PAYMENT: "get_payments",
    FactKind.OVERPAYMENT: "get_overpayments",
    FactKind.BANK_TRANSACTION: "get_bank_transactions",
}
ONLY = {FactKind.BANK_TRANSACTION: {"where": 'Type=="SPEND"'}}  # what came in is not read there


class Reading(Settling):
    """Page by page, so that what was read before a failure is kept."""

    def changed(self, kind: FactKind, since: dt.datetime | None) -> Iterator[list[XeroFact]]:
        only = (
            ONLY.get(kind, {})
            if since is None
            else ONLY.get(kind, {}) | {"if_modified_since": format_datetime(since.astimezone(dt.UTC), usegmt=True)}
        )
        number, more = 1, True
        while more:
            told: Any = self.calls.read(CALLS[kind], page=number, page_size=A_PAGE, **only)
            found = doubting(partial(_facts, kind, told), writes=False)
            yield [one for one in found if one is not None]
            pages = told.pagination.page_count if told.pagination else None
            more = number < pages if pages is not None else len(found) == A_PAGE
            number += 1


def _facts(kind: FactKind, told: Any) -> list[XeroFact | None]:
    """A place for each row of the page, so that it is known whether there is another one."""
    return [answers.fact(kind, one) for one in getattr(told, f"{kind.value}s")]
