"""Mails that come back, as mail servers write them, and the mailbox that takes them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.core.entity import db
from app.integrations.registry import equip
from jobs.bounces import read
from tests.imap_server import ImapServer

HOUSE = "bounce@desk.example"


def report(
    to: str,
    recipient: str,
    *,
    status: str = "5.1.1",
    action: str = "failed",
    words: str = "550 5.1.1 No such user here",
    message_id: str = "<r1@mx.example>",
    original: str = "",
    kind: str = "delivery-status",
) -> bytes:
    """As Postfix writes it: words for people, blocks for programs, and the mail itself."""
    meant = f"Original-Recipient: rfc822;{original}\r\n" if original else ""
    return (
        f"Return-Path: <>\r\nDelivered-To: {to}\r\nFrom: MAILER-DAEMON@mx.example (Mail Delivery System)\r\nTo: {to}\r\nSubject: Undelivered Mail Returned to Sender\r\n"
        f'Auto-Submitted: auto-replied\r\nMessage-ID: {message_id}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type={kind}; boundary="b1"\r\n\r\n'
        "--b1\r\nContent-Type: text/plain\r\n\r\nI'm sorry.\r\n\r\n"
        "--b1\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\nArrival-Date: Mon, 1 Jun 2026 09:00:00 +0000\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\n{meant}Action: {action}\r\nStatus: {status}\r\nDiagnostic-Code: smtp; {words}\r\n\r\n"
        "--b1\r\nContent-Type: message/rfc822\r\n\r\nSubject: Invoice\r\n\r\nDear you\r\n--b1--\r\n"
    ).encode()


class Returns:
    """The mailbox, and Foyer set up to read it."""

    def __init__(self, app: Any, world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        self.app, self.world, self.monkeypatch = app, world, monkeypatch
        self.server = ImapServer()
        self.set_up()

    def set_up(self, **wishes: Any) -> None:
        told = {
            "bounce_address": HOUSE,
            "bounce_imap_host": "127.0.0.1",
            "bounce_imap_port": self.server.port,
            "bounce_imap_user": "bounce",
            "bounce_imap_password": "right",
        } | wishes
        settings = replace(self.world.settings, **told)
        equip(settings)
        self.monkeypatch.setitem(self.app.extensions, "settings", settings)

    def come(self, *mails: bytes) -> str:
        """They arrive, and the minute is over."""
        self.server.mails += mails
        said = read()
        self.world.run_jobs()
        db.session.expire_all()
        return said
