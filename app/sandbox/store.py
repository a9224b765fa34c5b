"""The sandbox's memory: one SQLite file that survives a kill -9."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS record (
    tenant TEXT, kind TEXT, id TEXT, name TEXT, code TEXT, body TEXT NOT NULL, updated REAL NOT NULL, PRIMARY KEY (tenant, kind, id));
CREATE INDEX IF NOT EXISTS record_name ON record (tenant, kind, name);
CREATE INDEX IF NOT EXISTS record_code ON record (tenant, kind, code);
CREATE TABLE IF NOT EXISTS answer (
    tenant TEXT, key TEXT, fingerprint TEXT NOT NULL, status INTEGER, body BLOB, at REAL NOT NULL, PRIMARY KEY (tenant, key));
CREATE TABLE IF NOT EXISTS consent (
    id TEXT PRIMARY KEY, client TEXT, tenants TEXT NOT NULL, scope TEXT NOT NULL, at REAL NOT NULL, redirect_uri TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS token (
    token TEXT PRIMARY KEY, consent TEXT NOT NULL, kind TEXT NOT NULL, expires REAL NOT NULL, spent REAL);
CREATE TABLE IF NOT EXISTS call (
    id INTEGER PRIMARY KEY, at REAL NOT NULL, vendor TEXT, tenant TEXT, method TEXT, path TEXT, key TEXT, fault TEXT, status INTEGER);
CREATE INDEX IF NOT EXISTS call_tenant ON call (tenant, at, status);
CREATE TABLE IF NOT EXISTS fault (
    id INTEGER PRIMARY KEY, vendor TEXT, pattern TEXT, kind TEXT, times INTEGER, seconds REAL NOT NULL);
CREATE TABLE IF NOT EXISTS mail (
    id INTEGER PRIMARY KEY, at REAL NOT NULL, sender TEXT, recipients TEXT NOT NULL, subject TEXT, shown_from TEXT, shown_to TEXT,
    message_id TEXT, attachments INTEGER NOT NULL, raw BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
TABLES = ("record", "answer", "consent", "token", "call", "fault", "mail", "setting")


class Store:
    """One connection behind one lock: every answer is decided on a settled state."""

    tables = TABLES

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._depth = 0
        self._db = sqlite3.connect(folder / "sandbox.sqlite3", check_same_thread=False, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        # NORMAL loses nothing when the process dies, only when the machine does: enough here, and ten times faster
        self._db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=5000;" + SCHEMA)
        if "redirect_uri" not in [row["name"] for row in self.rows("PRAGMA table_info(consent)")]:  # a file of an earlier sandbox
            self.run("ALTER TABLE consent ADD COLUMN redirect_uri TEXT NOT NULL DEFAULT ''")

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction; inside another one, a savepoint that can fail alone."""
        with self._lock:
            outermost, name = self._depth == 0, f"step{self._depth}"
            self._db.execute("BEGIN IMMEDIATE" if outermost else f"SAVEPOINT {name}")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK" if outermost else f"ROLLBACK TO {name}")
                raise
            else:
                self._db.execute("COMMIT" if outermost else f"RELEASE {name}")
            finally:
                self._depth -= 1

    def run(self, sql: str, *values: object) -> int:
        """Change something; returns the id of an inserted row."""
        with self._lock:
            return self._db.execute(sql, values).lastrowid or 0

    def rows(self, sql: str, *values: object) -> list[sqlite3.Row]:
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    def row(self, sql: str, *values: object) -> sqlite3.Row | None:
        found = self.rows(sql, *values)
        return found[0] if found else None

    def setting(self, name: str, default: str) -> str:
        found = self.row("SELECT value FROM setting WHERE name = ?", name)
        return str(found["value"]) if found else default

    def set(self, name: str, value: object) -> None:
        self.run("INSERT OR REPLACE INTO setting VALUES (?, ?)", name, str(value))

    def wipe(self, *tables: str) -> None:
        """Empty these tables, or all of them."""
        with self.writing():
            for table in tables or TABLES:
                if table not in TABLES:
                    raise KeyError(table)
                self.run(f"DELETE FROM {table}")  # noqa: S608 - a name out of TABLES

    def close(self) -> None:
        with self._lock:
            self._db.close()
