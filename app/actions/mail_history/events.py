"""MailsWanted and MailWanted: somebody looks at a contact, or at one mail, and the archive is to be asked."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.events import Event


@dataclass(frozen=True)
class MailsWanted(Event):
    contact_id: int


@dataclass(frozen=True)
class MailWanted(Event):
    mail_id: int
