"""/sign/<secret>: where a customer reads a proposal or a contract, and says yes or no, without an account.

Fetching the address changes nothing, since mail scanners and previews fetch it too: the page says by itself that somebody reads it, once
a finger, a key or a mouse has moved. It works without cookies and tells no other site where it was.
"""

from __future__ import annotations

from typing import Any

from flask import Response, abort, make_response, redirect, render_template, request, url_for
from flask_appbuilder.baseviews import BaseView, expose
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.utils.limit import Limit
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_limiter.util import get_remote_address
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import Length

from app.actions.papers.agree import agree as say_yes
from app.actions.papers.decline import decline as say_no
from app.actions.papers.read import read_paper
from app.core.clock import today
from app.core.entity import db
from app.core.errors import FoyerError
from app.models import Paper
from app.models.paper import AGREED
from app.queries.kept_files import content_of
from app.queries.papers.by_secret import paper_by_secret
from app.queries.papers.view import PaperView, paper_view
from app.web.forms import tidy
from app.web.refusals import attempt
from views.bookings.ical import the_secret, was_wrong
from views.invoices.documents import paper as pdf_answer


class YesForm(DynamicForm):  # type: ignore[misc]
    """Who says yes. The hash says to which file."""

    class Meta(DynamicForm.Meta):  # type: ignore[misc]
        csrf = False  # the secret in the address is what a token would be

    document_hash = HiddenField()
    name = StringField(lazy_gettext("Your full name"), filters=[tidy], validators=[Length(max=200)], render_kw={"autocomplete": "name"})
    consents = BooleanField(lazy_gettext("I have read it and agree, and I may do so for the company that it names."))


class NoForm(DynamicForm):  # type: ignore[misc]
    class Meta(DynamicForm.Meta):  # type: ignore[misc]
        csrf = False

    reason = TextAreaField(
        lazy_gettext("Why not? It helps us, and may stay empty."), filters=[tidy], validators=[Length(max=1000)], render_kw={"rows": 3}
    )


class SignView(BaseView):  # type: ignore[misc]
    """GET reads, POST answers. Wrong secrets are counted by address, answers by secret."""

    route_base = "/sign"
    default_view = "show"
    base_permissions: list[str] = []
    limits = [
        Limit("60 per hour", key_func=the_secret, methods=("POST",)),
        Limit("20 per 5 minutes", key_func=get_remote_address, deduct_when=was_wrong),
    ]

    @expose("/<secret>")
    def show(self, secret: str) -> Any:
        paper = paper_by_secret(db.session(), secret)
        return self._closed() if paper is None else self._page(secret, paper, YesForm(document_hash=paper.document_hash), NoForm())

    @expose("/<secret>/paper.pdf")
    def file(self, secret: str) -> Any:
        """As it was sent, or signed."""
        paper = paper_by_secret(db.session(), secret) or abort(404)
        kept = paper.sealed or paper.document
        if kept is None or not (paper.status in AGREED or is_open(paper)):
            abort(404)
        return quiet(pdf_answer(content_of(kept), kept.name.removesuffix(".pdf")))

    @expose("/<secret>/read", methods=("POST",))
    def read(self, secret: str) -> Any:
        """The page says that somebody reads it."""
        try:
            read_paper(secret)
        except FoyerError:
            abort(404)
        return quiet(make_response("", 204))

    @expose("/<secret>/yes", methods=("POST",))
    def agree(self, secret: str) -> Any:
        form = YesForm()
        said = {"name": form.name.data or "", "consents": form.consents.data, "document_hash": form.document_hash.data or ""}
        whence = {"address": get_remote_address(), "agent": request.user_agent.string}
        if form.validate() and attempt(form, lambda: say_yes(secret, **said, **whence)):
            return quiet(redirect(url_for(".show", secret=secret), 303))
        return self._again(secret, form, NoForm(formdata=None))

    @expose("/<secret>/no", methods=("POST",))
    def decline(self, secret: str) -> Any:
        form = NoForm()
        if form.validate() and attempt(form, lambda: say_no(secret, reason=form.reason.data or "")):
            return quiet(redirect(url_for(".show", secret=secret), 303))
        return self._again(secret, YesForm(formdata=None), form)

    def _again(self, secret: str, yes: Any, no: Any) -> Any:
        """The page with what was refused, at its field."""
        paper = paper_by_secret(db.session(), secret)
        if paper is None:
            return self._closed()
        yes.document_hash.data = paper.document_hash
        return self._page(secret, paper, yes, no)

    def _page(self, secret: str, paper: Paper, yes: Any, no: Any) -> Response:
        view = paper_view(db.session(), paper)
        title = title_of(view)
        ways = {
            "yes_url": url_for(".agree", secret=secret),
            "no_url": url_for(".decline", secret=secret),
            "read_url": url_for(".read", secret=secret),
        }
        drawn = render_template(
            "screens/papers/sign.html",
            title=title,
            view=view,
            yes=yes,
            no=no,
            is_open=is_open(paper) and bool(paper.document_hash),
            is_agreed=paper.status in AGREED,
            is_printed=bool(paper.document_hash),
            pdf_url=url_for(".file", secret=secret),
            **ways,
        )
        return quiet(make_response(drawn))

    def _closed(self) -> Response:
        """One page for every secret that opens nothing."""
        return quiet(make_response(render_template("screens/papers/no_paper.html", title=_("This link is over")), 404))


def is_open(paper: Paper) -> bool:
    """Waits for an answer, and neither its day is past nor its deal over."""
    return paper.is_waiting and paper.valid_until >= today(paper.location.zone)


def title_of(view: PaperView) -> str:
    return _("Contract %(number)s", number=view.code) if view.is_contract else _("Proposal %(number)s", number=view.code)


def quiet(answer: Response) -> Response:
    """No site hears of the address, and no search engine keeps it."""
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
