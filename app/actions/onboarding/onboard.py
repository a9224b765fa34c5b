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
from app.actions.deposits.newcomer import AskedDeposit, ask_newcomer
from app.actions.emails import one_address
from app.actions.licenses.create import create_license
from app.actions.licenses.fields import LicenseFields
from app.actions.organisations.create import create_organisation
from app.actions.organisations.fields import OrganisationFields
from app.actions.users.create import create_user
from app.actions.users.fields import UserFields
from app.actions.users.grant import is_staff, require_home
from app.actions.waiting_list.take import take_place
from app.core.errors import Missing, Refused
from app.core.events import Event
from app.core.one_at_a_time import one_at_a_time
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
    """`organisation_id`, or a new organisation's fields; the person's; what the license needs besides; its deposit; the sign-up that it answers, the offer that it takes up."""

    organisation_id: int | None
    organisation: OrganisationFields
    person: UserFields
    license: LicenseFields
    deposit: AskedDeposit
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
        one_at_a_time(work.session, f"onboarding {key}")
        done = work.session.scalars(select(Onboarding).where(Onboarding.key == key)).one_or_none()
        if done is not None:
            return work.get(Onboarding, done.id)
        person, license_fields = newcomer.get("person") or {}, newcomer.get("license") or {}
        address = one_address(person.get("email") or "", field="email").lower()  # before an organisation is billed to it
        # of two at the desk who bring in the same person, the second hears what the first did
        one_at_a_time(work.session, f"newcomer {address}")
        membership = _membership(work, license_fields.get("membership_id"))
        known = work.session.scalars(select(FoyerUser).where(func.lower(FoyerUser.email) == address)).one_or_none()
        if known is not None:
            _require_free(work, known, newcomer.get("organisation_id"))
        organisation = _organisation(work, newcomer, membership)
        if known is not None and known.organisation_id != organisation.id:
            require_home(by, organisation)  # they have an account already, and whoever has that would come into the organisation
        user = known if known is not None else _person(work, person, organisation, membership)
        user.organisation_id = organisation.id
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
        ask_newcomer(work, license, newcomer.get("deposit") or {}, key)
        if newcomer.get("sign_up_id"):
            _approve(work, newcomer["sign_up_id"] or 0, row)
        settle_access([user.id], by=SYSTEM)  # now and not by a job, because the welcome mail tells of the WiFi
        if (
            user.last_login is None and last_letter(work.session, user.id, DeliveryKind.WELCOME) is None
        ):  # letters are forgotten after their term
            welcome(work, work.lock(FoyerUser, user.id))
        work.emit(PersonOnboarded(row.id, organisation.id, row.location_id))
    return row


def _approve(work: Work, sign_up_id: int, row: Onboarding) -> None:
    """The asking that this onboarding answers. Raises Refused when it was decided already."""
    asked = work.lock(SignUp, sign_up_id)
    SignUp.moves.move(asked, "approve")
    asked.decided_by, asked.onboarding_id = work.by.name, row.id


def _membership(work: Work, membership_id: object) -> Membership:
    try:
        return work.get(Membership, int(str(membership_id or 0)))
    except (Missing, ValueError) as missing:
        raise Refused(_("Please choose one of the list."), field="membership") from missing


def _organisation(work: Work, newcomer: Newcomer, membership: Membership) -> Organisation:
    if newcomer.get("organisation_id"):
        return work.get(Organisation, newcomer["organisation_id"] or 0)
    fields, person = newcomer.get("organisation") or {}, newcomer.get("person") or {}
    name = " ".join((fields.get("name") or "").split())
    if not name:
        raise Refused(_("Choose an organisation, or name a new one."), field="organisation")
    same = select(Organisation.id).where(Organisation.location_id == membership.location_id, func.lower(Organisation.name) == name.lower())
    if work.session.scalar(same.limit(1)) is not None:
        raise Refused(
            _("%(name)s is here already: choose it above, or add to the name what tells the two apart.", name=name),
            field="organisation_name",
        )
    try:
        return create_organisation(
            **{"location_id": membership.location_id, "invoice_email": person.get("email") or ""}
            | {k: v for k, v in fields.items() if v not in (None, "")},  # type: ignore[arg-type]
            by=work.by,
        )
    except Refused as refusal:
        field = {"name": "organisation_name", "location": "membership"}.get(refusal.field or "", refusal.field)
        raise Refused(refusal.message, field=field) from refusal


def _require_free(work: Work, known: FoyerUser, organisation_id: int | None) -> None:
    """Raises Refused at `email` unless this person may get another license of the chosen organisation. Names nobody whom the actor may not see."""
    said, seen = _("This address belongs to somebody else already."), _seen(work, known)
    if seen is None or is_staff(known) or known.organisation_id not in (None, organisation_id):
        if seen is not None and seen.organisation is not None and not is_staff(known):
            said = _(
                "%(name)s of %(organisation)s has this address already. Choose that organisation for another license.",
                name=str(seen),
                organisation=seen.organisation.name,
            )
        raise Refused(said, field="email")
    if not known.active:
        raise Refused(_("%(name)s has this address and is deactivated. Let them sign in again first.", name=str(known)), field="email")


def _seen(work: Work, known: FoyerUser) -> FoyerUser | None:
    try:
        return work.get(FoyerUser, known.id)
    except Missing:
        return None


def _person(work: Work, fields: UserFields, organisation: Organisation, membership: Membership) -> FoyerUser:
    """Whoever may onboard may make a member, and no other kind of person."""
    allowed = replace(work.by, permissions=work.by.permissions | {Permission.USER_WRITE})
    wanted: UserFields = {"location_id": membership.location_id, **fields, "organisation_id": organisation.id, "roles": [MEMBER]}
    with transaction(by=work.by):
        return create_user(**wanted, by=allowed)
