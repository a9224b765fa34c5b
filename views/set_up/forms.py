"""What each step of the set-up asks."""

from __future__ import annotations

from typing import Any

from babel import Locale
from flask_appbuilder.forms import DynamicForm
from flask_babel import get_locale
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, DecimalField, FileField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.access.roles import ROLES, STAFF_ROLES
from app.actions.set_up.add_offers import MONTHLY, Offer, Wanted
from app.core.clock import zones
from app.rules.policy import Proration
from app.translation import SOURCE, choices
from app.web.fields import ChoiceField, MoneyField, PercentInput
from app.web.forms import tidy
from views.locations.words import MEANS

NEEDED = InputRequired(_("This is needed."))
MAIL = {"type": "email", "autocomplete": "off"}
CODE = {"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}


def _named(part: str, length: int) -> list[tuple[str, str]]:
    """Codes of that length with their names in the reader's language, by name."""
    names = getattr(get_locale() or Locale.parse("en"), part)
    return sorted(
        ((code, f"{name} ({code})") for code, name in names.items() if len(code) == length and code.isascii() and code.isalpha()),
        key=lambda each: each[1],
    )


def words(label: Any, most: int, *checks: Any, **how: Any) -> StringField:
    return StringField(label, filters=[tidy], validators=[*checks, Length(max=most)], **how)


def long_words(label: Any, most: int, *checks: Any, rows: int = 3, **how: Any) -> TextAreaField:
    return TextAreaField(label, filters=[tidy], validators=[*checks, Length(max=most)], render_kw={"rows": rows}, **how)


class CompanyForm(DynamicForm):  # type: ignore[misc]
    name = words(_("Name"), 200, NEEDED, description=_("What people call the house. Mails are signed with it."))
    legal_name = words(
        _("Legal name"), 200, NEEDED, description=_("As it is registered, such as Kloof Works (Pty) Ltd. Invoices are in this name.")
    )
    registration_number = words(_("Registration number"), 60, description=MEANS["registration_number"])
    address = long_words(_("Address"), 500, NEEDED, description=_("A line each, as it stands on invoices."))
    country = SelectField(
        _("Country"),
        choices=lambda: _named("territories", 2),
        default="ZA",
        description=_("It decides the VAT rate and the public holidays."),
    )
    currency = SelectField(
        _("Currency"),
        choices=lambda: _named("currencies", 3),
        default="ZAR",
        description=_("Of prices and invoices. It stays once a customer is charged in it."),
    )
    zone = SelectField(
        _("Time zone"), choices=lambda: sorted(zones()), default="Africa/Johannesburg", description=_("Days and months are counted there.")
    )
    language = SelectField(
        _("Language"),
        choices=lambda: list(choices().items()),
        default=SOURCE,
        description=_("In which members are spoken to and mailed, unless they choose another."),
    )
    logo = FileField(
        _("Logo"),
        render_kw={"accept": "image/png,image/jpeg,image/webp"},
        description=_("On invoices, statements and proposals: PNG, JPEG or WebP. Empty: as it is."),
    )


class TaxForm(DynamicForm):  # type: ignore[misc]
    vat_registered = BooleanField(
        _("Registered for VAT"), description=_("When not, no VAT is added, and documents are called Invoice instead of Tax invoice.")
    )
    vat_number = words(_("VAT number"), 40)
    percent = DecimalField(
        _("Another rate, in percent"),
        places=None,
        widget=PercentInput(),
        validators=[Optional(), NumberRange(min=0, max=100, message=_("A percentage lies between 0 and 100."))],
        description=_("Only where the rates above are not right."),
    )
    rate_name = words(_("What the rate is called"), 100, description=_("As it stands on documents, such as Standard rate."))
    valid_from = DateField(
        _("From"), validators=[Optional()], description=_("The first day on which it holds. Invoices keep the rate of their own day.")
    )


class NumbersForm(DynamicForm):  # type: ignore[misc]
    invoice_prefix = words(
        _("Beginning"),
        12,
        NEEDED,
        render_kw=CODE,
        description=_("Capital letters and digits. Locations with the same beginning share one series."),
    )
    next_invoice = IntegerField(
        _("Next invoice"),
        validators=[NEEDED],
        description=_("One more than the last one of the system that you used before; 1 to begin anew."),
    )
    next_credit_note = IntegerField(_("Next credit note"), validators=[NEEDED])


class LocationForm(DynamicForm):  # type: ignore[misc]
    name = words(_("Name of the location"), 200, NEEDED, description=_("Each building is a location of its own. This is the first."))
    code = words(_("Code"), 20, NEEDED, render_kw=CODE, description=MEANS["code"])
    address = long_words(_("Address"), 500, NEEDED)
    opening_hours = words(
        _("Opening hours"), 500, description=_("Such as mon-fri 07:00-20:00; sat 08:00-14:00; holidays closed. Empty: always open.")
    )
    manager_email = words(
        _("Mail of who looks after it"),
        255,
        render_kw=MAIL,
        description=_("Answers of members to mails of the house go there, and so does what needs a look."),
    )
    sender_email = words(
        _("Mails come from"),
        255,
        render_kw=MAIL,
        description=_("An address that your mail server may send for. Empty: the one of the process, which the step Mail shows."),
    )
    bank_details = long_words(_("Bank details"), 500, description=_("Stand on invoices, so that people can pay by transfer."))
    payment_days = IntegerField(
        _("Days to pay"), validators=[NEEDED], description=_("From the date of the invoice; an organisation can have its own.")
    )
    proration = ChoiceField(_("Parts of a month"), kind=Proration, description=MEANS["proration"])


class BooksForm(DynamicForm):  # type: ignore[misc]
    xero_connection = SelectField(_("Company in Xero"), coerce=int, validate_choice=True)
    xero_account_code = words(_("Account of what is sold"), 10, NEEDED, description=_("Such as 200, Sales."))
    xero_eft_account_code = words(
        _("Bank account of transfers"), 10, description=_("Such as 090. Payments by transfer wait until it is filled in.")
    )
    xero_card_account_code = words(
        _("Account of card payments"), 10, description=_("Such as a clearing account, 091. Card payments wait until it is filled in.")
    )
    xero_deposit_account_code = words(
        _("Account of deposits"), 10, description=_("A liability, such as 835. Only where you take deposits.")
    )
    xero_wallet_account_code = words(
        _("Account of credits that members bought"), 10, description=_("A liability. Only where you sell credits.")
    )


class ColleagueForm(DynamicForm):  # type: ignore[misc]
    first_name = words(_("First name"), 64, NEEDED)
    last_name = words(_("Last name"), 64, NEEDED)
    email = words(_("Mail"), 320, NEEDED, render_kw=MAIL)
    role = SelectField(_("Role"), choices=lambda: [(name, name) for name in ROLES if name in STAFF_ROLES], default="Front desk")


USUAL = {
    Offer.HOT_DESK: _("Hot desk"),
    Offer.DEDICATED_DESK: _("Dedicated desk"),
    Offer.OFFICE: _("Private office"),
    Offer.DAY_PASS: _("Day pass"),
    Offer.MEETING_ROOM: _("Meeting room"),
}


def _price(offer: Offer) -> Any:
    return _("A month, without VAT") if offer in MONTHLY else _("An hour, with VAT") if offer is Offer.MEETING_ROOM else _("Each, with VAT")


def _places(offer: Offer) -> Any:
    return _("People who fit") if offer in (Offer.OFFICE, Offer.MEETING_ROOM) else _("Desks; empty: no limit")


class OffersForm(DynamicForm):  # type: ignore[misc]
    """Four fields an offer: is it sold, what it is called, what it costs, and for how many."""

    @property
    def rows(self) -> list[tuple[Offer, list[Any]]]:
        return [
            (offer, [self[name] for name in (offer.value, f"{offer}_name", f"{offer}_cents", f"{offer}_places") if name in self])
            for offer in Offer
        ]

    def wanted(self) -> list[Wanted]:
        ticked = [offer for offer in Offer if self[offer.value].data]
        return [
            Wanted(
                offer,
                self[f"{offer}_name"].data or "",
                self[f"{offer}_cents"].data,
                self[f"{offer}_places"].data if f"{offer}_places" in self else None,
            )
            for offer in ticked
        ]


for _offer in Offer:
    setattr(OffersForm, _offer.value, BooleanField(USUAL[_offer]))
    setattr(OffersForm, f"{_offer}_name", words(_("Name"), 200, default=USUAL[_offer]))
    setattr(OffersForm, f"{_offer}_cents", MoneyField(_price(_offer), validators=[Optional()], render_kw={"inputmode": "decimal"}))
    if _offer is not Offer.DAY_PASS:
        setattr(OffersForm, f"{_offer}_places", IntegerField(_places(_offer), validators=[Optional()]))
