"""An account as the tables hold it, to compare with what it should be (A1)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

ROWS = text("""
    SELECT 'check' AS place, attribute, op, value FROM radius.radcheck WHERE username = radius.account_name(:typed)
    UNION ALL SELECT 'reply', attribute, op, value FROM radius.radreply WHERE username = radius.account_name(:typed)
    UNION ALL SELECT 'group', groupname, '', '' FROM radius.radusergroup WHERE username = radius.account_name(:typed)
    ORDER BY 1, 2
""")


ALL_ROWS = text("""
    SELECT username, 'check' AS place, attribute, op, value FROM radius.radcheck
    UNION ALL SELECT username, 'reply', attribute, op, value FROM radius.radreply
    UNION ALL SELECT username, 'group', groupname, '', '' FROM radius.radusergroup
    ORDER BY 1, 2, 3
""")


@dataclass(frozen=True, slots=True)
class WifiAccount:
    """`strangers` are the attributes that Foyer never wrote like this, by name: their values may be passwords."""

    nt_hash: str
    groups: tuple[str, ...]
    until: dt.datetime | None
    suspended: bool
    strangers: tuple[str, ...]

    @property
    def exists(self) -> bool:
        """Somebody could sign in with it, were it neither suspended nor over."""
        return bool(self.nt_hash)


def account(session: Session, username: str) -> WifiAccount:
    """What is there, in whatever way the name is written; for an unknown name an account without anything."""
    return _read(session.execute(ROWS, {"typed": username}).all())


def accounts(session: Session) -> dict[str, WifiAccount]:
    """Everything that the tables hold, by name: one look at all of them, to compare with what should be there."""
    found: dict[str, list[Any]] = defaultdict(list)
    for name, *row in session.execute(ALL_ROWS):
        found[name].append(row)
    return {name: _read(rows) for name, rows in found.items()}


def _read(rows: Iterable[Any]) -> WifiAccount:
    nt_hash, until, suspended = "", None, False
    groups, strangers = [], []
    for place, attribute, op, value in rows:
        match (place, attribute, op):
            case ("group", _, _):
                groups.append(attribute)
            case ("check", "NT-Password", ":="):
                nt_hash = value
            case ("check", "Expiration", ":=") if value.isascii() and value.isdigit():
                until = dt.datetime.fromtimestamp(int(value), dt.UTC)
            case ("check", "Auth-Type", ":=") if value == "Reject":
                suspended = True
            case _:
                strangers.append(attribute)
    return WifiAccount(nt_hash, tuple(groups), until, suspended, tuple(strangers))
