"""Properties of a user: all of them are texts, most may be set, each by its own rule."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from app.sandbox.papercut import entries, people, problems
from app.sandbox.papercut.gate import api
from app.sandbox.papercut.people import Person
from app.sandbox.papercut.problems import Refused
from app.sandbox.store import Store

SHORTEST_PIN = 4


@api("getUserProperty", str, str)
def get(store: Store, username: str, name: str) -> str:
    return _read(people.existing(store, username), name)


@api("getUserProperties", str, list)
def get_several(store: Store, username: str, names: list[str]) -> list[str]:
    person = people.existing(store, username)
    return [_read(person, name) for name in names]


@api("setUserProperty", str, str, str)
def set_one(store: Store, username: str, name: str, value: str) -> None:
    set_several(store, username, [[name, value]])


@api("setUserProperties", str, list)
def set_several(store: Store, username: str, pairs: list[Any]) -> None:
    person = people.existing(store, username)
    for pair in pairs:
        if not isinstance(pair, list) or len(pair) != 2 or not all(isinstance(part, str) for part in pair):
            raise Refused(problems.PROPERTY_INVALID, "A property is a pair of two texts.")
        write(store, person, *pair)
    people.keep(store, person)


def write(store: Store, person: Person, name: str, value: str) -> None:
    """Set one property of somebody who is not kept yet. Raises Refused."""
    if not name.strip():
        raise Refused(problems.PROPERTY_BLANK, "The property name is blank.")
    if name in people.FLAGS:
        if value.upper() not in ("TRUE", "FALSE"):
            raise Refused(problems.PROPERTY_INVALID, f"'{value}' is not a valid value of '{name}': TRUE or FALSE.")
        person.pop("disabled-until", None)
        person[name] = value.upper()
    elif name in SPECIAL:
        SPECIAL[name](store, person, value)
    elif name in people.PROPERTIES:
        person[name] = value
    else:
        raise Refused(problems.PROPERTY_INVALID, f"'{name}' is not a property that can be set.")


def _read(person: Person, name: object) -> str:
    if name == "balance":
        return f"{people.balance(person):.2f}"
    if not isinstance(name, str) or not name.strip():
        raise Refused(problems.PROPERTY_BLANK, "The property name is blank.")
    if name not in (*people.PROPERTIES, *people.FLAGS, "internal"):
        raise Refused(problems.PROPERTY_INVALID, f"'{name}' is not a property that can be read.")
    return str(person[name])


def _email(store: Store, person: Person, value: str) -> None:
    if value and ("@" not in value.strip("@") or " " in value):
        raise Refused(problems.EMAIL_INVALID, f"The e-mail address '{value}' is not valid.")
    other = people.of_email(store, value) if value else None
    if other and other["username"] != person["username"]:
        raise Refused(problems.EMAIL_TAKEN, f"The e-mail address '{value}' is used by another user.")
    person["email"] = value


def _alias(store: Store, person: Person, value: str) -> None:
    other = (people.of_alias(store, value) or people.known(store, value)) if value else None
    if other and other["username"] != person["username"]:
        raise Refused(problems.ALIAS_TAKEN, f"The alias '{value}' is used by another user.")
    person["username-alias"] = value


def _password(store: Store, person: Person, value: str) -> None:
    if person["internal"] != "TRUE":
        raise Refused(problems.NOT_INTERNAL, "Only internal users have a password.")
    if not value:
        raise Refused(problems.PASSWORD_BLANK, "The password is blank.")
    person["password"] = hashlib.sha256(value.encode()).hexdigest()


def _pin(store: Store, person: Person, value: str) -> None:
    if value and not (value.isascii() and value.isdigit()):
        raise Refused(problems.PIN_INVALID, "The PIN is not a number.")
    if value and len(value) < SHORTEST_PIN:
        raise Refused(problems.PIN_SHORT, f"The PIN has fewer than {SHORTEST_PIN} digits.")
    person["card-pin"] = value


def _balance(store: Store, person: Person, value: str) -> None:
    if store.setting("papercut_several_accounts", "no") == "yes":
        raise Refused(problems.SEVERAL_ACCOUNTS, "The balance cannot be set as a property: there are several personal accounts.")
    try:
        wanted = Decimal(value)
    except InvalidOperation:
        wanted = Decimal("NaN")
    if not wanted.is_finite():
        raise Refused(problems.BALANCE_INVALID, f"The balance '{value}' is not valid.")
    entries.change(store, person, wanted - people.balance(person), "")


SPECIAL: dict[str, Callable[[Store, Person, str], None]] = {
    "email": _email, "username-alias": _alias, "password": _password, "card-pin": _pin, "balance": _balance,
}  # fmt: skip
