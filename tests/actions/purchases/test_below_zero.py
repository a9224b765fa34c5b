"""What is bought on a month below zero is paid by its credits: it comes once its credit note is sent, once, and goes back like any other (P12, I10, U4)."""

from __future__ import annotations

import datetime as dt
import importlib

import pytest
from sqlalchemy import delete, func, select, text, update

from app.access.actor import SYSTEM
from app.actions.fulfilments import want
from app.actions.fulfilments.want import want_of_credit
from app.actions.invoice_runs.approve import approve_run
from app.actions.invoice_runs.create import create_run
from app.actions.invoice_runs.preview import preview_run
from app.actions.invoice_runs.send import send_run
from app.actions.purchases.buy import buy
from app.actions.purchases.refund import refund_purchase
from app.actions.wallets.adjust import adjust_wallet
from app.core import clock
from app.core.errors import Refused
from app.core.month import Month
from app.models import Access, CreditNote, DayPass, Fulfilment, Invoice, LedgerEntry, Lot, OutboxMessage, Step, Wallet
from app.models.product import VatPoint
from app.models.purchase import PayWay, PurchaseStatus
from app.queries.credit import credit_of
from app.queries.documents import credit_note_view
from app.queries.verify.books import verify
from app.rules.access import System
from app.rules.units import Unit
from tests.jobs.test_fulfilment import member as print_member
from tests.jobs.test_fulfilment import printed

__all__ = ["print_member"]
S = PurchaseStatus
WAITING = importlib.import_module("app.migrations.versions.0083_charged_back_and_paid_by_credit").WAITING


@pytest.fixture
def credit(make, home):
    return make.product(home, type=Unit.SPACE, price_cents=50000, credit_cents=50000, name="Room credit")


def broken(session):
    session.expire_all()
    return {name: found.examples for name, found in verify(session).items() if found.violations}


def approved(make, organisation, admin):
    """A credit of R 2 000.00 without VAT makes the month one below zero; the run that bills it, approved."""
    location, today = organisation.location, clock.today(organisation.location.zone)
    make.adhoc(organisation, unit_price_cents=-200000, date=today, description="We owe you")
    run = preview_run(create_run(location.id, Month.of(today), by=admin, cut_off=today).id, by=admin)
    approve_run(run.id, run.fingerprint, by=admin)
    return run


def below_zero(make, world, organisation, admin):
    """Sent, and its jobs are done."""
    run = approved(make, organisation, admin)
    world.run_jobs()
    send_run(run.id, by=admin)
    world.run_jobs()
    make.session.expire_all()
    assert make.session.scalars(select(Invoice)).all() == []
    return make.session.scalars(select(CreditNote)).one()


def next_invoice(product, by, key="form"):
    return buy(product.id, way=PayWay.NEXT_INVOICE, key=key, by=by)


def test_credits_come_once_the_credit_note_is_sent_and_once(make, world, member, by, credit, session, admin):
    row = next_invoice(credit, by)
    run = approved(make, member.organisation, admin)
    world.run_jobs()
    note = session.scalars(select(CreditNote)).one()
    want_of_credit(note.id, by=SYSTEM)
    session.expire_all()
    assert (row.status, session.scalars(select(Fulfilment)).all()) == (S.STARTED, [])
    with pytest.raises(Refused, match=f"{note.number}, which is not sent yet"):
        refund_purchase(row.id, reason="Changed their mind", by=admin)

    send_run(run.id, by=admin)
    world.run_jobs()
    for _twice in range(2):
        want_of_credit(note.id, by=SYSTEM)
        world.run_jobs()
    assert broken(session) == {}
    (given,) = session.scalars(select(Fulfilment)).all()
    lot = session.get_one(Lot, given.lot_id)
    assert (row.status, row.credit_note_id, row.invoice_id) == (S.FULFILLED, note.id, None)
    assert (given.state, given.key, lot.balance_cents, lot.vat_point) == (
        "done",
        f"fulfil:credit:{given.credit_note_line_id}",
        50000,
        VatPoint.SALE,
    )
    assert note.number in session.scalars(select(LedgerEntry.reason)).one()
    assert session.scalar(select(func.count(Lot.id))) == 1


def test_a_charge_of_staff_and_a_thing_come_too(make, world, home, member, by, session, admin):
    thing = next_invoice(make.product(home), by)
    brings = make.product(home, type=Unit.STUFF, price_cents=10000, credit_cents=5000)
    make.adhoc(member.organisation, product_id=brings.id, quantity=3, unit_price_cents=10000, date=clock.today(home.zone))
    below_zero(make, world, member.organisation, admin)
    (given,) = session.scalars(select(Fulfilment)).all()
    assert (given.cents, given.user_id, given.state, thing.status) == (15000, None, "done", S.FULFILLED)
    assert broken(session) == {}


def test_a_credit_for_a_product_brings_nothing(make, world, home, member, session, admin):
    brings = make.product(home, type=Unit.STUFF, price_cents=10000, credit_cents=5000)
    make.adhoc(member.organisation, product_id=brings.id, unit_price_cents=-10000, date=clock.today(home.zone))
    below_zero(make, world, member.organisation, admin)
    assert session.scalars(select(Fulfilment)).all() == []


def test_what_is_left_of_it_goes_back_by_a_credit_note_of_its_own(make, world, member, by, credit, session, admin):
    row = next_invoice(credit, by)
    note = below_zero(make, world, member.organisation, admin)
    before = credit_of(session, member.organisation_id, currency="ZAR")
    adjust_wallet(session.scalars(select(Wallet.id)).one(), -20000, by=SYSTEM, key="spent", reason="A room")

    for _twice in range(2):
        refund_purchase(row.id, reason="Moved away", by=admin)
    world.run_jobs()

    assert broken(session) == {}
    back = session.scalars(select(CreditNote).where(CreditNote.corrects_id == note.id)).one()
    (line,) = back.lines
    assert (back.net_cents, back.vat_cents, back.total_cents, line.adhoc_id, line.vat_percent) == (26087, 3913, 30000, row.adhoc_id, 15)
    assert (row.status, row.refunded_cents, session.scalars(select(Wallet)).one().balance_cents) == (S.REFUNDED, 30000, 0)
    assert credit_of(session, member.organisation_id, currency="ZAR") == before + 30000
    view = credit_note_view(back.id, by=admin)
    assert (view.corrects_note, view.corrected_on, view.corrected_number) == (note.number, note.issued_on, "")
    assert set(session.scalars(select(Step.state).where(Step.credit_note_id == back.id))) == {"done"}


def test_days_come_and_go_back(make, world, home, member, by, session, admin):
    days = make.product(home, type=Unit.STUFF, price_cents=30000, days=3, name="Three days")
    row = next_invoice(days, by)
    below_zero(make, world, member.organisation, admin)
    found = session.scalars(select(DayPass)).one()
    assert (row.status, found.days, found.user_id, found.product_id) == (S.FULFILLED, 3, member.id, days.id)
    refund_purchase(row.id, reason="Moved away", by=admin)
    assert broken(session) == {}
    assert (row.status, row.refunded_cents) == (S.REFUNDED, 30000)


def test_print_credit_reaches_papercut_with_its_key_and_is_taken_back_there(make, world, print_member, session, admin):
    member = print_member
    member.organisation.buys_on_account = True
    session.commit()
    prints = make.product(member.organisation.location, type=Unit.PRINTING, price_cents=11500, credit_cents=10000)
    row = buy(prints.id, way=PayWay.NEXT_INVOICE, key="form", user_id=member.id, by=admin)
    make.adhoc(member.organisation, unit_price_cents=-2000000, date=clock.today(member.organisation.location.zone))
    below_zero(make, world, member.organisation, admin)
    given = session.scalars(select(Fulfilment)).one()
    assert (row.status, given.state, printed(make, world)) == (S.FULFILLED, "done", (10000, [given.key]))
    assert session.scalar(select(func.count(Access.id)).where(Access.system == System.PRINTING)) == 1

    refund_purchase(row.id, reason="Moved away", by=admin)
    world.run_jobs()
    assert broken(session) == {}
    assert (row.status, given.state, printed(make, world)) == (S.REFUNDED, "returned", (0, [given.key, f"{given.key}:back"]))
    assert session.scalars(select(CreditNote.total_cents).where(CreditNote.corrects_id.is_not(None))).one() == 11500


def test_the_pages_say_which_credit_note_bills_it(make, world, login, member, by, credit, session, admin):
    row = next_invoice(credit, by)
    note = below_zero(make, world, member.organisation, admin)
    given = session.scalars(select(Fulfilment)).one()
    staff = login("Finance")
    for page in (f"/purchases/show/{row.id}", f"/fulfilments/show/{given.id}"):
        assert f"/credit-notes/show/{note.id}" in staff.get(page).get_data(as_text=True), page
    refund_purchase(row.id, reason="Moved away", by=admin)
    world.run_jobs()
    back = session.scalars(select(CreditNote).where(CreditNote.corrects_id == note.id)).one()
    assert back.number in staff.get(f"/credit-notes/show/{note.id}").get_data(as_text=True)
    assert f"/credit-notes/show/{note.id}" in staff.get(f"/credit-notes/show/{back.id}").get_data(as_text=True)


def test_who_runs_the_team_finds_the_credit_note_beside_the_order(make, world, login, member, by, credit, admin):
    row = next_invoice(credit, by)
    note = below_zero(make, world, member.organisation, admin)
    owner = login("Member", organisation_id=member.organisation_id, location_id=member.location_id, team_role=member.team_role)
    paper = f"/my/invoices/credit-note/{note.id}.pdf"
    for page in (f"/my/shop/purchases/{row.id}", "/my/shop/purchases"):
        assert paper in owner.get(page).get_data(as_text=True), page
    assert owner.get(paper).mimetype == "application/pdf"


def test_books_name_a_purchase_that_never_came(make, world, member, by, credit, session, admin):
    row = next_invoice(credit, by)
    note = below_zero(make, world, member.organisation, admin)
    session.execute(update(type(row)).values(status="started"))
    session.execute(update(CreditNote).values(sent_at=clock.now() - dt.timedelta(days=2)))
    session.commit()
    assert broken(session)["U4"] == [f"purchase {row.id} is started, its credit note {note.number} was sent more than a day ago"]


def test_what_waited_before_the_revision_that_brings_it_comes_after_it(make, world, member, by, credit, session, admin, monkeypatch):
    row = next_invoice(credit, by)
    with monkeypatch.context() as before:  # a version that did not know of it
        before.setattr(want, "want_of_credit", lambda *_told, **_by: None)
        below_zero(make, world, member.organisation, admin)
    session.execute(delete(OutboxMessage).where(OutboxMessage.event == "CreditNoteSent"))
    session.commit()
    assert row.status is S.STARTED
    for _twice in range(2):
        session.execute(text(WAITING))
        session.commit()
        world.run_later(step=601)
        session.expire_all()
        assert (row.status, [lot.balance_cents for lot in session.scalars(select(Lot))]) == (S.FULFILLED, [50000])
    assert session.scalar(select(func.count(OutboxMessage.id)).where(OutboxMessage.event == "CreditNoteSent")) == 1
