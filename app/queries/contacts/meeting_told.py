"""MeetingTold: a meeting or visit as a mail about it tells it, to one of its people."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.models import Activity, Delivery
from app.models.activity import ActivityStatus
from app.models.delivery import DeliveryKind, DeliveryState

WENT = (DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class MeetingTold:
    """`is_first`: the reader has not been told of it before; `link` for the colleague alone. `names` by address, the host's first."""

    uid: str
    sequence: int
    title: str
    where: str
    text: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    zone: str
    is_first: bool
    is_cancelled: bool
    is_host: bool
    host: str
    host_email: str
    guest: str
    names: dict[str, str]
    link: str


def meeting_told(session: Session, row: Delivery) -> MeetingTold:
    """As it is now; its `sequence` is never below the row's."""
    activity = session.get_one(Activity, row.activity_id)
    place, contact, host = activity.location, activity.contact, activity.host
    host_email = host.email.lower() if host is not None and host.active else ""
    names = {host_email: str(host)} if host_email else {}
    if activity.invites and contact.email:
        names.setdefault(contact.email.lower(), contact.name)
    is_host = row.addressee == host_email
    return MeetingTold(
        uid=str(activity.uid),
        sequence=activity.sequence,
        title=str(activity),
        where=", ".join(part for part in (activity.place, place.name, *place.address.splitlines()) if part.strip()),
        text=activity.text,
        starts_at=activity.at,
        ends_at=activity.at + dt.timedelta(minutes=activity.minutes or 0),
        zone=place.zone,
        is_first=not _knows(session, row),
        is_cancelled=activity.status is ActivityStatus.CANCELLED,
        is_host=is_host,
        host=str(host) if host is not None else "",
        host_email=host_email,
        guest=contact.name,
        names=names,
        link=f"{current_app.extensions['settings'].public_url.rstrip('/')}/contacts/show/{contact.id}" if is_host else "",
    )


def why_untrue(session: Session, row: Delivery) -> str:
    """Which of two reasons a mail about a meeting must not go any more: "changed" or "untold"; empty when it may."""
    activity = session.get_one(Activity, row.activity_id)
    if (row.activity_sequence or 0) < activity.sequence and row.kind is DeliveryKind.MEETING_INVITE:
        return "changed"
    return "untold" if row.kind is DeliveryKind.MEETING_CANCEL and not _knows(session, row) else ""


def _knows(session: Session, row: Delivery) -> bool:
    """Whether the last mail that went before it brought them the meeting."""
    like = (DeliveryKind.MEETING_INVITE, DeliveryKind.MEETING_CANCEL)
    earlier = (Delivery.activity_id == row.activity_id, Delivery.addressee == row.addressee, Delivery.id < row.id)
    last = select(Delivery.kind).where(*earlier, Delivery.kind.in_(like), Delivery.state.in_(WENT)).order_by(Delivery.id.desc()).limit(1)
    return session.scalar(last) == DeliveryKind.MEETING_INVITE


def is_meeting_under_way(session: Session, row: Delivery) -> bool:
    """Whether an earlier mail to them about it is being handed over just now: two of them have to arrive in their order."""
    earlier = (Delivery.activity_id == row.activity_id, Delivery.addressee == row.addressee, Delivery.id < row.id)
    return bool(session.scalar(select(exists().where(*earlier, Delivery.state == DeliveryState.SENDING))))
