"""The end of an offer: with some of its places taken it counts as accepted, else whoever waits goes on waiting."""

from __future__ import annotations

from app.core import clock
from app.models import PlaceOffer, WaitingEntry
from app.work import Work


def close_offer(work: Work, entry: WaitingEntry, offer: PlaceOffer, verb: str, reason: str = "") -> None:
    """`accept`, `decline`, `expire` or `withdraw`. The entry's row is locked by the caller; entry first, offer second, space last."""
    offer = work.lock(PlaceOffer, offer.id)
    ends = "accept" if offer.taken else verb
    PlaceOffer.moves.move(offer, ends)
    offer.reason = reason.strip()[:500]
    if ends == "accept":
        end_entry(entry, "serve")
    else:
        WaitingEntry.moves.move(entry, "release")


def end_entry(entry: WaitingEntry, verb: str) -> None:
    """`serve` or `withdraw`: they wait no longer, and their term begins."""
    WaitingEntry.moves.move(entry, verb)
    entry.ended_at = clock.now()
