"""The receipt of a payment: what came in, what each invoice got of it and had left then, what is credit, what went back; and its mail."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape

import pytest
import time_machine
from sqlalchemy import func, select

from app.access.actor import SYSTEM
from app.access.roles import FINANCE, FRONT_DESK
from app.actions.payments.apply_credit import apply_credit
from app.actions.payments.mail_receipt import mail_receipt
from app.actions.payments.record_eft import record_eft
from app.actions.payments.refund import refund_payment
from app.actions.payments.release import release_payment
from app.core.errors import Forbidden, Missing, Refused
from app.models import AccountLetter, Delivery, MailFile
from app.models.location import MailMode
from app.queries.kept_files import content_of
from app.queries.receipt import receipt
from app.queries.verify.books import verify
from app.rendering.receipt import receipt_html, receipt_pdf
from app.translation import in_language
from tests.actions.payments.test_charge_back import by_card
from tests.rendering.documents import pages_of


def day(of: int) -> dt.date:
    return dt.date(2026, 6, of)


@pytest.fixture(autouse=True)
def end_of_june():
    with time_machine.travel(dt.datetime(2026, 6, 30, 8, tzinfo=dt.UTC)):
        yield


@pytest.fixture
def acme(make):
    """Owes R1 150.00 (KLF-1) and R230.00 (KLF-2)."""
    acme = make.organisation(
        make.location(name="Kloof", sender_email="desk@kloof.example"),
        name="Acme",
        code="ACM",
        invoice_email="ann@acme.example",
        accounting_email="",
    )
    make.invoice(acme, number="KLF-1")
    make.invoice(acme, net=20_000, kind="manual", number="KLF-2", due_on=day(20))
    return acme


def paid(organisation, cents, *, on=10, key="a", kind="eft", **how):
    return record_eft(organisation.id, key=key, amount_cents=cents, reference="Acme June", received_on=day(on), kind=kind, by=SYSTEM, **how)


def found(session, payment):
    session.expire_all()
    return receipt(session, payment.id, by=SYSTEM)


def uses(session, payment):
    return [(each.number, each.on.day, each.cents, each.left_cents) for each in found(session, payment).uses]


def words(view):
    body = receipt_html(view).split("<body", 1)[1]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body)).replace("\xa0", " "))


def test_one_payment_of_several_invoices_with_something_over(acme, session):
    payment = paid(acme, 150_000)
    view = found(session, payment)
    assert uses(session, payment) == [("KLF-1", 10, 115_000, 0), ("KLF-2", 10, 23_000, 0)]
    told = words(view)
    for said in (
        f"Receipt RCPT-{payment.id:06d}", "Foyer Spaces (Pty) Ltd", "VAT no. 4123456789", "Acme", "Long Street", "Received on 10 June 2026", "How EFT", "Reference Acme June", "Account ACM",
        "We received R 1 500.00 from Acme on 10 June 2026.", "Invoice KLF-1 10 June 2026 1 150.00 1 150.00 0.00", "Invoice KLF-2 10 June 2026 230.00 230.00 0.00",
        "Used for invoices R 1 380.00", "Credit on your account R 120.00", "Received R 1 500.00", "This is a receipt, not a tax invoice.",
    ):  # fmt: skip
        assert said in told, (said, told)
    assert "Given back" not in told and "What went back" not in told
    (page,) = pages_of(receipt_pdf(view))
    assert "This is a receipt, not a tax invoice." in page and "Page 1 of 1" in page and f"RCPT-{payment.id:06d}" in page
    with in_language("af"):
        assert words(view) == told, "it speaks the seller's language, whoever asks for it"


def test_what_was_left_then_stays_so_whatever_pays_it_later(acme, session):
    first = paid(acme, 100_000)
    assert uses(session, first) == [("KLF-1", 10, 100_000, 15_000)]
    before = receipt_html(found(session, first))
    second = paid(acme, 20_000, on=12, key="b", kind="cash")
    assert uses(session, second) == [("KLF-1", 12, 15_000, 0), ("KLF-2", 12, 5_000, 18_000)]
    assert receipt_html(found(session, first)) == before
    assert "How Cash" in words(found(session, second))


def test_credit_that_pays_later_says_on_which_day(acme, session, make):
    payment = paid(acme, 150_000)
    later = make.invoice(acme, net=10_000, kind="manual", number="KLF-3", issued_on=dt.date(2026, 7, 1), due_on=dt.date(2026, 7, 8))
    apply_credit(later.id, key="a", amount_cents=5_000, by=SYSTEM)
    assert uses(session, payment)[-1] == ("KLF-3", 30, 5_000, 6_500), "of an invoice with a later date as well"
    assert found(session, payment).credit_cents == 7_000


def test_what_went_back_is_there_and_the_invoice_has_it_left_again(acme, session):
    payment = paid(acme, 150_000)
    (june, _) = (each.invoice for each in payment.parts)
    refund_payment(
        payment.id,
        key="r",
        amount_cents=50_000,
        invoice_id=june.id,
        refunded_on=day(12),
        reference="Back 1",
        reason="They were cross",
        by=SYSTEM,
    )
    refund_payment(payment.id, key="c", amount_cents=12_000, refunded_on=day(13), reference="Back 2", reason="Their wish", by=SYSTEM)
    assert uses(session, payment) == [("KLF-1", 12, 65_000, 50_000), ("KLF-2", 10, 23_000, 0)]
    view = found(session, payment)
    assert (view.used_cents, view.back_cents, view.credit_cents) == (88_000, 62_000, 0)
    told = words(view)
    for said in ("EFT Back 1 12 June 2026 500.00", "EFT Back 2 13 June 2026 120.00", "Given back R 620.00", "Received R 1 500.00"):
        assert said in told, (said, told)
    assert "cross" not in told and "wish" not in told, "reasons are for the books"


def test_all_of_it_given_back_or_put_elsewhere_leaves_no_invoice(acme, session):
    payment = paid(acme, 115_000)
    (june,) = (each.invoice for each in payment.parts)
    release_payment(payment.id, invoice_id=june.id, amount_cents=115_000, by=SYSTEM)
    assert uses(session, payment) == [] and "Credit on your account R 1 150.00" in words(found(session, payment))
    refund_payment(payment.id, key="r", amount_cents=115_000, reference="Back", reason="Twice", by=SYSTEM)
    told = words(found(session, payment))
    assert "What it paid" not in told and "Given back R 1 150.00 Received R 1 150.00" in told


def test_a_card_names_the_invoice_and_what_the_provider_has_not_given_back_yet(make, session):
    invoice = make.invoice(number="KLF-9")
    payment = by_card(invoice, 115_000)
    refund_payment(payment.id, key="r", amount_cents=15_000, invoice_id=invoice.id, way="card", reason="A chair", by=SYSTEM)
    told = words(found(session, payment))
    assert "How Card Reference KLF-9" in told and "To the card · on its way" in told, told


def test_credits_of_a_wallet_are_no_money_that_came_in(make, session):
    told = words(found(session, make.payment(kind="wallet")))
    assert (
        "How Credits" in told
        and "no money came in with it" in told
        and "Paid with credits R 1 000.00" in told
        and "We received" not in told
    )


def test_who_bills_without_vat_says_nothing_of_it(make, session):
    payment = make.payment(make.organisation(make.location(vat_registered=False, vat_number="")))
    assert "VAT stands" not in words(found(session, payment)) and "not a tax invoice" in words(found(session, payment))


def test_it_goes_by_mail_with_its_paper_as_often_as_somebody_sends_it(acme, world, session, make):
    payment = paid(acme, 150_000)
    by = make.actor(FINANCE, at=[acme.location])
    letter = mail_receipt(payment.id, by=by)
    assert (letter.organisation_id, letter.location_id, letter.payment_id, letter.written_on) == (
        acme.id,
        payment.location_id,
        payment.id,
        day(30),
    )
    (mail,) = world.letters()
    number = f"RCPT-{payment.id:06d}"
    assert mail["subject"].replace("\xa0", " ") == f"Receipt {number} from Kloof: R 1 500.00"
    assert (
        "attached as a PDF" in mail["text"]
        and "/my/invoices/payments" in mail["text"]
        and "Of it credit on your account: R 120.00" in mail["text"]
    )
    kept = session.scalars(select(MailFile)).one()
    assert kept.name == f"{number}.pdf" and "KLF-2" in pages_of(content_of(kept))[0]
    assert session.scalars(select(Delivery.address)).all() == ["ann@acme.example"]
    mail_receipt(payment.id, by=by)
    assert len(world.letters()) == 2
    assert [name for name in ("I5", "P1.payments") if verify(session)[name].violations] == []


def test_nobody_sends_it_who_may_not_or_to_nowhere(acme, session, make):
    payment = paid(acme, 150_000)
    with pytest.raises(Forbidden):
        mail_receipt(payment.id, by=make.actor(FRONT_DESK))
    with pytest.raises(Missing):
        mail_receipt(payment.id, by=make.actor(FINANCE, at=[make.location()]))
    acme.invoice_email = ""
    session.commit()
    with pytest.raises(Refused, match="no address"):
        mail_receipt(payment.id, by=SYSTEM)
    acme.invoice_email, acme.location.mail_mode = "ann@acme.example", MailMode.SILENT
    session.commit()
    with pytest.raises(Refused, match="sends no mail"):
        mail_receipt(payment.id, by=SYSTEM)
    assert session.scalar(select(func.count(AccountLetter.id))) == 0


def test_whoever_sees_the_payment_reads_it_and_nobody_else(acme, session, make):
    payment = paid(acme, 150_000)
    assert receipt(session, payment.id, by=make.actor(FRONT_DESK, at=[acme.location])).amount_cents == 150_000
    for other in (make.actor(FRONT_DESK, at=[make.location()]), make.actor("Member", organisation=acme)):
        with pytest.raises(Missing):
            receipt(session, payment.id, by=other)
