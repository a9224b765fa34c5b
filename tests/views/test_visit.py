"""A guest's own phone at the door: the code that turns, one form, welcome back, WiFi, and out; and the pass of who is invited (K1, K3)."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from sqlalchemy import func, select

from app.access.roles import MEMBER
from app.access.visit_links import location_token
from app.access.visit_passes import secret_of
from app.actions.visitor_terms.publish import publish_terms
from app.models import Access, CheckIn, Guest, TermsConsent, WifiVoucher
from app.models.check_in import LeftBy, Source
from app.models.visit import VisitStatus
from app.rules.access import System
from tests.views.test_forms import Form

MORNING = dt.datetime(2026, 6, 1, 7, tzinfo=dt.UTC)
MIA = {"email": "mia@example.com", "name": "Mia Jansen", "host": "Ann Botha", "company": "Acme"}


@pytest.fixture(autouse=True)
def june(web_app):
    web_app.appbuilder.sm.limiter.reset()
    with time_machine.travel(MORNING, tick=False) as clock:
        yield clock


@pytest.fixture
def place(make):
    return make.house()


@pytest.fixture
def ann(make, place):
    return make.user(MEMBER, first_name="Ann", last_name="Botha", location_id=place.id)


@pytest.fixture
def scan(client, place):
    """The phone stands at the door."""

    def one(where=None, at=MORNING):
        return client.get(f"/visit/{location_token((where or place).id, at)}", follow_redirects=True)

    return one


def text_of(answer):
    return answer.get_data(as_text=True)


def test_one_form_and_in_with_wifi_then_out(client, scan, session, place, ann, admin):
    publish_terms(text="Be kind.", by=admin)
    assert "Be kind." in text_of(scan())
    refused = Form(client, "/visit/").send(**MIA)
    assert (
        "Read the terms" in text_of(refused)
        and "mia@example.com" in text_of(refused)
        and session.scalar(select(func.count()).select_from(Guest)) == 0
    )
    assert Form(client, "/visit/").send(**MIA, accepts="y").status_code == 303
    told = text_of(client.get("/visit/"))
    row = session.scalars(select(CheckIn)).one()
    assert (row.source, row.host_id, row.name) == (Source.PHONE, ann.id, "Mia Jansen")
    assert "Ann Botha has been told." in told and "guest-" in told and "18:00" in told
    assert session.scalars(select(TermsConsent.terms_id)).all()
    assert "You are checked out." in text_of(client.post("/visit/out", data=Form(client, "/visit/").values))
    session.expire_all()
    assert row.left_by is LeftBy.PHONE


def test_who_is_suspended_gets_no_wifi_as_their_own_guest_and_hears_whom_to_ask(client, scan, session, make, place, ann):
    place.manager_email = "pieter@foyer.example"
    access = Access(
        user_id=ann.id, location_id=place.id, system=System.WIFI, username="ann", wanted={"standing": "suspended", "groups": {}}
    )
    session.add(access)
    session.commit()
    scan()
    Form(client, "/visit/").send(**MIA | {"email": ann.email.upper()})
    told = text_of(client.get("/visit/"))
    assert "You are in" in told and "write to pieter@foyer.example" in told and "guest-" not in told
    assert session.scalar(select(func.count()).select_from(WifiVoucher)) == 0


def test_out_for_a_moment_and_in_again_by_the_same_scan(client, scan, session, place, ann, june):
    scan()
    Form(client, "/visit/").send(**MIA)
    client.post("/visit/out", data=Form(client, "/visit/").values)
    june.shift(dt.timedelta(minutes=5))
    assert Form(client, "/visit/").send(**MIA).status_code == 303
    assert "You are in" in text_of(client.get("/visit/"))
    first, second = session.scalars(select(CheckIn).order_by(CheckIn.id)).all()
    assert first.left_at is not None and second.left_at is None


def test_back_with_two_taps_and_nobody_else_is_named(client, scan, session, place, ann, june):
    scan()
    Form(client, "/visit/").send(**MIA)
    client.delete_cookie("visit_in", path="/visit")
    first = session.scalars(select(CheckIn)).one()
    first.left_at, first.left_by = MORNING, LeftBy.DESK
    session.commit()
    june.shift(dt.timedelta(days=1))
    page = text_of(scan(at=MORNING + dt.timedelta(days=1)))
    assert "Welcome back" in page and 'value="Ann Botha"' in page and 'value="Mia Jansen"' in page
    Form(client, "/visit/").send(**MIA)
    assert session.scalar(select(func.count()).select_from(CheckIn)) == 2 and session.scalar(select(func.count()).select_from(Guest)) == 1


def test_the_code_at_the_door_is_soon_over_and_good_for_one_place(client, scan, make, place, june):
    assert client.get("/visit/").status_code == 404
    old = location_token(place.id, MORNING - dt.timedelta(hours=1))
    assert client.get(f"/visit/{old}").status_code == 404 and client.get("/visit/nonsense").status_code == 404
    scan()
    june.shift(dt.timedelta(minutes=21))
    assert client.get("/visit/").status_code == 404, "this phone stood there twenty minutes ago"


def test_who_is_not_meant_exactly_is_not_found(client, scan, session, ann):
    scan()
    Form(client, "/visit/").send(**MIA | {"host": "Ann"})
    row = session.scalars(select(CheckIn)).one()
    assert row.host_id is None and row.host_name == "Ann"


def test_a_pass_checks_in_at_its_own_door_once(client, scan, session, make, place, ann):
    visit = make.visit(place, ann, name="Mia Jansen", email="mia@example.com", expected_at=MORNING + dt.timedelta(hours=1))
    secret = secret_of(visit)
    away = text_of(client.get(f"/visit/{secret}"))
    assert "Show it to the tablet" in away and "<form" not in away
    scan()
    assert client.post(f"/visit/with/{secret}", data=Form(client, f"/visit/{secret}").values).status_code == 303
    session.expire_all()
    row = session.scalars(select(CheckIn)).one()
    assert (row.visit_id, row.host_id, visit.status) == (visit.id, ann.id, VisitStatus.ARRIVED)
    assert "This pass was used." in text_of(client.get(f"/visit/{secret}"))


def test_guests_read_their_own_language_and_keep_what_they_chose(client, scan, place):
    text = text_of(
        client.get(f"/visit/{location_token(place.id, MORNING)}", follow_redirects=True, headers={"Accept-Language": "nl-NL,nl;q=0.9"})
    )
    assert 'lang="nl"' in text and "Bij wie komt u op bezoek?" in text and "Whom do you visit?" not in text
    assert "Wen besuchen Sie?" in text_of(client.get("/visit/?language=de", headers={"Accept-Language": "nl"}))
    assert "Wen besuchen Sie?" in text_of(client.get("/visit/")), "it is remembered"
    assert "Whom do you visit?" in text_of(client.get("/visit/?language=xx'"))


def test_an_address_that_is_in_already_brings_neither_wifi_nor_a_way_to_send_its_owner_out(client, scan, session, place, ann):
    scan()
    Form(client, "/visit/").send(**MIA)
    for name in ("visit_door", "visit_known", "visit_in"):  # another phone
        client.delete_cookie(name, path="/visit")
    scan()
    told = text_of(Form(client, "/visit/").send(**MIA | {"name": "Mallory", "host": "Somebody"}))
    assert "You are checked in already" in told and "guest-" not in told and "Ann Botha" not in told
    page = Form(client, "/visit/")
    assert "Ann Botha" not in str(page.values) and "guest-" not in text_of(client.get("/visit/"))
    client.post("/visit/out", data=page.values)
    session.expire_all()
    assert session.scalars(select(CheckIn)).one().left_at is None and session.scalars(select(Guest.name)).one() == "Mia Jansen"


def test_another_address_on_the_same_phone_is_asked_for_the_terms(client, scan, session, ann, admin):
    publish_terms(text="Be kind.", by=admin)
    scan()
    Form(client, "/visit/").send(**MIA, accepts="y")
    client.delete_cookie("visit_in", path="/visit")
    refused = text_of(Form(client, "/visit/").send(**MIA | {"email": "sam@example.com", "name": "Sam"}))
    assert "Be kind." in refused and "Read the terms" in refused


def test_two_who_share_a_phone_are_two_and_two_taps_are_one(client, scan, session, place, ann):
    scan()
    for email in ("mia@example.com", "mia@example.com", "sam@example.com"):
        client.delete_cookie("visit_in", path="/visit")
        Form(client, "/visit/").send(**MIA | {"email": email})
    assert session.scalars(select(Guest.email).join(CheckIn, CheckIn.guest_id == Guest.id).order_by(Guest.id)).all() == [
        "mia@example.com",
        "sam@example.com",
    ]
