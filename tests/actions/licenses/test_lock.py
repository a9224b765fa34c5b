"""While an approved invoice is not sent yet, nothing that it bills may change (I3)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from app.actions.charges.change_adhoc import change_adhoc
from app.actions.charges.create_adhoc import create_adhoc
from app.actions.charges.create_line_item import create_line_item
from app.actions.discounts.create import create_discount
from app.actions.licenses.change import change_license
from app.actions.licenses.create import create_license
from app.actions.licenses.end import end_license
from app.actions.licenses.move import move_license
from app.actions.licenses.pause import pause_license
from app.actions.licenses.remove import remove_license
from app.actions.licenses.resume import resume_license
from app.actions.memberships.add_price import add_price
from app.actions.memberships.change import change_membership
from app.actions.organisations.move import move_organisation
from app.core.errors import Locked
from app.models.invoice import InvoiceStatus

JUNE = dt.date(2026, 6, 1)


@pytest.fixture
def license(make, session):
    """Its organisation's June invoice is approved and on its way."""
    license = make.license(membership=make.membership(make.location(name="Kloof")))
    make.invoice(license.organisation, status=InvoiceStatus.LOCKED)
    make.pause(license, dt.date(2026, 5, 1), dt.date(2026, 5, 9))
    return license


def verbs(license, adhoc, by):
    organisation_id, membership_id, space_id = license.organisation_id, license.membership_id, license.space_id
    return {
        "create": lambda: create_license(
            organisation_id=organisation_id, membership_id=membership_id, space_id=space_id, starts_on=JUNE, by=by
        ),
        "change": lambda: change_license(license.id, commitment_months=6, by=by),
        "pause": lambda: pause_license(license.id, starts_on=JUNE, by=by),
        "resume": lambda: resume_license(license.id, on=dt.date(2026, 5, 5), by=by),
        "end": lambda: end_license(license.id, on=JUNE, by=by),
        "move": lambda: move_license(license.id, on=JUNE, membership_id=membership_id, space_id=space_id, by=by),
        "remove": lambda: remove_license(license.id, by=by),
        "price": lambda: add_price(membership_id, valid_from=JUNE, primary_cents=1, extra_cents=1, by=by),
        "included": lambda: change_membership(membership_id, included_primary=2, by=by),
        "discount of the organisation": lambda: create_discount(organisation_id=organisation_id, percent=Decimal(5), reason="x", by=by),
        "discount of the license": lambda: create_discount(license_id=license.id, percent=Decimal(5), reason="x", by=by),
        "discount of the membership": lambda: create_discount(membership_id=membership_id, percent=Decimal(5), reason="x", by=by),
        "charge": lambda: create_adhoc(organisation_id=organisation_id, description="x", unit_price_cents=1, by=by),
        "changed charge": lambda: change_adhoc(adhoc.id, description="y", by=by),
        "recurring": lambda: create_line_item(organisation_id=organisation_id, description="x", price_cents=1, starts_on=JUNE, by=by),
        "status": lambda: move_organisation(organisation_id, "pause", by=by),
    }


def test_every_verb_is_told_the_name_of_the_run(license, make, admin):
    for name, verb in verbs(license, make.adhoc(license.organisation), admin).items():
        with pytest.raises(Locked) as locked:
            verb()
        assert "Kloof's June run is locked" in locked.value.message, name
        assert locked.value.status == 423


def test_another_location_of_the_organisation_goes_on(license, make, admin):
    elsewhere = make.license(license.organisation, make.membership(make.location()))
    assert end_license(elsewhere.id, on=JUNE, by=admin).ends_on == JUNE


def test_once_it_is_sent_everything_goes_on(license, make, session, admin):
    from app.models import Invoice

    session.query(Invoice).update({"status": InvoiceStatus.SENT})
    session.commit()
    for verb in list(verbs(license, make.adhoc(license.organisation), admin).values())[1:4]:
        verb()
