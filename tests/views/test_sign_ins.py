"""On the record of a person staff see where they are signed in, and sign them out."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from flask import request
from sqlalchemy import func, select
from werkzeug.routing import Rule

from app.access.actor import SYSTEM
from app.access.roles import FRONT_DESK, LOCATION_MANAGER, MEMBER, NETWORK_ADMIN
from app.actions.users.sign_out import sign_out_user
from app.core.clock import now
from app.core.errors import Forbidden, Missing, Refused
from app.models import AuditEvent, SignIn
from app.queries.retention import report
from app.rules.sign_ins import EndedBy
from app.web.sessions import BY_ITSELF, UNTIL_IT_IS_THERE, is_by_itself
from config import HERE
from jobs.retention import keep_to_terms
from tests.make import PASSWORD
from tests.views.billing import text_of
from tests.views.test_forms import Form


@pytest.fixture
def place(make):
    return make.location(name="Kloof")


@pytest.fixture
def ann(make, place):
    return make.user(MEMBER, first_name="Ann", last_name="Other", organisation_id=make.organisation(place, name="Acme").id)


@pytest.fixture
def browser_of(web_app, app):
    def sign_in(user):
        browser = web_app.test_client()
        assert Form(browser, "/login/").send(username=user.username, password=PASSWORD).status_code == 302
        return browser

    return sign_in


def token(browser):
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get("/profile/edit").get_data(as_text=True))[1]


def test_a_manager_sees_where_a_member_is_signed_in_and_signs_them_out(make, browser_of, session, place, ann):
    theirs, browser = browser_of(ann), browser_of(make.user(LOCATION_MANAGER, locations=[place]))
    assert f'hx-get="/sign-ins/{ann.id}"' in browser.get(f"/members/show/{ann.id}").get_data(as_text=True)
    assert "Not signed in" not in text_of(browser.get(f"/sign-ins/{ann.id}"))
    assert browser.post(f"/members/action/sign_out/{ann.id}", data={"csrf_token": token(browser)}).status_code == 302
    assert theirs.get("/my/").status_code == 302 and "signed out everywhere by staff" in text_of(theirs.get("/login/"))
    told = text_of(browser.get(f"/sign-ins/{ann.id}"))
    assert "Not signed in anywhere now." in told and "signed out by staff" in told
    session.rollback()
    assert session.scalars(select(SignIn.ended_by).where(SignIn.user_id == ann.id)).all() == [EndedBy.STAFF]
    assert session.scalars(select(AuditEvent.name).where(AuditEvent.verb == "sign_out_everywhere")).all() == ["Ann Other"]
    assert browser_of(ann).get("/my/").status_code == 200, "they may sign in again at once"


def test_nobody_sees_or_ends_what_is_above_them_or_elsewhere(make, browser_of, place, ann):
    boss, elsewhere = make.user(NETWORK_ADMIN, location_id=place.id), make.location(name="Wharf")
    browser_of(boss)
    manager = browser_of(make.user(LOCATION_MANAGER, locations=[place]))
    told = text_of(manager.get(f"/sign-ins/{boss.id}"))
    assert "may not give or take the role Network admin" in told and "Browser" not in told
    assert browser_of(make.user(LOCATION_MANAGER, locations=[elsewhere])).get(f"/sign-ins/{ann.id}").status_code == 404
    assert browser_of(make.user(MEMBER)).get(f"/sign-ins/{ann.id}").status_code == 403
    by = make.actor(LOCATION_MANAGER, at=[place])
    with pytest.raises(Forbidden):
        sign_out_user(boss.id, by=by)
    with pytest.raises(Missing):
        sign_out_user(ann.id, by=make.actor(LOCATION_MANAGER, at=[elsewhere]))
    by = make.actor(NETWORK_ADMIN)
    with pytest.raises(Refused, match="on your profile"):
        sign_out_user(by.id, by=by)


def test_who_looks_as_a_member_is_seen_as_staff_and_sees_no_session_of_theirs(make, browser_of, session, place, ann):
    desk = browser_of(make.user(FRONT_DESK, locations=[place]))
    desk.post(f"/members/action/see_as/{ann.id}", data={"csrf_token": token(desk)})
    page = text_of(desk.get("/my/profile/"))
    assert "Ann Other" in page and "Where you are signed in" not in page
    assert session.scalar(select(func.count(SignIn.id)).where(SignIn.user_id == ann.id)) == 0


def test_the_list_is_kept_as_long_as_the_house_says(browser_of, session, ann):
    browser_of(ann)
    with time_machine.travel(now() + dt.timedelta(days=89), tick=False):
        keep_to_terms()
    assert session.scalar(select(func.count(SignIn.id))) == 1
    session.rollback()
    with time_machine.travel(now() + dt.timedelta(days=91), tick=False):
        assert {each.name: each.due for each in report(session)}["retention.sign_ins"] == 1
        session.rollback()
        keep_to_terms()
    assert session.scalar(select(func.count(SignIn.id))) == 0


def test_pages_that_ask_by_themselves_for_ever_keep_nobody_signed_in(web_app, make, browser_of, session, place):
    user = make.user(FRONT_DESK, locations=[place])
    browser = browser_of(user)

    def seen():
        session.rollback()
        return session.scalars(select(SignIn.seen_at).where(SignIn.user_id == user.id)).one()

    began = seen()
    with time_machine.travel(now() + dt.timedelta(minutes=30), tick=False):
        assert [
            browser.get(address).status_code
            for address in ("/notifications/count", f"/desk/state?location={place.id}", "/desk/evacuation/kept")
        ] == [200] * 3 and seen() == began
        assert browser.get("/").status_code == 200 and seen() == now()
    assert set(web_app.view_functions) >= BY_ITSELF | UNTIL_IT_IS_THERE


def test_nor_does_a_page_that_asks_until_something_is_there(web_app):
    """Every tag of a template that asks again by itself. What stands in a name is asked of the page that gives it."""
    given = {
        "{{ address }}": {"MyDataView.progress", "PersonalDataView.progress", "ErasurePageView.progress"},
        "{{ again }}": {"MyPayView.paid"},
        "{{ of.standing_url }}": {"any.standing"},
        "{{ url_for(view ~ '.progress', import_id=found.id, was=found.state.value) }}": {"any.progress"},
    }
    pages = "".join(each.read_text() for each in (HERE / "templates").rglob("*.html"))
    asks = re.findall(r"""hx-(?:get|post)="(\{\{[^"]*?\}\})"[^>]*?hx-trigger="(?:every|load delay)""", pages)
    assert len(asks) == len(re.findall(r"""hx-trigger="(?:every|load delay)""", pages)) > 15
    found = set()
    for asked in asks:
        found |= given.get(asked) or {re.search(r"url_for\('(\w+\.\w+)'", asked)[1]}
    for endpoint in found:
        with web_app.test_request_context(headers={"HX-Request": "true"}):
            request.url_rule = Rule("/", endpoint=endpoint)
            assert is_by_itself(), endpoint
    with web_app.test_request_context():
        request.url_rule = Rule("/", endpoint="MailView.show")
        assert not is_by_itself(), "somebody came to it"


def test_a_page_that_waits_for_a_vendor_lets_a_session_end(make, browser_of, session):
    user = make.user(NETWORK_ADMIN)
    browser = browser_of(user)
    with time_machine.travel(now() + dt.timedelta(minutes=30), tick=False):
        assert browser.get("/set-up/cards/became", headers={"HX-Request": "true"}).status_code == 200
        session.rollback()
        assert session.scalars(select(SignIn.seen_at).where(SignIn.user_id == user.id)).one() < now() - dt.timedelta(minutes=29)


def test_system_signs_out_whom_it_likes(browser_of, session, ann):
    browser = browser_of(ann)
    sign_out_user(ann.id, by=SYSTEM)
    assert browser.get("/my/").status_code == 302


def test_ten_of_those_that_are_over_are_shown(make, browser_of, session, ann):
    browser_of(ann)
    [first] = session.scalars(select(SignIn).where(SignIn.user_id == ann.id))
    for number in range(12):
        ended = {"ended_at": first.began_at, "ended_by": EndedBy.SIGNED_OUT}
        session.add(
            SignIn(user_id=ann.id, key_hash=str(number), began_at=first.began_at, seen_at=first.seen_at, ends_at=first.ends_at, **ended)
        )
    session.commit()
    assert text_of(browser_of(make.user(NETWORK_ADMIN)).get(f"/sign-ins/{ann.id}")).count("signed out there") == 10
