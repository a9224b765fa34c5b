"""What the sales team of the demo network works on: leads of the last weeks, deals in every stage, and enquiries that wait to be looked at."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from random import Random

from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.abandon_reasons.create import create_abandon_reason
from app.actions.enquiries.receive import receive_enquiry
from app.actions.enquiries.settle import settle_enquiry
from app.actions.lead_forms.create import create_lead_form
from app.actions.leads.create import create_lead
from app.cli.demo_network import words
from app.cli.demo_network.deals import plan_visits, win_one, worked_on
from app.cli.demo_network.hat import SEED
from app.cli.demo_network.history import world_switched_off
from app.core import clock
from app.models import AbandonReason, FoyerUser, Lead, LeadForm, Location
from app.models.opportunity import Stage
from app.rules.lead_captcha import Verdict
from app.work import Work

FURTHEST = (
    *(Stage.NEW,) * 7,
    *(Stage.CONTACTED,) * 8,
    *(Stage.VISITED,) * 6,
    *(Stage.PROPOSAL,) * 5,
    *(Stage.CONTRACT,) * 3,
    *(Stage.ABANDONED,) * 5,
    Stage.WON,
)
OLDEST = {Stage.NEW: 0, Stage.CONTACTED: 6, Stage.VISITED: 10, Stage.PROPOSAL: 14, Stage.CONTRACT: 20}  # days ago that they asked
UNTOUCHED = 6  # leads that nobody has opened yet
SOURCES = ("Search", "A friend", "The sign at the door", "Instagram", "A fair", "")
WISHES = (
    "Do you have a quiet desk, and may I bring a dog?",
    "We are growing and look for a small office with a door.",
    "Is there a meeting room for eight that we could use each week?",
    "How soon could we move in, and what does it cost?",
    "We work from home now and would like two days a week with you.",
)
SPAM = (
    (
        "Marketing Expert",
        "seo@rank-first.example",
        "I can bring your website to the first page. Look: https://a.example https://b.example https://c.example",
    ),
    ("Rental Desk", "offers@cheap-desks.example", "<b>Best prices</b> for your chairs, reply today."),
    ("Kagiso Molefe", "kagiso@molefe.example", "Hello, what is a day pass? I would like to come tomorrow."),
)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asked, for how many people, and how many days ago."""

    name: str
    company: str
    email: str
    places: int
    days_ago: int


def sell(work: Work) -> None:
    """Nobody is told: all of it was a while ago."""
    random = Random(SEED)  # noqa: S311 - the same network every time is the point
    places = list(work.session.scalars(select(Location).order_by(Location.id)))
    referrer = work.session.scalars(select(FoyerUser).where(FoyerUser.username == "lerato")).first()
    with world_switched_off():
        create_abandon_reason(name="Took a place beside the station", by=SYSTEM)
        reasons = list(work.session.scalars(select(AbandonReason).order_by(AbandonReason.id)))
        form = create_lead_form(
            slug="kloof", title="Ask for a place at Kloof", location_id=places[0].id, intro="We answer on the same working day.", by=SYSTEM
        )
        for number, furthest in enumerate((*FURTHEST, *(None,) * UNTOUCHED)):
            place = places[number % len(places)]
            lead = _asked(number, place, _caller(random, place, furthest), random, referrer if number == 1 else None)
            if furthest is None:
                continue
            deal = worked_on(work, lead, furthest, random, number=number, reason_id=reasons[number % len(reasons)].id)
            if furthest is Stage.WON:
                win_one(work, deal)
        plan_visits(work)
        _held_back(form)


def _caller(random: Random, place: Location, furthest: Stage | None) -> Caller:
    dutch = place.country == "NL"
    first, last = random.choice(words.FIRST_NL if dutch else words.FIRST_ZA), random.choice(words.LAST_NL if dutch else words.LAST_ZA)
    company = f"{random.choice(words.MARKS_NL if dutch else words.MARKS_ZA)} {random.choice(words.TRADES)}"
    domain = f"{company.lower().replace(' ', '-')}.example"
    oldest = 2 if furthest is None else OLDEST.get(furthest, 40)
    return Caller(
        f"{first} {last}",
        company,
        f"{first.lower()}@{domain}",
        random.choice((1, 1, 2, 2, 3, 4, 6, 10)),
        random.randrange((oldest + 2) // 3, oldest + 1),
    )


def _asked(number: int, place: Location, caller: Caller, random: Random, referrer: FoyerUser | None) -> Lead:
    asked_at = clock.now() - dt.timedelta(days=caller.days_ago, minutes=random.randrange(600))
    with clock.lived_at(asked_at):
        return create_lead(
            key=f"demo-{number}",
            location_id=place.id,
            name=caller.name,
            company=caller.company,
            email=caller.email,
            phone=f"+{'31 6' if place.country == 'NL' else '27 82'} 555 {number:04d}",
            message=random.choice(WISHES),
            places=caller.places,
            wanted_on=clock.today(place.zone) + dt.timedelta(days=random.randrange(20, 90)),
            source=random.choice(SOURCES),
            referrer_id=referrer.id if referrer is not None else None,
            anyway=True,
            by=SYSTEM,
        )


def _held_back(form: LeadForm) -> None:
    """Enquiries of which the captcha was not sure: two that are what they look like, and one that is a person."""
    for number, (name, email, message) in enumerate(SPAM):
        with clock.lived_at(clock.now() - dt.timedelta(hours=5 * number + 2)):
            row = receive_enquiry(form.id, key=f"demo-{number}", sender=f"203.0.113.{number + 10}", name=name, email=email, message=message)
            settle_enquiry(row.id, Verdict.DOUBTFUL, domain_is_bad=False, by=SYSTEM)
