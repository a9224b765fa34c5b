"""A whole organisation leaves: all of its licenses end as each ends alone, or none does; what ends before stays, and so does what is elsewhere."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.access.permissions import Permission
from app.access.roles import FINANCE
from app.actions.bookings.create import create_booking
from app.actions.licenses.change import change_license
from app.actions.organisations.leave import leave_organisation
from app.core.errors import Forbidden, Locked, Missing, Refused, Stale
from app.models import AuditEvent, Booking, License, OutboxMessage
from app.models.booking import BookingStatus
from app.models.invoice import InvoiceStatus
from app.queries.leaving import is_licensed_elsewhere, licenses_version
from app.rules.wall_times import instant_at

ZONE = "Africa/Johannesburg"
LAST, EARLIER = dt.date(2026, 7, 31), dt.date(2026, 6, 30)


@pytest.fixture(autouse=True)
def tuesday() -> Any:
    with time_machine.travel(dt.datetime(2026, 6, 16, 7, 30, tzinfo=dt.UTC)):
        yield


@pytest.fixture
def acme(make: Any) -> Any:
    """Ann's desk under a notice of one month, Ben's without one, and a shared one that ends in June anyhow."""
    home = make.location(name="Kloof", zone=ZONE, opening_hours="")
    organisation = make.organisation(home, name="Acme")
    people = [make.user("Member", first_name=name, last_name="Other", organisation_id=organisation.id).id for name in ("Ann", "Ben")]
    make.license(organisation, make.membership(home, name="Desk", notice_months=1), user_id=people[0], code="ANN")
    make.license(organisation, make.membership(home), user_id=people[1], code="BEN")
    make.license(organisation, make.membership(home), code="SHARED", ends_on=EARLIER)
    return organisation


def days(session: Any) -> dict[str, dt.date | None]:
    session.rollback()
    session.expire_all()
    return {each.code: each.ends_on for each in session.scalars(select(License).order_by(License.code))}


def test_all_end_on_one_day_and_what_ends_before_stays(acme: Any, session: Any, admin: Any) -> None:
    leave_organisation(acme.id, on=LAST, by=admin)
    assert days(session) == {"ANN": LAST, "BEN": LAST, "SHARED": EARLIER}
    told = session.scalars(select(OutboxMessage.payload).where(OutboxMessage.event == "LicenseEnded")).all()
    assert len({each["license_id"] for each in told}) == 2
    assert {
        each.name for each in session.scalars(select(AuditEvent).where(AuditEvent.noun == "license", AuditEvent.actor == admin.name))
    } == {"ANN", "BEN"}


def test_sooner_than_the_longest_notice_needs_a_reason_and_without_one_none_ends(acme: Any, session: Any, admin: Any) -> None:
    before = days(session)
    with pytest.raises(Refused, match="ANN: Desk has a notice of one month, so the earliest last day is 31 Jul 2026") as refused:
        leave_organisation(acme.id, on=dt.date(2026, 7, 10), by=admin)
    assert refused.value.field == "end_reason" and days(session) == before
    leave_organisation(acme.id, on=dt.date(2026, 7, 10), end_reason="Bankrupt", by=admin)
    session.rollback()
    assert {each.end_reason for each in session.scalars(select(License).where(License.code != "SHARED"))} == {"Bankrupt"}


def test_it_says_of_all_that_cannot_end_why_and_ends_none(acme: Any, session: Any, admin: Any, make: Any) -> None:
    for code in ("NEW-1", "NEW-2"):
        make.license(acme, make.membership(acme.location), code=code, starts_on=dt.date(2026, 9, 1))
    before = days(session)
    with pytest.raises(Refused, match=r"^NEW-1, NEW-2: It starts on 1 Sept? 2026: it cannot end before\.$") as refused:
        leave_organisation(acme.id, on=LAST, by=admin)
    assert refused.value.field == "on" and days(session) == before


def test_while_invoices_go_out_none_ends(acme: Any, session: Any, admin: Any, make: Any) -> None:
    make.invoice(acme, status=InvoiceStatus.LOCKED)
    with pytest.raises(Locked):
        leave_organisation(acme.id, on=LAST, by=admin)
    assert days(session)["BEN"] is None


def test_nothing_to_end_is_said(acme: Any, admin: Any) -> None:
    leave_organisation(acme.id, on=LAST, by=admin)
    with pytest.raises(Refused, match="No license of Acme runs after 31 Jul 2026"):
        leave_organisation(acme.id, on=LAST, by=admin)
    with pytest.raises(Refused, match="too far away"):
        leave_organisation(acme.id, on=dt.date(2226, 7, 31), by=admin)


def test_a_page_that_shows_other_licenses_is_told(acme: Any, session: Any, admin: Any, make: Any) -> None:
    seen = licenses_version(session, acme.id, by=admin)
    change_license(session.scalars(select(License.id).where(License.code == "BEN")).one(), by=SYSTEM, net_price=True)
    with pytest.raises(Stale, match="The licenses of Acme have changed"):
        leave_organisation(acme.id, on=LAST, version=seen, by=admin)
    assert days(session)["ANN"] is None
    seen = licenses_version(session, acme.id, by=admin)
    make.license(acme, make.membership(acme.location), code="LATE")
    with pytest.raises(Stale):
        leave_organisation(acme.id, on=LAST, version=seen, by=admin)
    session.rollback()
    leave_organisation(acme.id, on=LAST, version=licenses_version(session, acme.id, by=admin), by=admin)
    assert days(session)["LATE"] == LAST


def test_elsewhere_nothing_ends_and_who_may_end_none_is_refused(acme: Any, session: Any, make: Any) -> None:
    far = make.location(name="Far")
    make.license(acme, make.membership(far), code="FAR")
    manager = make.manager(acme.location)
    assert is_licensed_elsewhere(session, acme.id, LAST, by=manager) and not is_licensed_elsewhere(session, acme.id, LAST, by=SYSTEM)
    leave_organisation(acme.id, on=LAST, by=manager)
    assert days(session) == {"ANN": LAST, "BEN": LAST, "FAR": None, "SHARED": EARLIER}
    finance = make.actor(FINANCE)
    assert not finance.may(Permission.LICENSE_WRITE)
    with pytest.raises(Forbidden):
        leave_organisation(acme.id, on=LAST, by=finance)
    with pytest.raises(Missing):
        leave_organisation(acme.id, on=LAST, by=make.manager(make.location()))


def test_bookings_of_everybody_are_given_back_with_it_in_the_sum_that_was_shown(acme: Any, session: Any, admin: Any, make: Any) -> None:
    """Those of Ann and Ben after the day, by the policy; the one on the last day stays, and so does that of a colleague with a license of another organisation."""
    room = make.room(make.space(acme.location), name="Boardroom")
    ann, ben = session.scalars(select(License.user_id).where(License.code.in_(["ANN", "BEN"])).order_by(License.code)).all()
    last = dt.date(2026, 6, 18)

    def book(user_id: int, day: int) -> int:
        return create_booking(
            by=SYSTEM,
            room_id=room.id,
            starts_at=instant_at(dt.datetime(2026, 6, day, 9), ZONE),
            ends_at=instant_at(dt.datetime(2026, 6, day, 10), ZONE),
            user_id=user_id,
        ).id

    made = [book(ann, 18), book(ann, 19), book(ben, 20)]

    def statuses() -> list[BookingStatus]:
        session.rollback()
        session.expire_all()
        return [session.get_one(Booking, each).status for each in made]

    asked: dict[str, Any] = {"on": last, "end_reason": "Bankrupt", "cancel_bookings": True, "by": admin}
    with pytest.raises(Stale, match=r"400\.00 come back now"):
        leave_organisation(acme.id, **asked, expected_refund=20000)
    assert days(session)["ANN"] is None and statuses() == [BookingStatus.CONFIRMED] * 3
    leave_organisation(acme.id, **asked, expected_refund=40000)
    assert statuses() == [BookingStatus.CONFIRMED, BookingStatus.CANCELLED, BookingStatus.CANCELLED]
    assert days(session) == {"ANN": last, "BEN": last, "SHARED": last}
