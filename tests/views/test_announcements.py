"""Members find what is announced for their place, until they put it away or it is over; staff see how many it reached."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from sqlalchemy import func, select

from app.access.roles import LOCATION_MANAGER, MEMBER
from app.actions.announcements.write import change_announcement, write_announcement
from app.core import clock
from app.core.errors import Forbidden, Missing, Refused
from app.models import Announcement, FoyerUser
from app.queries.announcements import Reach, for_member, reach
from tests.views.test_forms import Form

DAY = dt.timedelta(days=1)


def test_a_member_reads_it_once_and_puts_it_away(login, make, session, admin):
    kloof, other = make.location(), make.location()
    client = login(MEMBER, location_id=kloof.id)
    kloof_id = kloof.id
    make.user(MEMBER, location_id=kloof.id)
    make.user(MEMBER, location_id=other.id)
    write_announcement(location_id=kloof.id, title="No lift", body="**Tuesday** <b>only</b>", by=admin)
    write_announcement(location_id=other.id, title="Elsewhere", body="x", by=admin)
    write_announcement(
        location_id=kloof.id,
        title="Over",
        body="x",
        starts_on=clock.today(kloof.zone) - 3 * DAY,
        ends_on=clock.today(kloof.zone) - 2 * DAY,
        by=admin,
    )
    write_announcement(title="Everybody", body="x", is_pinned=True, by=admin)

    page = client.get("/my/").get_data(as_text=True)
    assert "<strong>Tuesday</strong> &lt;b&gt;only" in page and page.index("Everybody") < page.index("No lift")
    assert "Elsewhere" not in page and "Over" not in page.split("<main")[1].split("portal-cards")[1].split("Bookings")[0]
    lift_id, me_id = (
        session.scalars(select(Announcement.id).where(Announcement.title == "No lift")).one(),
        session.scalar(select(func.min(FoyerUser.id)).where(FoyerUser.location_id == kloof_id)),
    )

    def titles() -> list[str]:
        return [each.row.title for each in for_member(session, session.get_one(FoyerUser, me_id))]

    def reached() -> Reach:
        return reach(session, session.get_one(Announcement, lift_id))

    assert reached() == Reach(2, 0, 0), "getting a page changes nothing"
    shown = re.search(r'hx-post="/my/announcements/seen"[^>]*"csrf_token": "([^"]+)", "shown": "([\d ]+)"', page)
    over_id = session.scalars(select(Announcement.id).where(Announcement.title == "Over")).one()
    session.rollback()
    assert (
        client.post("/my/announcements/seen", data={"csrf_token": shown[1], "shown": f"{shown[2]} {over_id} x {'9' * 30}"}).status_code
        == 204
    )
    assert reached() == Reach(2, 1, 0) and reach(session, session.get_one(Announcement, over_id)).seen == 0
    assert "/my/announcements/seen" not in client.get("/my/").get_data(as_text=True), "what was on a page is new on none"

    token = Form(client, "/my/").values["csrf_token"]
    assert client.post(f"/my/announcements/{lift_id}/dismiss", data={"csrf_token": token}).status_code == 302
    assert client.post(f"/my/announcements/{lift_id}/dismiss", data={"csrf_token": token}).status_code == 404
    assert titles() == ["Everybody"] and reached() == Reach(2, 1, 1)
    change_announcement(lift_id, body="Wednesday as well", by=admin)
    assert titles() == ["Everybody", "No lift"]


@pytest.mark.parametrize(("zone", "hour", "day"), [("Pacific/Auckland", 20, 17), ("America/Los_Angeles", 3, 15)])
def test_today_is_that_of_the_place_for_who_writes_and_who_reads(make, session, admin, zone, hour, day):
    """16 June in UTC; a member without a location of their own reads by that of their team."""
    place = make.location(zone=zone)
    reader = make.user(MEMBER, organisation_id=make.organisation(place).id)
    with time_machine.travel(dt.datetime(2026, 6, 16, hour, tzinfo=dt.UTC), tick=False):
        rows = (
            write_announcement(location_id=place.id, title="Here", body="x", by=admin),
            write_announcement(title="Everywhere", body="x", by=admin),
        )
        assert [row.starts_on.day for row in rows] == [day, day]
        assert {each.row.title for each in for_member(session, reader)} == {"Here", "Everywhere"}


def test_a_manager_tells_the_own_members_alone(make, admin):
    kloof = make.location()
    manager = make.manager(kloof)
    with pytest.raises(Refused, match="works everywhere"):
        write_announcement(title="All", body="x", by=manager)
    with pytest.raises((Forbidden, Refused)):
        write_announcement(location_id=make.location().id, title="There", body="x", by=manager)
    everywhere = write_announcement(title="All", body="x", by=admin)
    with pytest.raises(Refused):
        change_announcement(everywhere.id, title="Mine", by=manager)
    with pytest.raises(Missing):
        change_announcement(
            write_announcement(location_id=make.location().id, title="There", body="x", by=admin).id, title="Mine", by=manager
        )


def test_the_screen_shows_whom_it_reaches(login, make, session):
    kloof = make.location()
    client = login(LOCATION_MANAGER, locations=[kloof])
    answer = Form(client, "/announcements/add").send(title="Braai", body="- meat\n- salad", location=kloof.id)
    assert answer.status_code == 302
    page = client.get(answer.location).get_data(as_text=True)
    assert "<li>meat</li>" in page and "Had it on the page" in page
    row = session.scalars(select(Announcement)).one()
    assert (row.ends_on - row.starts_on).days == 14
