"""A mailbox that keeps a copy of everything, asked by IMAP (RFC 3501); it is only ever looked into."""

from __future__ import annotations

import contextlib
import imaplib
import ssl
from collections.abc import Iterator, Sequence

from flask_babel import gettext as _

from app.integrations.errors import GiveUp, Retry
from app.integrations.mail_archive import LockedOut, MailFound
from app.integrations.mail_archive.reading import found_in

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
IMPLICIT_TLS = 993
SECONDS = 25
BEGINNING = 20_000  # bytes of a mail that are read for its headers and its first words


class ImapArchive:
    """TLS always, except on this machine. `ca_pem` are the certificates of who signed the server's."""

    def __init__(self, *, host: str, port: int | None, username: str, password: str, folder: str, ca_pem: str = "", seconds: float = SECONDS) -> None:
        self._host, self._port = host, port or IMPLICIT_TLS
        self._username, self._password, self._folder = username, password, folder
        self._ca_pem, self._seconds = ca_pem, seconds

    def search(self, address: str, *, page: int, size: int, exclude: Sequence[str] = ()) -> list[MailFound]:
        """Servers find addresses in ASCII alone; of any other nothing is found."""
        if not address.isascii():
            return []
        criteria = ["OR", "FROM", _quoted(address), "TO", _quoted(address)]
        for each in exclude:
            criteria += ["NOT", "FROM", _quoted(each), "NOT", "TO", _quoted(each)]
        with self._opened() as (server, valid):
            numbers = _said(server.uid("SEARCH", *criteria))[0]
            wanted = sorted(map(int, numbers.split() if isinstance(numbers, bytes) else ()), reverse=True)[(page - 1) * size : page * size]
            return [found for number in wanted if (found := self._beginning(server, valid, number)) is not None]

    def fetch(self, archive_id: str) -> bytes:
        valid_then, _slash, number = archive_id.partition("/")
        with self._opened() as (server, valid):
            content = _literal(_said(server.uid("FETCH", number, "(BODY.PEEK[])"))) if valid_then == valid else None
        if content is None:
            raise GiveUp(_("The mailbox has this mail no more."))
        return content

    def _beginning(self, server: imaplib.IMAP4, valid: str, number: int) -> MailFound | None:
        content = _literal(_said(server.uid("FETCH", str(number), f"(BODY.PEEK[]<0.{BEGINNING}>)")))
        return found_in(content, f"{valid}/{number}") if content is not None else None

    @contextlib.contextmanager
    def _opened(self) -> Iterator[tuple[imaplib.IMAP4, str]]:
        """The folder, open for reading, with its UIDVALIDITY."""
        server: imaplib.IMAP4 | None = None
        try:
            server = self._connected()
            self._log_in(server)
            if server.select(_quoted(self._folder), readonly=True)[0] != "OK":
                raise GiveUp(_("The mailbox has no folder %(name)s.", name=self._folder))
            valid = server.response("UIDVALIDITY")[1][0] or b"0"
            yield server, valid.decode()
        except ssl.SSLCertVerificationError as untrusted:
            raise Retry(_("The mailbox shows a certificate that is not trusted.")) from untrusted
        except (OSError, imaplib.IMAP4.error, ValueError) as lost:
            raise Retry(_("The mailbox cannot be read at the moment.")) from lost
        finally:
            if server is not None:
                with contextlib.suppress(OSError, imaplib.IMAP4.error):
                    server.logout()

    def _connected(self) -> imaplib.IMAP4:
        context = ssl.create_default_context(cadata=self._ca_pem or None)
        if self._port == IMPLICIT_TLS:
            return imaplib.IMAP4_SSL(self._host, self._port, ssl_context=context, timeout=self._seconds)
        server = imaplib.IMAP4(self._host, self._port, timeout=self._seconds)
        if self._host not in LOOPBACK:
            server.starttls(context)
        return server

    def _log_in(self, server: imaplib.IMAP4) -> None:
        try:
            server.login(self._username, self._password)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as no:
            raise LockedOut(_("The mailbox does not take the user name and password. Nobody asks again for an hour.")) from no


def _quoted(text: str) -> str:
    """A string of IMAP, in which nothing of the text is a command. Raises GiveUp for what no string can hold."""
    if not text.isprintable() or not text.isascii():
        raise GiveUp(_("%(text)s cannot be searched for.", text=text[:100]))
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _said(answer: tuple[str, list[bytes | tuple[bytes, bytes] | None]]) -> list[bytes | tuple[bytes, bytes] | None]:
    status, told = answer
    if status != "OK":
        raise imaplib.IMAP4.error(status)
    return told or [None]


def _literal(told: list[bytes | tuple[bytes, bytes] | None]) -> bytes | None:
    return next((each[1] for each in told if isinstance(each, tuple)), None)
