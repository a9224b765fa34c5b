"""What a form would do to the next invoices, said while it is filled in: done, priced and undone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, NamedTuple

from flask import render_template
from flask_babel import gettext as _

from app.actions.said import status
from app.core.clock import is_near, today
from app.core.entity import db
from app.core.errors import FoyerError
from app.core.month import Month
from app.models import Location, Organisation
from app.models.organisation import OrganisationStatus
from app.queries.next_invoice import Effect, NextInvoice, effect, next_invoice
from app.web.actor import current_actor
from app.web.formats import as_month
from app.work import rehearsal

FRAGMENT = "screens/license_effect.html"


class Party(NamedTuple):
    """Whose invoice, and of which location."""

    organisation: Organisation
    location: Location


class Told(NamedTuple):
    """What one party's invoice of a month becomes; `note` where it will not go out."""

    name: str
    month: str
    currency: str
    effect: Effect
    note: str


def effect_of(form: Any, act: Callable[[], Any], parties: Callable[[], list[Party]]) -> str:
    """A fragment: for each party the lines that go and come, and the net before and after; or what is in the way."""
    if not form.validate():
        return render_template(FRAGMENT, told=None, refusal=_("Fill in the form to see it."))
    asked = list(dict.fromkeys(parties()))
    day = next((form[name].data for name in ("on", "starts_on") if name in form and form[name].data and is_near(form[name].data)), None)
    keys = [(party.organisation.id, party.location, party.organisation.name) for party in asked]
    before = [_invoices(organisation_id, location, day) for organisation_id, location, _name in keys]
    try:
        with rehearsal(by=current_actor()) as work:
            act()
            work.session.flush()  # the prices are read past the session
            told = [
                Told(
                    f"{name}, {location.name}",
                    as_month(found.month),
                    location.currency,
                    found,
                    not_invoiced(work.session.get_one(Organisation, organisation_id)),
                )
                for (organisation_id, location, name), known in zip(keys, before, strict=True)
                for found in _effects(known, _invoices(organisation_id, location, day))
            ]
    except FoyerError as refusal:
        return render_template(FRAGMENT, told=None, refusal=refusal.message)
    return render_template(FRAGMENT, told=told, several=len(asked) > 1, refusal="")


def _invoices(organisation_id: int, location: Location, day: dt.date | None) -> list[NextInvoice]:
    """The next one, and when the change comes later those of its month and of the month after."""
    first = next_invoice(db.session(), organisation_id, location, today(location.zone))
    later = [Month.of(day), Month.of(day).next] if day is not None else []
    return [first, *(next_invoice(db.session(), organisation_id, location, month.first, month) for month in later if month > first.month)]


def _effects(before: list[NextInvoice], after: list[NextInvoice]) -> list[Effect]:
    """Of the next invoice; and when that stays as it is, of the first that changes."""
    first, *later = [effect(*pair) for pair in zip(before, after, strict=True)]
    return [first] if first.gone or first.come else [first, *[each for each in later if each.gone or each.come][:1]]


def not_invoiced(organisation: Organisation) -> str:
    """Why no invoice goes out, whatever it would say; empty where one does."""
    if organisation.status is OrganisationStatus.ACTIVE:
        return ""
    return _(
        "%(organisation)s is %(status)s: nothing is invoiced until it is made active.",
        organisation=organisation.name,
        status=status(organisation.status),
    )
