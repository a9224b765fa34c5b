"""PaperCut's web services spoken to as the vendor's own examples do: the standard library's ServerProxy, arguments by position."""

from __future__ import annotations

import http.client
import xmlrpc.client
from collections.abc import Callable
from typing import Any

import pytest

from tests.vendors import TOKEN, Vendors


@pytest.fixture
def api(vendors: Vendors) -> Callable[..., Any]:
    """api("isUserExists", "anna")."""

    def call(method: str, *arguments: Any, token: str = TOKEN) -> Any:
        with xmlrpc.client.ServerProxy(f"{vendors.url}/rpc/api/xmlrpc") as proxy:
            return getattr(proxy.api, method)(token, *arguments)

    return call


@pytest.fixture
def anna(api: Callable[..., Any]) -> str:
    assert api("addNewInternalUser", "anna", "secret", "Anna Dlamini", "anna@acme.example", "", "") in (True, "")
    return "anna"


def code(act: Callable[[], Any]) -> int:
    with pytest.raises(xmlrpc.client.Fault) as fault:
        act()
    assert fault.value.faultString
    return int(fault.value.faultCode)


def test_an_example_of_the_vendor_tops_up(vendors: Vendors, api: Callable[..., Any], anna: str) -> None:
    proxy = xmlrpc.client.ServerProxy(f"{vendors.url}/rpc/api/xmlrpc")
    assert proxy.api.isUserExists(TOKEN, anna) is True
    proxy.api.adjustUserAccountBalance(TOKEN, anna, 12.5, "Money added by the top-up page", "")
    assert proxy.api.getUserAccountBalance(TOKEN, anna, "") == 12.5
    proxy("close")()

    (entry,) = vendors.get("/_control/papercut/transactions", username=anna)["transactions"]
    assert (entry["amount"], entry["balance"], entry["comment"]) == ("12.5", "12.50", "Money added by the top-up page")


def test_the_token_comes_first_and_is_checked(api: Callable[..., Any]) -> None:
    assert code(lambda: api("isUserExists", "anna", token="wrong")) == 257
    assert code(lambda: api("isUserExists", "anna", token="")) == 257


def test_every_position_is_needed_and_has_its_type(api: Callable[..., Any], anna: str) -> None:
    refused = [
        ("getUserAccountBalance", anna),
        ("adjustUserAccountBalance", anna, "5.0", "comment", ""),
        ("adjustUserAccountBalance", anna, 5, "comment", ""),
        ("listUserAccounts", "0", "10"),
        ("deleteExistingUser", anna),
        ("noSuchMethod", anna),
    ]
    for call in refused:
        assert code(lambda call=call: api(*call)) == 0, call  # type: ignore[misc]


def test_users_have_the_faults_of_the_list(vendors: Vendors, api: Callable[..., Any], anna: str) -> None:
    def add(username: str, password: str = "p", email: str = "", pin: str = "") -> Any:
        return api("addNewInternalUser", username, password, "Name", email, "", pin)

    vendors.post("/_control/papercut/users", {"usernames": ["carla"], "username-alias": "cc"})
    assert code(lambda: add("Anna")) == 257
    assert code(lambda: add("")) == 259
    assert code(lambda: add("ben", password="")) == 258
    assert code(lambda: add("ben", email="ANNA@acme.example")) == 268
    assert code(lambda: add("ben", email="not an address")) == 269
    assert code(lambda: add("ben", pin="12a4")) == 271
    assert code(lambda: add("ben", pin="123")) == 273
    assert code(lambda: add("CC")) == 267
    assert code(lambda: api("addNewUser", "anna")) == 257
    assert code(lambda: api("addNewUser", "ben")) == 262
    assert code(lambda: api("deleteExistingUser", "ben", False)) == 262
    assert code(lambda: api("lookUpUserNameByEmail", " ")) == 279
    assert api("listUserAccounts", 0, 1000) == ["anna", "carla"]


def test_properties_are_texts_in_the_order_asked_for(vendors: Vendors, api: Callable[..., Any], anna: str) -> None:
    api("setUserProperties", anna, [["department", "Café & Söhne"], ["disabled-print", "true"], ["balance", "1.2"]])
    names = ["balance", "department", "disabled-print", "internal", "full-name", "restricted"]
    assert api("getUserProperties", anna, names) == ["1.20", "Café & Söhne", "TRUE", "TRUE", "Anna Dlamini", "TRUE"]
    assert api("getUserProperty", anna, "email") == "anna@acme.example"

    assert code(lambda: api("setUserProperty", anna, "", "x")) == 260
    assert code(lambda: api("setUserProperty", anna, "shoe-size", "43")) == 261
    assert code(lambda: api("setUserProperty", anna, "internal", "FALSE")) == 261
    assert code(lambda: api("setUserProperty", anna, "restricted", "maybe")) == 261
    assert code(lambda: api("getUserProperty", anna, "password")) == 261
    assert code(lambda: api("setUserProperty", anna, "balance", "plenty")) == 275
    assert code(lambda: api("getUserProperty", "nobody", "email")) == 262
    vendors.post("/_control/papercut/users", {"usernames": ["carla"]})
    assert code(lambda: api("setUserProperty", "carla", "password", "x")) == 270
    assert code(lambda: api("setUserProperties", anna, [["office", "12"], ["email", "no"]])) == 269
    assert api("getUserProperty", anna, "office") == "", "all or nothing"
    vendors.post("/_control/papercut/settings", {"several_accounts": "yes"})
    assert code(lambda: api("setUserProperty", anna, "balance", "2.00")) == 274


def test_balances_move_as_told(vendors: Vendors, api: Callable[..., Any], anna: str) -> None:
    api("setUserAccountBalance", anna, 10.0, "set", "")
    assert api("adjustUserAccountBalanceIfAvailable", anna, -10.01, "too much", "") is False
    assert api("adjustUserAccountBalanceIfAvailableLeaveRemaining", anna, -6.0, 5.0, "too much left over", "") is False
    assert api("adjustUserAccountBalanceIfAvailableLeaveRemaining", anna, -5.0, 5.0, "spent", "") is True
    assert api("adjustUserAccountBalance", anna, -7.3, "overdrawn", "") in (True, "")
    assert api("getUserAccountBalance", anna, "") == -2.3
    assert code(lambda: api("getUserAccountBalance", anna, "Second account")) == 257
    assert code(lambda: api("adjustUserAccountBalance", "nobody", 1.0, "", "")) == 262

    log = vendors.get("/_control/papercut/transactions")["transactions"]
    assert [(entry["amount"], entry["comment"]) for entry in log] == [("10.00", "set"), ("-5.0", "spent"), ("-7.3", "overdrawn")]


def test_printing_can_be_disabled_for_some_minutes_or_for_ever(api: Callable[..., Any], anna: str) -> None:
    for minutes, word in ((5, "TRUE"), (0, "FALSE"), (-1, "TRUE")):
        api("disablePrintingForUser", anna, minutes)
        assert api("getUserProperty", anna, "disabled-print") == word
    api("setUserProperty", anna, "disabled-print", "FALSE")
    assert api("getUserProperty", anna, "disabled-print") == "FALSE"


def test_users_are_listed_in_pages(vendors: Vendors, api: Callable[..., Any]) -> None:
    vendors.post("/_control/papercut/users", {"usernames": [f"u{number:03}" for number in range(25)]})
    pages = [api("listUserAccounts", offset, 10) for offset in (0, 10, 20, 30)]
    assert [len(page) for page in pages] == [10, 10, 5, 0]
    assert [name for page in pages for name in page] == [f"u{number:03}" for number in range(25)]


def test_calls_are_logged_by_method_and_a_fault_finds_its_own(vendors: Vendors, api: Callable[..., Any], anna: str) -> None:
    vendors.fault("500", "POST */api.isUserExists", vendor="papercut")
    assert api("getUserProperty", anna, "email")
    with pytest.raises(xmlrpc.client.ProtocolError) as refusal:
        api("isUserExists", anna)
    assert refusal.value.errcode == 500
    assert api("isUserExists", anna) is True

    assert [(one["status"], one["fault"]) for one in vendors.calls("POST */api.isUserExists")] == [(200, None), (500, "500")]
    assert [one["path"] for one in vendors.calls("*/api.getUserProperty")] == ["/rpc/api/xmlrpc/api.getUserProperty"]


def test_a_second_has_its_end_in_503_until_the_limit_is_off(vendors: Vendors, api: Callable[..., Any]) -> None:
    vendors.post("/_control/papercut/settings", {"calls_a_second": 3})
    for _ in range(3):
        api("isUserExists", "anna")
    with pytest.raises(xmlrpc.client.ProtocolError) as refusal:
        api("isUserExists", "anna")
    assert (refusal.value.errcode, refusal.value.headers["Retry-After"]) == (503, "1")
    vendors.post("/_control/papercut/settings", {"calls_a_second": 0})
    for _ in range(60):
        api("isUserExists", "anna")


@pytest.mark.parametrize(
    "body", [b"", b"not xml", b"<methodCall/>", b"<methodCall><methodName>api.isUserExists</methodName></methodCall>", b"\xff" * 50]
)
def test_a_broken_request_is_a_fault(vendors: Vendors, body: bytes) -> None:
    host, port = vendors.url.removeprefix("http://").split(":")
    server = http.client.HTTPConnection(host, int(port), timeout=60)
    server.request("POST", "/rpc/api/xmlrpc", body)
    answer = server.getresponse()
    assert answer.status == 200
    with pytest.raises(xmlrpc.client.Fault):
        xmlrpc.client.loads(answer.read())
    server.close()


def test_switches_that_nobody_knows_are_refused(vendors: Vendors) -> None:
    assert vendors.call("POST", "/_control/papercut/settings", {"colour": "red"})[0] == 400
    assert vendors.call("POST", "/_control/papercut/settings", {"calls_a_second": "many"})[0] == 400
    assert vendors.call("POST", "/_control/papercut/users", {"usernames": ["x"], "colour": "red"})[0] == 400
    assert vendors.call("POST", "/_control/papercut/users", {})[0] == 400
