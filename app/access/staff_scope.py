"""Which rows staff see who are limited to some locations: a rule for every table."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, exists, false, func, or_, select, true, union
from sqlalchemy.orm import aliased

from app.models import (
    AbandonReason,
    Access,
    AccountLetter,
    Activity,
    AddressChange,
    Adhoc,
    Announcement,
    AnnouncementSeen,
    ApiCall,
    Attachment,
    AuditEvent,
    BankImport,
    BankLine,
    Batch,
    BatchRow,
    Booking,
    BookingAttendee,
    BookingSeries,
    BounceMailbox,
    CheckIn,
    Closure,
    Comment,
    Contact,
    Contract,
    CreditNote,
    CreditNoteLine,
    CreditNotePart,
    DayPass,
    DayUse,
    DebtorNote,
    Delivery,
    Deposit,
    DepositMovement,
    Discount,
    Document,
    DoorEntry,
    DoorGroup,
    DoorLock,
    DoorTag,
    Enquiry,
    Erasure,
    Escalation,
    FederationKey,
    FloorPlan,
    FoyerUser,
    Fulfilment,
    Guest,
    HealthEpisode,
    HeatChange,
    Invoice,
    InvoiceLine,
    InvoiceRun,
    KeptReport,
    Kiosk,
    KioskRefusal,
    Lead,
    LeadForm,
    LedgerCheckpoint,
    LedgerEntry,
    License,
    LicenseAgreement,
    LicensePause,
    LicensePrice,
    LineItem,
    ListChoice,
    Location,
    Lot,
    MailArchive,
    MailBounce,
    MailCopy,
    MailFile,
    MailLook,
    MailReference,
    MailText,
    Membership,
    MembershipPrice,
    MonthClose,
    Notification,
    NotificationSwitch,
    NumberSeries,
    Onboarding,
    OpeningBalance,
    Opportunity,
    Organisation,
    OutboxMessage,
    Paper,
    PaperLine,
    Payment,
    PaymentAttempt,
    PaymentMethod,
    PaymentPart,
    PaymentReceipt,
    Peer,
    PeerQuestion,
    PeerRequest,
    PeopleImport,
    PeopleImportRow,
    PersonalExport,
    Picture,
    Pin,
    PlaceOffer,
    PlanMark,
    Product,
    Proposal,
    Purchase,
    RecoveryCode,
    Refund,
    ReleasedFile,
    ReportSubscription,
    Reserve,
    RevenueChange,
    RevenueReading,
    Room,
    RunOrganisation,
    SaltoConnection,
    SavedAnswer,
    SavedFilter,
    Schedule,
    ScheduleSlot,
    SecondFactor,
    SecretLink,
    Setting,
    SignInToken,
    SignUp,
    Space,
    StageChange,
    Step,
    StoredFile,
    SuppressedAddress,
    SystemLook,
    Task,
    TaxRate,
    Template,
    TermsConsent,
    Ticket,
    TicketEntry,
    TicketPhoto,
    Track,
    TrackTask,
    Visit,
    VisitorTerms,
    WaitingEntry,
    Wallet,
    Webhook,
    WebhookAttempt,
    WebhookMessage,
    WifiGroup,
    WifiVoucher,
    WrongPin,
    XeroConnection,
    XeroConsent,
    XeroContact,
    XeroEntry,
    XeroHeld,
    XeroMatch,
    XeroReading,
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
    """At home there, or with a license there; as one set, which the database begins with where a place has few of many. With OR it looks at every row of all places."""
    return Organisation.id.in_(_known_there(ids))


def _known_there(ids: Ids) -> Any:
    own = aliased(Organisation)
    return union(select(own.id).where(own.location_id.in_(ids)), select(License.organisation_id).where(License.location_id.in_(ids)))


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


def _users(ids: Ids) -> Criterion:
    """Who works there, and whose organisation may be seen; as one set, as organisations are."""
    works, belongs = aliased(FoyerUser), aliased(FoyerUser)
    return FoyerUser.id.in_(union(select(works.id).where(works.location_id.in_(ids)), select(belongs.id).where(belongs.organisation_id.in_(_known_there(ids)))))


def sees_user(user: Any, ids: Ids) -> Criterion:
    own = aliased(Organisation)
    return or_(user.location_id.in_(ids), exists().where(own.id == user.organisation_id, own.location_id.in_(ids)), has_license(user.organisation_id, ids))


def sees_organisation(ids: Ids) -> Criterion:
    return or_(Organisation.location_id.in_(ids), has_license(Organisation.id, ids))


def has_license(organisation_id: Any, ids: Ids) -> Criterion:
    license = aliased(License)
    return exists().where(license.organisation_id == organisation_id, license.location_id.in_(ids))


def accounts(ids: Ids) -> Criterion:
    """Organisations whose account is looked into there: those that are seen, and whoever was billed, credited or paid there, wherever they are at home.

    Asked of one at a time. It opens the pages and verbs of a debtor alone: as a rule for organisations it would open their people, wallets and cards as well,
    and every list of organisations would begin with all invoices of a place.
    """
    return or_(sees_organisation(ids), _has_account(Organisation.id, ids))


def _has_account(organisation_id: Any, ids: Ids) -> Criterion:
    return or_(*(exists().where(row.organisation_id == organisation_id, row.location_id.in_(ids)) for row in map(aliased, (Invoice, CreditNote, Payment))))


@lru_cache(maxsize=512)
def _contacts(ids: Ids) -> Criterion:
    """Who is a lead there, a user whom they may see, somebody who waits or signed up there, or a guest; or was, before they were merged into another.

    Kept: putting it together takes longer than the database takes to answer.
    """
    merged = aliased(Contact)
    return or_(
        _is_lead(Contact.id, ids),
        _is_known(Contact.email_key, ids),
        exists().where(merged.merged_into_id == Contact.id, _is_known(func.lower(merged.email), ids)),
        _is_lead(Contact.merged_into_id, ids),
    )


def _is_lead(contact_id: Any, ids: Ids) -> Criterion:
    lead = aliased(Lead)
    return exists().where(lead.contact_id == contact_id, lead.location_id.in_(ids))


def _is_known(address: Any, ids: Ids) -> Criterion:
    """Asked of one address at a time, so that the database may do so for the few rows that something else found; for all of them it makes a list of
    addresses once by itself.
    """
    user, guest = aliased(FoyerUser), aliased(Guest)
    return or_(
        exists().where(func.lower(user.email) == address, sees_user(user, ids)),
        *(exists().where(func.lower(each.email) == address, each.location_id.in_(ids)) for each in (aliased(WaitingEntry), aliased(SignUp))),
        exists().where(func.lower(guest.email) == address, _guest(guest, ids)),
    )


def _guests(ids: Ids) -> Criterion:
    """Who was there, or is expected there."""
    return _guest(Guest, ids)


def _guest(guest: Any, ids: Ids) -> Criterion:
    came, visit = aliased(CheckIn), aliased(Visit)
    return or_(
        exists().where(came.guest_id == guest.id, came.location_id.in_(ids)),
        exists().where(visit.email_key == guest.email_key, visit.location_id.in_(ids)),
    )


def _suppressed(ids: Ids) -> Criterion:
    """Where its mail came back, and wherever a mail is for it."""
    there = exists().where(func.lower(Delivery.address) == SuppressedAddress.address, Delivery.location_id.in_(ids))
    return or_(SuppressedAddress.location_id.in_(ids), there)


# Staff who are limited to some locations see these rows.
STAFF: dict[Any, Rule] = {
    Access: _of_location(Access),
    AbandonReason: _everything,
    AccountLetter: _of_location(AccountLetter),
    Activity: _of_location(Activity),
    AddressChange: _nothing,
    Adhoc: _of_location(Adhoc),
    Announcement: lambda ids: or_(Announcement.location_id.is_(None), Announcement.location_id.in_(ids)),
    AnnouncementSeen: _nothing,
    ApiCall: _nothing,
    Attachment: _nothing,
    AuditEvent: _of_location(AuditEvent),
    BankImport: _of_location(BankImport),
    BankLine: _of_location(BankLine),
    Batch: _everything,  # whose it is, its own query asks: it names rows of every place
    BatchRow: _everything,
    Booking: _of_location(Booking),
    BookingAttendee: _through(BookingAttendee.booking_id, Booking),
    BounceMailbox: _nothing,
    BookingSeries: _of_location(BookingSeries),
    CheckIn: _of_location(CheckIn),
    Closure: _of_location(Closure),
    Comment: _nothing,  # whoever reads the record reads its comments: app/queries/story
    Contact: _contacts,
    Contract: _of_location(Contract),
    CreditNote: _of_location(CreditNote),
    CreditNoteLine: lambda ids: CreditNoteLine.credit_note_id.in_(select(CreditNote.id).where(CreditNote.location_id.in_(ids))),
    CreditNotePart: _through(CreditNotePart.credit_note_id, CreditNote),
    DayPass: _through(DayPass.organisation_id, Organisation),
    DayUse: _of_location(DayUse),
    DebtorNote: lambda ids: or_(DebtorNote.organisation_id.in_(_known_there(ids)), _has_account(DebtorNote.organisation_id, ids)),
    Delivery: _of_location(Delivery),
    Deposit: _of_location(Deposit),
    DepositMovement: _of_location(DepositMovement),
    Discount: _discounts,
    Document: _of_location(Document),
    Enquiry: _of_location(Enquiry),
    Erasure: _through(Erasure.user_id, FoyerUser),
    Escalation: _of_location(Escalation),
    DoorEntry: _of_location(DoorEntry),
    DoorGroup: _group_of(DoorGroup.name, Membership.gives_doors, System.DOORS),
    DoorLock: _everything,
    DoorTag: lambda ids: or_(DoorTag.location_id.is_(None), DoorTag.location_id.in_(ids)),
    FederationKey: _nothing,
    FloorPlan: _of_location(FloorPlan),
    FoyerUser: _users,
    Fulfilment: _of_location(Fulfilment),
    Guest: _guests,
    HealthEpisode: _nothing,
    HeatChange: _through(HeatChange.lead_id, Lead),
    Invoice: _of_location(Invoice),
    InvoiceLine: lambda ids: InvoiceLine.invoice_id.in_(select(Invoice.id).where(Invoice.location_id.in_(ids))),
    InvoiceRun: _of_location(InvoiceRun),
    KeptReport: _nothing,  # found by its key alone, which says what its reader may see
    Kiosk: _of_location(Kiosk),
    KioskRefusal: _of_location(KioskRefusal),
    Lead: _of_location(Lead),
    LeadForm: lambda ids: or_(LeadForm.location_id.is_(None), LeadForm.location_id.in_(ids)),
    LedgerCheckpoint: _through(LedgerCheckpoint.wallet_id, Wallet),
    LedgerEntry: _through(LedgerEntry.wallet_id, Wallet),
    License: _of_location(License),
    LicenseAgreement: _through(LicenseAgreement.license_id, License),
    LicensePause: _through(LicensePause.license_id, License),
    LicensePrice: _through(LicensePrice.license_id, License),
    LineItem: _of_location(LineItem),
    ListChoice: _everything,
    Location: lambda ids: Location.id.in_(ids),
    Lot: _through(Lot.wallet_id, Wallet),
    MailArchive: _nothing,
    MailBounce: _through(MailBounce.delivery_id, Delivery),
    MailCopy: _through(MailCopy.delivery_id, Delivery),
    MailFile: _through(MailFile.copy_id, MailCopy),
    MailLook: _through(MailLook.contact_id, Contact),
    MailReference: _through(MailReference.contact_id, Contact),
    MailText: lambda ids: or_(MailText.location_id.is_(None), MailText.location_id.in_(ids)),
    Membership: _of_location(Membership),
    MembershipPrice: _through(MembershipPrice.membership_id, Membership),
    MonthClose: _of_location(MonthClose),
    Notification: _nothing,
    NotificationSwitch: _nothing,
    NumberSeries: _nothing,
    Onboarding: _of_location(Onboarding),
    OpeningBalance: _through(OpeningBalance.organisation_id, Organisation),
    Opportunity: _of_location(Opportunity),
    Organisation: _organisations,
    OutboxMessage: _nothing,
    Paper: _of_location(Paper),
    PaperLine: _through(PaperLine.paper_id, Paper),
    Payment: _of_location(Payment),
    PaymentAttempt: _of_location(PaymentAttempt),
    PaymentMethod: _through(PaymentMethod.organisation_id, Organisation),
    PaymentPart: _through(PaymentPart.payment_id, Payment),
    PaymentReceipt: _nothing,
    Peer: _everything,
    PeerQuestion: _of_location(PeerQuestion),
    PeerRequest: _of_location(PeerRequest),
    PeopleImport: lambda ids: PeopleImport.location_ids.contained_by(sorted(ids)),  # who ordered it works at no other place than they do
    PeopleImportRow: _through(PeopleImportRow.import_id, PeopleImport),
    PersonalExport: _through(PersonalExport.user_id, FoyerUser),
    Picture: lambda ids: or_(Picture.id.in_(select(FoyerUser.picture_id).where(STAFF[FoyerUser](ids))), Picture.id.in_(select(Guest.picture_id).where(_guests(ids)))),
    Pin: _through(Pin.user_id, FoyerUser),
    PlanMark: _through(PlanMark.plan_id, FloorPlan),
    PlaceOffer: _of_location(PlaceOffer),
    Product: lambda ids: or_(Product.location_id.is_(None), Product.location_id.in_(ids)),
    Proposal: _of_location(Proposal),
    Purchase: _of_location(Purchase),
    RecoveryCode: _nothing,
    Refund: _of_location(Refund),
    ReleasedFile: _nothing,
    ReportSubscription: _nothing,  # everybody's own alone
    Reserve: _through(Reserve.wallet_id, Wallet),
    RevenueChange: _of_location(RevenueChange),
    RevenueReading: _of_location(RevenueReading),
    Room: _of_location(Room),
    RunOrganisation: lambda ids: RunOrganisation.run_id.in_(select(InvoiceRun.id).where(InvoiceRun.location_id.in_(ids))),
    SavedAnswer: lambda ids: or_(SavedAnswer.location_id.is_(None), SavedAnswer.location_id.in_(ids)),
    Schedule: _everything,
    ScheduleSlot: _everything,
    SaltoConnection: _nothing,
    SavedFilter: _everything,  # no place: what it finds is narrowed for each reader
    SecondFactor: _nothing,
    SecretLink: _of_location(SecretLink),
    Setting: _everything,
    SignUp: _of_location(SignUp),
    SignInToken: _nothing,
    Space: _of_location(Space),
    StageChange: _through(StageChange.opportunity_id, Opportunity),
    Step: lambda ids: or_(
        Step.invoice_id.in_(select(Invoice.id).where(Invoice.location_id.in_(ids))),
        Step.credit_note_id.in_(select(CreditNote.id).where(CreditNote.location_id.in_(ids))),
    ),
    StoredFile: _nothing,
    SuppressedAddress: _suppressed,
    SystemLook: _everything,
    Task: _of_location(Task),
    TaxRate: _everything,
    Template: lambda ids: or_(Template.location_id.is_(None), Template.location_id.in_(ids)),
    TermsConsent: _of_location(TermsConsent),
    Ticket: _of_location(Ticket),
    TicketEntry: _through(TicketEntry.ticket_id, Ticket),
    TicketPhoto: _through(TicketPhoto.entry_id, TicketEntry),
    Track: lambda ids: or_(Track.location_id.is_(None), Track.location_id.in_(ids)),
    TrackTask: _through(TrackTask.track_id, Track),
    Visit: _of_location(Visit),
    VisitorTerms: _everything,
    WaitingEntry: _of_location(WaitingEntry),
    Wallet: _wallets,
    Webhook: _of_location(Webhook),
    WebhookAttempt: _through(WebhookAttempt.message_id, WebhookMessage),
    WebhookMessage: _through(WebhookMessage.webhook_id, Webhook),
    WifiGroup: _group_of(WifiGroup.name, Membership.gives_wifi, System.WIFI),
    WifiVoucher: _of_location(WifiVoucher),
    WrongPin: _nothing,
    XeroConnection: lambda ids: XeroConnection.id.in_(select(Location.xero_connection_id).where(Location.id.in_(ids))),
    XeroConsent: _nothing,
    XeroContact: _through(XeroContact.organisation_id, Organisation),
    XeroMatch: _through(XeroMatch.xero_connection_id, XeroConnection),
    XeroHeld: _through(XeroHeld.xero_connection_id, XeroConnection),
    XeroReading: _through(XeroReading.xero_connection_id, XeroConnection),
    XeroEntry: _of_location(XeroEntry),
}
