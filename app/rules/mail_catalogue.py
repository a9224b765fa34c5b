"""Every mail that Foyer writes: the names that its text may hold, its parts that are worked out, and what may not be left out.

`app/rendering/mail_samples` has one of each, and a test compares: a name that a template learns has to stand here.
"""

from __future__ import annotations

from dataclasses import dataclass

FACTS, BUTTON, DETAILS = "facts", "button", "details"
PARTS = (FACTS, BUTTON, DETAILS)
COMMON = ("place", "seller", "seller_address", "reply_address")


@dataclass(frozen=True, slots=True)
class Known:
    """`names` stand for values beside those that every mail has, `parts` on a line of their own for facts, the button or lists. `needs` are names or parts."""

    names: tuple[str, ...] = ()
    parts: tuple[str, ...] = (FACTS,)
    needs: tuple[str, ...] = ()
    variants: tuple[str, ...] = ("",)

    @property
    def all_names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.names, *COMMON)))


def _known(names: str = "", parts: str = FACTS, needs: str = "", variants: str = "") -> Known:
    return Known(tuple(names.split()), tuple(parts.split()), tuple(needs.split()), tuple(variants.split()) or ("",))


ALL = " ".join(PARTS)
LINK = f"{FACTS} {BUTTON}"
MAILS: dict[str, Known] = {
    "invoice_sent": _known("number month amount day buyer", ALL, f"{FACTS} {DETAILS}", "owed settled"),
    "credit_note_sent": _known("number invoice month amount buyer", LINK, FACTS, "of_invoice alone"),
    "reminder": _known("number amount day month buyer", ALL, LINK, "before today after late"),
    "statement": _known("name code period day amount", ALL, FACTS),
    "receipt": _known("name number day amount", LINK, FACTS),
    "price_rise": _known("name day amount before", ALL, f"{FACTS} {DETAILS}"),
    "price_restored": _known("name day told", ALL, FACTS),
    "card_declined": _known("number amount", LINK, LINK, "again last for_good"),
    "chargeback": _known("organisation amount reference", LINK, LINK),
    "welcome": _known("name username until", ALL, f"{BUTTON} {DETAILS}"),
    "password_reset": _known("username", LINK, BUTTON),
    "address_change_new": _known("", LINK, BUTTON),
    "address_change_old": _known("", LINK, LINK),
    "address_changed": _known("", LINK, FACTS),
    "second_factor_reset": _known("username", LINK, FACTS),
    "api_key_made": _known("username", LINK, FACTS),
    "account_locked": _known("username when", FACTS, FACTS),
    "booking_invite": _known("title when where host", ALL, FACTS, "booked changed invited changed_guest"),
    "booking_cancel": _known("title when where", LINK, FACTS, "booker cancelled uninvited"),
    "booking_notice": _known("room when title", LINK, FACTS, "booked changed cancelled"),
    "visit_invite": _known("name host when", ALL, LINK),
    "visit_cancel": _known("name host when", FACTS, FACTS),
    "guest_welcome": _known("host", FACTS, FACTS),
    "guest_notice": _known("who", LINK, FACTS, "host house"),
    "ticket_new": _known("number about", ALL, f"{BUTTON} {DETAILS}", "asked found"),
    "ticket_reply": _known("number about", ALL, f"{BUTTON} {DETAILS}", "answered reopened"),
    "ticket_answer": _known("number about", ALL, f"{BUTTON} {DETAILS}", "answered waiting solved"),
    "paper_sent": _known("title name company number day", ALL, f"{BUTTON} {DETAILS}", "proposal contract"),
    "paper_reminder": _known("name company number day", LINK, BUTTON, "proposal contract"),
    "paper_signed": _known("name number", FACTS, FACTS, "proposal contract"),
    "paper_declined": _known("who number reason", ALL, LINK, "proposal contract"),
    "lead_notice": _known("who code", LINK, LINK),
    "lead_thanks": _known("", ""),
    "meeting_invite": _known("title when where guest host", ALL, FACTS, "guest host changed"),
    "meeting_cancel": _known("title when host", FACTS, FACTS, "cancelled uninvited"),
    "place_offered": _known("name space starts_on until", FACTS, FACTS),
    "referral_reward": _known("name who amount", LINK),
    "credits_ending": _known("name amount day", LINK, LINK, "own team"),
    "task_digest": _known("name due", ALL, f"{BUTTON} {DETAILS}"),
    "bell_digest": _known("name unread", ALL, f"{BUTTON} {DETAILS}"),
    "report": _known("title month findings stop", ALL, "facts button stop", "place everywhere"),
    "xero_lost": _known("companies", LINK, LINK),
    "mail_arrives": _known("name", BUTTON),
    "health_red": _known("trouble", ALL, f"{BUTTON} {DETAILS}"),
    "health_well": _known("", ALL, BUTTON),
}
