"""/my/invoices: what the organisation was billed and will be next, and what it paid, for those who may see it, each with its PDF."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Response, abort, render_template, url_for
from flask_appbuilder.baseviews import expose
from flask_babel import gettext as _

from app.access.actor import Actor
from app.core import clock
from app.models import CreditNote, Invoice, Organisation
from app.models.organisation import OrganisationStatus
from app.queries.debtors.chasing import Chased, blocked
from app.queries.debtors.policy import dunning_policy
from app.queries.documents import credit_note_view, invoice_view
from app.queries.my_home import open_invoices, papers, payments
from app.queries.next_invoice import next_invoices
from app.queries.receipt import receipt
from app.rendering.words.ways_of_paying import came_said
from app.web.formats import as_date, format_money
from views.base.screen import asked_number
from views.invoices.documents import kept, printed
from views.organisations.next_invoice import FRAGMENT, title_said
from views.payments.receipts import on_paper
from views.payments.words import reference_said
from views.portal.mine import Mine
from views.portal.words import paper_said

ON_A_PAGE = 24


class MyInvoicesView(Mine):
    route_base = "/my/invoices"
    default_view = "show"

    def payer(self) -> Actor:
        """Whoever sees invoices; nobody else learns that there are any."""
        by = self.by()
        return by if by.sees_invoices else abort(403)

    @expose("/")
    def show(self) -> Any:
        page = asked_number("page", 100)
        by = self.payer()
        rows, has_older = papers(self.session, by=by, page=page, size=ON_A_PAGE)
        due = open_invoices(self.session, by=by) if not page else []
        return self.page(
            "invoices",
            _("Invoices"),
            late=late_said(due, blocked(self.session, by.organisation_id or 0, dunning_policy(self.session))),
            owed=sums(due),
            open=[paper_said(row) for row in due],
            papers=[paper_said(row) for row in rows],
            next_title="" if page else title_said(),
            newer=url_for(".show", page=page - 1) if page else "",
            older=url_for(".show", page=page + 1) if has_older else "",
        )

    @expose("/next")
    def next(self) -> Any:
        """A fragment of the page, fetched after it: what the next invoice would be now."""
        organisation = self.session.get_one(Organisation, self.payer().organisation_id)
        is_billed = organisation.status is OrganisationStatus.ACTIVE
        return render_template(FRAGMENT, invoices=next_invoices(self.session, organisation.id, None) if is_billed else [], note="")

    @expose("/payments")
    def payments(self) -> Any:
        """What came in from the organisation, each with its receipt."""
        page = asked_number("page", 100)
        rows, has_older = payments(self.session, by=self.payer(), page=page, size=ON_A_PAGE)
        return self.page(
            "payments",
            _("Payments"),
            crumbs=[(_("Invoices"), url_for(".show"))],
            payments=rows,
            came_said=came_said,
            reference_said=reference_said,
            newer=url_for(".payments", page=page - 1) if page else "",
            older=url_for(".payments", page=page + 1) if has_older else "",
        )

    @expose("/receipt/<int:payment_id>.pdf")
    def receipt(self, payment_id: int) -> Response:
        return on_paper(receipt(self.session, payment_id, by=self.payer()))

    @expose("/invoice/<int:paper_id>.pdf")
    def invoice(self, paper_id: int) -> Response:
        by = self.payer()
        return kept(self.session, Invoice, paper_id, by=by) or printed(invoice_view(paper_id, by=by))

    @expose("/credit-note/<int:paper_id>.pdf")
    def credit_note(self, paper_id: int) -> Response:
        by = self.payer()
        return kept(self.session, CreditNote, paper_id, by=by) or printed(credit_note_view(paper_id, by=by))


def sums(rows: Iterable[Invoice]) -> dict[str, int]:
    """What is left, in cents by currency."""
    found: dict[str, int] = {}
    for row in rows:
        found[row.currency] = found.get(row.currency, 0) + row.due_cents
    return found


def late_said(due: list[Invoice], block: Chased | None) -> list[str]:
    """What is overdue, a sentence a currency, and what comes of it."""
    late = [row for row in due if row.due_on < clock.today(row.location.zone)]
    said = [
        _(
            "%(amount)s is overdue since %(day)s.",
            amount=format_money(cents, currency),
            day=as_date(min(row.due_on for row in late if row.currency == currency)),
        )
        for currency, cents in sums(late).items()
    ]
    return (
        [*said, _("New bookings of rooms rest until it is paid. They go on by themselves as soon as the money is here.")]
        if block is not None
        else said
    )
