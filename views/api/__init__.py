"""/api/v1: every noun for programs, written through the same actions as the screens."""

from __future__ import annotations

from typing import Any

from views.api.availability import AvailabilityApi
from views.api.billing import (
    AdhocApi,
    CreditNoteApi,
    CreditNoteLineApi,
    DeliveryApi,
    DepositApi,
    DepositMovementApi,
    DiscountApi,
    EscalationApi,
    InvoiceApi,
    InvoiceLineApi,
    InvoiceRunApi,
    LineItemApi,
    ProductApi,
)
from views.api.bookings import BookingApi, BookingExtraApi, BookingSeriesApi
from views.api.contacts import ContactApi
from views.api.debtors import DebtorApi, DebtorNoteApi
from views.api.leads import LeadApi
from views.api.operations import AuditEventApi, OutboxMessageApi, ScheduleApi, TaxRateApi
from views.api.opportunities import OpportunityApi, StageChangeApi
from views.api.papers import ContractApi, PaperLineApi, ProposalApi, TemplateApi
from views.api.payments import PaymentApi, PaymentAttemptApi, PaymentMethodApi, PaymentPartApi, RefundApi
from views.api.people import AccessApi, LicenseApi, OnboardingApi, OrganisationApi, UserApi
from views.api.places import ClosureApi, LocationApi, MembershipApi, MembershipPriceApi, PlaceOfferApi, RoomApi, SpaceApi, WaitingEntryApi
from views.api.presence import CheckInApi, GuestApi, VisitApi
from views.api.purchases import FulfilmentApi, PurchaseApi
from views.api.selling import AbandonReasonApi, TaskApi, TrackApi, TrackTaskApi
from views.api.tickets import TicketApi, TicketEntryApi
from views.api.wallets import LedgerEntryApi, LotApi, WalletApi

RESOURCES: list[Any] = [
    LocationApi,
    SpaceApi,
    RoomApi,
    ClosureApi,
    AvailabilityApi,
    WaitingEntryApi,
    PlaceOfferApi,
    MembershipApi,
    MembershipPriceApi,
    OrganisationApi,
    UserApi,
    LicenseApi,
    OnboardingApi,
    LeadApi,
    ContactApi,
    AccessApi,
    OpportunityApi,
    StageChangeApi,
    BookingApi,
    BookingSeriesApi,
    BookingExtraApi,
    CheckInApi,
    VisitApi,
    GuestApi,
    TicketApi,
    TicketEntryApi,
    ProposalApi,
    ContractApi,
    PaperLineApi,
    TemplateApi,
    TrackApi,
    TrackTaskApi,
    TaskApi,
    AbandonReasonApi,
    LineItemApi,
    AdhocApi,
    DiscountApi,
    EscalationApi,
    ProductApi,
    InvoiceRunApi,
    InvoiceApi,
    InvoiceLineApi,
    CreditNoteApi,
    CreditNoteLineApi,
    DeliveryApi,
    DepositApi,
    DepositMovementApi,
    PaymentApi,
    PaymentPartApi,
    PurchaseApi,
    PaymentAttemptApi,
    PaymentMethodApi,
    RefundApi,
    DebtorApi,
    DebtorNoteApi,
    FulfilmentApi,
    WalletApi,
    LotApi,
    LedgerEntryApi,
    TaxRateApi,
    ScheduleApi,
    OutboxMessageApi,
    AuditEventApi,
]
