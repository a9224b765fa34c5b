"""What is said about a webhook."""

from __future__ import annotations

from typing import TypedDict


class WebhookFields(TypedDict, total=False):
    description: str
    url: str
    events: list[str]
    location_id: int | None
