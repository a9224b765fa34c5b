"""Where FreeRADIUS is on this machine."""

from __future__ import annotations

import shutil
from pathlib import Path

NAMES = ("freeradius", "radiusd")  # Debian's name, and everybody else's
SYSTEM = "/usr/sbin:/usr/local/sbin:/opt/homebrew/sbin:/opt/homebrew/bin:/usr/local/bin:/usr/bin"  # sbin is not on everybody's path
MODULES = (
    "/usr/lib/freeradius",
    "/usr/lib64/freeradius",
    "/usr/local/lib/freeradius",
    "/opt/homebrew/lib/freeradius-server",
    "/usr/local/lib",
)
PACKAGES = ("freeradius", "freeradius-postgresql", "freeradius-utils", "eapoltest")
MISSING = f"FreeRADIUS is not installed. On Debian: sudo apt-get install {' '.join(PACKAGES[:2])}"


def server() -> str | None:
    """The server program."""
    return next((path for name in NAMES if (path := shutil.which(name) or shutil.which(name, path=SYSTEM))), None)


def modules() -> Path | None:
    """The folder of its modules, when the one for PostgreSQL is among them."""
    return next((folder for name in MODULES if any((folder := Path(name)).glob("rlm_sql_postgresql.*"))), None)


def usable() -> bool:
    """It can read Foyer's tables."""
    return bool(server() and modules())


def complete() -> bool:
    """Server, modules, and the two programs that tests sign in with."""
    return bool(usable() and shutil.which("radclient") and shutil.which("eapol_test"))
