"""The terms of a license hold together: place, people, dates, money. Shared by create, change and move."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import require
from app.access.permissions import Permission
from app.actions import said
from app.actions.currency import require_currency
from app.actions.licenses.occupancy import require_room
from app.actions.privacy.kept import require_kept
from app.core.errors import Refused
from app.models import FoyerUser, License, Location, Membership, Organisation, Space
from app.models.organisation import OrganisationStatus
from app.work import Work

GONE = {OrganisationStatus.OFFBOARDED, OrganisationStatus.DECLINED, OrganisationStatus.ABANDONED}


def settle_place(work: Work, license: License, membership: Membership) -> None:
    """Membership, space and money belong to one location; the space has room. Locks the space."""
    location = work.get(Location, membership.location_id)
    space = work.lock(Space, license.space_id)
    if space.location_id != location.id:
        raise Refused(
            _(
                "%(space)s is at another location than the membership %(membership)s of %(location)s.",
                space=space.name,
                membership=membership.name,
                location=location.name,
            ),
            field="space",
        )
    organisation = work.get(Organisation, license.organisation_id)
    require_currency(organisation, location, field="organisation")
    license.location_id = location.id
    check_dates(license)
    require_room(work, license, space)


def check_welcome(organisation: Organisation, membership: Membership) -> None:
    """A new license needs an organisation that is still with us, and a membership that is still sold."""
    if organisation.status in GONE:
        raise Refused(
            _("%(organisation)s is %(status)s.", organisation=organisation.name, status=said.status(organisation.status)),
            field="organisation",
        )
    if not membership.is_active:
        raise Refused(_("%(membership)s is no longer sold.", membership=membership.name), field="membership")


def holder_of(work: Work, license: License) -> FoyerUser | None:
    """Whose license it is to be. Raises Missing for somebody whom the actor does not see, Refused at `user` for one who is to be erased."""
    if license.user_id is None:
        return None
    user = work.get(FoyerUser, license.user_id)
    require_kept(work.session, user, field="user")
    return user


def check_user(license: License, user: FoyerUser | None) -> None:
    """The holder is one of the organisation's people."""
    if user is not None and user.organisation_id != license.organisation_id:
        raise Refused(_("%(user)s does not belong to this organisation.", user=str(user)), field="user")


def check_dates(license: License) -> None:
    """Last days come after first days."""
    if license.ends_on is not None and license.ends_on < license.starts_on:
        raise Refused(_("The last day is before the first."), field="ends_on")
    if license.commitment_start is not None and not license.commitment_months:
        raise Refused(_("Say how many months the commitment runs."), field="commitment_months")
    if license.commitment_months is not None and not 0 <= license.commitment_months <= 120:
        raise Refused(_("A commitment runs from 0 to 120 months."), field="commitment_months")


def check_price(work: Work, license: License) -> None:
    """A price of its own has an author, who may grant one, and a reason (P1)."""
    require(work.by, Permission.LICENSE_PRICE, license)
    if license.custom_price_cents is None:
        license.custom_price_end, license.custom_price_reason, license.custom_price_by = None, "", ""
        return
    if license.custom_price_cents < 0:
        raise Refused(_("A price cannot be negative."), field="custom_price_cents")
    if not license.custom_price_reason:
        raise Refused(_("Give the reason of the custom price."), field="custom_price_reason")
    if license.custom_price_end is not None and license.custom_price_end < license.starts_on:
        raise Refused(_("The custom price ends before the license starts."), field="custom_price_end")
    license.custom_price_by = work.by.name
