"""doctor: each fault is named with what to do about it."""

from __future__ import annotations

import json
import socket
from urllib.parse import urlsplit

import psycopg
import pytest

from app.cli.diagnosis import stores
from config import Settings
from tests.cli.conftest import open_place

KEY = "q7Rk2ZpXw9LmTn4VbYc8HdJf3GsAe6UuKi5O"


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    """A folder whose servers were made before: for questions that leave nothing behind."""
    with open_place(tmp_path_factory) as found:
        yield found


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
    assert {finding["about"] for finding in found} == {
        "Python",
        "PDF",
        "Folder",
        "Ports",
        "Database",
        "Queue",
        "Files",
        "Settings",
        "Mail",
        "Xero",
        "PaperCut",
        "Salto",
        "WiFi",
    }
    assert any(finding["fact"] == "There are no tables yet" and "run.py migrate" in finding["remedy"] for finding in found)


def test_everything_that_does_not_answer_is_named(known):
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        port = deaf.getsockname()[1]
        deaf.close()
        gone = f"127.0.0.1:{port}"
        found, _ = findings(
            known,
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


def test_a_taken_port_is_a_fault_only_when_it_was_asked_for(known):
    with socket.create_server(("127.0.0.1", 0)) as thief:
        port = str(thief.getsockname()[1])
        assert "FOYER_SANDBOX_PORT" in wrong(findings(known, FOYER_SANDBOX_PORT=port)[0])["Ports"]["remedy"]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [("FOYER_MODE", "production", "FOYER_SECRET_KEY"), ("FOYER_SMTP_HOST", "mail.example.com", "FOYER_OUTSIDE_MAIL")],
)
def test_unsafe_settings_are_faults(known, name, value, words):
    assert words in json.dumps([finding for finding in findings(known, **{name: value})[0] if finding["about"] == "Settings"])


def test_an_address_of_another_machine_is_a_fault(known):
    told = wrong(findings(known, FOYER_HOST="192.0.2.1")[0])["Ports"]

    assert "192.0.2.1" in told["fact"]
    assert "FOYER_HOST" in told["remedy"]


def test_a_port_that_only_root_may_have_is_not_called_taken(ordinary):
    with open("/proc/sys/net/ipv4/ip_unprivileged_port_start") as floor:
        if int(floor.read()) < 1024:
            pytest.skip("here everybody may have every port")
    asked = "from app.cli.places import closed; from config import Settings; print(*closed(Settings.load(), 'port'))"
    words, err = ordinary.start([ordinary.python, "-c", asked], FOYER_PORT="1023").communicate(timeout=180)

    assert "not open to this account. Set FOYER_PORT to one from 1024 on" in words, err


def test_somebody_else_at_the_sandbox_ports_is_not_taken_for_the_sandbox(place):
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        place.environ |= {"FOYER_SANDBOX_PORT": str(stranger.getsockname()[1])}
        found, _ = findings(place)

    assert {finding["fact"] for finding in found if finding["about"] in {"Mail", "Xero"}} == {
        "The built-in mailbox, which starts with Foyer",
        "The sandbox, which starts with Foyer",
    }


def test_a_database_that_foyer_cannot_live_in(place, monkeypatch):
    """Too old, made for ASCII, or somebody else's: each is told, and what to do."""
    mine, queue = place.hold().words.split()
    here = urlsplit(mine)
    with psycopg.connect(mine, autocommit=True) as connection:
        connection.execute("CREATE ROLE guest LOGIN PASSWORD 'guest'")
        connection.execute("CREATE DATABASE plain ENCODING 'SQL_ASCII' LOCALE 'C' LOCALE_PROVIDER libc TEMPLATE template0")

    def faults(url: str) -> str:
        settings = Settings.load({"FOYER_VAR": str(place.var), "DATABASE_URL": url})
        return " ".join(f"{finding.fact} -> {finding.remedy}" for finding in stores.database(settings) if finding.verdict == "wrong")

    guest = f"postgresql://guest:guest@127.0.0.1:{here.port}/foyer"
    assert faults(mine) == ""
    assert faults(f"{mine.removesuffix('foyer')}plain").startswith("The database plain keeps its text as SQL_ASCII")
    assert (
        faults(guest)
        == "The account guest may make no tables in the database foyer -> An administrator: ALTER DATABASE foyer OWNER TO guest;"
    )
    status, _, err = place.ask("setup", DATABASE_URL=guest, REDIS_URL=queue)
    assert (status, "may make no tables" in err) == (1, True), err
    monkeypatch.setattr(stores, "POSTGRES_FLOOR", 99)
    assert faults(mine) == "PostgreSQL at 127.0.0.1 is version 18 -> Foyer needs 99 or newer."


@pytest.mark.parametrize("command", ["up", "setup", "migrate", "verify-books"])
def test_no_command_answers_an_unreachable_server_with_a_traceback(known, command):
    status, _, err = known.ask(
        command, DATABASE_URL=f"postgresql://foyer:{KEY}@127.0.0.1:1/foyer", REDIS_URL=f"redis://:{KEY}@127.0.0.1:1/0"
    )

    assert status == 1
    assert "PostgreSQL" in err
    assert "Connection refused" in err
    assert "Traceback" not in err
    assert KEY not in err
    assert ("REDIS_URL" in err) == (command in {"up", "setup"})
