"""Every list, form and record opens, shows nothing raw, and asks the database little."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, select

from app.access.roles import FINANCE, FRONT_DESK, MEMBER, SALES
from app.core.entity import db
from app.core.month import Month
from app.models import Delivery, LicenseAgreement, LicensePrice, OutboxMessage
from app.models.invoice import InvoiceStatus
from app.models.organisation import OrganisationStatus
from tests.views.every import fill_every_screen, pages

RAW = [
    r"&lt;[\w.]+ object at 0x",
    r"<[\w.]+ object at 0x",
    r"\bNone\b",
    r"\d\d:\d\d:\d\d\.\d+",
    r"Traceback",
    r"UniqueViolation",
    r"\bErrors?\b",
]
MOST_QUERIES = 8


@pytest.fixture
def world(make):
    return fill_every_screen(make)


def words_of(page: str) -> str:
    """What people read: no script, no style, no tags."""
    main = page.split("<main", 1)[-1].split("</main>")[0].replace('<option value="none">None</option>', "")  # a choice of proration
    return re.sub(r"<[^>]+>", " ", re.sub(r"<(script|style).*?</\1>", " ", main, flags=re.S))


def test_every_page_opens_for_the_network_admin_and_shows_nothing_raw(world, make, login, web_app):
    admin = login()
    visited = pages(web_app, world, "list", "add", "show", "edit")
    make.session.rollback()  # a long walk: PostgreSQL ends a transaction that only waits
    assert len(visited) > 55
    empty = []
    for endpoint, address in visited:
        answer = admin.get(address)
        assert answer.status_code == 200, (endpoint, answer.status_code)
        page = answer.get_data(as_text=True)
        for raw in RAW:
            assert not (found := re.search(raw, words_of(page))), (endpoint, found)
        if endpoint.endswith(".list") and "<tbody>" not in page:
            empty.append(endpoint)
    assert empty == [], "A column that can't be drawn is found only where there is something to draw."


@pytest.mark.parametrize("role", [SALES, FRONT_DESK])
def test_no_page_offers_a_link_that_is_shut(world, make, login, web_app, role):
    somebody = login(role)
    offered = {}
    visited = pages(web_app, world, "list", "show")
    make.session.rollback()
    for endpoint, address in visited:
        answer = somebody.get(address)
        if answer.status_code == 200:
            links = re.findall(r'(?:href|hx-get)="(/[^"#]*)"', answer.get_data(as_text=True))
            offered |= {re.sub(r"\d+", "N", link): (endpoint, unescape(link)) for link in links if not link.startswith("/static")}
    assert len(offered) > 40
    shut = {link: endpoint for endpoint, link in offered.values() if somebody.get(link).status_code >= 400}
    assert shut == {}


def test_related_tabs_open(world, login, web_app):
    admin = login()
    for view in web_app.appbuilder.baseviews:
        name = type(view).__name__
        if name in world and getattr(view, "_related_views", None):
            page = admin.get(f"{view.route_base}/show/{world[name].id}").get_data(as_text=True)
            tabs = re.findall(rf'hx-get="({view.route_base}/related/[^"]+)"', page)
            assert len(tabs) == len(view._related_views), name
            for tab in tabs:
                assert admin.get(tab).status_code == 200, tab


def test_lists_keep_to_the_budget(world, make, login, web_app):
    """However many rows, of however many places: relations are fetched with the page."""
    for _place in range(4):
        license = make.license()
        own = LicensePrice(license_id=license.id, valid_from=dt.date(2026, 6, 1), primary_cents=1, extra_cents=1)
        make.session.add_all([own, LicenseAgreement(license_id=license.id, ends_on=dt.date(2026, 5, 31))])
        make.pause(license, dt.date(2026, 6, 1))
        make.adhoc(license.organisation)
        make.discount("5", license_id=license.id, membership_id=license.membership_id)
        make.room(license.space)
        make.product(license.location)
        make.user("Member", organisation_id=license.organisation_id, location_id=license.location_id)
        make.invoice(license=license)
        make.run(license.location)
    addresses = pages(web_app, world, "list")
    with web_app.app_context():
        engine = db.engine
    admin = login()
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda conn, cursor, statement, *rest: asked.append(statement))
    for endpoint, address in addresses:
        admin.get(address)
        asked.clear()
        assert admin.get(address).status_code == 200
        assert len(asked) <= MOST_QUERIES, (endpoint, len(asked), asked)


def test_a_member_and_a_stranger_open_none(world, login, client, web_app):
    visited = pages(web_app, world, "list", "add", "show", "edit")
    for endpoint, address in visited:
        assert client.get(address).status_code in (302, 401), endpoint
    member = login(MEMBER)
    for endpoint, address in visited:
        assert member.get(address).status_code == 403, endpoint


def test_a_manager_elsewhere_finds_no_record(world, login, make, web_app):
    elsewhere = make.location()
    manager = login("Location manager", locations=[elsewhere])
    shared = {"AbandonReasonView", "PeerView", "TaxRateView", "ScheduleView", "RoleView", "VisitorTermsView"}
    for endpoint, address in pages(web_app, world, "show", "edit"):
        if endpoint.split(".")[0] not in shared:
            assert manager.get(address).status_code in (403, 404), endpoint


def test_a_list_of_nothing_says_what_to_do(login, web_app):
    admin = login()
    page = admin.get("/licenses/list/").get_data(as_text=True)
    assert "A license gives somebody a membership and a space" in page
    assert "New license" in page


def test_every_row_of_a_list_leads_to_its_page(world, login, web_app):
    """A name that is a link itself would end the row's own link, and an empty one leave "Open" alone."""
    admin = login()
    for endpoint, address in pages(web_app, world, "list"):
        page = admin.get(address).get_data(as_text=True)
        assert not re.search(r"<a\b[^>]*>(?:(?!</a>).)*<a\b", page, flags=re.S), endpoint
        assert not re.search(r'<a class="text-reset fw-medium"[^>]*>Open</a>', page), endpoint


def test_people_are_shown_by_name_and_roles_in_words(world, login):
    admin, someone = login(), world["UserView"]
    assert str(someone) in words_of(admin.get("/users/list/").get_data(as_text=True))
    assert re.search(rf"Name\s+{someone}", words_of(admin.get(f"/users/show/{someone.id}").get_data(as_text=True)))
    role = next(role for role in someone.roles)
    page = words_of(admin.get(f"/roles/show/{role.id}").get_data(as_text=True))
    assert "Invoice: read" in page
    assert "can read" not in page


def test_a_list_inside_a_record_does_not_repeat_the_record(world, login):
    admin, home = login(), world["OrganisationView"]
    page = admin.get(f"/organisations/related/{home.id}/LicenseView").get_data(as_text=True)
    assert "Membership" in page
    assert "Organisation" not in page


def test_jobs_and_schedules_are_named_as_people_would(world, login):
    admin = login()
    jobs = words_of(admin.get("/jobs/list/").get_data(as_text=True))
    assert "Push invoice" in jobs
    assert "Invoice approved" in jobs
    assert "<h1" in admin.get(f"/schedules/show/{world['ScheduleView'].id}").get_data(as_text=True)
    assert "Refresh Xero token" in words_of(admin.get(f"/schedules/show/{world['ScheduleView'].id}").get_data(as_text=True)).replace(
        "xero", "Xero"
    )


def test_the_clock_of_a_mail_is_that_of_its_location(make, login, session):
    """And where no place is known that of the house."""
    fill_every_screen(make)
    mail = session.scalars(select(Delivery)).one()
    mail.sent_at = dt.datetime(2026, 6, 1, 7, 13, tzinfo=dt.UTC)
    session.commit()
    admin = login()
    assert "Mon 1 Jun 2026, 09:13" in words_of(admin.get("/deliveries/list/").get_data(as_text=True))
    jobs = words_of(admin.get("/jobs/list/").get_data(as_text=True))
    made_at = session.scalars(select(OutboxMessage.made_at).order_by(OutboxMessage.id.desc())).first()
    assert f"{made_at.astimezone(ZoneInfo('Africa/Johannesburg')):%H:%M}" in jobs and " UTC" not in jobs


def test_numbers_of_the_start_page_equal_the_lists_behind_them(make, login):
    location = make.location()
    acme = make.organisation(location, name="Acme")
    make.organisation(location, name="Gone", status=OrganisationStatus.OFFBOARDED)
    make.invoice(acme, due_on=dt.date(2026, 6, 7))
    make.invoice(acme, month=Month.parse("2026-05"), due_on=dt.date(2026, 6, 7), status=InvoiceStatus.PAID, paid_cents=115000)
    make.invoice(acme, month=Month.parse("2026-07"), due_on=dt.date(2126, 6, 7))
    finance = login(FINANCE)
    for page, label in (("/", "Overdue invoices"), (f"/organisations/show/{acme.id}", "Overdue")):
        found = re.search(rf'{label}</div>.*?href="([^"]+)"[^>]*>\s*(\d+)', finance.get(page).get_data(as_text=True), flags=re.S)
        assert found, label
        assert found[2] == "1"
        assert "1 in all" in finance.get(unescape(found[1])).get_data(as_text=True), label


def test_filters_speak_as_people_do(world, login):
    page = login().get("/invoices/list/?_flt_2_due_on=2026-07-01&_flt_0_organisation=1").get_data(as_text=True)
    assert ">before</option>" in page
    for raw in ("Smaller than", "Not Equal to", "No Relation"):
        assert raw not in page


def test_a_charge_without_a_price_says_where_its_price_is(make, login):
    make.license()
    assert "by its license" in words_of(login().get("/line-items/list/").get_data(as_text=True))


def test_the_search_finds_what_people_know(make, login, web_app):
    """A member by first name or mail, a license or an invoice by whose it is; every word counts, and no sign is a wildcard."""
    acme = make.organisation(name="Acme 100%")
    hanlie = make.user("Member", first_name="Hanlie", last_name="Adams", email="h.adams@acme.example", organisation_id=acme.id)
    license = make.license(acme, user_id=hanlie.id)
    invoice = make.invoice(license=license)
    make.invoice(make.organisation(name="Bluegum"))
    make.user("Member", first_name="Hanlie", last_name="Botha", organisation_id=make.organisation().id)
    admin = login()
    for path, found in (
        ("/members/list/", ("hanlie", 2)), ("/members/list/", ("adams hanlie", 1)), ("/members/list/", ("acme.example", 1)),
        ("/licenses/list/", ("acme", 1)), ("/licenses/list/", ("hanlie acme", 1)), ("/licenses/list/", (license.code, 1)),
        ("/invoices/list/", ("100%", 1)), ("/invoices/list/", (invoice.number, 1)), ("/invoices/list/", ("_", 0)),
    ):  # fmt: skip
        text, count = found
        name = re.search(r'type="search" name="([^"]+)"', admin.get(path).get_data(as_text=True))[1]
        page = admin.get(path, query_string={name: text}).get_data(as_text=True)
        assert (f"{count} in all" if count else "Nothing matches.") in page, (path, text)
        assert f'value="{text}"' in page
