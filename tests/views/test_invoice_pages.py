"""Pages of invoices and credit notes: what they explain, and the verbs on them."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.access.roles import FINANCE, FRONT_DESK, LOCATION_MANAGER, SALES
from app.actions.credit_notes.create import create_credit_note
from app.actions.deposits.apply import apply_deposit
from app.actions.deposits.keep import keep_deposit
from app.actions.invoice_runs.approve import approve_run
from app.actions.invoice_runs.leave_out import leave_out
from app.actions.invoice_runs.preview import preview_run
from app.actions.invoice_runs.send import send_run
from app.actions.payments.apply_credit import apply_credit
from app.actions.payments.record_eft import record_eft
from app.actions.payments.release import release_payment
from app.core.clock import today
from app.core.entity import db
from app.core.month import Month
from app.models import CreditNote, Delivery, Invoice, MonthClose, OutboxMessage, Payment, Step
from app.models.delivery import DeliveryState
from app.models.invoice import InvoiceStatus
from app.models.outbox import OutboxState
from app.models.step import StepState
from app.queries.what_paid import what_paid
from app.web.formats import format_money
from tests.views.billing import JUNE, instead, press, previewed, text_of
from tests.views.test_forms import Form


@pytest.fixture
def run(make, admin):
    location = make.location(name="Kloof", invoice_prefix="KLF", sender_email="kloof@example.com")
    acme = make.organisation(location, name="Acme", invoice_email="acme@example.com")
    make.license(acme, make.membership(location, name="Desk"))
    make.adhoc(acme, date=dt.date(2026, 6, 3), description="Day pass", unit_price_cents=25000)
    run = previewed(location, JUNE, admin)
    approve_run(run.id, run.fingerprint, by=admin)
    return run


@pytest.fixture
def invoice(run, session):
    return session.scalars(select(Invoice)).one()


@pytest.fixture
def sent(run, invoice, world, admin):
    send_run(run.id, by=admin)
    world.run_jobs()
    return invoice


def test_an_invoice_explains_each_of_its_lines(invoice, login):
    page = text_of(login(FINANCE).get(f"/invoices/show/{invoice.id}"))
    assert "KLF-00001" in page
    assert "2 950.00 = 2 950.00" not in page  # that an amount is itself tells nobody anything
    assert "2 950.00" in page
    assert "1 × 250.00 = 250.00" in page
    assert "What happened" in page


def test_what_happened_is_said_in_words(sent, admin, login, session):
    session.execute(db.text("ALTER TABLE invoice DISABLE TRIGGER USER"))
    sent.xero_id = "8a622f8a-1fa4-49ce-9e54-287fb0a3bf50"
    session.commit()
    session.execute(db.text("ALTER TABLE invoice ENABLE TRIGGER USER"))
    session.commit()
    finance = login(FINANCE)
    page = text_of(finance.get(f"/story/invoice/{sent.id}"))
    for words in ("Put into Xero", "PDF made and kept", "Sending began", "Total: R 3 680.00 · Organisation: Acme"):
        assert words in page
    assert "8a622f8a" not in page
    create_credit_note(sent.id, {sent.lines[0].id: 10000}, "A day too many", by=admin)
    assert "Credited: R 0.00 → R 115.00" in text_of(finance.get(f"/story/invoice/{sent.id}"))


def test_the_pdf_is_shown_and_downloaded_as_it_was_sent(sent, login):
    finance = login(FINANCE)
    shown = finance.get(f"/papers/invoices/{sent.id}.pdf")
    assert shown.data.startswith(b"%PDF-")
    assert shown.headers["Content-Disposition"].startswith('inline; filename="KLF-00001.pdf"')
    kept = finance.get(f"/papers/invoices/{sent.id}.pdf?download=1")
    assert kept.headers["Content-Disposition"].startswith("attachment")
    assert kept.data == shown.data
    assert instead(login, finance, SALES).get(f"/papers/invoices/{sent.id}.pdf").status_code == 403


def test_an_invoice_without_a_kept_pdf_is_printed_when_asked(invoice, login, make):
    finance = login(FINANCE)
    assert finance.get(f"/papers/invoices/{invoice.id}.pdf").data.startswith(b"%PDF-")
    elsewhere = instead(login, finance, LOCATION_MANAGER, locations=[make.location()])
    assert elsewhere.get(f"/papers/invoices/{invoice.id}.pdf").status_code == 404


def test_sending_again_goes_to_the_address_that_was_named(sent, login, world):
    address = f"/invoices/send-again/{sent.id}"
    finance = login(FINANCE)
    assert "Name one address" in text_of(press(finance, address, address, address="a@example.com; b@example.com"))
    press(finance, address, address, address="new@example.com")
    world.run_jobs()
    assert {mail["to"] for mail in world.vendors.mails()} == {"acme@example.com", "new@example.com"}


def test_a_second_click_sends_no_second_mail(sent, login, world):
    address, finance = f"/invoices/send-again/{sent.id}", login(FINANCE)
    page = finance.get(address).get_data(as_text=True)
    fields = {name: page.split(f'name="{name}"')[1].split('value="')[1].split('"')[0] for name in ("csrf_token", "key")}
    for _click in range(2):
        assert finance.post(address, data={**fields, "address": "new@example.com"}).status_code == 302
        world.run_jobs()
    assert sum(mail["to"] == "new@example.com" for mail in world.vendors.mails()) == 1
    press(finance, address, address, address="new@example.com", key="of another page")
    world.run_jobs()
    assert sum(mail["to"] == "new@example.com" for mail in world.vendors.mails()) == 2, "whoever opens the page again means it"


def test_void_asks_why(invoice, login, session):
    address = f"/invoices/void/{invoice.id}"
    finance = login(FINANCE)
    assert "This is needed" in text_of(press(finance, address, address, reason=""))
    press(finance, address, address, reason="Wrong month")
    session.refresh(invoice)
    assert (invoice.status, invoice.void_reason) == (InvoiceStatus.VOID, "Wrong month")
    page = text_of(finance.get(f"/invoices/show/{invoice.id}"))
    assert "Wrong month" in page
    assert re.search(r"Still owed R 0\.00 (Credit notes|Card charges|Mails|Lines)", page), "neither an amount nor a day to pay it"
    assert "is void already" in text_of(press(finance, address, address, reason="Again"))
    assert "Nothing of it is billed: 1 organisation is open" in text_of(finance.get(f"/runs/{invoice.run_id}"))
    assert "Kloof · June 2026 has organisations that are still open" in text_of(finance.get("/"))
    assert "Some organisations are still open" in text_of(finance.get("/runs/"))


def test_who_gets_which_buttons(sent, login):
    finance = login(FINANCE)
    page = finance.get(f"/invoices/show/{sent.id}").get_data(as_text=True)
    assert "Credit…" in page
    assert "Send again to…" in page
    assert "Void…" not in page, "it is with the customer"
    desk = instead(login, finance, FRONT_DESK)
    page = desk.get(f"/invoices/show/{sent.id}").get_data(as_text=True)
    assert "Credit…" not in page
    assert "Send again to…" not in page
    assert desk.get(f"/credits/{sent.id}").status_code == 403


def test_a_partial_credit_shows_its_vat_before_it_is_made(sent, login, session):
    finance = login(FINANCE)
    here, lines = f"/credits/{sent.id}", {line.description: line.id for line in sent.lines}
    day_pass = next(line_id for text, line_id in lines.items() if "Day pass" in text)
    sums = text_of(press(finance, f"{here}/sums", here, how="lines", **{f"amount_{day_pass}": "100,00"}))
    assert "Net R 100.00 VAT R 15.00 Given back R 115.00" in sums
    too_much = text_of(press(finance, f"{here}/sums", here, how="lines", **{f"amount_{day_pass}": "1000"}))
    assert "left to credit" in too_much
    assert "marked amounts" in text_of(press(finance, here, here, how="lines", reason="x", **{f"amount_{day_pass}": "ten"}))
    answer = press(finance, here, here, how="lines", reason="Broken coffee machine", goodwill="y", **{f"amount_{day_pass}": "100"})
    note = session.scalars(select(CreditNote)).one()
    assert (note.net_cents, note.vat_cents, note.reason) == (10000, 1500, "Broken coffee machine")
    assert answer.headers["Location"].endswith(f"/credit-notes/show/{note.id}")
    assert "Broken coffee machine" in text_of(finance.get(answer.headers["Location"]))


def test_amounts_beside_all_that_is_left_are_a_question(sent, login, session):
    """Who types 100 and leaves the choice above as it was wants 100, and not everything."""
    finance = login(FINANCE)
    here, line = f"/credits/{sent.id}", sent.lines[0]
    fields = {"how": "all", "reason": "A day too many", f"amount_{line.id}": "100"}
    assert "All that is left is credited" in text_of(press(finance, f"{here}/sums", here, **fields))
    answer = press(finance, here, here, **fields)
    assert "Choose one of the two" in text_of(answer)
    assert 'value="100"' in answer.get_data(as_text=True)
    assert session.query(CreditNote).count() == 0
    press(finance, here, here, **fields | {"how": "lines", f"amount_{line.id}": "1,000.00"})
    assert session.query(CreditNote).one().net_cents == 100000, "as a bank writes it"


def test_a_second_click_makes_no_second_credit_note(sent, login, session):
    """Two clicks send the same form; a page that was gone back to and says something else is another note."""
    finance = login(FINANCE)
    here, line = f"/credits/{sent.id}", sent.lines[0]
    fields = {"how": "lines", "reason": "A day too many", "goodwill": "y", f"amount_{line.id}": "10"}
    fields["key"] = re.search(r'name="key" value="(\w+)"', finance.get(here).get_data(as_text=True))[1]
    answers = [press(finance, here, here, **fields) for _click in range(2)]
    assert session.query(CreditNote).count() == 1
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    refused = press(finance, here, here, **fields | {f"amount_{line.id}": "9999999"})
    assert refused.status_code == 200
    press(finance, here, here, **fields | {f"amount_{line.id}": "20"})
    assert [note.net_cents for note in session.scalars(select(CreditNote).order_by(CreditNote.id))] == [1000, 2000]


def test_a_full_credit_takes_all_that_is_left_and_needs_a_reason(sent, login, session):
    finance = login(FINANCE)
    here = f"/credits/{sent.id}"
    page = press(finance, here, here, how="all", reason="").get_data(as_text=True)
    assert re.search(r'id="reason-about"[^>]*>Say why', page), "at its field"
    press(finance, here, here, how="all", reason="Never opened")
    session.refresh(sent)
    assert (sent.status, sent.due_cents) == (InvoiceStatus.CREDITED, 0)
    assert finance.get(here).status_code == 302
    assert "Nothing is left to credit on" in text_of(finance.get(f"/invoices/show/{sent.id}"))
    note = session.scalars(select(CreditNote)).one()
    press(finance, f"/credit-notes/action/send/{note.id}", f"/credit-notes/show/{note.id}")
    session.refresh(note)
    assert note.send_wanted_at is not None


def test_a_mail_of_unknown_fate_asks_and_takes_the_answer(run, sent, login, session):
    mail = session.scalars(select(Delivery)).one()
    session.execute(Delivery.__table__.update().values(state="unknown", reason="The line broke.", sent_at=None))
    session.commit()
    finance = login(FINANCE)
    page = text_of(finance.get(f"/runs/{run.id}"))
    assert "Did it arrive?" in page
    assert "It arrived" in page
    assert "1 mail needs a decision" in text_of(finance.get("/"))
    press(finance, f"/mails/{mail.id}/sent", f"/runs/{run.id}")
    session.refresh(mail)
    assert (mail.state, bool(mail.decided_by)) == (DeliveryState.SENT, True)


def test_a_failed_step_is_on_top_with_its_reason_and_one_button(run, invoice, login, session):
    session.execute(Step.__table__.update().values(state="failed", reason="The logo cannot be read."))
    session.commit()
    finance = login(FINANCE)
    page = text_of(finance.get(f"/runs/{run.id}"))
    assert "The logo cannot be read." in page
    assert "1 step needs you" in text_of(finance.get("/"))
    step = session.scalars(select(Step)).one()
    press(finance, f"/runs/steps/{step.id}/retry", f"/runs/{run.id}")
    session.refresh(step)
    assert step.state is StepState.TODO


def as_typed(cents):
    return format_money(cents, "ZAR").replace("\xa0", " ")


def test_done_in_part_says_who_is_still_open(run, sent, make, admin, login):
    make.adhoc(make.organisation(run.location, name="Late"), date=JUNE.first)
    preview_run(run.id, by=admin)
    page = text_of(login(FINANCE).get(f"/runs/{run.id}"))
    assert "1 organisation is still open" in page
    assert "All of it" not in page
    assert "Begin July" not in page
    assert "Close June" not in page


def test_done_offers_the_next_month_and_the_close(run, sent, admin, login, session):
    finance = login(FINANCE)
    page = text_of(finance.get(f"/runs/{run.id}"))
    assert "All of it is with the customers" in page
    assert "Begin July 2026" in page
    assert "which begins on 1 Jul 2026" in page
    assert f"1 debtor owes {as_typed(sent.total_cents)}, due" in page
    link = re.search(r'href="([^"]+)">1 debtor<', finance.get(f"/runs/{run.id}").get_data(as_text=True))[1].replace("&amp;", "&")
    assert sent.number in text_of(finance.get(link))
    create_credit_note(sent.id, None, "Never opened", by=admin)
    assert "Nothing of it is owed any more" in text_of(finance.get(f"/runs/{run.id}"))
    assert sent.number not in text_of(finance.get(link))
    manager = instead(login, finance, LOCATION_MANAGER)
    assert "Close June 2026" not in text_of(manager.get(f"/runs/{run.id}"))
    finance = instead(login, finance, FINANCE)
    press(finance, "/months/close", f"/runs/{run.id}", location=run.location_id, month="2026-06")
    assert session.scalars(select(MonthClose)).one().documents == 1
    assert "Month closed" in text_of(finance.get(f"/runs/{run.id}"))


def test_the_close_names_who_was_not_billed_and_asks_for_a_yes(run, sent, make, admin, login, session):
    late = make.organisation(run.location, name="Late")
    make.adhoc(late, date=JUNE.first)
    preview_run(run.id, by=admin)
    leave_out(run.id, late.id, "Disputes the desk count", by=admin)
    finance = login(FINANCE)
    page = text_of(finance.get(f"/runs/{run.id}"))
    assert "All of it" not in page
    assert "1 left out" in page
    assert "Not billed for June 2026 Late: Disputes the desk count" in page
    for known, closed in ({}, 0), ({"corrects_waiting": "yes"}, 1):
        press(finance, "/months/close", f"/runs/{run.id}", location=run.location_id, month="2026-06", **known)
        assert len(session.scalars(select(MonthClose)).all()) == closed


def test_home_shows_each_role_what_is_theirs(run, make, login, session):
    session.add(OutboxMessage(event="E", job="j", queue="low", key="k", payload={}, state=OutboxState.PARKED))
    session.commit()
    make.license(starts_on=today("UTC"))
    browser = login(FINANCE)
    finance = text_of(browser.get("/"))
    assert "Kloof · June 2026 is approved and not sent" in finance
    assert "1 job gave up" in finance
    desk = text_of(instead(login, browser, FRONT_DESK).get("/"))
    assert "approved and not sent" not in desk
    assert "gave up" not in desk
    assert "Starting within a week" in desk
    elsewhere = text_of(instead(login, browser, LOCATION_MANAGER, locations=[make.location()]).get("/"))
    assert "Kloof" not in elsewhere


def test_who_was_left_out_gets_a_supplementary_run(run, make, login, admin, session):
    location = run.location
    late = make.organisation(location, name="Late")
    make.license(late, make.membership(location))
    july = previewed(location, JUNE.next, admin)
    finance = login(FINANCE)
    here = f"/runs/{july.id}"
    press(finance, f"{here}/leave-out/{late.id}", here, reason="Waits for its order number")
    assert "Supplementary run" not in text_of(finance.get(here))
    press(finance, f"{here}/approve", f"{here}/approve", fingerprint=july.fingerprint)
    assert "1 organisation was left out of this run" in text_of(finance.get(here))
    answer = press(finance, "/runs/new", here, location=location.id, month="2026-07")
    page = text_of(finance.get(answer.headers["Location"]))
    assert "July 2026 (2)" in page
    assert "Late" in page
    assert "Supplementary run" not in text_of(finance.get(here))


def test_an_open_invoice_leads_to_its_payment_and_tells_what_paid_it(make, login, client, session):
    acme = make.organisation(make.location(name="Kloof"), name="Acme")
    make.invoice(acme, number="KLF-1", due_on=dt.date(2026, 6, 1))
    invoice = make.invoice(acme, number="KLF-2", kind="manual", net=200_000)
    finance, page = login(FINANCE), f"/invoices/show/{invoice.id}"
    way = f"/payments/add?_flt_0_organisation={acme.id}&invoice={invoice.id}"
    shown = finance.get(page).get_data(as_text=True)
    assert f'class="btn btn-primary" href="{way.replace("&", "&amp;")}"' in shown and shown.count('<a class="btn btn-primary"') == 1
    form = Form(finance, way)
    assert (form.values["amount_cents"], form.values["how"], form.values[f"part_{invoice.id}"]) == ("2300.00", "chosen", "2300.00"), (
        "not what is due longest"
    )
    assert (
        form.send(amount_cents="1000.00", reference="EFT 7", received_on="2026-06-20", **{f"part_{invoice.id}": "1000.00"}).status_code
        == 302
    )
    deposit = make.deposit(organisation_id=acme.id, location_id=acme.location_id, held=50_000)
    apply_deposit(deposit.id, key="d", invoice_id=invoice.id, amount_cents=50_000, by=SYSTEM)
    create_credit_note(invoice.id, {invoice.lines[0].id: 20_000}, "Broken heating", by=SYSTEM)
    make.credit_note(acme, cents=10_000)
    apply_credit(invoice.id, key="c", amount_cents=10_000, by=SYSTEM)
    told = text_of(finance.get(page))
    note, other = session.scalars(select(CreditNote).order_by(CreditNote.id)).all()
    for said in (
        "EFT EFT 7 20 Jun 2026 R 1 000.00",
        f"Deposit {deposit.code}",
        "R 500.00",
        f"Credit note {note.number}",
        "R 230.00",
        f"Credit note {other.number}",
        "R 100.00",
    ):
        assert said in told.split("Payments", 1)[1], (said, told)
    session.expire_all()
    invoice = session.get_one(Invoice, invoice.id)
    assert sum(each.cents for each in what_paid(session, invoice)) == invoice.total_cents - invoice.due_cents
    shown = finance.get(page).get_data(as_text=True)
    payment = session.scalars(select(Payment)).one()
    for link in (f"/payments/show/{payment.id}", f"/deposits/show/{deposit.id}", f"/credit-notes/show/{note.id}"):
        assert f'href="{link}"' in shown and finance.get(link).status_code == 200, link
    release_payment(payment.id, invoice_id=invoice.id, amount_cents=40_000, by=SYSTEM)
    assert "EFT EFT 7" in text_of(finance.get(page)) and "R 600.00" in text_of(finance.get(page)), "what was taken back is no share"
    record_eft(acme.id, key="rest", amount_cents=invoice.due_cents + 40_000, reference="EFT 9", invoice_id=invoice.id, by=SYSTEM)
    assert "Record a payment" not in text_of(finance.get(page)), "nothing is left to pay"
    desk = instead(login, client, FRONT_DESK).get(f"/invoices/show/{invoice.id}")
    assert (
        f"Deposit {deposit.code}" in text_of(desk)
        and f"/deposits/show/{deposit.id}" not in desk.get_data(as_text=True)
        and "/payments/add" not in desk.get_data(as_text=True)
    )


def test_a_kept_deposit_is_among_what_paid(make, login, session, admin):
    acme = make.organisation(make.location(name="Kloof"), name="Acme")
    deposit = make.deposit(make.license(acme), held=50_000)
    keep_deposit(deposit.id, key="k", amount_cents=23_000, reason="A broken lamp", by=SYSTEM)
    run = previewed(acme.location, Month.of(today(acme.location.zone)), admin)
    approve_run(run.id, run.fingerprint, by=admin)
    invoice = session.scalars(select(Invoice)).one()
    assert [(each.source.id, each.cents) for each in what_paid(session, invoice)] == [
        (deposit.id, invoice.paid_cents)
    ] and invoice.paid_cents
