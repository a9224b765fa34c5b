"""What stands between a location and its invoices: what its tax lacks, and a Xero that does not answer to it (I1, P9)."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.core import clock
from app.models import Location, XeroConnection
from app.models.xero_connection import XeroState
from app.queries.location_tax import Tax


def problems_of(session: Session, location: Location, tax: Tax) -> list[str]:
    """Kinds of problems; those of Xero refuse no approval, their invoices wait until it is back."""
    connection = session.get(XeroConnection, location.xero_connection_id) if location.xero_connection_id is not None else None
    if connection is None:
        return tax.problems
    if connection.state is XeroState.RECONNECT:
        return [*tax.problems, "xero_lost"]
    if connection.token_expires_at is not None and connection.token_expires_at <= clock.now():
        return [*tax.problems, "xero_expired"]
    return tax.problems
