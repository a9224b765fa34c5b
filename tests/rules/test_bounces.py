"""When an address gets no more mail, and what a mail says that came back."""

from __future__ import annotations

import datetime as dt

import pytest

from app.rules.bounce_report import failure_of, report_in
from app.rules.bounces import is_gone, is_soft, is_worn_out
from tests.bounced import report

NOW = dt.datetime(2026, 6, 30, 9, tzinfo=dt.UTC)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def bad_days(*ago: float) -> list[tuple[dt.datetime, dt.datetime]]:
    return [(NOW - each * DAY - HOUR, NOW - each * DAY) for each in ago]


def test_what_ends_an_address_at_once():
    assert [is_gone(each) for each in ("5.1.1", "5.1.10", "5.7.1", "5.2.2", "4.1.1")] == [True, True, False, False, False]
    assert [is_soft(each) for each in ("4.2.2", "4.4.7", "5.2.2")] == [True, True, False]


@pytest.mark.parametrize(
    ("soft", "arrived", "worn_out"),
    [
        (bad_days(0, 1, 2, 3, 4), None, True),
        (bad_days(0, 1, 2, 3), None, False),
        (bad_days(0, 1, 2, 3, 29), None, True),
        (bad_days(0, 1, 2, 3, 31), None, False),
        ([*bad_days(0)] * 20, None, False),
        (bad_days(0, 1, 2, 3, 9), NOW - 6 * DAY, False),
        (bad_days(0, 1, 2, 3, 5.5), NOW - 6 * DAY, True),
    ],
    ids=[
        "five days",
        "four days",
        "the fifth long ago",
        "past the window",
        "twenty on one day",
        "one arrived in between",
        "one arrived before all",
    ],
)
def test_five_bad_days_in_a_row(soft, arrived, worn_out):
    assert is_worn_out(soft, arrived=arrived, now=NOW) is worn_out


def test_a_report_of_failed_delivery():
    found = report_in(report("bounce+7-0a1b2c3d@desk.example", "Joe@Acme.Example", original="joe@acme.example"))
    assert found is not None and "bounce+7-0a1b2c3d@desk.example" in found.to
    assert [(each.address, each.meant, each.status, each.words) for each in found.failures] == [
        ("joe@acme.example", "joe@acme.example", "5.1.1", "550 5.1.1 No such user here")
    ]
    assert failure_of(found, "JOE@acme.example") == (found.failures[0], True) and failure_of(found, "info@acme.example") == (
        found.failures[0],
        False,
    )
    again = report_in(report("bounce+7-0a1b2c3d@desk.example", "else@acme.example"))
    assert again is not None and again.mark == found.mark, "the Message-ID says which report it is"


def test_a_domain_is_compared_as_envelopes_have_it():
    found = report_in(report("x", "joe@xn--bcher-kva.example"))
    assert found is not None and failure_of(found, "joe@bücher.example")[1]


ABSENT = (
    b"From: joe@acme.example\r\nTo: bounce+7-0a1b2c3d@desk.example\r\nAuto-Submitted: auto-replied\r\nSubject: Away\r\n\r\nI am away.\r\n"
)


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"\xff\xfe\x00 nonsense", ABSENT,
        report("a@b.example", "j@x.example", action="delayed", status="4.4.1"),
        report("a@b.example", "j@x.example", action="delivered", status="2.0.0"),
        report("a@b.example", "j@x.example", status="no"),
        report("a@b.example", "j@x.example", status="5.1.1111"[:3]),
        report("a@b.example", "j@x.example", kind="disposition-notification"),
        report("a@b.example", "j@x.example").split(b"Final-Recipient")[0],
        b"Content-Type: multipart/report; report-type=delivery-status\r\n\r\n" + b"no boundary",
        b"".join(b"Content-Type: multipart/report; report-type=delivery-status; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(3000)),
        b"Content-Type: multipart/report; report-type*=utf-8''%ff%fe; boundary=b\r\n\r\n--b--",
    ],
    ids=["nothing", "nonsense", "absence", "late", "delivered", "no status", "half a status", "read receipt", "cut off", "no boundary", "nested deep", "odd parameter"],
)  # fmt: skip
def test_anything_else_is_no_report(raw):
    assert report_in(raw) is None


def test_words_of_strangers_become_one_line_that_can_be_kept():
    found = report_in(report("a@b.example", "j@x.example", words="550 \x00\x1b[31mbad\xa0news " + "x" * 900))
    assert found is not None and "\x00" not in found.failures[0].words and len(found.failures[0].words) == 300
    raw = report("a@b.example", "j@x.example").replace(b"No such user", b"N\xf6 such user")
    assert "such user" in report_in(raw).failures[0].words


def test_one_that_was_cut_off_behind_what_it_says_is_read():
    raw = report("a@b.example", "j@x.example") + b"x" * 500_000
    found = report_in(raw[:1000])
    assert found is not None and found.failures[0].status == "5.1.1"
