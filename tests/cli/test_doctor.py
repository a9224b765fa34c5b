"""doctor: each fault is named with what to do about it."""

from __future__ import annotations

import json
import socket

import pytest

KEY = "q7Rk2ZpXw9LmTn4VbYc8HdJf3GsAe6UuKi5O"


def findings(place, **environ):
    status, out, err = place.ask("doctor", "--json", **environ)
    report = json.loads(out)
    assert status == (0 if report["can_run"] else 1)
    return report["findings"], err


def wrong(found):
    return {finding["about"]: finding for finding in found if finding["verdict"] == "wrong"}


def test_a_fresh_folder_is_fine(place):
    found, err = findings(place)

    assert not wrong(found)
    assert "Foyer can run." in err
    assert {finding["about"] for finding in found} == {"Python", "PDF", "Folder", "Ports", "Database", "Queue", "Settings", "Mail", "Xero"}
    assert any(finding["fact"] == "There are no tables yet" and "run.py migrate" in finding["remedy"] for finding in found)


def test_everything_that_does_not_answer_is_named(place):
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        port = deaf.getsockname()[1]
        deaf.close()
        gone = f"127.0.0.1:{port}"
        found, _ = findings(
            place,
            FOYER_MODE="production",
            FOYER_SECRET_KEY=KEY,
            FOYER_TRUSTED_HOSTS="desk.example.com",
            FOYER_PUBLIC_URL="https://desk.example.com",
            DATABASE_URL=f"postgresql://foyer:{KEY}@{gone}/foyer",
            REDIS_URL=f"redis://:{KEY}@{gone}/0",
            FOYER_SMTP_HOST="127.0.0.1",
            FOYER_SMTP_PORT=str(port),
            FOYER_XERO_BASE_URL=f"http://{gone}",
            FOYER_XERO_CLIENT_ID="desk",
        )

    faults = wrong(found)
    assert set(faults) == {"Database", "Queue", "Mail", "Xero"}
    for about, name in (("Database", "DATABASE_URL"), ("Queue", "REDIS_URL"), ("Mail", "FOYER_SMTP_HOST"), ("Xero", "FOYER_XERO_BASE_URL")):
        assert name in faults[about]["remedy"]
        assert KEY not in json.dumps(faults[about])


def test_a_taken_port_is_a_fault_only_when_it_was_asked_for(place):
    with socket.create_server(("127.0.0.1", 0)) as thief:
        port = str(thief.getsockname()[1])
        assert "FOYER_SANDBOX_PORT" in wrong(findings(place, FOYER_SANDBOX_PORT=port)[0])["Ports"]["remedy"]


@pytest.mark.parametrize(("name", "value", "words"), [("FOYER_MODE", "production", "FOYER_SECRET_KEY"), ("FOYER_SMTP_HOST", "mail.example.com", "FOYER_OUTSIDE_MAIL")])
def test_unsafe_settings_are_faults(place, name, value, words):
    assert words in json.dumps([finding for finding in findings(place, **{name: value})[0] if finding["about"] == "Settings"])
