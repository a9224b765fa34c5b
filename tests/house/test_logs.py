"""Who came, who was stopped and where is one JSON line each, in UTC, and nobody writes a line of their own (ASVS 16.2 to 16.4)."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest

from app.access.roles import MEMBER
from tests.house.test_canaries import logged
from tests.house.test_elsewhere import form_token, signed_in
from tests.make import PASSWORD


@pytest.fixture
def written(web_app: Any) -> Iterator[io.StringIO]:
    with logged() as lines:
        yield lines


def told(written: io.StringIO, event: str) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    assert all({"level", "timestamp", "event"} <= line.keys() and line["timestamp"].endswith(("Z", "+00:00")) for line in lines)
    return [line for line in lines if line["event"] == event]


def test_who_came_and_who_was_stopped_is_written_down(web_app: Any, make: Any, written: io.StringIO) -> None:
    user = make.user(MEMBER)
    browser, head, token = signed_in(web_app, user)
    assert browser.get("/invoices/list/").status_code == 403
    assert browser.get("/api/v1/invoice/", headers=head).status_code == 403
    assert browser.get("/api/v1/invoice/").status_code == 401
    browser.post("/api/v1/security/login", json={"username": user.username, "password": "wrong", "provider": "db"})
    browser.post("/logout/", data={"csrf_token": token})
    browser.post("/login/", data={"username": "nobody", "password": "wrong", "csrf_token": form_token(browser, "/login/")})

    assert [line["user"] for line in told(written, "signed in")] == [user.id, user.id]
    assert [(line["user"], line["door"]) for line in told(written, "sign-in refused")] == [
        (user.id, "TokenApi.login"),
        (None, "SignInView.login"),
    ]
    assert [line["user"] for line in told(written, "signed out")] == [user.id]
    stopped = [(line["door"], line["user"], line["method"]) for line in told(written, "refused")]
    assert stopped[0] == ("InvoiceView.list", user.id, "GET") and stopped[1][0] == "InvoiceApi.get_list" and len(stopped) == 4
    assert all(len(line["request_id"]) == 16 and line["address"] for line in told(written, "refused"))


def test_nobody_writes_a_line_of_their_own(web_app: Any, make: Any, written: io.StringIO) -> None:
    forged = 'x\r\n{"event": "signed in", "user": 1, "level": "info", "timestamp": "2026-01-01T00:00:00Z"}'
    browser = web_app.test_client()
    browser.post("/login/", data={"username": forged, "password": forged, "csrf_token": form_token(browser, "/login/")})
    browser.get("/nowhere", query_string={"q": forged}, headers={"User-Agent": "x", "X-Request-Id": "forged"})
    browser.post("/api/v1/security/login", json={"username": forged, "password": PASSWORD, "provider": "db"})
    assert told(written, "signed in") == [] and len(told(written, "sign-in refused")) == 2
    assert "forged" not in written.getvalue()
