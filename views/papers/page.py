"""PaperPage: the page of a proposal or a contract: what it says and costs, its lines while it is a draft, its way and its answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from markupsafe import Markup

from app.actions.papers.link import renew_paper_link, revoke_paper_link
from app.actions.papers.next_version import next_version
from app.actions.papers.send import send_paper
from app.core.errors import FoyerError
from app.models import Paper
from app.models.paper import WAITING, PaperStatus
from app.queries.kept_files import content_of
from app.web.actor import current_actor
from app.web.formats import as_date, as_datetime
from app.web.model_view import action
from app.web.routes import ACTIONS, READ
from views.base.links import linked
from views.base.record import RecordPage, Stat
from views.base.verb_page import VerbPage
from views.papers.lines import PaperLines
from views.papers.words import answer_of, fragment

VERBS = ("send", "next_version", "renew", "revoke")
PAGES = ("line_page", "take_line", "effect")


def deal_link(deal: Any) -> Markup:
    """The opportunity, with its page."""
    return Markup('<a href="{}">{}</a>').format(url_for("OpportunityView.show", opportunity_id=deal.id), deal)


class PaperPage(PaperLines, RecordPage, VerbPage):
    """Mixed in before FoyerModelView."""

    include_route_methods = READ | ACTIONS | {"add", "edit", "delete", "offer", "pdf", *PAGES}
    method_permission_name = dict.fromkeys((*VERBS, *PAGES), "write") | {"offer": "read", "pdf": "read"}
    list_columns = ["code", "addressee", "company", "status", "valid_until", "sent_at", "opened_at", "location"]
    search_columns = ["code", "addressee", "company", "email", "status", "location", "valid_until", "sent_at"]
    quick_search = "code"
    quick_columns = ("code", "addressee", "company")
    quick_label = _("number, person or company")
    base_order = ("id", "desc")
    exportable = True
    label_columns = {
        "code": _("Number"),
        "opportunity": _("For"),
        "addressee": _("Person"),
        "email": _("Goes to"),
        "valid_until": _("Stands until"),
        "sent_at": _("Sent"),
        "opened_at": _("Read"),
        "body": _("Text"),
        "replaces": _("Version before"),
        "term_months": _("Term in months"),
        "notice_months": _("Notice in months"),
        "signer_name": _("Signed by"),
        "signer_address": _("From the address"),
        "signer_agent": _("With"),
        "document_hash": _("SHA-256 of the file"),
        "decline_reason": _("Reason of the no"),
    }
    description_columns = {
        "opportunity": _("Whom it is for."),
        "template": _("Empty: the one of the location."),
        "email": _("The link to read and answer goes there."),
        "body": _(
            "An empty line begins a paragraph, # a heading, - a point of a list. Placeholders such as {{ first_name }} are filled in when it is sent."
        ),
        "valid_until": _("Afterwards the link closes."),
    }
    formatters_columns = linked("location") | {
        "opportunity": lambda deal: deal_link(deal),
        "sent_at": as_datetime,
        "opened_at": as_datetime,
    }
    primary_action = "send"
    untold = frozenset(
        {"content", "first_invoice", "monthly", "link_key", "secret_hash", "document_hash", "document_id", "sealed_id", "body", "subject"}
    )

    def title_of(self, row: Paper) -> str:
        return f"{row.code} · {row.company or row.addressee}"

    def facts(self, row: Paper) -> list[Any]:
        return [str(row.addressee), row.location.name, gettext("until %(day)s", day=as_date(row.valid_until))]

    def status_of(self, row: Paper) -> str:
        return str(row.status.value)

    def may_edit(self, row: Paper) -> bool:
        return row.status is PaperStatus.DRAFT

    may_delete = may_edit

    def stats(self, row: Paper) -> list[Stat]:
        return answer_of(row)

    def panels(self, row: Paper) -> list[dict[str, str]]:
        return [{"title": gettext("What it costs and says"), "href": url_for(f"{self.endpoint}.offer", pk=row.id)}]  # type: ignore[attr-defined]

    def may_act(self, name: str, row: Paper) -> bool:
        return {
            "send": row.status is PaperStatus.DRAFT and bool(row.lines),
            "next_version": row.status is not PaperStatus.DRAFT,
            "renew": row.is_waiting,
            "revoke": row.status in WAITING and row.revoked_at is None,
        }.get(name, True)

    def create(self, asked: Any) -> Paper:
        return self.made(super().create(asked))  # type: ignore[misc, no-any-return]

    @action("send", _("Send"), _("Send it? From then on it stays as it is; a change is a new version."), icon="send", multiple=False)
    def send(self, row: Paper) -> Any:
        return self._done(row, send_paper, gettext("It is being printed; the mail with the link follows by itself."))

    @action("next_version", _("New version"), icon="copy", multiple=False)
    def next_version(self, row: Paper) -> Any:
        return self._done(
            row, next_version, gettext("A draft with the same words and lines. The version before stands until this one is sent.")
        )

    @action(
        "renew", _("Send the link again"), _("Mail a new link? The one that they have stops working."), icon="mail-forward", multiple=False
    )
    def renew(self, row: Paper) -> Any:
        return self._done(row, renew_paper_link, gettext("A new link is on its way; the one before opens nothing any more."))

    @action(
        "revoke",
        _("Take the link back"),
        _("Nobody can read or answer it until it is sent again. Take it back?"),
        icon="ban",
        multiple=False,
    )
    def revoke(self, row: Paper) -> Any:
        return self._done(row, revoke_paper_link, gettext("The link opens nothing any more."))

    def _done(self: Any, row: Paper, verb: Callable[..., Paper], told: str) -> Any:
        back = row.id
        try:
            back = verb(row.id, by=current_actor()).id
        except FoyerError as refusal:
            flash(refusal.message, "warning")
        else:
            flash(told, "success")
        return redirect(url_for(f"{self.endpoint}.show", pk=back))

    @expose("/offer/<pk>")
    @has_access
    def offer(self: Any, pk: str) -> Any:
        """A fragment of the page."""
        return fragment(self, self.one(pk), may_write=self.offers("edit"))

    @expose("/pdf/<pk>.pdf")
    @has_access
    def pdf(self: Any, pk: str) -> Any:
        """What was signed, else what was sent, else the draft as it would be."""
        from app.rendering.paper import paper_pdf  # the press takes half a second to load, which only readers of drafts wait for
        from views.invoices.documents import paper

        row = self.one(pk)
        kept = row.document if request.args.get("sent") or row.sealed is None else row.sealed
        if kept is not None:
            return paper(content_of(kept), kept.name.removesuffix(".pdf"))
        from app.queries.papers.view import paper_view

        return paper(paper_pdf(paper_view(self.datamodel.session, row)), row.code)
