"""When a session is over, and what is said of where somebody signed in."""

from __future__ import annotations

import datetime as dt

import pytest

from app.rules.devices import Device, device_of, network_of
from app.rules.sign_ins import End, EndedBy, end_of

NINE = dt.datetime(2026, 6, 1, 9, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.mark.parametrize(
    ("at", "end"),
    [
        (NINE, None),
        (NINE + 4 * HOUR - dt.timedelta(seconds=1), None),
        (NINE + 4 * HOUR, End(NINE + 4 * HOUR, EndedBy.IDLE)),
        (NINE + 40 * HOUR, End(NINE + 4 * HOUR, EndedBy.IDLE)),
    ],
)
def test_it_ends_when_nothing_was_done_for_so_long(at: dt.datetime, end: End | None) -> None:
    assert end_of(seen_at=NINE, ends_at=NINE + 12 * HOUR, ended=None, idle=4 * HOUR, at=at) == end


def test_it_ends_at_its_age_however_busy_it_is() -> None:
    assert end_of(seen_at=NINE, ends_at=NINE + HOUR, ended=None, idle=4 * HOUR, at=NINE + HOUR) == End(NINE + HOUR, EndedBy.AGE)
    assert end_of(seen_at=NINE, ends_at=NINE + HOUR, ended=None, idle=4 * HOUR, at=NINE) is None


def test_what_was_written_down_counts_before_what_time_would_say() -> None:
    left = End(NINE + HOUR, EndedBy.SIGNED_OUT)
    assert end_of(seen_at=NINE, ends_at=NINE + 12 * HOUR, ended=left, idle=4 * HOUR, at=NINE + 40 * HOUR) == left


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("41.13.20.77", "41.13.20.x"), ("127.0.0.1", "127.0.0.x"), ("2001:db8:12:34:5:6:7:8", "2001:db8:12::x"), ("::ffff:41.13.20.77", "41.13.20.x"), ("::1", "::x"),
        ("fe80::1%eth0", "fe80::x"), ("", ""), ("unknown", ""), ("41.13.20", ""),
    ],
)  # fmt: skip
def test_of_an_address_the_network_is_kept(address: str, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.parametrize(
    ("said", "browser", "system"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox", "Windows"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
            "Chrome",
            "Windows",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0",
            "Edge",
            "Windows",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
            "Safari",
            "Mac",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
            "Safari",
            "iPhone",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/131.0.6778.73 Mobile/15E148 Safari/604.1",
            "Chrome",
            "iPhone",
        ),
        (
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36",
            "Samsung Internet",
            "Android",
        ),
        (
            "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
            "Chrome",
            "ChromeOS",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 OPR/116.0.0.0",
            "Opera",
            "Linux",
        ),
        ("curl/8.9.1", "", ""),
        ("<script>alert(1)</script>", "", ""),
        ("", "", ""),
    ],
)
def test_browsers_are_said_by_name_or_not_at_all(said: str, browser: str, system: str) -> None:
    assert device_of(said, "41.13.20.77") == Device("41.13.20.x", browser, system)
