"""What happens to papers, for the jobs that print and mail them."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.events import Event


@dataclass(frozen=True)
class PaperSent(Event):
    paper_id: int


@dataclass(frozen=True)
class PaperAgreed(Event):
    """Accepted or signed: it is sealed and goes to both sides."""

    paper_id: int


@dataclass(frozen=True)
class PaperDeclined(Event):
    """Whoever sells hears of it."""

    paper_id: int
