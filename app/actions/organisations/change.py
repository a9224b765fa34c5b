"""Change an organisation's facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Unpack

from flask_babel import gettext as _
from sqlalchemy import exists, select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.fill import fill
from app.actions.organisations.check import check_organisation, check_ways_to_pay
from app.actions.organisations.fields import OrganisationChanges
from app.actions.organisations.retry_contact import try_refused_again
from app.core.errors import Refused
from app.core.events import Event
from app.models import Adhoc, Invoice, License, LineItem, Location, Organisation
from app.work import transaction

IN_THE_BOOKS = ("code", "name", "invoice_email", "vat_number")


@dataclass(frozen=True)
class ContactChanged(Event):
    """What the books know of an organisation is no longer so."""

    organisation_id: int


def change_organisation(organisation_id: int, *, by: Actor, **fields: Unpack[OrganisationChanges]) -> Organisation:
    """The currency stays once anything is charged in it. Issued documents keep the names of their day (P9)."""
    with transaction(by=by) as work:
        organisation = work.lock(Organisation, organisation_id)
        require(by, Permission.ORGANISATION_WRITE, organisation)
        currency = organisation.currency
        ways = (organisation.allowed_payments, organisation.auto_pay)
        known = [getattr(organisation, name) for name in IN_THE_BOOKS]
        with work.session.no_autoflush:
            fill(work, organisation, fields)
            require(by, Permission.ORGANISATION_WRITE, organisation)
            check_organisation(organisation, work.get(Location, organisation.location_id))
            if (organisation.allowed_payments, organisation.auto_pay) != ways:
                check_ways_to_pay(organisation)
            if organisation.currency != currency:
                charged = (License, LineItem, Adhoc, Invoice)
                if any(work.session.scalar(select(exists().where(table.organisation_id == organisation.id))) for table in charged):
                    raise Refused(_("%(name)s is charged in %(currency)s.", name=organisation.name, currency=currency), field="location")
        if [getattr(organisation, name) for name in IN_THE_BOOKS] != known:
            try_refused_again(work, organisation.id)  # what was refused may have been the name
            work.emit(ContactChanged(organisation.id))
    return organisation
