"""The books of a month that was billed, sent, credited and closed hold; each fault that somebody plants is found by exactly its promise."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from sqlalchemy import select, text

from app.access.actor import SYSTEM
from app.actions.bookings.create import create_booking
from app.actions.credit_notes.create import create_credit_note
from app.actions.deliveries.carry import begin_delivery, finish_delivery
from app.actions.deposits.receive import receive_deposit
from app.actions.documents.store import store_document
from app.actions.invoice_runs.approve import approve_run
from app.actions.invoice_runs.create import create_run
from app.actions.invoice_runs.preview import preview_run
from app.actions.invoice_runs.send import send_run
from app.actions.months.close import close_month
from app.actions.outbox.give_up import give_up_message
from app.actions.payments.accept_receipt import accept_receipt
from app.actions.payments.begin import begin_payment
from app.actions.payments.keep_receipt import keep_receipt
from app.actions.payments.record_eft import record_eft
from app.actions.payments.refund import refund_payment
from app.actions.wallets.end_reserves import end_reserves
from app.actions.wallets.open import wallet_of
from app.actions.wallets.refund import refund
from app.actions.wallets.reserve import reserve
from app.actions.wallets.settle_due import settle_due
from app.actions.wallets.top_up import top_up_wallet
from app.cli import verify_books
from app.core import clock
from app.core.month import Month
from app.models import Delivery, Invoice, OutboxMessage, Payment, PaymentReceipt
from app.models.delivery import DeliveryKind
from app.models.outbox import OutboxState
from app.queries.verify.books import PROMISES, verify
from app.rules.units import Unit
from app.work import transaction

JUNE = Month(2026, 6)
FAR = dt.datetime(2099, 1, 1, tzinfo=dt.UTC)
DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
AFTERWARDS = dt.datetime(2026, 7, 2, 9, tzinfo=dt.UTC)

DRAFT = """
INSERT INTO invoice (organisation_id, location_id, month, kind, currency, issued_on, due_on, net_cents, vat_cents, total_cents, seller, buyer)
SELECT organisation_id, location_id, month, '{kind}', currency, issued_on, due_on, {net}, {vat}, {net} + {vat}, '{{}}', '{{}}'
FROM invoice ORDER BY id LIMIT 1
"""
LINE_OF_DRAFT = """
INSERT INTO invoice_line (invoice_id, position, kind, description, service_month, net_cents, vat_cents, vat_percent)
SELECT id, 1, 'manual', 'Keys', month, 1000, 149, 15 FROM invoice WHERE number IS NULL
"""
REMINDED = """
INSERT INTO account_letter (organisation_id, location_id, kind, written_on, invoice_id, days, due_cents)
SELECT i.organisation_id, i.location_id, 'reminder', i.due_on, i.id, d.days, 1
FROM (SELECT * FROM invoice WHERE number IS NOT NULL ORDER BY id LIMIT 1) i CROSS JOIN (VALUES {days}) d (days)
"""
SLOTS = """
WITH made AS (INSERT INTO schedule (task, frequency) VALUES ('a_task', 'daily') RETURNING id)
INSERT INTO schedule_slot (schedule_id, slot) SELECT id, now() FROM made CROSS JOIN generate_series(1, 2)
"""
TOLD_TWICE = """
INSERT INTO payment_receipt (received_at, sent_from, digest, sealed_body, state, payment_id, payment_status, gross_cents)
SELECT received_at, sent_from, 'another' || n, '', state, payment_id, 'PENDING', gross_cents FROM payment_receipt CROSS JOIN generate_series(1, 2) n
"""
TOLD_MORE = """
INSERT INTO xero_entry (xero_connection_id, location_id, invoice_id, kind, till, payment_part_id, cents, dated, key)
SELECT (SELECT min(id) FROM xero_connection), (SELECT min(id) FROM location), invoice_id, 'payment', 'eft', id, cents + 1, applied_on, 'foyer-1' FROM payment_part WHERE cents > 0 LIMIT 1
"""
UNANSWERED_STEP = (
    "INSERT INTO step (invoice_id, name, state, key) SELECT id, 'xero_create', 'done', 'a-key' FROM invoice ORDER BY id LIMIT 1"
)

BROUGHT = """
INSERT INTO fulfilment (invoice_line_id, invoice_id, organisation_id, location_id, what, unit, cents, currency, vat_point, key, state, lot_id, done_at)
SELECT l.id, i.id, i.organisation_id, i.location_id, 'Credit', 'space', 50000 + {more}, 'ZAR', '{point}', 'fulfil:1', 'done', (SELECT id FROM lot LIMIT 1), now()
FROM invoice i JOIN invoice_line l ON l.invoice_id = i.id WHERE l.kind = '{kind}' LIMIT 1
"""

PROPOSED = """
INSERT INTO paper (kind, code, location_id, opportunity_id, currency, addressee, subject, body, valid_until, status, sent_at, first_invoice, monthly, document_hash)
SELECT 'proposal', 'KLF-P1', min(id), 1, 'ZAR', 'Ann', 'S', 'B', '2026-06-30', 'sent', now(), '{figures}', '{{"month": "2026-07", "lines": [], "net": 0, "vat": 0, "total": 0, "steps": [{{"from": "2026-07", "until": null, "net": 0, "vat": {step}, "total": {step}}}]}}', '{hash}' FROM location
"""
ADDS_UP = '{"month": "2026-06", "lines": [{"net": 100, "vat": 15}], "net": 100, "vat": 15, "total": 115}'

ASKED = """
INSERT INTO enquiry (form_id, location_id, state, key, name, received_at, judged_at)
SELECT 1, min(id), '{state}', 'a-page', 'Ann', now() - interval '2 days', {judged} FROM location
"""
THANKED = """
INSERT INTO delivery (location_id, lead_id, kind, addressee, address, key, message_id)
SELECT min(id), n, 'lead_thanks', 'ann@acme.example', 'ann@acme.example', 'lead_thanks-' || n || '-ann@acme.example', 'thanks-' || n FROM location CROSS JOIN generate_series(1, 2) n GROUP BY n
"""

STORED = "INSERT INTO stored_file (sha256, place, size, state, since) VALUES (repeat('0', 64), 'file:///files', 1, 'there', now())"
PEER = "INSERT INTO peer (name, base_url, peer_id) VALUES ('There', 'https://there.example', 'https://there.example')"
INSIDE = (
    "INSERT INTO check_in (location_id, user_id, name, source, arrived_at, key, made_by) SELECT (SELECT min(id) FROM location),"
    " (SELECT min(id) FROM ab_user), 'Ann', 'desk', now(), gen_random_uuid(), 'Naledi'"
)
RISEN = """
    INSERT INTO escalation (location_id, organisation_id, license_id, due_on, valid_from, percent, old_primary_cents, old_extra_cents, new_primary_cents, new_extra_cents,
        now_cents, renewed_cents, then_cents, status, decided_at)
    SELECT location_id, organisation_id, id, '2026-06-01', '2026-06-01', 8, 1, 1, 2, 2, 1, 2, 2, 'approved', now() FROM license LIMIT 1
"""
FAULTS = {
    "a second invoice of the month": ("I1", "DROP INDEX one_invoice_a_month", DRAFT.format(kind="monthly", net=0, vat=0)),
    "approved without a document": ("I1.run", "UPDATE run_organisation SET invoice_id = NULL"),
    "a document of what was left open": ("I1.run", "UPDATE run_organisation SET decision = 'open'"),
    "another organisation's document": ("I1.run", "UPDATE run_organisation SET invoice_id = (SELECT max(id) FROM invoice)"),
    "a run's invoice that the run does not list": ("I1.run", "DELETE FROM run_organisation"),
    "a total without lines": ("I2", DRAFT.format(kind="manual", net=100, vat=15)),
    "VAT of its own": ("I2.vat", DRAFT.format(kind="manual", net=1000, vat=149), LINE_OF_DRAFT),
    "a number that nobody has": ("I3", "UPDATE number_series SET last_number = last_number + 1"),
    "a number beyond the counter": ("I3", "UPDATE number_series SET last_number = last_number - 1 WHERE document_type = 'invoice'"),
    "other words on a line": ("I4", "UPDATE invoice_line SET description = 'Something else'"),
    "another customer": ("I4", """UPDATE invoice SET buyer = buyer || '{"name": "Somebody else"}'"""),
    "a credit note of another day": ("I4", "UPDATE credit_note SET issued_on = issued_on + 1"),
    "another PDF": ("I4.pdf", "UPDATE document SET content = 'something else'"),
    "a PDF that is gone": ("I4.pdf", "UPDATE invoice SET document_id = NULL"),
    "bytes in no place": (
        "F1",
        "ALTER TABLE mail_file DROP CONSTRAINT ck_mail_file_in_one_place",
        STORED,
        "INSERT INTO mail_file (copy_id, name, media_type, size, content, stored_id) SELECT 1, 'a', 'b', 1, 'x', id FROM stored_file",
    ),
    "bytes that are being removed": (
        "F1",
        STORED,
        "UPDATE stored_file SET state = 'going'",
        "INSERT INTO mail_file (copy_id, name, media_type, size, stored_id) SELECT 1, 'a', 'b', 1, id FROM stored_file",
    ),
    "a close of other documents": ("I4.months", "UPDATE month_close SET documents_hash = repeat('0', 64)"),
    "a close that follows nothing": ("I4.months", "UPDATE month_close SET previous_hash = repeat('0', 64)"),
    "a mail to somebody else": ("I5", "UPDATE delivery SET address = 'elsewhere@example.com'"),
    "one Message-ID for two mails": (
        "I5",
        "ALTER TABLE delivery DROP CONSTRAINT uq_delivery_message_id",
        "UPDATE delivery SET message_id = '<one>'",
    ),
    "two reminders of one day": ("I9", "DROP INDEX one_reminder_a_day", REMINDED.format(days="(1), (1)")),
    "a reminder that came after a later one": ("I9", REMINDED.format(days="(7), (1)")),
    "one Xero invoice for two of ours": ("I6", "UPDATE invoice SET xero_id = 'one'"),
    "in Xero, nobody knows where": ("I6", UNANSWERED_STEP),
    "a payment told to Xero with a cent more": (
        "I6",
        "INSERT INTO xero_connection (name, tenant_id) VALUES ('Books', 'one')",
        TOLD_MORE,
    ),
    "a proposal that does not add up": ("C7", PROPOSED.format(figures=ADDS_UP.replace("115", "116"), step=0, hash="")),
    "a rise that was approved and is no price": ("P6", RISEN),
    "a proposal whose step promises another sum than its lines": ("C7", PROPOSED.format(figures=ADDS_UP, step=1, hash="")),
    "a proposal whose file is gone": ("C7", PROPOSED.format(figures=ADDS_UP, step=0, hash="f" * 64)),
    "an enquiry that nobody judged": ("S", ASKED.format(state="received", judged="NULL")),
    "an enquiry that passed and is no lead": (
        "S",
        "ALTER TABLE enquiry DROP CONSTRAINT ck_enquiry_passed_has_its_lead",
        ASKED.format(state="passed", judged="now()"),
    ),
    "thanked twice on one day": ("S", THANKED),
    "paid as well as credited": ("P1", "UPDATE invoice SET paid_cents = total_cents"),
    "credit that nobody paid for": ("P1.beyond", "UPDATE credit_note SET applied_cents = applied_cents - 1"),
    "credited without a credit note": ("P1.credited", "UPDATE invoice SET credited_cents = credited_cents + 1"),
    "a payment that keeps a cent more": ("P1.payments", "UPDATE payment SET credit_cents = credit_cents + 1"),
    "paid by a payment, and not on the invoice": (
        "P1.payments",
        "UPDATE invoice SET paid_cents = 0 WHERE id IN (SELECT invoice_id FROM payment_part)",
    ),
    "a payment that gave nothing back and says so": ("P1.refunds", "UPDATE refund SET amount_cents = amount_cents + 1"),
    "a credit note that spent what nobody got": (
        "P1.refunds",
        "ALTER TABLE credit_note DROP CONSTRAINT ck_credit_note_spent_within_credit",
        "UPDATE credit_note SET spent_cents = 1",
    ),
    "a part of which more is taken back": (
        "P1.payments",
        "UPDATE payment_part SET cents = cents - 1 WHERE cents < 0",
        "UPDATE payment_part SET cents = cents + 1 WHERE cents > 0 AND refund_id IS NOT NULL",
    ),
    "a notice of another amount than its payment": ("P2", "UPDATE payment_receipt SET gross_cents = gross_cents + 2"),
    "a card payment of a forged notice": (
        "P2",
        "UPDATE payment_receipt SET state = 'refused', finding = 'source'",
        "UPDATE payment_attempt SET state = 'open', vendor_number = NULL",
    ),
    "a charge that was taken and is no payment": ("P2.charges", "UPDATE payment_attempt SET vendor_number = 'nobody'"),
    "a notice that was accepted twice": ("P2", "DROP INDEX one_receipt_a_status", TOLD_TWICE),
    "a cancelled card that can be charged": (
        "P2",
        "ALTER TABLE payment_method DROP CONSTRAINT ck_payment_method_cancelled_has_no_token",
        "UPDATE payment_method SET cancelled_at = now(), is_default = false",
    ),
    "a payment of somebody else's invoice": ("T1", "UPDATE payment SET organisation_id = (SELECT max(id) FROM organisation)"),
    "a deposit of another amount than its line": ("D1", "UPDATE deposit SET amount_cents = amount_cents + 1 WHERE status = 'invoiced'"),
    "a deposit that holds a cent less": ("D3", "UPDATE deposit SET held_cents = held_cents - 1 WHERE held_cents > 0"),
    "received, and nobody has paid": ("D4", "UPDATE invoice SET paid_cents = 0 WHERE id NOT IN (SELECT invoice_id FROM payment_part)"),
    "credits between wallets that never arrive": ("L1", "UPDATE ledger_entry SET account = 'between_wallets' WHERE kind = 'topup'"),
    "a wallet in another currency": ("L1", "UPDATE wallet SET currency = 'EUR'"),
    "a balance of its own": ("L2", "UPDATE wallet SET balance_cents = balance_cents + 1"),
    "a lot with a balance of its own": ("L2", "UPDATE lot SET balance_cents = balance_cents + 1"),
    "below its floor": (
        "L3",
        "ALTER TABLE wallet DROP CONSTRAINT ck_wallet_never_below_its_floor",
        "UPDATE wallet SET overdraft_cents = -balance_cents",
    ),
    "a reserve let go beside the ledger": ("L4", "UPDATE reserve SET state = 'released', ended_at = now() WHERE state = 'open'"),
    "a reserve that nobody ends": ("L4", "UPDATE reserve SET expires_at = now() - interval '3 minutes' WHERE state = 'open'"),
    "more back than was paid": ("L5", "UPDATE ledger_entry SET cause = 'order:9' WHERE kind = 'refund'"),
    "a ledger that may be rewritten": ("L6", "ALTER TABLE ledger_entry DISABLE TRIGGER entries_stay"),
    "a reserve without its entry": ("L6", "UPDATE ledger_entry SET key = 'another' || id WHERE kind = 'reserve'"),
    "more credits than the line brings": ("U4", BROUGHT.format(more=1, point="sale", kind="adhoc")),
    "taxed, and to be taxed again as they are used": ("P10", BROUGHT.format(more=0, point="redemption", kind="deposit")),
    "taxed a second time": ("P10", "UPDATE ledger_entry SET vat_cents = 1 WHERE kind = 'topup'"),
    "a room booked twice": (
        "B1",
        "ALTER TABLE booking DROP CONSTRAINT one_booking_at_a_time",
        "UPDATE booking SET room_id = (SELECT min(room_id) FROM booking)",
    ),
    "a wall that is gone": ("B1", "ALTER TABLE booking DROP CONSTRAINT one_booking_at_a_time"),
    "a booking that nobody pays": ("B2", "UPDATE booking SET charged_cents = charged_cents + 1"),
    "a booking whose charge has another price": (
        "B2",
        "UPDATE adhoc SET unit_price_cents = unit_price_cents - 500 WHERE booking_id IS NOT NULL",
    ),
    "a booking that is charged twice": ("B2", "UPDATE adhoc SET quantity = 2 WHERE booking_id IS NOT NULL"),
    "a booking without its charge": ("B2", "DELETE FROM adhoc WHERE booking_id IS NOT NULL"),
    "an extra whose charge has another price": (
        "B2.extras",
        "UPDATE adhoc SET unit_price_cents = unit_price_cents - 500 WHERE extra_id IS NOT NULL",
    ),
    "an extra that is charged twice": ("B2.extras", "UPDATE adhoc SET quantity = 2 WHERE extra_id IS NOT NULL"),
    "an extra without its charge": ("B2.extras", "DELETE FROM adhoc WHERE extra_id IS NOT NULL"),
    "somebody who is in twice": ("K2", "DROP INDEX one_open_check_in_a_member", INSIDE, INSIDE),
    "a day that was taken from nowhere": (
        "K2",
        "INSERT INTO day_pass (organisation_id, days, used, key, made_by) SELECT min(id), 5, 2, 'x', 'Naledi' FROM organisation",
    ),
    "a visitor whom nobody vouched for": (
        "K4",
        PEER,
        "INSERT INTO peer_question (location_id, key, answer, asked_at) SELECT min(id), 'k', 'ok', now() FROM location",
    ),
    "a sealed request that is still there": (
        "K4",
        PEER,
        "INSERT INTO peer_request (peer_id, direction, jti, at, sealed) SELECT id, 'out', 'j', now() - interval '2 hours', 'x' FROM peer",
    ),
    "work that nobody began": ("J1", "UPDATE outbox_message SET state = 'due', attempt = 0, not_before = now() - interval '1 hour'"),
    "a slot begun twice": ("J2", "DROP INDEX one_run_a_slot", SLOTS),
    "a license of two locations": ("T1", "UPDATE membership SET location_id = (SELECT max(id) FROM location)"),
    "a delivery of another location": ("T1", "UPDATE delivery SET location_id = (SELECT max(id) FROM location)"),
    "a document that nobody wrote down": ("A1", "DELETE FROM audit_event WHERE noun = 'invoice'"),
    "a document written down later": ("A1", "UPDATE audit_event SET at = at + interval '1 second' WHERE noun = 'credit_note'"),
}


@pytest.fixture
def books(make, admin, session):
    """June of two organisations: approved, sent, one deposit received and one line credited in July, June closed."""
    location = make.location(sender_email="house@example.com")
    membership = make.membership(location)
    for name in ("Acme", "Zoë & Daughters"):
        organisation = make.organisation(location, name=name)
        deposit = make.deposit(make.license(organisation, membership, commitment_months=12))
        make.adhoc(organisation)
    make.location()
    with clock.lived_at(AFTERWARDS):
        run = create_run(location.id, JUNE, by=admin)
        preview_run(run.id, by=admin)
        approve_run(run.id, run.fingerprint, by=admin)
        invoices = session.scalars(select(Invoice).order_by(Invoice.id)).all()
        for invoice in invoices:
            store_document(DeliveryKind.INVOICE, invoice.id, f"%PDF of {invoice}".encode(), by=admin)
        send_run(run.id, by=admin)
        for delivery_id in session.scalars(select(Delivery.id)).all():
            finish_delivery(begin_delivery(delivery_id, by=admin), "finish", "", by=admin)
        receive_deposit(deposit.id, key="received", amount_cents=300_000, reference="EFT", by=admin)
        create_credit_note(invoices[0].id, {invoices[0].lines[0].id: 10_001}, "A broken chair", by=admin)
        close_month(location.id, JUNE, by=admin)
    pay_by_card(session, invoices[0])
    give_back(session, invoices[0])
    member = make.user("Member", organisation_id=organisation.id)
    spend_credits(session, member)
    book_rooms(make, location, member)
    return location


def pay_by_card(session, invoice):
    """R10 by an EFT and R50 by a card, which stays with the vendor."""
    record_eft(invoice.organisation_id, key="1", amount_cents=1000, reference="EFT", invoice_id=invoice.id, by=SYSTEM)
    attempt = begin_payment(invoice.id, keeps_card=True, by=SYSTEM)
    keep_receipt(b"as it came", "127.0.0.1", by=SYSTEM)
    told = {"payment_id": "1", "status": "COMPLETE", "cents": 5000, "token": "a-token"}
    accept_receipt(session.scalar(select(PaymentReceipt.id)), attempt.id, **told, by=SYSTEM)


def give_back(session, invoice):
    """R4 of the EFT that paid the invoice."""
    payment_id = session.scalar(select(Payment.id).where(Payment.key == "eft:1"))
    told = {"reference": "EFT 9", "reason": "Paid twice", "by": SYSTEM}
    refund_payment(payment_id, key="1", amount_cents=400, invoice_id=invoice.id, **told)


def spend_credits(session, member):
    """R500 bought, R200 of it spent and R50 given back, R100 held for another order."""
    with transaction(by=SYSTEM) as work:
        wallet = wallet_of(work, Unit.SPACE, "ZAR", user_id=member.id)
        top_up_wallet(wallet.id, 50000, by=SYSTEM, key="1", reason="Bought")
        for cause, cents in (("order:1", 20000), ("order:2", 10000)):
            reserve(work, [wallet.id], cents, starts_at=FAR, expires_at=FAR, cause=cause, key=cause)
        end_reserves(work, "order:1", fee=20000)
        refund(work, "order:1", 5000, key="1")


def book_rooms(make, location, member):
    """Two rooms at the same time: one paid by credits, one by the next invoice."""
    space, coffee = make.space(location), make.product(location, name="Coffee", price_cents=2500, extra_most=20)
    make.license(member.organisation, make.membership(location), user_id=member.id)
    with clock.lived_at(AFTERWARDS):
        for room in (make.room(space), make.room(space)):
            times = {"starts_at": AFTERWARDS + DAY, "ends_at": AFTERWARDS + DAY + HOUR}
            create_booking(by=SYSTEM, room_id=room.id, user_id=member.id, extras={coffee.id: 8}, **times)
    while settle_due():
        pass


def broken(session):
    return {name: outcome.examples for name, outcome in verify(session).items() if outcome.violations}


def test_honest_books_hold(books, session):
    assert session.scalar(text("SELECT count(*) FROM month_close")) == 1
    assert session.scalar(text("SELECT count(*) FROM delivery WHERE state = 'sent'")) == 2
    assert broken(session) == {}


def test_empty_books_hold(session):
    assert broken(session) == {}


def test_what_is_given_up_after_a_restore_breaks_no_promise(session, admin):
    """Its number of attempts is that of the backup, and nobody tries it any more."""
    row = OutboxMessage(
        event="E", job="jobs.mail.deliver", queue="mail", key="1", payload={}, state=OutboxState.PARKED, not_before=clock.now() - DAY
    )
    session.add(row)
    session.commit()
    give_up_message(row.id, reason="It was done before the house was lost", by=admin)
    assert broken(session) == {}


def test_each_planted_fault_is_found_by_its_promise_alone(books, session):
    found = {}
    for fault, (_, *statements) in FAULTS.items():
        session.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            session.execute(text(statement))
        found[fault] = broken(session)
        session.rollback()
    assert {fault: set(promises) for fault, promises in found.items()} == {fault: {promise} for fault, (promise, *_) in FAULTS.items()}
    assert all(examples and all(examples) for promises in found.values() for examples in promises.values())


def test_every_promise_has_a_fault_that_breaks_it():
    assert {promise.id for promise in PROMISES} == {promise for promise, *_ in FAULTS.values()}


def test_the_command_says_it_and_fails_when_one_is_broken(books, session, settings, capsys):
    assert verify_books.main(["--json"], settings) == 0
    held = json.loads(capsys.readouterr().out)
    assert {name: outcome["violations"] for name, outcome in held.items()} == dict.fromkeys(held, 0)
    session.execute(text("UPDATE number_series SET last_number = 9 WHERE document_type = 'invoice'"))
    session.commit()
    assert verify_books.main(["--json"], settings) == 1
    told = json.loads(capsys.readouterr().out)["I3"]
    assert told["violations"] == 7
    assert told["examples"][0].endswith("-00003 is missing")
    assert len(told["examples"]) == 5


def test_the_page_of_promises_names_each():
    page = (Path(__file__).parents[2] / "docs" / "promises.md").read_text()
    for promise in PROMISES:
        assert f"| {promise.id} | {promise.sentence} |" in page
