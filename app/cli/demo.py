"""demo: load the demo network; once it is there, nothing happens."""

from __future__ import annotations

import argparse

from app.cli.demo_network.staff import LOGINS
from app.cli.opened import opened
from app.cli.say import CannotStart, say
from config import Mode, Settings

__all__ = ["LOGINS", "main"]


def main(argv: list[str], settings: Settings) -> int:
    argparse.ArgumentParser("run.py demo", description=__doc__).parse_args(argv)
    if settings.mode is Mode.PRODUCTION:
        raise CannotStart("The demo network has passwords that everybody knows. It is not for production.")
    with opened(settings) as app:
        from app.core.entity import db

        if is_loaded(db.session()):
            say("The demo network is there already.")
            return 0
        from app.cli.demo_network.load import load

        running: Settings = app.extensions["settings"]
        folder = running.var / "sandbox"
        load(
            sandbox=None if "xero_base_url" in running.given else folder,
            doors=None if "salto_url" in running.given else folder,
            door_prefix=running.door_prefix,
            archive=f"http://127.0.0.1:{running.sandbox_port}/mailarchiva",
        )
    say("The demo network is there; its logins are shown when Foyer starts.")
    return 0


def is_loaded(session: object) -> bool:
    """The marker is there. Raises CannotStart when somebody else's network is."""
    from sqlalchemy import select
    from sqlalchemy.orm import Session

    from app.models import Location, Setting

    assert isinstance(session, Session)
    if session.scalar(select(Setting.id).where(Setting.name == "demo")) is not None:
        return True
    if session.scalar(select(Location.id).limit(1)) is not None:
        raise CannotStart("This database holds a network already. The demo network goes into an empty one.")
    return False
