"""How invoices are settled in a company's books: payments, and credit notes set against them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from app.integrations.errors import GiveUp
from app.integrations.xero import answers, payloads
from app.integrations.xero.answers import doubting
from app.integrations.xero.chunks import NUMBERS_A_FILTER, chunks, few
from app.integrations.xero.referring import Referring
from app.integrations.xero.values import PaymentForXero, Refusal, XeroPayment


class Settling(Referring):
    """Payments and allocations."""

    def allocate_credit(self, credit_note_id: str, invoice_id: str, *, amount: int, on: dt.date, key: str) -> None:
        sent = {"Allocations": [{"Amount": payloads.amount(amount), "Date": on.isoformat(), "Invoice": {"InvoiceID": invoice_id}}]}
        told = self.calls.write("create_credit_note_allocation", credit_note_id, sent, key=key, summarize_errors=True)
        doubting(lambda: told.allocations[0].amount + 0, writes=True)

    def allocated(self, credit_note_id: str) -> list[tuple[str, int]]:
        told = self.calls.read("get_credit_note", credit_note_id)
        return doubting(lambda: [answers.allocation(one) for one in told.credit_notes[0].allocations or []], writes=False)

    def record_payments(self, payments: Sequence[PaymentForXero], *, key: str) -> list[XeroPayment | Refusal]:
        sent = {"Payments": [payloads.payment(one) for one in few(payments)]}
        told = self.calls.write("create_payments", sent, key=key, summarize_errors=False)
        return doubting(lambda: answers.each(told.payments, [one.reference for one in payments], answers.payment), writes=True)

    def find_payments(self, references: Iterable[str]) -> dict[str, XeroPayment]:
        found: dict[str, XeroPayment] = {}
        for some in chunks(references, NUMBERS_A_FILTER):
            told = self.calls.read("get_payments", where=" OR ".join(f"Reference=={payloads.quoted(one)}" for one in some))
            read: list[XeroPayment] = doubting(lambda told=told: [answers.payment(one) for one in told.payments], writes=False)  # type: ignore[misc]
            found |= {one.reference: one for one in read if one.status != "DELETED"}
        return found

    def remove_payment(self, xero_id: str, *, key: str) -> None:
        try:
            told: Any = self.calls.write("delete_payment", xero_id, {"Status": "DELETED"}, key=key)
        except GiveUp:
            gone = self.calls.read("get_payment", xero_id)
            if doubting(lambda: str(gone.payments[0].status), writes=False) != "DELETED":
                raise
        else:
            doubting(lambda: told.payments[0].payment_id + "", writes=True)
