"""Which addresses another network, or a receiver of webhooks, may have: none by which somebody could make this machine speak to its own neighbours (SSRF)."""

from __future__ import annotations

from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

# Networks of IPv6 behind which an address of IPv4 is called, which stands in the last 32 bits (RFC 6052, 8215, 4291).
CARRY = tuple(map(IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "::/96", "::ffff:0:0:0/96")))
# Nobody's, or what a cloud tells its machines by, where Python's own table does not know or an older Python knows less (IANA's registries of special
# addresses; 168.63.129.16 is Azure's, 192.0.0.192 Oracle's).
SPECIAL = tuple(map(ip_network, ("0.0.0.0/8", "192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32", "fec0::/10", "3fff::/20", "5f00::/16")))


class Wrong(StrEnum):
    NOT_HTTPS = "not https"
    NOT_AN_ADDRESS = "not an address"
    PRIVATE = "private"
    NOWHERE = "nowhere"


def base_of(text: str, *, http_is_fine: bool) -> str | Wrong:
    """`https://foyer.example.com`, with a port that is not the usual one, and nothing behind it; or what is wrong with it."""
    given = text.strip()
    try:
        parts = urlsplit(given if "://" in given else f"https://{given}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return Wrong.NOT_AN_ADDRESS
    if parts.scheme != "https" and not (http_is_fine and parts.scheme == "http"):
        return Wrong.NOT_HTTPS
    if not host or not host.isascii() or parts.username is not None or parts.path.strip("/") or parts.query or parts.fragment or port == 0:
        return Wrong.NOT_AN_ADDRESS
    usual = {"https": 443, "http": 80}[parts.scheme]
    name = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{name}" if port in (None, usual) else f"{parts.scheme}://{name}:{port}"


def wrong_number(text: str, *, is_near: bool, loopback_is_fine: bool) -> Wrong | None:
    """None for a number that may be called. `is_near` allows private networks; loopback, and what is nobody's or everybody's, is never called
    where it counts, the addresses at which clouds tell machines their secrets (169.254.0.0/16) among them."""
    number = inner(ip_address(text))
    if number.is_loopback:
        return None if is_near and loopback_is_fine else Wrong.PRIVATE
    if (
        number.is_link_local
        or number.is_multicast
        or number.is_unspecified
        or any(number in each for each in SPECIAL)
        or (isinstance(number, IPv4Address) and number.is_reserved)
    ):
        return Wrong.NOWHERE
    if not number.is_global:
        return None if is_near and number.is_private else Wrong.PRIVATE
    return None


def inner(number: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The address of IPv4 that one of IPv6 leads to: mapped, 6to4, Teredo's client, NAT64, or compatible; else the same."""
    if isinstance(number, IPv4Address) or number.is_loopback or number.is_unspecified:
        return number
    if number.teredo:
        return number.teredo[1]
    found = number.ipv4_mapped or number.sixtofour
    if found is None and any(number in each for each in CARRY):
        found = IPv4Address(int(number) & 0xFFFFFFFF)
    return found or number


def target_of(text: str, *, to_loopback: bool) -> str | Wrong:
    """An address that somebody wants to be told at, as it will be called; or what is wrong with it. `to_loopback`: http to this machine is fine, for trials."""
    given = text.strip()
    try:
        parts = urlsplit(given)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return Wrong.NOT_AN_ADDRESS
    is_here = to_loopback and host in ("127.0.0.1", "::1", "localhost")
    if parts.scheme != "https" and not (is_here and parts.scheme == "http"):
        return Wrong.NOT_HTTPS
    if (
        not host
        or not given.isascii()
        or not given.isprintable()
        or " " in given
        or parts.username is not None
        or parts.password is not None
        or parts.fragment
        or port == 0
    ):
        return Wrong.NOT_AN_ADDRESS
    try:
        return wrong_number(host, is_near=is_here, loopback_is_fine=is_here) or given
    except ValueError:  # a name: its numbers are looked at when it is called
        return given
