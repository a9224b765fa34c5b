"""Tables and facts about one row: one file a noun."""

from app.models import booking_answers, to_decide  # noqa: F401 - their questions are asked of the tables above
from app.models.access import Access
from app.models.access_version import AccessVersion
from app.models.account_letter import AccountLetter
from app.models.activity import Activity
from app.models.address_change import AddressChange
from app.models.announcement import Announcement, AnnouncementSeen
from app.models.api_call import ApiCall
from app.models.audit import AuditEvent
from app.models.bank_line import BankImport, BankLine
from app.models.batch import Batch, BatchRow
from app.models.booking import Booking, BookingAttendee
from app.models.booking_extra import BookingExtra
from app.models.booking_series import BookingSeries
from app.models.charge import Adhoc, LineItem
from app.models.check_in import CheckIn
from app.models.closure import Closure
from app.models.comment import Attachment, Comment
from app.models.contact import Contact
from app.models.credit_note import CreditNote, CreditNoteLine, CreditNotePart
from app.models.day_pass import DayPass, DayUse
from app.models.debtor_note import DebtorNote
from app.models.delivery import Delivery
from app.models.deposit import Deposit, DepositMovement
from app.models.discount import Discount
from app.models.document import Document
from app.models.door_entry import DoorEntry
from app.models.door_group import DoorGroup, DoorLock
from app.models.door_tag import DoorTag
from app.models.enquiry import Enquiry
from app.models.erasure import Erasure
from app.models.escalation import Escalation
from app.models.floor_plan import FloorPlan, PlanMark
from app.models.fulfilment import Fulfilment
from app.models.guest import Guest
from app.models.health_episode import HealthEpisode
from app.models.invoice import Invoice, InvoiceLine
from app.models.invoice_run import InvoiceRun, RunOrganisation
from app.models.kept_report import KeptReport
from app.models.kiosk import Kiosk, KioskRefusal
from app.models.lead import HeatChange, Lead
from app.models.lead_form import LeadForm
from app.models.ledger import LedgerCheckpoint, LedgerEntry, Reserve
from app.models.license import License, LicenseAgreement, LicensePause, LicensePrice
from app.models.list_view import ListChoice, SavedFilter
from app.models.location import Location
from app.models.mail_archive import MailArchive
from app.models.mail_bounce import BounceMailbox, MailBounce
from app.models.mail_copy import MailCopy, MailFile
from app.models.mail_look import MailLook
from app.models.mail_reference import MailReference
from app.models.mail_text import MailText
from app.models.membership import Membership, MembershipPrice
from app.models.month_close import MonthClose
from app.models.notification import Notification, NotificationSwitch
from app.models.number_series import NumberSeries
from app.models.onboarding import Onboarding
from app.models.opportunity import AbandonReason, Opportunity, StageChange
from app.models.organisation import OpeningBalance, Organisation
from app.models.outbox import OutboxMessage
from app.models.paper import Contract, Paper, PaperLine, Proposal
from app.models.payment import Payment, PaymentPart
from app.models.payment_attempt import PaymentAttempt
from app.models.payment_method import PaymentMethod
from app.models.payment_receipt import PaymentReceipt
from app.models.peer import FederationKey, Peer, PeerQuestion, PeerRequest
from app.models.people_import import PeopleImport, PeopleImportRow
from app.models.personal_export import PersonalExport
from app.models.picture import Picture
from app.models.pin import Pin, WrongPin
from app.models.place_offer import PlaceOffer
from app.models.product import Product
from app.models.purchase import Purchase
from app.models.refund import Refund
from app.models.report_subscription import ReportSubscription
from app.models.revenue_change import RevenueChange, RevenueReading
from app.models.room import Room
from app.models.salto_connection import SaltoConnection
from app.models.saved_answer import SavedAnswer
from app.models.schedule import Schedule, ScheduleSlot
from app.models.second_factor import RecoveryCode, SecondFactor
from app.models.secret_link import SecretLink
from app.models.setting import Setting
from app.models.sign_in import SignIn
from app.models.sign_in_token import SignInToken
from app.models.signup import SignUp
from app.models.space import Space
from app.models.step import Step
from app.models.stored_file import ReleasedFile, StoredFile
from app.models.suppressed_address import SuppressedAddress
from app.models.system_look import SystemLook
from app.models.task import Task
from app.models.tax import TaxRate
from app.models.template import Template
from app.models.ticket import Ticket, TicketEntry, TicketPhoto
from app.models.track import Track, TrackTask
from app.models.user import FoyerUser
from app.models.vendor_rest import VendorRest
from app.models.visit import Visit
from app.models.visitor_terms import TermsConsent, VisitorTerms
from app.models.waiting_entry import WaitingEntry
from app.models.wallet import Lot, Wallet
from app.models.webhook import Webhook, WebhookAttempt, WebhookMessage
from app.models.wifi_group import WifiGroup
from app.models.wifi_voucher import WifiVoucher
from app.models.xero_connection import XeroConnection, XeroContact
from app.models.xero_consent import XeroConsent
from app.models.xero_entry import XeroEntry
from app.models.xero_held import XeroHeld, XeroReading
from app.models.xero_match import XeroMatch

__all__ = [
    "AbandonReason",
    "Access",
    "AccessVersion",
    "AccountLetter",
    "Activity",
    "AddressChange",
    "Adhoc",
    "Announcement",
    "AnnouncementSeen",
    "ApiCall",
    "Attachment",
    "AuditEvent",
    "BankImport",
    "BankLine",
    "Batch",
    "BatchRow",
    "Booking",
    "BookingAttendee",
    "BookingExtra",
    "BookingSeries",
    "BounceMailbox",
    "CheckIn",
    "Closure",
    "Comment",
    "Contact",
    "Contract",
    "CreditNote",
    "CreditNoteLine",
    "CreditNotePart",
    "DayPass",
    "DayUse",
    "DebtorNote",
    "Delivery",
    "Deposit",
    "DepositMovement",
    "Discount",
    "Document",
    "DoorEntry",
    "DoorGroup",
    "DoorLock",
    "DoorTag",
    "Enquiry",
    "Erasure",
    "Escalation",
    "FederationKey",
    "FloorPlan",
    "FoyerUser",
    "Fulfilment",
    "Guest",
    "HealthEpisode",
    "HeatChange",
    "Invoice",
    "InvoiceLine",
    "InvoiceRun",
    "KeptReport",
    "Kiosk",
    "KioskRefusal",
    "Lead",
    "LeadForm",
    "LedgerCheckpoint",
    "LedgerEntry",
    "License",
    "LicenseAgreement",
    "LicensePause",
    "LicensePrice",
    "LineItem",
    "ListChoice",
    "Location",
    "Lot",
    "MailArchive",
    "MailBounce",
    "MailCopy",
    "MailFile",
    "MailLook",
    "MailReference",
    "MailText",
    "Membership",
    "MembershipPrice",
    "MonthClose",
    "Notification",
    "NotificationSwitch",
    "NumberSeries",
    "Onboarding",
    "OpeningBalance",
    "Opportunity",
    "Organisation",
    "OutboxMessage",
    "Paper",
    "PaperLine",
    "Payment",
    "PaymentAttempt",
    "PaymentMethod",
    "PaymentPart",
    "PaymentReceipt",
    "Peer",
    "PeerQuestion",
    "PeerRequest",
    "PeopleImport",
    "PeopleImportRow",
    "PersonalExport",
    "Picture",
    "Pin",
    "PlaceOffer",
    "PlanMark",
    "Product",
    "Proposal",
    "Purchase",
    "RecoveryCode",
    "Refund",
    "ReleasedFile",
    "ReportSubscription",
    "Reserve",
    "RevenueChange",
    "RevenueReading",
    "Room",
    "RunOrganisation",
    "SaltoConnection",
    "SavedAnswer",
    "SavedFilter",
    "Schedule",
    "ScheduleSlot",
    "SecondFactor",
    "SecretLink",
    "Setting",
    "SignIn",
    "SignInToken",
    "SignUp",
    "Space",
    "StageChange",
    "Step",
    "StoredFile",
    "SuppressedAddress",
    "SystemLook",
    "Task",
    "TaxRate",
    "Template",
    "TermsConsent",
    "Ticket",
    "TicketEntry",
    "TicketPhoto",
    "Track",
    "TrackTask",
    "VendorRest",
    "Visit",
    "VisitorTerms",
    "WaitingEntry",
    "Wallet",
    "Webhook",
    "WebhookAttempt",
    "WebhookMessage",
    "WifiGroup",
    "WifiVoucher",
    "WrongPin",
    "XeroConnection",
    "XeroConsent",
    "XeroContact",
    "XeroEntry",
    "XeroHeld",
    "XeroMatch",
    "XeroReading",
]
