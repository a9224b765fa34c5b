"""The team's pages do what their buttons say, for the owner alone, and only in the own organisation."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from sqlalchemy import select

from app.models import FoyerUser, License, SignUp
from app.models.user import TeamRole
from tests.views.test_forms import Form, said_at

SIPHO = {"first_name": "Sipho", "last_name": "Dube", "email": "sipho@acme.example"}


@pytest.fixture
def desk(make: Any) -> Any:
    make.role("Member")
    location = make.location(name="Kloof")
    return make.license(make.organisation(location, name="Acme"), make.membership(location, name="Hot desk"))


@pytest.fixture
def browser(desk: Any, member: Any, browser_of: Any) -> Any:
    return browser_of(member(desk.organisation, team_role=TeamRole.OWNER, first_name="Ann"))


def token_of(browser: Any) -> str:
    return re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/my/team/").get_data(as_text=True))[1]  # type: ignore[index]


def test_inviting_and_taking_out(desk: Any, browser: Any, session: Any) -> None:
    page = browser.get("/my/team/").get_data(as_text=True)
    assert "Free memberships" in page and "Invite somebody" in page and desk.code not in page

    form = Form(browser, f"/my/team/invite?membership={desk.id}")
    assert "is not an e-mail address" in said_at(form.send(**SIPHO | {"email": "sipho"}), "email")
    assert form.send(**SIPHO).location.endswith("/my/team/")
    assert form.send(**SIPHO).status_code == 302  # a second click
    page = browser.get("/my/team/").get_data(as_text=True)
    assert "Sipho Dube" in page and "Has not signed in yet" in page and "Free memberships" not in page
    assert browser.get("/my/team/invite").location.endswith("/my/team/ask")

    sipho = session.scalars(select(FoyerUser).where(FoyerUser.email == SIPHO["email"])).one()
    answer = browser.post(f"/my/team/remove/{sipho.id}", data={"csrf_token": token_of(browser)}, follow_redirects=True).get_data(
        as_text=True
    )
    assert "Sipho Dube is no longer in your team." in answer and "Free memberships" in answer
    again = browser.post(f"/my/team/remove/{sipho.id}", data={"csrf_token": token_of(browser)}, follow_redirects=True).get_data(
        as_text=True
    )
    assert "not found" in again or "not in your team" in again


def test_asking_leads_staff_to_the_organisation(make: Any, desk: Any, browser: Any, browser_of: Any, session: Any) -> None:
    form = Form(browser, "/my/team/ask")
    assert form.send(**SIPHO, membership_id=desk.membership_id, message="By the window").status_code == 302
    assert "Being looked at" in browser.get("/my/team/").get_data(as_text=True)
    asked = session.scalars(select(SignUp)).one()

    staff = browser_of(make.user("Front desk", locations=[desk.location]))
    assert "Acme" in staff.get("/sign-ups/list/").get_data(as_text=True)
    page = staff.get(f"/onboarding/?sign_up={asked.id}").get_data(as_text=True)
    assert f'value="{desk.organisation_id}"' in page and "sipho@acme.example" in page


def test_everything_of_another_team_is_out_of_reach(make: Any, desk: Any, member: Any, browser: Any, session: Any) -> None:
    """The crawl: an owner tries every address of /my with another organisation's rows."""
    theirs = make.license(user_id=None)
    rival = member(theirs.organisation, first_name="Rival", picture_id=None)
    sent = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
    invoice = make.invoice(theirs.organisation, sent_at=sent)
    token = token_of(browser)

    assert browser.get(f"/my/invoices/invoice/{invoice.id}.pdf").status_code == 404
    assert browser.get(f"/my/invoices/credit-note/{invoice.id}.pdf").status_code == 404
    for address in ("/my/", "/my/team/", "/my/invoices/", f"/my/team/invite?membership={theirs.id}", "/my/team/ask"):
        page = browser.get(address).get_data(as_text=True)
        assert "Rival" not in page and theirs.membership.name not in page and str(invoice.number) not in page, address
    values = {"csrf_token": token, **SIPHO, "license": theirs.id, "membership_id": theirs.membership_id}
    assert browser.post("/my/team/invite", data=values).status_code == 200  # not one of the choices
    assert browser.post("/my/team/ask", data=values).status_code == 200
    for verb in ("remove", "resend"):
        answer = browser.post(f"/my/team/{verb}/{rival.id}", data={"csrf_token": token}, follow_redirects=True).get_data(as_text=True)
        assert "Rival" not in answer

    session.expire_all()
    assert (
        session.get_one(License, theirs.id).user_id is None
        and session.get_one(FoyerUser, rival.id).organisation_id == theirs.organisation_id
    )
    assert (
        session.scalars(select(SignUp)).all() == []
        and session.scalars(select(FoyerUser).where(FoyerUser.email == SIPHO["email"])).all() == []
    )


@pytest.mark.parametrize("role", [TeamRole.MEMBER, TeamRole.BILLING])
def test_only_owners_find_the_team(desk: Any, member: Any, browser_of: Any, role: TeamRole) -> None:
    colleague = browser_of(member(desk.organisation, team_role=role))
    assert "/my/team" not in colleague.get("/my/").get_data(as_text=True)
    for address in ("/my/team/", "/my/team/invite", "/my/team/ask"):
        assert colleague.get(address).status_code == 403
