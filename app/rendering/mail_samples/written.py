"""Who writes a sample, and what all of them speak of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from app.queries.letter_sender import LetterSender
from app.rendering.mail import MailContent


@dataclass(frozen=True, slots=True)
class Written:
    """The location that writes, in the language of the reader; amounts are in its `currency`, links lead below `house`."""

    sender: LetterSender
    currency: str
    house: str
    bank_details: str = ""

    @property
    def country(self) -> str:
        return self.sender.locale.rpartition("_")[2] if "_" in self.sender.locale else ""

    def at(self, day: int, hour: int, minute: int = 0) -> dt.datetime:
        """That day of the made-up June, by the clock of the location."""
        return dt.datetime(2026, 6, day, hour, minute, tzinfo=ZoneInfo(self.sender.zone))


Sample = Callable[[Written], MailContent]

PERSON, FIRST_NAME, ADDRESS = "Thandi Mokoena", "Thandi", "thandi@baobab.example"
COMPANY = "Baobab Studio (Pty) Ltd"
COLLEAGUE = "Sipho Dlamini"
