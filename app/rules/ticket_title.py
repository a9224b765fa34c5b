"""What a ticket is called: the beginning of what was said, so that nobody fills in a subject on a phone."""

from __future__ import annotations

LONGEST = 90


def title_of(text: str) -> str:
    """The first line, cut between words, with "…" where something is left out."""
    first = " ".join(text.strip().splitlines()[0].split())
    if len(first) <= LONGEST:
        return first
    cut = first[:LONGEST].rpartition(" ")[0] or first[:LONGEST]
    return cut.rstrip(",;:.") + "…"
