"""What paid lines bring comes once, through every accident, and what nobody can know is for a person (U4, I10, P10)."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

import pytest
from sqlalchemy import func, select, text, update

from app.access.actor import SYSTEM
from app.actions.access.settle import settle_access
from app.actions.credit_notes.create import create_credit_note
from app.actions.fulfilments.decide import give_to, retry_fulfilment, settle_unknown
from app.actions.fulfilments.print_credit import begin_print_credit, note_balance
from app.actions.fulfilments.want import want_fulfilments
from app.actions.invoice_runs.approve import approve_run
from app.actions.invoice_runs.send import send_run
from app.actions.payments.charge_back import charge_back_payment
from app.actions.payments.record_eft import record_eft
from app.actions.settings.put import put_setting
from app.core import clock
from app.core.errors import Refused
from app.integrations.errors import Retry
from app.integrations.papercut import Printing
from app.integrations.registry import use
from app.models import Access, Fulfilment, Invoice, InvoiceLine, LedgerEntry, Lot, Wallet
from app.models.fulfilment import FulfilmentState
from app.models.invoice import InvoiceStatus
from app.models.product import VatPoint
from app.queries.verify.books import verify
from app.rules.access import System
from app.sandbox.faults import HTTP_FAULTS
from jobs.fulfilment import LOOK_AGAIN, give_print_credit
from tests.actions.payments.test_charge_back import by_card
from tests.views.billing import JUNE, previewed

S = FulfilmentState
ADJUST = "*/api.adjustUserAccountBalance"


def paid(invoice, cents=None, key="eft"):
    return record_eft(
        invoice.organisation_id,
        key=f"{key}-{invoice.id}",
        amount_cents=cents or invoice.due_cents,
        reference="EFT",
        invoice_id=invoice.id,
        by=SYSTEM,
    )


def rows(session):
    session.expire_all()
    return session.scalars(select(Fulfilment).order_by(Fulfilment.id)).all()


def promises(session):
    return {
        name: found.examples
        for name, found in verify(session).items()
        if found.violations and name in ("U4", "P10", "T1", "L1", "L2", "L3")
    }


@pytest.fixture
def member(make, world):
    """Somebody with a print account."""
    license = make.license()
    user = make.user("Member", organisation_id=license.organisation_id, email="thandi@example.com", first_name="Thandi")
    license.user_id = user.id
    make.session.commit()
    settle_access([user.id], by=SYSTEM)
    world.run_jobs()
    return user


@pytest.fixture
def printing(make, member):
    """An invoice of print credit, whose person is not said yet."""
    return make.sold(make.product(type="printing", credit_cents=10000), member.organisation)


def printed(make, world):
    """(balance in cents, comments) at PaperCut."""
    username = make.session.scalars(select(Access.username).where(Access.system == System.PRINTING)).one()
    users = world.vendors.get("/_control/papercut/users")["users"]
    log = world.vendors.get("/_control/papercut/transactions")["transactions"]
    return next(round(float(user["balance"]) * 100) for user in users if user["username"] == username), [each["comment"] for each in log]


def test_credits_come_when_the_last_cent_is_paid_and_once(make, session, world):
    product = make.product(type="space", credit_cents=50000, credit_days=90)
    invoice = make.sold(product, quantity=2)

    paid(invoice, 100)
    world.run_jobs()
    assert rows(session) == []
    paid(invoice, key="rest")
    world.run_jobs()
    for _ in range(3):
        want_fulfilments(invoice.id, by=SYSTEM)
        world.run_jobs()

    (row,) = rows(session)
    lot = session.get_one(Lot, row.lot_id)
    assert (row.state, row.cents, lot.balance_cents, lot.source.value, lot.vat_point) == (S.DONE, 100000, 100000, "purchase", VatPoint.SALE)
    assert lot.wallet.organisation_id == invoice.organisation_id
    assert abs(lot.expires_at - clock.now() - dt.timedelta(days=90)) < dt.timedelta(minutes=1)
    assert session.scalar(select(func.count(LedgerEntry.id))) == 1
    assert promises(session) == {}


def test_credits_come_also_where_the_rest_of_the_invoice_was_credited(make, session, world, admin):
    """Nothing is owed any more: it is as paid as if the last cent had come."""
    product = make.product(type="stuff", credit_cents=5000)
    acme = make.organisation(product.location)
    charge = make.adhoc(acme, product_id=product.id, unit_price_cents=30000, invoiced_at=clock.now())
    invoice = make.invoice(acme, net=40000, line={"kind": "adhoc", "adhoc_id": charge.id, "net_cents": 30000, "vat_cents": 4500})
    money = {"net_cents": 10000, "vat_cents": 1500, "vat_percent": 15}
    key = InvoiceLine(invoice_id=invoice.id, position=2, kind="manual", description="Key", service_month=invoice.month, factors=[], **money)
    session.add(key)
    session.commit()
    paid(invoice, invoice.total_cents - 11500)
    create_credit_note(invoice.id, {key.id: 5000}, "Half a key", by=admin)
    world.run_jobs()
    assert (rows(session), invoice.status) == ([], InvoiceStatus.PART_PAID)

    create_credit_note(invoice.id, {key.id: 5000}, "No key", by=admin)
    world.run_jobs()
    session.expire_all()
    assert (invoice.status, invoice.due_cents, [each.state for each in rows(session)]) == (InvoiceStatus.PAID, 0, [S.DONE])
    assert promises(session) == {}


def test_an_invoice_of_nothing_is_paid_as_it_is_sent(make, session, world, admin):
    location = make.location(sender_email="kloof@example.com")
    acme = make.organisation(location)
    product = make.product(location, type="stuff", price_cents=10000, credit_cents=5000)
    for cents, more in ((10000, {"product_id": product.id}), (-10000, {})):
        make.adhoc(acme, quantity=1, unit_price_cents=cents, date=JUNE.first, **more)
    run = previewed(location, JUNE, admin)
    approve_run(run.id, run.fingerprint, by=admin)
    send_run(run.id, by=admin)
    world.run_jobs()

    invoice = session.scalars(select(Invoice)).one()
    assert (invoice.total_cents, invoice.status, [each.state for each in rows(session)]) == (0, InvoiceStatus.PAID, [S.DONE])
    assert promises(session) == {}


def test_a_thing_and_what_was_given_back_bring_nothing(make, session, world, admin):
    thing, credited = make.sold(make.product()), make.sold(make.product(type="stuff", credit_cents=5000))
    create_credit_note(credited.id, None, "Not wanted", by=admin, goodwill=True)
    paid(thing)
    world.run_jobs()
    want_fulfilments(credited.id, by=SYSTEM)

    assert rows(session) == []


def test_on_account_means_when_it_is_sent_if_the_house_says_so(make, session, world, admin):
    product = make.product(type="stuff", credit_cents=5000)
    trusted, other = make.organisation(buys_on_account=True), make.organisation()
    invoices = [make.sold(product, each, run_id=make.run(each.location).id) for each in (trusted, other)]
    for invoice in invoices:
        want_fulfilments(invoice.id, by=SYSTEM)
    assert rows(session) == []

    put_setting("fulfil", "on_sent", by=admin)
    for invoice in invoices:
        want_fulfilments(invoice.id, by=SYSTEM)
    world.run_jobs()

    assert [(each.organisation_id, each.state) for each in rows(session)] == [(trusted.id, S.DONE)]


@pytest.mark.parametrize(("vat_percent", "point"), [(15, VatPoint.SALE), (0, VatPoint.REDEMPTION)])
def test_what_bore_vat_was_taxed_as_it_was_sold_whatever_the_product_says(make, session, world, vat_percent, point):
    product = make.product(type="stuff", credit_cents=5000, vat_point=VatPoint.REDEMPTION)
    paid(make.sold(product, vat_percent=vat_percent))
    world.run_jobs()

    (row,) = rows(session)
    assert session.get_one(Lot, row.lot_id).vat_point is point
    statement = text(
        "INSERT INTO ledger_entry (key, kind, wallet_id, lot_id, account, cents, vat_cents, currency, actor) SELECT 'x', 'debit', wallet_id, id, 'shop_revenue', -100, 13, 'ZAR', 'me' FROM lot"
    )
    if point is VatPoint.SALE:
        with pytest.raises(Exception, match="taxed as it was sold"):
            session.execute(statement)
        session.rollback()
    else:
        session.execute(statement)
    assert promises(session) == {}


def test_print_credit_needs_a_person_and_then_comes_with_its_key(make, session, world, printing, member):
    paid(printing)
    world.run_jobs()
    (row,) = rows(session)
    assert (row.state, "whose print account" in row.reason) == (S.FAILED, True)
    with pytest.raises(Refused, match="does not belong"):
        give_to(row.id, make.user("Member", organisation_id=make.organisation().id).id, by=SYSTEM)

    give_to(row.id, member.id, by=SYSTEM)
    world.run_jobs()

    (row,) = rows(session)
    assert (row.state, row.balance_before_cents) == (S.DONE, 0)
    assert printed(make, world) == (10000, [row.key])
    assert session.scalar(select(func.count(Wallet.id))) == 0


def test_print_credit_whose_payment_went_back_waits_until_the_invoice_is_paid_again(make, session, world, printing, member):
    payment = by_card(printing, printing.due_cents)
    world.run_jobs()
    (row,) = rows(session)
    charge_back_payment(payment.id, reference="CB-1", by=SYSTEM)
    give_to(row.id, member.id, by=SYSTEM)
    world.run_jobs()
    assert (rows(session)[0].state, printed(make, world)) == (S.TODO, (0, []))

    paid(printing)
    world.run_jobs()
    assert (rows(session)[0].state, printed(make, world)) == (S.DONE, (10000, [row.key]))


@pytest.fixture
def wanted(make, session, world, printing, member):
    """Print credit for somebody who has an account, not told yet."""
    paid(printing)
    world.run_jobs()
    (row,) = rows(session)
    give_to(row.id, member.id, by=SYSTEM)
    return row


def attempt(row_id):
    """One try of the job; what it waits for is not waited for."""
    with suppress(Retry):
        give_print_credit(row_id)


def later(times: int = 1):
    return clock.lived_at(clock.now() + times * dt.timedelta(seconds=LOOK_AGAIN + 5))


@pytest.mark.parametrize(
    "fault", [each for each in HTTP_FAULTS if each not in ("duplicate", "slow_body")]
)  # "duplicate": the vendor acts twice, whoever asks
def test_whatever_goes_wrong_it_comes_once_or_a_person_is_asked(make, session, world, wanted, fault):
    for call in ("*/api.getUserAccountBalance", ADJUST):
        world.vendors.fault(fault, call, vendor="papercut")
    for number in range(5):
        with later(number):
            attempt(wanted.id)
            (row,) = rows(session)
            if row.state is S.FAILED:  # a clear no, with its reason: nothing happened over there
                assert row.reason and printed(make, world) == (0, [])
                retry_fulfilment(row.id, by=SYSTEM)
    with later(5):
        world.run_jobs()

    (row,) = rows(session)
    assert row.state is S.DONE
    assert printed(make, world) == (10000, [row.key])


def test_a_worker_that_died_after_telling_paper_cut_is_followed_by_a_look(make, session, world, wanted):
    found = begin_print_credit(wanted.id, by=SYSTEM)
    assert found is not None
    assert note_balance(found, 0, by=SYSTEM)
    assert not note_balance(found, 0, by=SYSTEM), "a second worker that had begun as well is left behind"
    use(Printing).adjust(found.username, cents=found.cents, reference=found.key)

    attempt(wanted.id)
    assert rows(session)[0].state is S.DOING, "the first may still be at it"
    with later():
        attempt(wanted.id)
    assert rows(session)[0].state is S.DONE
    assert printed(make, world) == (10000, [found.key])


def test_an_answer_that_was_lost_before_its_payment_went_back_is_not_told_anew(make, session, world, printing, member):
    payment = by_card(printing, printing.due_cents)
    world.run_jobs()
    (row,) = rows(session)
    give_to(row.id, member.id, by=SYSTEM)
    note_balance(begin_print_credit(row.id, by=SYSTEM), 0, by=SYSTEM)  # a worker that died just before it told PaperCut
    charge_back_payment(payment.id, reference="CB-1", by=SYSTEM)
    with later():
        attempt(row.id)
    assert (rows(session)[0].state, printed(make, world)) == (S.TODO, (0, []))


@pytest.mark.parametrize("no", ["403", "no account"])
def test_a_no_to_the_question_whether_it_is_there_leaves_it_unknown_and_it_comes_once(make, session, world, wanted, member, no):
    """The worker died after PaperCut had done it; the look is refused, or finds that Foyer knows no account any more."""
    found = begin_print_credit(wanted.id, by=SYSTEM)
    assert found is not None and note_balance(found, 0, by=SYSTEM)
    use(Printing).adjust(found.username, cents=found.cents, reference=found.key)
    access = session.scalars(select(Access).where(Access.system == System.PRINTING)).one()
    with later():
        if no == "403":
            world.vendors.fault("403", "*/api.getUserAccountBalance", vendor="papercut")
        else:
            session.execute(update(Access).where(Access.id == access.id).values(user_id=make.user("Member").id))
            session.commit()
        attempt(wanted.id)
        (row,) = rows(session)
        assert (row.state, row.balance_before_cents, bool(row.reason)) == (S.UNKNOWN, 0, True)

        session.execute(update(Access).where(Access.id == access.id).values(user_id=member.id))
        session.commit()
        retry_fulfilment(row.id, by=SYSTEM)
        world.run_jobs()
    assert rows(session)[0].state is S.DONE
    assert printed(make, world) == (10000, [found.key])


def test_who_printed_meanwhile_leaves_it_to_a_person(make, session, world, wanted, member, admin, login):
    world.vendors.fault("cut_after", ADJUST, vendor="papercut")
    attempt(wanted.id)
    world.vendors.post("/_control/papercut/users", {"usernames": ["thandi"], "balance": "99.20"})
    with later():
        world.run_jobs()
        (row,) = rows(session)
        assert (row.state, row.key in row.reason) == (S.UNKNOWN, True)
        retry_fulfilment(row.id, by=admin)
        world.run_jobs()
    assert rows(session)[0].state is S.UNKNOWN, "trying again only looks again"
    other = make.user("Member", organisation_id=member.organisation_id)
    with pytest.raises(Refused, match="may be there already"):
        give_to(row.id, other.id, by=admin)
    page = login().get(f"/fulfilments/give-to/{row.id}")
    assert (page.status_code, page.headers["Location"].endswith(f"/fulfilments/show/{row.id}")) == (302, True)
    assert (rows(session)[0].user_id, rows(session)[0].balance_before_cents) == (member.id, 0)

    settle_unknown(row.id, arrived=True, by=admin)
    world.run_jobs()
    assert rows(session)[0].state is S.DONE
    assert printed(make, world)[0] == 9920
