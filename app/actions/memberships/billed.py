"""Whether a membership or one of its price versions has been billed: then it stays as it is (P1)."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import Select, exists, select

from app.core.errors import Refused
from app.core.month import Month
from app.models import InvoiceLine, License, Membership, MembershipPrice
from app.work import Work


def require_never_billed(work: Work, membership: Membership) -> None:
    """Raises Refused when any issued line is about a license of the membership: how many are primary made its price (P2)."""
    if work.session.scalar(select(exists(_lines(membership.id)))):
        raise Refused(_("By this number was billed, and it stays: say the new one at a price from a later day."), field="included_primary")


def require_unbilled(work: Work, price: MembershipPrice) -> None:
    """Raises Refused when any issued line is about a license of the membership in or after the version's month."""
    lines = _lines(price.membership_id)
    if price.valid_from is not None:
        lines = lines.where(InvoiceLine.service_month >= Month.of(price.valid_from))
    if work.session.scalar(select(exists(lines))):
        raise Refused(_("This price has been billed and stays as it is: add a new version from a later day."), field="valid_from")


def _lines(membership_id: int) -> Select[int]:
    return select(InvoiceLine.id).join(License, License.id == InvoiceLine.license_id).where(License.membership_id == membership_id)
