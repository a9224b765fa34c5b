"""Anything is found by those who may see it: an exact number first, mistakes forgiven, nothing outside rights and scope."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from sqlalchemy import text

from app.access.roles import FINANCE, FRONT_DESK, LOCATION_MANAGER, MEMBER, NETWORK_ADMIN, SALES
from app.core import clock
from app.models import Contact, DoorGroup, Guest
from app.queries.search.asked import Asked
from app.queries.search.statement import Match, statement
from tests.views.every import fill_every_screen
from views import HIDDEN, SCREENS
from views.help.page_help import PAGES

TRIED = (FRONT_DESK, SALES)


def hits(browser: Any, typed: str) -> list[tuple[str, str]]:
    """(title, address) as they stand under the field, without the link to all of them."""
    page = browser.get("/search/hits", query_string={"q": typed}).get_data(as_text=True)
    found = re.findall(r'id="search-\d+-\d+" href="([^"]+)".*?<span class="search-title">(.*?)</span>', page, flags=re.S)
    return [(unescape(title), unescape(href)) for href, title in found]


def titles(browser: Any, typed: str) -> list[str]:
    return [title for title, _href in hits(browser, typed)]


@pytest.fixture
def house(make: Any) -> Any:
    kloof, station = make.location(name="Kloof"), make.location(name="Station")
    acme, elsewhere = make.organisation(kloof, name="Acme Studio"), make.organisation(station, name="Acme Mining")
    invoice = make.invoice(acme)
    make.invoice(elsewhere)
    make.user(MEMBER, first_name="Thandiwe", last_name="Mokoena", email="thandi@acme.example", organisation_id=acme.id)
    make.session.add_all(
        [
            Contact(name="Thandiwe Mokoena", email="thandi@acme.example", email_key="thandi@acme.example"),
            Guest(name="Thandiwe the Guest", email="guest@acme.example", email_key="guest@acme.example", seen_at=clock.now()),
        ]
    )
    make.session.commit()
    return kloof, invoice


def test_an_exact_number_comes_first_and_one_page_shows_all(login, house):
    admin, number = login(), house[1].number
    assert titles(admin, number.lower())[0] == number
    assert set(titles(admin, "acme")) >= {"Acme Mining", "Acme Studio"}
    page = admin.get("/search/?q=acme").get_data(as_text=True)
    assert "Acme Studio" in page and "Kloof" in page  # what tells it from the other one
    assert "Nothing of “zzgrmpf”" in admin.get("/search/?q=zzgrmpf").get_data(as_text=True)
    assert "One more letter" in admin.get("/search/?q=z").get_data(as_text=True)


def test_two_letters_are_found_by_the_index(session):
    """Not a row of the thousands that begin otherwise is read to see that it does."""
    session.execute(
        text(
            "INSERT INTO guest (name, email, email_key, company, seen_at) SELECT 'Vigo ' || n, 'g' || n || '@x.example', 'g' || n || '@x.example', '', now() FROM generate_series(1, 3000) n"
        )
    )
    session.execute(
        text(
            "INSERT INTO guest (name, email, email_key, company, seen_at) SELECT 'Ann', n || '@go.example', n || '@go.example', '', now() FROM generate_series(1, 30) n"
        )
    )
    session.execute(text("SELECT gin_clean_pending_list('guest_words_trgm')"))
    session.execute(text("ANALYZE guest"))
    asked, connection = Asked.of("go"), session.connection()
    words, always = statement(connection.dialect, ("guest",), Match.WORDS, 1, None)
    given = always | {
        "w0": asked.beginnings()[0],
        "start": asked.start(),
        "text": asked.text,
        "few": 5,
        **{f"code{n}": code for n, code in enumerate((*asked.codes, "go")[:3])},
    }
    session.execute(text("SET LOCAL enable_seqscan = off"))
    plan = str(connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {words}", given).scalar())
    assert (
        "guest_words_trgm" in plan
        and [int(each) for each in re.findall(r"'Rows Removed by Index Recheck': (\d+)", plan) if int(each)] == []
    )
    assert len(connection.exec_driver_sql(words, given).all()) == 5


def test_words_beginnings_and_mistakes_find_a_person_once(login, house):
    admin = login()
    for typed in (
        "thandiwe mok",
        "mokoena thandiwe",
        "THANDI@ACME.EXAMPLE",
        "okoen",
        "tandiwe mokona",
        "Th",
        "mo th",
        "ac",
    ):  # two letters as well, also behind an @
        assert titles(admin, typed).count("Thandiwe Mokoena") == 1, typed
    assert "Thandiwe the Guest" in titles(admin, "thandiwe")
    for nothing in ("%", "_", "\\", "a" * 5000, "\x00", "[(", "' OR 1=1", "%(w0)s"):
        assert admin.get("/search/hits", query_string={"q": nothing}).status_code == 200, nothing


def test_nothing_outside_scope_and_rights(login, house):
    manager = login(LOCATION_MANAGER, locations=[house[0]])
    assert "Acme Studio" in titles(manager, "acme") and "Acme Mining" not in titles(manager, "acme")
    assert "Station" not in manager.get("/search/hits?q=acme").get_data(as_text=True)


def test_finance_finds_no_guests_and_the_desk_no_roles(login, house):
    finance = login(FINANCE)
    assert "Thandiwe the Guest" not in titles(finance, "thandiwe")  # who is where is no matter of money
    assert titles(finance, "new user role") == []


def test_sales_find_no_invoices(login, house):
    sales = login(SALES)
    assert house[1].number not in titles(sales, house[1].number)


@pytest.mark.parametrize("role", TRIED)
def test_every_hit_opens_for_whom_it_is_shown(role, login, make):
    fill_every_screen(make)
    somebody = login(role)
    found = {
        href.split("#")[0]
        for typed in (
            "acme",
            "kloof",
            "ann",
            "new",
            "check",
            "spreadsheet",
            "settings",
            "book",
            "inv",
            "ls",
            "room",
            "pr",
            "proof",
            "ledger",
        )
        for _title, href in hits(somebody, typed)
    }
    assert len(found) > 8
    assert {href: somebody.get(href).status_code for href in found if somebody.get(href).status_code not in (200, 302)} == {}


def test_things_to_do_pages_and_settings_by_their_words(login, house):
    admin = login()
    assert titles(admin, "new invoice run kloof") == ["New invoice run for Kloof"]
    assert titles(admin, "verify-books")[0] == "Prove the ledger"
    assert titles(admin, "new booking")[0] == "New booking"
    assert titles(admin, "invoices")[0] == "Invoices"
    assert "Settings" in titles(admin, "setings")


@pytest.mark.parametrize(
    ("role", "asked", "answers"),
    [
        (FINANCE, "What did we bill in May?", "/reports/revenue/"),
        (FINANCE, "why is June higher", "/reports/revenue/"),
        (FINANCE, "who owes us most", "/debtors/"),
        (LOCATION_MANAGER, "Which room is emptiest?", "/reports/rooms/"),
        (LOCATION_MANAGER, "who can open the front door and why", "/doors/show/"),
        (NETWORK_ADMIN, "what failed last night?", "/health/"),
        (FRONT_DESK, "who is in", "/desk/"),
    ],
)
def test_a_question_leads_to_the_page_that_answers_it(role, asked, answers, login, house, make):
    """Typed as it is asked, or by any one of its words that says what it is about."""
    make._kept(DoorGroup(name="KLF front door"))
    make.membership(house[0], door_groups="KLF front door")
    somebody = login(role, locations=[house[0]] if role == LOCATION_MANAGER else [])
    found = hits(somebody, asked)
    assert any(answers in href for _title, href in found[:3]), found
    assert somebody.get(found[0][1]).status_code == 200


def test_recent_things_are_of_one_person_and_stay_within_scope(login, house, client, make):
    _kloof, invoice = house
    login()
    client.get(f"/invoices/show/{invoice.id}")
    client.get(f"/organisations/show/{invoice.organisation_id}")
    assert [title for title, _href in hits(client, "")] == ["Acme Studio", invoice.number]
    with client.session_transaction() as kept:
        seen = kept["recent"]
    client.post(
        "/logout/",
        data={"csrf_token": client.get("/profile/").get_data(as_text=True).split('name="csrf_token"')[1].split('value="')[1].split('"')[0]},
    )
    login(FRONT_DESK, locations=[make.location()])
    assert hits(client, "") == []
    with client.session_transaction() as kept:
        kept["recent"] = seen | {"of": int(kept["_user_id"].split(".")[0])}  # even if a browser kept it
    assert hits(client, "") == []


def test_nobody_else_searches_and_members_have_none_of_it(login, client):
    assert client.get("/search/hits?q=a").status_code == 401
    assert client.get("/search/?q=a").status_code == 302
    member = login(MEMBER)
    assert [member.get(path).status_code for path in ("/search/hits?q=acme", "/search/?q=acme", "/help/")] == [403, 403, 403]
    page = member.get("/my/").get_data(as_text=True)
    assert 'id="search"' not in page and 'id="keys-sheet"' not in page


def test_keys_of_one_letter_can_be_switched_off(login, client):
    login()
    page = client.get("/organisations/list/").get_data(as_text=True)
    assert 'data-single-keys="on"' in page and 'data-key="n"' in page and 'data-key="g o"' in page
    token = client.get("/profile/").get_data(as_text=True).split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    assert client.post("/profile/keyboard", data={"csrf_token": token, "single_keys": ""}, follow_redirects=True).status_code == 200
    assert 'data-single-keys="off"' in client.get("/organisations/list/").get_data(as_text=True)


def test_each_page_of_the_menu_says_what_it_is_for():
    """With no text for a page that is not there."""
    assert (
        {view.__name__ for view, *_place in SCREENS} <= set(PAGES) <= {view.__name__ for view in (*(each[0] for each in SCREENS), *HIDDEN)}
    )


def test_fields_lead_to_what_their_words_mean(login):
    admin = login()
    links = set(re.findall(r'href="/help/#([\w-]+)" data-word', admin.get("/licenses/add").get_data(as_text=True)))
    assert {"membership", "space", "commitment"} <= links
    page = admin.get("/help/").get_data(as_text=True)
    assert all(f'id="{link}"' in page for link in links)


def test_a_look_up_finds_people_by_what_it_shows_of_them(make, login):
    """And by the name that they sign in with."""
    home = make.location()
    ann = make.user(
        "Member",
        first_name="Ann",
        last_name="Other",
        username="m17",
        email="hello@acme.example",
        organisation_id=make.organisation(home).id,
        location_id=home.id,
    )
    make.user("Member", first_name="Bea", last_name="Botha", organisation_id=ann.organisation_id, location_id=home.id)
    admin = login()
    for typed in ("an", "Ot", "ann", "Ann Other", "other", "hello@acme", "m17"):
        assert [row["text"] for row in admin.get("/lookup/BookingView/user", query_string={"q": typed}).json] == [
            "Ann Other · hello@acme.example"
        ], typed
    assert admin.get("/lookup/BookingView/user?q=nobody").json == []


def test_what_is_here_is_found_among_thousands_that_are_elsewhere(login: Any, make: Any, session: Any) -> None:
    """More match than are asked one by one whose they are: then the few of the place are asked instead."""
    kloof, station = make.location(name="Kloof"), make.location(name="Station")
    session.execute(
        text(
            "INSERT INTO organisation (code, name, location_id, currency) SELECT 'AC-' || n, 'Acme ' || n, :place, 'ZAR' FROM generate_series(1, 1200) n"
        ),
        {"place": station.id},
    )
    session.execute(
        text(
            "INSERT INTO guest (name, email, email_key, company, seen_at) SELECT 'Acme Guest', n || '@else.example', n || '@else.example', '', now() FROM generate_series(1, 1200) n"
        )
    )
    session.execute(
        text(
            "INSERT INTO contact (name, email, email_key, company) SELECT 'Acme Contact', 'c' || n || '@else.example', 'c' || n || '@else.example', '' FROM generate_series(1, 1200) n"
        )
    )
    own = make.organisation(kloof, name="Acme of the corner")
    make.user(MEMBER, first_name="Acme", last_name="Mokoena", organisation_id=own.id)
    make.check_in(make.guest("Acme Visitor"), kloof)
    make.lead(kloof, name="Acme Lead")
    make.session.commit()
    manager = login(LOCATION_MANAGER, locations=[kloof])
    for typed in ("acme", "ac", "cme", "acme of the cornre"):
        found = titles(manager, typed)
        assert not [each for each in found if each in ("Acme Guest", "Acme Contact") or re.fullmatch(r"Acme \d+", each)], typed
        assert "Acme of the corner" in found, typed
    assert {"Acme Mokoena", "Acme Visitor", "Acme Lead", "Acme of the corner"} <= set(titles(manager, "acme"))
