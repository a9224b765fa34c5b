"""From where and with what somebody signed in, said so that they know it again and nobody is followed by it.

Browsers name themselves, and each names those before it as well (MDN, "Browser detection using the user agent"): the first name that is
found counts. What names none of these is said to be unknown, and nothing hangs on what is said.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"), ("Version/", "Safari"),
)  # fmt: skip
# An iPad says that it is a Mac, and Android that it is a Linux.
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"), ("Macintosh", "Mac"), ("Linux", "Linux"),
)  # fmt: skip
SHORTER = {4: 24, 6: 48}  # bits that are kept of an address, which are a household's or an office's and no machine's


@dataclass(frozen=True, slots=True)
class Device:
    """`network` is "41.13.20.x" or "2001:db8:12::x"; names that are not known are empty."""

    network: str
    browser: str
    system: str


def device_of(user_agent: str, address: str) -> Device:
    """What a request tells of the machine that it comes from."""
    return Device(network_of(address), _first(BROWSERS, user_agent), _first(SYSTEMS, user_agent))


def network_of(address: str) -> str:
    """The address without what tells machines of one network apart; empty for what is none."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv6Address):
        found = found.ipv4_mapped or ipaddress.IPv6Address(int(found))  # without a zone such as %eth0
    start = ipaddress.ip_network(f"{found}/{SHORTER[found.version]}", strict=False).network_address
    return f"{str(start).rpartition('.')[0]}.x" if found.version == 4 else f"{start}x"


def _first(names: tuple[tuple[str, str], ...], text: str) -> str:
    return next((said for mark, said in names if mark in text), "")
