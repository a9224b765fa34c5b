"""Who is seen is the same whether the database makes the whole set first, or is asked of one row at a time."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from app.access.actor import Actor
from app.access.roles import MEMBER, NETWORK_ADMIN, ROLES
from app.access.scope import narrowed
from app.access.staff_scope import STAFF_EACH


@pytest.mark.parametrize("model", STAFF_EACH, ids=lambda model: model.__name__)
def test_a_row_is_seen_either_way_or_neither_way(make: Any, model: Any) -> None:
    kloof, station = make.location(name="Kloof"), make.location(name="Station")
    acme, elsewhere, both = make.organisation(kloof), make.organisation(station), make.organisation(station)
    make.license(both, make.membership(kloof), location=kloof)
    for organisation in (acme, elsewhere, both):
        make.user(MEMBER, organisation_id=organisation.id)
    make.user(NETWORK_ADMIN, location_id=kloof.id)
    make.user(NETWORK_ADMIN, location_id=station.id)
    make.session.commit()
    seen = {}
    for places in ({kloof.id}, {station.id}, {kloof.id, station.id}, set()):
        by = Actor(id=None, name="", permissions=ROLES[NETWORK_ADMIN], location_ids=frozenset(places))
        as_a_set, of_each = (set(make.session.scalars(narrowed(select(model.id), by, model, each=each))) for each in (False, True))
        assert as_a_set == of_each
        seen[frozenset(places)] = len(of_each)
    assert 0 < seen[frozenset({kloof.id})] < seen[frozenset({kloof.id, station.id})] and seen[frozenset()] == 0
