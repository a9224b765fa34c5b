"""An operator moves in: the package loads, a second time changes nothing, and the month comes out to the cent."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.access.actor import SYSTEM
from app.actions.packages.import_package import import_package
from app.core.money import cents
from app.core.month import Month
from app.models import AuditEvent, FoyerUser, License, LicensePause, LineItem
from app.queries.preview_shown import preview_shown

JUNE = Month(2026, 6)


@pytest.fixture
def package(data_folder: Path) -> Path:
    return data_folder / "two-locations-june"


def test_the_package_loads_and_a_second_time_changes_nothing(session, package):
    first = import_package(package, by=SYSTEM)
    assert first.is_written
    assert first.error_count == 0
    assert {name: counts["created"] for name, counts in first.files.items()} == {
        "locations": 2,
        "spaces": 4,
        "memberships": 8,
        "membership_prices": 2,
        "organisations": 45,
        "users": 186,
        "licenses": 186,
        "discounts": 16,
        "adhocs": 49,
    }
    audited = session.scalar(select(func.count()).select_from(AuditEvent))
    second = import_package(package, by=SYSTEM)
    assert second.is_written
    assert all(counts["created"] == counts["changed"] == 0 for counts in second.files.values())
    assert session.scalar(select(func.count()).select_from(AuditEvent)) == audited


def test_every_license_has_its_line_item_and_nobody_a_password(session, package):
    import_package(package, by=SYSTEM)
    items = session.execute(select(LineItem.code, LineItem.starts_on, LineItem.ends_on).where(LineItem.license_id.is_not(None))).all()
    licenses = session.execute(select(License.code, License.starts_on, License.ends_on)).all()
    assert sorted(items) == sorted(licenses)
    assert session.scalars(select(FoyerUser.password).distinct()).all() == [None]
    clipped = session.execute(select(LicensePause.starts_on).join(License).where(License.code == "L00001-08")).scalar_one()
    assert clipped == dt.date(2026, 6, 1)


def comparable(line: dict[str, object]) -> dict[str, object]:
    """A line as the expectation writes it, in cents."""
    named = {name: line[name] for name in ("license", "adhoc") if name in line}
    return named | {"frm": line["from"], "to": line["to"], "net": cents(str(line["net"])), "vat": cents(str(line["vat"]))}


@pytest.mark.parametrize("location", ["KLF", "RSB"])
def test_the_month_comes_out_to_the_cent(session, package, location):
    import_package(package, by=SYSTEM)
    found = preview_shown(session, location, JUNE, cut_off=dt.date(2026, 6, 30))
    expected = json.loads((package / f"expected-{location}-2026-06.json").read_text())
    assert {row["organisation"] for row in found["organisations"]} == set(expected)
    for row in found["organisations"]:
        wanted = expected[row["organisation"]]
        lines = [comparable(line) for line in row["lines"]]
        assert lines == wanted["lines"], row["organisation"]
        assert (cents(row["net"]), cents(row["vat"])) == (wanted["net"], wanted["vat"])
        assert cents(row["total"]) == wanted["net"] + wanted["vat"]
