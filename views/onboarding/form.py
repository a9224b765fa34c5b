"""What the onboarding of somebody asks."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from flask import request
from flask_appbuilder.forms import DynamicForm
from flask_babel import lazy_gettext as _
from wtforms import DateField, HiddenField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.actions.onboarding.onboard import Newcomer
from app.actions.waiting_list.fields import WaitingEntryFields
from app.models import PlaceOffer, SignUp
from app.web.fields import MoneyField
from app.web.forms import tidy
from app.web.interface import key_of
from app.web.lookup import LookupField, rows_of
from app.web.once import key_sent
from views.base.days import said_day

NEEDED = InputRequired(_("This is needed."))
WHO = ("first_name", "last_name", "email", "phone")
WHERE = ("membership", "space", "starts_on", "ends_on", "commitment_months", "occupancy_reason")


def onboarding_form(view: type[Any]) -> Any:
    """Look-ups ask in the name of the license screen. `key` makes a second click of the button harmless."""

    class OnboardingForm(DynamicForm):  # type: ignore[misc]
        key = HiddenField(default=lambda: uuid4().hex)
        sign_up = HiddenField()
        offer = HiddenField()
        organisation = LookupField(
            _("Organisation"), [Optional()], view=view, column="organisation", description=_("Empty: a new one, named below.")
        )
        organisation_name = StringField(_("Name of the new organisation"), filters=[tidy], validators=[Length(max=200)])
        invoice_email = StringField(
            _("Invoices go to"), filters=[tidy], validators=[Length(max=500)], description=_("Empty: to the person below.")
        )
        first_name = StringField(_("First name"), filters=[tidy], validators=[NEEDED, Length(max=64)])
        last_name = StringField(_("Last name"), filters=[tidy], validators=[NEEDED, Length(max=64)])
        email = StringField(_("Mail address"), filters=[tidy], validators=[NEEDED, Length(max=320)], render_kw={"type": "email"})
        phone = StringField(_("Phone"), filters=[tidy], validators=[Length(max=40)])
        membership = LookupField(_("Membership"), [NEEDED], view=view, column="membership")
        space = LookupField(_("Space"), [NEEDED], view=view, column="space")
        starts_on = DateField(_("First day"), validators=[NEEDED])
        ends_on = DateField(_("Last day"), validators=[Optional()], description=_("Empty: it runs on."))
        commitment_months = IntegerField(
            _("Months of commitment"),
            validators=[Optional(), NumberRange(min=0, max=120)],
            description=_("Empty: none, and no discount for it."),
        )
        occupancy_reason = StringField(
            _("Reason to exceed the space"), filters=[tidy], validators=[Length(max=500)], description=_("Only when the space is full.")
        )
        deposit_cents = MoneyField(_("Deposit"), validators=[Optional()], description=_("Empty: what the membership asks for; 0: none."))
        deposit_reason = StringField(
            _("Reason"), filters=[tidy], validators=[Length(max=500)], description=_("Needed when less is asked for than usual.")
        )

    return OnboardingForm()


def newcomer_of(form: Any) -> Newcomer:
    """What the form says, in the words of the action."""
    organisation, membership, space = form.organisation.data, form.membership.data, form.space.data
    return Newcomer(
        organisation_id=organisation.id if organisation else None,
        sign_up_id=key_of(form.sign_up.data),
        offer_id=key_of(form.offer.data),
        organisation={"name": form.organisation_name.data, "invoice_email": form.invoice_email.data},
        person={name: form[name].data or "" for name in WHO},  # type: ignore[typeddict-item, misc]
        license={
            "membership_id": membership.id if membership else 0,
            "space_id": space.id if space else 0,
            **{name: form[name].data for name in WHERE[2:]},  # type: ignore[typeddict-item, misc]
        },
        deposit={"amount_cents": form.deposit_cents.data, "reason": form.deposit_reason.data or ""},
    )


def key_of_newcomer(form: Any) -> str:
    """What answers a sign-up or takes a place of an offer is done once by whoever does it; anything else once by who sent the form."""
    told = form.key.data or ""
    is_shared = (form.sign_up.data and told == _key_of_sign_up(form.sign_up.data)) or (
        form.offer.data and told.startswith(_key_of_offer(form.offer.data))
    )
    return told if is_shared else key_sent(form)


def _key_of_sign_up(sign_up_id: object) -> str:
    return f"sign-up-{sign_up_id}"


def _key_of_offer(offer_id: object) -> str:
    return f"offer-{offer_id}-"


def filled_from(form: Any, asked: SignUp) -> None:
    """What somebody who signed up has said already."""
    form.sign_up.data, form.key.data = str(asked.id), _key_of_sign_up(asked.id)
    for name in ("first_name", "last_name", "email", "phone", "membership", "starts_on"):
        form[name].data = getattr(asked, name)
    if asked.organisation is not None:
        form.organisation.data = asked.organisation  # the owner of its team asked for one more license
    else:
        form.organisation_name.data = asked.company or asked.name


def filled_from_offer(form: Any, offer: PlaceOffer) -> None:
    """The place that is kept for somebody who waited; the first of several people is taken to be who asked."""
    entry = offer.entry
    form.offer.data, form.key.data = str(offer.id), f"{_key_of_offer(offer.id)}{offer.taken + 1}"
    form.space.data, form.starts_on.data, form.organisation.data = offer.space, offer.starts_on, entry.organisation
    if entry.organisation is None:
        form.organisation_name.data = entry.name
    if not offer.taken:
        form.email.data = entry.email
        form.first_name.data, _space, form.last_name.data = ("", "", "") if entry.organisation else entry.name.partition(" ")


def waiting_entry_of(form: Any) -> WaitingEntryFields:
    """The same person as somebody who waits, in the words of that action."""
    organisation = form.organisation.data
    return WaitingEntryFields(
        space_id=form.space.data.id,
        organisation_id=organisation.id if organisation else None,
        name=form.organisation_name.data or (organisation.name if organisation else f"{form.first_name.data} {form.last_name.data}"),
        email=form.email.data,
        starts_on=form.starts_on.data,
    )


def placed(form: Any) -> None:
    """?space=7&starts_on=2027-02-01: the place and the days that a page about spaces has found, as far as this person may choose them."""
    form.space.data = rows_of(form.space.view, "space", [asked]).get(asked) if (asked := request.args.get("space", "")) else None
    for name in ("starts_on", "ends_on"):
        form[name].data = said_day(name) or form[name].data
