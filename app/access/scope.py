"""Row scope: which rows of a table an actor may know of. Every read passes here; a table without a rule stops the start."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true

from app.access.actor import Actor
from app.core.entity import Record
from app.models import (
    Access,
    AddressChange,
    Adhoc,
    AuditEvent,
    CreditNote,
    CreditNoteLine,
    Delivery,
    Deposit,
    DepositMovement,
    Discount,
    Document,
    DoorEntry,
    DoorGroup,
    DoorLock,
    DoorTag,
    Erasure,
    FloorPlan,
    FoyerUser,
    Invoice,
    InvoiceLine,
    InvoiceRun,
    LedgerEntry,
    License,
    LicensePause,
    LicensePrice,
    LineItem,
    Location,
    Lot,
    Membership,
    MembershipPrice,
    MonthClose,
    NumberSeries,
    Onboarding,
    OpeningBalance,
    Organisation,
    OutboxMessage,
    PeopleImport,
    PeopleImportRow,
    PersonalExport,
    Picture,
    PlaceOffer,
    PlanMark,
    Product,
    RecoveryCode,
    Reserve,
    Room,
    RunOrganisation,
    SaltoConnection,
    Schedule,
    ScheduleSlot,
    SecondFactor,
    Setting,
    SignInToken,
    SignUp,
    Space,
    Step,
    SystemLook,
    TaxRate,
    WaitingEntry,
    Wallet,
    WifiGroup,
    XeroConnection,
    XeroContact,
)
from app.rules.access import System

Criterion = ColumnElement[bool]
Ids = frozenset[int]
Rule = Callable[[Ids], Criterion]


def _of_location(model: Any) -> Rule:
    return lambda ids: model.location_id.in_(ids)


def _through(column: Any, parent: Any) -> Rule:
    return lambda ids: column.in_(select(parent.id).where(STAFF[parent](ids)))


def _everything(ids: Ids) -> Criterion:
    return true()


def _nothing(ids: Ids) -> Criterion:
    return false()


def _organisations(ids: Ids) -> Criterion:
    """At home there, or with a license there."""
    return or_(
        Organisation.location_id.in_(ids),
        Organisation.id.in_(select(License.organisation_id).where(License.location_id.in_(ids))),
    )


def _discounts(ids: Ids) -> Criterion:
    return or_(
        Discount.license_id.in_(select(License.id).where(License.location_id.in_(ids))),
        Discount.membership_id.in_(select(Membership.id).where(Membership.location_id.in_(ids))),
        Discount.organisation_id.in_(select(Organisation.id).where(_organisations(ids))),
    )


def _group_of(name: Any, given: Callable[[Any], Criterion], system: System) -> Rule:
    """A group that a membership there gives, or that somebody there has."""
    return lambda ids: or_(
        exists().where(Membership.location_id.in_(ids), given(name)), exists().where(Access.location_id.in_(ids), Access.system == system, Access.wanted["groups"].has_key(name))
    )


def _wallets(ids: Ids) -> Criterion:
    """Of whom they may see."""
    return or_(
        Wallet.organisation_id.in_(select(Organisation.id).where(_organisations(ids))),
        Wallet.user_id.in_(select(FoyerUser.id).where(STAFF[FoyerUser](ids))),
    )


# Staff who are limited to some locations see these rows.
STAFF: dict[Any, Rule] = {
    Access: _of_location(Access),
    AddressChange: _nothing,
    Adhoc: _of_location(Adhoc),
    AuditEvent: _of_location(AuditEvent),
    CreditNote: _of_location(CreditNote),
    CreditNoteLine: lambda ids: CreditNoteLine.credit_note_id.in_(select(CreditNote.id).where(CreditNote.location_id.in_(ids))),
    Delivery: _of_location(Delivery),
    Deposit: _of_location(Deposit),
    DepositMovement: _of_location(DepositMovement),
    Discount: _discounts,
    Document: _of_location(Document),
    Erasure: _through(Erasure.user_id, FoyerUser),
    DoorEntry: _of_location(DoorEntry),
    DoorGroup: _group_of(DoorGroup.name, Membership.gives_doors, System.DOORS),
    DoorLock: _everything,
    DoorTag: lambda ids: or_(DoorTag.location_id.is_(None), DoorTag.location_id.in_(ids)),
    FloorPlan: _of_location(FloorPlan),
    FoyerUser: lambda ids: or_(FoyerUser.location_id.in_(ids), FoyerUser.organisation_id.in_(select(Organisation.id).where(_organisations(ids)))),
    Invoice: _of_location(Invoice),
    InvoiceLine: lambda ids: InvoiceLine.invoice_id.in_(select(Invoice.id).where(Invoice.location_id.in_(ids))),
    InvoiceRun: _of_location(InvoiceRun),
    LedgerEntry: _through(LedgerEntry.wallet_id, Wallet),
    License: _of_location(License),
    LicensePause: _through(LicensePause.license_id, License),
    LicensePrice: _through(LicensePrice.license_id, License),
    LineItem: _of_location(LineItem),
    Location: lambda ids: Location.id.in_(ids),
    Lot: _through(Lot.wallet_id, Wallet),
    Membership: _of_location(Membership),
    MembershipPrice: _through(MembershipPrice.membership_id, Membership),
    MonthClose: _of_location(MonthClose),
    NumberSeries: _nothing,
    Onboarding: _of_location(Onboarding),
    OpeningBalance: _through(OpeningBalance.organisation_id, Organisation),
    Organisation: _organisations,
    OutboxMessage: _nothing,
    PeopleImport: lambda ids: PeopleImport.location_ids.contained_by(sorted(ids)),  # who ordered it works at no other place than they do
    PeopleImportRow: _through(PeopleImportRow.import_id, PeopleImport),
    PersonalExport: _through(PersonalExport.user_id, FoyerUser),
    Picture: lambda ids: Picture.id.in_(select(FoyerUser.picture_id).where(STAFF[FoyerUser](ids))),
    PlanMark: _through(PlanMark.plan_id, FloorPlan),
    PlaceOffer: _of_location(PlaceOffer),
    Product: lambda ids: or_(Product.location_id.is_(None), Product.location_id.in_(ids)),
    RecoveryCode: _nothing,
    Reserve: _through(Reserve.wallet_id, Wallet),
    Room: _of_location(Room),
    RunOrganisation: lambda ids: RunOrganisation.run_id.in_(select(InvoiceRun.id).where(InvoiceRun.location_id.in_(ids))),
    Schedule: _everything,
    ScheduleSlot: _everything,
    SaltoConnection: _nothing,
    SecondFactor: _nothing,
    Setting: _everything,
    SignUp: _of_location(SignUp),
    SignInToken: _nothing,
    Space: _of_location(Space),
    Step: lambda ids: or_(
        Step.invoice_id.in_(select(Invoice.id).where(Invoice.location_id.in_(ids))),
        Step.credit_note_id.in_(select(CreditNote.id).where(CreditNote.location_id.in_(ids))),
    ),
    SystemLook: _everything,
    TaxRate: _everything,
    WaitingEntry: _of_location(WaitingEntry),
    Wallet: _wallets,
    WifiGroup: _group_of(WifiGroup.name, Membership.gives_wifi, System.WIFI),
    XeroConnection: lambda ids: XeroConnection.id.in_(select(Location.xero_connection_id).where(Location.id.in_(ids))),
    XeroContact: _through(XeroContact.organisation_id, Organisation),
}

def _own(by: Actor, column: Any) -> Criterion:
    """Of the actor's organisation; nothing for somebody who has none, where `column IS NULL` would be everybody without one."""
    return false() if by.organisation_id is None else column == by.organisation_id


def _team(by: Actor, person: Any, organisation: Any) -> Criterion:
    """Whoever runs a team sees what is its people's, everybody else what is theirs."""
    return _own(by, organisation) if by.runs_team else person == by.id


def _papers(model: Any) -> Callable[[Actor], Criterion]:
    return lambda by: and_(_own(by, model.organisation_id), model.sent_at.is_not(None)) if by.sees_invoices else false()


def _people(by: Actor) -> Criterion:
    return or_(FoyerUser.id == by.id, _team(by, FoyerUser.id, FoyerUser.organisation_id))


# A member sees these rows, and nothing of any other table.
MEMBER: dict[Any, Callable[[Actor], Criterion]] = {
    Access: lambda by: Access.user_id == by.id,
    CreditNote: _papers(CreditNote),
    Document: lambda by: or_(*(Document.id.in_(select(paper.document_id).where(_papers(paper)(by))) for paper in (Invoice, CreditNote))),
    FoyerUser: _people,
    Invoice: _papers(Invoice),
    License: lambda by: _team(by, License.user_id, License.organisation_id),
    Organisation: lambda by: _own(by, Organisation.id),
    Picture: lambda by: Picture.id.in_(select(FoyerUser.picture_id).where(_people(by))),
    SignUp: lambda by: _own(by, SignUp.organisation_id) if by.runs_team else false(),
}


def visible(by: Actor, model: Any) -> Criterion | None:
    """What to add to a query of `model`; None when the actor may see every row.

    Raises KeyError for a table of ours that has no rule.
    """
    if by.is_staff:
        rule = STAFF.get(model)
        if rule is None and not _is_foreign(model):
            raise KeyError(f"{model.__name__} has no row scope")
        return None if rule is None or by.location_ids is None else rule(by.location_ids)
    member_rule = MEMBER.get(model)
    return false() if member_rule is None or by.id is None else member_rule(by)


def _is_foreign(model: Any) -> bool:
    """Roles, groups and permissions are Flask-AppBuilder's, guarded by permission alone."""
    return str(model.__tablename__).startswith(("ab_", "access_version"))


def assert_complete() -> None:
    """At start-up: every table has its rule. Raises RuntimeError that names those without."""
    bare = [
        mapper.class_.__name__ for mapper in Record.registry.mappers if mapper.class_ not in STAFF and not _is_foreign(mapper.class_)
    ]
    if bare:
        raise RuntimeError(f"no row scope for {', '.join(sorted(bare))}")
