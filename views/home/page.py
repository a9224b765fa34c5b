"""Home: today, for this person: what waits, who comes and goes, three numbers."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from flask import redirect, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.permissions import Permission
from app.core.entity import db
from app.core.month import Month
from app.models import Fulfilment, InvoiceRun, PaymentAttempt
from app.models.credit_note import CreditNoteKind
from app.models.invoice import InvoiceKind
from app.queries.counted import counted
from app.queries.debtors.to_chase import ToChase, to_chase
from app.queries.deposits import waiting_to_go_back
from app.queries.opportunities.numbers import sales_numbers
from app.queries.presence.expected import guests_of_today
from app.queries.reports.asked import Asked
from app.queries.reports.overview import overview
from app.queries.runs import Proposal, proposals
from app.queries.tasks.mine import my_day
from app.queries.today import Numbers, Waiting, comings, numbers, overdue_invoices, waiting
from app.queries.waiting_list import Waits, ready, waiting_list
from app.queries.xero_books import lost_connections, refused_entries
from app.rendering.reports.shape import share
from app.web.actor import current_actor
from app.web.formats import as_date, as_month, as_percent
from app.web.home import HomeView as Door
from app.web.place import chosen_location, reader_today
from views.access.at_home import drifted
from views.base.record import Stat
from views.base.to_decide import to_decide_list
from views.bookings.at_home import left_behind
from views.deposits.record import give_back_list
from views.desk.words import wall
from views.home.at_the_door import to_welcome
from views.home.happens import happens
from views.home.task import Task
from views.invoices.owed import overdue_list
from views.leads.at_home import to_answer
from views.licenses.record import in_force_list
from views.operations.health_at_home import to_mend
from views.opportunities.words import money_by_currency
from views.papers.at_home import told_of_papers
from views.payments.unpaid_charges import failed_payments
from views.prices.escalations_at_home import to_decide, to_renew
from views.runs.page import has_first_yes, title_of
from views.set_up.at_home import begins_with_set_up, to_set_up
from views.tasks.at_home import my_tasks
from views.tickets.at_home import unanswered_tickets

GUESTS = 8


class HomeView(Door):
    def page(self) -> Any:
        by, place, session = current_actor(), chosen_location(), db.session()
        if not by.is_staff:
            return redirect(url_for("MyHomeView.show"))
        if begins_with_set_up(session, by=by):
            return redirect(url_for("SetUpView.begin"))
        today = reader_today()
        found = waiting(session, by=by, location_id=place)
        wanted = proposals(session, by=by, location_id=place) if by.may(Permission.INVOICE_RUN_PREPARE) else []
        offers = ready(waiting_list(session, by=by, location_id=place)) if by.may(Permission.WAITING_ENTRY_WRITE) else []
        deposits = waiting_to_go_back(session, today, by=by, location_id=place) if by.may(Permission.DEPOSIT_WRITE) else 0
        unknown = (
            counted(session, PaymentAttempt, PaymentAttempt.to_decide, by=by, location_id=place) if by.may(Permission.PAYMENT_WRITE) else 0
        )
        unfulfilled = (
            counted(session, Fulfilment, Fulfilment.to_decide, by=by, location_id=place) if by.may(Permission.FULFILMENT_SETTLE) else 0
        )
        books = to_keep_books(lost_connections(session), refused_entries(session, by=by)) if by.may(Permission.XERO_WRITE) else []
        debtors = chased_up(to_chase(session, by=by, location_id=place)) if by.may(Permission.DEBTOR_WRITE) else []
        papers = [Task(*told) for told in told_of_papers(session, by=by, location_id=place)]
        mine = my_day(session, by.id or 0, by=by, location_id=place) if by.may(Permission.TASK_READ) else None
        arriving, leaving = comings(session, today, by=by, location_id=place)
        return self.render_template(
            "screens/home.html",
            title=_("Today"),
            today=today,
            tasks=[
                *to_set_up(session, by=by, location_id=place),
                *to_mend(session, by=by, parked=found.parked_jobs),
                *tasks(found, by.id),
                *to_look_up(unknown),
                *failed_payments(session, by=by, location_id=place),
                *drifted(session, by=by, location_id=place),
                *left_behind(session, by=by, location_id=place),
                *my_tasks(mine),
                *to_welcome(session, by=by, location_id=place),
                *unanswered_tickets(session, by=by, location_id=place),
                *to_answer(session, by=by, location_id=place),
                *to_offer(offers),
                *to_give_back(deposits, today),
                *to_decide(session, by=by, location_id=place),
                *to_renew(session, today, by=by, location_id=place),
                *to_fulfil(unfulfilled),
                *papers,
                *debtors,
                *books,
                *to_bill(wanted, found),
            ],
            stats=selling(session, today, by, place)
            or owning(session, today, by, place)
            or stats(numbers(session, today, by=by, location_id=place), today),
            arriving=arriving,
            leaving=leaving,
            shows_people=by.may(Permission.LICENSE_READ),
            guests=guests_of_today(session, by=by, location_id=place, most=GUESTS) if by.may(Permission.VISIT_READ) else None,
            cards=happens(session, today, by=by, location_id=place),
            wall=wall,
        )


def tasks(found: Waiting, user_id: int | None) -> list[Task]:
    """The urgent first: what failed, what asks a question, what waits for a yes."""
    made = [
        Task(
            "alert-triangle",
            ngettext("%(run)s: %(num)d step needs you", "%(run)s: %(num)d steps need you", count, run=title_of(run)),
            _("It failed, or nobody knows whether it happened."),
            show(run),
            _("Look"),
            "red",
        )
        for run, count in found.stuck_runs
    ]
    made += _stuck_documents(found)
    if found.mails:
        made.append(
            Task(
                "mail-off",
                ngettext("%(num)d mail needs a decision", "%(num)d mails need a decision", found.mails),
                _("They failed, or may have arrived."),
                to_decide_list("DeliveryView"),
                _("Decide"),
                "red",
            )
        )
    if found.parked_jobs:
        made.append(
            Task(
                "tool",
                ngettext("%(num)d job gave up", "%(num)d jobs gave up", found.parked_jobs),
                _("The reason stands beside each."),
                url_for("HealthView.show"),
                _("Look"),
                "red",
            )
        )
    made += _money(found)
    for run in found.runs_to_approve:
        second = has_first_yes(run)
        if second and run.approval_asked_by_id == user_id:
            continue
        hint = _("One person has approved it; a second one is needed.") if second else _("The preview is ready.")
        made.append(
            Task("file-invoice", _("%(run)s waits for approval", run=title_of(run)), hint, show(run), _("Open"), "azure" if second else "")
        )
    made += [
        Task(
            "send",
            _("%(run)s is approved and not sent", run=title_of(run)),
            _("The invoices lock their licenses until they are sent."),
            show(run),
            _("Open"),
        )
        for run in found.runs_to_send
    ]
    return made


def _stuck_documents(found: Waiting) -> list[Task]:
    """Of no run: those are told above."""
    hint, made = _("A step failed, or nobody knows whether it happened."), []
    if found.stuck_invoices:
        told = ngettext("%(num)d invoice outside the runs needs you", "%(num)d invoices outside the runs need you", found.stuck_invoices)
        made.append(
            Task("alert-triangle", told, hint, to_decide_list("InvoiceView", _flt_1_kind=InvoiceKind.MONTHLY.value), _("Look"), "red")
        )
    if found.stuck_credit_notes:
        told = ngettext(
            "%(num)d credit note outside the runs needs you", "%(num)d credit notes outside the runs need you", found.stuck_credit_notes
        )
        made.append(
            Task("alert-triangle", told, hint, to_decide_list("CreditNoteView", _flt_1_kind=CreditNoteKind.RUN.value), _("Look"), "red")
        )
    return made


def _money(found: Waiting) -> list[Task]:
    made = []
    if found.charged_back:
        told = ngettext("A card's bank took %(num)d payment back", "Cards' banks took %(num)d payments back", found.charged_back)
        made.append(
            Task(
                "alert-triangle",
                told,
                _("What was paid is owed again; talk to the customer."),
                url_for("RefundView.list", _flt_0_way="chargeback", _flt_1_created_at=found.fresh_since.isoformat()),
                _("Look"),
                "red",
            )
        )
    if found.lost_refunds:
        told = ngettext("%(num)d refund: did it go out?", "%(num)d refunds: did they go out?", found.lost_refunds)
        made.append(
            Task(
                "arrow-back-up",
                told,
                _("The card provider's answer was lost. Look at its dashboard, then say."),
                url_for("RefundView.list", _flt_0_state="unknown"),
                _("Decide"),
                "red",
            )
        )
    if found.bank_lines:
        told = ngettext("%(num)d line of a bank statement waits", "%(num)d lines of bank statements wait", found.bank_lines)
        made.append(Task("building-bank", told, _("Each is a payment, or is put aside."), url_for("BankView.begin"), _("Open")))
    return made


def to_bill(wanted: list[Proposal], found: Waiting) -> list[Task]:
    """Months that nobody has begun; previews that this person may not approve but prepared."""
    told = {run.id for run in found.runs_to_approve}
    made = []
    for each in wanted:
        name = f"{each.location.name} · {as_month(each.month)}"
        if each.run is None:
            post = {"location": each.location.id, "month": str(each.month)}
            made.append(
                Task(
                    "calendar-month",
                    _("%(run)s is to be billed", run=name),
                    _("A preview first: nothing leaves."),
                    url_for("InvoiceRunView.new"),
                    _("New run"),
                    "",
                    post,
                )
            )
        elif each.run.approved_at is not None:
            made.append(
                Task(
                    "eye",
                    _("%(run)s has organisations that are still open", run=name),
                    _("Approve them, or leave them out with a reason."),
                    show(each.run),
                    _("Open"),
                )
            )
        elif each.run.id not in told and each.run.approval_asked_by_id is None:
            made.append(Task("eye", _("%(run)s is being prepared", run=name), "", show(each.run), _("Open")))
    return made


def to_offer(found: list[Waits]) -> list[Task]:
    """Places that came free for people who wait."""
    days = [each.fit.starts_on for each in found if each.fit is not None]
    if not days:
        return []
    text = ngettext(
        "%(num)d waits for a place that is free from %(day)s",
        "%(num)d wait for a place that is free from %(day)s",
        len(days),
        day=as_date(min(days)),
    )
    return [Task("hourglass", text, _("Whoever waits longest is asked first."), url_for("WaitingListView.show"), _("Look"))]


def to_look_up(count: int) -> list[Task]:
    """Charges of cards whose answer was lost, or that wait and that no job asks for."""
    if not count:
        return []
    text = ngettext("%(num)d card charge needs a decision", "%(num)d card charges need a decision", count)
    return [
        Task(
            "credit-card",
            text,
            _("Nobody knows whether the money was taken, or nothing asks for it any more."),
            to_decide_list("PaymentAttemptView"),
            _("Decide"),
            "red",
        )
    ]


def to_give_back(count: int, today: dt.date) -> list[Task]:
    """Deposits whose licenses have ended."""
    if not count:
        return []
    text = ngettext("%(num)d deposit waits to be given back", "%(num)d deposits wait to be given back", count)
    return [Task("coins", text, _("What they secured has ended."), give_back_list(today), _("Look"))]


def chased_up(found: ToChase) -> list[Task]:
    """Debtors who broke what they promised, and those whose access a person is to look at."""
    broken, reviews = found
    made = []
    if broken:
        text = ngettext("%(num)d promise to pay was broken", "%(num)d promises to pay were broken", broken)
        made.append(
            Task(
                "calendar-month",
                text,
                _("The day has passed and the money did not come."),
                url_for("DebtorsView.show", show="broken"),
                _("Look"),
                "red",
            )
        )
    if reviews:
        text = ngettext("The access of %(num)d debtor is to be looked at", "The access of %(num)d debtors is to be looked at", reviews)
        made.append(
            Task("shield-lock", text, _("They are very late. Nothing ends by itself."), url_for("AccessReviewView.show"), _("Look"))
        )
    return made


def to_fulfil(count: int) -> list[Task]:
    """What was paid for and did not come."""
    if not count:
        return []
    text = ngettext("%(num)d purchase did not come through", "%(num)d purchases did not come through", count)
    return [Task("gift", text, _("It is paid, and the credits are not there."), to_decide_list("FulfilmentView"), _("Look"), "red")]


def to_keep_books(lost: str, refused: tuple[int, int | None]) -> list[Task]:
    """Xero ended a connection, or would not take a payment."""
    made = []
    if lost:
        made.append(
            Task(
                "plug",
                _("%(company)s has to be connected again", company=lost),
                _("Invoices and payments wait for Xero."),
                url_for("XeroView.books"),
                _("Connect"),
                "red",
            )
        )
    count, connection_id = refused
    if count:
        text = ngettext("Xero did not take %(num)d payment", "Xero did not take %(num)d payments", count)
        made.append(
            Task(
                "building-bank",
                text,
                _("Its words stand beside each."),
                url_for("XeroView.differences", connection_id=connection_id),
                _("Look"),
                "red",
            )
        )
    return made


def show(run: InvoiceRun) -> str:
    return url_for("InvoiceRunView.show", run_id=run.id)


def selling(session: Session, today: dt.date, by: Actor, place: int | None) -> list[Stat]:
    """Three numbers for whoever sells and does not bill; everybody else has others."""
    if not by.may(Permission.OPPORTUNITY_READ) or by.may(Permission.INVOICE_READ):
        return []
    found = sales_numbers(session, today, by=by, location_id=place)
    return [
        Stat(_("Open opportunities"), found.count, url_for("PipelineListView.show")),
        Stat(_("Their value a month"), money_by_currency(found.cents) or 0, url_for("PipelineView.show")),
        Stat(_("Expected by the end of this month"), found.due, url_for("PipelineListView.show", month=str(Month.of(today)))),
    ]


def owning(session: Session, today: dt.date, by: Actor, place: int | None) -> list[Stat]:
    """Three numbers for whoever answers for revenue: what comes in each month, how full it is, and what is late."""
    if not (by.may(Permission.REVENUE_READ) and by.may(Permission.LICENSE_READ) and by.may(Permission.DEBTOR_READ)):
        return []
    month = Month.of(today)
    asked = Asked(by, month, month, today, place)
    found = overview(session, asked, with_debt=False)
    sold, there = (sum(each.desks[place_of] for each in found.places) for place_of in (0, 1))
    late = overdue_invoices(session, today, by=by, location_id=place)
    made = [
        Stat(
            _("Monthly recurring revenue"),
            money_by_currency({each: sum(own.revenue for own in found.of(each)) for each in found.currencies}) or 0,
            url_for("RevenueReportView.show"),
        )
    ]
    if there:
        made.append(
            Stat(
                _("Desks sold"),
                as_percent(Decimal(share(sold, there) or 0) / 10),
                url_for("OccupancyReportView.show"),
                hint=_("%(sold)s of %(all)s", sold=sold, all=there),
            )
        )
    return [*made, *_overdue(late, today)]


def stats(found: Numbers, today: dt.date) -> list[Stat]:
    """Three numbers, each leading to its list."""
    made = []
    if found.organisations is not None:
        made.append(Stat(_("Active organisations"), found.organisations, url_for("OrganisationView.list", _flt_0_status="active")))
    if found.licenses is not None:
        made.append(Stat(_("Licenses in force"), found.licenses, in_force_list(today)))
    return [*made, *_overdue(found.overdue, today)]


def _overdue(count: int | None, today: dt.date) -> list[Stat]:
    """Nothing for whoever may not see invoices: a 0 would say that nobody is late."""
    return [] if count is None else [Stat(_("Overdue invoices"), count, overdue_list(today), tone="red" if count else "")]
