"""Who is invited to a booking, by address."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.actions.emails import one_address
from app.core.errors import Refused
from app.models import Booking, BookingAttendee, FoyerUser
from app.work import Work

MOST = 200


def wanted_addresses(typed: Sequence[str]) -> list[str]:
    """Each once, whatever the case. Raises Refused at `attendees` for what is no address, and for too many."""
    found: dict[str, str] = {}
    for each in typed:
        if address := one_address(each, field="attendees"):
            found.setdefault(address.lower(), address)
    if len(found) > MOST:
        raise Refused(_("At most %(most)s people can be invited.", most=MOST), field="attendees")
    return list(found.values())


def invite(work: Work, booking: Booking, addresses: Sequence[str]) -> None:
    """Names are those of people whom Foyer knows in the same organisation; nobody learns a stranger's name by an address."""
    if not addresses:
        return
    lower = [each.lower() for each in addresses]
    known = select(func.lower(FoyerUser.email), FoyerUser).where(
        func.lower(FoyerUser.email).in_(lower), FoyerUser.organisation_id == (booking.organisation_id or 0)
    )
    names = {email: str(user) for email, user in work.session.execute(known)}
    for each in addresses:
        work.session.add(BookingAttendee(booking_id=booking.id, email=each, name=names.get(each.lower(), "")))
    work.session.flush()


def reinvite(work: Work, booking: Booking, addresses: Sequence[str]) -> tuple[bool, list[str]]:
    """Let these be invited from now on: whether that added somebody, and who is taken off."""
    present = {each.email.lower(): each for each in booking.attendees}
    wanted = {each.lower(): each for each in addresses}
    removed = [row.email for email, row in present.items() if email not in wanted]
    for email, row in present.items():
        if email not in wanted:
            work.session.delete(row)
    added = [each for email, each in wanted.items() if email not in present]
    work.session.flush()
    invite(work, booking, added)
    work.session.expire(booking, ["attendees"])
    return bool(added), removed
