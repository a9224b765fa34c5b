"""What happens in the simulated month: each verb draws what it needs from the house's chance and calls the action that a person or the clock would."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from app.access.actor import SYSTEM
from app.actions.bookings.cancel import cancel_booking
from app.actions.bookings.change import change_booking
from app.actions.bookings.create import create_booking
from app.actions.bookings.follow_clock import follow_clock
from app.actions.charges.create_adhoc import create_adhoc
from app.actions.credit_notes.create import CREDITABLE, create_credit_note
from app.actions.invoices.paid import OPEN
from app.actions.invoices.void import void_invoice
from app.actions.licenses.end import end_license
from app.actions.onboarding.onboard import onboard
from app.actions.payments.apply_credit import apply_credit
from app.actions.payments.begin_charge import begin_charge
from app.actions.payments.charge_back import charge_back_payment
from app.actions.payments.record_eft import record_eft
from app.actions.payments.refund import refund_payment
from app.actions.wallets.adjust import adjust_wallet
from app.actions.wallets.top_up import top_up_wallet
from app.core import clock
from app.core.errors import FoyerError
from app.core.month import Month
from app.integrations.errors import GiveUp, Retry, Unknown
from app.models import Booking, FoyerUser, Invoice, InvoiceLine, License, Organisation, Payment, Room, Wallet
from app.models.booking import BookingStatus
from app.models.invoice import InvoiceStatus
from app.models.payment import PaymentMethodKind
from app.models.refund import RefundWay
from app.queries.refundable import paid_by
from benchmarks.drills import hands, network
from benchmarks.drills.month_house import MonthHouse
from jobs import charges, wallets

Verb = Callable[[MonthHouse], object]
HOUR = dt.timedelta(hours=1)
VENDORS = {
    "xero */api.xro/*": ("429", "500", "cut_before", "500_after", "cut_after", "cut_body", "wrong_json"),
    "payfast *": ("500", "cut_before", "500_after", "cut_after", "wrong_json"),
    "mail *": ("451", "cut_before", "cut_after"),
}
POINTS = 60  # a pair of hands dies within so many points of its work


def bring_in(house: MonthHouse) -> None:
    number = house.next()
    person = {"email": f"new{number}@example.org", "first_name": "New", "last_name": str(number)}
    starts = house.at.date() + house.chance.randrange(-5, 20) * dt.timedelta(days=1)
    seat = {"membership_id": house.membership_id, "space_id": house.space_id, "starts_on": starts}
    onboard(
        key=f"in-{number}", by=SYSTEM, organisation={"name": f"Newcomer {number}", "rooms_on_invoice": True}, person=person, license=seat
    )  # type: ignore[typeddict-item]


def book(house: MonthHouse) -> None:
    room, user = house.one(Room.id), house.one(FoyerUser.id, FoyerUser.organisation_id.is_not(None))
    begins, ends = _times(house)
    create_booking(by=SYSTEM, room_id=room or 0, user_id=user, starts_at=begins, ends_at=ends, key=f"book-{house.next()}")


def move(house: MonthHouse) -> None:
    if booking := house.one(Booking.id, Booking.status == BookingStatus.CONFIRMED):
        begins, ends = _times(house)
        change_booking(booking, by=SYSTEM, starts_at=begins, ends_at=ends)


def give_back(house: MonthHouse) -> None:
    if booking := house.one(Booking.id, Booking.status == BookingStatus.CONFIRMED):
        by_operator = house.chance.random() < 0.3
        cancel_booking(booking, by=SYSTEM, by_operator=by_operator, reason="Flooded" if by_operator else "")


def buy_credits(house: MonthHouse) -> None:
    wallet, number = house.one(Wallet.id), house.next()
    top_up_wallet(wallet or 0, house.chance.randrange(1_000, 200_000), by=SYSTEM, key=f"top-{number}", reason="Bought")


def put_right(house: MonthHouse) -> None:
    wallet, number = house.one(Wallet.id), house.next()
    adjust_wallet(wallet or 0, house.chance.randrange(-80_000, 40_000), by=SYSTEM, key=f"adjust-{number}", reason="By hand")


def charge_once(house: MonthHouse) -> None:
    organisation = house.one(Organisation.id)
    price = house.chance.randrange(101, 90_001)
    create_adhoc(
        by=SYSTEM,
        organisation_id=organisation or 0,
        location_id=house.location_id,
        date=house.at.date(),
        description="Catering",
        unit_price_cents=price,
    )


def run(house: MonthHouse) -> None:
    """The next month, if it has come near."""
    if house.month <= Month.of(house.at.date()).next:
        network.begun(house.location_id, house.month)
        house.months += 1


def pay(house: MonthHouse) -> None:
    """To the cent, a part, or too much; for one invoice or for all that is open."""
    if invoice := house.session.get(Invoice, house.one(Invoice.id, Invoice.status.in_(OPEN)) or 0):
        factor = house.chance.choice((1, 1, 1, 0.37, 1.21))
        cents = max(1, round(invoice.due_cents * factor))
        only = invoice.id if house.chance.random() < 0.5 else None
        record_eft(invoice.organisation_id, key=f"eft-{house.next()}", amount_cents=cents, reference="EFT", invoice_id=only, by=SYSTEM)


def charge(house: MonthHouse) -> None:
    if invoice := house.one(Invoice.id, Invoice.status.in_(OPEN)):
        begin_charge(invoice, by=SYSTEM)


def use_credit(house: MonthHouse) -> None:
    if invoice := house.one(Invoice.id, Invoice.status.in_(OPEN)):
        apply_credit(invoice, key=f"use-{house.next()}", by=SYSTEM)


def refund(house: MonthHouse) -> None:
    """Out of what it paid, or out of its credit; at the bank or to the card."""
    payment = house.session.get(Payment, house.one(Payment.id) or 0)
    if payment is None:
        return
    paid = paid_by(house.session, payment)
    invoice = house.chance.choice(paid).invoice.id if paid and house.chance.random() < 0.7 else None
    way = RefundWay.CARD if payment.kind is PaymentMethodKind.CARD and house.chance.random() < 0.6 else RefundWay.EFT
    cents = max(1, payment.amount_cents * house.chance.randrange(1, 101) // 100)
    refund_payment(
        payment.id,
        key=f"back-{house.next()}",
        amount_cents=cents,
        way=way.value,
        invoice_id=invoice,
        reference="EFT OUT",
        reason="Agreed",
        by=SYSTEM,
    )


def charge_back(house: MonthHouse) -> None:
    if payment := house.one(Payment.id, Payment.kind == PaymentMethodKind.CARD):
        charge_back_payment(payment, reference="CB", reason="The bank took it", by=SYSTEM)


def credit(house: MonthHouse) -> None:
    """All that is left of an invoice, or a part of one line."""
    if invoice := house.one(Invoice.id, Invoice.status.in_(CREDITABLE)):
        amounts = None
        if house.chance.random() < 0.6:
            line = house.session.get_one(InvoiceLine, house.one(InvoiceLine.id, InvoiceLine.invoice_id == invoice))
            amounts = {line.id: round(line.net_cents * house.chance.random())}
        create_credit_note(invoice, amounts, "Agreed", by=SYSTEM, goodwill=house.chance.random() < 0.5)


def void(house: MonthHouse) -> None:
    if invoice := house.one(Invoice.id, Invoice.status.in_((InvoiceStatus.LOCKED, InvoiceStatus.SENT))):
        void_invoice(invoice, "Wrong", by=SYSTEM)


def leave(house: MonthHouse) -> None:
    if license := house.one(License.id, License.ends_on.is_(None)):
        end_license(license, on=house.at.date() + dt.timedelta(days=house.chance.randrange(40)), end_reason="Moved on", by=SYSTEM)


def hours_pass(house: MonthHouse) -> None:
    """Up to a day and a half, and what the clock does then."""
    house.at += house.chance.randrange(1, 37) * HOUR
    tick(house)


def tick(house: MonthHouse) -> None:
    with clock.lived_at(house.at):
        follow_clock()
        wallets.settle()
        wallets.quotas()
        try:
            charges.follow()
        except (Retry, GiveUp, Unknown):  # a vendor that fails: the next round asks again
            house.session.rollback()


def fail(house: MonthHouse) -> None:
    """A vendor fails at its next calls."""
    which = house.chance.choice(sorted(VENDORS))
    vendor, pattern = which.split()
    house.ask(
        "/_control/faults",
        {
            "vendor": vendor,
            "pattern": pattern,
            "kind": house.chance.choice(VENDORS[which]),
            "times": house.chance.randrange(1, 3),
            "seconds": 0,
        },
    )


def work(house: MonthHouse) -> bool:
    """All that is due is done; or whoever does it is killed on the way. True when it was."""
    return hands.work(die_after=house.chance.randrange(1, POINTS)) == 0


def finish(_house: MonthHouse) -> None:
    """All that is due is done, by hands that nobody kills."""
    hands.work()


def _times(house: MonthHouse) -> tuple[dt.datetime, dt.datetime]:
    begins = house.at.replace(minute=0) + house.chance.randrange(1, 200) * HOUR
    return begins, begins + house.chance.randrange(1, 9) * HOUR / 2


VERBS: dict[Verb, int] = {
    bring_in: 3, book: 12, move: 4, give_back: 5, buy_credits: 3, put_right: 2, charge_once: 4, run: 5, pay: 10, charge: 6, use_credit: 3,
    refund: 8, charge_back: 2, credit: 6, void: 2, leave: 2, hours_pass: 9, fail: 4, work: 10,
}  # fmt: skip
"""Each verb and how often it comes."""

PLANTED: tuple[Verb, ...] = (run, finish, pay, pay, pay, refund, refund, refund, pay, refund, refund, refund)
"""A short month in which a refund of what paid an invoice cannot fail to happen."""
REFUSED = FoyerError
