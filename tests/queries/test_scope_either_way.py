"""Who is seen is the same, however the database is asked: as lists do, of one row at a time, or as one set that begins with a place."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from app.access.actor import Actor
from app.access.roles import MEMBER, NETWORK_ADMIN, ROLES
from app.access.scope import HowAsked, narrowed
from app.access.staff_people import AS_A_SET, EACH
from app.models import Contact, SignUp


@pytest.mark.parametrize("model", AS_A_SET, ids=lambda model: model.__name__)
def test_a_row_is_seen_in_every_way_or_in_none(make: Any, model: Any) -> None:
    kloof, station = make.location(name="Kloof"), make.location(name="Station")
    _people_of_all_kinds(make, kloof, station)
    seen = {}
    for places in ({kloof.id}, {station.id}, {kloof.id, station.id}, set()):
        by = Actor(id=None, name="", permissions=ROLES[NETWORK_ADMIN], location_ids=frozenset(places))
        found = [set(make.session.scalars(narrowed(select(model.id), by, model, asked))) for asked in HowAsked]
        assert found[0] == found[1] == found[2], places
        seen[frozenset(places)] = len(found[0])
    assert 0 < seen[frozenset({kloof.id})] < seen[frozenset({kloof.id, station.id})] and seen[frozenset()] == 0
    assert EACH.keys() <= AS_A_SET.keys()


def _people_of_all_kinds(make: Any, kloof: Any, station: Any) -> None:
    """At home, with a license, staff, leads, guests who came and who are awaited, who waits and who signed up: each is a contact too, some merged."""
    acme, elsewhere, both = make.organisation(kloof), make.organisation(station), make.organisation(station)
    make.license(both, make.membership(kloof), location=kloof)
    people = [make.user(MEMBER, organisation_id=each.id, email=f"Member{n}@one.example") for n, each in enumerate((acme, elsewhere, both))]
    for place in (kloof, station):
        people.append(make.user(NETWORK_ADMIN, location_id=place.id, email=f"staff@{place.code}.example"))
        people += [
            make.lead(place),
            _came(make, place),
            _awaited(make, place),
            make.waiting(location_id=place.id, email=f"waits@{place.code}.example"),
            _signed_up(make, place),
        ]
        make.contact(email=f"nobody@{place.code}.example")
        for email in (f"staff@{place.code}.example", f"waits@{place.code}.example"):  # who had another address before
            make.contact(email=email, email_key=None, merged_into_id=make.contact().id)
        former = make.lead(place)
        contact = make.session.get_one(Contact, former.contact_id)
        contact.merged_into_id, contact.email_key = make.contact().id, None
    known = set(make.session.scalars(select(Contact.email_key)))
    for address in sorted({each.email.lower() for each in people} - known):
        make.contact(email=address)
    make.session.commit()


def _came(make: Any, place: Any) -> Any:
    guest = make.guest()
    make.check_in(guest, place)
    return guest


def _awaited(make: Any, place: Any) -> Any:
    guest = make.guest()
    make.visit(place, email=guest.email)
    return guest


def _signed_up(make: Any, place: Any) -> SignUp:
    row = SignUp(location_id=place.id, email=f"signs@{place.code}.example", first_name="Si", last_name="Gns")
    make.session.add(row)
    return row
