"""How many licenses a space holds (P15)."""

from __future__ import annotations

from app.rules.occupancy import Holder, NoRoom, no_room
from tests.rules.terms_of import june


def test_a_license_beyond_the_capacity_does_not_fit() -> None:
    present = [Holder(1, june(1)), Holder(2, june(1), june(10))]

    assert no_room(2, present, Holder(3, june(5))) is NoRoom.FULL
    assert no_room(2, present, Holder(3, june(11))) is None
    assert no_room(3, present, Holder(3, june(5))) is None
    assert no_room(None, present, Holder(3, june(5))) is None
    assert no_room(0, [], Holder(3, june(5))) is NoRoom.FULL


def test_those_who_arrive_later_count_and_those_who_never_meet_do_not_add_up() -> None:
    assert no_room(1, [Holder(1, june(20))], Holder(2, june(5))) is NoRoom.FULL
    assert no_room(1, [Holder(1, june(20))], Holder(2, june(5), june(19))) is None
    assert no_room(2, [Holder(1, june(1), june(9)), Holder(2, june(10))], Holder(3, june(1))) is None


def test_a_private_office_holds_one_organisation() -> None:
    present = [Holder(1, june(1), june(20))]

    assert no_room(4, present, Holder(1, june(5)), one_organisation=True) is None
    assert no_room(4, present, Holder(2, june(20)), one_organisation=True) is NoRoom.ANOTHER_ORGANISATION
    assert no_room(4, present, Holder(2, june(21)), one_organisation=True) is None
