"""What follows from what people ask at the door."""

from __future__ import annotations

from app.access.actor import SYSTEM
from app.actions.accounts.send_reset import send_reset
from app.actions.accounts.tell_locked import tell_locked as tell_owner
from jobs import job


@job(queue="mail")
def find_reset(address: str) -> None:
    """Write to the person of this address, if there is one. Twice is once: the first mail is less than five minutes old."""
    send_reset(address, by=SYSTEM)


@job(queue="mail")
def tell_locked(user_id: int) -> None:
    """Write to whoever's account waits. Twice is once: the first mail is less than a day old."""
    tell_owner(user_id, by=SYSTEM)
