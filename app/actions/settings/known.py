"""The settings that an operator may change, each with what it may be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import lazy_gettext as _

from app.access.visit_links import QR_CHOICES, QR_MINUTES
from app.actions.check_ins.from_doors import IS_ARRIVAL as DOOR_ARRIVAL
from app.actions.check_ins.from_wifi import IS_ARRIVAL as WIFI_ARRIVAL
from app.actions.check_ins.from_wifi import LEAVE_BY, LEAVE_CHOICES
from app.actions.documents.unlock import ALL_DECIDED, UNLOCKS
from app.actions.documents.unlock import SETTING as UNLOCK
from app.actions.fulfilments.unpaid import ON_PAID, WHEN
from app.actions.fulfilments.unpaid import SETTING as FULFIL
from app.actions.guests.tell import TELL_HOUSE
from app.actions.invitations.write_to import TELL_MANAGER
from app.actions.opportunities.open_by_itself import EVERY, FROM_OUTSIDE, NONE
from app.actions.opportunities.open_by_itself import SETTING as OPEN_BY_ITSELF
from app.actions.organisations.follow import NEVER, OFFBOARD_AFTER, USUAL
from app.actions.tickets.close import CLOSE_AFTER, CLOSE_CHOICES
from app.queries.billing_terms import FREE_COUNTS
from app.queries.bookings.house_rules import CHOICES
from app.queries.comment_terms import EDIT_CHOICES, EDIT_MINUTES
from app.queries.credit import BY_HAND, WHEN_SENT
from app.queries.credit import SETTING as USE_CREDIT
from app.queries.escalations import policy as escalations
from app.queries.papers.terms import GIVE, GIVE_CHOICES, REMIND, REMIND_CHOICES, VALID, VALID_CHOICES
from app.queries.presence.kiosk_settings import BADGE, OFF_ON, PHOTO
from app.queries.retention import TERMS
from app.queries.room_screen import AT_ONCE, AT_THE_DOOR, BY_PHONE
from app.queries.second_factors import SETTING as SECOND_FACTOR
from app.queries.second_factors import Rule
from app.queries.settings import NO, YES
from app.queries.sign_ins import IDLE_CHOICES, MEMBER_IDLE, STAFF_IDLE
from app.queries.wallets.ending import DAYS_CHOICES, QUOTA_CHOICES, WARN_DAYS, WARN_QUOTAS
from app.rules.card_retries import RETRY_DAYS, RETRY_SETTING
from app.rules.policy import DiscountMode
from app.rules.vat import RateDate


@dataclass(frozen=True)
class Known:
    """`meaning` is for the screen; `default` holds until somebody sets another."""

    default: str
    choices: tuple[str, ...]
    meaning: Callable[[], str]


KEPT: dict[str, Callable[[], str]] = {
    "retention.letters": lambda: str(
        _("How long Foyer remembers to which address a letter to a person went, and keeps every mail as it was sent.")
    ),
    "retention.web_log": lambda: str(_("How long lines of the logs are kept.")),
    "retention.audit": lambda: str(_("How long the audit is kept; five years at least.")),
    "retention.documents": lambda: str(
        _("When the buyer's name and address on invoices and credit notes, and their PDFs, are forgotten; five years at least.")
    ),
    "retention.jobs": lambda: str(_("How long jobs that are done, slots of schedules, used links and spreadsheets of people are kept.")),
    "retention.wifi": lambda: str(_("How long WiFi sessions, log-ins and figures of use are kept.")),
    "retention.doors": lambda: str(_("How long it is kept who stood at which door.")),
    "retention.sign_ins": lambda: str(_("How long it is kept where and until when somebody was signed in.")),
    "retention.sign_ups": lambda: str(_("How long sign-ups are kept after they were answered.")),
    "retention.waiting_list": lambda: str(
        _("How long entries of the waiting list and their offers are kept after somebody was served or withdrawn.")
    ),
    "retention.enquiries": lambda: str(_("How long enquiries are kept that wait in the quarantine, were dropped, or were spam.")),
    "retention.notices": lambda: str(_("How long notices of payments are kept that were not true; true ones are part of the books.")),
    "retention.guests": lambda: str(
        _("How long it is kept who visited as a guest, as whose, and who was expected; then visits are counted alone.")
    ),
    "retention.check_ins": lambda: str(_("How long it is kept when members were in the house.")),
    "retention.papers": lambda: str(
        _(
            "How long proposals and contracts that nobody agreed to are kept after they were over, with their PDFs; signed ones are kept for seven years."
        )
    ),
    "retention.tickets": lambda: str(_("How long tickets are kept after they were solved, with what was said and the photos.")),
    "retention.mails": lambda: str(
        _("How long it is kept what the mail archive told of somebody's mails; the archive itself has terms of its own.")
    ),
    "retention.leads": lambda: str(_("How long leads that were not won are kept after the last word, with what was said.")),
    "retention.comments": lambda: str(
        _("How long comments of staff and their files are kept; with a record that is forgotten they go at once.")
    ),
    "retention.notifications": lambda: str(_("How long what staff were told in the bell is kept, and announcements after their last day.")),
    "retention.webhooks": lambda: str(
        _("How long messages of webhooks that went or failed are kept, with what was answered; as long they can be sent again.")
    ),
    "retention.calls": lambda: str(
        _("How long the answer to a call of a program is kept under its Idempotency-Key, so that the same call again is not done again.")
    ),
    "retention.exports": lambda: str(_("How long an export of somebody's personal data can be fetched.")),
}
BOOKED: dict[str, Callable[[], str]] = {
    "booking.grid_minutes": lambda: str(_("Bookings begin and end on every so many minutes of the hour.")),
    "booking.advance_days": lambda: str(_("How many days ahead members can book a room.")),
    "booking.lead_minutes": lambda: str(_("How many minutes before its start a room can still be booked.")),
    "booking.hold_minutes": lambda: str(_("How many minutes a room is held for somebody who has not confirmed yet.")),
    "booking.no_show_minutes": lambda: str(
        _("After how many minutes without a check-in a booking counts as a no-show, and its room is free.")
    ),
    "booking.peak_days": lambda: str(_("On which days peak hours cost the peak rate; public holidays never do.")),
    "cancel.policy": lambda: str(
        _(
            "What comes back when a member cancels. Standard: all until 24 hours before, half until 2 hours. Flexible: all until 2 hours."
            " Strict: all until 7 days before, half until 2 days. None: what is on hold, and nothing after it was debited."
        )
    ),
    "wallet.reserve_hours": lambda: str(_("After how many hours credits on hold for a booking are debited.")),
    "wallet.convert_at_start": lambda: str(_("Debit credits on hold when the booking starts, if that is earlier.")),
}
RISES: dict[str, Callable[[], str]] = {
    escalations.PERCENT: lambda: str(
        _(
            "By how many percent the price of a license rises each year, where neither it nor its organisation says otherwise; 0: not at all."
        )
    ),
    escalations.STEP: lambda: str(_("To what a price that rises is rounded.")),
    escalations.NEXT_MONTH: lambda: str(_("Whether a price that rises within a month does so on the first of the next one.")),
    escalations.MONTH: lambda: str(
        _(
            "In which month the prices of all licenses rise, on its first day and whatever they are committed to, but for those with a day that was agreed; on its own day each rises after its commitment, or a year after it began."
        )
    ),
    escalations.LEAD: lambda: str(_("How many days before its day a rise is proposed, for somebody to approve.")),
    escalations.LETTER: lambda: str(
        _("How many days before a price rises who pays is told by mail; a rise that is approved later is told at once.")
    ),
}
KNOWN = {
    **{name: Known(TERMS[name][0], TERMS[name], meaning) for name, meaning in KEPT.items()},
    SECOND_FACTOR: Known(
        Rule.OPTIONAL.value,
        tuple(rule.value for rule in Rule),
        lambda: str(
            _(
                "A code from the phone after the password: nobody is asked, only who has set it up; whoever moves money or gives rights has to set it up, or all staff have to."
            )
        ),
    ),
    STAFF_IDLE: Known(
        IDLE_CHOICES[STAFF_IDLE][0],
        IDLE_CHOICES[STAFF_IDLE],
        lambda: str(
            _(
                "After how many minutes in which they do nothing staff are signed out. A page that only asks for what is new, such as the desk, does nothing; nor does typing, until it is sent."
            )
        ),
    ),
    MEMBER_IDLE: Known(
        IDLE_CHOICES[MEMBER_IDLE][0],
        IDLE_CHOICES[MEMBER_IDLE],
        lambda: str(_("After how many minutes in which they do nothing members are signed out.")),
    ),
    "pricing.discount_mode": Known(
        DiscountMode.MULTIPLY.value,
        tuple(mode.value for mode in DiscountMode),
        lambda: str(_("How several discounts meet: all multiply, or only the best counts.")),
    ),
    FREE_COUNTS: Known(
        YES, (YES, NO), lambda: str(_("Whether a license whose own price is 0 counts for the volume discount of its organisation."))
    ),
    **{name: Known(choices[0], choices, BOOKED[name]) for name, choices in CHOICES.items()},
    **{name: Known(choices[0], choices, RISES[name]) for name, choices in escalations.CHOICES.items()},
    WARN_DAYS: Known(
        DAYS_CHOICES[0],
        DAYS_CHOICES,
        lambda: str(_("How many days before credits that were bought or given end their owner is told by mail, once; 0: never.")),
    ),
    WARN_QUOTAS: Known(
        QUOTA_CHOICES[0],
        QUOTA_CHOICES,
        lambda: str(_("Whether that mail also tells of the monthly and yearly credits of a license, which come again.")),
    ),
    AT_THE_DOOR: Known(
        AT_ONCE,
        (AT_ONCE, BY_PHONE),
        lambda: str(
            _(
                "Whether the screen beside a door books half an hour at once, in the name of the house, or shows only the code that members book with on their phones."
            )
        ),
    ),
    TELL_MANAGER: Known(
        YES, (YES, NO), lambda: str(_("Whether the manager of a location gets a mail about each booking, change and cancellation there."))
    ),
    FULFIL: Known(
        ON_PAID,
        WHEN,
        lambda: str(
            _(
                "When credits and print credit on a monthly invoice are given: once it is paid, or to organisations that buy on account already when it is sent."
            )
        ),
    ),
    UNLOCK: Known(
        ALL_DECIDED,
        UNLOCKS,
        lambda: str(
            _(
                "When an invoice counts as sent, and its licenses and prices can be changed again: once each of its mails went or somebody decided about it, or with the first mail that went."
            )
        ),
    ),
    EDIT_MINUTES: Known(
        EDIT_CHOICES[0],
        EDIT_CHOICES,
        lambda: str(_("For how many minutes somebody can change or take back a comment of theirs; the audit keeps what it was.")),
    ),
    OFFBOARD_AFTER: Known(
        USUAL,
        (NEVER, "30", "90", "180", "365"),
        lambda: str(_("How many days after its last license an organisation is off-boarded, once its access is gone in all systems.")),
    ),
    RETRY_SETTING: Known(
        next(iter(RETRY_DAYS)),
        tuple(RETRY_DAYS),
        lambda: str(_("How many days after the first try a card that was declined for the day is charged again.")),
    ),
    USE_CREDIT: Known(
        WHEN_SENT,
        (WHEN_SENT, BY_HAND),
        lambda: str(
            _(
                "Whether what a customer has of credit pays each invoice when it is sent, before a card is charged, or only when staff say so."
            )
        ),
    ),
    OPEN_BY_ITSELF: Known(
        FROM_OUTSIDE,
        (FROM_OUTSIDE, EVERY, NONE),
        lambda: str(
            _(
                "Which leads become an opportunity by themselves, where their location has a default track: those from the web form and integrations, every one, or none."
            )
        ),
    ),
    VALID: Known(
        VALID_CHOICES[0],
        VALID_CHOICES,
        lambda: str(_("For how many days a new proposal or contract stands; each can have another last day.")),
    ),
    REMIND: Known(
        REMIND_CHOICES[0],
        REMIND_CHOICES,
        lambda: str(_("How many days before its last day somebody is reminded, once, of a proposal or a contract that waits.")),
    ),
    QR_MINUTES: Known(
        QR_CHOICES[0],
        QR_CHOICES,
        lambda: str(_("After how many minutes the code on a kiosk becomes another one; the one before works as long again.")),
    ),
    LEAVE_BY: Known(
        LEAVE_CHOICES[0],
        LEAVE_CHOICES,
        lambda: str(_("Whether somebody whose device the WiFi no longer hears has left, and after how long.")),
    ),
    WIFI_ARRIVAL: Known(
        YES, (YES, NO), lambda: str(_("Whether members whose device comes onto the WiFi at a location with access points are checked in."))
    ),
    DOOR_ARRIVAL: Known(YES, (YES, NO), lambda: str(_("Whether members who open a door are checked in."))),
    TELL_HOUSE: Known(YES, (YES, NO), lambda: str(_("Whether who looks after a location gets a mail about each guest, beside the host."))),
    PHOTO: Known(OFF_ON[0], OFF_ON, lambda: str(_("Whether a kiosk offers new guests to take a photo, for the desk."))),
    BADGE: Known(OFF_ON[0], OFF_ON, lambda: str(_("Whether a kiosk offers guests to print a badge."))),
    GIVE: Known(
        GIVE_CHOICES[0],
        GIVE_CHOICES,
        lambda: str(
            _(
                "How many percent below the price of its membership a line of a proposal or a contract may be; beyond it somebody sends it who may set prices, such as the location's manager."
            )
        ),
    ),
    CLOSE_AFTER: Known(
        CLOSE_CHOICES[0],
        CLOSE_CHOICES,
        lambda: str(_("How many days after it was solved a ticket is closed; until then an answer opens it again.")),
    ),
    "vat.rate_date": Known(
        RateDate.INVOICE_DATE.value,
        tuple(date.value for date in RateDate),
        lambda: str(_("Which day decides the VAT rate: that of the invoice, or the first of the period.")),
    ),
}
