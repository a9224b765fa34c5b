"""Win an opportunity: the lead becomes an organisation with a person and licenses, in one transaction (C3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypedDict, Unpack

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import P, Permission
from app.actions.deposits.newcomer import AskedDeposit, ask_newcomer
from app.actions.discounts.create import create_discount
from app.actions.fill import fill
from app.actions.licenses.create import create_license
from app.actions.licenses.fields import LicenseFields
from app.actions.onboarding.onboard import onboard
from app.actions.opportunities.move import into_stage
from app.actions.organisations.fields import OrganisationFields
from app.actions.papers.over import hold_papers, take_links_back
from app.actions.tasks.cancel_open import cancel_tasks_of_won
from app.actions.users.fields import UserFields
from app.core import clock
from app.core.errors import Refused
from app.core.events import Event
from app.models import Contract, Lead, License, Location, Opportunity, Organisation
from app.models.opportunity import Stage
from app.models.paper import PaperStatus
from app.queries.opportunities.won_places import WonPlace, won_places
from app.queries.papers.agreed import agreed_paper
from app.work import Work, transaction

# Whoever may win a deal may do what a won deal is made of, and nothing else of the kind; where the customer agreed to a paper, at its prices.
LENT = frozenset({P.USER_ONBOARD, P.ORGANISATION_WRITE, P.LICENSE_WRITE})
AGREED_PRICES = frozenset({P.LICENSE_PRICE, P.DISCOUNT_WRITE, P.DEPOSIT_WRITE})


@dataclass(frozen=True)
class OpportunityWon(Event):
    opportunity_id: int
    organisation_id: int
    location_id: int


class Won(TypedDict, total=False):
    """`organisation_id`, or a new organisation's fields; the person's; `places` where no paper was agreed to; why there is no signed contract."""

    organisation_id: int | None
    organisation: OrganisationFields
    person: UserFields
    places: Sequence[WonPlace]
    contract_waived: str


def win(opportunity_id: int, *, by: Actor, **said: Unpack[Won]) -> Opportunity:
    """Winning twice changes nothing and answers with what is there.

    Raises Forbidden where no paper was agreed to and `places` have prices, discounts or deposits of their own that the actor may not set.
    Raises Refused for one that was abandoned, at `places` without a license to make, at `contract_waived` when no contract is signed
    and nobody says why not, and whatever organisation, person, licenses and deposits refuse.
    """
    with transaction(by=by) as work:
        lead_id = work.get(Opportunity, opportunity_id).lead_id
        papers = hold_papers(work, lead_id)
        lead = work.lock(Lead, lead_id)
        deal = work.lock(Opportunity, opportunity_id)
        require(by, Permission.OPPORTUNITY_WIN, deal)
        if deal.stage is Stage.WON:
            return deal
        if not Opportunity.moves.may(deal, "win"):
            raise Refused(_("%(name)s was abandoned: open it again first.", name=str(deal)))
        _settle_contract(work, deal, said.get("contract_waived", ""))
        paper = agreed_paper(work.session, deal.id)
        organisation_id = said.get("organisation_id")
        if organisation_id is not None:
            work.get(Organisation, organisation_id)
        places = won_places(work.session, deal, paper, organisation_id) if paper is not None else list(said.get("places", ()))
        if not places:
            raise Refused(_("Choose at least one membership: there is no accepted proposal."), field="membership")
        lent = LENT | AGREED_PRICES if paper is not None else LENT
        deal.organisation_id = _bring_in(deal, places, said, replace(by, permissions=by.permissions | lent))
        into_stage(work, deal, Stage.WON)
        take_links_back(papers, deal)
        cancel_tasks_of_won(work, deal, on=clock.today(work.session.get_one(Location, deal.location_id).zone))
        Lead.moves.move(lead, "win")
        lead.closed_at = clock.now()
        work.emit(OpportunityWon(deal.id, deal.organisation_id, deal.location_id), key=f"won-{deal.id}")
    return deal


def _settle_contract(work: Work, deal: Opportunity, waived: str) -> None:
    signed = select(Contract.id).where(Contract.opportunity_id == deal.id, Contract.status == PaperStatus.SIGNED)
    if work.session.scalar(signed.limit(1)) is not None:
        return
    fill(work, deal, {"contract_waived": waived})
    if not deal.contract_waived:
        raise Refused(_("No contract is signed. Send one first, or say why there is none."), field="contract_waived")


def _bring_in(deal: Opportunity, places: Sequence[WonPlace], said: Won, by: Actor) -> int:
    """The organisation's id. The person gets the first license, the others are for whom the team invites."""
    first, *others = places
    row = onboard(
        key=f"won-{deal.id}",
        organisation_id=said.get("organisation_id"),
        organisation=said.get("organisation") or {},
        person=said.get("person") or {},
        license=_license(first),
        deposit=AskedDeposit(amount_cents=first.deposit_cents, reason=first.deposit_reason),
        by=by,
    )
    with transaction(by=by) as work:
        assert row.license_id is not None, "it was made a moment ago"
        _discount(row.license_id, first, by)
        for number, place in enumerate(others, 2):
            license: License = create_license(**_license(place) | {"organisation_id": row.organisation_id, "user_id": None}, by=by)
            _discount(license.id, place, by)
            ask_newcomer(
                work, license, AskedDeposit(amount_cents=place.deposit_cents, reason=place.deposit_reason), f"won-{deal.id}-{number}"
            )
    return row.organisation_id


def _license(place: WonPlace) -> LicenseFields:
    found = LicenseFields(
        membership_id=place.membership_id, space_id=place.space_id, starts_on=place.starts_on, commitment_months=place.commitment_months
    )
    if place.price_cents is not None:
        found |= LicenseFields(custom_price_cents=place.price_cents, custom_price_reason=place.price_reason)
    if place.net_price:
        found |= LicenseFields(net_price=True, custom_price_reason=place.price_reason)
    return found


def _discount(license_id: int, place: WonPlace, by: Actor) -> None:
    if place.discount_percent:
        create_discount(
            license_id=license_id,
            percent=place.discount_percent,
            starts_on=place.starts_on,
            ends_on=place.discount_until,
            reason=place.discount_reason,
            by=by,
        )
