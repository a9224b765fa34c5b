"""Whoever belongs elsewhere learns nothing by an address: every page and record that is there is asked for by its id (T1)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import object_session

from app.access.roles import LOCATION_MANAGER
from app.models.user import TeamRole
from tests.house.numbered import Asked, numbered
from tests.house.owned import owned
from tests.make import PASSWORD
from tests.views.every import fill_every_screen

METHODS = {"GET", "POST", "PUT", "DELETE"}
OF_SIGNING_IN = {"ab_user", "api_call", "sign_in"}
CANARIES = ("Acme", "Kloof", "pay@acme.example")
# What belongs to no location, and each manager reads; of a peer they also speak.
OF_THE_NETWORK = {
    "GET /abandon-reasons/show/<pk>",
    "GET /api/v1/abandon_reason/<int:pk>",
    "GET /api/v1/tax_rate/<int:pk>",
    "GET /peers/<int:peer_id>/usage",
    "GET /peers/<int:peer_id>/usage.csv",
    "GET /peers/keys/<pk>",
    "GET /peers/show/<pk>",
    "GET /story/<noun>/<int:row_id> peer",
    "GET /story/<noun>/<int:row_id>/people peer",
    "GET /tasks/about/<noun>/<int:row_id> peer",
    "GET /tasks/about/<noun>/<int:row_id>/add peer",
    "GET /taxes/show/<pk>",
    "GET /visitor-terms/show/<pk>",
    "POST /story/<noun>/<int:row_id>/comment peer",
    "POST /tasks/about/<noun>/<int:row_id>/add peer",
}
DOCUMENTS = ("application/pdf", "application/zip", "image/")


def signed_in(app: Any, user: Any) -> tuple[Any, dict[str, str], str]:
    """A browser, the header of a program, and the token of a form."""
    browser = app.test_client()
    said = {"username": user.username, "password": PASSWORD}
    assert browser.post("/login/", data={**said, "csrf_token": form_token(browser, "/login/")}).status_code == 302
    bearer = browser.post("/api/v1/security/login", json={**said, "provider": "db"}).get_json()["access_token"]
    return browser, {"Authorization": f"Bearer {bearer}"}, form_token(browser, "/profile/edit")


def form_token(browser: Any, page: str) -> str:
    token: str = browser.get(page).get_data(as_text=True).split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    return token


def reached_by(app: Any, user: Any, asked: list[Asked]) -> list[str]:
    """What tells of Kloof, and what is answered otherwise than for a row that is not there. What is of no place may be refused as such."""
    browser, head, token = signed_in(app, user)
    object_session(user).rollback()  # nothing of ours stays open while hundreds of pages are asked for
    found = []
    for each in asked:
        for method in sorted(each.methods & METHODS):
            sends = {} if method == "GET" else {"json": {}} if each.address.startswith("/api/") else {"data": {"csrf_token": token}}
            how = {"method": method, "headers": head if each.address.startswith("/api/") else {}, **sends}
            there = browser.open(each.address, **how)
            assert there.status_code < 500, each.name
            if method == "GET" and tells(there):
                found.append(f"GET {each.name}: it tells of Kloof")
            elif there.status_code == 404 or (there.status_code == 403 and not each.is_local):
                continue
            elif there.status_code != browser.open(each.missing, **how).status_code:
                found.append(f"{method} {each.name}")
    return found


def tells(answer: Any) -> bool:
    """It names what is at Kloof, or is a document or a picture."""
    return answer.status_code == 200 and (
        answer.mimetype.startswith(DOCUMENTS) or any(canary.encode() in answer.get_data() for canary in CANARIES)
    )


def opened_by(app: Any, user: Any, asked: list[Asked]) -> list[str]:
    """The addresses whose page or file they are given."""
    browser, head, _token = signed_in(app, user)
    object_session(user).rollback()
    return [
        each.name
        for each in asked
        if "GET" in each.methods and browser.get(each.address, headers=head if each.address.startswith("/api/") else {}).status_code == 200
    ]


def contents(session: Any) -> dict[str, Any]:
    """Of every table, how many rows and a sum over what is in them."""
    session.rollback()
    names = [
        name
        for (name,) in session.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"))
        if name not in OF_SIGNING_IN
    ]
    query = " UNION ALL ".join(
        f"SELECT '{name}', count(*), coalesce(sum(hashtextextended(one::text, 0)), 0) FROM {name} one" for name in names
    )
    found = {name: (rows, content) for name, rows, content in session.execute(text(query))}
    session.rollback()
    return found


@pytest.fixture
def rows(make: Any) -> dict[str, Any]:
    """Of every screen, and what is asked for by a number though it has no screen of its own."""
    found = fill_every_screen(make)
    return found | owned(make, found)


def test_a_manager_of_another_location(web_app: Any, make: Any, rows: dict[str, Any]) -> None:
    there, elsewhere = rows["LocationView"], make.location(name="Elsewhere")
    asked, unknown = numbered(web_app, rows)
    assert unknown == [], "what is not asked for is not known to be safe"
    stranger, manager = (make.user(LOCATION_MANAGER, locations=[place]) for place in (elsewhere, there))
    before = contents(make.session)
    assert set(reached_by(web_app, stranger, asked)) == OF_THE_NETWORK
    assert contents(make.session) == before
    opened = opened_by(web_app, manager, asked)
    assert len(opened) > 350, "the addresses are those of what is there"


def test_the_owner_of_another_team(web_app: Any, make: Any, rows: dict[str, Any]) -> None:
    asked, _unknown = numbered(web_app, rows)
    rival = make.organisation(make.location(name="Elsewhere"), name="Rival")
    user = make.user("Member", organisation_id=rival.id, location_id=rival.location_id, team_role=TeamRole.OWNER)
    before = contents(make.session)
    assert reached_by(web_app, user, asked) == []
    assert contents(make.session) == before
