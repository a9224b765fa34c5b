"""A quote as scripts read it: amounts as text with two decimals, what would pay, and what speaks against it as warnings (B9)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.access.actor import SYSTEM
from app.core.errors import Missing, Refused
from app.core.formats import locale_of, money_text
from app.core.money import plain
from app.models import FoyerUser, Lot, Room
from app.queries.bookings.facts import Wish
from app.queries.bookings.quote import Offer, Share, quote_booking
from app.rules.wall_times import Skipped, comes_twice, instant_at

BROUGHT = "opening:"  # how lots are called that a data package brought, before their code
ENOUGH_TO_SEARCH = 5000
Warned = dict[str, str]


def quote_shown(session: Session, room_code: str, start: dt.datetime, end: dt.datetime, *, email: str | None = None) -> dict[str, Any]:
    """The price of a room by its code, for a person by their mail address or for anybody. Times without an offset are those of the room.

    Raises Missing that names the nearest room or person, and Refused for a time that its clock skips and for an end before the start.
    """
    room = _room(session, room_code)
    user = _user(session, email) if email is not None else None
    zone = room.location.zone
    starts_at, ends_at = (_instant(wall, zone) for wall in (start, end))
    if ends_at <= starts_at:
        raise Refused(_("It ends before it starts."), field="end")
    wish = Wish(room.id, starts_at, ends_at, user.id if user else None, for_anybody=user is None)
    offer = quote_booking(session, wish, by=SYSTEM)
    twice = (wall for wall in (start, end) if wall.tzinfo is None and comes_twice(wall, zone))
    return _shown(session, room, offer, [*_twice(twice), *_warnings(room, offer, user)], has_payer=user is not None)


def _room(session: Session, code: str) -> Room:
    found = session.scalar(select(Room).where(Room.code == code).options(joinedload(Room.location)))
    if found is None:
        codes = session.scalars(select(Room.code).limit(ENOUGH_TO_SEARCH))
        raise Missing(_("There is no room %(code)s.", code=code[:100]) + _nearest(code, codes))
    return found


def _user(session: Session, email: str) -> FoyerUser:
    address = email.strip().lower()
    found = session.scalar(select(FoyerUser).where(func.lower(FoyerUser.email) == address))
    if found is None:
        begins_alike = func.left(func.lower(FoyerUser.email), 1) == address[:1]
        addresses = session.scalars(select(FoyerUser.email).order_by(begins_alike.desc()).limit(ENOUGH_TO_SEARCH))
        raise Missing(_("There is nobody with the address %(email)s.", email=email[:100]) + _nearest(address, addresses))
    return found


def _nearest(word: str, known: Iterable[str]) -> str:
    folded = {name.lower(): name for name in known}
    found = get_close_matches(word[:100].lower(), folded, n=1)
    return " " + _("Did you mean %(name)s?", name=folded[found[0]]) if found else ""


def _instant(wall: dt.datetime, zone: str) -> dt.datetime:
    if wall.tzinfo is not None:
        return wall.astimezone(dt.UTC)
    try:
        return instant_at(wall, zone)
    except Skipped as wrong:
        raise Refused(
            _(
                "The clock of %(zone)s skips %(time)s on %(day)s. Give another time, or one with an offset.",
                zone=zone,
                time=f"{wall:%H:%M}",
                day=wall.date(),
            )
        ) from wrong


def _twice(walls: Iterable[dt.datetime]) -> Iterator[Warned]:
    for wall in walls:
        yield _warned(
            "twice",
            _("The clock shows %(time)s twice that day: the first one is meant. For the other, give its offset.", time=f"{wall:%H:%M}"),
        )


def _warnings(room: Room, offer: Offer, user: FoyerUser | None) -> Iterator[Warned]:
    for each in offer.obstacles:
        yield _warned(each.code, each.message)
    if offer.conflict:
        yield _warned("conflict", _("The room is taken."))
    if user is not None and not user.active:
        yield _warned("deactivated", _("%(name)s is deactivated.", name=str(user)))
    if user is not None and offer.rest and not offer.rest_goes_to_invoice:
        yield _warned("short", _("The credits are short by %(amount)s, and no invoice may bear it.", amount=_money(offer.rest, room)))


def _warned(kind: str, message: str) -> Warned:
    return {"kind": kind, "message": message}


def _shown(session: Session, room: Room, offer: Offer, warnings: list[Warned], *, has_payer: bool) -> dict[str, Any]:
    quote = offer.quote
    assert quote is not None  # only the house's own bookings have none
    trace = list(offer.trace)
    if has_payer and offer.rest and offer.rest_goes_to_invoice:
        trace.append(_("%(amount)s of it goes to the next invoice.", amount=_money(offer.rest, room)))
    return {
        "peak_minutes": quote.own.peak_minutes,
        "off_peak_minutes": quote.own.off_peak_minutes,
        "tier_percent": f"{quote.own.tier_percent.normalize():f}",
        "cap": quote.cap.value if quote.cap else None,
        "member_percent": f"{quote.member_percent.normalize():f}",
        "cost": plain(offer.cost),
        "pay_from": [_share(session, share) for share in offer.pay_from],
        "trace": trace,
        "warnings": warnings,
    }


def _share(session: Session, share: Share) -> dict[str, str]:
    """`wallet` is the code of credits that a data package brought, and of others whose they are: a mail address, or an organisation's code."""
    lot = session.get_one(Lot, share.lot_id)
    wallet = lot.wallet
    owner = wallet.user.email if wallet.user else wallet.organisation.code if wallet.organisation else ""
    name = lot.grant_key.removeprefix(BROUGHT) if lot.grant_key.startswith(BROUGHT) else owner
    return {"wallet": name, "unit": share.unit.value, "amount": plain(share.cents)}


def _money(cents: int, room: Room) -> str:
    return money_text(cents, room.location.currency, locale_of(room.location.country))
