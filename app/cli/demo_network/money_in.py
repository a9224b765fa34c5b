"""Money that came in lately: an EFT for two invoices, one in part, one too much, a refund, and a bank statement of which some lines still wait."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select

from app.access.actor import SYSTEM, Actor
from app.actions.bank.match import match_line
from app.actions.bank.upload import upload_statement
from app.actions.payments.record_eft import record_eft
from app.actions.payments.refund import refund_payment
from app.cli.demo_network.history import world_switched_off
from app.core import clock
from app.core.money import plain
from app.models import BankLine, Invoice, Location
from app.models.invoice import InvoiceStatus
from app.work import Work

ACCOUNT = "62001234567"
OWERS = 7


def take_money(work: Work, *, by: Actor) -> None:
    """At headquarters, out of what is owed there; nobody is told."""
    location = work.session.scalars(select(Location).where(Location.is_headquarters)).first()
    if location is None:
        return
    query = select(Invoice).where(Invoice.location_id == location.id, Invoice.status == InvoiceStatus.SENT).order_by(Invoice.id.desc())
    first: dict[int, Invoice] = {}
    for invoice in work.session.scalars(query):
        first.setdefault(invoice.organisation_id, invoice)
    owed = [invoice for invoice in first.values() if invoice.due_cents > 100_000][:OWERS]
    if len(owed) < OWERS:
        return
    today = clock.today(location.zone)
    with world_switched_off():
        _by_hand(owed[:3], today - dt.timedelta(days=3), by=by)
        _from_the_bank(work, location, owed[3:], today, by=by)


def _by_hand(owed: Sequence[Invoice], on: dt.date, *, by: Actor) -> None:
    whole, part, over = owed
    record_eft(
        whole.organisation_id,
        key="demo-1",
        amount_cents=whole.due_cents,
        received_on=on,
        reference=f"{whole.number}",
        invoice_id=whole.id,
        by=by,
    )
    record_eft(
        part.organisation_id,
        key="demo-2",
        amount_cents=part.due_cents // 2,
        received_on=on,
        reference=f"Part of {part.number}",
        invoice_id=part.id,
        by=by,
    )
    paid = record_eft(
        over.organisation_id,
        key="demo-3",
        amount_cents=over.due_cents + 150_000,
        received_on=on,
        reference=f"{over.number}",
        invoice_id=over.id,
        by=by,
    )
    refund_payment(paid.id, key="demo-3", amount_cents=50_000, reference="EFT back", reason="Paid too much; asked for a part of it", by=by)


def _from_the_bank(work: Work, location: Location, owed: Sequence[Invoice], today: dt.date, *, by: Actor) -> None:
    first, sure, named, other = owed
    lines = [
        (f"FNB OB PMT {first.number}", first.due_cents),
        (f"MAGTAPE CREDIT {sure.number} THANKS", sure.due_cents),
        (named.organisation.name.upper(), named.due_cents),
        (f"{other.organisation.code} JUNE ACCOUNT", other.due_cents - 10_000),
        ("CASH DEPOSIT CAPE TOWN 4711", 45_000),
        ("SERVICE FEES", -6_900),
    ]
    day = today - dt.timedelta(days=1)
    table = "Date,Amount,Description\n" + "".join(f"{day:%Y/%m/%d},{plain(cents)},{words}\n" for words, cents in lines)
    upload_statement(f"statement-{day:%Y-%m-%d}.csv", table.encode(), location_id=location.id, account=ACCOUNT, by=by)
    line = work.session.scalars(select(BankLine).order_by(BankLine.number)).first()
    if line is not None:
        match_line(line.id, organisation_id=first.organisation_id, invoice_ids=[first.id], by=SYSTEM)
