"""Programs check people in and out and invite guests by the same actions as the desk; a key does it once, and no pass is told."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select, update

from app.access.roles import FINANCE
from app.core import clock
from app.models import FoyerUser, Onboarding


def tomorrow() -> str:
    return f"{clock.today('Africa/Johannesburg') + dt.timedelta(days=1)}T09:00:00+02:00"


def test_from_invitation_to_checking_out(program: Any, make: Any) -> None:
    place, elsewhere = make.location(), make.location()
    member = make.user("Member", location_id=place.id)
    admin = program()
    status, made = admin.post(
        "visit/", location_id=place.id, host_id=member.id, name="Mia Jansen", email="mia@example.com", expected_at=tomorrow(), key="v1"
    )
    assert (status, made["result"]["status"]) == (201, "expected")
    assert not {"secret_hash", "pass_key"} & set(made["result"])
    assert (
        admin.post("visit/", location_id=place.id, host_id=member.id, name="Mia Jansen", expected_at=tomorrow(), key="v1")[1]["id"]
        == made["id"]
    )
    assert admin.put(f"visit/{made['id']}", note="Second floor")[1]["result"]["name"] == "Mia Jansen"
    status, guest = admin.post("check_in/", location_id=place.id, email="mia@example.com", name="Mia Jansen", visit_id=made["id"], key="c1")
    assert status == 201 and guest["result"]["visit_id"] == made["id"]
    assert admin.post("check_in/", location_id=place.id, email="mia@example.com", name="Mia Jansen", key="c1")[1]["id"] == guest["id"]
    assert admin.post("check_in/", location_id=place.id, user_id=member.id)[0] == 201
    assert admin.post(f"check_in/{guest['id']}/check_out")[1]["result"]["left_by"] == "desk"
    assert admin.get("guest/")[1]["count"] == 1
    assert admin.post(f"visit/{made['id']}/cancel")[0] == 422, "she came"
    for body, field in (
        ({"name": "Mia"}, "location_id"),
        ({"location_id": place.id, "name": "Mia", "expected_at": "2026-12-01T09:00:00"}, "expected_at"),
    ):
        status, told = admin.post("visit/", **body)
        assert status == 422 and told.get("field", next(iter(told.get("fields", {})), "")) == field
    manager = program("Location manager", locations=[elsewhere])
    assert manager.get("check_in/")[1]["count"] == manager.get("visit/")[1]["count"] == 0
    assert manager.post("check_in/", location_id=place.id, user_id=member.id)[0] == 403
    assert program(FINANCE).get("check_in/")[0] == 403


def test_the_keys_of_a_program_are_its_own(program: Any, make: Any, session: Any) -> None:
    """Another's key is another's check-in and invitation, also of somebody of the same name."""
    place = make.location()
    one, two = (make.user("Member", location_id=place.id) for _ in range(2))
    first, second = program(), program()
    answers = [each.post("check_in/", location_id=place.id, user_id=who.id, key="c1") for each, who in ((first, one), (second, two))]
    assert [(status, told["result"]["user_id"]) for status, told in answers] == [(201, one.id), (201, two.id)]
    session.execute(update(FoyerUser).values(first_name="Pat", last_name="Person"))
    session.commit()
    asked = {"location_id": place.id, "expected_at": tomorrow(), "key": "v1"}
    (_, mia), (_, zola) = first.post("visit/", name="Mia", **asked), second.post("visit/", name="Zola", **asked)
    assert (mia["result"]["name"], zola["result"]["name"]) == ("Mia", "Zola")
    assert first.post("visit/", name="Mia", **asked)[1]["id"] == mia["id"]
    assert first.post("visit/", name="Zoe", **asked | {"key": "v1:0"})[1]["result"]["name"] == "Zoe"
    assert first.post("visit/", name="Mia", **asked)[1]["id"] == mia["id"]


def test_a_key_is_of_one_person_at_one_place(program: Any, make: Any) -> None:
    place, elsewhere = make.location(), make.location()
    one, two = (make.user("Member", location_id=place.id) for _ in range(2))
    admin = program()
    assert admin.post("check_in/", location_id=place.id, user_id=one.id, key="c1")[0] == 201
    for body in (
        {"location_id": place.id, "user_id": two.id},
        {"location_id": elsewhere.id, "user_id": one.id},
        {"location_id": place.id, "email": "mia@example.com", "name": "Mia"},
    ):
        status, told = admin.post("check_in/", **body, key="c1")
        assert status == 422 and "Somebody else was checked in by this already" in str(told)
    assert admin.get("check_in/")[1]["count"] == 1


def test_no_program_is_answered_with_what_the_house_or_another_brought_in(program: Any, make: Any, session: Any) -> None:
    make.role("Member")
    place = make.location()
    asked = {
        "organisation": {},
        "license": {"membership_id": make.membership(place).id, "space_id": make.space(place, capacity=9).id, "starts_on": "2026-07-01"},
    }
    first, second = program(), program()

    def bring(by: Any, name: str, key: str) -> Any:
        said = asked | {
            "organisation": {"name": f"{name} Ltd"},
            "person": {"email": f"{name.lower()}@acme.example", "first_name": name, "last_name": "Acme"},
        }
        return by.post("onboarding/", **said, key=key)

    (status, ann), (_, again) = (bring(first, "Ann", "won-7") for _ in range(2))
    assert status == 201 and again["id"] == ann["id"]
    (status, ben) = bring(second, "Ben", "won-7")
    assert status == 201 and ben["id"] != ann["id"]
    assert all(key != "won-7" and key.endswith(":won-7") for key in session.scalars(select(Onboarding.key)))
    assert bring(first, "Cee", "")[0] == 422
