"""Delivery: one mail to one address, about a document or a booking or to a person, sent once (I7)."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity
from app.core.states import Machine
from app.models.account_letter import AccountLetter
from app.models.activity import Activity
from app.models.booking import Booking
from app.models.check_in import CheckIn
from app.models.credit_note import CreditNote
from app.models.health_episode import HealthEpisode
from app.models.invoice import Invoice
from app.models.lead import Lead
from app.models.location import Location
from app.models.paper import Paper
from app.models.payment_attempt import PaymentAttempt
from app.models.place_offer import PlaceOffer
from app.models.refund import Refund
from app.models.report_subscription import ReportSubscription
from app.models.ticket import TicketEntry
from app.models.user import FoyerUser
from app.models.visit import Visit


class DeliveryKind(StrEnum):
    """The first two carry a document; three are about a booking, three about an activity of the sales team, and a report is for whoever subscribed to it; a place is for somebody who waits; a reminder, a
    statement, a receipt, a price that rises or does not and a declined card are for who pays; a paper is a proposal or a contract; a chargeback, a new lead and whether Foyer is well are told to staff, and who asked is thanked; a visit and a guest are told to the guest and to the host; what is said of a ticket is told to the other side; a test is of a mail's text, to whoever edits it, and another shows that mail arrives at all; the others are letters to a person about the own account."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    WELCOME = "welcome"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - the name of a letter
    ADDRESS_CHANGE = "address_change"
    ADDRESS_CHANGED = "address_changed"
    SECOND_FACTOR_RESET = "second_factor_reset"
    API_KEY_MADE = "api_key_made"
    ACCOUNT_LOCKED = "account_locked"
    XERO_LOST = "xero_lost"
    MAIL_ARRIVES = "mail_arrives"
    HEALTH_RED = "health_red"
    HEALTH_WELL = "health_well"
    TASK_DIGEST = "task_digest"
    BELL_DIGEST = "bell_digest"
    PLACE_OFFER = "place_offer"
    REMINDER = "reminder"
    STATEMENT = "statement"
    RECEIPT = "receipt"
    PRICE_RISE = "price_rise"
    PRICE_RESTORED = "price_restored"
    CARD_DECLINED = "card_declined"
    CHARGEBACK = "chargeback"
    REFERRAL_REWARD = "referral_reward"
    CREDITS_ENDING = "credits_ending"
    PAPER_SENT = "paper_sent"
    PAPER_REMINDER = "paper_reminder"
    PAPER_SIGNED = "paper_signed"
    PAPER_DECLINED = "paper_declined"
    LEAD_NOTICE = "lead_notice"
    LEAD_THANKS = "lead_thanks"
    VISIT_INVITE = "visit_invite"
    VISIT_CANCEL = "visit_cancel"
    GUEST_WELCOME = "guest_welcome"
    GUEST_NOTICE = "guest_notice"
    TICKET_NEW = "ticket_new"
    TICKET_ANSWER = "ticket_answer"
    TICKET_REPLY = "ticket_reply"
    BOOKING_INVITE = "booking_invite"
    BOOKING_CANCEL = "booking_cancel"
    BOOKING_NOTICE = "booking_notice"
    SALES_MAIL = "sales_mail"
    MEETING_INVITE = "meeting_invite"
    MEETING_CANCEL = "meeting_cancel"
    REPORT = "report"
    MAIL_TEST = "mail_test"


PRICES = frozenset({DeliveryKind.PRICE_RISE, DeliveryKind.PRICE_RESTORED})
# Of the own account, asked for by somebody who waits for it, and whether Foyer is well: they go wherever mails came back from, as long as anybody may have the address again.
ALWAYS = frozenset({
    DeliveryKind.WELCOME, DeliveryKind.PASSWORD_RESET, DeliveryKind.ADDRESS_CHANGE, DeliveryKind.ADDRESS_CHANGED, DeliveryKind.SECOND_FACTOR_RESET,
    DeliveryKind.API_KEY_MADE, DeliveryKind.ACCOUNT_LOCKED, DeliveryKind.MAIL_ARRIVES, DeliveryKind.HEALTH_RED, DeliveryKind.HEALTH_WELL,
})  # fmt: skip
ACCOUNTS = frozenset({DeliveryKind.REMINDER, DeliveryKind.STATEMENT, DeliveryKind.RECEIPT}) | PRICES
DOCUMENTS = frozenset({DeliveryKind.INVOICE, DeliveryKind.CREDIT_NOTE})
MEETINGS = frozenset({DeliveryKind.MEETING_INVITE, DeliveryKind.MEETING_CANCEL})
PAPERS = frozenset({DeliveryKind.PAPER_SENT, DeliveryKind.PAPER_REMINDER, DeliveryKind.PAPER_SIGNED, DeliveryKind.PAPER_DECLINED})
GUESTS = frozenset({DeliveryKind.VISIT_INVITE, DeliveryKind.VISIT_CANCEL, DeliveryKind.GUEST_WELCOME, DeliveryKind.GUEST_NOTICE})
TICKETS = frozenset({DeliveryKind.TICKET_NEW, DeliveryKind.TICKET_ANSWER, DeliveryKind.TICKET_REPLY})
BOOKINGS = frozenset({DeliveryKind.BOOKING_INVITE, DeliveryKind.BOOKING_CANCEL, DeliveryKind.BOOKING_NOTICE})


class DeliveryState(StrEnum):
    TODO = "todo"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    WITHHELD = "withheld"


D = DeliveryState


class Delivery(Entity):
    """`sending` is stored before SMTP; a crash in between is `unknown`, for a person to decide. One that went and came back is `failed`, and says so (`bounced_at`).

    The link of a letter is not kept: it is signed again out of its token's row when the letter is written. A mail about a booking says
    which of its sequences it tells, and to whom it is written wherever it goes (`addressee`); `user_id` is then whoever booked. One about
    money that a bank took back (`refund_id`) is for the member of staff that `user_id` names.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        CheckConstraint(
            "num_nonnulls(invoice_id, credit_note_id, coalesce(booking_id, refund_id, lead_id, check_in_id, visit_id, ticket_entry_id, user_id), offer_id, attempt_id, letter_id, paper_id, activity_id, episode_id) = 1",
            name="of_one_subject",
        ),
        CheckConstraint("(booking_id IS NULL) = (booking_sequence IS NULL)", name="booking_has_a_sequence"),
        CheckConstraint("(activity_id IS NULL) = (activity_sequence IS NULL)", name="activity_has_a_sequence"),
        CheckConstraint("subscription_id IS NULL OR subscription_slot IS NOT NULL", name="report_has_a_slot"),
        CheckConstraint("location_id IS NOT NULL OR user_id IS NOT NULL OR episode_id IS NOT NULL", name="documents_have_a_location"),
        Index("delivery_open", "run_id", postgresql_where=text("state NOT IN ('sent', 'withheld')")),
        Index("deliveries_by_address", text("lower(address)")),
        Index("deliveries_by_addressee", "addressee"),
    )

    if TYPE_CHECKING:  # answered in app/models/to_decide.py; only who looks for them asks
        to_decide: Mapped[bool]

    run_id: Mapped[int | None] = mapped_column(ForeignKey("invoice_run.id"))
    invoice_id: Mapped[int | None] = mapped_column(ForeignKey("invoice.id"), index=True)
    credit_note_id: Mapped[int | None] = mapped_column(ForeignKey("credit_note.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), index=True)
    offer_id: Mapped[int | None] = mapped_column(ForeignKey("place_offer.id"), index=True)
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("payment_attempt.id"), index=True)
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("account_letter.id"), index=True)
    refund_id: Mapped[int | None] = mapped_column(ForeignKey("refund.id"), index=True)
    paper_id: Mapped[int | None] = mapped_column(ForeignKey("paper.id", ondelete="CASCADE"), index=True)
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("lead.id"), index=True)
    check_in_id: Mapped[int | None] = mapped_column(ForeignKey("check_in.id", ondelete="CASCADE"), index=True)
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"), index=True)
    ticket_entry_id: Mapped[int | None] = mapped_column(ForeignKey("ticket_entry.id", ondelete="CASCADE"), index=True)
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id"), index=True)
    booking_sequence: Mapped[int | None]
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id", ondelete="CASCADE"), index=True)
    activity_sequence: Mapped[int | None]
    subscription_id: Mapped[int | None] = mapped_column(ForeignKey("report_subscription.id", ondelete="SET NULL"), index=True)
    subscription_slot: Mapped[dt.date | None]
    episode_id: Mapped[int | None] = mapped_column(ForeignKey("health_episode.id", ondelete="CASCADE"), index=True)
    addressee: Mapped[str] = mapped_column(String(320), default="", server_default="")
    token_id: Mapped[int | None] = mapped_column(ForeignKey("sign_in_token.id", ondelete="SET NULL"), index=True)
    location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"), index=True)
    kind: Mapped[DeliveryKind]
    address: Mapped[str] = mapped_column(String(320))
    state: Mapped[DeliveryState] = mapped_column(default=D.TODO, server_default="todo")
    key: Mapped[str] = mapped_column(String(400), unique=True)
    message_id: Mapped[str] = mapped_column(String(255), unique=True)
    attempt: Mapped[int] = mapped_column(default=0, server_default="0")
    reason: Mapped[str] = mapped_column(String(1000), default="", server_default="")
    started_at: Mapped[dt.datetime | None]
    sent_at: Mapped[dt.datetime | None]
    bounced_at: Mapped[dt.datetime | None]
    decided_by: Mapped[str] = mapped_column(String(200), default="", server_default="")

    location: Mapped[Location | None] = relationship()
    invoice: Mapped[Invoice | None] = relationship()
    credit_note: Mapped[CreditNote | None] = relationship()
    user: Mapped[FoyerUser | None] = relationship()
    offer: Mapped[PlaceOffer | None] = relationship()
    charge: Mapped[PaymentAttempt | None] = relationship()
    letter: Mapped[AccountLetter | None] = relationship()
    refund: Mapped[Refund | None] = relationship()
    paper: Mapped[Paper | None] = relationship()
    lead: Mapped[Lead | None] = relationship()
    check_in: Mapped[CheckIn | None] = relationship()
    visit: Mapped[Visit | None] = relationship()
    ticket_entry: Mapped[TicketEntry | None] = relationship()
    booking: Mapped[Booking | None] = relationship()
    activity: Mapped[Activity | None] = relationship()
    episode: Mapped[HealthEpisode | None] = relationship()
    subscription: Mapped[ReportSubscription | None] = relationship()

    moves = Machine(
        column="state",
        start=(D.TODO, D.SENDING),
        finish=({D.SENDING, D.UNKNOWN}, D.SENT),
        wait=(D.SENDING, D.TODO),
        fail=({D.TODO, D.SENDING}, D.FAILED),
        bounce=({D.SENDING, D.SENT, D.UNKNOWN}, D.FAILED),
        lose=(D.SENDING, D.UNKNOWN),
        withhold=(D.TODO, D.WITHHELD),
        mark_sent=({D.UNKNOWN, D.FAILED}, D.SENT),
        resend=({D.UNKNOWN, D.FAILED}, D.TODO),
    )

    def __str__(self) -> str:
        return f"{self.invoice or self.credit_note or self.booking or self.refund or self.lead or self.check_in or self.visit or self.ticket_entry or self.user or self.offer or self.charge or self.letter or self.paper or self.activity or self.episode} to {self.address}"
