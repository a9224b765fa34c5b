"""What is asked is kept before anything else happens, judged by points, and never lost (S1 to S7)."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select

from app.access.actor import SYSTEM
from app.access.roles import FRONT_DESK, SALES
from app.actions.enquiries.call_spam import call_spam
from app.actions.enquiries.receive import TooMany, network_of, receive_enquiry
from app.actions.enquiries.rescue import rescue_enquiry
from app.actions.enquiries.settle import settle_enquiry
from app.core.errors import Forbidden, Refused
from app.models import Activity, Delivery, Enquiry, Lead, OutboxMessage
from app.models.activity import ActivityKind
from app.models.enquiry import EnquiryState
from app.rules.lead_captcha import Verdict
from app.rules.lead_heat import Heat
from tests.actions.leads.conftest import NOON, TYPED

FOUR_LINKS = "Look: " + " ".join(f"https://a{n}.example" for n in range(4))


def count(session, model):
    return session.scalar(select(func.count()).select_from(model))


def test_one_that_passes_is_a_lead_with_what_was_asked(ask, session):
    row = ask(verdict=Verdict.PASSED, message="See https://nkosi.example", places=2)
    lead = session.get(Lead, row.lead_id)
    assert (row.state, row.points, row.signs) == (EnquiryState.PASSED, 0, "")
    assert (lead.name, lead.places, lead.origin, lead.asked_at, lead.heat) == ("Thandi Nkosi", 2, "web", NOON, Heat.COLD)
    assert session.scalars(select(Activity)).one().kind is ActivityKind.ENQUIRY


@pytest.mark.parametrize(
    ("more", "state", "points", "signs"),
    [
        ({"verdict": Verdict.DOUBTFUL}, EnquiryState.QUARANTINED, 5, ""),
        ({"verdict": Verdict.PASSED, "message": FOUR_LINKS, "domain_is_bad": True}, EnquiryState.QUARANTINED, 5, "links domain"),
        ({"verdict": Verdict.UNVERIFIED}, EnquiryState.QUARANTINED, 0, ""),
        ({"verdict": Verdict.FAILED}, EnquiryState.DROPPED, 8, ""),
    ],
)
def test_nothing_happens_before_it_passes(ask, session, more, state, points, signs):
    row = ask(**more)
    assert (row.state, row.points, row.signs, row.lead_id) == (state, points, signs, None)
    assert {row.event for row in session.scalars(select(OutboxMessage))} <= {"EnquiryReceived"}
    assert (count(session, Lead), count(session, Activity), count(session, Delivery)) == (0, 0, 0)


def test_the_same_words_count_against_it_and_may_drop_it(ask):
    spam = f"<b>Cheap</b> {FOUR_LINKS}"
    first, again = ask(message=spam), ask(message=f" {spam} ", email="other@spam.example")
    assert (first.points, first.state) == (4, EnquiryState.PASSED)
    assert (again.points, again.state, again.signs) == (8, EnquiryState.DROPPED, "links repeated markup")


def test_somebody_with_an_open_lead_goes_on_with_it(ask, session, june):
    lead = session.get(Lead, ask().lead_id)
    june.shift(dt.timedelta(days=29))
    again = ask(message="Any news?", email="THANDI@nkosi.example", phone="")
    assert again.lead_id == lead.id and count(session, Lead) == 1
    session.refresh(lead)
    assert (lead.heat, lead.heard_at) == (Heat.MILD, NOON + dt.timedelta(days=29))
    assert [row.text for row in session.scalars(select(Activity).order_by(Activity.id))] == [TYPED["message"], "Any news?"]
    assert (
        session.scalar(
            select(func.count())
            .select_from(OutboxMessage)
            .where(OutboxMessage.event == "LeadCreated", OutboxMessage.job == "jobs.opportunities.open_for_lead")
        )
        == 1
    )
    june.shift(dt.timedelta(days=31))
    assert ask().lead_id != lead.id


def test_settling_twice_is_settling_once(ask, session):
    row = ask()
    settle_enquiry(row.id, Verdict.FAILED, domain_is_bad=True, by=SYSTEM)
    assert (row.state, count(session, Lead)) == (EnquiryState.PASSED, 1)


def test_a_rescued_one_keeps_its_time_and_its_sender_is_trusted(ask, session, seller, june):
    row = ask(verdict=Verdict.DOUBTFUL)
    june.shift(dt.timedelta(days=3))
    rescue_enquiry(row.id, by=seller)
    lead = session.get(Lead, row.lead_id)
    assert (row.state, row.decided_by, lead.asked_at) == (EnquiryState.RESCUED, seller.name, NOON)
    assert ask(verdict=Verdict.FAILED).state is EnquiryState.PASSED
    with pytest.raises(Refused):
        rescue_enquiry(row.id, by=seller)


def test_spam_can_be_taken_back_and_only_who_screens_decides(ask, make, place, seller):
    row = ask(verdict=Verdict.DOUBTFUL)
    with pytest.raises(Forbidden):
        call_spam(row.id, by=make.actor(FRONT_DESK, at=[place]))
    call_spam(row.id, by=seller)
    assert row.state is EnquiryState.SPAM
    rescue_enquiry(row.id, by=make.actor(SALES, at=[place]))
    assert row.state is EnquiryState.RESCUED


def test_the_sixth_within_an_hour_is_told_to_wait_and_not_kept(form, session, june):
    for n in range(5):
        receive_enquiry(form.id, key=f"k{n}", sender="192.0.2.7", name="N", email=f"n{n}@a.example")
    with pytest.raises(TooMany):
        receive_enquiry(form.id, key="k6", sender="192.0.2.7", name="N", email="n6@a.example")
    assert count(session, Enquiry) == 5
    june.shift(dt.timedelta(minutes=61))
    assert receive_enquiry(form.id, key="k7", sender="192.0.2.7", name="N", email="n7@a.example").id


def test_a_fourth_of_one_address_within_a_day_is_told_to_wait(form):
    for n in range(3):
        receive_enquiry(form.id, key=f"k{n}", sender=f"192.0.2.{n}", name="N", email="N@a.example")
    with pytest.raises(TooMany):
        receive_enquiry(form.id, key="k9", sender="192.0.2.9", name="N", email="n@A.example")


def test_a_flood_of_a_form_goes_to_the_quarantine_and_is_kept(form, session, ask):
    for n in range(60):
        receive_enquiry(form.id, key=f"k{n}", sender=f"198.51.100.{n}", name="N", email=f"n{n}@a.example")
    assert ask(verdict=Verdict.PASSED).state is EnquiryState.QUARANTINED
    assert count(session, Enquiry) == 61


def test_the_same_page_sent_twice_is_one_enquiry(form, session):
    rows = [receive_enquiry(form.id, key="page", sender="192.0.2.1", **TYPED) for _ in range(2)]
    assert rows[0].id == rows[1].id and count(session, Enquiry) == 1


def test_a_household_is_one_sender():
    assert network_of("2001:db8:1:2:3::4") == network_of("2001:db8:1:2:ffff::9") == "2001:db8:1:2::"
    assert (network_of("192.0.2.1"), network_of("::ffff:192.0.2.1"), network_of("nonsense")) == ("192.0.2.1", "192.0.2.1", "")


@pytest.mark.parametrize(
    ("change", "field"),
    [({"name": ""}, "name"), ({"email": "x"}, "email"), ({"email": "", "phone": ""}, "email"), ({"places": 501}, "places")],
)
def test_what_cannot_be_answered_is_said_at_its_field(form, change, field):
    with pytest.raises(Refused) as refusal:
        receive_enquiry(form.id, key="k", sender="192.0.2.1", **TYPED | change)
    assert refusal.value.field == field
