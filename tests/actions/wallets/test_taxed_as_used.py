"""Credits that are taxed as they are used bring their VAT with the room that they pay, and take it back with what comes back (P10)."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.access.actor import SYSTEM
from app.actions.bookings.cancel import cancel_booking
from app.actions.wallets.settle_due import settle_due
from app.actions.wallets.top_up import top_up_wallet
from app.models import LedgerEntry
from app.models.ledger import EntryKind
from app.models.product import VatPoint
from app.queries.verify.books import verify
from app.queries.wallets.trial_balance import tax_as_used
from tests.actions.bookings.conftest import ZONE, Rooms, at, lived


@pytest.fixture
def rooms(make, session):
    with lived(12):
        yield Rooms(make, session)


def bought(rooms, cents, vat_point):
    top_up_wallet(rooms.wallet, cents, by=SYSTEM, key=f"top-up {vat_point}", reason="Bought", vat_point=vat_point)


def vat(session, kind):
    return session.scalars(select(LedgerEntry.vat_cents).where(LedgerEntry.kind == kind).order_by(LedgerEntry.id)).all()


def test_a_room_brings_the_vat_of_what_was_not_taxed_before(rooms, session):
    bought(rooms, 5000, VatPoint.SALE)
    bought(rooms, 100000, VatPoint.REDEMPTION)
    rooms.book(at(20), at(20, 10))  # 200.00: 50.00 taxed before, 150.00 with VAT of 15 / 115
    assert vat(session, EntryKind.RESERVE) == [0, 0]
    with lived(14):
        settle_due()
    assert vat(session, EntryKind.DEBIT) == [0, 1957]
    session.rollback()
    assert [(each.currency, each.cents) for each in tax_as_used(session, ZONE)] == [("ZAR", 1957)]


def test_what_comes_back_takes_its_vat_along_to_the_cent(rooms, session):
    bought(rooms, 100000, VatPoint.REDEMPTION)
    booking = rooms.book(at(20), at(20, 10))
    with lived(14):
        settle_due()
        assert vat(session, EntryKind.DEBIT) == [2609]
        session.rollback()
    with lived(20, 3):  # within 24 hours: half comes back
        cancel_booking(booking.id, by=SYSTEM)
    assert session.execute(select(LedgerEntry.cents, LedgerEntry.vat_cents).where(LedgerEntry.kind == EntryKind.REFUND)).all() == [
        (10000, -1305)
    ]
    assert session.scalar(select(func.sum(LedgerEntry.vat_cents))) == 1304
    session.rollback()
    assert {name for name, found in verify(session).items() if found.violations} == set()
