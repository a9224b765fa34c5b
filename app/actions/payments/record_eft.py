"""Record money that the bank shows, or that came in at the desk: it pays what the organisation owes, oldest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.access.scope import narrowed
from app.actions.dunning.debtor import debtor
from app.actions.fill import require_past
from app.actions.invoices.locked import hold_organisation
from app.actions.invoices.paid import OPEN
from app.actions.months.open import require_open_months
from app.actions.payments.take import divided, locked, place_of, take
from app.core.clock import today
from app.core.errors import Refused
from app.core.money import LARGEST_CENTS, plain
from app.core.month import Month
from app.models import Invoice, Location, Payment
from app.models.payment import BY_STAFF, PaymentMethodKind
from app.work import Work, transaction


def record_eft(
    organisation_id: int = 0,
    *,
    key: str = "",
    amount_cents: int = 0,
    received_on: dt.date | None = None,
    reference: str = "",
    invoice_id: int | None = None,
    parts: Mapping[int, int] | None = None,
    kind: str = PaymentMethodKind.EFT.value,
    by: Actor,
) -> Payment:
    """With an invoice it pays that one alone, with `parts` so many cents of each that they name, else all that is open, the longest due first.
    What is over is the organisation's credit.

    `kind`: eft, cash, or card_machine. `key` names the saying of it: the same again answers with the first. Raises Refused at the field that is wrong.
    """
    with transaction(by=by) as work:
        require(by, Permission.PAYMENT_WRITE)
        if not organisation_id:
            raise Refused(_("Please fill this in."), field="organisation_id")
        organisation = debtor(work, organisation_id)
        if not key.strip():
            raise Refused(_("A payment needs a key of its own."), field="key")
        hold_organisation(work, organisation_id)
        key = f"eft:{key.strip()[:100]}"
        done = work.session.scalars(select(Payment).where(Payment.key == key)).one_or_none()
        if done is not None:
            if done.organisation_id != organisation_id:
                raise Refused(_("This was recorded for another organisation. Open the form again."), field="key")
            return done
        if kind not in BY_STAFF:
            raise Refused(_("Say how it came: by EFT, in cash, or by the card machine."), field="kind")
        if not 0 < amount_cents <= LARGEST_CENTS:
            raise Refused(_("Say how much: an amount above 0."), field="amount_cents")
        if not reference.strip():
            raise Refused(_("Please fill this in."), field="reference")
        owed = _owed(work, organisation_id, invoice_id)
        if parts is not None:
            _check_parts(work, parts, owed, amount_cents)
            owed = list(parts)
        invoices = locked(work, owed)
        paid = [each for each in invoices if parts is None or parts[each.id]]
        if parts is not None:
            _check_paid(paid, parts)
        if not invoices and by.location_ids is not None and organisation.location_id not in by.location_ids:
            raise Refused(
                _(
                    "%(name)s is at home at %(place)s, where credit of theirs is recorded: say which invoice here it pays.",
                    name=organisation.name,
                    place=organisation.location,
                )
            )
        currency = next((each.currency for each in (*paid, *invoices)), organisation.currency)
        found = divided(invoices, currency, amount_cents, parts)
        location = work.get(Location, place_of(invoices, found, organisation))
        on = received_on or today(location.zone)
        require_past(on, today(location.zone), "received_on")
        pays = {invoice_id for invoice_id, _cents in found.parts}
        require_open_months(work, [location.id, *(each.location_id for each in invoices if each.id in pays)], Month.of(on))
        return take(
            work,
            organisation,
            invoices,
            kind=PaymentMethodKind(kind),
            currency=currency,
            cents=amount_cents,
            on=on,
            reference=reference,
            key=key,
            parts=parts,
        )


def _owed(work: Work, organisation_id: int, invoice_id: int | None) -> list[int]:
    """Invoices that it may pay, the one of the earliest due date first. Raises Refused for one of somebody else, or that is not open."""
    query = (
        select(Invoice.id).where(Invoice.organisation_id == organisation_id, Invoice.status.in_(OPEN)).order_by(Invoice.due_on, Invoice.id)
    )
    found = list(work.session.scalars(narrowed(query, work.by, Invoice)))
    if invoice_id is None:
        return found
    if invoice_id not in found:
        raise Refused(_("%(invoice)s has nothing left to pay.", invoice=work.get(Invoice, invoice_id)), field="invoice_id")
    return [invoice_id]


def _check_parts(work: Work, parts: Mapping[int, int], owed: list[int], amount_cents: int) -> None:
    """Raises Refused at the part that is wrong: of an invoice that is not open, below zero, or all together more than what came in."""
    for invoice_id, cents in parts.items():
        if invoice_id not in owed:
            raise Refused(_("%(invoice)s has nothing left to pay.", invoice=work.get(Invoice, invoice_id)), field=f"part_{invoice_id}")
        if cents < 0:
            raise Refused(_("This cannot be negative."), field=f"part_{invoice_id}")
    if sum(parts.values()) > amount_cents:
        raise Refused(
            _("The parts are %(parts)s together, and %(amount)s came in.", parts=plain(sum(parts.values())), amount=plain(amount_cents)),
            field="amount_cents",
        )


def _check_paid(paid: Sequence[Invoice], parts: Mapping[int, int]) -> None:
    """Raises Refused at the part that is more than its invoice needs, or of another currency than the one before."""
    for each in paid:
        if parts[each.id] > each.due_cents:
            raise Refused(_("%(invoice)s has %(left)s left to pay.", invoice=each, left=plain(each.due_cents)), field=f"part_{each.id}")
        if each.currency != paid[0].currency:
            raise Refused(
                _("%(invoice)s is in %(currency)s: record that money by itself.", invoice=each, currency=each.currency),
                field=f"part_{each.id}",
            )
