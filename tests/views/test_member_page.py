"""The page of a member as staff see it: who it is, how they stand, what they have, and their role in the team."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

import pytest
from PIL import Image

from app.actions.accounts.person import the_person
from app.actions.accounts.put_picture import put_picture
from app.models import FoyerUser
from app.models.user import TeamRole
from tests.views.test_forms import Form, said_at


@pytest.fixture
def ann(make: Any) -> Any:
    location = make.location(name="Kloof")
    organisation = make.organisation(location, name="Acme")
    return make.user(
        "Member", organisation_id=organisation.id, location_id=location.id, first_name="Ann", last_name="Other", team_role=TeamRole.OWNER
    )


def header_of(page: str) -> str:
    head = page.split("<header", 1)[1].split("</header>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<(form|a class=\"btn)[^>]*>.*?</(form|a)>", " ", head, flags=re.S))


def test_the_header_says_who_it_is_and_how_they_stand(make: Any, session: Any, ann: Any, login: Any) -> None:
    desk = login("Front desk", locations=[ann.location])

    def header() -> str:
        return header_of(desk.get(f"/members/show/{ann.id}").get_data(as_text=True))

    assert "Ann Other" in header() and "Acme" in header() and "Kloof" in header() and "Without license" in header() and ">AO<" in header()
    license = make.license(ann.organisation, user_id=ann.id)
    assert "Active" in header()
    make.pause(license, dt.date(2026, 1, 1))
    assert "Paused" in header()
    ann.active = False
    session.commit()
    assert "Deactivated" in header()
    ann.active = True
    session.commit()
    out = io.BytesIO()
    Image.new("RGB", (40, 40)).save(out, "PNG")
    put_picture(ann.id, out.getvalue(), by=the_person(ann))
    assert "/pictures/" in header()
    assert "/pictures/" in desk.get("/members/list/").get_data(as_text=True)


def test_what_happened_tells_of_the_person_and_their_licenses(make: Any, ann: Any, login: Any) -> None:
    admin = login()
    member = Form(admin, f"/members/edit/{ann.id}")
    member.send(phone="+27 82 555 0100")
    page = admin.get(f"/members/show/{ann.id}").get_data(as_text=True)
    assert "Phone: +27 82 555 0100" in admin.get(f"/story/ab_user/{ann.id}").get_data(as_text=True)
    assert "Licenses in force" in page and "Access to look at" in page


def test_the_role_in_the_team_and_the_warning(make: Any, session: Any, ann: Any, login: Any) -> None:
    manager = login("Location manager", locations=[ann.location])
    assert "Role in the team" in manager.get(f"/members/show/{ann.id}").get_data(as_text=True)
    form = Form(manager, f"/members/team-role/{ann.id}")
    assert form.values["role"] == "owner"
    answer = form.send(role="billing")
    assert answer.status_code == 200 and "last owner of Acme" in said_at(answer, "knowingly")
    assert form.send(role="billing", knowingly="y").status_code == 302
    session.expire_all()
    assert session.get_one(FoyerUser, ann.id).team_role is TeamRole.BILLING
    assert "No owner" in manager.get(f"/organisations/show/{ann.organisation_id}").get_data(as_text=True)


def test_the_front_desk_gives_no_roles(ann: Any, login: Any) -> None:
    desk = login("Front desk", locations=[ann.location])
    assert desk.get(f"/members/team-role/{ann.id}").status_code == 403


def test_owners_are_made_from_the_list_several_at_once(make: Any, session: Any, ann: Any, login: Any) -> None:
    two = [make.user("Member", organisation_id=make.organisation(ann.location).id, location_id=ann.location_id) for _each in range(2)]
    manager = login("Location manager", locations=[ann.location])
    page = f"/organisations/show/{two[0].organisation_id}"
    assert "No owner, so nobody can invite the team" in manager.get(page).get_data(as_text=True)
    listed = manager.get("/members/list/").get_data(as_text=True)
    assert "Make owner" in listed
    token = listed.split('name="csrf_token" value="')[1].split('"')[0]
    answer = manager.post(
        "/members/action_post",
        data={"action": "make_owner", "rowid": [each.id for each in two], "csrf_token": token},
        follow_redirects=True,
    )
    assert "2 made owner." in answer.get_data(as_text=True)
    session.expire_all()
    assert {each.team_role for each in two} == {TeamRole.OWNER}
    assert "No owner" not in manager.get(page).get_data(as_text=True)
