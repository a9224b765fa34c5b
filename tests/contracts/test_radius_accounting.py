"""What access points report becomes sessions, presence and usage; what they repeat, or forget to say, does no harm (contracts.md 5.2)."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core import clock
from app.queries.wifi.sessions import present, sessions
from app.queries.wifi.usage import usage
from tests.freeradius import AccessPoint

ZONE = "Africa/Johannesburg"
NAME = "Alice@acme.example"
FOUR_GB = 2**32
PACKET = text("""
    INSERT INTO radius.radacct AS known (acctsessionid, acctuniqueid, username, nasipaddress, acctstarttime, acctupdatetime, acctinputoctets, acctoutputoctets)
    VALUES ('s', 'u', 'Alice@acme.example', '10.1.1.1', :at, :at, :up, :down)
    ON CONFLICT (acctuniqueid) DO UPDATE SET acctupdatetime = excluded.acctupdatetime,
    acctinputoctets = excluded.acctinputoctets, acctoutputoctets = excluded.acctoutputoctets
""")


def today(session: Session) -> tuple[int, int]:
    day = clock.today(ZONE)
    found = usage(session, NAME, first=day - dt.timedelta(days=1), last=day, zone=ZONE)
    return sum(one.uploaded for one in found), sum(one.downloaded for one in found)


def test_a_session_from_start_to_stop(access_point: AccessPoint, session: Session) -> None:
    access_point.report("Start", NAME, "s1")
    (begun,) = sessions(session, "alice@ACME.example")
    assert (begun.username, begun.session_id, begun.nas_address, begun.station) == (NAME, "s1", "10.1.1.1", "02-00-00-00-00-01")
    assert abs(clock.now() - begun.started_at) < dt.timedelta(seconds=5)
    assert not begun.is_stale

    access_point.report("Interim-Update", NAME, "s1", Acct_Session_Time=60, Acct_Input_Octets=1000, Acct_Output_Octets=5000)
    (going,) = sessions(session, NAME)
    assert (going.uploaded, going.downloaded) == (1000, 5000)
    assert [(one.username, one.nas_address, one.devices) for one in present(session)] == [(NAME.lower(), "10.1.1.1", 1)]

    access_point.report(
        "Stop", NAME, "s1", Acct_Session_Time=90, Acct_Input_Octets=1500, Acct_Output_Octets=9000, Acct_Terminate_Cause="User-Request"
    )
    assert sessions(session, NAME) == []
    assert present(session) == []
    assert today(session) == (1500, 9000)
    assert session.execute(text("SELECT acctsessiontime, acctterminatecause FROM radius.radacct")).all() == [(90, "User-Request")]


def test_a_repeated_stop_changes_no_figure(access_point: AccessPoint, session: Session) -> None:
    access_point.report("Start", NAME, "s1")
    access_point.report("Stop", NAME, "s1", Acct_Session_Time=90, Acct_Input_Octets=1500, Acct_Output_Octets=9000)
    kept = "SELECT acctstoptime, acctsessiontime, acctinputoctets, acctoutputoctets FROM radius.radacct"
    before = session.execute(text(kept)).all()
    session.rollback()

    access_point.report("Stop", NAME, "s1", Acct_Session_Time=90, Acct_Input_Octets=1500, Acct_Output_Octets=9000)
    access_point.report("Stop", NAME, "s1")
    access_point.report("Interim-Update", NAME, "s1", Acct_Session_Time=60, Acct_Input_Octets=1000, Acct_Output_Octets=5000)
    access_point.report("Start", NAME, "s1")

    assert session.execute(text(kept)).all() == before
    assert today(session) == (1500, 9000)
    assert sessions(session, NAME) == []


def test_a_stop_without_its_start_is_a_whole_session(access_point: AccessPoint, session: Session) -> None:
    access_point.report("Stop", NAME, "s9", Acct_Session_Time=3600, Acct_Input_Octets=10, Acct_Output_Octets=20, Acct_Delay_Time=30)

    begun, ended = session.execute(text("SELECT acctstarttime, acctstoptime FROM radius.radacct")).one()
    assert ended - begun == dt.timedelta(hours=1)
    assert abs(clock.now() - dt.timedelta(seconds=30) - ended) < dt.timedelta(seconds=5)
    assert today(session) == (10, 20)


def test_more_than_32_bits_of_traffic(access_point: AccessPoint, session: Session) -> None:
    told = {"Acct_Input_Octets": 5, "Acct_Input_Gigawords": 1, "Acct_Output_Octets": 7, "Acct_Output_Gigawords": 2}
    access_point.report("Interim-Update", NAME, "s1", **told)
    assert today(session) == (FOUR_GB + 5, 2 * FOUR_GB + 7)


def test_two_devices_and_two_access_points(access_point: AccessPoint, session: Session) -> None:
    access_point.report("Start", NAME, "s1")
    access_point.report("Start", NAME, "s2", Calling_Station_Id="02-00-00-00-00-02")
    access_point.report("Start", "bob", "s1", Calling_Station_Id="02-00-00-00-00-03", NAS_IP_Address="10.2.2.2")

    assert [(one.username, one.devices) for one in present(session)] == [(NAME.lower(), 2), ("bob", 1)]
    assert [one.username for one in present(session, ["10.2.2.2", "10.9.9.9"])] == ["bob"]
    assert present(session, []) == []
    assert len(sessions(session, NAME)) == 2


def test_who_is_silent_for_long_has_gone(access_point: AccessPoint, session: Session) -> None:
    access_point.report("Start", NAME, "s1")

    with time_machine.travel(clock.now() + dt.timedelta(minutes=16), tick=False):
        assert present(session) == []
        assert [one.username for one in present(session, silent_after=dt.timedelta(hours=1))] == [NAME.lower()]
        assert [one.is_stale for one in sessions(session, NAME)] == [True]


def test_an_access_point_that_starts_again_has_nobody_on_it(access_point: AccessPoint, session: Session) -> None:
    access_point.report("Start", NAME, "s1")
    access_point.report("Start", "bob", "s1", NAS_IP_Address="10.2.2.2")
    assert access_point.ask("acct", **{"Acct-Status-Type": "Accounting-On", "NAS-IP-Address": "10.1.1.1"}).accepted

    assert [one.username for one in present(session)] == ["bob"]


def test_a_name_learned_late_counts(access_point: AccessPoint, session: Session) -> None:
    """Some report the name shown to strangers until they have read the Accept."""
    access_point.report("Start", "anonymous", "s1")
    access_point.report("Interim-Update", NAME, "s1", Acct_Input_Octets=10, Acct_Output_Octets=20)
    assert [one.username for one in present(session)] == [NAME.lower()]
    assert today(session) == (10, 20)


def test_whatever_an_access_point_says_is_only_text(access_point: AccessPoint, session: Session) -> None:
    words = "x'); DROP TABLE radius.usage; --\\"
    access_point.report("Start", NAME, words, Called_Station_Id=words, Calling_Station_Id=words, NAS_Port_Id=words, NAS_Identifier=words)
    kept = text("SELECT acctsessionid, calledstationid, callingstationid, nasportid FROM radius.radacct")
    assert session.execute(kept).all() == [(words,) * 4]
    assert today(session) == (0, 0)


@pytest.mark.parametrize(
    ("zone", "days"), [("UTC", [(1, 10, 100), (2, 40, 400)]), (ZONE, [(1, 5, 50), (2, 45, 450)]), ("Asia/Kathmandu", [(2, 50, 500)])]
)
def test_traffic_belongs_to_the_day_of_the_location(session: Session, zone: str, days: list[tuple[int, int, int]]) -> None:
    for at, up, down in [("21:30", 5, 50), ("23:45", 10, 100), ("23:59", 10, 100)]:
        session.execute(PACKET, {"at": f"2026-07-01 {at}+00", "up": up, "down": down})
    for at, up, down in [("00:00", 20, 200), ("09:00", 50, 500)]:
        session.execute(PACKET, {"at": f"2026-07-02 {at}+00", "up": up, "down": down})

    found = usage(session, NAME, first=dt.date(2026, 7, 1), last=dt.date(2026, 7, 2), zone=zone)
    assert [(one.day.day, one.uploaded, one.downloaded) for one in found] == days


def test_days_that_were_not_asked_for_are_left_out(session: Session) -> None:
    for day, up in ((1, 5), (2, 15), (3, 35)):
        session.execute(PACKET, {"at": f"2026-07-0{day} 12:00+00", "up": up, "down": 0})

    (only,) = usage(session, NAME, first=dt.date(2026, 7, 2), last=dt.date(2026, 7, 2), zone=ZONE)
    assert (only.day, only.uploaded) == (dt.date(2026, 7, 2), 10)


def test_debians_own_queries_cannot_take_back_what_was_counted(session: Session) -> None:
    """An outside FreeRADIUS with its usual configuration writes 0 for a Stop that tells no figures."""
    session.execute(PACKET, {"at": "2026-07-01 12:00+00", "up": 7, "down": 70})
    session.execute(
        text(
            "UPDATE radius.radacct SET acctstoptime = '2026-07-01 12:05+00', acctinputoctets = 0, acctoutputoctets = 0, acctsessiontime = 300"
        )
    )
    session.execute(text("UPDATE radius.radacct SET acctstoptime = '2026-07-01 12:06+00', acctinputoctets = NULL, acctsessiontime = NULL"))

    assert session.execute(
        text("SELECT to_char(acctstoptime, 'MI'), acctinputoctets, acctoutputoctets, acctsessiontime FROM radius.radacct")
    ).all() == [("05", 7, 70, 300)]
