"""The people of PaperCut as they are kept: one record a user, found by username whatever its case, and by e-mail."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from app.core import clock
from app.sandbox.papercut.problems import NO_SUCH_USER, USERNAME_BLANK, Refused
from app.sandbox.store import Store

Person = dict[str, Any]
TENANT = "papercut"
PROPERTIES = (
    "full-name", "email", "department", "office", "notes", "home", "username-alias", "primary-card-number", "secondary-card-number", "card-pin",
)  # fmt: skip
FLAGS = {"disabled-print": "FALSE", "restricted": "TRUE"}


def new(username: str, *, internal: bool, **properties: str) -> Person:
    """A user as on the first day, not yet kept."""
    person: Person = {"username": username, "balance": "0.00", "internal": "TRUE" if internal else "FALSE", "groups": [], "password": ""}
    return {**person, **dict.fromkeys(PROPERTIES, ""), **FLAGS, **properties}


def keep(store: Store, person: Person) -> None:
    """Write one user; the name stays the key."""
    values = (_key(person["username"]), person["email"].casefold() or None, person["username-alias"].casefold() or None)
    body, at = json.dumps(person, ensure_ascii=False), clock.now().timestamp()
    store.run("INSERT OR REPLACE INTO record VALUES (?, 'user', ?, ?, ?, ?, ?)", TENANT, *values, body, at)


def known(store: Store, username: str) -> Person | None:
    """The user of this name. Raises Refused for a blank one."""
    if not username.strip():
        raise Refused(USERNAME_BLANK, "The username is blank.")
    row = store.row("SELECT body FROM record WHERE tenant = ? AND kind = 'user' AND id = ?", TENANT, _key(username))
    return _awake(json.loads(row["body"])) if row else None


def existing(store: Store, username: str) -> Person:
    """The same, when nobody is an error."""
    person = known(store, username)
    if person is None:
        raise Refused(NO_SUCH_USER, f"User '{username}' could not be found.")
    return person


def of_email(store: Store, email: str) -> Person | None:
    row = store.row("SELECT body FROM record WHERE tenant = ? AND kind = 'user' AND name = ?", TENANT, email.casefold())
    return json.loads(row["body"]) if row else None


def of_alias(store: Store, alias: str) -> Person | None:
    row = store.row("SELECT body FROM record WHERE tenant = ? AND kind = 'user' AND code = ?", TENANT, alias.casefold())
    return json.loads(row["body"]) if row else None


def listed(store: Store, *, offset: int = 0, limit: int = -1) -> list[Person]:
    """In the order of their names."""
    sql = "SELECT body FROM record WHERE tenant = ? AND kind = 'user' ORDER BY id LIMIT ? OFFSET ?"
    return [_awake(json.loads(row["body"])) for row in store.rows(sql, TENANT, limit, max(0, offset))]


def count(store: Store) -> int:
    (row,) = store.rows("SELECT count(*) AS people FROM record WHERE tenant = ? AND kind = 'user'", TENANT)
    return int(row["people"])


def forget(store: Store, person: Person) -> None:
    store.run("DELETE FROM record WHERE tenant = ? AND kind = 'user' AND id = ?", TENANT, _key(person["username"]))


def balance(person: Person) -> Decimal:
    """In units of the currency; a page can cost a fraction of a cent."""
    return Decimal(person["balance"])


def _key(username: str) -> str:
    return username.strip().casefold()


def _awake(person: Person) -> Person:
    """Somebody whose printing was disabled for some minutes, and these are over, prints again."""
    until = person.get("disabled-until")
    if until and until <= clock.now().timestamp():
        del person["disabled-until"]
        person["disabled-print"] = "FALSE"
    return person
