"""Leads by hand and by programs: one person is one contact, an open lead is warned of, each goes to whose turn it is."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select

from app.access.actor import SYSTEM
from app.access.roles import FINANCE, SALES
from app.actions.comments.write import write_comment
from app.actions.contacts.merge import merge_contacts
from app.actions.leads.assign import assign_lead
from app.actions.leads.change import change_lead
from app.actions.leads.create import create_lead
from app.actions.leads.heat import set_heat
from app.actions.leads.join import join_lead
from app.actions.leads.tell_lead import tell_lead
from app.actions.opportunities.open import open_opportunity
from app.actions.tasks.add import add_task
from app.actions.tasks.add_about import add_task_about
from app.core.errors import Forbidden, Missing, Refused
from app.models import AbandonReason, Activity, AuditEvent, Comment, Contact, HeatChange, Lead, OutboxMessage
from app.models.lead import LeadOrigin, LeadStatus
from app.models.opportunity import Stage
from app.models.task import TaskStatus
from app.queries.leads.open_lead import on_same_phone, open_lead
from app.rules.lead_heat import Heat
from app.rules.task_dates import Anchor
from tests.actions.leads.conftest import TYPED


def test_a_person_is_one_contact_however_they_write_their_address(session, place):
    first = create_lead(location_id=place.id, by=SYSTEM, **TYPED)
    again = create_lead(
        location_id=place.id, by=SYSTEM, anyway=True, name="T. Nkosi", email=" THANDI@nkosi.example", phone="+27 82 555 0101"
    )
    by_phone = create_lead(location_id=place.id, by=SYSTEM, anyway=True, name="Thandi", phone="(082) 555-0101")
    assert {first.contact_id, again.contact_id, by_phone.contact_id} == {first.contact_id} and first.code == f"KLF-S{first.id:05d}"
    colleague = create_lead(location_id=place.id, by=SYSTEM, anyway=True, name="Sipho", email="sipho@nkosi.example", phone="0825550101")
    assert colleague.contact_id != first.contact_id, "a switchboard belongs to many"
    assert session.scalar(select(func.count()).select_from(Contact)) == 2


@pytest.mark.parametrize("typed", [{"email": "Thandi@Nkosi.example"}, {"phone": "+27825550101"}])
def test_an_open_lead_of_the_same_person_is_a_warning(place, typed):
    known = create_lead(location_id=place.id, by=SYSTEM, **TYPED)
    with pytest.raises(Refused, match=known.code) as refusal:
        create_lead(location_id=place.id, by=SYSTEM, name="Thandi", **typed)
    assert refusal.value.field == "anyway"
    assert create_lead(location_id=place.id, by=SYSTEM, name="Thandi", anyway=True, **typed).id != known.id


def test_the_warning_tells_nothing_of_another_location(make, place):
    elsewhere = make.location(code="RSB", name="Rosebank")
    known = create_lead(location_id=elsewhere.id, by=SYSTEM, **TYPED)
    with pytest.raises(Refused, match="one at another location") as refusal:
        create_lead(location_id=place.id, by=make.actor(SALES, at=[place]), **TYPED)
    assert known.code not in refusal.value.message


def test_the_same_key_is_one_lead(session, place):
    leads = [create_lead(key="zap-1", location_id=place.id, by=SYSTEM, **TYPED) for _ in range(2)]
    assert leads[0].id == leads[1].id and session.scalar(select(func.count()).select_from(Lead)) == 1


def test_what_a_program_tells_of_an_open_lead_is_told_once(session, place, seller):
    """Also long after: the key stands with what went on, and no new lead is made once that one is over."""
    known = create_lead(location_id=place.id, by=seller, **TYPED)
    again = [
        tell_lead(key="zap-9", location_id=place.id, by=seller, **TYPED | {"message": "Three of us now", "company": "Baobab Studio"})
        for _ in range(2)
    ]
    known.status, known.closed_at = LeadStatus.ABANDONED, known.asked_at
    session.commit()
    late = tell_lead(key="zap-9", location_id=place.id, by=seller, **TYPED)
    assert {lead.id for lead in (*again, late)} == {known.id} and known.company == TYPED["company"]
    assert [(each.key, each.text) for each in session.scalars(select(Activity))] == [("zap-9", "Three of us now")]
    fresh = tell_lead(key="zap-10", location_id=place.id, by=seller, **TYPED)
    assert fresh.id != known.id and (fresh.key, fresh.origin) == ("zap-10", LeadOrigin.INTEGRATION)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"places": 0}, "places"),
        ({"referrer_id": 999_999}, "referrer"),
        ({"name": "x" * 300}, "name"),
        ({"location_id": None}, "location"),
    ],
)
def test_what_a_program_tells_of_an_open_lead_is_checked_as_a_new_one_is(session, place, seller, change, field):
    create_lead(location_id=place.id, by=seller, **TYPED)
    with pytest.raises(Refused) as refusal:
        tell_lead(by=seller, **{"location_id": place.id, **TYPED, **change})
    assert refusal.value.field == field
    assert session.scalars(select(Activity)).all() == []


def test_leads_go_round_among_those_who_sell_there(make, session, place, june):
    elsewhere = make.location(code="RSB")
    here = [make.user(SALES, locations=[place]), make.user(SALES)]
    make.user(SALES, locations=[elsewhere])
    make.user(SALES, locations=[place], active=False)
    owners = []
    for n in range(4):
        june.shift(60)
        owners.append(create_lead(location_id=place.id, by=SYSTEM, name=f"Nr {n}", email=f"n{n}@a.example").owner_id)
    assert owners == [here[0].id, here[1].id, here[0].id, here[1].id]
    assert create_lead(location_id=make.location().id, by=SYSTEM, name="N", email="n@b.example").owner_id == here[1].id


def test_nobody_is_told_of_what_they_took_themselves(session, place, seller):
    lead = create_lead(location_id=place.id, by=seller, **TYPED)
    told = [row.event for row in session.scalars(select(OutboxMessage)) if row.event == "LeadAssigned"]
    assert lead.owner_id == seller.id and told == []


def test_handing_over_takes_the_opportunity_along(make, place, seller):
    other = make.user(SALES, locations=[place])
    lead = create_lead(location_id=place.id, by=seller, owner_id=seller.id, **TYPED)
    deal = open_opportunity(lead.id, by=seller)
    assign_lead(lead.id, other.id, by=seller)
    assert (lead.owner_id, deal.owner_id) == (other.id, other.id)
    with pytest.raises(Refused) as refusal:
        assign_lead(lead.id, make.user(FINANCE, locations=[place]).id, by=seller)
    assert refusal.value.field == "owner"


def test_heat_by_hand_keeps_its_reason(session, place, seller):
    lead = create_lead(location_id=place.id, by=seller, **TYPED)
    set_heat(lead.id, Heat.HOT, "Came by twice", by=seller)
    change = session.scalars(select(HeatChange)).one()
    assert (change.before, change.after, change.reason, change.changed_by) == (Heat.COLD, Heat.HOT, "Came by twice", seller.name)
    for heat, reason, field in ((Heat.MILD, " ", "reason"), (Heat.HOT, "Still", "heat")):
        with pytest.raises(Refused) as refusal:
            set_heat(lead.id, heat, reason, by=seller)
        assert refusal.value.field == field


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"email": "nobody"}, "email"),
        ({"email": "", "phone": ""}, "email"),
        ({"places": 0}, "places"),
        ({"location_id": None}, "location"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(place, change, field):
    with pytest.raises(Refused) as refusal:
        create_lead(by=SYSTEM, **{"location_id": place.id, **TYPED, **change})
    assert refusal.value.field == field


def test_another_address_is_another_person(place, seller):
    lead = create_lead(location_id=place.id, by=seller, **TYPED)
    before = lead.contact_id
    change_lead(lead.id, email="sipho@nkosi.example", name="Sipho", phone="", by=seller)
    assert lead.contact_id != before


def test_a_lead_moves_alone_and_to_somebody_who_works_there(make, session, place):
    here, there = make.user(SALES, locations=[place]), make.location(code="RSB")
    both, local = make.user(SALES, locations=[place, there]), make.user(SALES, locations=[there])
    owned = {
        user.id: create_lead(location_id=place.id, by=SYSTEM, owner_id=user.id, name=str(user.id), email=f"n{user.id}@a.example")
        for user in (here, both)
    }
    for lead in owned.values():
        change_lead(lead.id, location_id=there.id, by=SYSTEM)
    assert owned[both.id].owner_id == both.id, "who sells at both places goes on with it"
    assert owned[here.id].owner_id == local.id, "nobody keeps what they cannot open any more"
    told = [row.payload for row in session.scalars(select(OutboxMessage)) if row.event == "LeadAssigned"]
    assert {"lead_id": owned[here.id].id, "owner_id": local.id} in told


@pytest.mark.parametrize("stage", [Stage.NEW, Stage.ABANDONED])
def test_a_lead_with_an_opportunity_stays_where_that_is(make, session, place, stage):
    lead, there, reason = make.lead(place), make.location(code="RSB"), AbandonReason(name="Too dear")
    session.add(reason)
    session.commit()
    make.opportunity(lead, stage=stage, abandon_reason_id=reason.id if stage is Stage.ABANDONED else None)
    with pytest.raises(Refused, match="has an opportunity at its location") as refusal:
        change_lead(lead.id, location_id=there.id, by=SYSTEM)
    assert refusal.value.field == "location"
    assert change_lead(lead.id, location_id=place.id, company="Baobab", by=SYSTEM).company == "Baobab"


def test_nobody_works_on_leads_elsewhere_or_without_the_right(make, place):
    lead = create_lead(location_id=place.id, by=SYSTEM, **TYPED)
    with pytest.raises(Missing):
        set_heat(lead.id, Heat.HOT, "x", by=make.actor(SALES, at=[make.location()]))
    with pytest.raises(Forbidden):
        set_heat(lead.id, Heat.HOT, "x", by=make.actor(FINANCE, at=[place]))
    assert lead.status is LeadStatus.OPEN


@pytest.mark.parametrize(
    ("email", "phone"),
    [
        ("THANDI@studio.example", ""),
        ("", "082 555 0101"),
        ("thandi@old.example", ""),
        ("new@studio.example", "+27 (0)82-555-0199"),
        ("", "021 555 0100"),
    ],
)
def test_an_open_lead_is_known_by_what_it_says_and_by_who_was_merged_into_its_contact(make, session, place, email, phone):
    """The contact has another address by now, and the phone that it had from somebody else."""
    kept = make.contact("Thandi Nkosi", email="thandi@home.example", phone="+27215550100")
    gone = make.contact("Thandi Nkosi", email="Thandi@Old.example", phone="082 555 0199")
    lead = make.lead(place, kept, name="Thandi Nkosi", email="Thandi@Studio.example", phone="+27 82 555 0101")
    merge_contacts(kept.id, gone.id, by=SYSTEM)
    found = open_lead(session, email=email, phone=phone, name="Thandi Nkosi", country="ZA")
    assert found is not None and found.id == lead.id


@pytest.mark.parametrize(
    ("email", "phone", "name"),
    [
        ("sipho@firm.example", "082 555 0101", "Sipho Dube"),
        ("other@firm.example", "", "Thandi Nkosi"),
        ("", "083 555 0101", "Thandi Nkosi"),
    ],
)
def test_somebody_else_behind_its_phone_is_another_one(make, session, place, email, phone, name):
    """Also where the lead itself has no address, and the contact has one; the last digits alone say nothing."""
    make.lead(place, make.contact("Thandi Nkosi", email="thandi@home.example"), name="Thandi Nkosi", email="", phone="+27 82 555 0101")
    assert open_lead(session, email=email, phone=phone, name=name, country="ZA") is None


def test_colleagues_behind_one_switchboard_are_two_leads_until_somebody_says_they_are_one(ask, session, seller):
    """Each is answered; one click makes them one deal (S5)."""
    first = session.get(Lead, ask(company="Baobab").lead_id)
    second = session.get(
        Lead, ask(name="Sipho Dube", email="sipho@baobab.example", company="Baobab", message="Six of us", places=6).lead_id
    )
    assert first.id != second.id and first.contact_id != second.contact_id
    assert on_same_phone(session, second, by=seller) == [first]
    deals = [open_opportunity(each.id, by=seller) for each in (first, second)]
    for noun, row in (("lead", second), ("opportunity", deals[1])):
        write_comment(noun, row.id, text=f"Said on the {noun}", by=seller)
    said, plan = (
        add_task_about("lead", second.id, title="Send the plan", by=seller),
        add_task(deals[1].id, title="Show six desks", due_on=dt.date(2026, 6, 5), by=seller),
    )
    below = add_task(deals[1].id, title="Ask how it was", parent_id=plan.id, anchor=Anchor.PARENT_DONE, offset_days=2, by=seller)

    join_lead(second.id, first.id, by=seller)
    session.expire_all()
    assert (first.status, second.status, first.heat, first.places) == (LeadStatus.OPEN, LeadStatus.ABANDONED, Heat.MILD, 6)
    assert [deal.stage for deal in deals] == [Stage.NEW, Stage.ABANDONED] and deals[1].abandon_reason.name == "Asked twice"
    told = session.scalars(select(Activity).where(Activity.lead_id == first.id).order_by(Activity.id)).all()
    assert [each.text for each in told] == [TYPED["message"], "Six of us", ""] and second.code in told[-1].subject
    with pytest.raises(Refused, match=second.code):
        join_lead(second.id, first.id, by=seller)
    assert [(each.noun, each.noun_id) for each in session.scalars(select(Comment).order_by(Comment.id))] == [
        ("lead", first.id),
        ("opportunity", deals[0].id),
    ]
    assert (said.noun_id, said.status) == (first.id, TaskStatus.OPEN)
    assert [(each.opportunity_id, each.parent_id, each.status, each.due_on.day) for each in (plan, below)] == [
        (deals[0].id, None, TaskStatus.OPEN, 5),
        (deals[0].id, plan.id, TaskStatus.OPEN, 9),
    ]
    joined = session.scalars(select(AuditEvent).where(AuditEvent.verb == "join")).one()
    assert joined.changes["task"][1] == sorted([said.id, plan.id, below.id]) and len(joined.changes["comment"][1]) == 2


def test_the_only_opportunity_goes_on_with_the_lead_that_stays(make, place, seller):
    here, there = make.location(), make.lead(place)
    other = make.lead(place)
    deal = make.opportunity(other)
    join_lead(other.id, there.id, by=seller)
    assert (deal.lead_id, deal.stage, other.status) == (there.id, Stage.NEW, LeadStatus.ABANDONED)
    with pytest.raises(Missing):
        join_lead(make.lead(here).id, there.id, by=seller)
