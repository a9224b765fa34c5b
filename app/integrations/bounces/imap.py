"""The mailbox of bounces over IMAP."""

from __future__ import annotations

from app.integrations.bounces import Looked
from app.integrations.imap import ImapFolder, beginning, numbers_of

# A report says what happened before it gives the mail back, which may be as large as its sender likes.
BEGINNING = 100_000


class ImapBounces(ImapFolder):
    """A folder to which the mail server brings whatever comes for FOYER_BOUNCE_ADDRESS, with any detail behind its +."""

    def after(self, valid: str, uid: int, *, most: int) -> Looked:
        with self.opened() as (server, valid_now):
            last = uid if valid == valid_now else 0
            new = [
                number for number in numbers_of(server, "UID", f"{last + 1}:*") if number > last
            ]  # "5:*" is answered with the last mail also where that is 4
            read = [(number, beginning(server, number, BEGINNING)) for number in new[:most]]
            return Looked(valid_now, tuple((number, content or b"") for number, content in read))
