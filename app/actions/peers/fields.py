"""What may be said about another network."""

from __future__ import annotations

from typing import TypedDict


class PeerFields(TypedDict, total=False):
    """`base_url` is where it is, and what it calls itself; it never changes."""

    name: str
    base_url: str
    is_near: bool
    note: str
