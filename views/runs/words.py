"""A run in the words of the desk: causes of change, warnings, and what is wrong with a location."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.rendering.words.causes import cause_said
from app.rules.causes import Cause
from app.rules.document import MOST_LINES


def cause_words() -> dict[str, str]:
    """The name of each bar of the waterfall."""
    return {cause: cause_said(cause) for cause in Cause}


def cause_hints() -> dict[str, str]:
    """What each cause means, for people who ask."""
    return {
        Cause.JOINED: _("New licenses and recurring charges"),
        Cause.LEFT: _("Licenses and recurring charges that ended"),
        Cause.DAYS: _("Part months, pauses and their ends"),
        Cause.PRICE: _("Changed prices and escalations"),
        Cause.ROLE: _("A license now pays the other of its membership's two prices"),
        Cause.VOLUME: _("More or fewer licenses moved the volume discount"),
        Cause.DISCOUNT: _("Commitments and discounts by hand"),
        Cause.USAGE: _("Ad hoc charges"),
        Cause.CORRECTION: _("Earlier months, put right"),
        Cause.DEPOSIT: _("Asked once and given back: no revenue"),
    }


@dataclass(frozen=True)
class Said:
    """A warning: a word or two for the chip, a sentence for who wants to know, and how bad it is."""

    short: str
    text: str
    tone: str = "yellow"


def warning_said(warning: Mapping[str, Any]) -> Said:
    """One warning of an organisation in the preview."""
    kind, license = warning["kind"], warning.get("license", "")
    known = {
        "currency": Said(
            _("Other currency"), _("Its currency is not the location's: approval refuses it. Leave it out, or change its currency."), "red"
        ),
        "no_email": Said(_("No mail address"), _("No invoice address is known: its invoice goes to nobody.")),
        "no_xero_contact": Said(_("No Xero contact"), _("Foyer looks for its contact in Xero, and makes one if there is none.")),
        "no_card": Said(_("No card"), _("It pays by card by itself, and has no card that can be charged: ask for another one.")),
        "buyer_vat": Said(
            _("No VAT number"),
            _("A tax invoice of this amount shows the customer's VAT number, and none is known. Ask for it, unless it is not registered."),
        ),
        "credit": Said(_("Below zero"), _("Credits exceed charges: this becomes a credit note."), "azure"),
        "deposit_account": Said(
            _("No account for deposits"),
            _(
                "The location has no Xero account for deposits: approval refuses it. Fill it in at the location, or leave the organisation out."
            ),
            "red",
        ),
        "too_many_lines": Said(
            _("Too many lines"),
            _(
                "It has more than %(count)d lines, and no paper holds more: approval refuses it. Let fewer charges into the run by an earlier day of “Charges until”, or leave it out.",
                count=MOST_LINES,
            ),
            "red",
        ),
        "deposit_waits": Said(
            _("Deposit waits"), _("The month is below zero, so deposit %(deposit)s waits for the next invoice.", deposit=license)
        ),
        "zero": Said(_("Zero"), _("The invoice is of nothing.")),
        "moved": Said(_("Moved over 20 %"), _("It differs from last month by more than a fifth.")),
        "first_version": Said(
            _("Price not yet valid"),
            _("%(license)s has days before its membership's first price; that first price is used.", license=license),
        ),
    }
    return known.get(kind) or Said(
        _("Look at %(license)s", license=license), _("%(license)s: %(what)s", license=license, what=kind.replace("_", " "))
    )


def problem_said(kind: str, location: str, country: str) -> Said:
    """What a location lacks for its invoices."""
    return {
        "seller_vat": Said(
            "", _("%(location)s has no VAT number: a tax invoice needs it. Approval waits for it.", location=location), "red"
        ),
        "seller_address": Said(
            "", _("%(location)s has no address: a tax invoice needs it. Approval waits for it.", location=location), "red"
        ),
        "no_tax": Said("", _("No VAT rate of %(country)s is known for this month. Approval waits for it.", country=country), "red"),
        "xero_lost": Said(
            "", _("The connection of %(location)s to Xero is lost: connect it again. Its invoices wait for that.", location=location)
        ),
        "xero_expired": Said(
            "", _("The token of %(location)s for Xero has run out and was not renewed. Its invoices wait until it is.", location=location)
        ),
        "no_tax_code": Said("", _("The VAT rate of %(country)s has no Xero tax code: Xero will refuse the invoices.", country=country)),
    }[kind]
