"""The mailbox of bounces is read once a minute: each report tells at its mail that it did not arrive (contracts.md section 10)."""

from __future__ import annotations

from collections import Counter

import structlog
from flask import current_app
from flask_babel import gettext as _

from app.access.actor import SYSTEM
from app.access.bounce_addresses import bounced_in
from app.access.sealing import known_marks
from app.actions.bounces.mailbox import note_read, open_mailbox, rest_mailbox
from app.actions.bounces.take import Taken, take_bounce
from app.core.clock import now
from app.core.entity import db
from app.integrations.bounces import BounceBox
from app.integrations.errors import GiveUp, LockedOut
from app.integrations.registry import use
from app.rules.bounce_report import report_in
from config import Settings

MOST = 100  # mails of one look; what is left comes a minute later
CLAIMS = 5  # mails that one report may name
log = structlog.get_logger("jobs")


def read() -> str:
    """Reading a mail twice changes nothing, so the mailbox is left as it is and Foyer keeps how far it came. Killed anywhere, the next minute goes on there."""
    settings: Settings = current_app.extensions["settings"]
    if not settings.bounce_address:
        return _("No mailbox of bounces is set.")
    row = open_mailbox(_places(settings), by=SYSTEM)
    valid, uid, trouble, rests = row.valid, row.uid, row.trouble, row.rests_until
    db.session.rollback()  # no transaction stays open while the mailbox is asked
    if rests is not None and rests > now():
        raise GiveUp(trouble)
    try:
        looked = use(BounceBox).after(valid, uid, most=MOST)
    except LockedOut as no:
        rest_mailbox(no.reason, by=SYSTEM)
        raise
    counted: Counter[str] = Counter()
    for number, raw in looked.mails:
        counted.update(_taken(raw))
        note_read(looked.valid, number, by=SYSTEM)
    return _("%(mails)d mails, %(told)d told.", mails=len(looked.mails), told=counted[Taken.TOLD])


def _taken(raw: bytes) -> list[str]:
    """An answer, a note of absence and what nobody can read is left lying; so is a report that names no mail of ours."""
    report = report_in(raw)
    if report is None:
        return []
    found = []
    for delivery_id, mark in bounced_in(report.to)[:CLAIMS]:
        taken = take_bounce(delivery_id, mark, report, by=SYSTEM)
        log.info("bounce", delivery=delivery_id, taken=taken.value, status=report.failures[0].status)
        found.append(taken.value)
        if taken not in (Taken.FORGED, Taken.GONE):  # a report is about one mail
            break
    return found


def _places(settings: Settings) -> list[str]:
    told = (
        settings.bounce_imap_host,
        str(settings.bounce_imap_port),
        settings.bounce_imap_user,
        settings.bounce_imap_folder,
        settings.bounce_imap_password,
    )
    return known_marks("\0".join(told).encode(), "bounce-mailbox")
