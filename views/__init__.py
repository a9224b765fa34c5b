"""The screens: parse, ask permission, call one action or one query, render."""

from __future__ import annotations

from typing import Any

from flask import current_app

from views.access.doors import DoorEntryView, DoorGroupView, DoorTagView
from views.access.printing import PrintingView
from views.access.record import AccessView, DriftView
from views.access.review import AccessReviewView
from views.access.wifi import WifiGroupView, WifiView
from views.api import RESOURCES
from views.bookings.calendar import CalendarView
from views.bookings.change import ChangeBookingView
from views.bookings.closures import ClosureView
from views.bookings.finder import FinderView
from views.bookings.ical import IcalView
from views.bookings.new import NewBookingView
from views.bookings.record import BookingView
from views.bookings.series import SeriesView
from views.contacts.activities import ActivityView
from views.contacts.archive import MailArchiveView
from views.contacts.data import ContactDataView
from views.contacts.mail import MailView
from views.contacts.meetings import MeetingView
from views.contacts.record import ContactView
from views.contacts.unsubscribe import UnsubscribeView
from views.debtors.dunning import DunningView
from views.debtors.list import DebtorsView
from views.debtors.page import DebtorView
from views.debtors.statement import StatementView
from views.deposits.held import DepositsHeldView
from views.deposits.record import DepositMovementView, DepositView
from views.desk.badges import BadgeView
from views.desk.check_ins import CheckInView
from views.desk.day_passes import DayPassView
from views.desk.evacuation import EvacuationView
from views.desk.guests import GuestView
from views.desk.kiosk_refusals import KioskRefusalView
from views.desk.kiosks import KioskView
from views.desk.page import DeskView
from views.desk.report import PresenceReportView
from views.desk.report_list import PresenceListView
from views.desk.visitor_terms import VisitorTermsView
from views.desk.visits import ExpectedGuestView
from views.desk.walk_in import WalkInView
from views.help.field_help import explained
from views.help.page import HelpView
from views.help.page_help import about_page
from views.home.page import HomeView
from views.imports.people import PeopleImportView
from views.imports.spreadsheets import SpreadsheetView
from views.invoices.credit_notes import CreditNoteView
from views.invoices.crediting import CreditingView
from views.invoices.decisions import DeliveryDecisionView, MonthView
from views.invoices.documents import CreditNotePaperView, DocumentView
from views.invoices.lines import DeliveryView, InvoiceLineView
from views.invoices.record import InvoiceView
from views.kiosk.answers import KioskAnswersView
from views.kiosk.page import AtKioskView
from views.kiosk.visit import VisitView
from views.leads.ask import AskView
from views.leads.enquiries import EnquiryView
from views.leads.figures import LeadFiguresView
from views.leads.forms import LeadFormView
from views.leads.importing import LeadImportView
from views.leads.record import LeadView
from views.licenses.access import LicenseAccessView
from views.licenses.parts import LicenseAgreementView, LicensePauseView, LicensePriceView
from views.licenses.record import LicenseView
from views.locations.record import LocationView
from views.locations.settings import LocationSettingsView
from views.mail_texts.page import MailTextView
from views.notifications.announcements import AnnouncementView
from views.notifications.list import NotificationsView
from views.notifications.switches import NotificationSwitchesView
from views.onboarding.join import JoinView
from views.onboarding.page import OnboardingView
from views.onboarding.sign_ups import SignUpView
from views.operations.batches import BatchView
from views.operations.breach import BreachView
from views.operations.health import HealthView
from views.operations.hooks import HooksView
from views.operations.records import AuditView, OutboxView
from views.operations.retention import RetentionView
from views.operations.schedules import ScheduleSlotView, ScheduleView
from views.operations.settings import SettingView
from views.operations.suppressed_addresses import SuppressedAddressView
from views.operations.webhooks import WebhookAttemptView, WebhookMessageView, WebhookView
from views.opportunities.board import PipelineView
from views.opportunities.closing import ClosingView
from views.opportunities.forecast import ForecastView
from views.opportunities.list import PipelineListView
from views.opportunities.opening import OpeningView
from views.opportunities.page import OpportunityView
from views.opportunities.report import SalesReportView
from views.opportunities.verbs import OpportunityVerbsView
from views.opportunities.winning import WinningView
from views.organisations.record import OrganisationView
from views.organisations.steps import OrganisationStepsView
from views.papers.contracts import ContractView
from views.papers.line import PaperLineView
from views.papers.proposals import ProposalView
from views.papers.sign import SignView
from views.papers.templates import TemplateView
from views.payments.bank import BankView
from views.payments.card_charges import PaymentAttemptView
from views.payments.kept_cards import PaymentMethodView
from views.payments.record import PaymentView
from views.payments.refunds import RefundView
from views.peers.federation import FederationView
from views.peers.record import PeerView
from views.peers.usage import PeerUsageView
from views.people.members import MemberView
from views.people.personal_data import PersonalDataView
from views.people.see_as import SeeAsView
from views.people.sign_ins import SignInsView
from views.people.sign_up_data import SignUpDataView
from views.people.steps import PersonStepsView
from views.people.users import RoleView, UserView
from views.portal.access import MyAccessView
from views.portal.announcements import MyAnnouncementsView
from views.portal.booking import MyBookingView
from views.portal.booking_links import MyBookingLinkView
from views.portal.bookings import MyBookingsView
from views.portal.calendar_link import MyCalendarLinkView
from views.portal.cards import MyCardsView
from views.portal.guests import MyGuestsView
from views.portal.help import MyHelpView
from views.portal.home import MyHomeView
from views.portal.invoices import MyInvoicesView
from views.portal.kept import MyKeptView
from views.portal.own_data import MyDataView
from views.portal.pay import MyPayView
from views.portal.presence import MyPresenceView
from views.portal.shop import MyShopView
from views.portal.statement import MyStatementView
from views.portal.team import MyTeamView
from views.portal.usage import MyUsageView
from views.portal.wallet import MyWalletView
from views.prices.charges import AdhocView, LineItemView
from views.prices.discounts import DiscountView
from views.prices.escalations import EscalationsView
from views.prices.memberships import MembershipPriceView, MembershipView
from views.prices.products import ProductView
from views.prices.taxes import TaxRateView
from views.reports.all import (
    ChurnReportView,
    CreditsReportView,
    DebtReportView,
    NextMonthsReportView,
    OccupancyReportView,
    OverviewView,
    RevenueReportView,
    RoomsReportView,
)
from views.reports.mails import ReportMailView
from views.reports.what_if import WhatIfView
from views.runs.approval import RunApprovalView
from views.runs.export import RunExportView
from views.runs.record import InvoiceRunView
from views.runs.sending import RunSendingView
from views.search import recent
from views.search.page import SearchView
from views.set_up.page import SetUpView
from views.shop.fulfilments import FulfilmentView
from views.shop.purchases import PurchaseView
from views.shop.sell import SellView
from views.spaces.availability import AvailabilityView
from views.spaces.floor_plan_editing import FloorPlanEditingView
from views.spaces.floor_plans import FloorPlanView
from views.spaces.record import RoomView, SpaceView
from views.spaces.room_links import RoomLinksView
from views.spaces.room_picture import RoomPictureView
from views.spaces.room_screen import RoomScreenView
from views.spaces.waiting_entries import WaitingEntryView
from views.spaces.waiting_list import WaitingListView
from views.story.mail import SentMailView
from views.story.page import StoryView
from views.tasks.about import RecordTasksView
from views.tasks.calendar_link import MyTaskCalendarView
from views.tasks.my_day import MyDayView
from views.tasks.tree import TaskTreeView
from views.tasks.verbs import TaskVerbsView
from views.tickets.photos import TicketPhotoView
from views.tickets.record import TicketView
from views.tickets.saved import SavedAnswerView
from views.tracks.list import TrackView
from views.tracks.reasons import AbandonReasonView
from views.tracks.tasks import TrackTaskView
from views.wallets.owed import CreditsOwedView
from views.wallets.record import WalletView
from views.wallets.trial_balance import TrialBalanceView
from views.xero.books import XeroView
from views.xero.connect import XeroConnectView
from views.xero.match import XeroMatchView

# Every screen with its place in the sidebar: (view, label, icon, group). Order counts within a group.
SCREENS: list[tuple[Any, str, str, str]] = [
    (DeskView, "Desk", "login", "People"),
    (TicketView, "Tickets", "ticket", "People"),
    (OrganisationView, "Organisations", "building-community", "People"),
    (MemberView, "Members", "users", "People"),
    (ContactView, "Contacts", "user-circle", "People"),
    (LicenseView, "Licenses", "id-badge-2", "People"),
    (OnboardingView, "Onboarding", "user-plus", "People"),
    (SignUpView, "Sign-ups", "inbox", "People"),
    (GuestView, "Guests", "users", "People"),
    (AnnouncementView, "Announcements", "bell", "People"),
    (DayPassView, "Day passes", "calendar", "People"),
    (ExpectedGuestView, "Expected guests", "calendar-event", "People"),
    (CheckInView, "Check-ins", "history", "People"),
    (FloorPlanView, "Floor plan", "layout-dashboard", "Spaces"),
    (SpaceView, "Spaces", "armchair", "Spaces"),
    (RoomView, "Rooms", "door", "Spaces"),
    (CalendarView, "Calendar", "calendar", "Spaces"),
    (BookingView, "Bookings", "calendar-event", "Spaces"),
    (ClosureView, "Closures", "ban", "Spaces"),
    (AvailabilityView, "Availability", "chart-bar", "Spaces"),
    (WaitingListView, "Waiting list", "hourglass", "Spaces"),
    (InvoiceRunView, "Invoice runs", "report-money", "Billing"),
    (InvoiceView, "Invoices", "file-invoice", "Billing"),
    (CreditNoteView, "Credit notes", "file-minus", "Billing"),
    (PaymentView, "Payments", "cash", "Billing"),
    (PaymentAttemptView, "Card charges", "credit-card", "Billing"),
    (PaymentMethodView, "Kept cards", "credit-card", "Billing"),
    (BankView, "Bank statements", "building-bank", "Billing"),
    (DeliveryView, "Deliveries", "mail-forward", "Billing"),
    (SuppressedAddressView, "Addresses that bounce", "mail-off", "Billing"),
    (AdhocView, "Ad hoc charges", "receipt-2", "Billing"),
    (LineItemView, "Recurring charges", "calendar-repeat", "Billing"),
    (EscalationsView, "Price rises", "trending-up", "Billing"),
    (DepositView, "Deposits", "coins", "Billing"),
    (DebtorsView, "Debtors", "file-dollar", "Billing"),
    (WalletView, "Wallets", "wallet", "Billing"),
    (PurchaseView, "Purchases", "shopping-cart", "Billing"),
    (FulfilmentView, "Fulfilment", "gift", "Billing"),
    (ProductView, "Shop products", "tags", "Billing"),
    (PipelineView, "Pipeline", "layout-kanban", "Sales"),
    (LeadView, "Leads", "message-circle", "Sales"),
    (EnquiryView, "Enquiries", "shield", "Sales"),
    (MeetingView, "Meetings and visits", "calendar-event", "Sales"),
    (LeadFormView, "Lead forms", "forms", "Sales"),
    (MyDayView, "My tasks", "checklist", "Sales"),
    (ProposalView, "Proposals", "file-text", "Sales"),
    (ContractView, "Contracts", "file-certificate", "Sales"),
    (TrackView, "Tracks", "sitemap", "Sales"),
    (WifiView, "WiFi", "wifi", "Access"),
    (PrintingView, "Printing", "printer", "Access"),
    (DoorGroupView, "Doors", "door", "Access"),
    (DoorTagView, "Fobs", "key", "Access"),
    (DoorEntryView, "Entries", "history", "Access"),
    (AccessView, "Who has access", "shield-check", "Access"),
    (DriftView, "Drift", "alert-circle", "Access"),
    (OverviewView, "Overview", "layout-dashboard", "Reports"),
    (OccupancyReportView, "Occupancy", "armchair", "Reports"),
    (RevenueReportView, "Revenue", "report-money", "Reports"),
    (NextMonthsReportView, "Next months", "calendar-event", "Reports"),
    (WhatIfView, "What if", "calculator", "Reports"),
    (ChurnReportView, "Churn", "user-minus", "Reports"),
    (DebtReportView, "Aged debt", "file-dollar", "Reports"),
    (RoomsReportView, "Use of rooms", "door", "Reports"),
    (CreditsReportView, "Wallets over time", "wallet", "Reports"),
    (PresenceReportView, "Presence", "users", "Reports"),
    (PeerView, "Other networks", "building-community", "Access"),
    (SalesReportView, "Sales", "chart-bar", "Reports"),
    (LeadFiguresView, "What forms bring", "chart-histogram", "Reports"),
    (DepositsHeldView, "Deposits held", "building-bank", "Reports"),
    (CreditsOwedView, "Credits owed", "wallet", "Reports"),
    (TrialBalanceView, "Trial balance", "calculator", "Reports"),
    (ReportMailView, "Reports by mail", "mail", "Reports"),
    (LocationView, "Locations", "building-skyscraper", "Set-up"),
    (MembershipView, "Memberships", "tags", "Set-up"),
    (DiscountView, "Discounts", "percentage", "Set-up"),
    (SpreadsheetView, "Import", "file-import", "Set-up"),
    (TemplateView, "Templates", "forms", "Set-up"),
    (MailTextView, "Mails", "mail", "Set-up"),
    (SavedAnswerView, "Saved answers", "message-circle", "Set-up"),
    (AbandonReasonView, "Reasons for losing", "flag", "Set-up"),
    (VisitorTermsView, "Terms for visitors", "file-text", "Set-up"),
    (TaxRateView, "Taxes", "receipt-tax", "Set-up"),
    (XeroView, "Xero", "building-bank", "Set-up"),
    (KioskView, "Kiosks", "device-tablet", "Set-up"),
    (KioskRefusalView, "Refused at kiosks", "alert-triangle", "People"),
    (SettingView, "Settings", "adjustments", "Set-up"),
    (MailArchiveView, "Mail archive", "mail-check", "Set-up"),
    (RetentionView, "Retention", "hourglass", "Set-up"),
    (HealthView, "Jobs and health", "heartbeat", "Set-up"),
    (ScheduleView, "Schedules", "clock", "Set-up"),
    (OutboxView, "Jobs", "list-check", "Set-up"),
    (BatchView, "Verbs on many rows", "list-check", "Set-up"),
    (WebhookView, "Webhooks", "send", "Set-up"),
    (UserView, "Users", "users", "Set-up"),
    (RoleView, "Roles", "shield-lock", "Set-up"),
    (AuditView, "Audit", "history", "Set-up"),
    (BreachView, "Who could have seen it", "eye", "Set-up"),
]
# Screens that other screens lead to.
HIDDEN: list[Any] = [
    SearchView, HelpView, SetUpView, LocationSettingsView,
    AccessReviewView, ActivityView, MailView, UnsubscribeView, DunningView, MyStatementView, MyUsageView,
    JoinView, AskView, MyHomeView, MyKeptView, MyInvoicesView, MyPayView, MyCardsView, MyWalletView, MyAccessView, MyDataView, PeopleImportView, LeadImportView, OrganisationStepsView, PersonStepsView, PersonalDataView, SignUpDataView, InvoiceLineView,
    DepositMovementView, RefundView, ScheduleSlotView, MembershipPriceView, LicenseAgreementView, LicensePauseView, LicensePriceView,
    PipelineListView, ForecastView, OpportunityView, OpeningView, ClosingView, OpportunityVerbsView, WinningView,
    MyPresenceView, MyTeamView, MyShopView, SellView, DebtorView, StatementView,
    ContactDataView, PaperLineView, SignView, VisitView, SeeAsView, SignInsView,
    WalkInView, BadgeView, EvacuationView, PresenceListView, MyGuestsView, MyHelpView, TicketPhotoView,
    WifiGroupView, LicenseAccessView, WebhookMessageView, WebhookAttemptView,
    RunApprovalView, RunSendingView, RunExportView, DeliveryDecisionView, MonthView, CreditingView, DocumentView, CreditNotePaperView,
    MyAnnouncementsView, StoryView, SentMailView, NotificationsView, NotificationSwitchesView,
    TaskVerbsView, RecordTasksView, TaskTreeView, MyTaskCalendarView, TrackTaskView,
    WaitingEntryView, FloorPlanEditingView, NewBookingView, ChangeBookingView, FinderView, SeriesView, MyBookingsView, MyBookingView,
    MyBookingLinkView, IcalView, MyCalendarLinkView, RoomLinksView, RoomPictureView, RoomScreenView, AtKioskView, KioskAnswersView, HooksView, FederationView, PeerUsageView, XeroConnectView, XeroMatchView,
]  # fmt: skip
__all__ = ["HIDDEN", "SCREENS", "HomeView", "register"]


def register(appbuilder: Any) -> None:
    """Called once by app.web.install."""
    for vendor in ("payfast", "xero", "leads"):
        current_app.extensions["csrf"].exempt(f"views.operations.hooks.{vendor}")  # a vendor has no form of ours
    current_app.extensions["csrf"].exempt("views.peers.federation.verify")  # nor has another network: it signs what it asks
    current_app.extensions["csrf"].exempt("views.contacts.unsubscribe.stop")  # nor has a mail program; its link is signed (RFC 8058)
    for answer in ("agree", "decline", "read"):
        current_app.extensions["csrf"].exempt(
            f"views.papers.sign.{answer}"
        )  # the secret of the paper is what a token would be, and no cookie gives a right
    current_app.extensions["csrf"].exempt(
        "views.leads.ask.ask"
    )  # in a frame browsers keep no cookie of ours: it has a signed token of its own
    for verb in ("look", "hosts", "arrive", "leave", "pin", "asked", "pass_", "keep"):
        current_app.extensions["csrf"].exempt(
            f"views.kiosk.answers.{verb}"
        )  # the tablet's cookie is SameSite=Strict, and only JSON is taken
    recent.install(current_app)
    current_app.jinja_env.globals |= {"explained": explained, "about_page": about_page}
    for resource in RESOURCES:
        appbuilder.add_api(resource)
    for view in HIDDEN:
        appbuilder.add_view_no_menu(view)
    for view, label, icon, group in SCREENS:
        appbuilder.add_view(view, label, icon=icon, category=group)
