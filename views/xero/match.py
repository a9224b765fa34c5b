"""Contacts and items that Xero has already, beside ours: a person says which is which, before the first invoice goes there."""

from __future__ import annotations

from typing import Any

from flask import abort, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _
from flask_babel import ngettext

from app.actions.xero.choose_items import choose_items
from app.actions.xero.match import link_contacts, want_matches
from app.models import Membership, XeroConnection
from app.queries.xero_books import is_looking
from app.queries.xero_matches import items, items_there, unmatched
from app.rules.contact_match import MatchWhy
from app.web.actor import current_actor
from app.web.interface import ScopedInterface
from app.web.numbers import whole
from views.base.screen import Screen

AT_MOST = 100  # on one page; the rest follows when these are done


class XeroMatchView(Screen):
    """GET /xero/<company>/match, POST its two forms, POST to look in Xero again."""

    route_base = "/xero"
    default_view = "match"
    class_permission_name = "Xero"
    method_permission_name = dict.fromkeys(("match", "look", "contacts", "items"), "write")

    @expose("/<int:connection_id>/match")
    @has_access
    def match(self, connection_id: int) -> Any:
        books = self._books(connection_id)
        by, waiting = current_actor(), is_looking(self.session, connection_id)
        strangers = unmatched(self.session, connection_id, by=by)
        return self.render_template(
            "screens/xero/match.html",
            title=_("Customers and items of %(company)s", company=books.name),
            crumbs=[("Xero", url_for("XeroView.books"))],
            books=books,
            is_looking=waiting,
            strangers=strangers[:AT_MOST],
            left=max(0, len(strangers) - AT_MOST),
            why={MatchWhy.NUMBER: _("same number"), MatchWhy.EMAIL: _("same mail address"), MatchWhy.NAME: _("same name")},
            items=[
                (each, "membership" if isinstance(each.thing, Membership) else "product")
                for each in items(self.session, connection_id, by=by)
            ],
            there=items_there(self.session, connection_id),
        )

    @expose("/<int:connection_id>/look", methods=("POST",))
    @has_access
    def look(self, connection_id: int) -> Any:
        return self.attempt(
            lambda: want_matches(connection_id, by=current_actor()), _("Foyer looks through Xero."), self._back(connection_id)
        )

    @expose("/<int:connection_id>/contacts", methods=("POST",))
    @has_access
    def contacts(self, connection_id: int) -> Any:
        chosen = self._chosen("organisation")
        return self.attempt(
            lambda: link_contacts(connection_id, chosen, by=current_actor()),
            lambda n: ngettext("%(num)d customer is linked.", "%(num)d customers are linked.", n),
            self._back(connection_id),
        )

    @expose("/<int:connection_id>/items", methods=("POST",))
    @has_access
    def items(self, connection_id: int) -> Any:
        told = {"memberships": self._chosen("membership"), "products": self._chosen("product")}
        return self.attempt(
            lambda: choose_items(connection_id, **told, by=current_actor()),
            lambda n: ngettext("%(num)d item is chosen.", "%(num)d items are chosen.", n),
            self._back(connection_id),
        )

    def _books(self, connection_id: int) -> XeroConnection:
        found: XeroConnection = ScopedInterface(XeroConnection, self.session).get(connection_id) or abort(404)
        return found

    def _back(self, connection_id: int) -> Any:
        return self.back(url_for("XeroMatchView.match", connection_id=connection_id))

    def _chosen(self, noun: str) -> dict[int, str]:
        """What was chosen for each, by its number; whose field stayed empty is left as it is."""
        fields = ((name.removeprefix(f"{noun}-"), value) for name, value in request.form.items() if name.startswith(f"{noun}-") and value)
        return {key: value for number, value in fields if (key := whole(number)) is not None}
