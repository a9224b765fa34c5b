"""Many at one wallet: what is accepted is what is gone, nothing goes below the floor, and a reserve ends once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from app.actions.wallets.settle_due import settle_due
from app.core.entity import db
from app.models import Reserve
from app.models.ledger import ReserveState
from app.queries.verify.books import verify
from tests.actions.wallets.conftest import at, lived

CLIENTS = 8


def at_once(app, *acts):
    """Each in a thread of its own, begun together; their answers."""
    ready = Barrier(len(acts))

    def one(act):
        with app.app_context():
            ready.wait()
            try:
                return act()
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(acts)) as people:
        return list(people.map(one, acts))


def test_one_wallet_never_pays_more_than_it_has(app, credits, session):
    credits.buy(100000)
    session.rollback()

    def spend(client):
        return lambda: sum(7000 - credits.book(7000, f"booking:{client}-{n}", starts_at=at(20, month=12)).rest for n in range(5))

    held = at_once(app, *(spend(client) for client in range(CLIENTS)))
    wallet = credits.wallet(credits.space)
    assert sum(held) == wallet.reserved_cents == 100000
    assert not any(outcome.violations for outcome in verify(session).values())


@pytest.mark.parametrize("round_", range(3))
def test_cancelling_and_settling_in_the_same_second_end_each_reserve_once(app, credits, session, round_):
    with lived(1):
        credits.buy(100000)
        for n in range(10):
            credits.book(7000, f"booking:{n}", starts_at=at(20))
    session.rollback()

    def settle():
        with lived(3):
            return settle_due()

    def cancel():
        with lived(3):
            for n in range(10):
                credits.cancel(f"booking:{n}")

    at_once(app, settle, cancel)
    while settle():
        pass
    ended = session.scalars(select(Reserve)).all()
    debited = sum(each.debited_cents for each in ended)
    assert all(each.state is not ReserveState.OPEN for each in ended)
    assert credits.wallet(credits.space).balance_cents == 100000 - debited
    assert credits.wallet(credits.space).reserved_cents == 0
    assert not any(outcome.violations for outcome in verify(session).values())
