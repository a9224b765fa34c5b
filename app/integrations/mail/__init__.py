"""Mail: building a letter and handing it to the mail server, once (contracts.md section 10, rule I7)."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Protocol

from app.integrations.mail.letter import Attachment, Invitation, Letter, built


class Mail(Protocol):
    """The way out."""

    def deliver(self, message: EmailMessage, *, envelope_from: str, recipient: str) -> str:
        """Hand over to one recipient; returns the server's words. Raises Retry, GiveUp, or Unknown when it may be on its way."""


class Mailbox(Protocol):
    """A mailbox that is ours and holds what went to others: only the built-in one is, and in production there is none."""

    def forget(self, address: str) -> int:
        """Throw away every mail to this address; returns how many. Raises Retry."""


__all__ = ["Attachment", "Invitation", "Letter", "Mail", "Mailbox", "built"]
