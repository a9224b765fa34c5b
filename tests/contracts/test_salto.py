"""The doors' client against the site: every call under every fault, no seat, slow news, and groups of others (contracts.md 4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from app.core import clock
from app.integrations.errors import GiveUp, NotYet, Pause, Retry, Trouble, Unknown
from app.integrations.salto import ForeignGroup, Lock, NoSeat, Tag, TokenRefused
from app.integrations.salto.doors import SaltoDoors
from app.integrations.salto.token import Identity, PasswordTokens, refused_token
from tests.vendors import SLOWLY, Vendors, patience_for

FAULTS = ["429", "500", "503", "cut_before", "500_after", "cut_after", "cut_body", "slow_body", "wrong_json"]
LONG_AGO = dt.datetime(2026, 6, 1, 8, tzinfo=dt.UTC)
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
    assert doors.user(made.site_user_id) is doors.find_user("foyer-1") is None, "for a minute only the answer knows of them"
    for asked in (lambda: doors.set_groups(made.platform_user_id, add=[group], remove=[]), lambda: doors.suspend(made.site_user_id)):
        with pytest.raises(NotYet) as later:
            asked()
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


def test_a_refused_account_with_a_new_token_is_for_a_person(vendors: Vendors, doors: SaltoDoors) -> None:
    vendors.fault("401", "GET */users*", vendor="salto", times=2)
    with pytest.raises(GiveUp, match="rights"):
        doors.users()


def test_doors_behind_a_group_are_read_and_changed(vendors: Vendors, doors: SaltoDoors) -> None:
    front, roof = (vendors.post("/_control/salto/locks", {"customer_reference": name})["result"] for name in ("Front door", "Roof"))
    foreign = vendors.post("/_control/salto/groups", {"customer_reference": "Cleaners"})["result"]
    group = doors.create_group("Members")
    assert doors.locks() == [Lock(front, "Front door"), Lock(roof, "Roof")]
    doors.set_group_locks(group, add=[front, roof], remove=[])
    assert doors.group_locks(group) == {front, roof}
    doors.set_group_locks(group, add=[], remove=[roof])
    assert doors.group_locks(group) == {front}
    with pytest.raises(ForeignGroup):
        doors.set_group_locks(foreign, add=[front], remove=[])
    with pytest.raises(GiveUp, match="Lock not found"):
        doors.set_group_locks(group, add=["nowhere"], remove=[])
    assert doors.group_locks(group) == {front}


def test_a_fob_is_given_and_taken_away(vendors: Vendors, doors: SaltoDoors) -> None:
    fob = vendors.post("/_control/salto/tags", {"tag_number": "04A1"})["result"]
    ann, ben = (doors.create_user(**ANN, alias=f"foyer-{n}") for n in (1, 2))
    assert doors.tags() == [Tag(fob, "04A1", "")]
    doors.give_tag(ann.site_user_id, fob)
    assert doors.tags() == [Tag(fob, "04A1", ann.platform_user_id)]
    assert doors.user(ann.site_user_id).tag_id == fob  # type: ignore[union-attr]
    with pytest.raises(GiveUp, match="assigned to another"):
        doors.give_tag(ben.site_user_id, fob)
    doors.give_tag(ann.site_user_id, None)
    doors.give_tag(ben.site_user_id, fob)
    doors.remove(ben.site_user_id)
    assert doors.tags() == [Tag(fob, "04A1", "")]
    assert doors.create_user(**ANN, alias="foyer-3", tag_id=fob).tag_id == fob


def test_entries_come_newest_first_and_no_further_back_than_asked(vendors: Vendors, doors: SaltoDoors) -> None:
    ann = doors.create_user(**ANN, alias="foyer-1")
    for number in range(250):
        at = LONG_AGO + dt.timedelta(minutes=number)
        vendors.post(
            "/_control/salto/entries",
            {
                "user_id": ann.platform_user_id,
                "lock": "Front door",
                "at": at.isoformat(),
                "entry_type": "refused" if number % 2 else "opened",
            },
        )
    found = list(doors.entries(LONG_AGO + dt.timedelta(minutes=240)))
    assert [each.at.minute for each in found] == [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]
    assert {(each.platform_user_id, each.door) for each in found} == {(ann.platform_user_id, "Front door")}
    assert [each.opened for each in found][:2] == [False, True]
    assert len(vendors.calls("GET */entries")) == 1
    assert len(list(doors.entries(LONG_AGO))) == 250


def test_a_refresh_token_is_replaced_by_each_use(vendors: Vendors) -> None:
    identity = Identity(url=f"{vendors.url}/salto/identity", client_id="foyer-sandbox", client_secret="foyer-sandbox-secret")
    first = vendors.post("/_control/salto/consent")["result"]
    second = identity.refreshed(first)
    assert second.refresh_token != first
    assert second.expires_at > clock.now() + dt.timedelta(minutes=50)
    identity.refreshed(first)  # an answer may have been lost
    vendors.post("/_control/salto/settings", {"refresh_grace": 0})
    third = identity.refreshed(second.refresh_token)
    with pytest.raises(TokenRefused):
        identity.refreshed(second.refresh_token)
    vendors.post("/_control/salto/withdraw")
    with pytest.raises(TokenRefused):
        identity.refreshed(third.refresh_token)


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (400, b'{"error": "invalid_grant"}', TokenRefused),
        (401, b'{"error": "invalid_client"}', GiveUp),
        (400, b'{"error": "temporarily_unavailable"}', Retry),
        (400, b"<html>Bad gateway</html>", Retry),
        (401, b'["invalid_grant"]', Retry),
        (503, b'{"error": "invalid_grant"}', Retry),
    ],
)
def test_a_token_is_worn_out_only_where_the_token_address_says_so(status: int, body: bytes, expected: type[Trouble]) -> None:
    found = refused_token(status, body)
    assert type(found) is expected
    assert expected is not GiveUp or "FOYER_SALTO_CLIENT_ID" in found.reason


def test_a_wrong_account_is_given_up_without_its_secret(vendors: Vendors) -> None:
    identity = Identity(url=f"{vendors.url}/salto/identity", client_id="foyer-sandbox", client_secret="foyer-sandbox-secret")
    keeper = PasswordTokens(identity, username="nobody@example.com", password="hunter2-hunter2")
    wrong = SaltoDoors(url=f"{vendors.url}/salto", keeper=keeper, site="X", prefix="Foyer:")
    with pytest.raises(GiveUp) as no:
        wrong.health()
    assert "hunter2" not in no.value.reason
    with pytest.raises(GiveUp, match="no site"):
        vendors.doors(site="Elsewhere").health()


def test_without_an_address_there_are_no_doors() -> None:
    keeper = PasswordTokens(Identity(url="", client_id="", client_secret=""), username="", password="")
    with pytest.raises(GiveUp, match="No door system"):
        SaltoDoors(url="", keeper=keeper, site="", prefix="Foyer:").health()


def test_more_than_ten_calls_a_second_are_turned_away_and_told_when_to_come_back(vendors: Vendors) -> None:
    vendors.post("/_control/salto/settings", {"calls_a_second": 1})
    doors = vendors.doors()
    told = [outcome(doors.health) for _again in range(4)]
    assert Pause in told


EMPTY = {"add", "take out", "remove", "doors"}  # answered without a body, so that there is none to cut
WITHOUT_BODY = [fault for fault in FAULTS if not fault.endswith("_body")]
READS: dict[str, Callable[[SaltoDoors, str, str], object]] = {
    "health": lambda doors, user, group: doors.health(),
    "users": lambda doors, user, group: doors.users(),
    "user": lambda doors, user, group: doors.user(user),
    "find": lambda doors, user, group: doors.find_user("foyer-1"),
    "groups": lambda doors, user, group: doors.groups(),
    "members": lambda doors, user, group: doors.members(group),
    "locks": lambda doors, user, group: doors.locks(),
    "group locks": lambda doors, user, group: doors.group_locks(group),
    "tags": lambda doors, user, group: doors.tags(),
    "entries": lambda doors, user, group: list(doors.entries(LONG_AGO)),
}
WRITES: dict[str, tuple[str, Callable[[SaltoDoors, str, str, str], object]]] = {
    "create": ("POST */users", lambda doors, user, group, platform: doors.create_user(**ANN, alias="foyer-9")),
    "suspend": ("PATCH *", lambda doors, user, group, platform: doors.suspend(user)),
    "group": ("POST */access_groups", lambda doors, user, group, platform: doors.create_group("Studio")),
    "add": ("POST */access_groups/*/users", lambda doors, user, group, platform: doors.set_groups(platform, add=[group], remove=[])),
    "take out": ("DELETE */access_groups/*", lambda doors, user, group, platform: doors.set_groups(platform, add=[], remove=[group])),
    "remove": ("DELETE */users/*", lambda doors, user, group, platform: doors.remove(user)),
    "doors": ("PATCH */access_groups/*/locks", lambda doors, user, group, platform: doors.set_group_locks(group, add=[], remove=[])),
    "tag": ("PATCH */users/*", lambda doors, user, group, platform: doors.give_tag(user, None)),
}


@pytest.mark.parametrize("name", READS)
def test_a_read_under_every_fault(vendors: Vendors, doors: SaltoDoors, name: str) -> None:
    made, group = doors.create_user(**ANN, alias="foyer-1"), doors.create_group("Front door")
    for fault in FAULTS:
        faulty = vendors.doors(patience_for(fault))
        faulty.health()
        vendors.fault(fault, "GET *", vendor="salto", seconds=SLOWLY.get(fault, 0))
        assert outcome(lambda: READS[name](faulty, made.site_user_id, group)) is (Pause if fault == "429" else Retry), fault  # noqa: B023
        assert outcome(lambda: READS[name](doors, made.site_user_id, group)) is None, fault


@pytest.mark.parametrize("name", WRITES)
def test_a_write_under_every_fault(vendors: Vendors, doors: SaltoDoors, name: str) -> None:
    pattern, write = WRITES[name]
    for fault in FAULTS if name not in EMPTY else WITHOUT_BODY:
        made, group = doors.create_user(**ANN, alias=f"foyer-{fault}"), doors.create_group(f"Door {fault}")
        faulty = vendors.doors(patience_for(fault))
        faulty.groups()
        vendors.fault(fault, pattern, vendor="salto", seconds=SLOWLY.get(fault, 0))
        found = outcome(lambda: write(faulty, made.site_user_id, group, made.platform_user_id))  # noqa: B023
        assert found is (Pause if fault == "429" else Unknown), (fault, found)
        assert outcome(lambda: write(doors, made.site_user_id, group, made.platform_user_id)) is None, fault  # noqa: B023
