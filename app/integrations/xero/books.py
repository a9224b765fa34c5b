"""XeroBooks: one company's books through the vendor's own library."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from app.core import clock
from app.integrations.wire import USUAL, Patience
from app.integrations.xero import MOST_AT_ONCE, XeroDoor, answers, payloads
from app.integrations.xero.answers import doubting
from app.integrations.xero.calls import Calls
from app.integrations.xero.chunks import NUMBERS_A_FILTER, chunks, few
from app.integrations.xero.company import Tokens
from app.integrations.xero.reading import Reading
from app.integrations.xero.values import CreditNoteForXero, InvoiceForXero, Refusal, XeroDocument

TIME_LEFT = dt.timedelta(minutes=10)
Results = list[XeroDocument | Refusal]


class XeroBooks(Reading):
    """Make one inside the job that uses it; it holds one connection."""

    def __init__(
        self,
        *,
        base_url: str,
        tenant_id: str,
        door: XeroDoor,
        load: Callable[[], Tokens],
        save: Callable[[Tokens], None],
        replace: Callable[[Tokens], None] | None = None,
        rest: Callable[[int], None] | None = None,
        patience: Patience = USUAL,
    ) -> None:
        super().__init__(Calls(base_url=base_url, tenant_id=tenant_id, load=load, replace=replace, rest=rest, patience=patience))
        self._door, self._load, self._save = door, load, save

    def refresh(self, *, force: bool = False) -> Tokens:
        """The new tokens are saved before anybody uses them: the old refresh token is dead by then."""
        tokens = self._load()
        if not force and tokens.expires_at - clock.now() > TIME_LEFT:
            return tokens
        renewed = self._door.refreshed(tokens)
        self._save(renewed)
        return renewed

    def create_invoices(self, invoices: Sequence[InvoiceForXero], *, key: str) -> Results:
        sent = {"Invoices": [payloads.invoice(one) for one in few(invoices)]}
        told = self.calls.write("create_invoices", sent, key=key, summarize_errors=False)
        return doubting(lambda: answers.each(told.invoices, [one.number for one in invoices], answers.invoice), writes=True)

    def find_invoices(self, numbers: Iterable[str]) -> dict[str, XeroDocument]:
        """By our numbers, drafts included; deleted ones are left out."""
        found: dict[str, XeroDocument] = {}
        for some in chunks(numbers, MOST_AT_ONCE):
            # outside a page Xero leaves the lines out
            told = self.calls.read("get_invoices", invoice_numbers=some, page=1, page_size=2 * MOST_AT_ONCE)
            found |= doubting(lambda told=told: _by_number(told.invoices, answers.invoice), writes=False)  # type: ignore[misc]
        return found

    def authorise_invoices(self, xero_ids: Sequence[str], *, key: str) -> Results:
        return self._move_invoices(xero_ids, "AUTHORISED", key)

    def void_invoice(self, xero_id: str, *, key: str, is_draft: bool = False) -> XeroDocument | Refusal:
        return self._move_invoices([xero_id], "DELETED" if is_draft else "VOIDED", key)[0]

    def create_credit_notes(self, notes: Sequence[CreditNoteForXero], *, key: str) -> Results:
        sent = {"CreditNotes": [payloads.credit_note(one) for one in few(notes)]}
        told = self.calls.write("create_credit_notes", sent, key=key, summarize_errors=False)
        return doubting(lambda: answers.each(told.credit_notes, [one.number for one in notes], answers.credit_note), writes=True)

    def find_credit_notes(self, numbers: Iterable[str]) -> dict[str, XeroDocument]:
        found: dict[str, XeroDocument] = {}
        for some in chunks(numbers, NUMBERS_A_FILTER):
            where = " OR ".join(f"CreditNoteNumber=={payloads.quoted(number)}" for number in some)
            told = self.calls.read("get_credit_notes", where=where, page=1, page_size=2 * NUMBERS_A_FILTER)
            found |= doubting(lambda told=told: _by_number(told.credit_notes, answers.credit_note), writes=False)  # type: ignore[misc]
        return found

    def authorise_credit_notes(self, xero_ids: Sequence[str], *, key: str) -> Results:
        sent = {"CreditNotes": [{"CreditNoteID": one, "Status": "AUTHORISED"} for one in few(xero_ids)]}
        told = self.calls.write("update_or_create_credit_notes", sent, key=key, summarize_errors=False)
        return doubting(lambda: answers.each(told.credit_notes, xero_ids, answers.credit_note), writes=True)

    def _move_invoices(self, xero_ids: Sequence[str], status: str, key: str) -> Results:
        sent = {"Invoices": [{"InvoiceID": one, "Status": status} for one in few(xero_ids)]}
        told = self.calls.write("update_or_create_invoices", sent, key=key, summarize_errors=False)
        return doubting(lambda: answers.each(told.invoices, xero_ids, answers.invoice), writes=True)


def _by_number(told: Sequence[Any], read: Callable[[Any], XeroDocument]) -> dict[str, XeroDocument]:
    documents = [read(one) for one in told]
    return {one.number: one for one in documents if one.status != "DELETED"}
