"""Every kind of mail: who writes it, when it waits, and why it must not go any more. A new kind is a line of LETTERS."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.core.entity import db
from app.integrations.mail import Attachment, Invitation
from app.models import Delivery
from app.models.delivery import ACCOUNTS, BOOKINGS, DOCUMENTS, GUESTS, MEETINGS, PAPERS, TICKETS, DeliveryKind
from app.queries.contacts.meeting_told import is_meeting_under_way
from app.queries.told_before import is_under_way
from app.rendering.mail import MailContent
from jobs.account_letters import account_letter, why_no_account_letter
from jobs.booking_letters import Sender, booking_letter
from jobs.debtor_letters import debtor_letter, why_no_letter
from jobs.document_letters import document_letter, why_no_document
from jobs.guest_letters import guest_letter, why_no_guest_letter
from jobs.mail_words import trial_letter
from jobs.paper_letters import paper_letter, why_no_paper
from jobs.report_letters import report_letter, why_no_report
from jobs.sales_letters import meeting_letter, sales_letter, why_no_sales_letter
from jobs.ticket_letters import ticket_letter


@dataclass(frozen=True, slots=True)
class Composed:
    """What stands in a mail, and what it carries."""

    words: MailContent
    attachments: tuple[Attachment, ...] = ()
    invitation: Invitation | None = None


Compose = Callable[[Delivery, Sender], Composed | None]


@dataclass(frozen=True, slots=True)
class Letters:
    """Of some kinds. `compose` is None while a paper that it carries is not there; `why_not` is empty when it may go; `waits` for an earlier one to the same
    address. Papers speak the seller's language, all else the reader's.
    """

    kinds: frozenset[DeliveryKind]
    compose: Compose
    why_not: Callable[[Delivery], str] = lambda row: ""
    waits: Callable[[Delivery], bool] = lambda row: False
    speaks_as_seller: bool = False


def letters_of(row: Delivery) -> Letters:
    """Whatever has no line of its own is a letter to a person."""
    return next((each for each in LETTERS if row.kind in each.kinds), TO_A_PERSON)


def _words(write: Callable[[Delivery], MailContent]) -> Compose:
    return lambda row, sender: Composed(write(row))


def _papers(write: Callable[[Delivery], tuple[MailContent, tuple[Attachment, ...]] | None]) -> Compose:
    return lambda row, sender: found and Composed(*found) if (found := write(row)) is not None else None


def _invites(write: Callable[[Delivery, Sender], tuple[MailContent, Invitation | None]]) -> Compose:
    def composed(row: Delivery, sender: Sender) -> Composed:
        words, invitation = write(row, sender)
        return Composed(words, invitation=invitation)

    return composed


LETTERS = (
    Letters(DOCUMENTS, _papers(document_letter), why_no_document, speaks_as_seller=True),
    Letters(BOOKINGS, _invites(booking_letter), waits=lambda row: is_under_way(db.session(), row)),
    Letters(MEETINGS, _invites(meeting_letter), why_no_sales_letter, waits=lambda row: is_meeting_under_way(db.session(), row)),
    Letters(ACCOUNTS, _papers(debtor_letter), why_no_letter, speaks_as_seller=True),
    Letters(PAPERS, _papers(paper_letter), why_no_paper, speaks_as_seller=True),
    Letters(GUESTS, _papers(guest_letter), why_no_guest_letter),
    Letters(TICKETS, _words(ticket_letter)),
    Letters(frozenset({DeliveryKind.REPORT}), _papers(report_letter), why_no_report),
    Letters(frozenset({DeliveryKind.SALES_MAIL}), _words(sales_letter), why_no_sales_letter),
    Letters(frozenset({DeliveryKind.MAIL_TEST}), _words(trial_letter)),
)
TO_A_PERSON = Letters(frozenset(), _words(account_letter), why_no_account_letter)
