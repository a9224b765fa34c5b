"""SmtpPost: one mail to one recipient over SMTP, with an exact account of how far it came."""

from __future__ import annotations

import contextlib
import re
import smtplib
import socket
import ssl
from collections.abc import Iterator
from email.message import EmailMessage

from flask_babel import gettext as _

from app.integrations.deadline import Deadline
from app.integrations.errors import GiveUp, NotYet, Retry, Trouble, Unknown
from app.integrations.mail.letter import POLICY
from app.integrations.rests import asking
from app.models.vendor_rest import FarSide

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
IMPLICIT_TLS = 465
SECONDS = 20  # for each answer
WHOLE = 60  # seconds for all of it: a server that is slow at every step must not hold a worker to the end of its job
CLOSING = 421  # the whole server is, RFC 5321 4.2.3
LATER = 300
LONGEST_LABEL = 63  # RFC 1035, 2.3.4
# told in the greeting; smtplib would ask DNS for it, which can take longer than the mail
NAME = socket.gethostname() if "." in socket.gethostname() else "[127.0.0.1]"


class SmtpPost:
    """A connection a mail: deliveries are independent, and a lost connection says something about one mail only."""

    def __init__(
        self,
        *,
        host: str,
        port: int,
        starttls: bool = True,
        user: str = "",
        password: str = "",
        ca_file: str | None = None,
        seconds: float = SECONDS,
        whole: float = WHOLE,
    ) -> None:
        self.host, self.port, self.starttls, self.user, self.password = host, port, starttls, user, password
        self.ca_file, self.seconds, self.whole = ca_file, seconds, whole

    def deliver(self, message: EmailMessage, *, envelope_from: str, recipient: str) -> str:
        """Returns the server's words. Nothing that happens after its yes can turn the yes into anything else."""
        if not self.host:
            raise GiveUp(_("No mail server is set."))
        sender, receiver, content = _plain(envelope_from), _plain(recipient), _dotted(message.as_bytes(policy=POLICY))
        with asking(FarSide.MAIL), Deadline(self.whole) as deadline, self._connected(deadline) as server:
            self._asked(server, f"MAIL FROM:<{sender}>", 250)
            self._asked(server, f"RCPT TO:<{receiver}>", 250, 251)
            self._asked(server, "DATA", 354)
            try:
                server.send(content)
                code, words = server.getreply()
            except (OSError, smtplib.SMTPException) as lost:
                raise Unknown(_("The mail was handed over, but the mail server did not confirm it.")) from lost
            return _judged(code, words, 250)

    @contextlib.contextmanager
    def _connected(self, deadline: Deadline) -> Iterator[smtplib.SMTP]:
        server = None
        try:
            server = self._open(deadline)
            yield server
        except ssl.SSLCertVerificationError as untrusted:
            raise Retry(
                _("The mail server's certificate is not trusted: %(why)s", why=untrusted.verify_message), after=LATER
            ) from untrusted
        except smtplib.SMTPNotSupportedError as missing:
            raise Retry(_("The mail server offers no encryption, so nothing was sent."), after=LATER) from missing
        except smtplib.SMTPAuthenticationError as wrong:
            raise Retry(_("The mail server does not accept the account: %(why)s", why=_text(wrong.smtp_error)), after=LATER) from wrong
        except (OSError, smtplib.SMTPException) as lost:
            raise Retry(_("The mail server cannot be reached.")) from lost
        finally:
            if server is not None:
                with contextlib.suppress(OSError, smtplib.SMTPException):
                    server.quit()
                server.close()

    def _open(self, deadline: Deadline) -> smtplib.SMTP:
        if self.port == IMPLICIT_TLS:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, NAME, timeout=self.seconds, context=self._context())
        else:
            server = smtplib.SMTP(self.host, self.port, NAME, timeout=self.seconds)
        deadline.hold(server.sock)
        server.ehlo_or_helo_if_needed()
        encrypted = self.port == IMPLICIT_TLS
        if self.starttls and not encrypted:
            server.starttls(context=self._context())
            deadline.hold(server.sock)  # which is another by now
            server.ehlo()
            encrypted = True
        if self.user:
            if not encrypted and self.host not in LOOPBACK:
                server.close()
                raise GiveUp(_("The account at the mail server is only told over an encrypted connection."))
            server.login(self.user, self.password)
        return server

    def _context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.ca_file)

    def _asked(self, server: smtplib.SMTP, command: str, *good: int) -> str:
        return _judged(*server.docmd(command), *good)


def _judged(code: int, words: bytes, *good: int) -> str:
    """4xx: not now, and but for 421 of this mail alone: a server that says so is well. 5xx: no. In the server's words."""
    text = _text(words)
    if code in good:
        return text
    not_now = Retry if code == CLOSING else NotYet
    trouble: Trouble = not_now(_("The mail server said: %(words)s", words=f"{code} {text}"), after=LATER)
    if code >= 500:
        trouble = GiveUp(_("The mail server refused: %(words)s", words=f"{code} {text}"))
    raise trouble


def _plain(address: str) -> str:
    """An address for the envelope as it is. Raises GiveUp for one that would break the line, and for a host longer than DNS has any."""
    _local, at, domain = address.rpartition("@")
    is_long = any(len(label) > LONGEST_LABEL for label in domain.split("."))
    if not address.isascii() or re.search(r"[\s<>\x00-\x1f\x7f]", address) or (address and not at) or is_long:
        raise GiveUp(_("%(address)s is not an address that mail can be sent to.", address=address))
    return address


def _dotted(raw: bytes) -> bytes:
    """CRLF lines, leading dots doubled, and the dot that ends a mail (RFC 5321, 4.5.2)."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", raw)
    body = re.sub(rb"(?m)^\.", b"..", lines)
    return (body if body.endswith(b"\r\n") else body + b"\r\n") + b".\r\n"


def _text(words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return " ".join(text.split())
