"""Make the tables hold exactly what one account should have: a password, a group, an end, and nothing else."""

from __future__ import annotations

import datetime as dt
import re

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.actions.wifi.account_name import locked_name

NT_HASH = re.compile(r"[0-9A-F]{32}")

# A forgotten second password would go on working; of all that may stand beside ours only a suspension stays.
FOREIGN_CHECKS = text("""
    DELETE FROM radius.radcheck WHERE username = :name
    AND attribute <> ALL(:ours) AND NOT (attribute = 'Auth-Type' AND op = ':=' AND value = 'Reject')
""")
FOREIGN_REPLIES = text("DELETE FROM radius.radreply WHERE username = :name")
FOREIGN_GROUPS = text("DELETE FROM radius.radusergroup WHERE username = :name AND groupname <> :group")
# with the column's default `==` the right password is refused
CHECK = text("""
    INSERT INTO radius.radcheck AS known (username, attribute, op, value) VALUES (:name, :attribute, ':=', :value)
    ON CONFLICT (username, attribute) DO UPDATE SET op = excluded.op, value = excluded.value
    WHERE (known.op, known.value) IS DISTINCT FROM (excluded.op, excluded.value)
""")
GROUP = text("""
    INSERT INTO radius.radusergroup (username, groupname) VALUES (:name, :group) ON CONFLICT (username, groupname) DO NOTHING
""")


def put_account(session: Session, username: str, nt_hash: str, group: str, until: dt.datetime | None = None) -> None:
    """`nt_hash` as rules.wifi.nt_password makes it; `group` may be empty; `until` is the first instant without access.

    For a last day that is `rules.wifi.end_of(day, zone)`, for a guest the closing time. It is written as seconds since
    1970: FreeRADIUS reads "31 Dec 2026" as well, but by the clock on the wall of whatever machine it runs on.
    A suspension stays: a new password or group lets nobody in by the way. Raises Refused for an impossible name.
    """
    if not NT_HASH.fullmatch(nt_hash):
        raise ValueError("an NT hash is 32 upper-case hex digits")
    if until is not None and until.tzinfo is None:
        raise ValueError("an account ends at an instant, and this has no zone")
    name = locked_name(session, username)
    checks = {"NT-Password": nt_hash} | ({} if until is None else {"Expiration": str(int(until.timestamp()))})
    session.execute(FOREIGN_CHECKS, {"name": name, "ours": list(checks)})
    session.execute(FOREIGN_REPLIES, {"name": name})
    session.execute(FOREIGN_GROUPS, {"name": name, "group": group})
    session.execute(CHECK, [{"name": name, "attribute": attribute, "value": value} for attribute, value in checks.items()])
    if group:
        session.execute(GROUP, {"name": name, "group": group})
