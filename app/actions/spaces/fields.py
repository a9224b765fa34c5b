"""What may be said about a space."""

from __future__ import annotations

from typing import TypedDict

from app.models.space import SpaceKind


class SpaceChanges(TypedDict, total=False):
    code: str
    name: str
    kind: SpaceKind
    capacity: int | None


class SpaceFields(SpaceChanges, total=False):
    location_id: int
