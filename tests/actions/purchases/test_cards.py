"""A card pays a purchase with one click, once, and whatever comes of it the purchase says so (U2, U3, I8)."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select

from app.access.actor import SYSTEM
from app.actions.accounts.person import the_person
from app.actions.dunning.put_policy import put_policy
from app.actions.fulfilments.want import want_fulfilments
from app.actions.payments.begin_charge import begin_charge
from app.actions.payments.record_eft import record_eft
from app.actions.payments.release import release_payment
from app.actions.purchases.buy import buy
from app.actions.purchases.pay_again import charge_purchase, checkout_purchase
from app.actions.purchases.withdraw import withdraw_purchase, withdraw_stale
from app.actions.settings.put import put_setting
from app.core import clock
from app.core.errors import Forbidden, Missing, Refused
from app.models import Fulfilment, Invoice, InvoiceLine, Payment, PaymentAttempt, PaymentMethod, Purchase
from app.models.invoice import InvoiceStatus
from app.models.payment_attempt import AttemptState
from app.models.purchase import PayWay, PurchaseStatus
from app.queries.debtors.chasing import chased
from app.queries.debtors.policy import dunning_policy
from app.queries.debtors.standings import BLOCKED, standings
from app.queries.verify.books import verify
from app.rules.units import Unit
from tests.cards import kept_card, paid_for, tell

S = PurchaseStatus


@pytest.fixture
def credit(make, home):
    return make.product(home, type=Unit.SPACE, price_cents=50000, credit_cents=50000, name="Room credit")


def now(session, row):
    session.expire_all()
    return session.get_one(Purchase, row.id)


def test_who_may_not_pay_by_card_buys_another_way(make, world, member, by, credit, session):
    kept_card(make, world, member.organisation)
    member.organisation.allowed_payments = "eft"
    session.commit()
    for way in (PayWay.CARD, PayWay.CHECKOUT):
        with pytest.raises(Refused, match="Acme does not pay by card") as refused:
            buy(credit.id, way=way, key=way.value, by=by)
        assert refused.value.field == "way"
    assert buy(credit.id, way=PayWay.NEXT_INVOICE, key="later", by=by).adhoc_id is not None


def test_one_click_charges_once_brings_the_credit_and_is_a_tax_invoice(make, world, client, member, by, credit, session):
    kept_card(make, world, member.organisation)
    first, second = (buy(credit.id, way=PayWay.CARD, key="form", by=by) for _ in range(2))
    assert (first.id, first.status) == (second.id, S.AWAITING_PAYMENT)
    assert session.get_one(Invoice, first.invoice_id).document_id is None, "nothing is printed or told before it is paid"

    world.run_jobs()
    tell(client, world)
    world.run_jobs()

    row = now(session, first)
    assert row.status is S.FULFILLED
    assert list(paid_for(world).values()) == [1]
    assert (row.invoice.status, row.invoice.vat_cents, row.invoice.document_id is not None) == (InvoiceStatus.PAID, 6522, True)
    assert session.scalars(select(Fulfilment)).one().lot.wallet.user_id == member.id
    assert {name: found.examples for name, found in verify(session).items() if found.violations} == {}


def test_a_declined_card_fails_and_another_one_pays(make, world, member, by, credit, session):
    kept_card(make, world, member.organisation, card="soft")
    row = buy(credit.id, way=PayWay.CARD, key="form", by=by)
    world.run_jobs()
    assert (now(session, row).status, session.scalar(select(func.count(Payment.id)))) == (S.FAILED, 0)

    session.execute(PaymentMethod.__table__.update().values(is_default=False))
    session.commit()
    kept_card(make, world, member.organisation)
    charge_purchase(row.id, by=by)
    charge_purchase(row.id, by=by)
    world.run_jobs()
    assert now(session, row).status is S.FULFILLED
    with pytest.raises(Refused, match="waits for no payment"):
        charge_purchase(row.id, by=by)


def test_a_lost_answer_is_found_and_nothing_is_charged_twice(make, world, member, by, credit, session):
    kept_card(make, world, member.organisation)
    world.vendors.fault("cut_after", "*adhoc*", vendor="payfast")
    world.vendors.fault("503", "*history*", vendor="payfast")
    row = buy(credit.id, way=PayWay.CARD, key="form", by=by)
    world.run_jobs()

    assert now(session, row).status in (S.PAYMENT_UNKNOWN, S.FULFILLED)
    from jobs.charges import follow

    follow()
    world.run_jobs()
    assert now(session, row).status is S.FULFILLED
    assert list(paid_for(world).values()) == [1]


def test_the_vendor_s_page_is_for_whoever_bought_and_keeps_no_card_for_others(make, world, member, home, credit, session):
    plain = the_person(make.user("Member", organisation_id=member.organisation_id, location_id=home.id))
    row = buy(credit.id, way=PayWay.CHECKOUT, key="form", by=plain)

    form = checkout_purchase(row.id, keep_card=True, back=f"/my/shop/purchases/{row.id}", by=plain)
    fields = dict(form.fields)

    assert (fields["amount"], fields["return_url"].endswith(f"/my/shop/purchases/{row.id}")) == ("500.00", True)
    assert session.scalars(select(PaymentAttempt)).one().keeps_card is False
    with pytest.raises(Missing):
        checkout_purchase(row.id, back="/", by=the_person(make.user("Member", organisation_id=member.organisation_id)))


def test_who_sees_no_invoices_charges_no_card_and_the_desk_only_who_may(make, world, member, home, credit):
    kept_card(make, world, member.organisation)
    plain = the_person(make.user("Member", organisation_id=member.organisation_id, location_id=home.id))
    with pytest.raises(Refused, match="sees the invoices"):
        buy(credit.id, way=PayWay.CARD, key="form", by=plain)
    with pytest.raises(Refused, match="sees the invoices"):
        buy(credit.id, way=PayWay.CARD, key="form", user_id=member.id, by=make.actor("Front desk", at=[home]))
    with pytest.raises(Refused, match="own shop"):
        buy(credit.id, way=PayWay.CHECKOUT, key="form", user_id=member.id, by=make.actor("Finance"))
    with pytest.raises(Forbidden):
        buy(credit.id, way=PayWay.CARD, key="form", user_id=member.id, by=make.actor("Sales"))
    assert buy(credit.id, way=PayWay.CARD, key="form", user_id=member.id, by=make.actor("Finance")).status is S.AWAITING_PAYMENT


def test_cards_pay_rand_and_no_less_than_five(make, world, member, by, home):
    kept_card(make, world, member.organisation)
    with pytest.raises(Refused, match=r"no less than 5\.00"):
        buy(make.product(home, price_cents=499).id, way=PayWay.CARD, key="form", by=by)


def test_a_declined_month_ends_none_of_the_purchases_on_it(make, world, member, by, credit, session, admin):
    """They came with the invoice that is owed: its card fails for the whole month, which nobody cancels for a purchase on it."""
    put_setting("fulfil", "on_sent", by=admin)
    rows = [buy(credit.id, way=PayWay.NEXT_INVOICE, key=f"form-{n}", by=by) for n in range(2)]
    bills = [{"kind": "adhoc", "adhoc_id": row.adhoc_id, "description": "Room credit"} for row in rows]
    month = make.invoice(member.organisation, net=100000, run_id=make.run(member.organisation.location).id, line=bills[0])
    session.add(
        InvoiceLine(
            invoice_id=month.id, position=2, service_month=month.month, net_cents=0, vat_cents=0, vat_percent=15, factors=[], **bills[1]
        )
    )
    session.commit()
    want_fulfilments(month.id, by=SYSTEM)
    assert [now(session, row).invoice_id for row in rows] == [month.id] * 2

    kept_card(make, world, member.organisation, card="soft")
    attempt = begin_charge(month.id, by=SYSTEM)
    world.run_jobs()
    assert session.get_one(PaymentAttempt, attempt.id).state is AttemptState.DECLINED
    plain = the_person(make.user("Member", organisation_id=member.organisation_id, location_id=member.location_id))
    for refused in (
        lambda: withdraw_purchase(rows[0].id, by=by),
        lambda: charge_purchase(rows[0].id, by=by),
        lambda: checkout_purchase(rows[0].id, back="/", by=plain),
    ):
        with pytest.raises((Refused, Missing)):
            refused()
    with clock.lived_at(clock.now() + dt.timedelta(hours=25)):
        assert withdraw_stale() == 0
    assert {now(session, row).status for row in rows} == {S.STARTED}
    assert session.get_one(Invoice, month.id).status is InvoiceStatus.SENT


def test_what_was_taken_back_after_it_came_is_chased_and_what_waits_in_the_shop_is_not(make, world, member, by, credit, session):
    put_policy(is_on=True, reminders=(1,), block_after=14, review_after=21, least_cents=0, by=SYSTEM)
    row = buy(credit.id, way=PayWay.CHECKOUT, key="form", by=by)
    policy = dunning_policy(session)
    late = clock.now() + dt.timedelta(days=40)
    with clock.lived_at(late):
        assert (chased(session, policy), owing(session, policy)) == ({}, [])
    payment = record_eft(member.organisation_id, key="a", amount_cents=50000, reference="EFT", by=SYSTEM)
    world.run_jobs()
    assert now(session, row).status is S.FULFILLED
    release_payment(payment.id, invoice_id=row.invoice_id, by=SYSTEM)
    with clock.lived_at(late):
        assert (list(chased(session, policy)), owing(session, policy)) == ([member.organisation_id], [member.organisation_id])


def owing(session, policy):
    return session.scalars(select(standings(policy, by=SYSTEM, about=(BLOCKED,)).c.organisation_id)).all()
