"""What a charge beside licenses obeys: one currency, and an organisation that is billed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app.actions.packages.sheet import Line
from app.models.organisation import OrganisationStatus

if TYPE_CHECKING:
    from app.actions.packages.book import Book


def check_charge(line: Line, book: Book) -> None:
    """The organisation pays in the currency that the location bills in."""
    organisation, location = book.to(line.row, "organisation_id"), book.to(line.row, "location_id")
    if organisation["currency"] != location["currency"]:
        names = {
            "organisation": organisation.name,
            "theirs": organisation["currency"],
            "location": location.name,
            "ours": location["currency"],
        }
        book.refuse(line, "location", _("%(organisation)s pays in %(theirs)s, but %(location)s bills in %(ours)s.", **names))
    if (organisation["status"] or OrganisationStatus.ACTIVE) is not OrganisationStatus.ACTIVE:
        book.warn(line, "organisation", _("%(organisation)s is not active: nothing is billed until it is.", organisation=organisation.name))
