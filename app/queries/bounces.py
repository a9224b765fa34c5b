"""What is known of an address to which mails do not get through."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Delivery, MailBounce, SuppressedAddress
from app.models.delivery import ALWAYS, DeliveryKind, DeliveryState
from app.models.suppressed_address import SuppressionState
from app.rules.bounces import QUIET, WINDOW


def why_suppressed(session: Session, address: str, kind: DeliveryKind) -> str:
    """In words; empty for an address that gets mail, and for a letter that goes to any."""
    if kind in ALWAYS:
        return ""
    found = session.scalars(
        select(SuppressedAddress).where(
            SuppressedAddress.address == address.lower(), SuppressedAddress.state == SuppressionState.SUPPRESSED
        )
    ).one_or_none()
    if found is None:
        return ""
    told = f"{found.status} {found.reason}".strip()
    return _(
        "Not sent: mails to %(address)s have come back since %(day)s (%(reason)s). Put the address right, or lift it under Addresses that bounce.",
        address=found.address, day=format_date(found.since, "d MMM yyyy"), reason=told,
    )  # fmt: skip


def soft_bounces(session: Session, address: str, *, now: dt.datetime) -> Sequence[tuple[dt.datetime, dt.datetime]]:
    """When each mail was sent that came back softly, and when it did; since a person last lifted the address."""
    lifted = select(SuppressedAddress.lifted_at).where(SuppressedAddress.address == address.lower()).scalar_subquery()
    query = (
        select(Delivery.started_at, MailBounce.at)
        .join(Delivery, Delivery.id == MailBounce.delivery_id)
        .where(
            func.lower(Delivery.address) == address.lower(),
            MailBounce.is_theirs,
            MailBounce.status.like("4.%"),
            MailBounce.at > func.coalesce(lifted, now - WINDOW),
            Delivery.started_at.is_not(None),
        )
    )
    return [(sent, back) for sent, back in session.execute(query) if sent is not None]


def last_arrived(session: Session, address: str, *, now: dt.datetime) -> dt.datetime | None:
    """When the last mail was sent that has had the time to come back, and did not."""
    sent = Delivery.state == DeliveryState.SENT
    return session.scalar(
        select(func.max(Delivery.sent_at)).where(func.lower(Delivery.address) == address.lower(), sent, Delivery.sent_at < now - QUIET)
    )
