"""Every call of PaperCutPrinting under every fault: none is silently done, none is silently lost, none is done twice."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from app.integrations.errors import Pause, Retry, Unknown
from app.integrations.papercut import AccountExists, NoSuchAccount, Printing
from tests.contracts.papercut_examples import furnished, held, logged, outcome
from tests.vendors import SLOWLY, Vendors, patience_for

FAULTS = ["429", "500", "503", "cut_before", "500_after", "cut_after", "cut_body", "slow_body", "wrong_json"]
SURE = {"429": Pause}
BEFORE = {"429", "500", "503", "cut_before"}

READS: dict[str, tuple[str, Callable[[Printing], object]]] = {
    "account": ("getUserProperties", lambda printing: printing.account("anna")),
    "balance": ("getUserAccountBalance", lambda printing: printing.balance("anna")),
    "accounts": ("listUserAccounts", lambda printing: printing.accounts()),
    "username of": ("lookUpUserNameByEmail", lambda printing: printing.username_of("anna@acme.example")),
    "health": ("listUserAccounts", lambda printing: printing.health()),
}
BEN = {"full_name": "Ben", "email": "ben@acme.example", "password": "p"}
# the call, and what the same call ends as when it is repeated after it had its effect
WRITES: dict[str, tuple[str, Callable[[Printing], object], type[Exception] | None]] = {
    "create": ("addNewInternalUser", lambda printing: printing.create_account("ben", **BEN), AccountExists),
    "change": ("setUserProperties", lambda printing: printing.change_account("anna", full_name="A", email="a@x.example"), None),
    "password": ("setUserProperties", lambda printing: printing.set_password("anna", password="k7mwp-3xhtq-9facd"), None),
    "disable": ("setUserProperties", lambda printing: printing.disable("anna"), None),
    "enable": ("setUserProperties", lambda printing: printing.enable("anna"), None),
    "delete": ("deleteExistingUser", lambda printing: printing.delete("anna"), NoSuchAccount),
    "group": ("addUserToGroup", lambda printing: printing.add_to_group("anna", "foyer-members"), None),
}


@pytest.fixture
def printing(vendors: Vendors) -> Printing:
    vendors.post("/_control/papercut/groups", {"name": "foyer-members"})
    printing = vendors.printing()
    furnished(printing, cents=1000)
    return printing


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", READS)
def test_a_read(vendors: Vendors, printing: Printing, name: str, fault: str) -> None:
    method, read = READS[name]
    vendors.fault(fault, f"POST */api.{method}", vendor="papercut", seconds=SLOWLY.get(fault, 0))
    assert outcome(lambda: read(vendors.printing(patience_for(fault)))) is SURE.get(fault, Retry)
    assert len(vendors.calls(f"*/api.{method}")) == 1
    assert outcome(lambda: read(printing)) is None


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", WRITES)
def test_a_write(vendors: Vendors, printing: Printing, name: str, fault: str) -> None:
    method, write, repeated = WRITES[name]
    earlier = len(vendors.calls(f"*/api.{method}"))
    vendors.fault(fault, f"POST */api.{method}", vendor="papercut", seconds=SLOWLY.get(fault, 0))
    assert outcome(lambda: write(vendors.printing(patience_for(fault)))) is SURE.get(fault, Unknown)
    assert len(vendors.calls(f"*/api.{method}")) - earlier == 1, "a write is sent once; repeating is the job's decision"
    assert outcome(lambda: write(printing)) is (None if fault in BEFORE else repeated)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", ["adjust", "spend"])
def test_credit_is_unknown_and_the_balance_tells_which(vendors: Vendors, printing: Printing, name: str, fault: str) -> None:
    """A doubted credit is looked up before anything is sent again, and counts once."""
    before = printing.balance("anna")
    change = 500 if name == "adjust" else -300

    def act(by: Printing) -> None:
        if name == "adjust":
            by.adjust("anna", cents=500, reference="fulfil:42")
        else:
            assert by.spend_if_available("anna", cents=300, reference="fulfil:42")

    vendors.fault(fault, "POST */api.adjustUserAccountBalance*", vendor="papercut", seconds=SLOWLY.get(fault, 0))
    assert outcome(lambda: act(vendors.printing(patience_for(fault)))) is SURE.get(fault, Unknown)
    happened = printing.balance("anna") - before
    assert happened == (0 if fault in BEFORE else change)
    if not happened:
        act(printing)

    assert printing.balance("anna") == before + change
    assert logged(vendors) == [("10.0", "opening"), ("5.0" if name == "adjust" else "-3.0", "fulfil:42")]


def test_an_answer_that_comes_too_late_is_unknown_although_it_happened(vendors: Vendors) -> None:
    hasty, printing = vendors.printing(patience_for("delay")), vendors.printing()
    furnished(printing)
    vendors.fault("delay", "*/api.adjustUserAccountBalance", vendor="papercut", seconds=SLOWLY["delay"])

    assert outcome(lambda: hasty.adjust("anna", cents=500, reference="fulfil:42")) is Unknown
    vendors.fault("delay", "*/api.getUserAccountBalance", vendor="papercut", seconds=SLOWLY["delay"])
    assert outcome(lambda: hasty.balance("anna")) is Retry
    until = time.monotonic() + 60
    while printing.balance("anna") != 500:
        assert time.monotonic() < until
        time.sleep(0.02)
    assert logged(vendors) == [("5.0", "fulfil:42")]


def test_a_create_in_doubt_is_found_by_looking(vendors: Vendors) -> None:
    printing = vendors.printing()
    vendors.fault("cut_after", "*/api.addNewInternalUser", vendor="papercut")

    assert outcome(lambda: furnished(printing)) is Unknown
    assert printing.account("anna") is not None
    assert list(held(vendors)) == ["anna"]
