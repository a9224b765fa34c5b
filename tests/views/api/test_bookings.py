"""Programs book rooms under the same rules: a key books once, a taken room says where else, a price that moved is a conflict."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from app.core import clock
from app.models import Booking, BookingExtra, Room

ZONE = "+02:00"


def at(hour: int) -> str:
    return f"{clock.today('Africa/Johannesburg') + dt.timedelta(days=1)}T{hour:02d}:00:00{ZONE}"


@pytest.fixture
def where(make: Any) -> dict[str, int]:
    location = make.location()
    room = make.room(make.space(location), name="Boardroom")
    user = make.user("Member", organisation_id=make.organisation(location).id)
    make.license(user.organisation, user_id=user.id)
    return {"room_id": room.id, "user_id": user.id}


def test_from_booking_to_cancelling(program: Any, where: dict[str, int], make: Any) -> None:
    admin = program()
    status, made = admin.post(
        "booking/",
        **where,
        starts_at=at(9),
        ends_at=at(10),
        title="Board",
        attendees=["eve@example.com"],
        expected_cents=20000,
        key="order-1",
    )
    assert (status, made["result"]["charged_cents"], made["result"]["status"]) == (201, 20000, "confirmed")
    assert admin.post("booking/", **where, starts_at=at(9), ends_at=at(10), key="order-1")[1]["id"] == made["id"]
    status, told = admin.post("booking/", **where, starts_at=at(9), ends_at=at(10))
    assert status == 409
    assert "taken" in told["message"]
    assert told["details"][0]["room"] == "Boardroom"
    assert admin.put(f"booking/{made['id']}", ends_at=at(11), expected_cents=1)[0] == 409
    assert admin.put(f"booking/{made['id']}", ends_at=at(11))[1]["result"]["charged_cents"] == 40000
    assert admin.post(f"booking/{made['id']}/cancel", reason="Leak", by_operator=True)[1]["result"]["status"] == "cancelled"
    assert admin.get("booking/?q=(filters:!((col:status,opr:eq,value:cancelled)))")[1]["ids"] == [made["id"]]


def test_the_header_is_a_key_as_well(program: Any, where: dict[str, int], make: Any) -> None:
    admin = program()
    admin.headers["Idempotency-Key"] = "once"
    first, second = (admin.post("booking/", **where, starts_at=at(9), ends_at=at(10)) for _ in range(2))
    assert first[1]["id"] == second[1]["id"]
    assert len(make.session.scalars(select(Booking)).all()) == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"starts_at": "2026-12-01T09:00:00"}, "starts_at"),
        ({"ends_at": None}, "ends_at"),
        ({"room_id": None}, "room_id"),
        ({"title": "x" * 300}, "title"),
        ({"people": 99}, "people"),
    ],
)
def test_what_makes_no_sense_is_told_at_its_field(program: Any, where: dict[str, int], wrong: dict[str, Any], field: str) -> None:
    status, told = program().post("booking/", **{**where, "starts_at": at(9), "ends_at": at(10)} | wrong)
    assert status == 422
    assert told.get("field", next(iter(told.get("fields", {})), "")) == field


def test_a_program_of_another_place_knows_nothing_of_it(program: Any, where: dict[str, int], make: Any) -> None:
    elsewhere = program("Location manager", locations=[make.location()])
    assert elsewhere.post("booking/", **where, starts_at=at(9), ends_at=at(10))[0] == 404


def test_extras_are_booked_with_the_room_and_those_that_are_not_named_stay(program: Any, where: dict[str, int], make: Any) -> None:
    admin = program()
    here = make.session.get_one(Room, where["room_id"]).location
    coffee, tea = (str(make.product(here, name=name, price_cents=2500, extra_most=20).id) for name in ("Coffee", "Tea"))
    status, made = admin.post("booking/", **where, starts_at=at(9), ends_at=at(10), extras={coffee: 8, tea: 2}, expected_cents=45000)
    assert (status, made["result"]["charged_cents"]) == (201, 20000)
    assert admin.put(f"booking/{made['id']}", extras={coffee: 4}, expected_cents=45000)[0] == 409
    assert admin.put(f"booking/{made['id']}", extras={coffee: 4}, expected_cents=35000)[0] == 200
    has = admin.get(f"booking_extra/?q=(filters:!((col:booking_id,opr:eq,value:{made['id']})))")[1]["result"]
    assert [(str(each["product_id"]), each["quantity"], each["charged_cents"]) for each in has] == [(coffee, 4, 10000), (tea, 2, 5000)]
    elsewhere = program("Location manager", locations=[make.location()])
    assert elsewhere.get("booking_extra/")[1]["count"] == 0
    assert make.session.scalars(select(BookingExtra.quantity).order_by(BookingExtra.id)).all() == [4, 2]
    for wrong in ({coffee: 99}, {"987": 1}, {coffee: "many"}, [8]):
        assert admin.post("booking/", **where, starts_at=at(11), ends_at=at(12), extras=wrong)[0] in (400, 422), wrong
