"""One mail to one address, by the mail server, once (I7)."""

from __future__ import annotations

import time
from email.message import EmailMessage
from email.utils import parseaddr
from functools import partial
from typing import Any

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
from app.integrations.mail import Attachment, Letter, Mail, built
from app.integrations.registry import use
from app.models import CreditNote, Delivery, Document, Invoice
from app.models.delivery import ACCOUNTS, BOOKINGS, DOCUMENTS, GUESTS, MEETINGS, PAPERS, TICKETS, DeliveryKind, DeliveryState
from app.models.invoice import InvoiceStatus
from app.queries.contacts.meeting_told import is_meeting_under_way
from app.queries.documents import credit_note_view, invoice_view
from app.queries.kept_files import content_of
from app.queries.letter_sender import read_by
from app.queries.told_before import is_under_way
from app.rendering.mail import MailContent, invoice_mail
from app.translation import SOURCE, in_language
from jobs import job
from jobs.account_letters import account_letter, why_not
from jobs.booking_letters import booking_letter
from jobs.debtor_letters import debtor_letter
from jobs.guest_letters import guest_letter
from jobs.mail_words import kept, trial_letter, worded
from jobs.paper_letters import paper_letter
from jobs.report_letters import report_letter
from jobs.sales_letters import meeting_letter, sales_letter
from jobs.ticket_letters import ticket_letter

TIMES, PAUSE = 3, 2.0  # that what came of a mail is tried to be written down, and seconds in between


@job(queue="mail", timeout=90)
def deliver(delivery_id: int) -> None:
    """Hand one mail over. What the server did not confirm is left for a person, never repeated by itself."""
    row = db.session.get_one(Delivery, delivery_id)
    run_id = row.run_id
    if (row.kind in BOOKINGS and is_under_way(db.session(), row)) or (row.kind in MEETINGS and is_meeting_under_way(db.session(), row)):
        raise NotYet(_("An earlier mail to the same address is being handed over."), after=5)
    if row.kind not in DOCUMENTS | BOOKINGS and row.state is DeliveryState.TODO and (reason := why_not(row)):
        withhold_delivery(delivery_id, reason, by=SYSTEM)
        return
    if row.state is DeliveryState.TODO and row.invoice is not None and row.invoice.status is InvoiceStatus.VOID:  # its PDF may never come
        withhold_delivery(delivery_id, _("Not needed: the invoice is void."), by=SYSTEM)
        _settle(run_id)
        return
    rises = rises_named(db.session(), row)  # before the words: one that is undone in between is noticed as the mail begins
    with in_language(SOURCE if row.kind in DOCUMENTS | ACCOUNTS | PAPERS else read_by(db.session(), row)):  # papers speak the seller's language
        written = _letter(row)  # all that can go wrong on our side goes wrong before `sending` is stored
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
    back = bounce_address(begun.id, begun.message_id) or letter.sender[1]  # where no mailbox of bounces is read, whoever signed the mail reads theirs
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


def _letter(delivery: Delivery) -> tuple[Letter, Kept] | None:
    """The mail, and what is kept of it; None while the PDF that it carries is not there."""
    sender = partial(_sender, parseaddr(current_app.extensions["settings"].mail_from)[1])
    if delivery.kind in DOCUMENTS:
        found = _document_letter(delivery)
        return found and _written(delivery, found[0], sender(found[0]), attachments=found[1])
    if delivery.kind in BOOKINGS:
        words, invite = booking_letter(delivery, sender)
        return _written(delivery, words, sender(words), invitation=invite)
    if delivery.kind in MEETINGS:
        words, invite = meeting_letter(delivery, sender)
        return _written(delivery, words, sender(words), invitation=invite)
    if delivery.kind in ACCOUNTS:
        words, papers = debtor_letter(delivery)
        return _written(delivery, words, sender(words), attachments=papers)
    if delivery.kind in GUESTS:
        words, papers = guest_letter(delivery)
        return _written(delivery, words, sender(words), attachments=papers)
    if delivery.kind in TICKETS:
        words = ticket_letter(delivery)
        return _written(delivery, words, sender(words))
    if delivery.kind is DeliveryKind.REPORT:
        words, papers = report_letter(delivery)
        return _written(delivery, words, sender(words), attachments=papers)
    if delivery.kind in PAPERS:
        words, papers = paper_letter(delivery)
        return _written(delivery, words, sender(words), attachments=papers)
    if delivery.kind is DeliveryKind.MAIL_TEST:
        words = trial_letter(delivery)
    else:
        words = sales_letter(delivery) if delivery.kind is DeliveryKind.SALES_MAIL else account_letter(delivery)
    return _written(delivery, words, sender(words))


def _sender(house: str, words: MailContent) -> tuple[str, str]:
    """The location's name and address, or the house's address where it has none."""
    return words.sender_name, words.sender_email or house


def _written(delivery: Delivery, words: MailContent, sender: tuple[str, str], **parts: Any) -> tuple[Letter, Kept]:
    words = worded(delivery, words)
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
        **parts,
    )
    return letter, kept(letter, words)


def _document_letter(delivery: Delivery) -> tuple[MailContent, tuple[Attachment, ...]] | None:
    is_invoice = delivery.kind is DeliveryKind.INVOICE
    document_id = delivery.invoice_id or delivery.credit_note_id or 0
    document = db.session.get_one(Invoice if is_invoice else CreditNote, document_id)
    if document.document_id is None:
        return None
    file = db.session.get_one(Document, document.document_id)
    words = invoice_mail((invoice_view if is_invoice else credit_note_view)(document_id, by=SYSTEM))
    return words, (Attachment(file.name, file.media_type, content_of(file), document_id=file.id),)


def _settle(run_id: int | None) -> None:
    if run_id is not None:
        settle_run(run_id, by=SYSTEM)
