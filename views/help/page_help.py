"""What each page is for, in two or three sentences: the ? beside its title. Said once, by the name of the view."""

from __future__ import annotations

from typing import Any

from flask import current_app, request
from flask_appbuilder import ModelView
from flask_babel import lazy_gettext as _

from app.web.actor import current_actor

PEOPLE = {
    "DeskView": _(
        "Who is in the house now and who is expected today. Check members and guests in and out, and print badges and the list for the meeting point."
    ),
    "TicketView": _(
        "Faults and questions of members and staff, whoever waits longest first. An answer goes to the member by mail; a note stays in the house."
    ),
    "OrganisationView": _(
        "The companies and single persons that you invoice. Everything about one is on its page: licenses, invoices, wallet, people. When one moves out, “They leave” ends all of its licenses on one day."
    ),
    "MemberView": _(
        "The people of organisations: who they are, where they may go, and what they have booked. “See as member” shows Foyer as they see it, for 15 minutes at most: nothing can be done there, and it is on record."
    ),
    "ContactView": _(
        "Each person once, wherever they appear: as member, guest, or somebody who asked. Two entries of one person can be merged; that cannot be undone."
    ),
    "LicenseView": _(
        "Each binds a member, a membership and a space from one day to another, and is what the invoice run bills. Ending, pausing and moving shows first what it does to the next invoice."
    ),
    "OnboardingView": _(
        "One page from a name to a license. The first invoice is shown before anything is saved; the welcome mail, WiFi, printing and doors follow by themselves."
    ),
    "PeopleImportView": _(
        "Brings in many people out of a spreadsheet. First you see what each row would make and what is wrong with it; nothing is saved until you say so."
    ),
    "SignUpView": _("Who asked for a place on the public page. Accepting leads to onboarding with everything filled in."),
    "GuestView": _("Who visited, whom, and when. They are forgotten after the time that Settings say."),
    "AnnouncementView": _("What members find on their start page, from one day to another, until they put it away."),
    "DayPassView": _("Days in the house that were bought, and how many of them are left."),
    "ExpectedGuestView": _("Guests whom members announced. They get a code by mail, and the host is told when they arrive."),
    "CheckInView": _("Who was in the house when, and how Foyer knows."),
    "KioskRefusalView": _("Who was refused at a tablet, and why."),
}
SPACES = {
    "FloorPlanView": _("Who sits where, and what is free on a day that you choose."),
    "SpaceView": _("Areas and offices that licenses occupy. A private office takes one organisation."),
    "RoomView": _("What is booked by the hour, with its price, its hours and its buffer."),
    "CalendarView": _("All rooms on one day or week. Drag to book; each price is explained before anybody says yes."),
    "BookingView": _("Every booking with what it cost and what paid it. Cancelling gives back what the policy says."),
    "ClosureView": _("Days on which a location or a room is closed. What is booked already stays booked."),
    "AvailabilityView": _("What is free where on which day, and from when so many people fit."),
    "WaitingListView": _("Who waits for a place. A place that is offered is kept until its time is over."),
}
BILLING = {
    "InvoiceRunView": _(
        "Bills one location for one month. The preview writes nothing; approving gives numbers, which have no gap, and only sending lets anything leave."
    ),
    "RunApprovalView": _(
        "Approving makes invoices with numbers out of what you saw. It cannot be undone: what is wrong later is put right by a credit note. If anything moved since you looked, it is refused."
    ),
    "RunSendingView": _(
        "Invoices go to Xero, become PDFs, are mailed, and cards are charged: each exactly once, whatever fails on the way."
    ),
    "InvoiceView": _(
        "Approved invoices are never changed. A part or all of one is taken back by a credit note; an unsent one can be voided."
    ),
    "CreditNoteView": _("What was taken back of invoices. It pays the invoice, goes back to the customer, or stays as credit."),
    "CreditingView": _("Makes a credit note with a number of its own. It cannot be deleted; it goes to Xero and to the customer."),
    "PaymentView": _("Money that came in, and what it paid. Undoing one makes its invoice open again."),
    "RefundView": _("Money that went back. A refund to a card leaves at once and cannot be called back."),
    "PaymentAttemptView": _("Each try to charge a card. What is unknown is looked up at PayFast and never charged again by itself."),
    "PaymentMethodView": _("Cards that customers left with PayFast. Foyer keeps their last digits and no number."),
    "BankView": _(
        "Brings in a bank's CSV. Each line finds its invoice, or waits for you; a line counts once, however often its file comes."
    ),
    "DeliveryView": _("Each mail with a document and what became of it. What may have arrived is never sent again by itself."),
    "SuppressedAddressView": _(
        "Addresses that mails came back from for good. What is to go there fails with the reason until somebody lifts the address, or puts it right where it is written."
    ),
    "AdhocView": _("Charges, or credits below zero, that wait for the next invoice of their organisation."),
    "LineItemView": _("What organisations pay each month beside licenses."),
    "EscalationsView": _(
        "Yearly price rises, proposed before their day. Approving tells who pays by mail, and the price rises on its day."
    ),
    "DepositView": _(
        "Money held for licenses. It pays nothing meanwhile, and is given back, or kept with a reason, when the license ends."
    ),
    "DebtorsView": _("Who owes what, and since when. Promises, notes and reminders stand beside each."),
    "DunningView": _("Who is reminded when, and whose bookings rest. Try a policy on the past months before you switch it on."),
    "WalletView": _(
        "Credits of members and organisations. Each movement is on record, and none is ever changed: a wrong one is put right by another."
    ),
    "PurchaseView": _("What was bought in the shop, each with its invoice."),
    "FulfilmentView": _(
        "What was paid for and has to arrive: credits, prints, passes. What did not come through can be tried again, and comes once."
    ),
    "ProductView": _(
        "What the shop sells, credits, prints, passes; and what is brought to a room that is booked. A price holds for what is bought from now on."
    ),
    "SellView": _("Sells from the shop to a member, at the member's price. Paying by wallet or card takes the money at once."),
}
SALES = {
    "PipelineView": _("Deals by stage. Drag a card, or use its menu; Won leads to onboarding, Abandoned asks why."),
    "LeadView": _("Who asked, or was named to you. Heat says how lately something happened."),
    "MeetingView": _("Who comes to look, who is met, and what became of it. Plan, change and call off on the page of the contact."),
    "EnquiryView": _("What forms brought and Foyer is not sure about. Nothing is lost here by itself before its time."),
    "LeadFormView": _("Forms for websites: link, frame or script, with protection against bots."),
    "MyDayView": _("Your tasks: late, today, and next. A tick sets the days of what follows."),
    "ProposalView": _("What you offered, with the first invoice to the cent. It is accepted on a phone."),
    "ContractView": _("What was agreed and signed. A signed one is kept as it is."),
    "TrackView": _("Trees of tasks that deals begin with."),
}
ACCESS = {
    "WifiView": _("Who is on the WiFi, and what they may. Access follows licenses by itself."),
    "PrintingView": _("Print accounts and what is on them."),
    "DoorGroupView": _("Groups of doors. Memberships open them; who is in one follows licenses by itself."),
    "DoorTagView": _("Fobs, and whose each is. A lost one is blocked at once."),
    "DoorEntryView": _("Who stood at which door, and whether it opened."),
    "AccessView": _("Who may go where, and the license behind it."),
    "DriftView": _("Where a system is not as the licenses say. Each line says what to do."),
    "PeerView": _("Other networks that run Foyer, whose members come in by PIN."),
}
REPORTS = {
    "OverviewView": _("The figures of the house for a month. Each number leads to its list, and equals it."),
    "OccupancyReportView": _("How full desks, offices and rooms were."),
    "RevenueReportView": _("What licenses bring each month, and what moved it: new, more, less, gone."),
    "NextMonthsReportView": _("What the next months bring out of what is agreed today, and what may come besides."),
    "WhatIfView": _("A past month again with other prices, beside what was billed. Nothing is written."),
    "ChurnReportView": _("Who left, and how much revenue went with them."),
    "DebtReportView": _("What is owed, by how late it is."),
    "RoomsReportView": _("When rooms are used, and what they bring."),
    "CreditsReportView": _("Credits that members bought and have not used."),
    "PresenceReportView": _("How many people were in the house when."),
    "SalesReportView": _("What the team won and lost. Each number leads to its deals."),
    "LeadFiguresView": _("What each form brought, and what became of it."),
    "DepositsHeldView": _("Deposits that you hold on a day: a liability."),
    "CreditsOwedView": _("What wallets hold on a day: a liability."),
    "TrialBalanceView": _("Debits and credits by account for a month, as your books should have them."),
    "ReportMailView": _("Reports that come by mail each week or month, to whoever may see them."),
}
SET_UP = {
    "LocationView": _("Your buildings, each with its own clock, currency, tax, numbers and mail habits."),
    "LocationSettingsView": _(
        "Everything that can be said about this location, what follows from it, and whether it says so itself. Prices and terms hold for what is billed from now on; what was invoiced stays as it is."
    ),
    "SetUpView": _(
        "The steps that make a house ready to bill. Each is saved at once; you can go back and forth, leave a step for later, and come back any day."
    ),
    "MembershipView": _("What is sold by the month. A new price never changes an old invoice; it holds from its day on."),
    "DiscountView": _("What is taken off, of what, and from when until when. The next run takes it into account."),
    "TemplateView": _("Words of proposals, contracts and mails to leads, for one location or for all."),
    "MailTextView": _(
        "What each mail says, for one location or for all. Figures, links and what the law asks for stay; a test goes to you alone."
    ),
    "SavedAnswerView": _("Ready answers to tickets."),
    "AbandonReasonView": _("Why deals are lost, as the sales report counts them."),
    "VisitorTermsView": _("What guests agree to at the door. A published text stays as it is; a new version asks everybody again."),
    "TaxRateView": _("VAT by country and day. Invoices keep the rate of their own day."),
    "XeroView": _("Companies in Xero whose books Foyer writes to, and each cent on which both differ."),
    "XeroMatchView": _("Say which customer is which contact in Xero before the first invoice goes there; what you leave is made anew."),
    "KioskView": _("Tablets at doors. Each is paired by a code and can be shut out at once."),
    "SettingView": _("What the whole network goes by. A change holds from now on, for every location."),
    "MailArchiveView": _("The mail archive whose mails stand beside leads and contacts."),
    "RetentionView": _("How long what is kept about people, and what would be forgotten next. What was forgotten does not come back."),
    "HealthView": _("What is wrong now and what failed last night, with the button that helps. A red state is mailed too."),
    "ScheduleView": _("What runs by itself, when it ran last and how it went. Each can be paused and run now."),
    "WebhookView": _(
        "Addresses of other programs that are told what happens here: signed, tried again, and sent once more by hand. Each try is on record."
    ),
    "SpreadsheetView": _(
        "Brings in customers, members, licenses and more out of spreadsheets, in the order in which they need each other. Every row is tested first; nothing is saved until you say so."
    ),
    "OutboxView": _("Every job, with why it failed. Trying again is safe: each effect has a key and comes once."),
    "BatchView": _("Verbs that were done to many rows at once, with what came of each row."),
    "UserView": _("Who can sign in, what they may do, and where. People are switched off, not deleted."),
    "RoleView": _("What each role may do. Those of the house stay; you can add your own."),
    "AuditView": _("Who changed what and when, with before and after. Nobody can change it."),
    "BreachView": _("Who could have seen somebody's data in a time that you choose."),
    "PersonalDataView": _(
        "Everything about one person in one file, or their erasure. An erasure shows first what would go; it cannot be undone."
    ),
    "MonthView": _("A closed month takes no more documents. Opening it again is on record."),
}
PAGES: dict[str, Any] = PEOPLE | SPACES | BILLING | SALES | ACCESS | REPORTS | SET_UP


def about_page() -> str:
    """What the page that is being drawn is for, for staff; empty for a record and for pages that need no words."""
    name, _dot, method = (request.endpoint or "").partition(".")
    text = PAGES.get(name)
    if text is None or not current_actor().is_staff:
        return ""
    view = next((each for each in current_app.appbuilder.baseviews if type(each).__name__ == name), None)  # type: ignore[attr-defined]
    return "" if isinstance(view, ModelView) and method != "list" else str(text)
