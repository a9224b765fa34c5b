"""The price of a booking with its trace; and the whole question of a screen: price, what would pay it, and what is in the way."""

from __future__ import annotations

import datetime as dt
import statistics
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import create_app
from app.access.actor import SYSTEM
from app.actions.bookings.create import create_booking
from app.actions.wallets.open import wallet_of
from app.actions.wallets.top_up import top_up_wallet
from app.core.clock import now
from app.core.entity import db
from app.core.formats import locale_of
from app.models import Closure, License, Location, Membership, Room, Space
from app.queries.bookings.facts import Facts, Wish, facts_of
from app.queries.bookings.price_words import price_in_words
from app.queries.bookings.quote import priced, quote_booking
from app.rules.units import Unit
from app.work import transaction
from benchmarks.counted import statements
from benchmarks.fresh import seconds
from benchmarks.network import make_network, settle
from config import Settings

NAME = "quote"
TARGETS = {"price_cpu_ms": "< 2", "statements": "<= 6"}
ORGANISATIONS, BOOKINGS, LOTS = 400, 40, 3
LENGTHS = (30, 90, 225, 450, 600, 1440)  # minutes: below, between and above a half and a full day, and over midnight
MINUTE, HOUR, DAY = (dt.timedelta(**{unit: 1}) for unit in ("minutes", "hours", "days"))


def measure(settings: Settings, long: bool, organisations: int = ORGANISATIONS, rounds: int = 100) -> dict[str, Any]:
    """600 of each, 6,000 with `long`; a member with a discount and three lots of credits asks for a private room that is often booked."""
    with create_app(settings, web=False).app_context():
        wishes = _wishes(make_network(db.session(), "ONE", organisations).id)
        rounds *= 10 if long else 1
        db.session.remove()
        with statements() as sent:
            offer = quote_booking(db.session(), wishes[-1], by=SYSTEM)
        assert len(offer.pay_from) == LOTS and offer.trace, "this would measure nothing"
        began = time.process_time()  # of this process: what a price takes, whoever else is on the machine
        prices = [each for wish in wishes for each in _times(rounds, _price(facts_of(db.session(), wish, by=SYSTEM)))]
        spent = time.process_time() - began
        questions = [each for wish in wishes for each in _times(rounds, lambda wish=wish: _ask(wish))]  # type: ignore[misc]
    return {
        "price_cpu_ms": round(1000 * spent / len(prices), 3),
        "price_p50_ms": _ms(prices, 50),
        "price_p99_ms": _ms(prices, 99),
        "question_p50_ms": _ms(questions, 50),
        "question_p99_ms": _ms(questions, 99),
        "statements": len(sent),
    }


def holds(figures: dict[str, Any]) -> bool:
    return bool(figures["price_cpu_ms"] < 2 and figures["statements"] <= 6)


def _price(facts: Facts) -> Callable[[], object]:
    """Terms, price and words, from rows that are read already."""

    def work() -> object:
        terms, quote = priced(facts)
        assert quote is not None
        return price_in_words(terms, quote, facts.location.currency, locale_of(facts.location.country))

    return work


def _ask(wish: Wish) -> None:
    """As a request does, with a session of its own."""
    quote_booking(db.session(), wish, by=SYSTEM)
    db.session.remove()


def _times(rounds: int, work: Callable[[], object]) -> list[float]:
    return [seconds(work) for _ in range(rounds)]


def _ms(times: list[float], percent: int) -> float:
    return round(1000 * statistics.quantiles(times, n=100)[percent - 1], 3)


def _wishes(location_id: int) -> list[Wish]:
    session = db.session()
    license = session.scalars(
        select(License).where(License.location_id == location_id, License.ends_on.is_(None)).order_by(License.id)
    ).first()
    assert license is not None and license.user_id is not None
    session.execute(update(Membership).values(room_discount_percent=10))
    space = Space(code="ROOMS", name="Rooms", location_id=location_id)
    session.add(space)
    session.flush()
    room = Room(
        code="BOARD", name="Boardroom", location_id=location_id, space_id=space.id, peak_rate_cents=20_000, off_peak_rate_cents=12_000
    )
    room.is_private, room.opening_hours, room.buffer_minutes = True, "mon-fri 07:00-20:00; holidays closed", 15
    session.add(room)
    start = now().replace(hour=7, minute=0, second=0, microsecond=0) + 30 * DAY
    session.add(Closure(location_id=location_id, starts_on=start.date(), ends_on=start.date(), reason="Painting"))
    session.commit()
    _fill(session, room.id, license, start)
    return [Wish(room.id, start, start + length * MINUTE, license.user_id) for length in LENGTHS]


def _fill(session: Session, room_id: int, license: License, start: dt.datetime) -> None:
    """Bookings of the house every second hour, and credits that pay a part each."""
    user_id, currency = license.user_id, session.get_one(Location, license.location_id).currency
    for number in range(BOOKINGS):
        begins = start + (2 * number - BOOKINGS) * HOUR
        if begins > now():
            create_booking(by=SYSTEM, room_id=room_id, starts_at=begins, ends_at=begins + HOUR)
    with transaction(by=SYSTEM) as work:
        wallet = wallet_of(work, Unit.SPACE, currency, user_id=user_id).id
    for number in range(LOTS):
        top_up_wallet(wallet, 50_000, by=SYSTEM, key=f"lot-{number}", reason="Bought")
    settle(session)
