"""Is the database up to date? Asked without the application, so that a warm start pays a few milliseconds for the answer."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from config import HERE, Settings

REVISIONS = HERE / "app" / "migrations" / "versions"
NAMED = re.compile(r"""^(down_)?revision(?:\s*:[^=]*)?\s*=\s*["'](\w+)["']""", re.M)
SHAPES_ACCESS = ("app/access", "app/models", "app/web", "app/migrations", "views")


def newest() -> str | None:
    """The revision that no other one follows."""
    found = _named()
    followed = {name for down, name in found if down}
    return next((name for down, name in found if not down and name not in followed), None)


def known() -> set[str]:
    """Every revision that this Foyer can bring to the newest."""
    return {name for down, name in _named() if not down}


def _named() -> list[tuple[str, str]]:
    return [match for file in REVISIONS.glob("*.py") for match in NAMED.findall(file.read_text())]


def current(database_url: str) -> str | None:
    """The revision that the database is at; None while it is empty."""
    with psycopg.connect(database_url, connect_timeout=10) as connection:
        return revision(connection)


def revision(connection: psycopg.Connection[Any]) -> str | None:
    """The same on a connection that is open."""
    if not connection.execute("SELECT to_regclass('alembic_version')").fetchone()[0]:  # type: ignore[index]
        return None
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else None


def is_up_to_date(settings: Settings) -> bool:
    """The tables are at the newest revision, and permissions were last written by this very code."""
    return current(settings.database_url) == newest() and synced(settings) == fingerprint()


def has_people(settings: Settings) -> bool:
    """Somebody has an account: this database is in use."""
    with psycopg.connect(settings.database_url, connect_timeout=10) as connection:
        return bool(connection.execute("SELECT EXISTS (SELECT FROM ab_user)").fetchone()[0])  # type: ignore[index]


def fingerprint() -> str:
    """Of all code that decides tables, permissions and roles."""
    files = sorted(path for folder in SHAPES_ACCESS for path in (HERE / folder).rglob("*.py"))
    return hashlib.sha256(b"".join(str(path.relative_to(HERE)).encode() + path.read_bytes() for path in files)).hexdigest()


def synced(settings: Settings) -> str:
    try:
        return note(settings).read_text()
    except OSError:
        return ""


def note(settings: Settings) -> Path:
    """Where we remember what was written into which database."""
    bare = urlsplit(settings.database_url)._replace(query="").geturl()
    which = hashlib.sha256(re.sub(r":\d+/", "/", bare).encode()).hexdigest()[:12]
    return settings.var / f"migrated-{which}"
