"""Cards that a run charges: said before, shown after, and decided where nobody knows."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.access.roles import FINANCE
from app.actions.invoice_runs.approve import approve_run
from app.actions.invoice_runs.send import send_run
from app.actions.payments.apply_credit import apply_credit
from app.actions.payments.begin_charge import begin_charge
from app.actions.payments.lose_charge import lose_charge
from app.actions.settings.put import put_setting
from app.models import Fulfilment, Invoice, PaymentAttempt
from app.models.invoice import InvoiceStatus
from app.models.payment_attempt import AttemptState
from app.models.product import VatPoint
from app.queries.credit import BY_HAND, SETTING
from app.queries.progress import progress
from app.rules.units import Unit
from jobs import charges
from tests.cards import kept_card
from tests.views.billing import JULY, previewed, text_of


@pytest.fixture
def billed(make, world, admin):
    """Kloof's July, previewed: two pay by card automatically, one of them with R 1 000.00 of credit; one has a card and pays itself. R 3 392.50 each."""
    location = make.location(name="Kloof", sender_email="kloof@example.com")
    desk = make.membership(location)
    auto, credited, by_hand, none = (
        make.organisation(location, name=name, auto_pay=name.startswith("Auto"))
        for name in ("Auto", "Auto with credit", "By hand", "No card")
    )
    for each in (auto, credited, by_hand, none):
        make.license(each, desk)
    kept_card(make, world, auto)
    kept_card(make, world, credited)
    kept_card(make, world, by_hand)
    make.payment(credited, cents=100_000, credit_cents=100_000)
    return previewed(location, JULY, admin)


def test_approving_and_sending_say_how_many_cards_are_charged_and_how_much(billed, admin, login, session):
    finance = login(FINANCE)
    assert "Sending also charges 2 cards , in all R 5 785.00" in text_of(finance.get(f"/runs/{billed.id}/approve"))
    approve_run(billed.id, billed.fingerprint, by=admin)
    page = text_of(finance.get(f"/runs/{billed.id}/send"))
    assert "2 cards are charged as their invoices leave, in all R 5 785.00" in page
    assert "charge 2 cards" in page.split("Not yet")[0].rsplit("back.", 1)[1], "the button says it as well"
    put_setting(SETTING, BY_HAND, by=admin)
    assert "in all R 6 785.00" in text_of(finance.get(f"/runs/{billed.id}/send")), "credit pays only by hand"


def test_who_cannot_be_charged_is_not_counted(make, world, admin, login, session):
    location = make.location()
    declined = make.organisation(location, auto_pay=True)
    make.license(declined, make.membership(location))
    kept_card(make, world, declined, is_default=False)
    run = previewed(location, JULY, admin)
    assert "Sending also charges" not in text_of(login(FINANCE).get(f"/runs/{run.id}/approve"))


def test_the_run_shows_what_was_charged(billed, world, admin, login, session):
    approve_run(billed.id, billed.fingerprint, by=admin)
    finance = login(FINANCE)
    assert 'title="Charge: charged once it is sent"' in finance.get(f"/runs/{billed.id}/progress").get_data(as_text=True)
    send_run(billed.id, by=admin)
    world.run_jobs()
    session.expire_all()
    found = progress(billed.id, by=admin)
    assert (dict(found.follows["charge"]), found.open_charges, found.is_live) == ({"done": 2}, 0, False)
    page = finance.get(f"/runs/{billed.id}").get_data(as_text=True)
    assert page.count('title="Charge: done"') == 2 and page.count("run-mark-none") == 2 + 4, "two have none, and nothing brings anything"
    assert "All of it is with the customers." in page


def test_the_page_follows_a_charge_that_is_under_way_and_offers_no_pause_for_it(billed, world, admin, login, session):
    approve_run(billed.id, billed.fingerprint, by=admin)
    send_run(billed.id, by=admin)
    world.run_jobs()
    paid = session.scalars(
        select(Invoice).where(Invoice.run_id == billed.id, Invoice.status == InvoiceStatus.SENT).order_by(Invoice.id)
    ).first()
    begin_charge(paid.id, by=SYSTEM)
    finance = login(FINANCE)
    page = finance.get(f"/runs/{billed.id}").get_data(as_text=True)
    assert 'hx-trigger="every 1s"' in page and "Pause" not in page and "1 card charge is still open" in page
    assert "HX-Refresh" not in finance.get(f"/runs/{billed.id}/progress", headers={"HX-Request": "true"}).headers
    world.run_jobs()
    assert "every 1s" not in finance.get(f"/runs/{billed.id}").get_data(as_text=True)
    assert "HX-Refresh" in finance.get(f"/runs/{billed.id}/progress", headers={"HX-Request": "true"}).headers


def test_a_declined_card_is_on_top_until_the_invoice_is_paid(make, world, admin, login, session):
    location = make.location(sender_email="kloof@example.com")
    poor = make.organisation(location, name="Poor", auto_pay=True)
    make.license(poor, make.membership(location))
    kept_card(make, world, poor, card="soft")
    run = previewed(location, JULY, admin)
    approve_run(run.id, run.fingerprint, by=admin)
    send_run(run.id, by=admin)
    world.run_jobs()
    attempt = session.scalars(select(PaymentAttempt)).one()
    assert attempt.state is AttemptState.DECLINED
    finance = login(FINANCE)
    page = finance.get(f"/runs/{run.id}").get_data(as_text=True)
    said = text_of(finance.get(f"/runs/{run.id}"))
    assert "All of it is sent; 1 card charge is still open." in said and "All of it is with the customers" not in said
    assert f"Poor · Charge {attempt.reason}" in said and "Tried again on" in said
    assert f'href="/invoices/show/{attempt.invoice_id}"' in page.split("Step by step")[0] and f"/card-charges/show/{attempt.id}" in page
    make.payment(poor, cents=attempt.amount_cents, credit_cents=attempt.amount_cents)
    apply_credit(attempt.invoice_id, key="bank", by=SYSTEM)
    assert "All of it is with the customers." in text_of(finance.get(f"/runs/{run.id}"))


def test_a_lost_charge_asks_whether_it_was_taken_and_what_was_not_given_is_named(make, world, admin, login, session):
    location = make.location(sender_email="kloof@example.com")
    owner = make.organisation(location, name="Lost")
    make.license(owner, make.membership(location))
    run = previewed(location, JULY, admin)
    approve_run(run.id, run.fingerprint, by=admin)
    send_run(run.id, by=admin)
    world.run_jobs()
    kept_card(make, world, owner)
    invoice = session.scalars(select(Invoice).where(Invoice.run_id == run.id)).one()
    attempt = begin_charge(invoice.id, by=SYSTEM)
    charges.ask_charge(attempt.id, by=SYSTEM)
    lose_charge(attempt.id, "Status 500.", by=SYSTEM)
    given = {
        "organisation_id": owner.id,
        "location_id": location.id,
        "unit": Unit.PRINTING,
        "cents": 5000,
        "currency": "ZAR",
        "vat_point": VatPoint.SALE,
    }
    session.add(
        Fulfilment(
            invoice_id=invoice.id,
            invoice_line_id=invoice.lines[0].id,
            what="Print credit",
            key="fulfil:1",
            state="failed",
            reason="No account there.",
            **given,
        )
    )
    session.commit()
    finance = login(FINANCE)
    page = finance.get(f"/runs/{run.id}").get_data(as_text=True)
    said = text_of(finance.get(f"/runs/{run.id}"))
    assert "its answer was lost. Was the money taken? Status 500." in said
    assert f"/card-charges/taken/{attempt.id}" in page and f"/card-charges/not-taken/{attempt.id}" in page
    assert "No account there." in said and "/fulfilments/show/" in page
    assert 'title="Charge: not known"' in page and 'title="Fulfil: failed"' in page
