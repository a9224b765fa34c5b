"""Say where the house's mails are kept, and with which key Foyer may look."""

from __future__ import annotations

import ssl
from urllib.parse import urlsplit

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.access.sealing import ARCHIVE, sealed
from app.actions.activities.words import line_of, text_of
from app.actions.emails import one_address
from app.actions.network import require_whole_network
from app.core.errors import Refused
from app.models import MailArchive
from app.models.mail_archive import ArchiveKind
from app.work import transaction

VERSIONS = ("v1", "v2")
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def set_up_archive(
    *,
    kind: str,
    address: str = "",
    port: int | None = None,
    version: str = "v2",
    username: str = "",
    folder: str = "INBOX",
    secret: str = "",
    ca_pem: str = "",
    left_out: str = "",
    by: Actor,
) -> MailArchive:
    """An empty `secret` keeps the one that is there, unless the address changes: a key is shown to nobody but who it is for.

    Saving ends a rest. Raises Forbidden, and Refused at the field that is wrong.
    """
    with transaction(by=by) as work:
        require(by, Permission.SETTING_WRITE)
        require_whole_network(by)
        row = work.session.get(MailArchive, 1, with_for_update=True) or MailArchive(id=1, kind=ArchiveKind.NONE, address="")
        if kind not in set(ArchiveKind):
            raise Refused(_("Please choose one of the list."), field="kind")
        address = (address or "").strip()
        place, moved = _place(ArchiveKind(kind), address), address.rstrip("/") != row.address
        if port is not None and not 0 < port < 65536:
            raise Refused(_("A port is a number from 1 to 65535."), field="port")
        if version not in VERSIONS:
            raise Refused(_("Please choose one of the list."), field="version")
        if kind != ArchiveKind.NONE and not secret and (moved or row.sealed_secret is None):
            raise Refused(_("Please fill this in."), field="secret")
        row.kind, row.address, row.port, row.version = ArchiveKind(kind), place, port, version
        row.username, row.folder = line_of(username, 320, "username"), line_of(folder, 200, "folder") or "INBOX"
        row.ca_pem = _certificates(text_of(ca_pem, 100_000, "ca_pem"))
        row.left_out = " ".join(
            one_address(each, field="left_out") for each in line_of(left_out, 2000, "left_out").replace(",", " ").replace(";", " ").split()
        )
        if secret:
            row.sealed_secret = sealed(secret.encode(), ARCHIVE)
        row.rests_until, row.trouble = None, ""
        work.add(row)
    return row


def _place(kind: ArchiveKind, address: str) -> str:
    """MailArchiva is asked over TLS, except on this machine: its key would be anybody's."""
    if kind is ArchiveKind.NONE:
        return address
    if kind is ArchiveKind.IMAP:
        if not address or "/" in address or ":" in address.replace("::1", "") or " " in address:
            raise Refused(_("The name of the host alone, such as imap.example.com."), field="address")
        return address
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname, parts.port
    except ValueError as wrong:
        raise Refused(_("This is not an address."), field="address") from wrong
    if (
        parts.username
        or parts.query
        or parts.fragment
        or not host
        or not (parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK))
    ):
        raise Refused(_("An address such as https://archive.example.com:8090."), field="address")
    return address.rstrip("/")


def _certificates(pem: str) -> str:
    if pem:
        try:
            ssl.create_default_context(cadata=pem)
        except (ssl.SSLError, ValueError) as wrong:
            raise Refused(_("These are not certificates in PEM."), field="ca_pem") from wrong
    return pem
