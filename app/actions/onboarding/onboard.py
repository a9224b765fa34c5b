"""Onboard somebody: organisation, person and license in one transaction; everything else follows by itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypedDict, Unpack

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.access.actor import SYSTEM, Actor, require
from app.access.permissions import Permission
from app.access.roles import MEMBER
from app.actions.access.settle import settle_access
from app.actions.accounts.invite import welcome
from app.actions.emails import one_address
from app.actions.licenses.create import create_license
from app.actions.licenses.fields import LicenseFields
from app.actions.organisations.create import create_organisation
from app.actions.organisations.fields import OrganisationFields
from app.actions.users.create import create_user
from app.actions.users.fields import UserFields
from app.actions.users.grant import is_staff
from app.actions.waiting_list.take import take_place
from app.core.errors import Refused
from app.core.events import Event
from app.models import FoyerUser, Membership, Onboarding, Organisation, SignUp
from app.models.delivery import DeliveryKind
from app.models.user import TeamRole
from app.queries.letters import last_letter
from app.work import Work, transaction


@dataclass(frozen=True)
class PersonOnboarded(Event):
    onboarding_id: int
    organisation_id: int
    location_id: int


class Newcomer(TypedDict, total=False):
    """`organisation_id`, or a new organisation's fields; the person's; what the license needs besides; the sign-up that it answers, the offer that it takes up."""

    organisation_id: int | None
    organisation: OrganisationFields
    person: UserFields
    license: LicenseFields
    sign_up_id: int | None
    offer_id: int | None


def onboard(*, key: str = "", by: Actor, **newcomer: Unpack[Newcomer]) -> Onboarding:
    """The same key again answers with the first onboarding. A person of the organisation is taken as they are.

    Raises Refused at the field that does not fit: an address that is somebody else's, a space of another location, and
    whatever else the creation of organisation, person or license refuses.
    """
    if not key.strip():
        raise Refused(_("An onboarding needs a key of its own."), field="key")
    with transaction(by=by) as work:
        require(by, Permission.USER_ONBOARD)
        work.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"onboarding {key}"))))
        done = work.session.scalars(select(Onboarding).where(Onboarding.key == key)).one_or_none()
        if done is not None:
            return work.get(Onboarding, done.id)
        one_address(newcomer.get("person", {}).get("email") or "", field="email")  # before an organisation is billed to it
        license_fields = newcomer.get("license", {})
        membership = work.get(Membership, license_fields.get("membership_id") or 0)
        organisation = _organisation(work, newcomer, membership)
        user = _person(work, newcomer.get("person", {}), organisation, membership)
        if not newcomer.get("organisation_id"):
            user.team_role = TeamRole.OWNER  # who comes first runs the team, until staff say otherwise
        offer_id = newcomer.get("offer_id") or None
        if offer_id is not None:
            take_place(work, offer_id, organisation, license_fields.get("space_id") or 0)
        license = create_license(**license_fields | {"organisation_id": organisation.id, "user_id": user.id}, by=by)
        row = work.add(
            Onboarding(
                key=key, location_id=license.location_id, organisation_id=organisation.id, user_id=user.id, license_id=license.id,
                offer_id=offer_id,
            )
        )  # fmt: skip
        if newcomer.get("sign_up_id"):
            _approve(work, newcomer["sign_up_id"] or 0, row)
        settle_access([user.id], by=SYSTEM)  # now and not by a job, because the welcome mail tells of the WiFi
        if last_letter(work.session, user.id, DeliveryKind.WELCOME) is None:
            welcome(work, work.lock(FoyerUser, user.id))
        work.emit(PersonOnboarded(row.id, organisation.id, row.location_id))
    return row


def _approve(work: Work, sign_up_id: int, row: Onboarding) -> None:
    """The asking that this onboarding answers. Raises Refused when it was decided already."""
    asked = work.lock(SignUp, sign_up_id)
    SignUp.moves.move(asked, "approve")
    asked.decided_by, asked.onboarding_id = work.by.name, row.id


def _organisation(work: Work, newcomer: Newcomer, membership: Membership) -> Organisation:
    if newcomer.get("organisation_id"):
        return work.get(Organisation, newcomer["organisation_id"] or 0)
    fields = newcomer.get("organisation") or {}
    if not (fields.get("name") or "").strip():
        raise Refused(_("Choose an organisation, or name a new one."), field="organisation")
    person = newcomer.get("person", {})
    return create_organisation(
        **{"location_id": membership.location_id, "invoice_email": person.get("email") or ""} | {k: v for k, v in fields.items() if v not in (None, "")},  # type: ignore[arg-type]
        by=work.by,
    )


def _person(work: Work, fields: UserFields, organisation: Organisation, membership: Membership) -> FoyerUser:
    address = one_address(fields.get("email") or "", field="email").lower()
    known = work.session.scalars(select(FoyerUser).where(func.lower(FoyerUser.email) == address)).one_or_none()
    if known is None:
        # whoever may onboard may make a member, and no other kind of person
        allowed = replace(work.by, permissions=work.by.permissions | {Permission.USER_WRITE})
        wanted: UserFields = {"location_id": membership.location_id, **fields, "organisation_id": organisation.id, "roles": [MEMBER]}
        with transaction(by=work.by):
            return create_user(**wanted, by=allowed)
    if is_staff(known) or not known.active or known.organisation_id not in (None, organisation.id):
        raise Refused(_("This address belongs to somebody else already."), field="email")
    known.organisation_id = organisation.id
    return known
