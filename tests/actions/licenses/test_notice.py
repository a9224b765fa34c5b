"""A license ends under the notice of its membership, or sooner for a reason; desk, program and package alike."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.licenses.end import end_license
from app.actions.licenses.move import move_license
from app.actions.memberships.change import change_membership
from app.actions.packages.import_package import import_package
from app.core.errors import Refused
from app.models import AuditEvent, License
from tests.actions.packages.packing import folder, good

NOVEMBER = dt.date(2026, 11, 30)
EARLIEST = dt.date(2026, 12, 31)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(dt.datetime(2026, 11, 28, 9, tzinfo=dt.UTC)):
        yield


@pytest.fixture
def license(make):
    location = make.location()
    return make.license(membership=make.membership(location, name="Hot desk", notice_months=1))


def test_the_earliest_day_needs_no_reason_and_one_day_sooner_does(license, session, admin):
    with pytest.raises(Refused, match="Hot desk has a notice of one month, so the earliest last day is 31 Dec 2026") as refused:
        end_license(license.id, on=EARLIEST - dt.timedelta(days=1), by=admin)
    assert refused.value.field == "end_reason"
    with pytest.raises(Refused):
        end_license(license.id, on=EARLIEST - dt.timedelta(days=1), end_reason="  ", by=admin)
    assert end_license(license.id, on=EARLIEST, by=admin).end_reason == ""
    with pytest.raises(Refused):
        end_license(license.id, on=NOVEMBER, by=admin)
    assert end_license(license.id, on=NOVEMBER, end_reason="Wrote on 2 October", by=admin).ends_on == NOVEMBER
    changes = session.scalars(select(AuditEvent.changes).where(AuditEvent.noun == "license", AuditEvent.actor == admin.name)).all()
    assert any(
        each.get("end_reason") == ["", "Wrote on 2 October"] and each["ends_on"] == ["2026-12-31", "2026-11-30"] for each in changes
    ), changes


def test_a_later_day_or_none_needs_no_reason(license, admin):
    end_license(license.id, on=NOVEMBER, end_reason="Bankrupt", by=admin)
    later = end_license(license.id, on=dt.date(2026, 12, 15), by=admin)
    assert (later.ends_on, later.end_reason) == (dt.date(2026, 12, 15), "Bankrupt")
    assert end_license(license.id, on=None, by=admin).end_reason == ""


def test_notice_is_given_on_the_day_at_the_location_and_ends_nothing_before_it_starts(make, admin):
    tokyo = make.membership(make.location(zone="Asia/Tokyo", currency="ZAR"), notice_days=30)
    license = make.license(membership=tokyo)
    with time_machine.travel(dt.datetime(2026, 11, 28, 16, tzinfo=dt.UTC)):  # the 29th in Tokyo
        with pytest.raises(Refused, match="30 days, so the earliest last day is 29 Dec 2026"):
            end_license(license.id, on=dt.date(2026, 12, 28), by=admin)
        end_license(license.id, on=dt.date(2026, 12, 29), by=admin)
    coming = make.license(membership=tokyo, starts_on=dt.date(2027, 2, 1))
    assert end_license(coming.id, on=dt.date(2027, 2, 1), by=admin).ends_on == dt.date(2027, 2, 1)


def test_a_move_is_no_notice_and_takes_the_end_along(license, make, admin):
    end_license(license.id, on=dt.date(2026, 12, 20), end_reason="Moves abroad", by=admin)
    new = move_license(license.id, on=dt.date(2026, 12, 1), membership_id=license.membership_id, space_id=license.space_id, by=admin)
    assert (new.ends_on, new.end_reason, license.end_reason) == (dt.date(2026, 12, 20), "Moves abroad", "")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"notice_months": 1, "notice_days": 30}, "notice_days"),
        ({"notice_months": 25}, "notice_months"),
        ({"notice_days": -1}, "notice_days"),
    ],
)
def test_a_notice_that_nobody_can_mean_is_refused(make, admin, said, field):
    with pytest.raises(Refused) as refused:
        change_membership(make.membership().id, by=admin, **said)
    assert refused.value.field == field


def test_a_package_brings_old_ends_in_and_minds_the_notice_of_what_is_here(session, tmp_path):
    tables = good()
    tables["memberships"][0] |= {"notice_months": "1"}
    tables["memberships"][1] |= {"notice_months": ""}
    assert import_package(folder(tables, tmp_path / "first"), by=SYSTEM).errors == []
    tables["licenses"].append(tables["licenses"][0] | {"code": "L0", "end": "2026-03-31", "pause_start": "", "pause_end": "", "user": ""})
    tables["licenses"][0] |= {"end": "2026-12-15"}
    refused = import_package(folder(tables, tmp_path / "second"), by=SYSTEM)
    assert [(found.file, found.line, found.column) for found in refused.errors] == [("licenses.csv", 2, "end")]
    assert "2026-12-31" in refused.errors[0].reason
    tables["licenses"] = [row | {"end_reason": reason} for row, reason in zip(tables["licenses"], ("Agreed in March", ""), strict=True)]
    assert import_package(folder(tables, tmp_path / "third"), by=SYSTEM).errors == []
    found = session.execute(select(License.code, License.ends_on, License.end_reason).order_by(License.code)).all()
    assert found == [("L0", dt.date(2026, 3, 31), ""), ("L1", dt.date(2026, 12, 15), "Agreed in March")]
    again = import_package(folder(tables, tmp_path / "third"), by=SYSTEM)
    assert not any(counts["changed"] or counts["created"] for counts in again.files.values())
