"""What a field means and what follows from it, where its one line of hint is not enough: fields of money, of what cannot be undone, and of the set-up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _

from app.web.actor import current_actor
from views.help.glossary import BY_FIELD

FIELDS: dict[str, Any] = {
    "legal_name": _(
        "The company that sells, as it is registered. Each invoice freezes it on the day of its approval: a change holds for later invoices only."
    ),
    "registration_number": _("The number of the company register. Many countries want it on invoices and letters. It is no VAT number."),
    "currency": _(
        "All prices and invoices of a location are in one currency. Once a customer is charged in it, it stays; another currency is another location."
    ),
    "country": _("It decides which VAT rate holds, which days are public holidays, and how dates and amounts are written on documents."),
    "zone": _("A day begins and ends at midnight there. It decides which invoice a booking late in the evening belongs to."),
    "vat_registered": _(
        "Registered: VAT is added at the rate of the day, and documents are called Tax invoice. Not registered: no VAT at all. It holds for invoices that are approved from now on."
    ),
    "vat_number": _(
        "A tax invoice without the seller's VAT number is none: buyers could not claim it. Foyer warns in each preview while it is missing."
    ),
    "percent": _("In percent. Rates go by date: announce a new one with its first day, and invoices before it keep the old one."),
    "invoice_prefix": _(
        "How numbers begin, such as KLF in KLF-00042. Locations with the same beginning share one series. Once a document has a number it stays, for a year in two series is what an auditor asks about."
    ),
    "next_invoice": _(
        "If your last invoice elsewhere was KLF-00412, say 413. Foyer never leaves a number out and never gives one twice, so it cannot be changed once the first invoice is approved."
    ),
    "next_credit_note": _(
        "Credit notes have a series of their own, with CN in it. Say one more than the last one of the system before, or 1."
    ),
    "payment_days": _(
        "The due day is the date of the invoice and so many days more. Reminders count from it. An organisation can have days of its own."
    ),
    "proration": _(
        "For 19 of 30 days in June at 3 000.00: by actual days 1 900.00; by thirty days the same in each month; none means the whole month is charged."
    ),
    "second_approver_above_cents": _(
        "One person approves, and another one has to approve too before anything gets a number. Whoever was first cannot be the second."
    ),
    "mail_mode": _(
        "Silent and redirect are for trying out with real data: nobody outside gets a document. Links to a password always go to their person."
    ),
    "bank_details": _(
        "Where people pay by transfer. An IBAN becomes a code that banking apps read. An invoice keeps the details of its day."
    ),
    "sender_email": _("Your mail server must be allowed to send for this address (SPF, DKIM); otherwise mails land among the spam."),
    "opening_hours": _(
        "Rooms can only be booked within them. Write days and times: mon-fri 07:00-20:00; sat 08:00-14:00; holidays closed."
    ),
    "auto_pay": _(
        "The card that the customer left is charged when an invoice goes out, once. If the bank says no, it is tried again some days later."
    ),
    "custom_price_cents": _(
        "Instead of the price of the membership, for this license, until it is taken away. Discounts still count. It needs a reason, which is kept."
    ),
    "retroactive": _("Months that were invoiced already are counted again, and the difference is on the next invoice as a correction."),
    "valid_from": _("The first day on which it holds. What was invoiced for days before stays as it is."),
    "price_includes_vat": _("With: the price is what the buyer pays, and VAT is taken out of it. Without: VAT is added."),
    "vat_point": _("When credits are taxed: as they are sold, or as they are used. Never both."),
    "deposit_months": _("Asked from a newcomer with the first invoice, so many months of the price. It is held, and pays nothing."),
    "deposit_cents": _("Asked from a newcomer with the first invoice. It is held, and pays nothing."),
    "included_primary": _(
        "How many licenses of an organisation pay the first price; all others pay the price of further people. Empty: one."
    ),
    "xero_account_code": _("The revenue account in Xero. What has an item with an account of its own goes there."),
    "xero_card_account_code": _("Where card payments arrive. A clearing account lets you match them with what PayFast pays out."),
    "xero_eft_account_code": _("The bank account where transfers arrive. Payments wait in Foyer until it is filled in; none is lost."),
    "xero_deposit_account_code": _("Deposits are not yours: they are a liability until they are given back or kept."),
    "xero_wallet_account_code": _("Credits that were bought and not used are a liability; as they are used, they become revenue."),
    "block_after": _("Who is so late cannot make new bookings until it is paid. Staff can book for them with a reason."),
    "least_cents": _("Rests of invoices up to this amount are not chased."),
    "role": _("What the person may do. A role can be limited to locations on the page of the account."),
}


@dataclass(frozen=True)
class Explained:
    """`href` leads to all words where it is one of them."""

    text: Any
    href: str = ""


def explained(field: str) -> Explained | None:
    """What a field means, for staff; None where it needs no more than its hint."""
    word, text = BY_FIELD.get(field.removesuffix("_id")), FIELDS.get(field)
    if (word is None and text is None) or not current_actor().is_staff:
        return None
    return Explained(text or (word.means if word else ""), f"{url_for('HelpView.page')}#{word.name}" if word is not None else "")
