"""A refund leaves no credit behind at PaperCut: it is taken back there first, once, and the money follows (U4, W10, I10)."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.access.roles import FRONT_DESK
from app.actions.access.let_credit_go import let_credit_go
from app.actions.access.retry import retry_access
from app.actions.access.settle import settle_access
from app.actions.credit_notes.create import create_credit_note
from app.actions.fulfilments.decide import settle_unknown
from app.actions.fulfilments.print_credit import begin_print_credit, note_balance
from app.actions.purchases.buy import buy
from app.actions.purchases.refund import refund_purchase
from app.core.clock import today
from app.core.errors import Forbidden, Refused
from app.integrations.papercut import Printing
from app.integrations.registry import use
from app.models import Access, Fulfilment, License, Lot
from app.models.access import AccessState
from app.models.fulfilment import FulfilmentState
from app.models.purchase import PayWay, PurchaseStatus
from app.queries.verify.books import verify
from app.rules.access import System
from app.rules.units import Unit
from tests.actions.purchases.test_buy import stuff
from tests.jobs.test_fulfilment import member, printed

__all__ = ["member"]
S = FulfilmentState
SPEND = "*/api.adjustUserAccountBalanceIfAvailable"


@pytest.fixture
def bought(make, member, world, session, admin):
    """R100.00 of print credit for R115.00, paid with credits; PaperCut has them."""
    prints = make.product(member.organisation.location, type=Unit.PRINTING, price_cents=11500, credit_cents=10000)
    stuff(make, member, 20000)
    row = buy(prints.id, way=PayWay.WALLET, key="form", user_id=member.id, by=admin)
    world.run_jobs()
    session.expire_all()
    assert (row.status, printed(make, world)[0]) == (PurchaseStatus.FULFILLED, 10000)
    return row


def given(session):
    session.expire_all()
    return session.scalars(select(Fulfilment)).one()


def broken(session):
    session.expire_all()
    return {name: found.examples for name, found in verify(session).items() if found.violations}


def refunded(row, session):
    return (given(session).state, row.status, row.refunded_cents, session.scalars(select(Lot)).one().balance_cents)


def test_it_is_taken_back_there_and_then_the_money_goes(make, world, bought, session, admin):
    for _twice in range(2):
        refund_purchase(bought.id, reason="Moved away", by=admin)
    assert (given(session).state, bought.status, broken(session)) == (S.TODO, PurchaseStatus.FULFILLED, {})
    world.run_jobs()
    refund_purchase(bought.id, reason="Moved away", by=admin)
    world.run_jobs()

    assert refunded(bought, session) == (S.RETURNED, PurchaseStatus.REFUNDED, 11500, 20000)
    key = given(session).key
    assert printed(make, world) == (0, [key, f"{key}:back"])
    assert (given(session).returned_cents, given(session).back_by, broken(session)) == (10000, admin.name, {})


@pytest.mark.parametrize("fault", ["cut_after", "cut_before", "503"])
def test_a_lost_answer_is_looked_up_and_never_taken_twice(make, world, bought, session, admin, fault):
    world.vendors.fault(fault, SPEND, vendor="papercut", seconds=0.02)
    refund_purchase(bought.id, reason="Moved away", by=admin)
    world.run_later(step=61)
    assert refunded(bought, session) == (S.RETURNED, PurchaseStatus.REFUNDED, 11500, 20000)
    key = given(session).key
    assert printed(make, world) == (0, [key, f"{key}:back"])
    assert broken(session) == {}


def test_where_less_is_left_nothing_goes_back_and_the_amount_is_said(make, world, bought, session, admin, login):
    username = session.scalars(select(Access.username).where(Access.system == System.PRINTING)).one()
    use(Printing).adjust(username, cents=-50, reference="a page")
    refund_purchase(bought.id, reason="Moved away", by=admin)
    world.run_jobs()
    assert refunded(bought, session) == (S.DONE, PurchaseStatus.FULFILLED, 0, 8500)
    assert "PaperCut has 99.50 left of the print credit, of 100.00 that this purchase brought" in given(session).reason
    assert "99.50 left" in login("Finance").get(f"/purchases/show/{bought.id}").get_data(as_text=True)

    use(Printing).adjust(username, cents=50, reference="topped up")
    refund_purchase(bought.id, reason="Moved away", by=admin)
    world.run_jobs()
    assert refunded(bought, session) == (S.RETURNED, PurchaseStatus.REFUNDED, 11500, 20000)
    assert (printed(make, world)[0], broken(session)) == (0, {})


def test_what_nobody_can_know_is_said_by_a_person(make, world, bought, session, admin):
    """The worker died in the call, and somebody printed meanwhile."""
    refund_purchase(bought.id, reason="Moved away", by=admin)
    found = begin_print_credit(given(session).id, by=SYSTEM)
    note_balance(found, use(Printing).balance(found.username), by=SYSTEM)
    use(Printing).adjust(found.username, cents=-50, reference="a page")
    world.run_later(step=61)
    row = given(session)
    assert (row.state, f"{row.key}:back" in row.reason, bought.status) == (S.UNKNOWN, True, PurchaseStatus.FULFILLED)
    settle_unknown(row.id, arrived=True, by=SYSTEM)
    world.run_jobs()
    assert refunded(bought, session)[:2] == (S.RETURNED, PurchaseStatus.REFUNDED)


def test_a_credit_note_by_hand_leads_to_the_refund(bought):
    with pytest.raises(Refused, match="refund the purchase"):
        create_credit_note(bought.invoice_id, None, "Moved away", by=SYSTEM)
    assert create_credit_note(bought.invoice_id, None, "A gift", by=SYSTEM, goodwill=True).total_cents == 11500


def account(session):
    session.expire_all()
    return session.scalars(select(Access).where(Access.system == System.PRINTING)).one()


@pytest.fixture
def leaver(bought, member, make, world, session):
    """Who bought has no license any more, and none to come."""
    world.vendors.printing().adjust(account(session).username, cents=500, reference="a grant of PaperCut's own")
    for license in session.scalars(select(License).where(License.user_id == member.id)):
        license.ends_on = today(license.location.zone) - dt.timedelta(days=1)
    session.commit()
    settle_access([member.id], by=SYSTEM)
    world.run_jobs()
    return account(session)


def test_what_was_bought_outlives_the_last_license_until_somebody_decides(make, world, leaver, session, admin):
    there = world.vendors.printing()
    assert (leaver.state, leaver.balance_cents, there.balance(leaver.username)) == (AccessState.FAILED, 10500, 10500)
    assert there.account(leaver.username).is_disabled
    assert "105.00 of credit, up to 100.00 of it bought" in leaver.reason
    retry_access(leaver.id, by=admin)
    world.run_jobs()
    assert (account(session).state, there.balance(leaver.username)) == (AccessState.FAILED, 10500)


def test_the_purchase_is_refunded_out_of_the_closed_account_and_then_it_goes(make, world, leaver, bought, session, admin):
    refund_purchase(bought.id, reason="Moved away", by=admin)
    world.run_jobs()
    assert refunded(bought, session) == (S.RETURNED, PurchaseStatus.REFUNDED, 11500, 20000)
    retry_access(leaver.id, by=admin)
    world.run_jobs()
    assert (account(session).state, world.vendors.printing().account(leaver.username)) == (AccessState.GONE, None)


def test_a_person_who_may_refund_lets_it_go_and_nobody_else(make, world, leaver, session, admin):
    with pytest.raises(Forbidden):
        let_credit_go(leaver.id, by=make.actor(FRONT_DESK))
    let_credit_go(leaver.id, by=admin)
    world.vendors.printing().adjust(leaver.username, cents=100, reference="more than somebody let go")
    world.run_jobs()
    assert account(session).state is AccessState.FAILED
    let_credit_go(leaver.id, by=admin)
    world.run_jobs()
    assert (account(session).state, account(session).let_go_cents) == (AccessState.GONE, None)
    assert world.vendors.printing().account(leaver.username) is None
    with pytest.raises(Refused):
        let_credit_go(leaver.id, by=admin)


def test_the_account_opens_again_with_its_credit_when_a_license_comes(make, world, leaver, member, session, admin):
    old = session.scalars(select(License).where(License.user_id == member.id)).first()
    make.license(old.organisation, old.membership, user_id=member.id)
    settle_access([member.id], by=SYSTEM)
    world.run_jobs()
    there = world.vendors.printing()
    assert (account(session).state, there.balance(leaver.username)) == (AccessState.GRANTED, 10500)
    assert not there.account(leaver.username).is_disabled


def test_it_is_shown_where_people_look_with_its_verb(leaver, login):
    browser = login()
    assert "Closed, and kept" in browser.get("/drift/list/").get_data(as_text=True)
    page = browser.get(f"/printing/show/{leaver.id}").get_data(as_text=True)
    assert "Let the credit go" in page
