"""Xero: the companies whose books Foyer writes to, and where the books differ."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _

from app.access.permissions import Permission
from app.actions.xero.keep_reading import want_reading
from app.actions.xero.settle_difference import match_entry, retry_entry, take_from_xero
from app.models import XeroConnection
from app.queries.xero_books import connections, is_reading, read_until, reading_trouble
from app.queries.xero_differences import found_differences
from app.web.actor import current_actor
from app.web.interface import ScopedInterface
from views.base.screen import Screen
from views.xero.words import told


class XeroView(Screen):
    """GET /xero/, GET /xero/<company>/differences, and what is done about one of them."""

    route_base = "/xero"
    default_view = "books"
    class_permission_name = "Xero"
    method_permission_name = {
        "books": "read",
        "differences": "read",
        "table": "read",
        "read": "read",
        "retry": "write",
        "match": "write",
        "take": "write",
    }

    @expose("/")
    @has_access
    def books(self) -> Any:
        by = current_actor()
        found = [
            (each, read_until(self.session, each.id), len(found_differences(self.session, each.id, by=by)))
            for each in connections(self.session, by=by)
        ]
        return self.render_template("screens/xero/books.html", title="Xero", books=found, may_write=self.may(Permission.XERO_WRITE))

    @expose("/<int:connection_id>/differences")
    @has_access
    def differences(self, connection_id: int) -> Any:
        return self.render_template("screens/xero/differences.html", **self._found(connection_id))

    @expose("/<int:connection_id>/table")
    @has_access
    def table(self, connection_id: int) -> Any:
        return render_template("screens/xero/table.html", **self._found(connection_id))

    def _found(self, connection_id: int) -> dict[str, Any]:
        books: XeroConnection = ScopedInterface(XeroConnection, self.session).get(connection_id) or abort(404)
        found = found_differences(self.session, connection_id, by=current_actor())
        return {
            "title": _("%(company)s and Foyer", company=books.name),
            "crumbs": [("Xero", url_for("XeroView.books"))],
            "books": books,
            "rows": told(found, may_write=self.may(Permission.XERO_WRITE)),
            "read_at": read_until(self.session, connection_id),
            "is_reading": is_reading(self.session, connection_id),
            "trouble": reading_trouble(self.session, connection_id),
        }

    @expose("/<int:connection_id>/read", methods=("POST",))
    @has_access
    def read(self, connection_id: int) -> Any:
        back = self.back(url_for("XeroView.differences", connection_id=connection_id))
        return self.attempt(lambda: want_reading(connection_id, by=current_actor()), _("Xero is being read."), back)

    @expose("/entry/<int:entry_id>/retry", methods=("POST",))
    @has_access
    def retry(self, entry_id: int) -> Any:
        return self.attempt(
            lambda: retry_entry(entry_id, by=current_actor()), _("Xero is told again."), self.back(url_for("XeroView.books"))
        )

    @expose("/entry/<int:entry_id>/is/<int:held_id>", methods=("POST",))
    @has_access
    def match(self, entry_id: int, held_id: int) -> Any:
        return self.attempt(
            lambda: match_entry(entry_id, held_id, by=current_actor()), _("They are one payment now."), self.back(url_for("XeroView.books"))
        )

    @expose("/payment/<int:held_id>/take", methods=("POST",))
    @has_access
    def take(self, held_id: int) -> Any:
        return self.attempt(
            lambda: take_from_xero(held_id, by=current_actor()), _("The payment is recorded."), self.back(url_for("XeroView.books"))
        )
