"""Setting: what an operator changes daily, as against config.py, which is the machine's."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.entity import Entity

FILES_OWNER = "files.owner"  # how this Foyer calls itself where it keeps files (app/actions/files/own.py); a restored one has none
SEALED_UNDER = (
    "keys.sealed_under"  # the mark of the key under which `run.py rotate-keys` has sealed everything: a backup needs no other key any more
)


class Setting(Entity):
    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(String(80), unique=True)
    value: Mapped[Any] = mapped_column(JSONB)
