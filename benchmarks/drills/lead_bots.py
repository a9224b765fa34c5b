"""A thousand posts of programs on a form for leads, of many kinds, and a hundred people among them: hardly a program becomes a lead, and nobody of the people is lost (S1 to S4)."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select

from app.cli.scratch import scratch
from app.core.entity import db
from app.models import Enquiry, Lead
from app.models.enquiry import EnquiryState
from benchmarks.drills import books
from benchmarks.lead_house import LeadHouse, lead_house
from config import Settings

NAME = "lead-bots"
TARGETS = {"bot_leads": "<= 5", "genuine_lost": "= 0", "promises_broken": "= 0"}
BOTS, GENUINE = 1_000, 100
SPAM = "Cheap [url=http://pills.example]pills[/url] http://a.example http://b.example http://c.example"
KEPT = (EnquiryState.PASSED, EnquiryState.QUARANTINED, EnquiryState.RESCUED)
Fields = dict[str, Any]


def play(settings: Settings, long: bool) -> dict[str, Any]:
    """The published figure either way; ten times as many programs with `long`."""
    return posted(settings, BOTS * 10 if long else BOTS, GENUINE)


def posted(settings: Settings, bots: int, people: int) -> dict[str, Any]:
    """Programs of all kinds by turns, people among them."""
    with scratch(settings, f"the drill {NAME}") as own, lead_house(own) as house:
        order = [True] * bots + [False] * people
        random.Random(7).shuffle(order)
        statuses: Counter[str] = Counter()
        for n, is_bot in enumerate(order):
            status = _bot(house, n) if is_bot else _person(house, n)
            statuses[f"{'bot' if is_bot else 'person'} {status}"] += 1
        house.work()
        with house.app.app_context():
            bot_leads = db.session.scalar(select(func.count()).select_from(Lead).where(Lead.email.like("bot%"))) or 0
            genuine = select(Enquiry.state, func.count()).where(Enquiry.email.like("person%")).group_by(Enquiry.state)
            states = {state: count for state, count in db.session.execute(genuine) if state is not None}
            caught = db.session.scalar(select(func.count()).select_from(Enquiry).where(Enquiry.email.like("bot%"))) or 0
            broken = books.promises_broken()
            db.session.remove()
            db.engine.dispose()
    kept = sum(states.get(state, 0) for state in KEPT)
    return {"bots": bots, "bot_leads": bot_leads, "bots_kept_aside": caught - bot_leads, "genuine": people, "genuine_lost": people - kept,
            "genuine_leads": states.get(EnquiryState.PASSED, 0), "genuine_in_quarantine": states.get(EnquiryState.QUARANTINED, 0), "promises_broken": broken, "answers": dict(statuses)}  # fmt: skip


def _person(house: LeadHouse, n: int) -> int:
    sender = f"203.0.{n // 250}.{n % 250}"
    typed = {
        "name": f"Thandi {n}",
        "email": f"person{n}@people.example",
        "message": f"Good day, do you have room number {n} for us?",
        "captcha_token": house.token("0.9"),
    }
    return house.post(house.page(sender) | typed, sender)[0]


def _bot(house: LeadHouse, n: int) -> int:
    sender = f"198.{n // 62500}.{n // 250 % 250}.{n % 250}"
    typed: Fields = {"name": "Bot", "email": f"bot{n}@bots.example", "message": f"Do you have a desk, number {n}?"}
    return KINDS[n % len(KINDS)](house, sender, typed, n)


def _fills_everything(house: LeadHouse, sender: str, typed: Fields, n: int) -> int:
    return house.post(house.page(sender) | typed | {"website": "http://bot.example"}, sender)[0]


def _is_quick(house: LeadHouse, sender: str, typed: Fields, n: int) -> int:
    return house.post(house.page(sender) | typed | {"captcha_token": house.token("0.9")}, sender, after=dt.timedelta(0))[0]


def _knows_no_page(house: LeadHouse, sender: str, typed: Fields, n: int) -> int:
    return house.post(typed | {"token": f"{n}.{'0' * 64}"}, sender)[0]


def _has_no_browser(house: LeadHouse, sender: str, typed: Fields, n: int) -> int:
    return house.post(house.page(sender) | typed, sender)[0]


def _is_seen_through(house: LeadHouse, sender: str, typed: Fields, n: int) -> int:
    return house.post(house.page(sender) | typed | {"captcha_token": house.token("0.2" if n % 2 else "0.4")}, sender)[0]


def _fools_the_captcha_with_spam(house: LeadHouse, sender: str, typed: Fields, n: int) -> int:
    return house.post(house.page(sender) | typed | {"message": SPAM, "captcha_token": house.token("0.7")}, sender)[0]


def _comes_from_one_address(house: LeadHouse, sender: str, typed: Fields, n: int) -> int:
    return house.post(house.page("192.0.2.66") | typed | {"email": "bot@bots.example", "captcha_token": house.token("0.9")}, "192.0.2.66")[
        0
    ]


KINDS: tuple[Callable[[LeadHouse, str, Fields, int], int], ...] = (
    _fills_everything, _is_quick, _knows_no_page, _has_no_browser, _is_seen_through, _fools_the_captcha_with_spam, _comes_from_one_address,
)  # fmt: skip
