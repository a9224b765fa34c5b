"""What follows from what people ask at the door."""

from __future__ import annotations

from app.access.actor import SYSTEM
from app.actions.accounts.send_reset import send_reset
from jobs import job


@job(queue="mail")
def find_reset(address: str) -> None:
    """Write to the person of this address, if there is one. Twice is once: the first mail is less than five minutes old."""
    send_reset(address, by=SYSTEM)
