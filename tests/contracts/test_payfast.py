"""Cards at PayFast's stand-in: what works, what is declined, and what every fault ends as."""

from __future__ import annotations

import datetime as dt
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from hashlib import md5
from pathlib import Path

import pytest

from app.core import clock
from app.integrations.errors import GiveUp, Pause, Retry, Unknown
from app.integrations.payfast import Checkout, Declined, PaymentGateway
from app.integrations.payfast.history import rows
from app.integrations.registry import PAYFAST_READ, equip, use
from app.integrations.wire import Patience
from app.rules.payfast import api_signature, encoded
from config import SANDBOX_PAYFAST, Settings
from tests.contracts.papercut_examples import outcome
from tests.vendors import SLOWLY, Vendors, patience_for

FAULTS = ["401", "429", "500", "503", "cut_before", "500_after", "cut_after", "cut_body", "slow_body", "wrong_json"]
BEFORE = {"401", "429", "500", "503", "cut_before"}
SURE = {"429": Pause, "401": GiveUp}
CHECKOUT = Checkout(
    "inv-1-1",
    123450,
    "Invoice KLF-1, ~Zoë & Co",
    "http://127.0.0.1:1/back",
    "http://127.0.0.1:1/away",
    "http://127.0.0.1:1/itn",
    keep_card=True,
)


@pytest.fixture(autouse=True)
def silent(vendors: Vendors) -> None:
    vendors.post("/_control/payfast/settings", {"send": "no"})


def kept_card(vendors: Vendors, card: str = "good") -> str:
    token: str = vendors.post("/_control/payfast/tokens", {"card": card, "notify_url": "http://127.0.0.1:1/itn", "m_payment_id": "first"})[
        "result"
    ]
    return token


def days() -> dict[str, dt.date]:
    return {"since": clock.now().date(), "until": clock.now().date()}


def charge(gateway: PaymentGateway, token: str, reference: str = "inv-1-2") -> str:
    return gateway.charge(token, cents=100_000, reference=reference, item="Invoice KLF-1")


def posted(address: str, fields: dict[str, str] | list[tuple[str, str]]) -> tuple[int, str, str]:
    """Status, text and where it leads to."""
    opener = urllib.request.build_opener(NoRedirect)
    try:
        with opener.open(address, urllib.parse.urlencode(fields).encode(), timeout=60) as answer:
            return answer.status, answer.read().decode(), ""
    except urllib.error.HTTPError as other:
        return other.code, other.read().decode(), other.headers.get("Location", "")


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_what: object) -> None:
        return None


def test_somebody_pays_on_the_page_and_leaves_the_card(vendors: Vendors) -> None:
    gateway = vendors.gateway()
    form = gateway.checkout_form(CHECKOUT)
    status, page, _ = posted(form.address, list(form.fields))
    assert (status, "1234.50" in page, "~Zoë &amp; Co" in page) == (200, True, True)
    known = re.search(r'name="id" value="([^"]+)', page)
    assert known
    pay = f"{vendors.url}/payfast/eng/pay"
    assert "Insufficient funds" in posted(pay, {"id": known[1], "card": "soft"})[1]
    assert posted(pay, {"id": known[1], "card": "none"})[2] == CHECKOUT.cancel_url
    assert posted(pay, {"id": known[1], "card": "good"})[2] == CHECKOUT.return_url
    assert posted(pay, {"id": known[1], "card": "good"})[2] == CHECKOUT.return_url, "a second click"

    held = vendors.get("/_control/payfast")
    assert [each["cents"] for each in held["payments"]] == [123450]
    (notice,), (token,) = held["notices"], held["tokens"]
    told = dict(urllib.parse.parse_qsl(notice["body"], keep_blank_values=True))
    assert (told["m_payment_id"], told["amount_gross"], told["token"]) == ("inv-1-1", "1234.50", token["id"])
    assert gateway.is_confirmed(notice["parameters"])
    assert not gateway.is_confirmed(notice["parameters"].replace("1234.50", "1.00"))
    payment_id = charge(gateway, token["id"])
    found = gateway.received("inv-1-2", **days())
    assert found and (found.payment_id, found.cents) == (payment_id, 100_000)
    assert gateway.received("inv-1-3", **days()) is None


def test_a_form_that_was_touched_or_signed_by_another_is_refused(vendors: Vendors) -> None:
    form = vendors.gateway().checkout_form(CHECKOUT)
    touched = [(name, "5.00" if name == "amount" else value) for name, value in form.fields]
    assert posted(form.address, touched)[:2] == (400, "Generated signature does not match submitted signature")
    other = vendors.gateway(passphrase="another").checkout_form(CHECKOUT)
    assert posted(other.address, list(other.fields))[0] == 400
    assert outcome(lambda: vendors.gateway(passphrase="another").received("x", **days())) is GiveUp
    assert outcome(lambda: vendors.gateway().charge("t", cents=499, reference="r", item="i")) is GiveUp


def test_a_form_in_another_order_or_with_another_field_is_refused_although_it_is_signed(vendors: Vendors) -> None:
    form = vendors.gateway().checkout_form(CHECKOUT)
    *fields, _signature = form.fields
    assert posted(form.address, signed(fields))[0] == 200
    for wrong in (fields[::-1], [*fields[1:], fields[0]], [*fields, ("setup", "1")], sorted(fields)):
        assert posted(form.address, signed(wrong))[:2] == (400, "Generated signature does not match submitted signature")
    assert posted(form.address, [*signed(fields)[-1:], *fields])[0] == 400, "the signature comes last"


def signed(fields: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """As a client would that keeps no order."""
    text = "&".join(f"{name}={encoded(value)}" for name, value in [*fields, ("passphrase", SANDBOX_PAYFAST[2])])
    return [*fields, ("signature", md5(text.encode(), usedforsecurity=False).hexdigest())]


@pytest.mark.parametrize(
    ("version", "stamp", "status"),
    [
        ("v1", "2026-11-22T17:00:00+0200", 200),
        ("v1", "2026-11-22T17:00:00+02:00", 200),
        ("v1", "2026-11-22T17:00:00.123456+0200", 401),
        ("v1", "2026-11-22T17:00:00", 401),
        ("v1", "", 401),
        ("", "2026-11-22T17:00:00+0200", 401),
        ("v2", "2026-11-22T17:00:00+0200", 401),
    ],
)
def test_a_call_says_its_version_and_its_time_without_microseconds(vendors: Vendors, version: str, stamp: str, status: int) -> None:
    headers = {"merchant-id": SANDBOX_PAYFAST[0], "version": version, "timestamp": stamp}
    sign = api_signature(headers, SANDBOX_PAYFAST[2])
    request = urllib.request.Request(f"{vendors.url}/payfast/api/transactions/history?testing=true", headers=headers | {"signature": sign})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            found = answer.status
    except urllib.error.HTTPError as refusal:
        found = refusal.code
    assert found == status


def test_an_answer_may_take_the_time_that_the_settings_give(tmp_path: Path, vendors: Vendors) -> None:
    """A card's bank is slow: the next part of an answer may take all but the whole of it."""
    settings = Settings.load({"FOYER_MODE": "test", "FOYER_VAR": str(tmp_path)})
    equip(settings.moved(sandbox_port=int(vendors.url.rpartition(":")[2]), sandbox_smtp_port=vendors.smtp_port, vendor_patience=6))
    vendors.fault("delay", "POST */adhoc", vendor="payfast", seconds=3.5)
    assert charge(use(PaymentGateway), kept_card(vendors))
    assert (Patience.of(60, read=PAYFAST_READ), Patience.of(60), Patience.of(2)) == (
        Patience(5, 45, 60),
        Patience(5, 30, 60),
        Patience(2, 2, 2),
    )


@pytest.mark.parametrize(("card", "for_good"), [("soft_later", False), ("hard_later", True)])
def test_a_declined_card_is_a_no_although_the_status_is_200(vendors: Vendors, card: str, for_good: bool) -> None:
    with pytest.raises(Declined) as refusal:
        charge(vendors.gateway(), kept_card(vendors, card))
    assert refusal.value.for_good is for_good
    assert "\n" not in refusal.value.reason
    assert vendors.get("/_control/payfast")["payments"] == []


def test_a_cancelled_token_charges_nobody_and_may_be_cancelled_again(vendors: Vendors) -> None:
    gateway, token = vendors.gateway(), kept_card(vendors)
    gateway.cancel_token(token)
    gateway.cancel_token(token)
    for dead in (token, "never-made"):
        with pytest.raises(Declined) as refusal:
            charge(gateway, dead)
        assert refusal.value.for_good
    assert not [call for call in vendors.calls("*/subscriptions/*") if token in str(call)], "no token in the log"


@pytest.mark.parametrize("fault", FAULTS)
def test_a_charge_under_every_fault_is_found_by_looking_and_never_sent_again(vendors: Vendors, fault: str) -> None:
    gateway, token = vendors.gateway(patience_for(fault)), kept_card(vendors)
    vendors.fault(fault, "POST */adhoc", vendor="payfast", seconds=SLOWLY.get(fault, 0))

    assert outcome(lambda: charge(gateway, token)) is SURE.get(fault, Unknown)

    assert len(vendors.calls("POST */adhoc")) == 1
    assert (vendors.gateway().received("inv-1-2", **days()) is None) is (fault in BEFORE)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", ["received", "is_confirmed", "cancel"])
def test_the_other_calls_under_every_fault(vendors: Vendors, name: str, fault: str) -> None:
    gateway, token = vendors.gateway(patience_for(fault)), kept_card(vendors)
    charge(vendors.gateway(), token)
    parameters = vendors.get("/_control/payfast")["notices"][0]["parameters"]
    calls: dict[str, tuple[str, Callable[[PaymentGateway], object]]] = {
        "received": ("GET */history", lambda by: by.received("inv-1-2", **days())),
        "is_confirmed": ("POST */validate", lambda by: by.is_confirmed(parameters)),
        "cancel": ("PUT */cancel", lambda by: by.cancel_token(token)),
    }
    pattern, call = calls[name]
    vendors.fault(fault, pattern, vendor="payfast", seconds=SLOWLY.get(fault, 0))
    usual = Unknown if name == "cancel" else Retry
    assert outcome(lambda: call(gateway)) is SURE.get(fault, usual)
    assert outcome(lambda: call(vendors.gateway())) is None


def test_where_notices_come_from(vendors: Vendors) -> None:
    gateway = vendors.gateway(sources=("10.1.0.0/16", "localhost"))
    assert [address for address in ("10.1.2.3", "127.0.0.1", "10.2.0.1", "", "x", "::ffff:10.1.2.3") if gateway.is_sender(address)] == [
        "10.1.2.3", "127.0.0.1", "::ffff:10.1.2.3",
    ]  # fmt: skip
    assert outcome(lambda: vendors.gateway(sources=("nowhere.invalid",)).is_sender("10.1.2.3")) is Retry


def test_a_history_without_what_we_need_is_no_answer() -> None:
    assert rows("\r\n") == []
    for text in ("Date,Gross\n", "Type,Gross,M Payment ID,PF Payment ID\nFUNDS_RECEIVED,1\n"):
        with pytest.raises(ValueError):
            rows(text)
