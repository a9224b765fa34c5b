"""See as member: staff look at Foyer as a member does, for a quarter of an hour, on record, and can do nothing there."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from sqlalchemy import func, select

from app.access.roles import FINANCE, FRONT_DESK, LOCATION_MANAGER, MEMBER, NETWORK_ADMIN, SALES
from app.models import Announcement, AnnouncementSeen, AuditEvent, CheckIn, FoyerUser
from app.models.user import TeamRole
from app.web.looking import OPEN, SECRET
from tests.house.test_permissions import doors, writes
from tests.make import PASSWORD
from tests.views.test_forms import Form

BANNER = re.compile(r'<div class="looking.*?</form>\s*</div>\s*</div>', re.S)


def text_of(answer):
    return answer.get_data(as_text=True)


@pytest.fixture
def place(make):
    return make.location(code="KLF", name="Kloof")


@pytest.fixture
def ann(make, place):
    """Owner of the team of Acme."""
    return make.user(
        MEMBER, first_name="Ann", last_name="Other", organisation_id=make.organisation(place, name="Acme").id, team_role=TeamRole.OWNER
    )


@pytest.fixture
def browser_of(web_app, app):
    def sign_in(user):
        browser = web_app.test_client()
        assert Form(browser, "/login/").send(username=user.username, password=PASSWORD).status_code == 302
        return browser

    return sign_in


@pytest.fixture
def desk(make, browser_of, place):
    """The browser of the desk at Kloof."""
    return browser_of(make.user(FRONT_DESK, first_name="Dee", last_name="Desk", locations=[place]))


def token(browser):
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', text_of(browser.get("/")) + text_of(browser.get("/my/")))[1]


def begin(browser, user):
    return browser.post(f"/members/action/see_as/{user.id}", data={"csrf_token": token(browser)})


def looks(browser):
    return "Nothing can be done here." in text_of(browser.get("/my/"))


def told(session):
    session.rollback()
    query = (
        select(AuditEvent.verb, AuditEvent.actor, AuditEvent.name)
        .where(AuditEvent.verb.in_(("see as", "end see as")))
        .order_by(AuditEvent.id)
    )
    return [tuple(row) for row in session.execute(query)]


def test_what_is_seen_is_what_the_member_sees(desk, browser_of, make, place, ann):
    sent = {"sent_at": dt.datetime(2026, 6, 1, tzinfo=dt.UTC)}
    other, own = (
        make.invoice(make.organisation(place), **sent),
        make.invoice(license=make.license(ann.organisation, make.membership(place), user_id=ann.id), **sent),
    )
    assert "See as member" in text_of(desk.get(f"/members/show/{ann.id}"))
    answer = begin(desk, ann)
    assert answer.status_code == 302 and answer.location == "/my/"
    theirs = browser_of(ann)

    def page(browser, address):
        found = BANNER.sub("", text_of(browser.get(address)))
        found = re.sub(r'data:image/svg[^"]*', "", re.sub(r"\s+", " ", found))
        found = re.sub(
            r' ?<dialog class="stay.*?</dialog>|<script src="[^"]*stay\.js[^>]*></script> ?', "", found
        )  # of the session of who looks
        found = re.sub(r'<script src="[^"]*my\.js[^>]*></script> ?', "", found)  # nothing is kept of what somebody else sees
        found = re.sub(
            r'<section class="card mb-3" id="sign-ins">.*?</section> ?', "", found
        )  # where they are signed in is for the person alone
        return re.sub(r'(name="(?:csrf_token|key)"[^>]*value=)"[^"]+"', r"\1", found)

    for address in (
        "/my/",
        "/my/bookings/",
        "/my/invoices/",
        "/my/wallet/",
        "/my/team/",
        "/my/help/",
        "/my/shop/",
        "/my/profile/",
        "/my/guests/",
        "/my-access/",
        "/my/statement/",
    ):
        seen = desk.get(address)
        assert seen.status_code == 200 and "You see Foyer as Ann Other does. Nothing can be done here." in text_of(seen), address
        assert page(desk, address) == page(theirs, address), address
    assert own.number in text_of(desk.get("/my/invoices/")) and other.number not in text_of(desk.get("/my/invoices/"))
    assert (desk.get(f"/my/invoices/{own.id}/pay").status_code, desk.get(f"/my/invoices/{other.id}/pay").status_code) == (200, 404)
    assert desk.get("/").location == "/my/"


def test_nothing_outside_of_what_the_member_may_is_reached(desk, make, place, ann):
    other = make.user(MEMBER, organisation_id=make.organisation(place).id)
    begin(desk, ann)
    for address in (
        "/members/list/",
        f"/members/show/{other.id}",
        f"/members/show/{ann.id}",
        "/desk/",
        "/search/",
        "/story/ab_user/" + str(ann.id),
        "/lookup/LicenseView/organisation",
        "/organisations/list/",
        "/profile/edit",
    ):
        assert desk.get(address).status_code in (403, 404), address
    assert desk.get("/members/list/").status_code == 403
    assert desk.get("/api/v1/organisation/").status_code == 401, "a cookie is worth nothing there"


def test_every_form_is_refused_and_looking_writes_nothing(desk, web_app, session, ann):
    begin(desk, ann)
    session.rollback()  # the walk takes longer than a transaction may idle
    sent, opened, given = [], [], token(desk)
    with writes(web_app) as written:
        for door in doors(web_app, {}):
            if door.address.startswith("/api/") or door.address == "/see-as/end":
                continue
            answer = desk.open(
                door.address, method=door.method, **({} if door.method == "GET" else {"data": {**door.form, "csrf_token": given}})
            )
            (opened if door.method == "GET" else sent).append((door.name, answer.status_code))
        assert desk.post("/login/", data={"csrf_token": given}).status_code == 403
    assert [each for each in sent if each[1] != 403] == []
    assert {name for name, _status in sent} >= {
        "POST   /my/presence/pin",
        "POST   /my/bookings/new",
        "POST   /my/invoices/<int:invoice_id>/pay",
    }
    outside = [
        each for each in opened if not re.match(r"GET    /(my(-access)?/|my$|pictures/|stay/|$)", each[0]) and each[1] not in (403, 404)
    ]
    assert outside == [] and set(written) <= {"sign_in"}, "that who looks is still here, once a minute"
    assert looks(desk)


def test_every_page_that_is_open_is_one_of_the_portal(web_app):
    """Whoever renames a view or makes a page with a secret comes by here."""
    endpoints = set(web_app.view_functions)
    assert {name for name in OPEN if not any(each.startswith(f"{name}.") for each in endpoints)} == set()
    assert endpoints >= SECRET


@pytest.mark.parametrize(
    "address",
    [
        "/my/presence/pass",
        "/my-access/wifi/password",
        "/my-access/wifi/renew",
        "/my-access/printing/password",
        "/my/data/",
        "/my/data/progress",
        "/profile/keys",
        "/profile/password",
        "/my/tasks/calendar/",
    ],
)
def test_what_is_secret_is_for_the_person_alone(desk, ann, address):
    begin(desk, ann)
    answer = desk.get(address)
    assert answer.status_code in (403, 404) and "data:image/svg" not in text_of(answer)


def test_the_pass_is_hidden(desk, browser_of, ann):
    begin(desk, ann)
    assert "data:image/svg" not in text_of(desk.get("/my/presence/")) and "to the person alone" in text_of(desk.get("/my/presence/"))
    assert "data:image/svg" in text_of(browser_of(ann).get("/my/presence/"))


def test_an_announcement_stays_new_for_the_member(desk, browser_of, session, place, ann):
    today = dt.datetime.now(dt.UTC).date()
    session.add(
        Announcement(
            location_id=place.id,
            title="Braai",
            body="On the roof.",
            starts_on=today - dt.timedelta(days=2),
            ends_on=today + dt.timedelta(days=2),
        )
    )
    session.commit()
    begin(desk, ann)
    page = text_of(desk.get("/my/"))
    assert "Braai" in page and "/my/announcements/seen" not in page
    assert "/my/announcements/seen" in text_of(browser_of(ann).get("/my/")) and session.scalar(select(func.count(AnnouncementSeen.id))) == 0


def test_back_to_the_own_view_and_both_are_on_record(desk, browser_of, make, session, place, ann):
    theirs = f"/members/show/{ann.id}"
    begin(desk, ann)
    answer = desk.post("/see-as/end", data={"csrf_token": token(desk)})
    assert answer.status_code == 303 and answer.location == theirs and desk.get(theirs).status_code == 200 and not looks(desk)
    assert told(session) == [("see as", "Dee Desk", "Ann Other"), ("end see as", "Dee Desk", "Ann Other")]
    story = text_of(browser_of(make.user(LOCATION_MANAGER, locations=[place])).get(f"/story/ab_user/{ann.id}"))
    assert "Began to see Foyer as this member" in story and "Stopped seeing Foyer as this member" in story and "Dee Desk" in story


def test_a_cookie_of_before_its_end_begins_nothing_again(desk, session, ann):
    begin(desk, ann)
    kept = desk.get_cookie("foyer") or desk.get_cookie("__Host-foyer")
    desk.post("/see-as/end", data={"csrf_token": token(desk)})
    desk.set_cookie(kept.key, kept.value)
    assert not looks(desk) and desk.get("/my/team/").status_code == 403, "the member's team is not the desk's"
    assert len(told(session)) == 2


def test_it_ends_by_itself_and_a_late_form_is_not_sent(desk, session, ann):
    begin(desk, ann)
    given = token(desk)
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=14), tick=True):
        assert looks(desk)
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=16), tick=True):
        answer = desk.post("/my/presence/check-in", data={"csrf_token": given, "place": 1})
        assert answer.status_code == 303 and answer.location == "/" and not looks(desk)
    assert told(session)[-1] == ("end see as", "Dee Desk", "Ann Other") and session.scalar(select(func.count(CheckIn.id))) == 0


def test_what_another_tab_asks_for_by_itself_does_not_end_it(desk, ann):
    """Else the member's page that is still open would send its form in the name of who looked."""
    begin(desk, ann)
    given = token(desk)
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=16), tick=True):
        assert desk.get("/stay/").get_json()["seconds"] > 0
        assert desk.get("/notifications/count").status_code == 403
        answer = desk.post("/my/bookings/new", data={"csrf_token": given})
        assert (answer.status_code, answer.location) == (303, "/")


def test_signing_out_ends_it_and_leaves_the_member_signed_in(desk, browser_of, session, ann):
    theirs = browser_of(ann)
    begin(desk, ann)
    assert desk.post("/logout/", data={"csrf_token": token(desk)}).status_code == 302
    assert desk.get("/my/").status_code in (302, 401) and theirs.get("/my/").status_code == 200
    assert [verb for verb, *_ in told(session)] == ["see as", "end see as"]


def test_it_ends_with_the_permission(desk, make, session, ann):
    begin(desk, ann)
    session.scalars(select(FoyerUser).where(FoyerUser.last_name == "Desk")).one().roles = [make.role(SALES)]
    session.commit()
    assert not looks(desk) and [verb for verb, *_ in told(session)] == ["see as", "end see as"]


@pytest.mark.parametrize("becomes", ["switched off", "staff", "of another place"])
def test_it_ends_when_the_member_is_none_any_more(desk, make, session, ann, becomes):
    begin(desk, ann)
    user = session.get_one(FoyerUser, ann.id)
    if becomes == "switched off":
        user.active = False
    elif becomes == "staff":
        user.roles = [make.role(MEMBER), make.role(FRONT_DESK)]
    else:
        user.organisation_id = make.organisation(make.location(name="Elsewhere")).id
    session.commit()
    assert not looks(desk) and [verb for verb, *_ in told(session)] == ["see as", "end see as"]


@pytest.mark.parametrize(
    ("role", "may"),
    [(NETWORK_ADMIN, True), (LOCATION_MANAGER, True), (FRONT_DESK, True), (FINANCE, False), (SALES, False), (MEMBER, False)],
)
def test_who_may(make, browser_of, session, ann, role, may):
    browser = browser_of(make.user(role, **({"organisation_id": ann.organisation_id} if role == MEMBER else {})))
    answer = begin(browser, ann)
    assert (answer.status_code == 302) is may and (answer.status_code == 403) is not may
    assert looks(browser) is may and len(told(session)) == may


def test_nobody_of_the_staff_is_seen_so(browser_of, make, session, place):
    browser = browser_of(make.user(NETWORK_ADMIN))
    organisation = make.organisation(place)
    for wishes in (
        {"role": FRONT_DESK, "organisation_id": organisation.id},
        {"role": MEMBER, "organisation_id": organisation.id, "active": False},
    ):
        begin(browser, make.user(**wishes))
        assert not looks(browser)
    assert told(session) == []


def test_limited_staff_see_so_whom_they_may_see(desk, make, session, place):
    elsewhere = make.location(name="Elsewhere")
    stranger = make.user(MEMBER, organisation_id=make.organisation(elsewhere).id)
    assert begin(desk, stranger).status_code == 404
    guest = make.user(MEMBER, organisation_id=make.organisation(elsewhere).id)
    make.license(guest.organisation, make.membership(place), user_id=guest.id)
    assert begin(desk, guest).status_code == 302 and not looks(desk), "what is the organisation's is opened at its home alone"
    assert told(session) == []


def test_a_program_cannot(web_app, make, session, ann):
    admin = make.user(NETWORK_ADMIN)
    program = web_app.test_client()
    bearer = program.post("/api/v1/security/login", json={"username": admin.username, "password": PASSWORD, "provider": "db"}).get_json()
    asked = {"headers": {"Authorization": f"Bearer {bearer['access_token']}"}}
    assert program.post(f"/members/action/see_as/{ann.id}", **asked).status_code in (302, 400, 401) and told(session) == []
    assert not any("see_as" in str(rule) for rule in web_app.url_map.iter_rules() if str(rule).startswith("/api/"))
