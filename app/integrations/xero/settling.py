"""How invoices are settled in a company's books: payments, and credit set against them; and what goes back to customers."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from email.utils import format_datetime
from functools import partial
from typing import Any, TypeVar

from flask_babel import gettext as _

from app.integrations.errors import GiveUp
from app.integrations.xero import answers, payloads
from app.integrations.xero.answers import doubting
from app.integrations.xero.chunks import few
from app.integrations.xero.referring import Referring
from app.integrations.xero.values import (
    Allocated,
    OverpaymentForXero,
    PaymentForXero,
    Refusal,
    SpendingForXero,
    XeroOverpayment,
    XeroPayment,
    XeroSpending,
)
from app.rules.reconcile import GONE_STATUSES, FactKind

Money = TypeVar("Money", XeroPayment, XeroOverpayment, XeroSpending)
A_PAGE = 100
DELETED = "DELETED"
SET, TAKE_OFF, READ = "set", "take off", "read"
CREDIT = {
    FactKind.CREDIT_NOTE: {SET: "create_credit_note_allocation", TAKE_OFF: "delete_credit_note_allocations", READ: "get_credit_note"},
    FactKind.OVERPAYMENT: {SET: "create_overpayment_allocations", TAKE_OFF: "delete_overpayment_allocations", READ: "get_overpayment"},
}


class Settling(Referring):
    """Payments, over-payments, allocations, and deposits that go back."""

    def allocate_credit(self, kind: FactKind, credit_id: str, invoice_id: str, *, amount: int, on: dt.date, key: str) -> str:
        sent = {"Allocations": [{"Amount": payloads.amount(amount), "Date": on.isoformat(), "Invoice": {"InvoiceID": invoice_id}}]}
        told = self.calls.write(CREDIT[kind][SET], credit_id, sent, key=key, summarize_errors=True)
        return doubting(lambda: answers.allocation_id(told.allocations[0]), writes=True)

    def allocated(self, kind: FactKind, credit_id: str) -> list[Allocated]:
        told = self.calls.read(CREDIT[kind][READ], credit_id)
        return doubting(lambda: [answers.allocation(one) for one in getattr(told, f"{kind.value}s")[0].allocations or []], writes=False)

    def undo_allocation(self, kind: FactKind, credit_id: str, allocation_id: str) -> None:
        try:
            told: Any = self.calls.remove(CREDIT[kind][TAKE_OFF], credit_id, allocation_id)
        except GiveUp:
            if allocation_id in [one.xero_id for one in self.allocated(kind, credit_id)]:
                raise
        else:
            doubting(lambda: {True: None}[json.loads(told.data)["IsDeleted"]], writes=True)

    def record_payments(self, payments: Sequence[PaymentForXero], *, key: str) -> list[XeroPayment | Refusal]:
        sent = {"Payments": [payloads.payment(one) for one in few(payments)]}
        told = self.calls.write("create_payments", sent, key=key, summarize_errors=False)
        return doubting(lambda: answers.each(told.payments, [one.reference for one in payments], answers.payment), writes=True)

    def find_payments(self, references: Iterable[str], *, since: dt.datetime) -> dict[str, XeroPayment]:
        return self._found("get_payments", "payments", references, since, lambda one: one.reference, answers.payment)

    def remove_payment(self, xero_id: str, *, key: str) -> None:
        self._delete("delete_payment", "get_payment", "payments", xero_id, {"Status": DELETED}, key)

    def remove_spending(self, xero_id: str, *, key: str) -> None:
        gone = {"BankTransactions": [{"BankTransactionID": xero_id, "Status": DELETED}]}
        self._delete("update_bank_transaction", "get_bank_transaction", "bank_transactions", xero_id, gone, key)

    def _delete(self, method: str, look: str, plural: str, xero_id: str, sent: dict[str, Any], key: str) -> None:
        """Again changes nothing. GiveUp where Xero will not, with what to do when it is reconciled with the bank."""
        try:
            told: Any = self.calls.write(method, xero_id, sent, key=key)
        except GiveUp as no:
            there = self.calls.read(look, xero_id)
            status, reconciled = doubting(
                lambda: (str(getattr(there, plural)[0].status), bool(getattr(there, plural)[0].is_reconciled)), writes=False
            )
            if status == DELETED:
                return
            if reconciled:
                raise GiveUp(
                    _(
                        "Xero has reconciled this payment with the bank, and lets nobody take it out. Open it there, choose Unreconcile, then tell Xero again."
                    )
                ) from no
            raise
        else:
            doubting(lambda: getattr(told, plural)[0].status + "", writes=True)

    def record_spending(self, spent: Sequence[SpendingForXero], *, key: str) -> list[XeroSpending | Refusal]:
        sent = {"BankTransactions": [payloads.spending(one) for one in few(spent)]}
        told = self.calls.write("create_bank_transactions", sent, key=key, summarize_errors=False)
        return doubting(lambda: answers.each(told.bank_transactions, [one.reference for one in spent], answers.spending), writes=True)

    def find_spending(self, references: Iterable[str], *, since: dt.datetime) -> dict[str, XeroSpending]:
        return self._found("get_bank_transactions", "bank_transactions", references, since, lambda one: one.reference, answers.spending)

    def record_overpayments(self, overpayments: Sequence[OverpaymentForXero], *, key: str) -> list[XeroOverpayment | Refusal]:
        sent = {"BankTransactions": [payloads.overpayment(one) for one in few(overpayments)]}
        told = self.calls.write("create_bank_transactions", sent, key=key, summarize_errors=False)
        return doubting(
            lambda: answers.each(told.bank_transactions, [one.reference for one in overpayments], answers.overpayment), writes=True
        )

    def find_overpayments(self, references: Iterable[str], *, since: dt.datetime) -> dict[str, XeroOverpayment]:
        return self._found("get_overpayments", "overpayments", references, since, _first_line, answers.overpayment)

    def _found(
        self,
        method: str,
        plural: str,
        references: Iterable[str],
        since: dt.datetime,
        words: Callable[[Any], str | None],
        read: Callable[[Any], Money],
    ) -> dict[str, Money]:
        """Those that are new since and bear one of our marks. No filter of Xero's is asked: it has no sure way to write a quotation mark in a text, and refuses
        some questions of large books.
        """
        wanted = {answers.mark(each): each for each in references}
        number, since_text = 1, format_datetime(since.astimezone(dt.UTC), usegmt=True)
        found: dict[str, Money] = {}
        while True:
            told = self.calls.read(method, page=number, page_size=A_PAGE, if_modified_since=since_text)
            page: list[Any] = doubting(partial(list, getattr(told, plural, None)), writes=False)
            found |= doubting(partial(_ours, page, wanted, words, read), writes=False)
            if len(page) < A_PAGE:
                return found
            number += 1


def _ours(
    page: Sequence[Any], wanted: Mapping[str, str], words: Callable[[Any], str | None], read: Callable[[Any], Money]
) -> dict[str, Money]:
    """Those that stand; of the others of that time nothing is read, which may be of any kind."""
    found = [(wanted[mark], read(one)) for one in page if (mark := answers.mark(words(one) or "")) in wanted]
    return {name: one for name, one in found if one.status not in GONE_STATUSES}


def _first_line(overpayment: Any) -> str | None:
    """Where an over-payment has our words: Xero may drop its reference."""
    return overpayment.line_items[0].description if overpayment.line_items else None
