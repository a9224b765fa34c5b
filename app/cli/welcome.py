"""The last lines of a start: where Foyer is, and who may come in."""

from __future__ import annotations

import psycopg

from app.cli.crew import wanted
from app.cli.demo import LOGINS
from app.cli.freeradius.program import MISSING
from app.cli.say import say
from config import Mode, Settings


def welcome(settings: Settings, *, seconds: float) -> None:
    say(f"\nFoyer is ready at {settings.public_url}  ({seconds:.1f} s)")
    if settings.radius:
        say(wifi(settings) if wanted("radius", settings) else f"WiFi: {MISSING}")
    if settings.mode is Mode.DEMO:
        say(f"The vendors' sandbox, with every mail that Foyer sent: http://127.0.0.1:{settings.sandbox_port}")
        if has_demo(settings):
            for role, username, password in LOGINS:
                say(f"  {role:<18} {username:<14} {password}")
    say("Ctrl-C stops it.")


def wifi(settings: Settings) -> str:
    """Where access points may ask, and where they are listed."""
    listed = settings.radius_clients or settings.var / "radius" / "clients"
    return f"WiFi log-ins at {settings.radius_host}:{settings.radius_port}, accounting at {settings.radius_acct_port} (FreeRADIUS, for the access points in {listed})"


def has_demo(settings: Settings) -> bool:
    """Whether these people exist: a start with --empty has none of them."""
    with psycopg.connect(settings.database_url) as connection:
        return connection.execute("SELECT 1 FROM setting WHERE name = 'demo'").fetchone() is not None
