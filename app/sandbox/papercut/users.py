"""Users: those made here are internal, all others come out of a directory."""

from __future__ import annotations

from app.core import clock
from app.sandbox.papercut import entries, people, problems, properties
from app.sandbox.papercut.gate import api
from app.sandbox.papercut.problems import Refused
from app.sandbox.store import Store


@api("isUserExists", str)
def exists(store: Store, username: str) -> bool:
    return people.known(store, username) is not None


@api("addNewUser", str)
def add_from_directory(store: Store, username: str) -> bool:
    """The directory source of this PaperCut holds nobody, so each is unknown or already here."""
    raise Refused(problems.GENERAL, f"User '{people.existing(store, username)['username']}' already exists.")


@api("addNewInternalUser", str, str, str, str, str, str)
def add_internal(store: Store, username: str, password: str, full_name: str, email: str, card: str, pin: str) -> None:
    if people.known(store, username):
        raise Refused(problems.GENERAL, f"User '{username}' already exists.")
    if people.of_alias(store, username):
        raise Refused(problems.ALIAS_TAKEN, f"'{username}' is the alias of another user.")
    person = people.new(username, internal=True)
    wanted = {"password": password, "full-name": full_name, "email": email, "primary-card-number": card, "card-pin": pin}
    for name, value in wanted.items():
        properties.write(store, person, name, value)
    people.keep(store, person)


@api("deleteExistingUser", str, bool)
def delete(store: Store, username: str, redact: bool) -> None:
    person = people.existing(store, username)
    people.forget(store, person)
    if redact:
        entries.redact(store, person["username"])


@api("disablePrintingForUser", str, int)
def disable(store: Store, username: str, minutes: int) -> None:
    """-1: for ever."""
    person = people.existing(store, username)
    person["disabled-print"] = "TRUE"
    if minutes >= 0:
        person["disabled-until"] = clock.now().timestamp() + minutes * 60
    people.keep(store, person)


@api("listUserAccounts", int, int)
def listed(store: Store, offset: int, limit: int) -> list[str]:
    return [person["username"] for person in people.listed(store, offset=offset, limit=max(0, limit))]


@api("lookUpUserNameByEmail", str)
def by_email(store: Store, email: str) -> str:
    if not email.strip():
        raise Refused(problems.EMAIL_BLANK, "The e-mail address is blank.")
    person = people.of_email(store, email)
    return person["username"] if person else ""
