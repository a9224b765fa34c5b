"""What goes into a wallet and out of it: once, for a reason, within the owner's organisation, and never below zero."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.access.actor import SYSTEM
from app.access.roles import FRONT_DESK
from app.actions.wallets.adjust import adjust_wallet
from app.actions.wallets.charge_back import charge_back
from app.actions.wallets.expire import expire_lots
from app.actions.wallets.grant import grant_credits
from app.actions.wallets.settle_due import settle_due
from app.actions.wallets.top_up import top_up_wallet
from app.actions.wallets.transfer import transfer_credits
from app.core.errors import Conflict, Forbidden, Refused
from app.models import LedgerEntry, Lot, Wallet
from app.models.ledger import EntryKind
from app.queries.verify.books import verify
from app.queries.wallets.statement import statement
from app.queries.wallets.trial_balance import trial_balance
from tests.actions.wallets.conftest import Credits, at, lived


def holds(session):
    return not any(outcome.violations for outcome in verify(session).values())


def test_a_second_click_tops_up_once(credits):
    assert credits.buy(30000) == credits.buy(30000)
    assert credits.wallet(credits.space).balance_cents == 30000


@pytest.mark.parametrize(
    ("cents", "reason", "field"),
    [
        (0, "why", "amount_cents"),
        (-100, "why", "amount_cents"),
        (10**9 + 1, "why", "amount_cents"),
        (100, "  ", "reason"),
        (100, "why " * 200, "reason"),
    ],
)
def test_absurd_top_ups_are_refused(credits, cents, reason, field):
    with pytest.raises(Refused) as refused:
        top_up_wallet(credits.space, cents, by=SYSTEM, key="k", reason=reason)
    assert refused.value.field == field


def test_only_who_may_write_wallets_does(credits, make):
    with pytest.raises(Forbidden):
        top_up_wallet(credits.space, 100, by=make.actor(FRONT_DESK), key="k", reason="why")


def test_a_reserve_is_made_once_and_answers_the_same(credits):
    credits.buy(50000)
    first = credits.book(72000, "booking:1", starts_at=at(20, month=12))
    assert credits.book(72000, "booking:1", starts_at=at(20, month=12)) == first
    assert (first.rest, credits.wallet(credits.space).reserved_cents) == (22000, 50000)


def test_credits_that_expire_between_quote_and_confirm_do_not_pay(credits):
    with lived(1):
        credits.buy(50000, expires_at=at(2))
    with lived(2):
        assert credits.book(100, "booking:1", starts_at=at(2, 12)).rest == 100


def test_a_refund_into_an_expired_lot_is_lost_to_the_member_and_kept_by_the_operator(credits, session):
    with lived(1):
        lot = credits.buy(50000, expires_at=at(10))
        credits.book(20000, "booking:1", starts_at=at(20))
        credits.book(30000, "booking:2", starts_at=at(21))
    with lived(11):
        settle_due()
        credits.cancel("booking:1", refunded=20000)
        credits.cancel("booking:2", refunded=30000, by_operator=True)
        credits.cancel("booking:2", refunded=30000, by_operator=True)
    anew = session.scalars(select(Lot).where(Lot.id != lot)).one()
    assert credits.free(lot, anew.id) == (0, 30000)
    assert anew.expires_at == at(11) + dt.timedelta(days=30)
    assert holds(session)


def test_more_than_was_paid_never_comes_back(credits, session):
    credits.buy(50000)
    credits.book(20000, "booking:1", starts_at=at(20, month=12))
    with pytest.raises(ValueError, match="more"):
        credits.cancel("booking:1", refunded=20001)
    assert credits.wallet(credits.space).reserved_cents == 20000  # nothing half done


def test_what_is_reserved_of_an_expiring_lot_stays_reserved(credits):
    with lived(1):
        lot = credits.buy(50000, expires_at=at(10))
        credits.book(20000, "booking:1", starts_at=at(9))
    with lived(1, 12, month=7):
        assert expire_lots() == 1
        assert credits.free(lot) == (0,)
        assert credits.wallet(credits.space).reserved_cents == 20000
        assert expire_lots() == 0


def test_a_correction_takes_only_what_is_free_and_says_how_much_that_is(credits, admin, session):
    credits.buy(50000)
    credits.book(20000, "booking:1", starts_at=at(20, month=12))
    with pytest.raises(Conflict, match=r"300\.00"):
        adjust_wallet(credits.space, -30001, by=admin, key="a", reason="Counted wrongly")
    adjust_wallet(credits.space, -30000, by=admin, key="a", reason="Counted wrongly")
    adjust_wallet(credits.space, 500, by=admin, key="b", reason="Sorry")
    adjust_wallet(credits.space, 500, by=admin, key="b", reason="Sorry")
    assert credits.wallet(credits.space).balance_cents == 20500
    assert [(each.kind, each.cents, each.balance, each.reason) for each in statement(session, credits.space)][:2] == [
        (EntryKind.ADJUST, 500, 20500, "Sorry"),
        (EntryKind.ADJUST, -30000, 20000, "Counted wrongly"),
    ]


def test_credits_move_within_their_organisation_and_quotas_stay(credits, make, admin, session):
    organisation = session.get_one(Wallet, credits.stuff).organisation
    colleague = Credits(session, organisation, make.user("Member", organisation_id=organisation.id))
    stranger = Credits(session, make.organisation(), make.user("Member", organisation_id=make.organisation().id))
    with lived(1):
        credits.quota(50000, slot=at(1, 0), until=at(30, 22))
        credits.buy(30000, expires_at=at(25))
        with pytest.raises(Refused, match="within their organisation"):
            transfer_credits(credits.space, stranger.space, 100, by=admin, key="t", reason="Helping")
        with pytest.raises(Refused, match="same kind"):
            transfer_credits(credits.space, credits.stuff, 100, by=admin, key="t", reason="Helping")
        with pytest.raises(Conflict, match=r"300\.00"):
            transfer_credits(credits.space, colleague.space, 30001, by=admin, key="t", reason="Helping")
        for _click in range(2):
            transfer_credits(credits.space, colleague.space, 10000, by=admin, key="t", reason="Helping")
    lot = session.scalars(select(Lot).where(Lot.wallet_id == colleague.space)).one()
    assert (lot.balance_cents, lot.expires_at) == (10000, at(25))
    assert credits.wallet(credits.space).balance_cents == 70000
    assert holds(session)


def test_a_key_that_moved_something_else_is_refused_and_not_said_to_be_done(credits, make, admin, session):
    organisation = session.get_one(Wallet, credits.stuff).organisation
    colleague, third = (Credits(session, organisation, make.user("Member", organisation_id=organisation.id)) for _each in range(2))
    lot = credits.buy(30000)
    why = {"by": admin, "reason": "Sorry", "key": "k"}
    grant_credits(credits.space, 100, **why)
    adjust_wallet(credits.space, 200, **why)
    transfer_credits(credits.space, colleague.space, 300, **why)
    charge_back(credits.space, lot, 400, **why)
    others = (
        lambda: credits.buy(30000, colleague.space),
        lambda: credits.buy(30001),
        lambda: grant_credits(colleague.space, 100, **why),
        lambda: grant_credits(credits.space, 101, **why),
        lambda: adjust_wallet(colleague.space, 200, **why),
        lambda: adjust_wallet(credits.space, -200, **why),
        lambda: transfer_credits(credits.space, third.space, 300, **why),
        lambda: transfer_credits(credits.space, colleague.space, 299, **why),
        lambda: charge_back(credits.space, lot, 401, **why),
    )
    for other in others:
        with pytest.raises(Conflict, match="moved other credits already"):
            other()
    grant_credits(credits.space, 100, **why)
    charge_back(credits.space, lot, 400, **why)
    assert [credits.wallet(each).balance_cents for each in (credits.space, colleague.space, third.space)] == [29600, 300, 0]


def test_the_ledger_is_never_rewritten(credits, session):
    credits.buy(50000)
    credits.book(100, "booking:1", starts_at=at(20, month=12))
    for statement_ in (
        "UPDATE ledger_entry SET cents = 1",
        "DELETE FROM ledger_entry",
        "TRUNCATE ledger_entry",
        "DELETE FROM reserve",
        "UPDATE reserve SET cents = cents + 1",
    ):
        with pytest.raises(DBAPIError, match=r"never changed|ends once"):
            session.execute(text(statement_))
        session.rollback()


def test_the_trial_balance_of_any_instant_is_what_wallets_held_then(credits, session):
    credits.buy(50000)
    then = session.scalar(text("SELECT clock_timestamp()"))
    credits.book(20000, "booking:1", starts_at=at(20, month=12))
    credits.cancel("booking:1", fee=20000)
    (before,), (after,) = trial_balance(session, then), trial_balance(session)
    assert [sum(each.wallets.values()) for each in (before, after)] == [50000, 30000]
    assert (before.difference, after.difference, after.reserved) == (0, 0, 0)
    assert session.query(LedgerEntry).count() == 3
