"""radius: FreeRADIUS for the members' WiFi, on Foyer's own database, until Ctrl-C or SIGTERM."""

from __future__ import annotations

import argparse
import signal
import subprocess
from pathlib import Path

from app.cli import schema
from app.cli.freeradius.folder import written
from app.cli.freeradius.program import MISSING, server
from app.cli.migrate import migrate
from app.cli.say import CannotStart, say
from app.cli.servers import servers
from app.cli.servers.child import dies_with_us, end
from config import Settings

# Times in its log and in the tables must not depend on this machine's zone, nor its texts on the language.
ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def main(argv: list[str], settings: Settings) -> int:
    parser = argparse.ArgumentParser("run.py radius", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write the configuration and let FreeRADIUS read it, but start nothing")
    check = parser.parse_args(argv).check
    program = server()
    if program is None:
        raise CannotStart(MISSING)
    with servers(settings, "FreeRADIUS") as running:
        if schema.current(running.database_url) != schema.newest():
            migrate(running)
        folder = written(running)
        return checked(program, folder) if check else served(program, folder, running)


def checked(program: str, folder: Path) -> int:
    """As for a start, and not with -X, which passes over the section of the log and would print every secret."""
    done = subprocess.run(
        [program, "-C", "-l", "stdout", "-d", str(folder)], env=ENVIRONMENT, capture_output=True, text=True, errors="replace"
    )
    if done.returncode:
        words = (done.stdout + done.stderr).strip().splitlines()[-5:]
        raise CannotStart("FreeRADIUS does not accept its configuration:\n" + "\n".join(words))
    say(f"FreeRADIUS accepts the configuration in {folder}")
    return 0


def served(program: str, folder: Path, settings: Settings) -> int:
    """In the foreground; it speaks on our own standard error."""
    say(
        f"FreeRADIUS: log-ins at {settings.radius_host}:{settings.radius_port}, accounting at {settings.radius_host}:{settings.radius_acct_port}"
    )
    say(f"Devices may be given the certificate of its authority: {folder}/certificates/ca.pem")
    child = subprocess.Popen(
        [program, "-f", "-d", str(folder)],
        stdin=subprocess.DEVNULL,
        stdout=2,
        env=ENVIRONMENT,
        start_new_session=True,  # Ctrl-C reaches us alone
        preexec_fn=dies_with_us(signal.SIGTERM),
    )
    try:
        signal.signal(signal.SIGTERM, stop)
        return 1 if child.wait() else 0
    except Stopped:
        return 0
    finally:
        end(child, signal.SIGTERM)


class Stopped(Exception):
    """Somebody sent SIGTERM."""


def stop(_number: int, _frame: object) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise Stopped
