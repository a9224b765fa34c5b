"""Who gets in, with the real FreeRADIUS, in each way that devices use (contracts.md 5.2)."""

from __future__ import annotations

import datetime as dt
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from pyrad.client import Client
from pyrad.packet import AccessReject
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.actions.wifi.put_account import put_account
from app.actions.wifi.put_group import put_group
from app.actions.wifi.remove import remove
from app.actions.wifi.resume import resume
from app.actions.wifi.suspend import suspend
from app.core import clock
from app.integrations.radius.dynamic import dictionary
from app.rules.wifi import ONE_DAY, end_of, nt_password
from tests.freeradius import AccessPoint

ALL, NONE = dict.fromkeys(AccessPoint.WAYS, True), dict.fromkeys(AccessPoint.WAYS, False)
SECRET = "k7mwp-3xhtq-9facd"
ZONE = "Africa/Johannesburg"
HOSTILE = [
    "o'brien", 'quo"te', "x'; DROP TABLE radius.radcheck; --", "' OR '1'='1", "back\\slash", "trailing\\", "%{User-Password}", "${ENV:HOME}", "$(id)",
    "{curly}", "two words", "100%", "a=b,c", "x\u00e9'y", "名前", "ünïcøde@straße.example", "имя", "\U0001f600", "a..b@c@d.", "NULL", "--", "n" * 253,
]  # fmt: skip


@pytest.fixture
def alice(session: Session) -> str:
    put_group(session, "gold", 20)
    put_account(session, "alice@acme.example", nt_password(SECRET), "gold")
    session.commit()
    return "alice@acme.example"


def test_every_way_leads_in_and_only_with_the_password(access_point: AccessPoint, alice: str) -> None:
    assert access_point.admits(alice, SECRET) == ALL
    assert access_point.admits(alice, "another") == NONE
    assert access_point.admits("bob@acme.example", SECRET) == NONE


@pytest.mark.parametrize("way", AccessPoint.WAYS)
def test_the_network_of_the_group_arrives(access_point: AccessPoint, alice: str, way: str) -> None:
    told = access_point.sign_in(alice, SECRET, way).attributes

    assert told["Tunnel-Type"] in ("VLAN", "0000000d")
    assert told["Tunnel-Medium-Type"] in ("IEEE-802", "00000006")
    assert told["Tunnel-Private-Group-Id"] in ("20", b"20".hex())
    assert told["Acct-Interim-Interval"] == "300"


def test_the_name_inside_the_tunnel_is_told_and_nothing_else_of_it(access_point: AccessPoint, alice: str) -> None:
    told = access_point.eap(alice, SECRET, "TTLS", "MSCHAPV2").attributes

    assert told["User-Name"] == alice
    assert "Framed-MTU" not in told


def test_a_refused_device_learns_no_network(access_point: AccessPoint, alice: str) -> None:
    assert set(access_point.sign_in(alice, "wrong").attributes) == {"Message-Authenticator"}


def test_another_group_is_another_network(access_point: AccessPoint, alice: str, session: Session) -> None:
    put_group(session, "silver", 30)
    put_account(session, alice, nt_password(SECRET), "silver")
    session.commit()
    assert access_point.sign_in(alice, SECRET).attributes["Tunnel-Private-Group-Id"] == "30"

    put_account(session, alice, nt_password(SECRET), "")
    session.commit()
    assert "Tunnel-Private-Group-Id" not in access_point.sign_in(alice, SECRET).attributes


def test_a_suspended_person_stays_out_until_resumed(access_point: AccessPoint, alice: str, session: Session) -> None:
    suspend(session, alice)
    session.commit()
    assert access_point.admits(alice, SECRET) == NONE

    put_account(session, alice, nt_password(SECRET), "gold")
    session.commit()
    assert not access_point.sign_in(alice, SECRET).accepted, "a renewed account is still suspended"

    resume(session, alice)
    session.commit()
    assert access_point.admits(alice, SECRET) == ALL


def test_an_account_is_good_through_its_last_day(access_point: AccessPoint, alice: str, session: Session) -> None:
    today = clock.today(ZONE)
    put_account(session, alice, nt_password(SECRET), "gold", end_of(today, ZONE))
    session.commit()
    left = (end_of(today, ZONE) - clock.now()).total_seconds()
    for way in ("pap", "peap"):
        assert abs(int(access_point.sign_in(alice, SECRET, way).attributes["Session-Timeout"]) - left) < 5

    put_account(session, alice, nt_password(SECRET), "gold", end_of(today - ONE_DAY, ZONE))
    session.commit()
    assert access_point.admits(alice, SECRET) == NONE


def test_an_account_ends_to_the_second(access_point: AccessPoint, session: Session) -> None:
    end = clock.now() + dt.timedelta(seconds=3)
    put_account(session, "guest", nt_password(SECRET), "", end)
    session.commit()
    assert access_point.sign_in("guest", SECRET).accepted

    time.sleep(max(0.0, (end - clock.now()).total_seconds()) + 1)
    assert not access_point.sign_in("guest", SECRET).accepted


def test_a_removed_account_is_gone(access_point: AccessPoint, alice: str, session: Session) -> None:
    remove(session, alice)
    session.commit()
    assert access_point.admits(alice, SECRET) == NONE


def test_a_new_password_ends_the_old_one_and_whatever_was_put_beside_it(access_point: AccessPoint, alice: str, session: Session) -> None:
    session.execute(
        text("INSERT INTO radius.radcheck (username, attribute, op, value) VALUES (:name, 'Cleartext-Password', ':=', 'spare')"),
        {"name": alice},
    )
    put_account(session, alice, nt_password("new-password"), "gold")
    session.commit()

    assert access_point.admits(alice, "new-password") == ALL
    assert access_point.admits(alice, SECRET, ["pap", "peap"]) == {"pap": False, "peap": False}
    assert access_point.admits(alice, "spare", ["pap", "peap"]) == {"pap": False, "peap": False}


@pytest.mark.parametrize("typed", ["Alice@Acme.example", "ALICE@ACME.EXAMPLE", "alice@acme.example "])
def test_a_name_is_known_however_a_phone_writes_it(access_point: AccessPoint, alice: str, typed: str) -> None:
    assert access_point.admits(typed, SECRET, ["pap", "mschap", "peap", "ttls-mschapv2"]) == dict.fromkeys(
        ["pap", "mschap", "peap", "ttls-mschapv2"], True
    )


def test_two_ways_to_write_a_letter_are_one_name(access_point: AccessPoint, session: Session) -> None:
    put_account(session, "ZO\u00cb", nt_password(SECRET), "")
    session.commit()
    assert access_point.admits("Zoe\u0308", SECRET, ["pap", "peap"]) == {"pap": True, "peap": True}


def test_no_name_opens_the_door_by_itself(access_point: AccessPoint, alice: str) -> None:
    with ThreadPoolExecutor(8) as crowd:
        assert not any(answer.accepted for answer in crowd.map(lambda name: access_point.sign_in(name, SECRET), HOSTILE))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_only_a_name(access_point: AccessPoint, alice: str, session: Session, name: str) -> None:
    put_account(session, name, nt_password(SECRET), "gold")
    session.commit()

    for way in ("pap", "peap"):
        answer = access_point.sign_in(name, SECRET, way)
        assert answer.accepted
        assert answer.attributes["Tunnel-Private-Group-Id"] in ("20", b"20".hex())
    access_point.report("Start", name, "a-session")
    assert session.scalar(text("SELECT username FROM radius.radacct")) == name
    assert session.scalar(text("SELECT count(DISTINCT username) FROM radius.radcheck")) == 2


def test_a_name_that_is_no_text_is_refused_and_not_fatal(access_point: AccessPoint, alice: str) -> None:
    assert not access_point.sign_in("\udcff\udcfe", SECRET).accepted
    assert access_point.sign_in(alice, SECRET).accepted


def test_passwords_in_other_scripts_work(access_point: AccessPoint, session: Session) -> None:
    put_account(session, "guest", nt_password("пароль-秘密"), "")
    session.commit()
    assert access_point.admits("guest", "пароль-秘密", ["pap", "peap", "ttls-pap"]) == dict.fromkeys(["pap", "peap", "ttls-pap"], True)


def test_no_password_is_kept_anywhere(access_point: AccessPoint, alice: str, session: Session) -> None:
    wrong = "my-bank-password"
    access_point.admits(alice, SECRET)
    access_point.admits(alice, wrong)
    access_point.admits("nobody", wrong)

    assert session.scalar(text("SELECT count(*) FROM radius.radpostauth")) == 15, "one row an attempt, EAP as well"
    assert session.scalar(text("SELECT count(*) FROM radius.radpostauth WHERE callingstationid = '02-00-00-00-00-01'")) == 9, (
        "of those inside a tunnel"
    )
    tables = session.execute(text("SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('public', 'radius')")).all()
    for word in (SECRET, wrong):
        for schema, table in tables:
            found = session.scalar(
                text(f'SELECT count(*) FROM {schema}."{table}" t WHERE CAST(t AS text) LIKE :word'), {"word": f"%{word}%"}
            )
            assert not found, f"{schema}.{table} holds {word}"
        assert word not in (access_point.folder / "log").read_text(errors="replace")


def test_a_stranger_with_a_certificate_of_another_name_learns_no_password(access_point: AccessPoint, alice: str) -> None:
    assert not access_point.eap(alice, SECRET, "PEAP", "MSCHAPV2", host="wifi.evil.example").accepted


def test_a_lost_connection_to_the_database_costs_nobody_a_log_in(access_point: AccessPoint, alice: str, session: Session) -> None:
    assert access_point.sign_in(alice, SECRET).accepted
    lost = session.scalar(
        text("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = current_database() || '_radius'")
    )
    assert lost
    assert access_point.admits(alice, SECRET) == ALL


def test_answers_are_signed_and_unsigned_questions_are_not_answered(access_point: AccessPoint, alice: str) -> None:
    """Against answers forged on the way (BlastRADIUS, CVE-2024-3596)."""
    door = Client(
        "127.0.0.1",
        authport=access_point.port,
        secret=access_point.secret.encode(),
        dict=dictionary(),
        timeout=30,
        retries=1,
        enforce_ma=True,
    )
    question = door.CreateAuthPacket(User_Name=alice)
    question[2] = [question.PwCrypt("wrong")]
    assert door.SendPacket(question).code == AccessReject
    assert access_point.ask("auth", seconds=1, **{"User-Name": alice, "User-Password": SECRET}).attributes == {}
    assert access_point.sign_in(alice, SECRET).accepted
