"""Each step of the set-up between its form and its action: what stands in it at first, what is beside it, and what saves it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import current_app, request
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.actions.set_up.add_offers import add_offers
from app.actions.set_up.invite_colleague import invite_colleague
from app.actions.set_up.put_company import put_company
from app.actions.set_up.put_location import put_location
from app.actions.set_up.put_numbers import put_numbers
from app.actions.set_up.put_tax import put_tax
from app.core import clock
from app.core.entity import db
from app.core.pictures import MOST_BYTES
from app.models import Location
from app.queries.numbering import numbering
from app.queries.set_up.beside import colleagues, next_holidays, offers_there, rates_of
from app.queries.set_up.progress import Step, first_location
from app.queries.xero_books import connections
from app.web.actor import current_actor
from config import SANDBOX_PAYFAST
from views.set_up.forms import BooksForm, ColleagueForm, CompanyForm, LocationForm, NumbersForm, OffersForm, TaxForm
from views.set_up.words import of_process

FORMS: dict[Step, Any] = {
    Step.COMPANY: CompanyForm,
    Step.TAX: TaxForm,
    Step.NUMBERS: NumbersForm,
    Step.LOCATION: LocationForm,
    Step.OFFERS: OffersForm,
    Step.XERO: BooksForm,
    Step.COLLEAGUES: ColleagueForm,
}
OF_PROCESS = {
    Step.MAIL: (
        "smtp_host",
        "smtp_port",
        "smtp_user",
        "smtp_password",
        "smtp_starttls",
        "mail_from",
        "outside_mail",
        "bounce_address",
        "bounce_imap_host",
    ),
    Step.XERO: ("xero_client_id", "xero_client_secret", "xero_webhook_key"),
    Step.CARDS: ("payfast_merchant_id", "payfast_merchant_key", "payfast_passphrase", "payfast_testing", "public_url"),
}
COMPANY = ("name", "legal_name", "registration_number", "address", "country", "currency", "zone", "language")
PLACE = ("name", "code", "address", "opening_hours", "manager_email", "sender_email", "bank_details", "payment_days", "proration")
BOOKS = ("xero_account_code", "xero_eft_account_code", "xero_card_account_code", "xero_deposit_account_code", "xero_wallet_account_code")
FILLED = {Step.COMPANY: COMPANY, Step.TAX: ("vat_registered", "vat_number"), Step.LOCATION: PLACE, Step.XERO: BOOKS}


def filled(step: Step, form: Any, location: Location | None) -> None:
    """What the house knows stands in the form."""
    if location is None:
        return
    for name in FILLED.get(step, ()):
        form[name].data = getattr(location, name)
    if step is Step.NUMBERS:
        found = numbering(db.session(), location)
        form.invoice_prefix.data, form.next_invoice.data, form.next_credit_note.data = (
            found.prefix,
            found.next_invoice,
            found.next_credit_note,
        )
    if step is Step.XERO:
        form.xero_connection.data = location.xero_connection_id


def shown(step: Step, form: Any, session: Session) -> dict[str, Any]:
    """What stands beside the form, which gets its choices here."""
    location = first_location(session)
    found: dict[str, Any] = {"started_with": of_process(current_app.extensions["settings"], *OF_PROCESS.get(step, ()))}
    if location is None:
        return found
    if step is Step.XERO:
        books = connections(session, by=current_actor())
        form.xero_connection.choices = [(each.id, each.name) for each in books]
        found |= {"books": books}
    elif step is Step.CARDS:
        found |= {"is_stand_in": current_app.extensions["settings"].payfast_merchant_id == SANDBOX_PAYFAST[0]}
    elif step is Step.TAX:
        found |= {"rates": rates_of(session, location.country)}
    elif step is Step.LOCATION:
        found |= {"holidays": next_holidays(location.country, clock.today(location.zone))}
    elif step is Step.OFFERS:
        found |= {"there": offers_there(session, location.id)}
    elif step is Step.COLLEAGUES:
        found |= {"people": colleagues(session)}
    return found


def put(step: Step, form: Any, *, by: Actor) -> Any:
    """Save the step."""
    return SAVES[step](form, by)


def _company(form: Any, by: Actor) -> Any:
    uploaded = request.files.get("logo")
    logo = uploaded.read(MOST_BYTES + 1) if uploaded is not None and uploaded.filename else b""
    return put_company(logo=logo, by=by, **{name: form[name].data for name in COMPANY})


def _tax(form: Any, by: Actor) -> Any:
    said = {"percent": form.percent.data, "name": form.rate_name.data or "", "valid_from": form.valid_from.data}
    return put_tax(vat_registered=form.vat_registered.data, vat_number=form.vat_number.data or "", by=by, **said)


def _numbers(form: Any, by: Actor) -> Any:
    return put_numbers(
        prefix=form.invoice_prefix.data, next_invoice=form.next_invoice.data, next_credit_note=form.next_credit_note.data, by=by
    )


def _location(form: Any, by: Actor) -> Any:
    return put_location(Step.LOCATION, "code", "name", "address", by=by, **{name: form[name].data for name in PLACE})  # type: ignore[typeddict-item]


def _books(form: Any, by: Actor) -> Any:
    said = {name: form[name].data for name in BOOKS}
    return put_location(Step.XERO, "xero_account_code", xero_connection_id=form.xero_connection.data, by=by, **said)  # type: ignore[typeddict-item]


def _colleague(form: Any, by: Actor) -> Any:
    return invite_colleague(**{name: form[name].data for name in ("first_name", "last_name", "email", "role")}, by=by)


SAVES: dict[Step, Callable[[Any, Actor], Any]] = {
    Step.COMPANY: _company,
    Step.TAX: _tax,
    Step.NUMBERS: _numbers,
    Step.LOCATION: _location,
    Step.OFFERS: lambda form, by: add_offers(form.wanted(), by=by),
    Step.XERO: _books,
    Step.COLLEAGUES: _colleague,
}
