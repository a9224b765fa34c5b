"""Print accounts as Foyer keeps them: made, changed, closed, found, and never somebody else's (contracts.md 3, A1, A2)."""

from __future__ import annotations

import hashlib

import pytest

from app.integrations.errors import GiveUp, Retry
from app.integrations.papercut import AccountExists, AliasTaken, EmailTaken, NoSuchAccount, PasswordElsewhere, PrintAccount, Printing
from app.integrations.papercut.printing import PaperCutPrinting
from tests.contracts.papercut_examples import ANNA, furnished, held, outcome
from tests.vendors import TOKEN, Vendors


@pytest.fixture
def printing(vendors: Vendors) -> Printing:
    return vendors.printing()


def test_an_account_is_made_and_read(vendors: Vendors, printing: Printing) -> None:
    assert printing.account("anna") is None
    printing.create_account("anna", **ANNA)

    assert printing.account("anna") == PrintAccount("anna", "Anna Dlamini", "anna@acme.example", is_disabled=False, is_internal=True)
    assert printing.balance("anna") == 0
    assert held(vendors)["anna"]["password"] == hashlib.sha256(b"correct horse").hexdigest()


def test_a_second_one_of_the_same_name_is_told_apart_from_other_refusals(vendors: Vendors, printing: Printing) -> None:
    furnished(printing)
    assert outcome(lambda: printing.create_account("ANNA", **{**ANNA, "email": "other@acme.example"})) is AccountExists
    assert outcome(lambda: printing.create_account("ben", **ANNA)) is EmailTaken
    vendors.post("/_control/papercut/users", {"usernames": ["carla"], "username-alias": "ca"})
    assert outcome(lambda: printing.create_account("ca", full_name="Ca", email="", password="p")) is AliasTaken
    assert sorted(held(vendors)) == ["anna", "carla"]


def test_name_and_address_change_together_or_not_at_all(vendors: Vendors, printing: Printing) -> None:
    furnished(printing)
    vendors.post("/_control/papercut/users", {"usernames": ["ben"], "email": "ben@acme.example"})

    printing.change_account("anna", full_name="Anna Nkosi", email="anna@nkosi.example")
    assert outcome(lambda: printing.change_account("anna", full_name="Ben", email="BEN@acme.example")) is EmailTaken

    anna = printing.account("anna")
    assert anna is not None
    assert (anna.full_name, anna.email) == ("Anna Nkosi", "anna@nkosi.example")


def test_printing_is_disabled_and_enabled_in_the_words_of_papercut(vendors: Vendors, printing: Printing) -> None:
    furnished(printing, cents=700)
    for act, word in ((printing.disable, "TRUE"), (printing.disable, "TRUE"), (printing.enable, "FALSE")):
        act("anna")
        account = printing.account("anna")
        assert account is not None
        assert account.is_disabled is (word == "TRUE")
        assert held(vendors)["anna"]["disabled-print"] == word
    assert printing.balance("anna") == 700


def test_a_password_is_of_accounts_that_papercut_keeps_itself(vendors: Vendors, printing: Printing) -> None:
    furnished(printing)
    printing.set_password("anna", password="k7mwp-3xhtq-9facd")
    assert held(vendors)["anna"]["password"] == hashlib.sha256(b"k7mwp-3xhtq-9facd").hexdigest()
    vendors.post("/_control/papercut/users", {"usernames": ["carl"]})
    with pytest.raises(PasswordElsewhere) as refused:
        printing.set_password("carl", password="k7mwp-3xhtq-9facd")
    assert "k7mwp" not in str(refused.value)


def test_a_deleted_account_is_gone_with_its_credit_and_its_name(vendors: Vendors, printing: Printing) -> None:
    furnished(printing, cents=700)
    printing.delete("anna")

    assert printing.account("anna") is None
    assert outcome(lambda: printing.delete("anna")) is NoSuchAccount
    assert [entry["username"] for entry in vendors.get("/_control/papercut/transactions")["transactions"]] == ["[redacted]"]
    furnished(printing)
    assert printing.balance("anna") == 0


def test_nobody_is_named_as_such(printing: Printing) -> None:
    for act in (printing.balance, printing.disable, printing.enable, printing.delete):
        assert outcome(lambda act=act: act("nobody")) is NoSuchAccount  # type: ignore[misc]
    assert outcome(lambda: printing.change_account("nobody", full_name="N", email="")) is NoSuchAccount
    assert outcome(lambda: printing.adjust("nobody", cents=1, reference="r")) is NoSuchAccount
    assert outcome(lambda: printing.spend_if_available("nobody", cents=1, reference="r")) is NoSuchAccount
    assert outcome(lambda: printing.add_to_group("nobody", "g")) is NoSuchAccount
    assert printing.username_of("nobody@acme.example") is None


def test_people_from_elsewhere_are_seen_for_what_they_are(vendors: Vendors, printing: Printing) -> None:
    vendors.post("/_control/papercut/users", {"usernames": ["domain\\carla"], "email": "carla@acme.example"})

    carla = printing.account("domain\\carla")
    assert carla is not None
    assert carla.is_internal is False
    assert printing.username_of("Carla@ACME.example") == "domain\\carla"


def test_every_account_is_listed_page_after_page(vendors: Vendors, printing: Printing) -> None:
    assert printing.accounts() == []
    names = [f"user-{number:04}" for number in range(2345)]
    vendors.post("/_control/papercut/users", {"usernames": names})

    assert printing.accounts() == names
    assert len(vendors.calls("*/api.listUserAccounts")) == 1 + 4


def test_a_group_has_to_exist(vendors: Vendors, printing: Printing) -> None:
    furnished(printing)
    with pytest.raises(GiveUp, match=r"Group 'foyer-gold' could not be found\. \(fault 263\)"):
        printing.add_to_group("anna", "foyer-gold")
    vendors.post("/_control/papercut/groups", {"name": "foyer-gold"})
    printing.add_to_group("anna", "foyer-gold")
    printing.add_to_group("anna", "foyer-gold")

    assert held(vendors)["anna"]["groups"] == ["foyer-gold"]


@pytest.mark.parametrize(
    "name",
    [
        'O\'Brien "Bob" <b@x> & Söhne',
        "張偉 王芳",
        "Ἀλέξανδρος",
        "مريم",
        "a]]>b",
        "<!DOCTYPE x>",
        "&lt;&#0;",
        "👩‍👩‍👧 family",
        " spaced ",
        "x" * 500,
        "%s %(a)s {b}",
    ],
)
def test_hostile_names_arrive_as_they_are(printing: Printing, name: str) -> None:
    printing.create_account("anna", full_name=name, email="anna@acme.example", password=name)
    account = printing.account("anna")
    assert account is not None
    assert account.full_name == name
    printing.create_account(name, full_name="Other", email="", password="p")
    assert printing.account(name) is not None


@pytest.mark.parametrize("letter", ["\0", "\x07", "\n", "\r", "\t", "\x1b", "\x85", "\ud800", "\uffff"])
def test_what_xml_cannot_carry_is_refused_before_anything_is_sent(vendors: Vendors, printing: Printing, letter: str) -> None:
    with pytest.raises(GiveUp, match="invisible characters in it: An\N{REPLACEMENT CHARACTER}na") as told:
        printing.create_account("anna", full_name=f"An{letter}na", email="", password="secret")
    assert letter not in told.value.reason
    with pytest.raises(GiveUp) as told:
        printing.create_account("anna", full_name="Anna", email="", password=f"se{letter}cret")
    assert "cret" not in told.value.reason
    with pytest.raises(GiveUp):
        printing.change_account("anna", full_name="Anna", email=f"an{letter}na@x.example")
    assert vendors.calls("*addNewInternalUser") == vendors.calls("*setUserProperties") == []


def test_a_wrong_token_is_a_matter_of_settings_and_is_not_repeated_in_words(vendors: Vendors) -> None:
    vendors.post("/_control/papercut/settings", {"token": "another"})
    with pytest.raises(GiveUp, match="its settings and Foyer's need a look: Invalid authentication token") as told:
        vendors.printing().health()
    assert type(told.value) is GiveUp
    assert TOKEN not in told.value.reason
    assert outcome(lambda: vendors.printing().create_account("anna", **ANNA)) is GiveUp


def test_no_address_means_no_printing() -> None:
    off = PaperCutPrinting(url="", token="")
    with pytest.raises(GiveUp, match="No print server is set"):
        off.adjust("anna", cents=1, reference="r")
    assert outcome(off.health) is GiveUp


@pytest.mark.parametrize("end", ["", "/", "/rpc/api/xmlrpc", "/rpc/api/xmlrpc/"])
def test_the_address_may_be_that_of_the_server_or_of_its_services(vendors: Vendors, end: str) -> None:
    PaperCutPrinting(url=vendors.url + end, token=TOKEN).health()


def test_under_pressure_nothing_happens_and_the_wait_is_told(vendors: Vendors, printing: Printing) -> None:
    furnished(printing)
    vendors.post("/_control/papercut/settings", {"calls_a_second": 1})
    with pytest.raises(Retry) as told:
        printing.adjust("anna", cents=500, reference="r")
    assert told.value.after == 1
    vendors.post("/_control/papercut/settings", {"calls_a_second": 0})
    assert printing.balance("anna") == 0
