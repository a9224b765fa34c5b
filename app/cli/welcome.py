"""The last lines of a start: where Foyer is, and who may come in."""

from __future__ import annotations

import importlib.util

from app.cli.say import say
from config import Mode, Settings


def welcome(settings: Settings, *, seconds: float) -> None:
    say(f"\nFoyer is ready at {settings.public_url}  ({seconds:.1f} s)")
    if settings.mode is Mode.DEMO:
        say(f"The vendors' sandbox, with every mail that Foyer sent: http://127.0.0.1:{settings.sandbox_port}")
        for role, username, password in logins():
            say(f"  {role:<18} {username:<14} {password}")
    say("Ctrl-C stops it.")


def logins() -> tuple[tuple[str, str, str], ...]:
    """Role, username and password of the people of the demo network."""
    if not importlib.util.find_spec("app.cli.demo"):
        return ()
    from app.cli.demo import LOGINS

    return tuple(LOGINS)
