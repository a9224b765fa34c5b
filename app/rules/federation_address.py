"""Which addresses another network may have: none by which somebody could make this machine speak to its own neighbours (SSRF)."""

from __future__ import annotations

from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit


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
    number = ip_address(text)
    if isinstance(number, IPv6Address):
        number = number.ipv4_mapped or number.sixtofour or number
    if number.is_loopback:
        return None if is_near and loopback_is_fine else Wrong.PRIVATE
    if number.is_link_local or number.is_multicast or number.is_unspecified or (isinstance(number, IPv4Address) and number.is_reserved):
        return Wrong.NOWHERE
    if not number.is_global:
        return None if is_near and number.is_private else Wrong.PRIVATE
    return None
