"""The worked example of section 3 of the rules, step by step through the real ledger."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.actions.wallets.expire import expire_lots
from app.actions.wallets.settle_due import settle_due
from app.models import LedgerEntry
from app.queries.verify.books import verify
from app.queries.wallets.trial_balance import trial_balance
from tests.actions.wallets.conftest import at, lived


@pytest.fixture
def lots(credits):
    """Q: R500 of June's quota; P: R300 bought; S: R1 000 of stuff that the organisation shares."""
    with lived(1):
        quota = credits.quota(50000, slot=at(1, 0), until=at(30, 22)).id
        bought = credits.buy(30000)
        shared = credits.buy(100000, credits.stuff, key="order-2")
    return quota, bought, shared


def entries(session):
    return session.scalar(select(func.count()).select_from(LedgerEntry))


def test_every_step(credits, lots, session):
    with lived(12):
        credits.book(72000, "booking:1", starts_at=at(20))
        assert credits.free(*lots) == (0, 8000, 100000)
        credits.book(38000, "booking:2", starts_at=at(21))
        assert credits.free(*lots) == (0, 0, 70000)
    with lived(13, 9, 1):
        assert settle_due() == 4
        written = entries(session)
        assert settle_due() == 0
        assert entries(session) == written
        assert credits.free(*lots) == (0, 0, 70000)
    with lived(18):
        credits.cancel("booking:1", refunded=72000)
        assert credits.free(*lots) == (50000, 22000, 70000)
    with lived(19, 12):
        credits.cancel("booking:2", refunded=38000)
        assert credits.free(*lots) == (50000, 30000, 100000)
        credits.book(72000, "booking:3", starts_at=at(5, month=7))
        assert credits.free(*lots) == (50000, 0, 58000)
    with lived(1, 0, month=7):
        new = credits.quota(50000, slot=at(1, 0, month=7), until=at(31, 22, month=7)).id
        assert credits.free(*lots, new) == (0, 0, 58000, 50000)
        assert expire_lots() == 0  # the grant has ended the old lot already
    with lived(5, 8, month=7):
        settle_due()
        credits.cancel("booking:3")
        assert credits.free(*lots, new) == (0, 0, 58000, 50000)
    assert {name: outcome.examples for name, outcome in verify(session).items() if outcome.violations} == {}
    assert [balances.difference for balances in trial_balance(session)] == [0]


def test_a_late_cancellation_keeps_a_fee_of_what_is_still_held(credits, lots):
    with lived(12):
        credits.book(1661, "booking:1", starts_at=at(12, 20))
        credits.cancel("booking:1", fee=831)
    assert credits.free(*lots) == (50000 - 831, 30000, 100000)
