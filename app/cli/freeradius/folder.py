"""var/radius/raddb: a whole FreeRADIUS configuration, written from the templates beside this file."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

from app.cli.freeradius import certificates, clients, login
from app.cli.freeradius.clients import Client
from app.cli.freeradius.program import MISSING, modules
from app.cli.say import CannotStart
from config import Settings

TEMPLATES = ("radiusd.conf", "modules.conf", "sql.conf", "sites.conf", "access_reject")
PLACE = re.compile(r"@(\w+)@")


def written(settings: Settings) -> Path:
    """The folder, ready for `freeradius -d`. Files with secrets are for their owner alone."""
    top, folder, found = settings.var / "radius", settings.var / "radius" / "raddb", modules()
    if found is None:
        raise CannotStart(MISSING)
    for path in (top, folder):
        path.mkdir(mode=0o700, exist_ok=True)
    certificates.ensure(folder / "certificates", settings.radius_name)
    places = {
        "folder": str(folder),
        "modules": str(found),
        "host": settings.radius_host,
        "port": str(settings.radius_port),
        "acct_port": str(settings.radius_acct_port),
        "database": login.ensure(settings),
    }
    for name in TEMPLATES:
        template = files("app.cli.freeradius").joinpath("raddb", name).read_text()
        put(folder / name, PLACE.sub(lambda found: escaped(places[found[1]]), template))
    put(folder / "clients.conf", "".join(map(told, clients.listed(settings))))
    return folder


def told(client: Client) -> str:
    """A client must sign what it asks: otherwise answers to it can be forged (BlastRADIUS, CVE-2024-3596)."""
    return f'client {client.name} {{\n\tipaddr = {client.address}\n\tsecret = "{escaped(client.secret)}"\n\trequire_message_authenticator = yes\n}}\n'


def escaped(text: str) -> str:
    """Between the quotes of a configuration file. Raises CannotStart for what FreeRADIUS would take for something of its own."""
    if "${" in text or "$ENV{" in text or "\n" in text:
        raise CannotStart(f"FreeRADIUS cannot be told {text!r}. Choose a folder or a database address without dollar signs.")
    return text.replace("\\", "\\\\").replace('"', '\\"')


def put(path: Path, text: str) -> None:
    path.touch(mode=0o600)
    path.write_text(text)
