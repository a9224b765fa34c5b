"""Card charges at the desk: an invoice is charged with a click, and a person decides what nobody knows."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.access.roles import FINANCE
from app.actions.payments.begin_charge import begin_charge
from app.actions.payments.decide_charge import decide_charge
from app.actions.payments.drop_waiting import drop_waiting
from app.actions.payments.lose_charge import lose_charge
from app.core.errors import Forbidden, Refused
from app.models import Payment
from app.models.invoice import InvoiceStatus
from app.models.payment_attempt import AttemptState as S
from jobs import charges
from tests.cards import kept_card, paid_for
from tests.views.billing import text_of
from tests.views.test_forms import Form, said_at


@pytest.fixture
def lost(make, world, session):
    """A charge that PayFast never heard of, and nobody knows it."""
    invoice = make.invoice()
    kept_card(make, world, invoice.organisation, name="Visa 4242")
    attempt = begin_charge(invoice.id, by=SYSTEM)
    charges.ask_charge(attempt.id, by=SYSTEM)
    lose_charge(attempt.id, "PayFast failed with status 500.", by=SYSTEM)
    return attempt


def acted(browser, view, name, row):
    token = Form(browser, "/profile/edit").values["csrf_token"]
    return browser.post(f"{view}/action_post", data={"action": name, "rowid": str(row.id), "csrf_token": token}, follow_redirects=True)


def test_an_invoice_is_charged_with_a_click(make, world, login, session):
    invoice = make.invoice()
    kept_card(make, world, invoice.organisation, name="Visa 4242")
    finance = login(FINANCE)
    assert "Charge the card" in text_of(finance.get(f"/invoices/show/{invoice.id}"))
    for _ in range(2):
        assert "1 cards are being charged" in text_of(acted(finance, "/invoices", "charge", invoice))
    assert "Charge the card" not in text_of(finance.get(f"/invoices/show/{invoice.id}"))
    world.run_jobs()
    session.expire_all()
    assert invoice.status is InvoiceStatus.PAID and list(paid_for(world).values()) == [1]
    assert "Money taken" in text_of(finance.get("/card-charges/list/"))


def test_a_person_says_that_it_was_taken(lost, login, session):
    finance = login(FINANCE)
    assert "1 card charge needs a decision" in text_of(finance.get("/"))
    assert lost.reference in text_of(finance.get("/card-charges/list/?_flt_0_state=lost")) and lost.reference not in text_of(
        finance.get("/card-charges/list/?_flt_0_state=taken")
    )
    page = text_of(finance.get(f"/card-charges/show/{lost.id}"))
    assert all(said in page for said in ("Unknown", "Ask PayFast again", "It was taken…", "Visa 4242", "status 500"))
    form = Form(finance, f"/card-charges/taken/{lost.id}")
    assert "up to 40 letters" in said_at(form.send(number="1 2 3"), "number")
    assert form.send(number="1000777").status_code == 302
    session.expire_all()
    payment = session.scalars(select(Payment)).one()
    assert (payment.key, lost.state, lost.invoice.status) == ("payfast:1000777", S.TAKEN, InvoiceStatus.PAID)
    assert "known by now" in text_of(form.send(number="1000778"))


def test_a_person_says_that_it_was_not_and_the_money_that_comes_after_all_counts(lost, make, world, login, session):
    finance = login(FINANCE)
    form = Form(finance, f"/card-charges/not-taken/{lost.id}")
    assert form.send(reason="PayFast's list of today: not there").status_code == 302
    session.expire_all()
    assert (lost.state, lost.decided_by != "") == (S.DECLINED, True)
    again = begin_charge(lost.invoice_id, by=SYSTEM)
    assert again.id != lost.id
    world.run_jobs()
    charges.take_charge(lost.id, "1000777", by=SYSTEM)
    session.expire_all()
    assert (lost.state, again.state, sum(session.scalars(select(Payment.credit_cents)))) == (S.TAKEN, S.TAKEN, 115_000)


def test_who_may_not_decide_does_not(lost, make):
    with pytest.raises(Forbidden):
        decide_charge(lost.id, number="1", by=make.actor("Front desk"))
    with pytest.raises(Refused, match="Say where you looked"):
        decide_charge(lost.id, by=SYSTEM)
    assert lost.state is S.LOST


def test_a_charge_that_waits_is_dropped_on_its_page(make, world, login, session):
    invoice = make.invoice()
    kept_card(make, world, invoice.organisation, name="Visa 4242")
    waiting = begin_charge(invoice.id, by=SYSTEM)
    finance = login(FINANCE)
    page = text_of(finance.get(f"/card-charges/show/{waiting.id}"))
    assert "Do not charge…" in page and not any(said in page for said in ("It was not taken…", "It was taken…", "Ask PayFast again")), (
        "there is nothing to look up"
    )
    form = Form(finance, f"/card-charges/drop/{waiting.id}")
    assert "PayFast was not asked for it" in text_of(finance.get(f"/card-charges/drop/{waiting.id}"))
    assert form.send(reason="They pay by EFT").status_code == 302
    world.run_jobs()
    session.expire_all()
    assert (waiting.state, waiting.reason, paid_for(world)) == (S.DROPPED, "They pay by EFT", {})
    assert "does not wait any more" in text_of(form.send(reason="And again"))


def test_a_charge_that_is_unknown_is_not_dropped_and_one_that_waits_is_not_decided(lost, make, world, login):
    finance = login(FINANCE)
    assert "Do not charge…" not in text_of(finance.get(f"/card-charges/show/{lost.id}"))
    with pytest.raises(Refused, match="does not wait"):
        drop_waiting(lost.id, reason="They pay by EFT", by=SYSTEM)
    invoice = make.invoice()
    kept_card(make, world, invoice.organisation)
    waiting = begin_charge(invoice.id, by=SYSTEM)
    with pytest.raises(Refused, match="known by now"):
        decide_charge(waiting.id, reason="I looked", by=SYSTEM)
    assert (lost.state, waiting.state) == (S.LOST, S.OPEN)
