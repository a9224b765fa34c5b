"""Whether a price version has been billed: then it stays as it is (P1)."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import exists, select

from app.core.errors import Refused
from app.core.month import Month
from app.models import InvoiceLine, License, MembershipPrice
from app.work import Work


def require_unbilled(work: Work, price: MembershipPrice) -> None:
    """Raises Refused when any issued line is about a license of the membership in or after the version's month."""
    lines = select(InvoiceLine.id).join(License, License.id == InvoiceLine.license_id).where(License.membership_id == price.membership_id)
    if price.valid_from is not None:
        lines = lines.where(InvoiceLine.service_month >= Month.of(price.valid_from))
    if work.session.scalar(select(exists(lines))):
        raise Refused(_("This price has been billed and stays as it is: add a new version from a later day."), field="valid_from")
