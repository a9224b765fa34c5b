"""The recurring line item that a license makes; it follows the license's dates and has no price of its own (P8)."""

from __future__ import annotations

from sqlalchemy import select

from app.models import License, LineItem, Membership
from app.work import Work


def keep_line_item(work: Work, license: License, membership: Membership) -> LineItem:
    """Make it, or bring it in line with the license. Ends with the license flushed."""
    item = line_item_of(work, license)
    if item is None:
        item = LineItem(code=license.code, license_id=license.id, organisation_id=license.organisation_id)
        work.session.add(item)
    item.location_id = license.location_id
    item.description = membership.name
    item.xero_item_code = membership.xero_item_code
    item.starts_on, item.ends_on = license.starts_on, license.ends_on
    work.session.flush()  # the code may be taken: said here, while the license is named
    return item


def line_item_of(work: Work, license: License) -> LineItem | None:
    return work.session.scalars(select(LineItem).where(LineItem.license_id == license.id)).one_or_none()
