"""kill -9 between any two statements of booking, moving, giving back and debiting: all of it happened, or nothing, and a second try ends well."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, event, text

from app import create_app
from app.access.actor import SYSTEM
from app.actions.bookings.cancel import cancel_booking
from app.actions.bookings.change import change_booking
from app.actions.bookings.create import create_booking
from app.actions.wallets.settle_due import settle_due
from app.cli.scratch import scratch
from app.core import clock
from app.core.entity import db
from app.core.errors import FoyerError
from app.queries.verify.books import verify
from benchmarks.drills.cancel_or_settle import DUE
from benchmarks.rooms import HOUR, PURSE, Place, make_place
from config import Settings
from jobs.child import fork
from jobs.context import inside, settle_in

NAME = "kill-booking"
TARGETS = {"kills": ">= 80", "broken_promises": "= 0", "second_try_failed": "= 0", "lost_cents": "= 0"}
MOST = 60  # statements of one verb; a verb that ends before has been killed everywhere
LOST = "SELECT :paid - sum(balance_cents) - (SELECT sum(charged_cents) FROM booking) FROM wallet"


def play(settings: Settings, long: bool) -> dict[str, Any]:
    """Every statement of every verb, whatever `long` says."""
    return killed(settings)


def killed(settings: Settings, every: int = 1) -> dict[str, Any]:
    """At each statement of every verb, or at every so-manieth."""
    counts = {"kills": 0, "broken_promises": 0, "second_try_failed": 0}
    with scratch(settings, f"the drill {NAME}") as own:
        app = create_app(own, web=False)
        settle_in(app)
        with app.app_context():
            place = make_place(3, 1)
            db.session.remove()
            db.engine.dispose()
        for verb in (_book, _move, _give_back, _debit):
            for point in range(1, MOST, every):
                if not _killed(lambda verb=verb, point=point: verb(place, point), point):  # type: ignore[misc]
                    break
                counts["kills"] += 1
                _judge(lambda verb=verb, point=point: verb(place, point), counts)  # type: ignore[misc]
        with app.app_context(), clock.lived_at(clock.now() + DUE):
            settle_due()
            counts["lost_cents"] = int(db.session.scalar(text(LOST), {"paid": PURSE}) or 0)
            db.session.remove()
            db.engine.dispose()
    return counts


def _killed(act: Callable[[], None], point: int) -> bool:
    """Did a process that does this die before its statement number `point`?"""

    def work() -> int:
        seen = 0

        def count(*_: Any) -> None:
            nonlocal seen
            seen += 1
            if seen == point:
                os.kill(os.getpid(), signal.SIGKILL)

        with inside():
            event.listen(Engine, "before_cursor_execute", count)
            act()
        return 0

    _, status = os.waitpid(fork("to be killed", work), 0)
    if status and not os.WIFSIGNALED(status):
        raise RuntimeError("what was to be killed failed by itself")
    return os.WIFSIGNALED(status)


def _judge(act: Callable[[], None], counts: dict[str, int]) -> None:
    """The books hold after the kill, and the same again comes to its end and leaves them right."""
    with inside():
        counts["broken_promises"] += _broken()
        try:
            act()
        except FoyerError:
            counts["second_try_failed"] += 1
        counts["broken_promises"] += _broken()
        db.session.remove()
        db.engine.dispose()


def _broken() -> int:
    db.session.rollback()
    return sum(bool(outcome.violations) for outcome in verify(db.session()).values())


def _times(place: Place, point: int, days: int) -> dict[str, Any]:
    begins = place.monday + (24 * days + point % 24) * HOUR
    return {"starts_at": begins, "ends_at": begins + HOUR, "room_id": place.rooms[point // 24], "user_id": place.people[0]}


def _booking(place: Place, point: int, days: int) -> int:
    return create_booking(by=SYSTEM, key=f"{days}:{point}", attendees=["guest@example.com"], **_times(place, point, days)).id


def _book(place: Place, point: int) -> None:
    _booking(place, point, 7)


def _move(place: Place, point: int) -> None:
    """Made once, then moved to the next day and made longer or shorter."""
    made = _booking(place, point, 10)
    times = _times(place, point, 14)
    change_booking(made, by=SYSTEM, starts_at=times["starts_at"], ends_at=times["ends_at"] - HOUR / 2)


def _give_back(place: Place, point: int) -> None:
    cancel_booking(_booking(place, point, 20), by=SYSTEM)


def _debit(place: Place, point: int) -> None:
    _booking(place, point, 24)
    with clock.lived_at(clock.now() + DUE):
        settle_due()
