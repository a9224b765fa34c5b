"""The account that PostgreSQL runs as: our own, or an unprivileged one when we are root, because PostgreSQL refuses root."""

from __future__ import annotations

import contextlib
import os
import pwd
import subprocess
from pathlib import Path
from typing import Any

from app.cli.say import CannotStart

CANDIDATES = ("foyer", "postgres", "nobody")


def server_account(data: Path) -> pwd.struct_passwd | None:
    """None: run it as ourselves. As root: whoever owns the data already, or the first candidate that exists.

    initdb wants an account with a name, so a bare number is refused here in words.
    """
    if os.geteuid() != 0:
        try:
            pwd.getpwuid(os.geteuid())
        except KeyError:
            raise CannotStart(
                f"This account (number {os.geteuid()}) has no name on this machine, and PostgreSQL does not run without one. "
                "Start Foyer as a user with a name, or set DATABASE_URL to a PostgreSQL that runs elsewhere."
            ) from None
        return None
    if data.exists() and data.stat().st_uid != 0:
        with contextlib.suppress(KeyError):
            return pwd.getpwuid(data.stat().st_uid)
    for name in CANDIDATES:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise CannotStart("There is no account to run PostgreSQL as. Make one with: useradd --system foyer")


def identity(account: pwd.struct_passwd | None) -> dict[str, Any]:
    """The arguments that make subprocess run something as that account."""
    return {} if account is None else {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def works_as(account: pwd.struct_passwd | None, argv: list[str]) -> bool:
    """Let that account run it: root's own view of permissions proves nothing about another's."""
    try:
        return subprocess.run(argv, cwd="/", capture_output=True, **identity(account)).returncode == 0
    except OSError:
        return False


def opened(folder: Path) -> None:
    """Make it, and what is missing on the way, for every account to enter, however strict our umask is."""
    for part in (*reversed(folder.parents), folder):
        if not part.exists():
            part.mkdir(exist_ok=True)
            part.chmod(0o755)


def barred(account: pwd.struct_passwd | None, path: Path) -> Path | None:
    """The first folder on the way to `path` that this account may not enter."""
    way = [folder for folder in (*reversed(path.parents), path) if folder.is_dir()]
    return next((folder for folder in way if not works_as(account, ["/bin/sh", "-c", 'cd "$0"', str(folder)])), None)
