"""The doors' client against the site: every call under every fault, no seat, slow news, and groups of others (contracts.md 4)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.integrations.errors import GiveUp, Retry, Trouble, Unknown
from app.integrations.salto import ForeignGroup, NoSeat
from app.integrations.salto.doors import SaltoDoors
from app.integrations.wire import Patience
from tests.vendors import Vendors

HASTY = Patience(connect=1, read=1, whole=1)
FAULTS = ["429", "500", "503", "cut_before", "500_after", "cut_after", "cut_body", "slow_body", "wrong_json"]
ANN = {"first_name": "Ann", "last_name": "O'Neill 何", "email": "ann@example.com"}


@pytest.fixture
def doors(vendors: Vendors) -> SaltoDoors:
    vendors.post("/_control/salto/settings", {"calls_a_second": 0})
    return vendors.doors()


def outcome(act: Callable[[], object]) -> type[Trouble] | None:
    try:
        act()
    except Trouble as trouble:
        return type(trouble) if trouble.reason else Trouble
    return None


def test_a_person_comes_is_in_a_group_and_goes(vendors: Vendors, doors: SaltoDoors) -> None:
    assert doors.health() == "Foyer Demo"
    made = doors.create_user(**ANN, alias="foyer-1")
    assert made.site_user_id != made.platform_user_id and made.is_subscribed
    assert doors.find_user("foyer-1") == doors.user(made.site_user_id) == made
    front = doors.create_group("Front door")
    doors.set_groups(made.platform_user_id, add=[front], remove=[])
    assert doors.groups() == {"Front door": front} and doors.members(front) == {made.platform_user_id}
    doors.suspend(made.site_user_id)
    assert not doors.user(made.site_user_id).is_subscribed  # type: ignore[union-attr]
    assert doors.resume(made.site_user_id).is_subscribed
    doors.set_groups(made.platform_user_id, add=[], remove=[front])
    assert doors.members(front) == set()
    for _twice in range(2):
        doors.remove(made.site_user_id)
    assert doors.user(made.site_user_id) is None and doors.users() == []


def test_hundreds_come_by_pages(vendors: Vendors, doors: SaltoDoors) -> None:
    for number in range(123):
        vendors.post("/_control/salto/groups", {"customer_reference": f"Foyer:{number}"})
    assert len(doors.groups()) == 123


def test_no_seat_is_never_taken_for_success(vendors: Vendors, doors: SaltoDoors) -> None:
    vendors.post("/_control/salto/settings", {"seats": 1})
    first = doors.create_user(**ANN, alias="foyer-1")
    with pytest.raises(NoSeat) as without:
        doors.create_user(**ANN, alias="foyer-2")
    assert doors.find_user("foyer-2") == without.value.user
    with pytest.raises(NoSeat):
        doors.resume(without.value.user.site_user_id)
    doors.remove(first.site_user_id)
    assert doors.resume(without.value.user.site_user_id).is_subscribed


def test_news_that_travel_slowly_are_waited_for(vendors: Vendors, doors: SaltoDoors) -> None:
    vendors.post("/_control/salto/settings", {"news_takes": 60})
    made, group = doors.create_user(**ANN, alias="foyer-1"), doors.create_group("Front door")
    with pytest.raises(Retry) as later:
        doors.set_groups(made.platform_user_id, add=[group], remove=[])
    assert later.value.after


def test_groups_of_others_are_never_touched(vendors: Vendors, doors: SaltoDoors) -> None:
    foreign = vendors.post("/_control/salto/groups", {"customer_reference": "Cleaners"})["result"]
    made = doors.create_user(**ANN, alias="foyer-1")
    assert doors.groups() == {}
    for wanted in ({"add": [foreign], "remove": []}, {"add": [], "remove": [foreign]}):
        with pytest.raises(ForeignGroup):
            doors.set_groups(made.platform_user_id, **wanted)
    assert vendors.get("/_control/salto")["groups"][0]["members"] == []


def test_a_token_that_ended_is_asked_for_anew(vendors: Vendors, doors: SaltoDoors) -> None:
    doors.health()
    vendors.post("/_control/salto/forget-tokens")
    assert doors.health() == "Foyer Demo"


def test_a_wrong_account_is_given_up_without_its_secret(vendors: Vendors) -> None:
    wrong = SaltoDoors(
        url=f"{vendors.url}/salto", identity_url=f"{vendors.url}/salto/identity", client_id="foyer-sandbox", client_secret="foyer-sandbox-secret",
        username="nobody@example.com", password="hunter2-hunter2", site="X", prefix="Foyer:",
    )  # fmt: skip
    with pytest.raises(GiveUp) as no:
        wrong.health()
    assert "hunter2" not in no.value.reason
    with pytest.raises(GiveUp, match="no site"):
        vendors.doors(site="Elsewhere").health()


def test_without_an_address_there_are_no_doors() -> None:
    nothing = dict.fromkeys(("url", "identity_url", "client_id", "client_secret", "username", "password", "site"), "")
    with pytest.raises(GiveUp, match="No door system"):
        SaltoDoors(**nothing, prefix="Foyer:").health()


def test_more_than_ten_calls_a_second_are_turned_away_and_told_when_to_come_back(vendors: Vendors) -> None:
    vendors.post("/_control/salto/settings", {"calls_a_second": 1})
    doors = vendors.doors()
    told = [outcome(doors.health) for _again in range(4)]
    assert Retry in told


EMPTY = {"add", "take out", "remove"}  # answered without a body, so that there is none to cut
WITHOUT_BODY = [fault for fault in FAULTS if not fault.endswith("_body")]
READS: dict[str, Callable[[SaltoDoors, str, str], object]] = {
    "health": lambda doors, user, group: doors.health(),
    "users": lambda doors, user, group: doors.users(),
    "user": lambda doors, user, group: doors.user(user),
    "find": lambda doors, user, group: doors.find_user("foyer-1"),
    "groups": lambda doors, user, group: doors.groups(),
    "members": lambda doors, user, group: doors.members(group),
}
WRITES: dict[str, tuple[str, Callable[[SaltoDoors, str, str, str], object]]] = {
    "create": ("POST */users", lambda doors, user, group, platform: doors.create_user(**ANN, alias="foyer-9")),
    "suspend": ("PATCH *", lambda doors, user, group, platform: doors.suspend(user)),
    "group": ("POST */access_groups", lambda doors, user, group, platform: doors.create_group("Studio")),
    "add": ("POST */access_groups/*/users", lambda doors, user, group, platform: doors.set_groups(platform, add=[group], remove=[])),
    "take out": ("DELETE */access_groups/*", lambda doors, user, group, platform: doors.set_groups(platform, add=[], remove=[group])),
    "remove": ("DELETE */users/*", lambda doors, user, group, platform: doors.remove(user)),
}


@pytest.mark.parametrize("name", READS)
def test_a_read_under_every_fault(vendors: Vendors, doors: SaltoDoors, name: str) -> None:
    made, group = doors.create_user(**ANN, alias="foyer-1"), doors.create_group("Front door")
    hasty = vendors.doors(HASTY)
    hasty.health()
    for fault in FAULTS:
        vendors.fault(fault, "GET *", vendor="salto", seconds=0.05)
        assert outcome(lambda: READS[name](hasty, made.site_user_id, group)) is Retry, fault
        assert outcome(lambda: READS[name](hasty, made.site_user_id, group)) is None, fault


@pytest.mark.parametrize("name", WRITES)
def test_a_write_under_every_fault(vendors: Vendors, doors: SaltoDoors, name: str) -> None:
    pattern, write = WRITES[name]
    for fault in FAULTS if name not in EMPTY else WITHOUT_BODY:
        made, group = doors.create_user(**ANN, alias=f"foyer-{fault}"), doors.create_group(f"Door {fault}")
        hasty = vendors.doors(HASTY)
        hasty.groups()
        vendors.fault(fault, pattern, vendor="salto", seconds=0.05)
        found = outcome(lambda: write(hasty, made.site_user_id, group, made.platform_user_id))  # noqa: B023
        assert found is (Retry if fault == "429" else Unknown), (fault, found)
        assert outcome(lambda: write(hasty, made.site_user_id, group, made.platform_user_id)) is None, fault  # noqa: B023
