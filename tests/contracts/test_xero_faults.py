"""Whatever goes wrong on the way to Xero ends as Retry, GiveUp or Unknown, and never in a second invoice (I6)."""

from __future__ import annotations

import datetime as dt
import http.client
import socket
import time
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from app.integrations.errors import GiveUp, Pause, Retry, Trouble, Unknown
from app.integrations.xero import Reconnect, TokenRefused, Tokens, XeroDocument
from app.integrations.xero.books import XeroBooks
from tests.contracts.xero_examples import created, credit_note, furnished, invoice, payment
from tests.vendors import NL, SLOWLY, ZA, Connection, Vendors, patience_for

CREATE = "PUT */Invoices"
# fault -> (what the write tells, how many invoices Xero holds then)
AT_A_WRITE = {
    "delay": (Unknown, 1),
    "429": (Pause, 0),
    "500": (Unknown, 0),
    "503": (Unknown, 0),
    "cut_before": (Unknown, 0),
    "500_after": (Unknown, 1),
    "cut_after": (Unknown, 1),
    "cut_body": (Unknown, 1),
    "slow_body": (Unknown, 1),
    "wrong_json": (Unknown, 1),
}


def outcome(act: Callable[[], object]) -> type[Trouble] | None:
    try:
        act()
    except Trouble as trouble:
        return type(trouble) if trouble.reason else Trouble
    return None


@pytest.mark.parametrize("fault", AT_A_WRITE)
def test_a_faulty_create_is_looked_up_and_repeated_into_exactly_one_invoice(vendors: Vendors, connection: Connection, fault: str) -> None:
    books, faulty = connection.books(), connection.books(patience=patience_for(fault))
    sent = [invoice(furnished(books))]
    vendors.fault(fault, CREATE, seconds=SLOWLY.get(fault, 0))

    assert outcome(lambda: faulty.create_invoices(sent, key="step-1")) is AT_A_WRITE[fault][0]
    assert len(vendors.calls(CREATE)) == 1, "a write is sent once; repeating is the job's decision"
    if fault == "delay":
        wait_until(lambda: len(vendors.held("Invoices")) == 1)
    assert len(vendors.held("Invoices")) == AT_A_WRITE[fault][1]

    found = books.find_invoices(["CPT-00001"]).get("CPT-00001")
    (repeated,) = books.create_invoices(sent, key="step-1")
    assert isinstance(repeated, XeroDocument)
    assert found in (None, repeated)
    assert len(vendors.held("Invoices")) == 1


@pytest.mark.parametrize("fault", AT_A_WRITE)
def test_a_faulty_read_may_simply_be_repeated(vendors: Vendors, connection: Connection, fault: str) -> None:
    books, faulty = connection.books(), connection.books(patience=patience_for(fault))
    created(books, "CPT-00001")
    vendors.fault(fault, "GET */Invoices", seconds=SLOWLY.get(fault, 0))

    assert outcome(lambda: faulty.find_invoices(["CPT-00001"])) is (Pause if fault == "429" else Retry)
    assert list(books.find_invoices(["CPT-00001"])) == ["CPT-00001"]


def test_a_request_that_arrives_twice_makes_one_invoice(vendors: Vendors, connection: Connection) -> None:
    books = connection.books()
    sent = [invoice(furnished(books))]
    vendors.fault("duplicate", CREATE)

    (done,) = books.create_invoices(sent, key="step-1")

    assert isinstance(done, XeroDocument)
    assert len(vendors.held("Invoices")) == 1


@pytest.mark.parametrize("fault", ["500_after", "cut_after"])
def test_every_other_write_is_doubted_too_and_harmless_under_its_key(vendors: Vendors, connection: Connection, fault: str) -> None:
    books = connection.books()
    (draft,) = created(books, "CPT-1")
    contact = books.find_contacts(["ACME"]).get("ACME")
    assert contact
    writes: list[tuple[str, Callable[[], object]]] = [
        ("POST */Invoices", lambda: books.authorise_invoices([draft.xero_id], key="a")),
        ("PUT */CreditNotes", lambda: books.create_credit_notes([credit_note(contact.xero_id)], key="n")),
        ("PUT */Payments", lambda: books.record_payments([payment(draft.xero_id)], key="p")),
    ]
    for pattern, write in writes:
        vendors.fault(fault, pattern)
        assert outcome(write) is Unknown
        assert outcome(write) is None
    assert len(vendors.held("CreditNotes")) == len(vendors.held("Payments")) == 1


def test_nobody_listening_means_nothing_was_sent(connection: Connection) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        books = connection.books(url=f"http://127.0.0.1:{closed.getsockname()[1]}")
        assert outcome(lambda: books.create_invoices([invoice("c")], key="k")) is Retry


def test_the_wait_that_xero_asks_for_is_passed_on(vendors: Vendors, connection: Connection) -> None:
    books = connection.books()
    sent = [invoice(furnished(books))]
    vendors.fault("429", CREATE, seconds=7)

    with pytest.raises(Retry) as told:
        books.create_invoices(sent, key="k")

    assert told.value.after == 7


def test_a_spent_minute_is_told_with_the_seconds_that_remain(vendors: Vendors, connection: Connection) -> None:
    vendors.post("/_control/limits", {"minute": 2})
    books = connection.books()
    books.accounts()
    books.accounts()

    with pytest.raises(Retry) as told:
        books.accounts()

    assert told.value.after in range(50, 62)


def test_validation_is_given_up_in_xeros_words(connection: Connection) -> None:
    books = connection.books()
    contact = furnished(books)
    with pytest.raises(GiveUp, match="Xero refused: Email address must be valid"):
        books.change_contact_mail(contact, "no address", key="k")


def test_a_key_with_another_body_is_given_up(vendors: Vendors, connection: Connection) -> None:
    books = connection.books()
    contact = furnished(books)
    books.create_invoices([invoice(contact, "CPT-1")], key="k")

    with pytest.raises(GiveUp, match="used before with another request"):
        books.create_invoices([invoice(contact, "CPT-2")], key="k")
    assert len(vendors.held("Invoices")) == 1


def test_a_company_that_was_not_connected_is_refused(vendors: Vendors) -> None:
    books = vendors.connection(NL).books(ZA)
    with pytest.raises(GiveUp, match="Connect it again"):
        books.accounts()


def test_tokens_rotate_only_when_ten_minutes_or_less_remain(connection: Connection) -> None:
    books, first = connection.books(), connection.tokens
    assert books.refresh() is first
    connection.tokens = hurried(connection, minutes=11)
    assert books.refresh() is connection.tokens
    assert connection.saved == []
    connection.tokens = hurried(connection, minutes=9)

    renewed = books.refresh()

    assert connection.saved == [renewed]
    assert renewed.refresh_token != first.refresh_token
    assert books.accounts()


def test_an_expired_token_is_refused_without_effect_and_works_after_a_refresh(vendors: Vendors, connection: Connection) -> None:
    books = connection.books()
    contact = furnished(books)
    vendors.post("/_control/xero/expire", {"kind": "access"})

    assert outcome(lambda: books.create_invoices([invoice(contact)], key="k")) is TokenRefused
    assert vendors.calls("POST /connect/token") == [], "the library does not renew behind the lock's back"
    books.refresh(force=True)
    assert isinstance(books.create_invoices([invoice(contact)], key="k")[0], XeroDocument)


def test_a_stale_refresh_token_means_reconnect(connection: Connection) -> None:
    books, stale = connection.books(), connection.tokens
    books.refresh(force=True)
    connection.tokens = stale

    assert outcome(lambda: books.refresh(force=True)) is Reconnect


@pytest.mark.parametrize("fault", ["429", "500", "cut_before", "wrong_json", "delay"])
def test_a_faulty_refresh_is_retried_and_nothing_is_saved(vendors: Vendors, connection: Connection, fault: str) -> None:
    vendors.fault(fault, "POST /connect/token", seconds=SLOWLY.get(fault, 0))
    books: XeroBooks = connection.books(patience=patience_for(fault))

    assert outcome(lambda: books.refresh(force=True)) is (Pause if fault == "429" else Retry)
    assert connection.saved == []


def test_a_consent_becomes_tokens_once(vendors: Vendors) -> None:
    door = vendors.door()
    address = door.consent_address(redirect_uri="http://localhost:8000/xero/back", state="s1")
    code = consented(address, ZA)

    tokens = door.tokens_for(code, redirect_uri="http://localhost:8000/xero/back")

    assert [one.tenant_id for one in Connection(vendors, tokens).books().connections()] == [ZA]
    assert outcome(lambda: door.tokens_for(code, redirect_uri="http://localhost:8000/xero/back")) is Reconnect


def consented(address: str, tenant: str) -> str:
    """Press the button of one company; the code that comes back."""
    parts = urlsplit(address)
    server = http.client.HTTPConnection(str(parts.hostname), parts.port)
    server.request("GET", f"{parts.path}/allow?{parts.query}&tenant={tenant}")
    answer = server.getresponse()
    back = parse_qs(urlsplit(answer.headers["Location"]).query)
    server.close()
    assert (answer.status, back["state"]) == (302, ["s1"])
    return back["code"][0]


def hurried(connection: Connection, *, minutes: int) -> Tokens:
    return replace(connection.tokens, expires_at=dt.datetime.now(dt.UTC) + dt.timedelta(minutes=minutes))


def wait_until(true: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not true():
        assert time.monotonic() < until
        time.sleep(0.02)
