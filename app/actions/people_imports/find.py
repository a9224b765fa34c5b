"""What a row means in Foyer: its membership, space and organisation, found by code or by name among what the actor may see."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, or_, select

from app.access.scope import narrowed
from app.actions.onboarding.onboard import Newcomer
from app.actions.packages.near import near
from app.actions.people_imports.columns import COLUMNS
from app.core.errors import Refused
from app.models import Location, Membership, Organisation, Space
from app.work import Work

OF_LICENSE = ("start", "end", "commitment_months", "custom_price", "custom_price_end", "custom_price_reason")
OF_ORGANISATION = ("invoice_email", "vat_number", "address")
SHOWN = 60


def newcomer_of(work: Work, values: dict[str, Any]) -> Newcomer:
    """For the onboarding of one. Raises Refused at the column that names nothing, or more than one thing."""
    location = one_of(work, Location, "location", values["location"]) if values.get("location") else None
    membership = one_of(work, Membership, "membership", values["membership"], location_id=location and location.id)
    space = one_of(work, Space, "space", values["space"], location_id=membership.location_id)
    organisation = _organisation(work, values["organisation"])
    return Newcomer(
        organisation_id=organisation.id if organisation else None,
        organisation={"name": values["organisation"], **{name: values[name] for name in OF_ORGANISATION if values.get(name)}},  # type: ignore[typeddict-item]
        person={
            "first_name": values["first_name"],
            "last_name": values["last_name"],
            "email": values["email"],
            "phone": values.get("phone", ""),
        },
        license={
            "membership_id": membership.id,
            "space_id": space.id,
            **{COLUMNS[name].field: values[name] for name in OF_LICENSE if values.get(name) is not None},  # type: ignore[typeddict-item]
        },
    )


def _organisation(work: Work, text: str) -> Organisation | None:
    """None for a name that is not known yet."""
    found = _all(work, Organisation, text, None)
    if len(found) > 1:
        raise Refused(
            _("%(count)d organisations are called %(name)s: put the code of the one that is meant.", count=len(found), name=text[:SHOWN]),
            field="organisation",
        )
    return found[0] if found else None


def one_of(work: Work, model: Any, field: str, text: str, *, location_id: int | None = None) -> Any:
    """By code or name. Raises Refused at `field` for none, with the nearest, and for several."""
    found = _all(work, model, text, location_id)
    noun = field  # "membership", as the column is called
    if len(found) == 1:
        return found[0]
    if found:
        said = _("There are several: put the code, or the location.") if model is Membership else _("There are several: put the code.")
        raise Refused(said, field=field)
    query = select(model.code, model.name)
    if location_id is not None:
        query = query.where(model.location_id == location_id)
    known = [name for row in work.session.execute(narrowed(query, work.by, model)) for name in row]
    place = _("at that location") if location_id is not None else _("in Foyer")
    raise Refused(_("There is no %(noun)s %(name)s %(place)s.", noun=noun, name=text[:SHOWN], place=place) + near(text, known), field=field)


def _all(work: Work, model: Any, text: str, location_id: int | None) -> list[Any]:
    """By code before by name; never more than needed to know that there are several."""
    wanted = " ".join(text.split()).lower()
    query = select(model).where(or_(func.lower(model.code) == wanted, func.lower(model.name) == wanted))
    if location_id is not None:
        query = query.where(model.location_id == location_id)
    found = list(work.session.scalars(narrowed(query, work.by, model).order_by(model.id).limit(20)))
    by_code = [row for row in found if row.code.lower() == wanted]
    return by_code or found
