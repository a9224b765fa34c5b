"""A folder of a mailbox over IMAP (RFC 3501), opened for reading alone: nothing over there is marked, moved or deleted."""

from __future__ import annotations

import contextlib
import imaplib
import ssl
from collections.abc import Iterator

from flask_babel import gettext as _

from app.integrations.errors import GiveUp, LockedOut, Retry

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
IMPLICIT_TLS = 993
SECONDS = 25

Told = list[bytes | tuple[bytes, bytes] | None]


class ImapFolder:
    """TLS always, except on this machine. `ca_pem` are the certificates of who signed the server's."""

    def __init__(
        self, *, host: str, port: int | None, username: str, password: str, folder: str, ca_pem: str = "", seconds: float = SECONDS
    ) -> None:
        self._host, self._port = host, port or IMPLICIT_TLS
        self._username, self._password, self._folder = username, password, folder
        self._ca_pem, self._seconds = ca_pem, seconds

    @contextlib.contextmanager
    def opened(self) -> Iterator[tuple[imaplib.IMAP4, str]]:
        """The folder, with its UIDVALIDITY. Whatever breaks inside is Retry, GiveUp or LockedOut."""
        server: imaplib.IMAP4 | None = None
        try:
            server = self._connected()
            self._log_in(server)
            if server.select(quoted(self._folder), readonly=True)[0] != "OK":
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


def quoted(text: str) -> str:
    """A string of IMAP, in which nothing of the text is a command. Raises GiveUp for what no string can hold."""
    if not text.isprintable() or not text.isascii():
        raise GiveUp(_("%(text)s cannot be searched for.", text=text[:100]))
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def numbers_of(server: imaplib.IMAP4, *criteria: str) -> list[int]:
    """The UIDs of the mails that fit, in their order."""
    found = said(server.uid("SEARCH", *criteria))[0]
    return sorted(map(int, found.split() if isinstance(found, bytes) else ()))


def beginning(server: imaplib.IMAP4, number: int, size: int) -> bytes | None:
    """So many bytes of a mail; None for one that is gone."""
    return literal(said(server.uid("FETCH", str(number), f"(BODY.PEEK[]<0.{size}>)")))


def said(answer: tuple[str, Told]) -> Told:
    status, told = answer
    if status != "OK":
        raise imaplib.IMAP4.error(status)
    return told or [None]


def literal(told: Told) -> bytes | None:
    return next((each[1] for each in told if isinstance(each, tuple)), None)
