"""Balances: doubles in units of the currency on the wire, decimals here. There is no idempotency: the same call twice counts twice."""

from __future__ import annotations

from decimal import Decimal

from app.sandbox.papercut import entries, people
from app.sandbox.papercut.gate import api
from app.sandbox.papercut.problems import GENERAL, Refused
from app.sandbox.store import Store


@api("getUserAccountBalance", str, str)
def get(store: Store, username: str, account: str) -> float:
    _default(account)
    return float(people.balance(people.existing(store, username)))


@api("setUserAccountBalance", str, Decimal, str, str)
def put(store: Store, username: str, balance: Decimal, comment: str, account: str) -> None:
    _default(account)
    person = people.existing(store, username)
    entries.change(store, person, balance - people.balance(person), comment)
    people.keep(store, person)


@api("adjustUserAccountBalance", str, Decimal, str, str)
def adjust(store: Store, username: str, adjustment: Decimal, comment: str, account: str) -> bool:
    _default(account)
    person = people.existing(store, username)
    entries.change(store, person, adjustment, comment)
    people.keep(store, person)
    return True


@api("adjustUserAccountBalanceIfAvailable", str, Decimal, str, str)
def adjust_if_available(store: Store, username: str, adjustment: Decimal, comment: str, account: str) -> bool:
    return adjust_leaving(store, username, adjustment, Decimal(0), comment, account)


@api("adjustUserAccountBalanceIfAvailableLeaveRemaining", str, Decimal, Decimal, str, str)
def adjust_leaving(store: Store, username: str, adjustment: Decimal, remaining: Decimal, comment: str, account: str) -> bool:
    """False when less than `remaining` would be left; then nothing happens."""
    if people.balance(people.existing(store, username)) + adjustment < remaining:
        return False
    return adjust(store, username, adjustment, comment, account)


def _default(account: str) -> None:
    if account:
        raise Refused(GENERAL, f"There is no personal account '{account}'.")
