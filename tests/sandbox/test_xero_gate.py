"""Tokens, tenants, limits and idempotency keys at the sandbox's gate (contracts.md 2.1 to 2.3, 2.6)."""

from __future__ import annotations

import base64
import json
import socket
import sqlite3
import threading
import urllib.error
import urllib.parse
import urllib.request
from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from app.integrations.errors import GiveUp
from app.integrations.xero import Reconnect
from app.integrations.xero.identity import XeroIdentity
from app.sandbox.store import Store
from app.sandbox.xero.identity import consent
from app.sandbox.xero.webhooks import signature
from tests.contracts.test_xero_faults import consented
from tests.sandbox.raw import Raw, line
from tests.vendors import CLIENT, NL, ZA, Connection, Vendors


def exchange(vendors: Vendors, refresh_token: str) -> int:
    form = {"grant_type": "refresh_token", "client_id": CLIENT[0], "client_secret": CLIENT[1], "refresh_token": refresh_token}
    status, error = asked(vendors, form)
    return status if error in ("", "invalid_grant") else 0


def asked(vendors: Vendors, form: dict[str, str], **headers: str) -> tuple[int, str]:
    """Status and error of the token address."""
    request = urllib.request.Request(f"{vendors.url}/connect/token", urllib.parse.urlencode(form).encode(), headers)
    try:
        with urllib.request.urlopen(request) as answer:
            return int(answer.status), ""
    except urllib.error.HTTPError as refusal:
        return refusal.code, json.loads(refusal.read())["error"]


def test_a_refresh_token_works_once_unless_a_grace_is_set(vendors: Vendors, connection: Connection) -> None:
    token = connection.tokens.refresh_token
    assert [exchange(vendors, token), exchange(vendors, token), exchange(vendors, "made-up")] == [200, 400, 400]
    vendors.post("/_control/settings", {"token_grace": 60})
    assert exchange(vendors, token) == 200


def test_only_foyers_own_client_gets_tokens(vendors: Vendors, connection: Connection) -> None:
    form = {"grant_type": "refresh_token", "refresh_token": connection.tokens.refresh_token}
    for client_id, secret in ((CLIENT[0], "wrong"), (CLIENT[0], ""), ("another", CLIENT[1]), ("", "")):
        assert asked(vendors, form | {"client_id": client_id, "client_secret": secret}) == (400, "invalid_client")
    basic = base64.b64encode(":".join(CLIENT).encode()).decode()
    assert asked(vendors, form, Authorization="Basic eA==") == (400, "invalid_client")
    assert asked(vendors, form, Authorization=f"Basic {basic}") == (200, "")
    with pytest.raises(GiveUp, match="client id or secret"):
        XeroIdentity(identity_url=vendors.url, login_url=vendors.url, client_id=CLIENT[0], client_secret="wrong").refreshed(
            connection.tokens
        )


def test_a_code_is_for_the_address_that_the_person_came_back_to(vendors: Vendors) -> None:
    door = vendors.door()
    back, other = "http://localhost:8000/xero/back", "http://localhost:8000/xero/other"
    with pytest.raises(Reconnect):
        door.tokens_for(consented(door.consent_address(redirect_uri=back, state="s1"), ZA), redirect_uri=other)
    assert door.tokens_for(consented(door.consent_address(redirect_uri=back, state="s1"), ZA), redirect_uri=back)


def test_a_file_of_an_earlier_sandbox_goes_on(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "sandbox.sqlite3")) as before:
        before.execute(
            "CREATE TABLE consent (id TEXT PRIMARY KEY, client TEXT, tenants TEXT NOT NULL, scope TEXT NOT NULL, at REAL NOT NULL)"
        )
        before.execute("INSERT INTO consent VALUES ('old', '', '[]', 's', 1)")
        before.commit()
    for _again in range(2):
        store = Store(tmp_path)
        assert consent(store, [ZA], redirect_uri="http://localhost/back")
        store.close()
    store = Store(tmp_path)
    assert [row["redirect_uri"] for row in store.rows("SELECT * FROM consent ORDER BY at")] == [
        "",
        "http://localhost/back",
        "http://localhost/back",
    ]
    store.close()


def test_connections_add_up_and_each_says_when_it_was_chosen(vendors: Vendors) -> None:
    door, back = vendors.door(), "http://localhost:8000/xero/back"
    for chosen, known in ((ZA, {ZA}), (NL, {ZA, NL}), (ZA, {ZA, NL})):
        tokens = door.tokens_for(consented(door.consent_address(redirect_uri=back, state="s1"), chosen), redirect_uri=back)
        found = Connection(vendors, tokens).books().connections()
        assert {each.tenant_id for each in found} == known
        assert max(found, key=lambda each: each.chosen_at).tenant_id == chosen


def test_a_put_without_a_length_is_refused(vendors: Vendors) -> None:
    place = urllib.parse.urlsplit(vendors.url)
    for head, status in (("", b"411"), ("Content-Length: 0\r\n", b"401")):
        with socket.create_connection((place.hostname, place.port), timeout=20) as line_:
            line_.sendall(
                f"PUT /payfast/api/subscriptions/t/cancel?testing=true HTTP/1.1\r\nHost: {place.netloc}\r\nConnection: close\r\n{head}\r\n".encode()
            )
            assert line_.recv(100).split()[1] == status


def test_a_call_needs_a_token_that_lives_and_a_tenant_that_it_opens(vendors: Vendors, connection: Connection) -> None:
    raw = Raw(vendors.connection(NL), ZA)
    assert raw("GET", "/Accounts")[0] == 403
    assert raw("GET", "/Accounts", xero_tenant_id="")[0] == 403
    assert Raw(connection)("GET", "/Accounts", Authorization="Bearer made-up")[0] == 401
    vendors.post("/_control/xero/expire", {})
    assert Raw(connection)("GET", "/Accounts")[0] == 401


def test_the_same_key_gives_the_same_answer_and_refuses_another_body(vendors: Vendors, connection: Connection) -> None:
    raw = Raw(connection)
    body = {"Type": "ACCREC", "Contact": raw.contact(), "LineItems": [line()]}
    first, again = (raw("PUT", "/Invoices", body, Idempotency_Key="k") for _ in range(2))

    assert first == again
    assert len(vendors.held("Invoices")) == 1
    assert raw("PUT", "/Invoices", {**body, "Reference": "other"}, Idempotency_Key="k")[0] == 400
    assert raw("PUT", "/Invoices", body, Idempotency_Key="k" * 129)[0] == 400
    assert Raw(connection, NL)("PUT", "/Contacts", {"Name": "Acme"}, Idempotency_Key="k")[0] == 200
    vendors.post("/_control/settings", {"key_minutes": 0})
    assert raw("PUT", "/Invoices", body, Idempotency_Key="k")[0] == 200
    assert len(vendors.held("Invoices")) == 2


def test_each_answer_counts_down_and_the_minute_ends_in_429(vendors: Vendors, connection: Connection) -> None:
    vendors.post("/_control/limits", {"minute": 3, "day": 10})
    token = {"Authorization": f"Bearer {connection.tokens.access_token}", "xero-tenant-id": ZA}
    left, refused = [], None
    for _ in range(4):
        try:
            with urllib.request.urlopen(urllib.request.Request(f"{vendors.url}/api.xro/2.0/Accounts", headers=token)) as answer:
                left.append((answer.headers["X-MinLimit-Remaining"], answer.headers["X-DayLimit-Remaining"]))
        except urllib.error.HTTPError as refusal:
            refused = refusal

    assert left == [("2", "9"), ("1", "8"), ("0", "7")]
    assert refused is not None
    assert (refused.code, refused.headers["X-Rate-Limit-Problem"]) == (429, "minute")
    assert 1 <= int(refused.headers["Retry-After"]) <= 61
    assert Raw(connection, NL)("GET", "/Accounts")[0] == 200, "each company has its own minute"


def test_a_day_has_its_own_end(vendors: Vendors, connection: Connection) -> None:
    vendors.post("/_control/limits", {"day": 1})
    assert [Raw(connection)("GET", "/Accounts")[0] for _ in range(2)] == [200, 429]


def test_five_calls_at_once_and_no_sixth(vendors: Vendors, connection: Connection) -> None:
    vendors.fault("delay", "GET */Accounts", times=6, seconds=0.3)
    raw, statuses = Raw(connection), []
    threads = [threading.Thread(target=lambda: statuses.append(raw("GET", "/Accounts")[0])) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert statuses.count(429) >= 1
    assert statuses.count(200) + statuses.count(429) == 6
    assert vendors.get("/_control")["most_at_once"][raw.tenant] == 6


def test_calls_are_counted_with_their_keys_and_faults(vendors: Vendors, connection: Connection) -> None:
    vendors.fault("500", "PUT */Contacts")
    raw = Raw(connection)
    raw("PUT", "/Contacts", {"Name": "Acme"}, Idempotency_Key="k-1")
    raw("PUT", "/Contacts", {"Name": "Acme"}, Idempotency_Key="k-1")

    assert [(one["status"], one["fault"], one["key"]) for one in vendors.calls("PUT */contacts")] == [
        (200, None, "k-1"),
        (500, "500", "k-1"),
    ]


def test_a_webhook_is_signed_over_its_raw_body_with_the_text_of_the_key(vendors: Vendors) -> None:
    got: list[tuple[str | None, bytes]] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append((self.headers["x-xero-signature"], self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.handle_request, daemon=True).start()
    event = {"resourceId": "i-1", "tenantId": ZA, "eventCategory": "INVOICE", "eventType": "UPDATE"}
    told = vendors.post(
        "/_control/xero/webhooks", {"address": f"http://127.0.0.1:{server.server_port}/in", "key": "a2V5", "events": [event]}
    )
    server.server_close()

    ((mark, body),) = got
    assert told == {"result": 200}
    assert mark == signature("a2V5", body)
    assert vendors.call("POST", "/_control/xero/webhooks", {"address": "http://example.com/", "key": "k", "events": []})[0] == 400


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "https://evil.example"}])
def test_other_names_and_other_sites_reach_nothing(vendors: Vendors, headers: dict[str, str]) -> None:
    assert vendors.call("POST", "/_control/reset", {}, **headers)[0] == 421


def test_a_fault_that_nobody_knows_is_refused(vendors: Vendors) -> None:
    assert vendors.call("POST", "/_control/faults", {"vendor": "xero", "kind": "earthquake"})[0] == 400
    assert vendors.call("GET", "/nowhere")[0] == 404
