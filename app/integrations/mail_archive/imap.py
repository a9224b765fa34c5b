"""A mailbox that keeps a copy of everything, asked by IMAP; it is only ever looked into."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _

from app.integrations.errors import GiveUp
from app.integrations.imap import ImapFolder, beginning, literal, numbers_of, quoted, said
from app.integrations.mail_archive import MailFound
from app.integrations.mail_archive.reading import found_in

BEGINNING = 20_000  # bytes of a mail that are read for its headers and its first words


class ImapArchive(ImapFolder):
    """The archive as a folder of a mailbox."""

    def search(self, address: str, *, page: int, size: int, exclude: Sequence[str] = ()) -> list[MailFound]:
        """Servers find addresses in ASCII alone; of any other nothing is found."""
        if not address.isascii():
            return []
        criteria = ["OR", "FROM", quoted(address), "TO", quoted(address)]
        for each in exclude:
            criteria += ["NOT", "FROM", quoted(each), "NOT", "TO", quoted(each)]
        with self.opened() as (server, valid):
            wanted = numbers_of(server, *criteria)[::-1][(page - 1) * size : page * size]
            read = ((number, beginning(server, number, BEGINNING)) for number in wanted)
            return [
                found for number, content in read if content is not None and (found := found_in(content, f"{valid}/{number}")) is not None
            ]

    def fetch(self, archive_id: str) -> bytes:
        valid_then, _slash, number = archive_id.partition("/")
        with self.opened() as (server, valid):
            content = literal(said(server.uid("FETCH", number, "(BODY.PEEK[])"))) if valid_then == valid else None
        if content is None:
            raise GiveUp(_("The mailbox has this mail no more."))
        return content
