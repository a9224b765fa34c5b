"""A location with two who sell there, a form, and enquiries that come through it."""

from __future__ import annotations

import datetime as dt
from itertools import count

import pytest
import time_machine
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.access.roles import SALES
from app.actions.enquiries.receive import receive_enquiry
from app.actions.enquiries.settle import settle_enquiry
from app.models import Enquiry, LeadForm
from app.rules.lead_captcha import Verdict

NOON = dt.datetime(2026, 6, 1, 10, tzinfo=dt.UTC)
TYPED = {
    "name": "Thandi Nkosi",
    "email": "thandi@nkosi.example",
    "phone": "082 555 0101",
    "company": "Baobab",
    "message": "A desk for two of us from January?",
}
numbers = count(1)


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def place(make):
    return make.location(code="KLF", name="Kloof")


@pytest.fixture
def seller(make, place):
    return make.actor(SALES, at=[place])


@pytest.fixture
def form(session, place):
    row = LeadForm(slug="kloof", title="Ask for a desk", location_id=place.id)
    session.add(row)
    session.commit()
    return row


@pytest.fixture
def ask(form, session):
    """`ask(email=.., verdict=..)` is an enquiry that was judged."""

    def one(*, verdict=Verdict.NONE, domain_is_bad=False, sender="", **more):
        n = next(numbers)
        row = receive_enquiry(form.id, key=f"page-{n}", sender=sender or f"192.0.2.{n % 250}", **TYPED | more)
        settle_enquiry(row.id, verdict, domain_is_bad=domain_is_bad, by=SYSTEM)
        session.expire_all()
        return session.scalars(select(Enquiry).where(Enquiry.id == row.id)).one()

    return one
