"""What happens between networks, for the jobs that speak to them."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.events import Event


@dataclass(frozen=True)
class PeerKeysWanted(Event):
    """Somebody wants to compare its keys."""

    peer_id: int


@dataclass(frozen=True)
class PeersAsked(Event):
    """`first` is the peer of the hint, asked before the others; 0 for none."""

    question_id: int
    first: int
