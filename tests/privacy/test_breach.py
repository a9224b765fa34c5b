"""Who could have seen somebody is known for any time, also after roles have changed."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import text

from app.access.roles import FRONT_DESK, LOCATION_MANAGER, MEMBER, SALES
from app.actions.users.change import change_user
from app.actions.users.deactivate import deactivate_user
from app.core.clock import now
from app.queries.personal.breach import witnesses
from app.rules.sightings import Rights, spans

DAY = dt.timedelta(days=1)


def test_only_those_who_could_then(web_app, make, session, admin):
    here, elsewhere = make.location(name="Here"), make.location(name="Elsewhere")
    person = make.user(MEMBER, location_id=here.id)
    desk = make.user(FRONT_DESK, locations=[here], first_name="Dora", last_name="Desk")
    make.user(LOCATION_MANAGER, locations=[elsewhere], first_name="Far", last_name="Away")
    make.user(MEMBER, location_id=here.id, first_name="Just", last_name="Member")
    moved = make.user(SALES, locations=[here], first_name="Moved", last_name="On")
    left = make.user(LOCATION_MANAGER, locations=[here], first_name="Left", last_name="Us")
    change_user(person.id, phone="0210000000", by=admin)
    session.commit()
    session.execute(
        text(
            "SET session_replication_role = replica; UPDATE audit_event SET at = at - interval '9 days'; SET session_replication_role = origin"
        )
    )
    session.commit()
    change_user(moved.id, location_ids=[elsewhere.id], by=admin)
    deactivate_user(left.id, by=admin)

    then = {each.name: each for each in witnesses(session, person, now() - 10 * DAY, now() - 5 * DAY)}
    assert {"Dora Desk", "Moved On", "Left Us", admin.name} == set(then)
    assert (then["Dora Desk"].roles, then["Dora Desk"].places, then[admin.name].places, then[admin.name].acted) == (
        (FRONT_DESK,),
        ("Here",),
        (),
        1,
    )
    today = {each.name for each in witnesses(session, person, now() + DAY, now() + 2 * DAY)}
    assert today == {"Dora Desk", admin.name}
    assert witnesses(session, person, now() - 90 * DAY, now() - 80 * DAY) == []
    assert desk.id


def test_rights_are_walked_back_from_today():
    first, last = (dt.datetime(2026, 1, day, tzinfo=dt.UTC) for day in (1, 9))
    today = Rights(True, frozenset({"Finance"}), frozenset())
    found = list(spans(today, [(last, "change", {"roles": [["Sales"], ["Finance"]], "phone": ["", "1"]}), (first, "create", {})]))
    assert [(span.rights.roles, span.since, span.until) for span in found] == [({"Finance"}, last, None), ({"Sales"}, first, last)]


def test_the_page_asks_and_answers(make, login, session):
    person = make.user(MEMBER)
    browser = login()
    assert "Look it up" in browser.get("/breach/").get_data(as_text=True)
    told = browser.get(f"/breach/?mail={person.email}&since=2026-01-01T00:00&until=2036-01-01T00:00").get_data(as_text=True)
    assert "Network admin" in told and "Every location" in told
    assert "Nobody has this address." in browser.get(
        "/breach/?mail=no@body.example&since=2026-01-01T00:00&until=2036-01-01T00:00"
    ).get_data(as_text=True)
