"""Who waits is asked in the order in which they came; what is promised to one is sold to nobody else."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.access.roles import FINANCE, FRONT_DESK, SALES
from app.actions.licenses.create import create_license
from app.actions.licenses.end import end_license
from app.actions.licenses.occupancy import NoPlace
from app.actions.onboarding.onboard import onboard
from app.actions.waiting_list.answer import decline_offer, take_back_offer
from app.actions.waiting_list.create import create_waiting_entry
from app.actions.waiting_list.expire import expire_offers
from app.actions.waiting_list.offer import offer_place
from app.actions.waiting_list.withdraw import withdraw_waiting_entry
from app.core.errors import Forbidden, Missing, Refused
from app.models import AuditEvent, Delivery, PlaceOffer
from app.models.delivery import DeliveryState
from app.models.location import MailMode
from app.models.place_offer import OfferStatus
from app.models.space import SpaceKind
from app.models.waiting_entry import WaitingStatus
from app.queries.availability import places
from app.queries.verify.books import verify
from app.queries.waiting_list import place_in_line, ready, waiting_list

NOW = dt.datetime(2026, 6, 1, 9, tzinfo=dt.UTC)
JUNE, JULY, FRIDAY = dt.date(2026, 6, 1), dt.date(2026, 7, 1), dt.date(2026, 6, 5)


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def full(make):
    """A space of one place, and the license in it."""
    membership = make.membership(make.location(code="KLF", name="Kloof", sender_email="kloof@foyer.example"))
    space = make.space(membership.location, name="Garden studio", capacity=1)
    return make.license(make.organisation(membership.location), membership, space_id=space.id)


def offered(entry, license, by, **changes):
    return offer_place(entry.id, **{"space_id": license.space_id, "starts_on": JULY, "stands_until": FRIDAY} | changes, by=by)


def test_a_license_that_ends_gives_its_place_to_who_waits_longest(full, make, session, admin):
    second = make.waiting(full.space, since=dt.date(2026, 5, 2))
    first = make.waiting(full.space, since=dt.date(2026, 4, 1))
    elsewhere = make.waiting(None, location_id=full.location_id, kind=SpaceKind.PRIVATE_OFFICE)
    two = make.waiting(full.space, places=2)
    assert ready(waiting_list(session, by=admin, location_id=None)) == []

    end_license(full.id, on=dt.date(2026, 6, 30), by=admin)

    found = ready(waiting_list(session, by=admin, location_id=None))
    assert [(each.entry.id, each.fit.space.id, each.fit.starts_on) for each in found] == [
        (first.id, full.space_id, JULY),
        (second.id, full.space_id, JULY),
    ]
    assert [place_in_line(session, each) for each in (first, elsewhere, two, second)] == [1, 2, 3, 4]


def test_what_is_offered_is_kept_and_told(full, make, session, admin):
    end_license(full.id, on=dt.date(2026, 6, 30), by=admin)
    entry, other = make.waiting(full.space, name="Ann Other"), make.waiting(full.space)
    offer = offered(entry, full, admin)

    letter = session.scalars(select(Delivery)).one()
    assert (letter.offer_id, letter.address, letter.state) == (offer.id, entry.email, DeliveryState.TODO)
    wanted = {"organisation_id": full.organisation_id, "membership_id": full.membership_id, "space_id": full.space_id}
    with pytest.raises(NoPlace, match="offered to Ann Other until 5 Jun 2026") as refused:
        create_license(**wanted, starts_on=JULY, by=admin)
    assert refused.value.field == "space"
    with pytest.raises(NoPlace):
        offered(other, full, admin)
    with pytest.raises(NoPlace):
        end_license(full.id, on=JULY, by=admin)
    assert places(session, by=admin, location_id=full.location_id, since=JULY)[0].stretches(JULY, JULY)[0].free == 0
    create_license(**wanted, starts_on=JULY, occupancy_reason="The director said so", by=admin)


def test_nothing_is_offered_that_is_not_free(full, make, admin):
    entry = make.waiting(full.space)
    with pytest.raises(NoPlace, match="has room for 1"):
        offered(entry, full, admin)
    end_license(full.id, on=dt.date(2026, 6, 30), by=admin)
    for changes, field in (
        ({"starts_on": dt.date(2026, 5, 31)}, "starts_on"), ({"stands_until": dt.date(2026, 5, 31)}, "stands_until"),
        ({"stands_until": dt.date(2027, 1, 1)}, "stands_until"), ({"space_id": make.space().id}, "space"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            offered(entry, full, admin, **changes)
        assert refused.value.field == field
    offered(entry, full, admin)
    with pytest.raises(Refused, match="cannot offer"):
        offered(entry, full, admin)


def test_an_offer_that_nobody_answers_ends_by_itself(full, make, session, admin):
    end_license(full.id, on=dt.date(2026, 6, 30), by=admin)
    entry = make.waiting(full.space)
    offer = offered(entry, full, admin)
    with time_machine.travel(dt.datetime(2026, 6, 5, 21, 59, tzinfo=dt.UTC)):  # 23:59 in Johannesburg
        assert expire_offers(by=SYSTEM) == 0
    with time_machine.travel(dt.datetime(2026, 6, 5, 22, 1, tzinfo=dt.UTC)):
        assert places(session, by=admin, location_id=full.location_id, since=JULY)[0].holders == []
        assert (expire_offers(by=SYSTEM), expire_offers(by=SYSTEM)) == (1, 0)
        session.expire_all()
        assert (offer.status, entry.status, entry.since) == (OfferStatus.EXPIRED, WaitingStatus.WAITING, dt.date(2026, 5, 1))
        assert waiting_list(session, by=admin, location_id=None)[0].refused == {full.space_id}


def test_who_declines_waits_on_and_who_leaves_frees_the_place(full, make, session, admin):
    end_license(full.id, on=dt.date(2026, 6, 30), by=admin)
    entry = make.waiting(full.space)
    offered(entry, full, admin)
    decline_offer(entry.id, reason="Too warm", by=admin)
    offered(entry, full, admin)
    take_back_offer(entry.id, by=admin)
    with pytest.raises(Refused, match="Nothing is offered"):
        decline_offer(entry.id, by=admin)
    last = offered(entry, full, admin)
    withdraw_waiting_entry(entry.id, reason="Found something else", by=admin)
    session.expire_all()
    offers = session.scalars(select(PlaceOffer).order_by(PlaceOffer.id)).all()
    assert [each.status for each in offers] == [OfferStatus.DECLINED, OfferStatus.WITHDRAWN, OfferStatus.WITHDRAWN]
    assert (last.id, entry.status, entry.reason) == (offers[-1].id, WaitingStatus.WITHDRAWN, "Found something else")
    assert session.scalars(select(Delivery.key).order_by(Delivery.id)).all() == [f"place_offer-{each.id}-{entry.email}" for each in offers]
    with pytest.raises(Refused):
        withdraw_waiting_entry(entry.id, by=admin)
    assert session.scalar(select(AuditEvent.id).where(AuditEvent.noun == "place_offer", AuditEvent.verb == "change").limit(1))


@pytest.fixture
def team(full, make, admin):
    """Two who wait for two places in an office, and an offer of it."""
    make.role("Member")
    office = make.space(full.location, name="Office 201", kind=SpaceKind.PRIVATE_OFFICE, capacity=2)
    entry = make.waiting(office, name="Acme", places=2)
    return entry, offer_place(entry.id, space_id=office.id, starts_on=JULY, stands_until=FRIDAY, by=admin)


def bring_in(full, offer, number, by, **changes):
    return onboard(
        key=f"offer-{offer.id}-{number}",
        offer_id=offer.id,
        person={"email": f"person{number}@acme.example", "first_name": "Ann", "last_name": "Acme"},
        license={"membership_id": full.membership_id, "space_id": offer.space_id, "starts_on": JULY},
        by=by,
        **{"organisation": {"name": "Acme"}} | changes,
    )


def test_an_offer_is_taken_up_person_by_person(full, make, session, admin, team):
    entry, offer = team
    first = bring_in(full, offer, 1, admin)
    session.expire_all()
    assert (offer.taken, offer.status, entry.status, entry.organisation_id) == (
        1,
        OfferStatus.OPEN,
        WaitingStatus.OFFERED,
        first.organisation_id,
    )
    with pytest.raises(Refused, match="offered to Acme") as refused:
        bring_in(full, offer, 2, admin, organisation={"name": "Somebody else"})
    assert refused.value.field == "organisation"
    bring_in(full, offer, 2, admin, organisation_id=first.organisation_id)
    session.expire_all()
    assert (offer.taken, offer.status, entry.status) == (2, OfferStatus.ACCEPTED, WaitingStatus.SERVED)
    with pytest.raises(Refused, match="stood until"):
        bring_in(full, offer, 3, admin, organisation_id=first.organisation_id)


def test_when_only_some_come_the_rest_is_free_again(full, session, admin, team):
    entry, offer = team
    bring_in(full, offer, 1, admin)
    take_back_offer(entry.id, by=admin)
    session.expire_all()
    assert (offer.status, entry.status) == (OfferStatus.ACCEPTED, WaitingStatus.SERVED)


def test_an_offer_is_of_one_space_and_one_time(full, make, admin, team):
    _entry, offer = team
    end_license(full.id, on=dt.date(2026, 6, 30), by=admin)
    with pytest.raises(Refused, match="was offered Office 201") as refused:
        onboard(
            key="x", offer_id=offer.id, organisation={"name": "Acme"}, person={"email": "a@acme.example", "first_name": "A", "last_name": "B"},
            license={"membership_id": full.membership_id, "space_id": full.space_id, "starts_on": JULY}, by=admin,
        )  # fmt: skip
    assert refused.value.field == "space"
    with time_machine.travel(dt.datetime(2026, 6, 6, 9, tzinfo=dt.UTC)), pytest.raises(Refused, match="stood until 5 Jun 2026"):
        bring_in(full, offer, 1, admin)


def test_an_entry_says_who_and_what(full, make, session, admin):
    organisation = make.organisation(full.location, name="Protea Labs", invoice_email="pay@protea.example; books@protea.example")
    entry = create_waiting_entry(space_id=full.space_id, organisation_id=organisation.id, starts_on=JULY, by=admin)
    assert (entry.name, entry.email, entry.places, entry.since, entry.location_id) == (
        "Protea Labs",
        "pay@protea.example",
        1,
        JUNE,
        full.location_id,
    )
    for fields, field in (
        ({"location_id": full.location_id, "starts_on": JULY, "email": "a@b.example"}, "name"),
        ({"location_id": full.location_id, "starts_on": JULY, "name": "Ann"}, "email"),
        ({"location_id": full.location_id, "starts_on": JULY, "name": "Ann", "email": "ann"}, "email"),
        ({"location_id": full.location_id, "name": "Ann", "email": "a@b.example"}, "starts_on"),
        ({"starts_on": JULY, "name": "Ann", "email": "a@b.example"}, "location"),
        ({"space_id": full.space_id, "kind": SpaceKind.STUDIO, "starts_on": JULY, "name": "Ann", "email": "a@b.example"}, "kind"),
        ({"space_id": full.space_id, "location_id": make.location().id, "starts_on": JULY, "name": "Ann", "email": "a@b.example"}, "space"),
        ({"space_id": full.space_id, "places": 501, "starts_on": JULY, "name": "Ann", "email": "a@b.example"}, "places"),
    ):
        with pytest.raises(Refused) as refused:
            create_waiting_entry(**fields, by=admin)
        assert refused.value.field == field, fields


def test_who_may(full, make):
    said = {"space_id": full.space_id, "starts_on": JULY, "name": "Ann", "email": "ann@b.example"}
    for role in (FRONT_DESK, SALES):
        create_waiting_entry(**said, by=make.actor(role, at=[full.location]))
    with pytest.raises(Forbidden):
        create_waiting_entry(**said, by=make.actor(FINANCE))
    stranger = make.manager(of=make.location())
    with pytest.raises(Refused, match="one of the list"):
        create_waiting_entry(**said, by=stranger)
    with pytest.raises(Missing):
        withdraw_waiting_entry(make.waiting(full.space).id, by=stranger)


def test_the_mail_says_where_from_when_and_until_when(full, make, session, admin, world):
    end_license(full.id, on=dt.date(2026, 6, 30), by=admin)
    offered(make.waiting(full.space, name="Ann Other", email="ann@other.example"), full, admin)
    late = offered(make.waiting(None, location_id=full.location_id), full, admin, space_id=make.space(full.location).id)
    decline_offer(late.entry_id, by=admin)
    (mail,) = world.letters()
    assert mail["subject"] == "A place at Kloof for you: Garden studio"
    for said in ("A place for you, Ann Other", "From: 1 July 2026", "We keep it until: 5 June 2026", "Reply to this mail"):
        assert said in mail["text"], mail["text"]
    session.expire_all()
    states = dict(session.execute(select(Delivery.offer_id, Delivery.state)).all())
    assert states[late.id] is DeliveryState.WITHHELD
    assert verify(session)["I5"].violations == 0


def test_a_silent_location_keeps_the_place_and_sends_no_mail(full, make, session, admin):
    full.location.mail_mode = MailMode.SILENT
    session.commit()
    end_license(full.id, on=dt.date(2026, 6, 30), by=admin)
    offered(make.waiting(full.space), full, admin)
    assert session.scalars(select(Delivery.state)).all() == [DeliveryState.WITHHELD]
