"""The world: the mail server, Xero, the systems of access, and whether production may start like this."""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

from app.cli.diagnosis import Finding, access, note, well, wrong
from app.cli.servers import lease
from app.cli.up import PURPOSE
from app.core.settings import problems
from config import Mode, Settings

PATIENCE = 5


def examined(settings: Settings) -> Iterator[Finding]:
    yield from rules(settings)
    yield mail(settings)
    yield xero(settings)
    yield from access.examined(settings, sandboxed=sandboxed(settings), up=up(settings))


def rules(settings: Settings) -> Iterator[Finding]:
    found = problems(settings)
    for problem in found:
        yield wrong("Settings", problem, "See docs/settings.md.")
    if not found:
        yield well("Settings", f"{settings.mode.value} mode, {len(settings.given)} settings given, none of them unsafe")


def sandboxed(settings: Settings) -> bool:
    """The stand-ins are ours and not up: whoever listens at their ports is somebody else."""
    return settings.mode is not Mode.PRODUCTION and not up(settings)


def up(settings: Settings) -> bool:
    return lease.published(settings.var) is not None and lease.holder(settings.var).get("purpose") == PURPOSE


def mail(settings: Settings) -> Finding:
    place = f"{settings.smtp_host}:{settings.smtp_port}"
    if not settings.smtp_host:
        return note("Mail", "No mail server is set, so no mail leaves", "Set FOYER_SMTP_HOST and the settings beside it.")
    if "smtp_host" not in settings.given and sandboxed(settings):
        return well("Mail", "The built-in mailbox, which starts with Foyer")
    try:
        with smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=PATIENCE) as server:
            server.ehlo()
            if settings.smtp_starttls:
                server.starttls()
                server.ehlo()
            if settings.smtp_user:
                server.login(settings.smtp_user, settings.smtp_password)
    except smtplib.SMTPNotSupportedError:
        return wrong("Mail", f"{place} does not offer encryption", "Set FOYER_SMTP_STARTTLS=no if the way there is safe.")
    except smtplib.SMTPAuthenticationError:
        return wrong("Mail", f"{place} refuses the account {settings.smtp_user}", "Check FOYER_SMTP_USER and FOYER_SMTP_PASSWORD.")
    except (OSError, smtplib.SMTPException) as reason:
        return wrong(
            "Mail",
            f"{place} does not answer: {reason}",
            "Check FOYER_SMTP_HOST and FOYER_SMTP_PORT, and that nothing blocks the way there.",
        )
    return well("Mail", f"{place} takes mail")


def xero(settings: Settings) -> Finding:
    place = urlsplit(settings.xero_base_url)
    if not settings.xero_client_id:
        return note(
            "Xero", "Xero is off: no invoice is sent there", "Set FOYER_XERO_CLIENT_ID and FOYER_XERO_CLIENT_SECRET to switch it on."
        )
    if "xero_base_url" not in settings.given and sandboxed(settings):
        return well("Xero", "The sandbox, which starts with Foyer")
    try:
        port = place.port or (443 if place.scheme == "https" else 80)
        socket.create_connection((place.hostname or "", port), timeout=PATIENCE).close()
    except (OSError, ValueError) as reason:
        return wrong(
            "Xero", f"{settings.xero_base_url} cannot be reached: {reason}", "Check FOYER_XERO_BASE_URL and the way out of this network."
        )
    return well("Xero", f"{settings.xero_base_url} can be reached")
