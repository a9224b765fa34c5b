"""The calls to PayFast and PaperCut that move money, for the drill of failing vendors."""

from __future__ import annotations

from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.fulfilments.want import PrintCreditWanted
from app.actions.payments.begin import begin_payment
from app.actions.payments.begin_charge import begin_charge
from app.actions.payments.keep_receipt import keep_receipt
from app.actions.payments.refund import refund_payment
from app.integrations.papercut import Printing
from app.integrations.payfast import PaymentGateway
from app.integrations.registry import use
from app.models import Access, FoyerUser, Fulfilment, InvoiceLine, Payment, PaymentAttempt, Refund
from app.models.access import AccessState
from app.models.fulfilment import FulfilmentState
from app.models.payment_attempt import AttemptState
from app.models.product import VatPoint
from app.models.refund import RefundState
from app.rules.access import System
from app.rules.units import Unit
from app.work import transaction
from benchmarks.drills.fault_house import RIGHT, Call, FaultHouse, once, outbox_reason

CENTS, BACK = 100_000, 30_000
HERE = "127.0.0.1"


def _nothing(_house: FaultHouse) -> None:
    """Each fault has an invoice of its own."""


def _charging(house: FaultHouse, _none: None) -> PaymentAttempt:
    organisation = next(house.organisations)
    house.card(organisation)
    return begin_charge(house.invoice(organisation, CENTS).id, by=SYSTEM)


def _charged(house: FaultHouse, attempt: PaymentAttempt) -> str:
    times = sum(each["reference"] == attempt.reference for each in house.charges())
    paid = house.session.scalars(select(Payment.amount_cents).where(Payment.organisation_id == attempt.organisation_id)).all()
    if attempt.state is AttemptState.TAKEN:
        return once(times, "the card is charged") if list(paid) == [CENTS] else f"wrong: {len(paid)} payments"
    if times or paid:
        return f"wrong: charged {times} times, {len(paid)} payments, {attempt.state.value}"
    return house.parked(
        attempt.reason or outbox_reason(house.session, "jobs.charges.look_up") or outbox_reason(house.session, "jobs.charges.charge")
    )


def _telling(house: FaultHouse, _none: None) -> PaymentAttempt:
    """Somebody paid on PayFast's page, and PayFast tells of it; the notice is asked back about."""
    organisation = next(house.organisations)
    token = str(house.ask("/_control/payfast/tokens", {"notify_url": "http://127.0.0.1:1/"})["result"])
    attempt = begin_payment(house.invoice(organisation, CENTS).id, by=SYSTEM)
    cents, reference = attempt.amount_cents, attempt.reference
    house.session.rollback()
    use(PaymentGateway).charge(token, item="Drill", cents=cents, reference=reference)
    (body,) = (each["body"] for each in house.ask("/_control/payfast")["notices"] if reference in each["body"])
    keep_receipt(str(body).encode(), HERE, by=SYSTEM)
    return attempt


def _told(house: FaultHouse, attempt: PaymentAttempt) -> str:
    found = len(house.session.scalars(select(Payment.id).where(Payment.organisation_id == attempt.organisation_id)).all())
    return once(found, "the payment is here") if found else house.parked(outbox_reason(house.session, "jobs.payments.check_receipt"))


def _refunding(house: FaultHouse, _none: None) -> Refund:
    attempt = _charging(house, None)
    house.drain()
    payment = house.session.scalars(select(Payment).where(Payment.organisation_id == attempt.organisation_id)).one()
    return refund_payment(
        payment.id, key=f"drill-{payment.id}", amount_cents=BACK, way="card", invoice_id=attempt.invoice_id, reason="Left early", by=SYSTEM
    )


def _refunded(house: FaultHouse, refund: Refund) -> str:
    number = house.session.get_one(Payment, refund.payment_id).key.removeprefix("payfast:")
    gone = sum(each.get("refunded", 0) for each in house.charges() if str(each["id"]) == number)
    if refund.state is RefundState.DONE:
        return RIGHT if gone == BACK else f"wrong: {gone} cents went back"
    if gone:
        return f"wrong: {gone} cents went back, {refund.state.value}"
    return house.parked(refund.told or outbox_reason(house.session, "jobs.refunds.give_back"))


def _person(house: FaultHouse) -> FoyerUser:
    """Somebody with a print account."""
    user = house.session.scalars(select(FoyerUser).order_by(FoyerUser.id)).first()
    if user is None:
        raise TimeoutError("nobody lives in the drill's house")
    use(Printing).create_account("drill", full_name="Drill", email="drill@example.com", password="k7mwp-3xhtq-9facd")
    house.session.add(
        Access(
            user_id=user.id,
            location_id=house.location.id,
            system=System.PRINTING,
            state=AccessState.GRANTED,
            username="drill",
            wanted={},
            held={},
            external_id="drill",
        )
    )
    house.session.commit()
    return user


def _printing(house: FaultHouse, user: FoyerUser) -> tuple[Fulfilment, int]:
    organisation = next(house.organisations)
    invoice = house.invoice(organisation, CENTS)
    line_id = house.session.scalars(select(InvoiceLine.id).where(InvoiceLine.invoice_id == invoice.id)).one()
    before = use(Printing).balance("drill")
    owner = {
        "organisation_id": organisation.id,
        "location_id": house.location.id,
        "user_id": user.id,
        "invoice_id": invoice.id,
        "invoice_line_id": line_id,
    }
    with transaction(by=SYSTEM) as work:
        row = work.add(
            Fulfilment(
                what="Prints", unit=Unit.PRINTING, cents=BACK, currency="ZAR", vat_point=VatPoint.SALE, key=f"fulfil:{line_id}", **owner
            )
        )
        work.emit(PrintCreditWanted(row.id))
    return row, before


def _printed(house: FaultHouse, told: tuple[Fulfilment, int]) -> str:
    row, before = told
    came = use(Printing).balance("drill") - before
    if row.state is FulfilmentState.DONE:
        return RIGHT if came == BACK else f"wrong: {came} cents came"
    return house.parked(row.reason) if came in (0, BACK) else f"wrong: {came} cents came"


CALLS = (
    Call("PayFast: charge a card", "payfast", "POST */adhoc", _nothing, _charging, _charged),
    Call("PayFast: confirm a notice", "payfast", "POST */validate", _nothing, _telling, _told),
    Call("PayFast: refund to a card", "payfast", "POST */refunds/*", _nothing, _refunding, _refunded),
    Call("PaperCut: print credit", "papercut", "POST */api.adjustUserAccountBalance", _person, _printing, _printed),
)
