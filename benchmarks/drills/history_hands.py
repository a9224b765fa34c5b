"""One process of the history drill: it does what chance says, and writes down what it begins and what it hears, so that a kill leaves the truth."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psycopg.errors import ReadOnlySqlTransaction
from sqlalchemy import exc, text

from app.access.actor import SYSTEM
from app.actions.bookings.cancel import cancel_booking
from app.actions.bookings.create import create_booking, own_key
from app.actions.wallets.adjust import adjust_wallet
from app.actions.wallets.transfer import transfer_credits
from app.core.entity import db
from app.core.errors import Conflict, FoyerError
from benchmarks.rooms import HOUR, PURSE, Place
from jobs.context import inside

START = 50_000  # cents in each wallet that pays
WIDTH = 200  # bytes of a line
HOT = 3  # slots that are wanted at a time
LOOK = "SELECT coalesce(string_agg(split_part(request_key, ':', 2), ' '), '') FROM booking WHERE room_id = :room AND starts_at = :at AND status IN ('held', 'confirmed')"
MINE = "SELECT id FROM booking WHERE request_key = :key"


@dataclass(frozen=True)
class Stage:
    url: str
    place: Place

    @property
    def payers(self) -> list[int]:
        return self.place.wallets


def fill(wallet: int) -> None:
    """Down to what it begins with."""
    adjust_wallet(wallet, START - PURSE, by=SYSTEM, key=f"begin:{wallet}", reason="Begin")


class Hand:
    """Writes a line before it begins and one after it heard; a line is one write, which a kill cannot cut in two."""

    def __init__(self, stage: Stage, log: Path, seed: int) -> None:
        self.stage, self.chance, self.name, self._number, self._since = stage, random.Random(seed), log.stem, 0, time.monotonic()
        self._file = os.open(log, os.O_WRONLY | os.O_APPEND)

    def step(self) -> None:
        act = self.chance.choices((self.transfer, self.look_at_wallet, self.total, self.book, self.look_at_slot), (6, 2, 1, 6, 2))[0]
        act()

    def transfer(self) -> None:
        giver, taker = self.chance.sample(self.stage.payers, 2)
        cents = self.chance.randrange(1_000, START)
        self._told(
            "transfer", giver, cents, lambda key: bool(transfer_credits(giver, taker, cents, by=SYSTEM, key=key, reason="Drill")), to=taker
        )

    def look_at_wallet(self) -> None:
        wallet = self.chance.choice(self.stage.payers)
        self._told("look", wallet, None, lambda _key: _asked("SELECT balance_cents FROM wallet WHERE id = :id", id=wallet))

    def total(self) -> None:
        self._told("total", "all", None, lambda _key: int(_asked("SELECT sum(balance_cents) FROM wallet")))

    def book(self) -> None:
        """And give it back, two times of three: others want it."""
        room, at, name = self._slot()
        key = f"{self.name}-{self._number}"
        times = {"starts_at": at, "ends_at": at + HOUR}
        if (
            self._told("book", name, key, lambda key: bool(create_booking(by=SYSTEM, room_id=room, key=key, title="Drill", **times)))
            and self.chance.random() < 0.66
        ):
            self._told("free", name, key, lambda _key: bool(cancel_booking(_asked(MINE, key=own_key(SYSTEM, key)), by=SYSTEM)))

    def look_at_slot(self) -> None:
        room, at, name = self._slot()
        self._told("look", name, None, lambda _key: _asked(LOOK, room=room, at=at))

    def _slot(self) -> tuple[int, dt.datetime, str]:
        """One of the few that everybody wants at this time."""
        hour = int((time.monotonic() - self._since) * 2) % 100 + self.chance.randrange(HOT)
        room = self.chance.choice(self.stage.place.rooms)
        return room, self.stage.place.monday + hour * HOUR, f"slot {room} {hour}"

    def _told(self, verb: str, on: Any, value: Any, act: Callable[[str], Any], **more: Any) -> Any:
        key = f"{self.name}-{self._number}"
        self._number += 1
        self._write({"is": "begun", "id": key, "verb": verb, "on": on, "value": value, "at": time.monotonic_ns(), **more})
        out, said, why = "known", None, ""
        try:
            said = act(key)
        except Conflict as no:
            out, said = ("known", False) if no.field else ("busy", None)  # without a field somebody was in the way, and nothing happened
        except FoyerError as other:
            out, why = "unexpected", str(other.message)[:60]
        except exc.DBAPIError as lost:  # the connection is gone, and with it the answer; or it leads to a server that does not take writes
            out = (
                "busy"
                if isinstance(lost.orig, ReadOnlySqlTransaction)
                else "unknown"
                if lost.connection_invalidated or isinstance(lost, exc.OperationalError)
                else "unexpected"
            )
        finally:
            db.session.remove()
        if out != "unknown":
            self._write({"is": "ended", "id": key, "out": out, "said": said, "why": why, "at": time.monotonic_ns()})
        return said

    def _write(self, line: dict[str, Any]) -> None:
        os.write(self._file, json.dumps(line).ljust(WIDTH - 1).encode() + b"\n")


def work(stage: Stage, log: Path, *, seed: int, enough: Callable[[], bool]) -> int:
    with inside():
        hand = Hand(stage, log, seed)
        while not enough():
            hand.step()
    return 0


def _asked(statement: str, **values: Any) -> Any:
    found = db.session.scalar(text(statement), values)
    db.session.rollback()
    return found
