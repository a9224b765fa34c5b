"""Event -> jobs: the one table that joins what happened to what follows from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.integrations.registry import equip
from app.work import Route, routes

if TYPE_CHECKING:
    from config import Settings

LICENSE_EVENTS = ("LicenseCreated", "LicenseChanged", "LicenseEnded", "LicensePaused", "LicenseResumed", "LicenseMoved", "LicenseRemoved")
HANDLERS: dict[str, list[Route]] = {
    "RunApproved": [Route("jobs.xero.push_run", "xero")],
    "RunEnded": [Route("jobs.books.prove_soon", "low")],
    "CreditNoteApproved": [Route("jobs.xero.push_credit_note", "xero")],
    "InvoiceIssued": [Route("jobs.xero.push_invoice", "xero")],
    "InvoiceVoided": [Route("jobs.xero.void", "xero")],
    "DocumentInXero": [Route("jobs.documents.render", "pdf"), Route("jobs.xero_entries.note_document", "xero")],
    "PaymentTaken": [Route("jobs.xero_entries.note_payment", "xero"), Route("jobs.fulfilment.use_held", "money")],
    "RestFailed": [Route("jobs.fulfilment.end_failed", "money")],
    "BooksToRead": [Route("jobs.xero_cache.read", "xero")],
    "CardsWereAsked": [Route("jobs.set_up.ask_cards", "money")],
    "ConsentGiven": [Route("jobs.xero_connect.connect", "xero")],
    "MatchesWanted": [Route("jobs.xero_matches.look", "xero")],
    "ContactLinked": [Route("jobs.xero_matches.adopt", "xero")],
    "EntriesWanted": [Route("jobs.xero_entries.tell", "xero")],
    "SlotDue": [Route("jobs.timetable.run_slot", "low")],
    **{event: [Route("jobs.access.settle_license", "access")] for event in LICENSE_EVENTS},
    "SignedUp": [Route("jobs.notifications.signed_up", "low")],
    "EnquiryReceived": [Route("jobs.leads.judge", "enquiries")],
    "LeadAssigned": [Route("jobs.leads.tell_assigned", "mail"), Route("jobs.notifications.lead_assigned", "low")],
    "LeadCreated": [Route("jobs.opportunities.open_for_lead", "low"), Route("jobs.leads.tell_created", "mail")],
    "PersonOnboarded": [Route("jobs.xero_contacts.make_contact", "xero")],
    "ReportWanted": [Route("jobs.reports.work_out", "reports")],
    "BatchGoesOn": [Route("jobs.batches.carry_on", "low")],
    "PeopleImportGoesOn": [Route("jobs.people_import.carry_on", "low")],
    "ContactChanged": [Route("jobs.xero_contacts.tell_contact", "xero")],
    "UserChanged": [Route("jobs.access.settle_person", "access")],
    "UserActivated": [Route("jobs.access.settle_person", "access")],
    "UserDeactivated": [Route("jobs.access.settle_person", "access")],
    "OrganisationMoved": [Route("jobs.access.settle_organisation", "access")],
    "MembershipOpensOthers": [Route("jobs.access.settle_membership", "access")],
    "PackageImported": [Route("jobs.access.settle_all", "access"), Route("jobs.xero_contacts.tell_contacts", "xero")],
    "AccessClosed": [Route("jobs.access_wifi.disconnect", "access")],
    "SessionEndWanted": [Route("jobs.access_wifi.end_one", "access")],
    "DoorGroupWanted": [Route("jobs.door_groups.put_locks", "doors")],
    "WifiPasswordRenewed": [Route("jobs.access_wifi.end_old_sessions", "access")],
    "AccessWanted": [Route("jobs.access.converge", "access")],
    "PrintingWanted": [Route("jobs.access.converge", "printing")],
    "DoorsWanted": [Route("jobs.access.converge", "doors")],
    "BookingMade": [Route("jobs.invitations.invite", "mail")],
    "BookingChanged": [Route("jobs.invitations.update", "mail")],
    "BookingCancelled": [Route("jobs.invitations.call_off", "mail")],
    "GuestArrived": [Route("jobs.guests.tell_arrival", "mail")],
    "VisitInvited": [Route("jobs.guests.tell_invited", "mail")],
    "VisitChanged": [Route("jobs.guests.tell_invited", "mail")],
    "VisitCancelled": [Route("jobs.guests.tell_called_off", "mail")],
    "TicketSaid": [Route("jobs.tickets.tell_entry", "mail")],
    "MailsWanted": [Route("jobs.mail_history.look", "low")],
    "MailWanted": [Route("jobs.mail_history.bring", "low")],
    "MeetingTold": [Route("jobs.meetings.tell", "mail")],
    "InvoiceSent": [Route("jobs.fulfilment.want", "money"), Route("jobs.charges.pay_sent", "money")],
    "InvoicePaid": [Route("jobs.fulfilment.want", "money")],
    "CreditNoteSent": [Route("jobs.fulfilment.want_of_credit", "money")],
    "CreditsWanted": [Route("jobs.fulfilment.give", "money")],
    "PrintCreditWanted": [Route("jobs.fulfilment.give_print_credit", "printing")],
    "PrintCreditBack": [Route("jobs.fulfilment.refund_taken_back", "money")],
    "ReceiptKept": [Route("jobs.payments.check_receipt", "money")],
    "ChargeWanted": [Route("jobs.charges.charge", "money")],
    "ChargeWantedAgain": [Route("jobs.charges.charge_again", "money")],
    "ChargeLookWanted": [Route("jobs.charges.look_up", "money")],
    "CardRemoved": [Route("jobs.charges.forget", "money")],
    "CreditApplied": [Route("jobs.xero_entries.note_payment", "xero")],
    "NoteApplied": [Route("jobs.xero_entries.note_credit", "xero")],
    "DepositMoved": [Route("jobs.xero_entries.note_deposit", "xero")],
    "PaymentRefunded": [Route("jobs.xero_entries.note_refund", "xero")],
    "RefundWanted": [Route("jobs.refunds.give_back", "money")],
    "DeliveryWanted": [Route("jobs.mail.deliver", "mail")],
    "OpportunityWon": [Route("jobs.referrals.reward", "money")],
    "PaperSent": [Route("jobs.papers.print_sent", "pdf")],
    "MailReturned": [Route("jobs.notifications.mail_returned", "low")],
    "PaperAgreed": [Route("jobs.papers.seal", "pdf"), Route("jobs.notifications.paper_answered", "low")],
    "PaperDeclined": [Route("jobs.notifications.paper_answered", "low")],
    "ApprovalAsked": [Route("jobs.notifications.approval_asked", "low")],
    "ChargeDeclined": [Route("jobs.notifications.charge_declined", "low")],
    "DebtorReminded": [Route("jobs.notifications.debtor_reminded", "low")],
    "ExportAsked": [Route("jobs.privacy.export", "low")],
    "ErasureAsked": [Route("jobs.privacy.erase", "low")],
    "PeerKeysWanted": [Route("jobs.federation.fetch_keys", "low")],
    "PeersAsked": [Route("jobs.federation.ask", "peers")],
    "ResetAsked": [Route("jobs.accounts.find_reset", "mail")],
    "AccountLocked": [Route("jobs.accounts.tell_locked", "mail")],
    "MuchHappened": [Route("jobs.webhooks.tell_many", "events")],
    "HooksDue": [Route("jobs.webhooks.send", "hooks")],
}
# What webhooks out call these events; the first value of each is the id of what it is about.
TOLD_OUTSIDE = {
    "UserCreated": "member.created",
    "UserChanged": "member.updated",
    "UserActivated": "member.activated",
    "UserDeactivated": "member.deactivated",
    "LicenseCreated": "license.created",
    **dict.fromkeys(("LicenseChanged", "LicensePaused", "LicenseResumed"), "license.updated"),
    "LicenseMoved": "license.moved",
    "LicenseEnded": "license.ended",
    "LicenseRemoved": "license.removed",
    "InvoiceApproved": "invoice.approved",
    "InvoiceSent": "invoice.sent",
    "InvoicePaid": "invoice.paid",
    "InvoiceVoided": "invoice.voided",
    "PaymentTaken": "payment.received",
    "ChargeDeclined": "payment.failed",
    "BookingMade": "booking.created",
    "BookingChanged": "booking.updated",
    "BookingCancelled": "booking.cancelled",
    "LeadCreated": "lead.created",
    "OpportunityOpened": "opportunity.created",
    "StageChanged": "opportunity.stage_changed",
    "CheckedIn": "check_in.created",
    "CheckedOut": "check_in.ended",
    "AccessChanged": "access.updated",
}
for _event, _name in TOLD_OUTSIDE.items():
    HANDLERS.setdefault(_event, []).append(Route("jobs.webhooks.tell", "events", hook=_name))


def install(settings: Settings) -> None:
    """Tell the outbox which jobs want which events, and the jobs where the vendors are. Called once by create_app."""
    routes.clear()
    routes.update(HANDLERS)
    equip(settings)
