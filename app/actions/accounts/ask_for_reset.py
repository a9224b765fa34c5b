"""Ask for a new password: the request writes down an address, whoever's it may be, and nothing else.

Nobody is looked up while the asker waits, so that neither the answer nor its time tells which addresses have accounts.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.access.actor import Actor
from app.core.events import Event
from app.work import transaction

LONGEST = 320


@dataclass(frozen=True)
class ResetAsked(Event):
    address: str


def ask_for_reset(address: str, *, by: Actor) -> None:
    """Never refuses. A job (send_reset) finds out whether there is somebody to write to."""
    with transaction(by=by) as work:
        work.emit(ResetAsked(address.replace("\x00", "").strip().lower()[:LONGEST]))
