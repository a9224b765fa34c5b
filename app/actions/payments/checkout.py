"""Go and pay on the vendor's page: the attempt is stored first, and what comes of it is told by a notice, never by the browser that returns (I8)."""

from __future__ import annotations

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import func, select

from app.access.actor import Actor
from app.actions.payments.begin import begin_payment
from app.actions.payments.card import require_keeper
from app.core import clock
from app.core.checkout import Checkout, CheckoutForm, form_of
from app.core.errors import Refused
from app.models import FoyerUser, Organisation, PaymentAttempt
from app.models.payment_attempt import AttemptState
from app.queries.cards import no_cards
from app.rules.checkout_looks import first_look
from app.work import transaction

NOTICES = "/hooks/payfast"


def checkout_of(invoice_id: int, *, keep_card: bool = False, back: str = "", by: Actor) -> CheckoutForm:
    """All that is due of the invoice; with `keep_card` its card can be charged afterwards. The browser comes to the path `back`, which says
    what is known. Raises Refused for an invoice with nothing left to pay, and while a card is charged for it.
    """
    with transaction(by=by) as work:
        attempt = begin_payment(invoice_id, keeps_card=keep_card, by=by)
        invoice = attempt.invoice
        assert invoice is not None, "it was begun for one"
        item = _("Invoice %(number)s", number=invoice.number)
        return _form(
            attempt, item, back or f"/my/invoices/{invoice_id}/paid", _email(work.session.get(FoyerUser, by.id) if by.id else None)
        )


def card_checkout(organisation_id: int, *, back: str = "/my/cards/", by: Actor) -> CheckoutForm:
    """Keep a card without paying anything: an amount of 0.00, which the vendor takes for that alone. Who comes back gets the same attempt.
    Raises Refused where cards are none of its ways to pay.
    """
    with transaction(by=by) as work:
        organisation = work.lock(Organisation, organisation_id)
        require_keeper(by, organisation)
        if why := no_cards(organisation):
            raise Refused(why)
        mine = (PaymentAttempt.organisation_id == organisation_id, PaymentAttempt.invoice_id.is_(None))
        attempt = work.session.scalars(
            select(PaymentAttempt).where(*mine, PaymentAttempt.state == AttemptState.OPEN).limit(1)
        ).one_or_none()
        if attempt is None:
            number = 1 + (work.session.scalar(select(func.count(PaymentAttempt.id)).where(*mine)) or 0)
            attempt = work.add(
                PaymentAttempt(
                    organisation_id=organisation_id,
                    location_id=organisation.location_id,
                    reference=f"card-{organisation.code}-{number}",
                    amount_cents=0,
                    keeps_card=True,
                    begun_by=by.name,
                )
            )
        attempt.look_at, attempt.looks = first_look(clock.now()), 0
        return _form(
            attempt, _("A card for %(name)s", name=organisation.name), back, _email(work.session.get(FoyerUser, by.id) if by.id else None)
        )


def _form(attempt: PaymentAttempt, item: str, back: str, email: str) -> CheckoutForm:
    house = current_app.extensions["settings"].public_url.rstrip("/")
    return form_of(
        Checkout(
            reference=attempt.reference,
            cents=attempt.amount_cents,
            item=item,
            return_url=house + back,
            cancel_url=f"{house}{back}{'&' if '?' in back else '?'}cancelled=1",
            notify_url=house + NOTICES,
            email=email,
            keep_card=attempt.keeps_card,
        )
    )


def _email(person: FoyerUser | None) -> str:
    return person.email if person is not None else ""
