"""A record's history: its own changes and those of its parts, with names where the audit keeps numbers."""

from __future__ import annotations

import datetime as dt

from app.access.roles import MEMBER
from app.actions.licenses.change import change_license
from app.actions.licenses.pause import pause_license
from app.actions.locations.change import change_location
from app.actions.organisations.change import change_organisation
from app.models.organisation import OrganisationStatus
from app.queries.history import history_of
from app.translation import in_language


def test_newest_first_with_names_and_amounts(make, session, admin):
    license = make.license()
    attic = make.space(license.location, name="Attic")
    floor = license.space.name
    change_license(license.id, space_id=attic.id, custom_price_cents=199950, custom_price_reason="Founders", by=admin)
    pause_license(license.id, starts_on=dt.date(2026, 6, 1), by=admin)

    pause, change, *_ = history_of(session, license, by=admin)

    assert (pause.verb, pause.noun) == ("create", "license_pause")
    assert (change.actor, change.verb) == (admin.name, "change")
    changes = {name: (before, after) for name, before, after in change.changes}
    assert changes["space_id"] == (floor, "Attic")
    assert changes["custom_price_cents"] == ("", "1999.50")
    assert "touched_at" not in changes


def test_only_its_own(make, session, admin):
    one, other = make.license(), make.license()
    change_license(other.id, commitment_months=12, by=admin)
    assert all(event.verb == "create" for event in history_of(session, one, by=admin))


def test_statuses_and_yes_are_in_the_readers_language(make, session, admin):
    organisation = make.organisation()
    change_organisation(organisation.id, status=OrganisationStatus.INACTIVE, by=admin)
    change_location(organisation.location_id, vat_registered=False, by=admin)
    with in_language("nl"):
        assert ("status", "Actief", "Inactief") in history_of(session, organisation, by=admin)[0].changes
        assert ("vat_registered", "Ja", "Nee") in history_of(session, organisation.location, by=admin)[0].changes


def test_a_license_elsewhere_is_told_to_nobody_who_is_limited_to_here(make, session, admin):
    here, there = make.location(name="Kloof"), make.location(name="Nile")
    acme = make.organisation(here)
    person = make.user(MEMBER, organisation_id=acme.id)
    for place in (here, there):
        change_license(
            make.license(acme, make.membership(place), user_id=person.id).id,
            custom_price_cents=100 + place.id,
            custom_price_reason="Founders",
            by=admin,
        )

    def prices(by):
        return {
            after for event in history_of(session, person, by=by) for name, _before, after in event.changes if name == "custom_price_cents"
        }

    def told(place):
        return f"{(100 + place.id) // 100}.{(100 + place.id) % 100:02}"

    assert prices(admin) == {told(here), told(there)}
    assert prices(make.manager(of=here)) == {told(here)}
