"""Access: the print server, the doors and the WiFi, each asked with what Foyer will use."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterator

from app.cli.diagnosis import Finding, note, well, wrong
from app.cli.freeradius import clients, program
from app.cli.say import CannotStart, typed
from app.cli.servers.ports import UDP, is_free
from app.integrations.errors import Trouble
from app.integrations.papercut import Printing
from app.integrations.registry import equip, use
from app.integrations.salto import Doors
from config import EVERYWHERE, LOOPBACK, Settings

TOKEN = "Check FOYER_PAPERCUT_URL and FOYER_PAPERCUT_TOKEN, and that auth.webservices.allowed-addresses of PaperCut names this machine."  # noqa: S105
ACCOUNT = "Check FOYER_SALTO_URL, FOYER_SALTO_IDENTITY_URL, FOYER_SALTO_SITE and the account: client id and secret, and user name and password or refresh token."


def examined(settings: Settings, *, sandboxed: bool, up: bool) -> Iterator[Finding]:
    """`sandboxed`: the stand-ins are ours and not up; `up`: Foyer runs, and its FreeRADIUS with it."""
    equip(settings)
    yield asked("PaperCut", settings.papercut_url, "papercut_url", settings, sandboxed, printing)
    yield asked("Salto", settings.salto_url, "salto_url", settings, sandboxed, doors)
    yield wifi(settings, up=up)


def asked(about: str, url: str, name: str, settings: Settings, sandboxed: bool, look: Callable[[str], Finding]) -> Finding:
    if not url:
        return note(
            about, f"{about} is off: nothing is done there", f"Set FOYER_{name.upper()} and the settings beside it to switch it on."
        )
    if name not in settings.given and sandboxed:
        return well(about, "The sandbox, which starts with Foyer")
    return look(url)


def printing(url: str) -> Finding:
    try:
        use(Printing).health()
    except Trouble as trouble:
        return wrong("PaperCut", f"{url}: {trouble.reason}", TOKEN)
    return well("PaperCut", f"{url} answers, and takes the token")


def doors(url: str) -> Finding:
    try:
        site = use(Doors).health()
    except Trouble as trouble:
        return wrong("Salto", f"{url}: {trouble.reason}", ACCOUNT)
    return well("Salto", f"{url} answers, and knows the site {site}")


def wifi(settings: Settings, *, up: bool) -> Finding:
    """Is it installed, may access points ask, can they reach it, and does it listen?"""
    if not settings.radius:
        return note(
            "WiFi",
            "FOYER_RADIUS is no: FreeRADIUS is not started with Foyer",
            f"Run it where access points can reach it: {typed(settings, 'radius')}",
        )
    if not program.usable():
        return note("WiFi", program.MISSING.split(". ")[0], program.MISSING.split(". ", 1)[1])
    try:
        listed = clients.present(settings)
    except CannotStart as reason:
        return wrong("WiFi", str(reason), "FreeRADIUS does not start until that file is right.")
    path = clients.path_of(settings)
    elsewhere = [each.address for each in listed if not ipaddress.ip_network(each.address, strict=False).is_loopback]
    if elsewhere and settings.radius_host in LOOPBACK:
        return wrong(
            "WiFi",
            f"FreeRADIUS listens on this machine alone, and {elsewhere[0]} is to ask it",
            "Set FOYER_RADIUS_HOST to the address that access points reach.",
        )
    if up and is_free(settings.radius_port, "127.0.0.1" if settings.radius_host in EVERYWHERE else settings.radius_host, UDP):
        return wrong(
            "WiFi", f"FreeRADIUS does not listen at port {settings.radius_port}", f"Its log says why: {settings.var}/log/radius.log"
        )
    if not elsewhere:
        return note(
            "WiFi",
            "FreeRADIUS is ready, and no access point but this machine may ask it",
            f"Add a line for each to {path}, then start Foyer again.",
        )
    return well("WiFi", f"FreeRADIUS is ready for {len(listed)} access points or networks of {path}")
