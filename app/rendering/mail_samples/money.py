"""Samples of mails to who pays, and of what staff hear of money."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from app.core.month import Month
from app.models.document_line import LineKind
from app.models.payment import PaymentMethodKind
from app.queries.charge_letters import ChargeTold
from app.queries.chargeback_letters import ChargebackTold
from app.queries.debtors.letters import ReminderTold
from app.queries.debtors.movements import Move, MoveKind
from app.queries.debtors.open_items import OpenItem
from app.queries.debtors.statement import Entry, Statement
from app.queries.document_view import DocumentKind, DocumentView, Line, Party
from app.queries.escalations.letters import PricesTold, RiseTold
from app.queries.receipt import Receipt, Use
from app.rendering import account_mail
from app.rendering.debtor_mail import receipt_mail, reminder_mail, statement_mail
from app.rendering.mail import MailContent, invoice_mail
from app.rendering.mail_samples.written import COMPANY, Sample, Written
from app.rendering.price_mail import price_mail

NUMBER, JUNE = "KLF-00042", Month(2026, 6)
TOLD = PricesTold(
    COMPANY,
    dt.date(2026, 7, 1),
    "ZAR",
    (
        RiseTold("Dedicated desk", "KLF-0007", 265_500, 318_600, 286_740, dt.date(2026, 6, 30), Decimal("10.000")),
        RiseTold("Hot desk", "KLF-0012", 200_000, 216_000),
    ),
)


def _document(by: Written, kind: DocumentKind = DocumentKind.INVOICE) -> DocumentView:
    seller = by.sender.seller
    line = Line(LineKind.LICENSE, "Dedicated desk", 265_500, 39_825, Decimal(15), price_cents=265_500)
    return DocumentView(
        kind=kind, number=NUMBER if kind is DocumentKind.INVOICE else "KLF-CN-00003", seller=seller, buyer=Party(COMPANY, "12 Long Street, Cape Town, 8001"), location_name=by.sender.location_name,
        country=by.country, currency=by.currency, vat_registered=by.sender.vat_registered, issued_on=dt.date(2026, 6, 1), due_on=dt.date(2026, 6, 8), month=JUNE, lines=(line,), net_cents=265_500,
        vat_cents=39_825, total_cents=305_325, reference=NUMBER, bank_details=by.bank_details, sender_email=by.sender.sender_email, language=by.sender.language,
    )  # fmt: skip


def _credit(by: Written, corrected: str) -> MailContent:
    return invoice_mail(
        replace(_document(by, DocumentKind.CREDIT_NOTE), due_on=None, corrected_number=corrected, reason="A desk stood empty in June."),
        link=f"{by.house}/my/invoices/credit-note/3.pdf",
    )


def _reminder(days: int, *, blocked: bool = False, block_on: dt.date | None = None) -> Sample:
    return lambda by: reminder_mail(
        by.sender,
        ReminderTold(
            42,
            NUMBER,
            COMPANY,
            JUNE,
            days,
            dt.date(2026, 6, 8),
            115_000,
            345_000 if days > 0 else 0,
            by.currency,
            by.bank_details,
            NUMBER,
            block_on,
            blocked,
        ),
        link=f"{by.house}/my/invoices/42/pay",
    )


def _charge(for_good: bool, again_on: dt.date | None) -> Sample:
    def written(by: Written) -> MailContent:
        told = ChargeTold(
            42,
            NUMBER,
            115_000,
            by.currency,
            "card ending in 1111",
            "Card expired" if for_good else "Insufficient funds",
            for_good,
            again_on,
        )
        return account_mail.card_declined_mail(by.sender, told, link=by.house + told.path)

    return written


def _statement(by: Written) -> MailContent:
    sender, day = by.sender, dt.date(2026, 6, 8)
    moves = (
        (Move(dt.date(2026, 6, 1), MoveKind.INVOICE, NUMBER, 115_000, 42, day), 115_000),
        (Move(dt.date(2026, 6, 10), MoveKind.PAYMENT, "EFT", -50_000), 65_000),
    )
    found = Statement(
        organisation_id=1, seller=sender.seller, buyer=Party(COMPANY), buyer_code="BAOBAB", location_name=sender.location_name, sender_email=sender.sender_email, bank_details=by.bank_details,
        country=by.country, vat_registered=sender.vat_registered, logo=None, currency=by.currency, first=JUNE.first, last=JUNE.last, opening=0,
        entries=tuple(Entry(move, balance) for move, balance in moves), open=(OpenItem(1, 1, by.currency, day, 65_000, 42, NUMBER),), language=sender.language,
    )  # fmt: skip
    return statement_mail(sender, found, link=f"{by.house}/my/invoices/")


def _receipt(by: Written) -> MailContent:
    sender, day = by.sender, dt.date(2026, 6, 10)
    found = Receipt(
        number="RCPT-000042", seller=sender.seller, buyer=Party(COMPANY), buyer_code="BAOBAB", location_name=sender.location_name, country=by.country, vat_registered=sender.vat_registered,
        logo=None, kind=PaymentMethodKind.EFT, received_on=day, reference="Baobab June", currency=by.currency, amount_cents=120_000, credit_cents=5_000,
        uses=(Use(NUMBER, day, 115_000, 115_000, 0),), backs=(), language=sender.language,
    )  # fmt: skip
    return receipt_mail(sender, found, link=f"{by.house}/my/invoices/payments")


def _chargeback(by: Written) -> MailContent:
    told = ChargebackTold(
        42, COMPANY, 115_000, by.currency, dt.date(2026, 6, 16), "CB-20418", "The cardholder does not know the payment", (NUMBER,)
    )
    return account_mail.chargeback_mail(by.sender, told, link=f"{by.house}/payments/show/42")


def _prices(told_on: dt.date | None) -> Sample:
    return lambda by: price_mail(by.sender, replace(TOLD, currency=by.currency, told_on=told_on), link=f"{by.house}/my/invoices/")


MONEY: dict[str, dict[str, Sample]] = {
    "invoice_sent": {
        "owed": lambda by: invoice_mail(_document(by), link=f"{by.house}/my/invoices/42/pay"),
        "settled": lambda by: invoice_mail(replace(_document(by), paid_cents=305_325), link=f"{by.house}/my/invoices/invoice/42.pdf"),
    },
    "credit_note_sent": {"of_invoice": lambda by: _credit(by, NUMBER), "alone": lambda by: _credit(by, "")},
    "reminder": {
        "before": _reminder(-3),
        "today": _reminder(0),
        "after": _reminder(1, block_on=dt.date(2026, 6, 22)),
        "late": _reminder(14, blocked=True),
    },
    "statement": {"": _statement},
    "receipt": {"": _receipt},
    "price_rise": {"": _prices(None)},
    "price_restored": {"": _prices(dt.date(2026, 5, 2))},
    "card_declined": {"again": _charge(False, dt.date(2026, 6, 12)), "last": _charge(False, None), "for_good": _charge(True, None)},
    "chargeback": {"": _chargeback},
}
