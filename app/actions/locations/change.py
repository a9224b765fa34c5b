"""Change a location."""

from __future__ import annotations

from typing import Unpack

from flask_babel import gettext as _
from sqlalchemy import exists, select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.fill import fill
from app.actions.locations.check import check_location
from app.actions.locations.fields import LocationFields
from app.actions.locations.prefix import checked_prefix
from app.actions.xero.want_entries import EntriesWanted
from app.core.errors import Refused
from app.models import Invoice, License, Location, Organisation
from app.queries.numbering import has_numbered
from app.work import transaction


def change_location(location_id: int, *, by: Actor, **fields: Unpack[LocationFields]) -> Location:
    """The currency stays once anybody is charged in it, the prefix once a document is numbered with it."""
    with transaction(by=by) as work:
        location = work.lock(Location, location_id)
        require(by, Permission.LOCATION_WRITE)
        currency, prefix = location.currency, location.invoice_prefix
        with work.session.no_autoflush:
            tills = _tills(location)
            fill(work, location, fields)
            check_location(location)
            if location.currency != currency:
                users = (Organisation.location_id, License.location_id, Invoice.location_id)
                if any(work.session.scalar(select(exists().where(column == location.id))) for column in users):
                    raise Refused(_("Organisations here are charged in %(currency)s.", currency=currency), field="currency")
            if location.invoice_prefix != prefix:
                location.invoice_prefix = checked_prefix(location.invoice_prefix)
            if location.invoice_prefix != prefix and has_numbered(work.session, location.id):
                raise Refused(
                    _("Documents here have numbers that begin with %(prefix)s, and those go on.", prefix=prefix), field="invoice_prefix"
                )
        if location.xero_connection_id is not None and _tills(location) != tills:
            work.emit(EntriesWanted(location.xero_connection_id))
    return location


def _tills(location: Location) -> tuple[object, ...]:
    """What payments wait for on their way to the books."""
    codes = (
        location.xero_card_account_code,
        location.xero_eft_account_code,
        location.xero_deposit_account_code,
        location.xero_wallet_account_code,
    )
    return location.xero_connection_id, *codes
