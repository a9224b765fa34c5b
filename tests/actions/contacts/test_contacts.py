"""One person is one contact: made by appearing, merged, changed, left in peace."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.access.roles import FRONT_DESK, SALES
from app.access.scope import narrowed
from app.actions.activities.log import log_activity
from app.actions.contacts.change import change_contact
from app.actions.contacts.find_or_make import contact_of
from app.actions.contacts.follow import make_contacts
from app.actions.contacts.merge import merge_contacts
from app.actions.contacts.peace import contact_again, leave_in_peace
from app.core.errors import Forbidden, Missing, Refused
from app.models import AuditEvent, Contact, MailReference, SignUp
from app.queries.contacts.duplicates import duplicates_of
from app.queries.contacts.merge_preview import merge_preview
from app.queries.contacts.quiet import is_quiet
from app.queries.story.entries import Group
from app.queries.story.told import story
from app.rules.same_person import SameWhy, Somebody, may_be_one
from app.work import transaction

NOW = dt.datetime(2026, 6, 1, 8, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        (("Ann Ndlovu", "", "+27821234567"), ("Ndlovu, Ann", "", "+27821234567"), SameWhy.PHONE),
        (("Ann Ndlovu", "", "+27821234567"), ("A. Ndlovu", "", "+27821234567"), SameWhy.PHONE),
        (("Ann Ndlovu", "", "+27821234567"), ("Pieter Botha", "", "+27821234567"), None),
        (("John Smith", "Acme (Pty) Ltd", None), ("Jon Smith", "ACME", None), SameWhy.NAME),
        (("John Smith", "Acme", None), ("John Smith", "Other", None), None),
        (("John Smith", "", None), ("John Smith", "", None), None),
        (("Zoë Müller", "Acme", None), ("Zoe Muller", "Acme", None), SameWhy.NAME),
    ],
)
def test_who_may_be_one(first, second, why):
    assert may_be_one(Somebody(1, *first), Somebody(2, *second)) is why and may_be_one(Somebody(2, *second), Somebody(1, *first)) is why


def test_whoever_appears_becomes_a_contact_once(make, session):
    place = make.location()
    user = make.user(
        "Member",
        first_name="Ann",
        last_name="Ndlovu",
        email="Ann@acme.example",
        phone="082 123 4567",
        organisation_id=make.organisation(place, name="Acme").id,
    )
    make.waiting(make.space(place), name="Ben", email="ben@other.example")
    session.add(SignUp(location_id=place.id, first_name="Ann", last_name="Twice", email="ann@ACME.example"))
    session.commit()
    assert (make_contacts(by=SYSTEM), make_contacts(by=SYSTEM)) == (2, 0)
    ann = session.scalars(select(Contact).where(Contact.email_key == user.email.lower())).one()
    assert (ann.name, ann.company, ann.phone_key) == ("Ann Ndlovu", "Acme", "+27821234567")
    assert session.scalars(narrowed(select(Contact.name), make.manager(of=make.location()), Contact)).all() == []
    assert sorted(session.scalars(narrowed(select(Contact.name), make.manager(of=place), Contact))) == ["Ann Ndlovu", "Ben"]


def test_merging_brings_everything_to_one(make, session):
    place = make.location()
    sales = make.actor(SALES, at=[place])
    kept, gone = (
        make.contact("Ann Ndlovu", email="ann@acme.example", phone=""),
        make.contact("A. Ndlovu", email="ann@home.example", phone="082 123 4567"),
    )
    first, second = make.lead(place, kept), make.lead(place, gone)
    said = log_activity(gone.id, kind="call", text="Hello", by=sales)
    for contact, message in ((kept, "<1@x>"), (gone, "<1@x>"), (gone, "<2@x>")):
        session.add(MailReference(contact_id=contact.id, message_id=message, archive_id="1", at=NOW))
    session.commit()
    leave_in_peace(gone.id, reason="By phone", by=sales)
    preview = merge_preview(session, kept, gone)
    assert dict(preview.moves) == {"activity": 1, "lead": 1, "mail_reference": 2} and preview.fills == [("phone", "082 123 4567")]
    assert ("email", "ann@acme.example", "ann@home.example") in preview.stays

    merge_contacts(kept.id, gone.id, by=sales)
    session.expire_all()
    assert {first.contact_id, second.contact_id, said.contact_id} == {kept.id}
    assert sorted(session.scalars(select(MailReference.message_id))) == ["<1@x>", "<2@x>"]
    with transaction(by=sales) as work:
        assert contact_of(work, name="Ann", email="Ann@Home.example", phone="", company="", country="ZA").id == kept.id, (
            "an enquiry from the old address"
        )
    session.expire_all()
    assert (gone.merged_into_id, gone.email_key, kept.phone_key, kept.email_key) == (kept.id, None, "+27821234567", "ann@acme.example")
    assert kept.do_not_contact_reason == "By phone" and is_quiet(session, "Ann@Home.example")
    audit = session.scalars(select(AuditEvent).where(AuditEvent.verb == "merge")).one()
    assert audit.changes["lead"] == [None, [second.id]] and audit.noun_id == kept.id
    with pytest.raises(Refused, match="merged before"):
        merge_contacts(kept.id, gone.id, by=sales)


def test_a_member_whose_contact_was_merged_stays_in_sight_and_is_not_made_again(make, session):
    place = make.location()
    user = make.user("Member", email="ann@acme.example", organisation_id=make.organisation(place).id)
    make_contacts(by=SYSTEM)
    gone, kept = session.scalars(select(Contact)).one(), make.contact(email="ann@home.example")
    merge_contacts(kept.id, gone.id, by=make.actor())
    assert make_contacts(by=SYSTEM) == 0
    assert session.scalars(narrowed(select(Contact.id).where(Contact.merged_into_id.is_(None)), make.manager(of=place), Contact)).all() == [
        kept.id
    ]
    assert user.email == "ann@acme.example"


def test_duplicates_are_proposed_only_of_whom_one_may_see(make, session):
    place, elsewhere = make.location(), make.location()
    mine, theirs, far = (make.contact(name, phone="082 123 4567") for name in ("Ann Ndlovu", "Ann N Ndlovu", "Ann Ndlovu"))
    make.lead(place, mine), make.lead(place, theirs), make.lead(elsewhere, far)
    assert duplicates_of(session, mine, by=make.actor(SALES, at=[place])) == [(theirs, SameWhy.PHONE)]
    with pytest.raises(Missing):
        merge_contacts(mine.id, far.id, by=make.actor(SALES, at=[place]))


def test_a_changed_address_is_found_again_and_anothers_is_refused(make, session):
    place = make.location(country="ZA")
    contact, other = make.contact(), make.contact(email="taken@other.example")
    make.lead(place, contact)
    sales = make.actor(SALES, at=[place])
    change_contact(contact.id, name="Ann", email="New@Other.example", phone="(082) 123 4567", by=sales)
    assert (contact.email_key, contact.phone_key) == ("new@other.example", "+27821234567")
    for wrong, field in (({"email": other.email}, "email"), ({"email": "no"}, "email"), ({"phone": "12"}, "phone"), ({"name": ""}, "name")):
        with pytest.raises(Refused) as refusal:
            change_contact(contact.id, **{"name": "Ann"} | wrong, by=sales)
        assert refusal.value.field == field


def test_peace_and_consent_exclude_each_other(make, session):
    contact = make.lead(make.location()).contact
    admin = make.actor()
    contact_again(contact.id, source="Fair", by=admin)
    assert contact.consent_at == NOW and not is_quiet(session, contact.email)
    leave_in_peace(contact.id, reason="By phone", by=admin)
    assert contact.consent_at is None and is_quiet(session, contact.email)
    with pytest.raises(Refused):
        leave_in_peace(contact.id, reason=" ", by=admin)
    for role in (FRONT_DESK,):
        with pytest.raises(Forbidden):
            leave_in_peace(contact.id, reason="x", by=make.actor(role))


def test_the_timeline_is_whole_in_pages_and_of_what_one_may_see(make, session, june):
    place, elsewhere = make.location(), make.location()
    contact = make.contact()
    near, far = make.lead(place, contact), make.lead(elsewhere, contact)
    for number in range(7):
        log_activity(contact.id, kind="call" if number % 2 else "note", text=f"Word {number}", lead_id=near.id, by=make.actor())
    log_activity(contact.id, kind="note", text="Far away", lead_id=far.id, by=make.actor())
    manager = make.actor(SALES, at=[place])
    first = story(session, "contact", contact.id, by=manager, most=3)
    assert len(first.events) >= 7, "what happened at one instant stays together"
    assert "Far away" not in {each.text for each in first.events}
    june.move_to(NOW + dt.timedelta(hours=1))
    log_activity(contact.id, kind="call", text="Later", lead_id=near.id, by=make.actor())
    page = story(session, "contact", contact.id, by=manager, most=1)
    assert [each.text for each in page.events] == ["Later"] and page.older is not None
    assert [each.text for each in story(session, "contact", contact.id, by=manager, group=Group.CALLS).events].count("Word 1") == 1
    with pytest.raises(Missing):
        story(session, "contact", contact.id, by=make.manager(of=make.location()))
