"""Paying from /my: by a kept card, on PayFast's page, and what is said afterwards; nobody reaches cards or invoices of others."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.credit_notes.create import create_credit_note
from app.actions.credit_notes.send import send_credit_note
from app.actions.deliveries.carry import begin_delivery, finish_delivery
from app.actions.deliveries.decide import resend
from app.actions.invoice_runs.send import send_run
from app.actions.payments.begin_charge import begin_charge
from app.actions.payments.record_eft import record_eft
from app.core import clock
from app.models import Delivery, PaymentAttempt, PaymentMethod
from app.models.payment_attempt import AttemptState
from app.models.user import TeamRole
from tests.cards import kept_card, paid_for, pay_there, tell
from tests.letters import path_in
from tests.views.billing import printed, text_of


@pytest.fixture
def invoice(make):
    location = make.location(name="Kloof")
    invoice = make.invoice(make.organisation(location, name="Acme"), sent_at=clock.now())
    make.role("Member")
    return invoice


@pytest.fixture
def owner(invoice, member, browser_of):
    return browser_of(member(invoice.organisation, team_role=TeamRole.OWNER, first_name="Ann"))


def press(browser, page, address, **said):
    """The button of a form on `page`."""
    shown = browser.get(page).get_data(as_text=True)
    assert "csrf_token" in shown, shown
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(page).get_data(as_text=True))[1]
    return browser.post(address, data={"csrf_token": token, **said})


def test_a_kept_card_pays_in_one_click_and_two_clicks_are_one(make, session, world, invoice, owner):
    card = kept_card(make, world, invoice.organisation, name="Visa 4242")
    ways = f"/my/invoices/{invoice.id}/pay"
    assert all(said in text_of(owner.get(ways)) for said in ("Pay R 1 150.00", "Visa 4242", "Pay now", "By bank transfer", "First Bank"))
    for _ in range(2):
        assert press(owner, ways, ways, how="card", method_id=card.id).location.endswith("/paid")
    page = owner.get(f"/my/invoices/{invoice.id}/paid")
    assert "Your card is being charged…" in text_of(page) and "looks=1" in page.get_data(as_text=True)
    world.run_jobs()
    page = owner.get(f"/my/invoices/{invoice.id}/paid?looks=1")
    assert "Paid. Thank you!" in text_of(page) and "hx-get" not in page.get_data(as_text=True)
    assert set(paid_for(world).values()) == {1} and len(paid_for(world)) == 1
    assert "Nothing" not in text_of(owner.get(ways)) and "Paid. Thank you!" in text_of(owner.get(ways))
    assert press(owner, "/my/cards/", ways, how="card").location.endswith("/pay")


def test_the_button_of_a_papers_mail_leads_to_what_can_be_done_with_it(make, session, world, admin, member, browser_of):
    """It was drawn in samples alone: no mail that went had one."""
    make.role("Member")
    owed = printed(make, world, admin, session)
    owner = browser_of(member(owed.organisation, team_role=TeamRole.OWNER))
    send_run(owed.run_id, by=admin)
    (mail,) = world.letters()
    assert path_in(mail) == f"/my/invoices/{owed.id}/pay" and ">View and pay</a>" in mail["html"]
    page = owner.get(path_in(mail))
    assert "Pay with PayFast" in text_of(page) and f"/my/invoices/invoice/{owed.id}.pdf" in page.get_data(as_text=True)

    note = create_credit_note(owed.id, None, "Gone before June", by=admin)
    send_credit_note(note.id, by=admin)
    mail = world.letters()[-1]
    assert path_in(mail) == f"/my/invoices/credit-note/{note.id}.pdf" and ">View credit note</a>" in mail["html"]
    assert owner.get(path_in(mail)).mimetype == "application/pdf"


def test_the_button_of_a_paid_invoices_mail_asks_for_no_money(make, session, world, admin, member, browser_of):
    make.role("Member")
    paid = printed(make, world, admin, session)
    owner = browser_of(member(paid.organisation, team_role=TeamRole.OWNER))
    send_run(paid.run_id, by=admin)
    failed = session.scalars(select(Delivery)).one()
    finish_delivery(begin_delivery(failed.id, by=SYSTEM), "fail", "No such mailbox", by=SYSTEM)
    record_eft(paid.organisation_id, key="early", amount_cents=paid.total_cents, reference="EFT", by=admin)
    resend(failed.id, by=admin)
    (mail,) = world.letters()
    assert path_in(mail) == f"/my/invoices/invoice/{paid.id}.pdf" and ">View invoice</a>" in mail["html"]
    assert owner.get(path_in(mail)).mimetype == "application/pdf"


def test_the_way_over_to_payfast_and_back(session, world, invoice, owner):
    ways = f"/my/invoices/{invoice.id}/pay"
    answer = press(owner, ways, ways, how="checkout", keep_card="1")
    page = answer.get_data(as_text=True)
    assert f"form-action 'self' {world.vendors.url};" in answer.headers["Content-Security-Policy"]
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    assert (fields["amount"], fields["m_payment_id"], fields["subscription_type"]) == ("1150.00", f"inv-{invoice.number}-1", "2")
    assert fields["return_url"].endswith(f"/my/invoices/{invoice.id}/paid") and fields["notify_url"].endswith("/hooks/payfast")

    came_back = f"/my/invoices/{invoice.id}/paid"
    assert "Waiting for PayFast" in text_of(owner.get(came_back)) and "without paying" in text_of(owner.get(f"{came_back}?cancelled=1"))
    session.expire_all()
    assert invoice.paid_cents == 0, "nobody believes the browser"


@pytest.mark.parametrize(
    ("currency", "allowed", "net", "said"),
    [
        ("EUR", "", 100_000, "Cards pay in ZAR only."),
        ("ZAR", "eft", 100_000, "Acme does not pay by card."),
        ("ZAR", "", 300, "Cards pay no less than 5.00."),
    ],
)
def test_what_no_card_can_pay_is_paid_by_bank_and_says_why(make, session, world, member, browser_of, currency, allowed, net, said):
    """It offered a button that was refused, each time."""
    make.role("Member")
    home = make.location(currency=currency, country="ZA")
    owed = make.invoice(make.organisation(home, name="Acme", currency=currency, allowed_payments=allowed), net=net, sent_at=clock.now())
    card = kept_card(make, world, owed.organisation)
    owner, ways = browser_of(member(owed.organisation, team_role=TeamRole.OWNER)), f"/my/invoices/{owed.id}/pay"
    page = text_of(owner.get(ways))
    assert said in page and "By bank transfer" in page and "Pay with PayFast" not in page and "Pay now" not in page
    for how in ({"how": "card", "method_id": card.id}, {"how": "checkout"}):
        assert said in text_of(owner.get(press(owner, "/my/", ways, **how).location))
    assert session.scalar(select(PaymentAttempt.id)) is None


def test_cards_that_may_not_pay_are_neither_added_nor_switched_on(make, session, world, invoice, owner):
    kept_card(make, world, invoice.organisation)
    invoice.organisation.allowed_payments = "eft"
    session.commit()
    page = owner.get("/my/cards/")
    assert "Acme does not pay by card." in text_of(page) and "Add a card" not in text_of(page) and "Switch on" not in text_of(page)
    for address, fields in (("/my/cards/add", {}), ("/my/cards/auto-pay", {"on": "yes"})):
        assert "Acme does not pay by card." in text_of(owner.get(press(owner, "/my/cards/", address, **fields).location))
    session.expire_all()
    assert not invoice.organisation.auto_pay and session.scalar(select(PaymentAttempt.id)) is None


@pytest.mark.parametrize(("state", "said"), [("lost", "please do not pay again"), ("declined", "Insufficient funds")])
def test_what_went_wrong_is_said(make, session, world, invoice, owner, state, said):
    kept_card(make, world, invoice.organisation)
    attempt = begin_charge(invoice.id, by=SYSTEM)
    attempt.state, attempt.asked_at, attempt.reason = AttemptState(state), clock.now(), "PayFast refused: Insufficient funds (51)"
    session.commit()
    for page in ("paid", "pay"):
        text = text_of(owner.get(f"/my/invoices/{invoice.id}/{page}"))
        assert said in text and ("Pay now" in text) == (state == "declined" and page == "pay"), (page, text)


def test_cards_are_kept_named_chosen_and_removed(make, session, world, web_app, invoice, owner):
    assert "No cards yet." in text_of(owner.get("/my/cards/"))
    assert "Add a card first" in text_of(owner.get(press(owner, "/my/cards/", "/my/cards/auto-pay", on="yes").location))
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', press(owner, "/my/cards/", "/my/cards/add").get_data(as_text=True)))
    assert (fields["amount"], fields["subscription_type"]) == ("0.00", "2") and fields["m_payment_id"].startswith("card-")
    pay_there(world, fields)
    tell(web_app.test_client(), world)
    world.run_jobs()

    first = session.scalars(select(PaymentMethod)).one()
    assert first.is_default and session.scalars(select(PaymentAttempt)).one().state is AttemptState.TAKEN
    second = kept_card(make, world, invoice.organisation, is_default=False)
    here = "/my/cards/"
    assert "looks like the number of a card" in text_of(
        owner.get(press(owner, here, f"{here}{first.id}/name", name="4242 4242 4242 4242").location)
    )
    press(owner, here, f"{here}{first.id}/name", name="Visa 4242")
    assert "Visa 4242 Default card" in text_of(owner.get(here))
    press(owner, here, f"{here}auto-pay", on="yes")
    press(owner, here, f"{here}{second.id}/default")
    press(owner, here, f"{here}{second.id}/remove")
    world.run_jobs()
    session.expire_all()
    assert (first.is_default, second.is_default, second.sealed_token, second.cancelled_at is not None) == (False, False, None, True)
    assert invoice.organisation.auto_pay and "there is no card to charge" in text_of(owner.get(here))
    assert [each["status"] for each in world.vendors.get("/_control/payfast")["tokens"]].count("CANCELLED") == 1


def test_nobody_reaches_cards_and_invoices_of_others(make, session, world, invoice, owner, member, browser_of):
    stranger = browser_of(member(make.organisation(), team_role=TeamRole.OWNER))
    colleague = browser_of(member(invoice.organisation))
    card = kept_card(make, world, invoice.organisation)
    ways = f"/my/invoices/{invoice.id}/pay"
    assert (stranger.get(ways).status_code, colleague.get(ways).status_code, colleague.get("/my/cards/").status_code) == (404, 403, 403)
    for address, said in (
        (ways, {"how": "card", "method_id": card.id}),
        (f"/my/cards/{card.id}/remove", {}),
        (f"/my/cards/{card.id}/default", {}),
    ):
        press(stranger, "/my/cards/", address, **said)
    theirs = make.invoice(make.organisation(), sent_at=clock.now())
    mine = browser_of(member(theirs.organisation, team_role=TeamRole.OWNER))
    press(mine, "/my/cards/", f"/my/invoices/{theirs.id}/pay", how="card", method_id=card.id)
    world.run_jobs()
    session.expire_all()
    assert session.scalars(select(PaymentAttempt)).all() == [] and card.can_be_charged
