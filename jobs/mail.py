"""One mail to one address, by the mail server, once (I7)."""

from __future__ import annotations

import time
from email.message import EmailMessage
from email.utils import parseaddr
from functools import partial

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError

from app.access.actor import SYSTEM
from app.access.bounce_addresses import bounce_address
from app.actions.deliveries.carry import Begun, begin_delivery, finish_delivery
from app.actions.deliveries.keep import Kept
from app.actions.deliveries.rises import rises_named
from app.actions.deliveries.withhold import withhold_delivery
from app.actions.invoice_runs.settle import settle_run
from app.core import clock
from app.core.addresses import ascii_address
from app.core.entity import db
from app.core.errors import Conflict
from app.integrations.errors import GiveUp, NotYet, Retry, Unknown
from app.integrations.mail import Letter, Mail, built
from app.integrations.registry import use
from app.integrations.rests import require_awake
from app.models import Delivery
from app.models.delivery import DeliveryKind, DeliveryState
from app.models.vendor_rest import FarSide
from app.queries.letter_sender import read_by
from app.rendering.mail import MailContent
from app.translation import SOURCE, in_language
from jobs import job
from jobs.letters import Composed, Letters, letters_of
from jobs.mail_words import kept, worded

TIMES, PAUSE = 3, 2.0  # that what came of a mail is tried to be written down, and seconds in between


@job(queue="mail", timeout=90)
def deliver(delivery_id: int) -> None:
    """Hand one mail over. What the server did not confirm is left for a person, never repeated by itself."""
    row = db.session.get_one(Delivery, delivery_id)
    run_id = row.run_id
    letters = letters_of(row)
    if letters.waits(row):
        raise NotYet(_("An earlier mail to the same address is being handed over."), after=5)
    if row.state is DeliveryState.TODO and (reason := letters.why_not(row)):
        withhold_delivery(delivery_id, reason, by=SYSTEM)
        _settle(run_id)
        return
    require_awake(FarSide.MAIL)  # before all the work of a letter
    rises = rises_named(db.session(), row)  # before the words: one that is undone in between is noticed as the mail begins
    with in_language(SOURCE if letters.speaks_as_seller else read_by(db.session(), row)):
        written = _letter(row, letters)  # all that can go wrong on our side goes wrong before `sending` is stored
    if written is None:
        raise NotYet(_("The PDF is not there yet."), after=30)
    letter, copy = written
    fresh = None if row.kind is DeliveryKind.MAIL_TEST else copy  # a test goes as it was tried out, and is read from its copy again
    message, unwritable = _built(letter)
    db.session.rollback()  # no transaction stays open while the mail server is asked
    begun = begin_delivery(delivery_id, kept=fresh, rises=rises, unwritable=unwritable, by=SYSTEM)
    if begun is None or message is None:
        _settle(run_id)
        return
    back = (
        bounce_address(begun.id, begun.message_id) or letter.sender[1]
    )  # where no mailbox of bounces is read, whoever signed the mail reads theirs
    try:
        use(Mail).deliver(message, envelope_from=_in_ascii(back), recipient=_in_ascii(begun.address))
    except Retry as later:
        _note(begun, "wait", later.reason)
        raise
    except GiveUp as no:
        _note(begun, "fail", no.reason)
    except Unknown as lost:
        _note(begun, "lose", lost.reason)
    else:
        _note(begun, "finish", "")
    _settle(run_id)


def _built(letter: Letter) -> tuple[EmailMessage | None, str]:
    """The message, or why there can be none: that is how the delivery ends, and no reason to try again."""
    try:
        return built(letter), ""
    except GiveUp as no:
        return None, no.reason


def _in_ascii(address: str) -> str:
    """An address as the envelope takes it. Raises GiveUp."""
    try:
        return ascii_address(address)
    except ValueError as wrong:
        raise GiveUp(_("%(address)s is not an address that mail can be sent to.", address=address)) from wrong


def _note(begun: Begun, verb: str, reason: str) -> None:
    """What came of it, tried again past a lock or a connection that broke: else a person would have to decide what is known."""
    for left in range(TIMES - 1, -1, -1):
        try:
            finish_delivery(begun, verb, reason, by=SYSTEM)
            return
        except (Conflict, OperationalError):
            if not left:
                raise
            time.sleep(PAUSE)


def _letter(delivery: Delivery, letters: Letters) -> tuple[Letter, Kept] | None:
    """The mail, and what is kept of it; None while the PDF that it carries is not there."""
    sender = partial(_sender, parseaddr(current_app.extensions["settings"].mail_from)[1])
    found = letters.compose(delivery, sender)
    return None if found is None else _written(delivery, found, sender(found.words))


def _sender(house: str, words: MailContent) -> tuple[str, str]:
    """The location's name and address, or the house's address where it has none."""
    return words.sender_name, words.sender_email or house


def _written(delivery: Delivery, found: Composed, sender: tuple[str, str]) -> tuple[Letter, Kept]:
    words = worded(delivery, found.words)
    letter = Letter(
        message_id=delivery.message_id,
        sent_at=clock.now(),
        sender=sender,
        reply_to=words.reply_to or words.sender_email,
        recipient=delivery.address,
        subject=words.subject,
        text=words.text,
        html=words.html,
        headers=words.headers,
        is_automatic=not words.by_hand,
        attachments=found.attachments,
        invitation=found.invitation,
    )
    return letter, kept(letter, words)


def _settle(run_id: int | None) -> None:
    if run_id is not None:
        settle_run(run_id, by=SYSTEM)
