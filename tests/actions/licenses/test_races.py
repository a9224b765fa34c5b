"""Two people at once: the last place goes to one of them, and a change waits for an approval."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import text

from app.actions.licenses.create import create_license
from app.actions.licenses.end import end_license
from app.core.entity import db
from app.core.errors import FoyerError, Locked
from app.models import License

JUNE = dt.date(2026, 6, 1)


def test_the_last_place_is_taken_once(app, make, session, admin):
    location = make.location()
    membership, space = make.membership(location), make.space(location, capacity=1)
    wanting = [make.organisation(location).id for _ in range(4)]
    membership_id, space_id = membership.id, space.id
    session.rollback()
    ready = Barrier(len(wanting))

    def take(organisation_id):
        with app.app_context():
            ready.wait()
            try:
                create_license(organisation_id=organisation_id, membership_id=membership_id, space_id=space_id, starts_on=JUNE, by=admin)
            except FoyerError as refused:
                return refused.field
            finally:
                db.session.remove()
            return "taken"

    with ThreadPoolExecutor(len(wanting)) as people:
        answers = sorted(people.map(take, wanting))
    assert answers == ["space", "space", "space", "taken"]
    assert session.query(License).count() == 1


def test_a_change_waits_for_an_approval_and_then_says_so(app, make, session, admin):
    license_id, organisation_id = (license := make.license()).id, license.organisation_id
    session.rollback()
    with db.engine.connect() as approval:
        approval.execute(text("SELECT id FROM organisation WHERE id = :id FOR NO KEY UPDATE"), {"id": organisation_id})
        with pytest.raises(Locked, match="try again in a moment"):
            end_license(license_id, on=JUNE, by=admin)
    assert end_license(license_id, on=JUNE, by=admin).ends_on == JUNE
