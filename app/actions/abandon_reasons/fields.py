"""What may be said about a reason for losing a deal."""

from __future__ import annotations

from typing import TypedDict


class AbandonReasonFields(TypedDict, total=False):
    name: str
    is_active: bool
