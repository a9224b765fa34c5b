"""Programs check people in and out and invite guests by the same actions as the desk; a key does it once, and no pass is told."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.access.roles import FINANCE
from app.core import clock


def tomorrow() -> str:
    return f"{clock.today('Africa/Johannesburg') + dt.timedelta(days=1)}T09:00:00+02:00"


def test_from_invitation_to_checking_out(program: Any, make: Any) -> None:
    place, elsewhere = make.location(), make.location()
    member = make.user("Member", location_id=place.id)
    admin = program()
    status, made = admin.post("visit/", location_id=place.id, host_id=member.id, name="Mia Jansen", email="mia@example.com", expected_at=tomorrow(), key="v1")
    assert (status, made["result"]["status"]) == (201, "expected")
    assert not {"secret_hash", "pass_key"} & set(made["result"])
    assert admin.post("visit/", location_id=place.id, host_id=member.id, name="Mia Jansen", expected_at=tomorrow(), key="v1")[1]["id"] == made["id"]
    assert admin.put(f"visit/{made['id']}", note="Second floor")[1]["result"]["name"] == "Mia Jansen"
    status, guest = admin.post("check_in/", location_id=place.id, email="mia@example.com", name="Mia Jansen", visit_id=made["id"], key="c1")
    assert status == 201 and guest["result"]["visit_id"] == made["id"]
    assert admin.post("check_in/", location_id=place.id, email="mia@example.com", name="Mia Jansen", key="c1")[1]["id"] == guest["id"]
    assert admin.post("check_in/", location_id=place.id, user_id=member.id)[0] == 201
    assert admin.post(f"check_in/{guest['id']}/check_out")[1]["result"]["left_by"] == "desk"
    assert admin.get("guest/")[1]["count"] == 1
    assert admin.post(f"visit/{made['id']}/cancel")[0] == 422, "she came"
    for body, field in (({"name": "Mia"}, "location_id"), ({"location_id": place.id, "name": "Mia", "expected_at": "2026-12-01T09:00:00"}, "expected_at")):
        status, told = admin.post("visit/", **body)
        assert status == 422 and told.get("field", next(iter(told.get("fields", {})), "")) == field
    manager = program("Location manager", locations=[elsewhere])
    assert manager.get("check_in/")[1]["count"] == manager.get("visit/")[1]["count"] == 0
    assert manager.post("check_in/", location_id=place.id, user_id=member.id)[0] == 403
    assert program(FINANCE).get("check_in/")[0] == 403
