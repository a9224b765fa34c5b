"""Staff give back what a booking cost, in whole or in part: it costs so much less, and the books agree."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.bookings.cancel import cancel_booking
from app.actions.bookings.create import create_booking
from app.actions.wallets.return_credits import return_credits
from app.actions.wallets.settle_due import settle_due
from app.actions.wallets.top_up import top_up_wallet
from app.core import clock
from app.core.errors import Conflict
from app.models import LedgerEntry
from app.models.ledger import EntryKind
from app.queries.verify.books import verify


def broken(session):
    return {name: outcome.examples for name, outcome in verify(session).items() if outcome.violations}


def test_a_booking_costs_less_by_what_came_back_and_its_cancellation_gives_the_rest(make, session):
    room = make.room()
    user = make.user("Member", organisation_id=make.organisation(room.location).id)
    wallet = make.wallet(user)
    top_up_wallet(wallet.id, 100000, by=SYSTEM, key="k", reason="EFT")
    start = clock.now().replace(hour=9, minute=0, second=0, microsecond=0) + dt.timedelta(days=9)
    booking = create_booking(
        by=SYSTEM,
        room_id=room.id,
        user_id=user.id,
        starts_at=start,
        ends_at=start + dt.timedelta(hours=1),
        override_reason="No license yet",
    )
    cost = booking.charged_cents
    with clock.lived_at(clock.now() + dt.timedelta(days=2)):
        settle_due()
        entry = session.scalars(select(LedgerEntry.id).where(LedgerEntry.kind == EntryKind.DEBIT)).one()
        with pytest.raises(Conflict):
            return_credits(wallet.id, entry, cost + 1, by=SYSTEM, key="r", reason="No air")
        for _click in range(2):
            return_credits(wallet.id, entry, 5000, by=SYSTEM, key="r", reason="No air")
        session.expire_all()
        assert (booking.charged_cents, wallet.balance_cents) == (cost - 5000, 100000 - cost + 5000)
        assert broken(session) == {}
        cancel_booking(booking.id, by=SYSTEM, by_operator=True, reason="Flooded")
    session.expire_all()
    assert (booking.charged_cents, wallet.balance_cents) == (0, 100000)
    assert broken(session) == {}
