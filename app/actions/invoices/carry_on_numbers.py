"""Carry on the numbers of the system before Foyer: the prefix of a location, and the first numbers that Foyer gives (I2)."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.invoices.numbers import locked_series
from app.actions.locations.change import change_location
from app.actions.locations.prefix import checked_prefix
from app.actions.network import require_whole_network
from app.core.errors import Refused
from app.models import Location
from app.models.number_series import DocumentType
from app.queries.numbering import is_begun
from app.rules.document_number import document_number
from app.work import Work, transaction

LARGEST = 99_999_999


def carry_on_numbers(location_id: int, *, prefix: str, next_invoice: int, next_credit_note: int, by: Actor) -> Location:
    """Raises Refused at the field: once a document has its number, the prefix and both counters stay, for numbers have no gap."""
    with transaction(by=by) as work:
        require(by, Permission.LOCATION_WRITE)
        require_whole_network(by)
        prefix = checked_prefix(prefix)
        location = change_location(location_id, invoice_prefix=prefix, by=by)
        _begin(work, prefix, DocumentType.INVOICE, next_invoice, field="next_invoice")
        _begin(work, prefix, DocumentType.CREDIT_NOTE, next_credit_note, field="next_credit_note")
    return location


def _begin(work: Work, prefix: str, document_type: DocumentType, number: int, *, field: str) -> None:
    if not 1 <= number <= LARGEST:
        raise Refused(_("From 1 to %(most)d.", most=LARGEST), field=field)
    series = locked_series(work, prefix, document_type)
    if number == series.last_number + 1:
        return
    if is_begun(series):
        last = document_number(prefix, series.last_number, is_credit=document_type is DocumentType.CREDIT_NOTE)
        raise Refused(_("%(number)s has been given, and the one after it comes next: numbers have no gap.", number=last), field=field)
    series.first_number, series.last_number = number, number - 1
