"""Who was and is in the demo network's houses: five weeks of check-ins, a few people in now, some guests here and some expected; and the terms that guests accept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

from sqlalchemy import insert, or_, select
from sqlalchemy.orm import joinedload

from app.access.actor import SYSTEM
from app.access.visit_passes import renewed
from app.actions.visitor_terms.publish import publish_terms
from app.cli.demo_network import words
from app.cli.demo_network.hat import SEED
from app.core import clock
from app.core.entity import table_of
from app.models import CheckIn, FoyerUser, Guest, License, Location, TermsConsent, Visit
from app.models.check_in import LeftBy, Source
from app.rules.lead_contact import email_key
from app.rules.wall_times import instant_at
from app.work import Work

DAYS = 35
MEMBERS = 30  # of each location, who come more or less often
GUESTS = 12
HOW = (Source.KIOSK, Source.KIOSK, Source.SESSION, Source.WIFI, Source.DOOR, Source.DESK)
OUT = {Source.WIFI: LeftBy.WIFI, Source.SESSION: LeftBy.SESSION, Source.DESK: LeftBy.DESK}
TERMS = (
    "Welcome. Please sign in when you arrive and sign out when you leave, wear your badge, and stay with your host in offices that are not open to everybody. "
    "In an alarm follow the signs to the meeting point and report to the desk.\n\n"
    "We keep your name, mail address, company, host and the times of your visit, so that we know who is in the building, and we delete them after 90 days. "
    "You may ask the desk what we keep about you, and have it corrected or deleted at any time."
)
TERMS_IN_DUTCH = (
    "Welkom. Meld u aan als u komt en af als u gaat, draag uw badge, en blijf bij uw gastheer of gastvrouw waar het niet voor iedereen open is. "
    "Volg bij alarm de borden naar het verzamelpunt en meld u bij de balie.\n\n"
    "Wij bewaren uw naam, e-mailadres, bedrijf, gastheer of gastvrouw en de tijden van uw bezoek, zodat wij weten wie er in het gebouw is, en wissen ze na 90 dagen. "
    "U kunt de balie altijd vragen wat wij van u bewaren, en het laten verbeteren of wissen."
)


def come_and_go(work: Work) -> None:
    """In bulk, because each of them tells nobody: no mails about a past that never was."""
    now = clock.now()
    with clock.lived_at(now - dt.timedelta(days=2 * DAYS)):
        terms = publish_terms(text=TERMS, by=SYSTEM)
        publish_terms(text=TERMS_IN_DUTCH, language="nl", is_new=False, by=SYSTEM)
    rows: list[dict[str, Any]] = []
    for number, location in enumerate(work.session.scalars(select(Location).order_by(Location.id)).all(), start=1):
        random = Random(SEED + number)  # noqa: S311 - the same weeks every time
        members, guests = _members(work, location), _guests(work, location, random)
        work.session.add_all(TermsConsent(guest_id=each.id, terms_id=terms.id, location_id=location.id, at=each.seen_at) for each in guests)
        rows += _stays(location, members, guests, now, random)
        _expected(work, location, members, now, random)
    work.session.execute(insert(table_of(CheckIn)), rows)


def _members(work: Work, location: Location) -> Sequence[FoyerUser]:
    day = clock.today(location.zone)
    there = select(License.user_id).where(
        License.location_id == location.id, License.starts_on <= day, or_(License.ends_on.is_(None), License.ends_on > day)
    )
    return work.session.scalars(
        select(FoyerUser)
        .where(FoyerUser.id.in_(there), FoyerUser.active.is_(True))
        .options(joinedload(FoyerUser.organisation))
        .order_by(FoyerUser.id)
        .limit(MEMBERS)
    ).all()


def _guests(work: Work, location: Location, random: Random) -> list[Guest]:
    first, last = (words.FIRST_NL, words.LAST_NL) if location.country == "NL" else (words.FIRST_ZA, words.LAST_ZA)
    made = []
    for number in range(GUESTS):
        name = f"{random.choice(first)} {random.choice(last)}"
        email = f"{name.lower().replace(' ', '.')}.{location.code.lower()}{number}@visitor.example"
        made.append(
            Guest(
                email=email,
                email_key=email_key(email),
                name=name,
                company=random.choice(words.TRADES),
                language="",
                seen_at=clock.now() - dt.timedelta(days=random.randrange(1, DAYS)),
            )
        )
    work.session.add_all(made)
    work.session.flush()  # their check-ins are written past the session
    return made


def _stays(location: Location, members: Sequence[FoyerUser], guests: list[Guest], now: dt.datetime, random: Random) -> list[dict[str, Any]]:
    """Each day some of them, members for hours, guests for one or two; whoever came today and has not left is in."""
    today, found = clock.local(now, location.zone).date(), []
    for day in (today - dt.timedelta(days=back) for back in range(DAYS, -1, -1)):
        if day.weekday() >= 5 and day != today:
            continue
        for number, user in enumerate(members):
            if random.random() < 0.75 - number / 50:
                found += _stay(location, day, now, random, user=user)
        for guest in random.sample(guests, random.randrange(1, 4)):
            found += _stay(location, day, now, random, guest=guest, host=random.choice(members) if members else None)
    if all(row["left_at"] is not None for row in found):  # whoever looks while the house sleeps sees some all the same
        came = [now - dt.timedelta(minutes=minutes) for minutes in range(20, 200, 30)]
        found += [_row(location, Source.KIOSK, at, None, "early", user=member) for at, member in zip(came, members, strict=False)]
        found += [
            _row(location, Source.KIOSK, now - dt.timedelta(minutes=15), None, "early", guest=each, host=members[0] if members else None)
            for each in guests[:2]
        ]
    return found


def _stay(
    location: Location,
    day: dt.date,
    now: dt.datetime,
    random: Random,
    *,
    user: FoyerUser | None = None,
    guest: Guest | None = None,
    host: FoyerUser | None = None,
) -> Iterator[dict[str, Any]]:
    source = random.choice(HOW) if user is not None else Source.KIOSK
    arrived = instant_at(dt.datetime.combine(day, dt.time(random.choice((7, 8, 8, 9, 9, 10, 13)), random.randrange(60))), location.zone)
    left: dt.datetime | None = arrived + dt.timedelta(minutes=random.randrange(180, 560) if user is not None else random.randrange(40, 150))
    if arrived > now:
        return
    if left is not None and left > now:
        left = None
    yield _row(location, source, arrived, left, str(day), user=user, guest=guest, host=host)


def _row(
    location: Location,
    source: Source,
    arrived: dt.datetime,
    left: dt.datetime | None,
    key: str,
    *,
    user: FoyerUser | None = None,
    guest: Guest | None = None,
    host: FoyerUser | None = None,
) -> dict[str, Any]:
    person = user or guest
    return {
        "location_id": location.id,
        "user_id": user.id if user is not None else None,
        "guest_id": guest.id if guest is not None else None,
        "name": str(person),
        "company": guest.company if guest is not None else str(user.organisation or "") if user is not None else "",
        "host_id": host.id if host is not None else None,
        "source": source,
        "arrived_at": arrived,
        "left_at": left,
        "left_by": OUT.get(source, LeftBy.KIOSK) if left is not None else None,
        "key": f"demo:{location.id}:{key}:{'guest' if guest is not None else 'member'}:{guest.id if guest is not None else user.id if user is not None else 0}",
        "made_by": "Foyer",
    }


def _expected(work: Work, location: Location, members: Sequence[FoyerUser], now: dt.datetime, random: Random) -> None:
    """Today, around now, and on the days to come; nobody is mailed."""
    if not members:
        return
    first, last = (words.FIRST_NL, words.LAST_NL) if location.country == "NL" else (words.FIRST_ZA, words.LAST_ZA)
    today = clock.local(now, location.zone).date()
    for number, (ahead, hour) in enumerate(((0, 9), (0, 11), (0, 14), (0, 16), (1, 10), (2, 15), (6, 9))):
        name = f"{random.choice(first)} {random.choice(last)}"
        email = f"{name.lower().replace(' ', '.')}.{location.code.lower()}v{number}@visitor.example"
        visit = Visit(
            location_id=location.id,
            host_id=random.choice(members[:8]).id,
            name=name,
            email=email,
            email_key=email_key(email),
            company=random.choice(words.TRADES),
            expected_at=instant_at(
                dt.datetime.combine(today + dt.timedelta(days=ahead), dt.time(hour, random.choice((0, 15, 30)))), location.zone
            ),
            invited_by="Foyer",
        )
        renewed(visit)
        work.session.add(visit)
