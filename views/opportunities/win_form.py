"""What winning asks: who they become, the person, what they get where no paper says it, and the contract."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask_appbuilder.forms import DynamicForm
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.actions.opportunities.win import Won
from app.models import Opportunity, Paper
from app.queries.opportunities.won_places import WonPlace
from app.rules.same_customer import Customer, Why
from app.web.fields import MoneyField
from app.web.forms import tidy
from app.web.lookup import LookupField
from app.web.numbers import whole
from views.opportunities.words import customer_said

NEEDED = InputRequired(_("This is needed."))
NEW, OTHER = "new", "other"
PERSON = ("first_name", "last_name", "email", "phone")
PLACES = ("membership", "space", "places", "starts_on", "commitment_months", "price_cents", "price_reason")


def win_form(
    view: type[Any], deal: Opportunity, found: list[tuple[Customer, Why]], *, paper: Paper | None, is_signed: bool, may_price: bool
) -> Any:
    """Look-ups ask in the name of the license screen. What is known is filled in; who they are already is never guessed."""

    class WinForm(DynamicForm):  # type: ignore[misc]
        who = SelectField(_("Organisation"), validators=[InputRequired(_("Please choose one."))])
        organisation = LookupField(
            _("Another organisation"), [Optional()], view=view, column="organisation", description=_("Only when it is none of those above.")
        )
        organisation_name = StringField(_("Name of the new organisation"), filters=[tidy], validators=[Length(max=200)])
        address = TextAreaField(_("Address"), filters=[tidy], validators=[Length(max=500)])
        vat_number = StringField(_("VAT number"), filters=[tidy], validators=[Length(max=40)])
        invoice_email = StringField(
            _("Invoices go to"), filters=[tidy], validators=[Length(max=500)], description=_("Empty: to the person below.")
        )
        first_name = StringField(_("First name"), filters=[tidy], validators=[NEEDED, Length(max=64)])
        last_name = StringField(_("Last name"), filters=[tidy], validators=[NEEDED, Length(max=64)])
        email = StringField(_("Mail address"), filters=[tidy], validators=[NEEDED, Length(max=320)], render_kw={"type": "email"})
        phone = StringField(_("Phone"), filters=[tidy], validators=[Length(max=40)])
        if paper is None:
            membership = LookupField(_("Membership"), [NEEDED], view=view, column="membership")
            space = LookupField(_("Space"), [NEEDED], view=view, column="space")
            places = IntegerField(_("How many places"), default=1, validators=[NEEDED, NumberRange(min=1, max=200)])
            starts_on = DateField(_("First day"), validators=[NEEDED])
            commitment_months = IntegerField(
                _("Months of commitment"),
                validators=[Optional(), NumberRange(min=0, max=120)],
                description=_("Empty: none, and no discount for it."),
            )
        if paper is None and may_price:
            price_cents = MoneyField(
                _("Price a place and month"), validators=[Optional()], description=_("Empty: what the membership costs. Without VAT.")
            )
            price_reason = StringField(
                _("Reason"), filters=[tidy], validators=[Length(max=500)], description=_("Needed with a price of its own.")
            )
        if not is_signed:
            contract_waived = StringField(_("Why is no contract signed?"), filters=[tidy], validators=[NEEDED, Length(max=500)])

    form = WinForm()
    known = [SelectChoice(str(each.id), f"{each.name} ({customer_said(why)})") for each, why in found]
    form.who.choices = [
        *([SelectChoice("", "")] if known else []),
        *known,
        SelectChoice(NEW, gettext("A new organisation")),
        SelectChoice(OTHER, gettext("Another one that is here already")),
    ]
    return form


def fill_from(form: Any, deal: Opportunity, paper: Paper | None) -> None:
    """What the lead and the paper say already."""
    lead = deal.lead
    first, _space, last = (paper.signer_name if paper is not None and paper.signer_name else lead.name).partition(" ")
    form.first_name.data, form.last_name.data, form.email.data, form.phone.data = first, last or first, lead.email, lead.phone
    form.organisation_name.data = lead.company or lead.name
    if paper is None:
        form.starts_on.data, form.places.data = lead.wanted_on, lead.places or 1
    if deal.organisation is not None:
        form.who.data, form.organisation.data = OTHER, deal.organisation


def won_of(form: Any) -> Won:
    """What the form says, in the words of the action."""
    who = form.who.data or ""
    found = Won(
        person={name: form[name].data or "" for name in PERSON},  # type: ignore[typeddict-item, misc]
        contract_waived=(form.contract_waived.data or "") if "contract_waived" in form else "",
    )
    if who == NEW:
        names = ("address", "vat_number", "invoice_email")
        found["organisation"] = {"name": form.organisation_name.data or "", **{name: form[name].data or "" for name in names}}  # type: ignore[typeddict-item, misc]
    else:
        found["organisation_id"] = form.organisation.data.id if who == OTHER and form.organisation.data is not None else whole(who) or 0
    if "membership" in form:
        place = WonPlace(form.membership.data.id, form.space.data.id, form.starts_on.data, form.commitment_months.data)
        if "price_cents" in form:
            place = replace(place, price_cents=form.price_cents.data, price_reason=form.price_reason.data or "")
        found["places"] = [place] * form.places.data
    return found
