"""What each mail is, when it goes and to whom, in words."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _later

from app.rules.mail_catalogue import MAILS


class Told(NamedTuple):
    """`record` is the noun (app/access/records.py) whose story keeps it. All but that is for people."""

    title: Any
    when: Any
    reader: Any
    record: str


PAYER, PERSON, GUEST, BOOKER = (
    _later("Invoice and accounting addresses"),
    _later("The person"),
    _later("The guest"),
    _later("Whoever booked, and the guests"),
)
MANAGER, SELLER, CONTACT, DESK = (
    _later("The location's manager"),
    _later("Who works on the lead"),
    _later("The contact"),
    _later("Who looks after the location"),
)
TOLD: dict[str, Told] = {
    "invoice_sent": Told(_later("Invoice"), _later("When an invoice is sent"), PAYER, "invoice"),
    "credit_note_sent": Told(_later("Credit note"), _later("When a credit note is sent"), PAYER, "credit_note"),
    "reminder": Told(_later("Reminder"), _later("On the days of the dunning policy, while an invoice is open"), PAYER, "invoice"),
    "statement": Told(_later("Statement of account"), _later("When staff or a schedule mails one"), PAYER, "organisation"),
    "receipt": Told(_later("Receipt"), _later("When staff mail one from the page of a payment"), PAYER, "payment"),
    "price_rise": Told(_later("Price rises"), _later("60 days before an approved rise, or as Settings say"), PAYER, "organisation"),
    "price_restored": Told(_later("Price does not rise"), _later("When a rise that was told is undone"), PAYER, "organisation"),
    "card_declined": Told(
        _later("Card declined"), _later("When a kept card could not be charged"), _later("Owners of the organisation"), "invoice"
    ),
    "chargeback": Told(_later("Chargeback"), _later("When a bank takes a payment back"), _later("Who looks after payments"), "payment"),
    "welcome": Told(_later("Welcome"), _later("When an account is made, or staff invite again"), PERSON, "ab_user"),
    "password_reset": Told(_later("New password"), _later("When somebody asks for a new password"), PERSON, "ab_user"),
    "address_change_new": Told(
        _later("Confirm the new address"), _later("When somebody changes their address"), _later("The new address"), "ab_user"
    ),
    "address_change_old": Told(
        _later("Confirm or stop a change of address"), _later("When somebody changes their address"), _later("The old address"), "ab_user"
    ),
    "address_changed": Told(
        _later("Address has changed"), _later("When both addresses have confirmed"), _later("Both addresses"), "ab_user"
    ),
    "second_factor_reset": Told(_later("Second step taken off"), _later("When an administrator takes it off"), PERSON, "ab_user"),
    "api_key_made": Told(_later("New API key"), _later("When somebody makes an API key"), PERSON, "ab_user"),
    "account_locked": Told(_later("Account waits"), _later("After many wrong passwords, at most once a day"), PERSON, "ab_user"),
    "booking_invite": Told(_later("Booking and invitation"), _later("When a room is booked or a booking changes"), BOOKER, "booking"),
    "booking_cancel": Told(_later("Booking cancelled"), _later("When a booking is cancelled or somebody is taken off"), BOOKER, "booking"),
    "booking_notice": Told(_later("Notice of a booking"), _later("When a room is booked, changed or cancelled"), MANAGER, "booking"),
    "visit_invite": Told(_later("Invitation of a guest"), _later("When a host expects a guest"), GUEST, "visit"),
    "visit_cancel": Told(_later("Visit called off"), _later("When an expected visit is called off"), GUEST, "visit"),
    "guest_welcome": Told(_later("Welcome of a guest"), _later("When a guest checks in"), GUEST, "check_in"),
    "guest_notice": Told(
        _later("A guest is here"), _later("When a guest checks in"), _later("The host, and who looks after the location"), "check_in"
    ),
    "ticket_new": Told(_later("New ticket"), _later("When a member asks or a fault is found"), DESK, ""),
    "ticket_reply": Told(_later("Reply to a ticket"), _later("When the member writes again"), _later("Who has the ticket"), ""),
    "ticket_answer": Told(_later("Answer to a ticket"), _later("When staff answer or solve it"), _later("The member"), ""),
    "paper_sent": Told(_later("Proposal or contract"), _later("When it is sent"), CONTACT, "proposal"),
    "paper_reminder": Told(_later("Reminder of a proposal or contract"), _later("Once, before its last day"), CONTACT, "proposal"),
    "paper_signed": Told(_later("Signed"), _later("When a proposal or contract is signed"), _later("Both sides"), "contract"),
    "paper_declined": Told(_later("Declined"), _later("When a proposal or contract is declined"), SELLER, "proposal"),
    "lead_notice": Told(_later("New lead"), _later("When an enquiry becomes a lead"), SELLER, "lead"),
    "lead_thanks": Told(
        _later("Thanks for an enquiry"), _later("When an enquiry has passed, once a day an address"), _later("Who asked"), "lead"
    ),
    "meeting_invite": Told(
        _later("Invitation to a meeting"),
        _later("When a meeting is planned or changes"),
        _later("The contact and the colleague"),
        "contact",
    ),
    "meeting_cancel": Told(
        _later("Meeting called off"), _later("When a meeting is called off"), _later("The contact and the colleague"), "contact"
    ),
    "place_offered": Told(
        _later("A place came free"), _later("When a place is offered to who waits"), _later("Who waits"), "waiting_entry"
    ),
    "referral_reward": Told(
        _later("Thanks for a referral"), _later("When somebody they sent becomes a member"), _later("Who sent them"), "ab_user"
    ),
    "credits_ending": Told(
        _later("Credits that end"),
        _later("A week before credits that were bought or given end, or as Settings say"),
        _later("The person, or who runs and pays for the team"),
        "ab_user",
    ),
    "task_digest": Told(
        _later("Tasks of the day"), _later("In the morning of a working day, when tasks are due"), _later("Who has the tasks"), "ab_user"
    ),
    "bell_digest": Told(
        _later("Unread notifications"), _later("In the morning of a working day, when something is unread"), _later("Staff"), "ab_user"
    ),
    "report": Told(_later("Report"), _later("Each Monday or each 1st, as subscribed"), _later("Who subscribed"), "ab_user"),
    "xero_lost": Told(
        _later("Xero has to be connected again"), _later("When Xero ends a connection"), _later("Who can connect it"), "ab_user"
    ),
    "mail_arrives": Told(_later("Mail arrives"), _later("When somebody who sets Foyer up asks for it"), _later("Whoever asked"), "ab_user"),
    "health_red": Told(_later("Foyer needs somebody"), _later("When Foyer turns red"), _later("Who looks after Foyer"), ""),
    "health_well": Told(
        _later("Foyer is well again"), _later("When nothing was wrong for ten minutes"), _later("Who looks after Foyer"), ""
    ),
}
VARIANTS: dict[str, dict[str, Any]] = {
    "invoice_sent": {"owed": _later("Something to pay"), "settled": _later("Nothing to pay")},
    "credit_note_sent": {"of_invoice": _later("For one invoice"), "alone": _later("For no single invoice")},
    "reminder": {"before": _later("Before the due date"), "today": _later("On the due date"), "after": _later("Up to six days after it"), "late": _later("A week after it and later")},
    "card_declined": {"again": _later("Tried again on a day"), "last": _later("That was the last time"), "for_good": _later("Another card is needed")},
    "credits_ending": {"own": _later("Of a person"), "team": _later("Of a team")},
    "booking_invite": {
        "booked": _later("Booked, to whoever booked"), "changed": _later("Changed, to whoever booked"), "invited": _later("Invited, to a guest"), "changed_guest": _later("Changed, to a guest"),
    },
    "booking_cancel": {"booker": _later("To whoever booked"), "cancelled": _later("Cancelled, to a guest"), "uninvited": _later("Need not come, to a guest")},
    "booking_notice": {"booked": _later("Booked"), "changed": _later("Changed"), "cancelled": _later("Cancelled")},
    "guest_notice": {"host": _later("A guest of a host"), "house": _later("A guest of nobody named")},
    "ticket_new": {"asked": _later("Asked by a member"), "found": _later("Found by staff")},
    "ticket_reply": {"answered": _later("Open ticket"), "reopened": _later("Ticket that was solved")},
    "ticket_answer": {"answered": _later("Answered"), "waiting": _later("Waits for the member"), "solved": _later("Solved")},
    **{mail: {"proposal": _later("Proposal"), "contract": _later("Contract")} for mail in ("paper_sent", "paper_reminder", "paper_signed", "paper_declined")},
    "meeting_invite": {"guest": _later("To the contact"), "host": _later("To the colleague"), "changed": _later("Changed")},
    "meeting_cancel": {"cancelled": _later("Called off"), "uninvited": _later("Need not come")},
    "report": {"place": _later("Of one location"), "everywhere": _later("Of all locations")},
}  # fmt: skip


def title_of(mail: str) -> str:
    """Of a mail that there is no more, its old name."""
    return str(TOLD[mail].title) if mail in TOLD else mail.replace("_", " ")


def variant_of(mail: str, variant: str) -> str:
    """Empty where a mail has but one."""
    return str(VARIANTS.get(mail, {}).get(variant, "")) if len(MAILS[mail].variants) > 1 else ""


def named(mail: str, variant: str) -> str:
    """Both, in one."""
    one = variant_of(mail, variant)
    return _("%(mail)s: %(variant)s", mail=title_of(mail), variant=one) if one else title_of(mail)
